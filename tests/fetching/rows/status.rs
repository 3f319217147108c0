//! 28 to 32: feeds that are gone or elsewhere.

use super::prelude::*;

/// How long these are watched, where a row says nothing else.
const HOURS: i64 = 72;

pub static ROWS: &[Row] = &[
    Row {
        hours: 10 * 24,
        answer: |turn| match (turn.n(), turn.hours()) {
            (0 | 1, _) | (_, 192..) => healthy(turn),
            _ => Reply::status(404),
        },
        judge: |seen| {
            let gaps = seen.gaps("/f");
            expect(gaps.len() >= 8, || format!("only {} requests in 10 days", gaps.len() + 1))?;
            expect(gaps[5] >= 2.0 * gaps[2] || gaps[5] >= 5.0, || format!("waits of {:.2?} h", &gaps[2..6]))?;
            let well = seen.of("/f").iter().filter(|request| request.status != 404).count();
            expect(well >= 3, || "it was not asked for again once it was back".into())
        },
        ..row(
            28,
            HOURS,
            "is slower for 404, and does not give up",
            "404 for eight days, then the feed again",
            "waits that grow; the feed is read once it is back",
        )
    },
    Row {
        hours: 20 * 24,
        answer: |turn| if turn.n() < 2 { healthy(turn) } else { Reply::status(410) },
        judge: |seen| {
            let gone: Vec<_> = seen.of("/f").into_iter().filter(|request| request.status == 410).collect();
            let day = |at: jiff::Timestamp| at.as_second() / (86_400);
            let mut days: Vec<_> = gone.iter().map(|request| day(request.at)).collect();
            days.dedup();
            expect(days.len() >= 3, || format!("410 was heard on {} days only", days.len()))?;
            expect(days.len() == 3, || format!("it was asked for on {} days although gone", days.len()))?;
            seen.was_told("410")
        },
        ..row(
            29,
            HOURS,
            "parks a feed that is gone",
            "410 for 20 days",
            "asked for on three days, then left alone; the operator is told",
        )
    },
    Row {
        hours: 5 * 24,
        answer: |turn| match turn.request.path.as_str() {
            "/f" => {
                Reply::status(if turn.n() % 2 == 0 { 301 } else { 308 }).with("Location", format!("{}/new", turn.base))
            }
            _ => healthy(turn),
        },
        judge: |seen| {
            let (old, new) = (seen.of("/f"), seen.of("/new"));
            at_least(&new, 8)?;
            expect(old.len() == 5, || format!("the old address was asked {} times", old.len()))?;
            seen.was_told("/new")
        },
        ..row(
            30,
            HOURS,
            "takes a new address over once it was confirmed five times",
            "301 and 308 to a new address",
            "five requests to the old one, then to the new one alone; the operator is told",
        )
    },
    Row {
        answer: |turn| match turn.request.path.as_str() {
            "/f" => Reply::status([302, 307, 303][turn.n() % 3]).with("Location", format!("{}/new", turn.base)),
            _ => healthy(turn),
        },
        judge: |seen| {
            let (old, new) = (seen.of("/f"), seen.of("/new"));
            at_least(&new, 8)?;
            expect(old.len() >= new.len(), || {
                format!("{} requests to the declared address, {} to the other", old.len(), new.len())
            })
        },
        ..row(
            31,
            HOURS,
            "takes no temporary redirect for good",
            "302, 303 and 307",
            "the declared address is asked each time",
        )
    },
    Row {
        hours: 24,
        answer: |turn| {
            let hop = turn.request.path.strip_prefix("/hop").and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
            if hop >= 20 {
                return Reply::feed(0);
            }
            Reply::status(302).with("Location", format!("{}/hop{}", turn.base, hop + 1))
        },
        judge: |seen| {
            at_least(&seen.of("/hop5"), 1)?;
            expect(seen.of("/hop6").is_empty(), || "a sixth redirect was followed".into())
        },
        ..row(
            32,
            HOURS,
            "follows five redirects and no more",
            "twenty redirects in a row",
            "the fifth is followed, the sixth is not",
        )
    },
];
