//! 22 to 27: servers that ask for less, and servers that fail.

use jiff::{SignedDuration, Timestamp};

use super::prelude::*;

/// Requests that went well before the trouble.
const WELL: usize = 2;

/// How long these are watched, where a row says nothing else.
const HOURS: i64 = 48;

pub static ROWS: &[Row] = &[
    Row {
        answer: |turn| match turn.n() {
            WELL => Reply::status(429).with("Retry-After", (2 * 3_600).to_string()),
            _ => healthy(turn),
        },
        judge: |seen| rested(seen, WELL, 2.0),
        ..row(
            22,
            HOURS,
            "heeds Retry-After in seconds",
            "429 with Retry-After of 2 h",
            "the next request after 2 h, and not much later",
        )
    },
    Row {
        answer: |turn| match turn.n() {
            n @ 2..=7 => {
                let at = turn.there + SignedDuration::from_secs(3 * 3_600);
                Reply::status(if n < 5 { 429 } else { 503 }).with("Retry-After", date(at, n % 3))
            }
            _ => healthy(turn),
        },
        judge: |seen| (2..=7).try_for_each(|n| rested(seen, n, 3.0)),
        ..row(
            23,
            HOURS,
            "heeds Retry-After as a date in all three forms",
            "429 and 503, each with the three forms of RFC 9110, 3 h ahead",
            "the next request after 3 h each time",
        )
    },
    Row {
        feeds: &["/f", "/g", "/h"],
        answer: |turn| match (turn.request.path.as_str(), turn.n()) {
            ("/f", WELL) => Reply::status(429).with("Retry-After", (4 * 3_600).to_string()),
            _ => healthy(turn),
        },
        judge: |seen| {
            let throttled = seen.requests.iter().find(|request| request.status == 429);
            let Some(throttled) = throttled else { return Err("the feed was not asked often enough".into()) };
            let early = seen.requests.iter().find(|request| {
                let after = hours(throttled.at, request.at);
                after > 0.0 && after < 4.0 - 2.0 / 3_600.0
            });
            expect(early.is_none(), || {
                let early = early.map_or_else(String::new, |request| request.path.clone());
                format!("{early} of the same host was asked for while the host wanted rest")
            })?;
            ["/f", "/g", "/h"].iter().try_for_each(|path| at_least(&seen.of(path), 4))
        },
        ..row(
            24,
            HOURS,
            "leaves the whole host alone",
            "three feeds of one host, one gets 429 with Retry-After of 4 h",
            "no request to the host for 4 h",
        )
    },
    Row {
        hours: 6 * 24,
        answer: |turn| match turn.n() {
            2 => Reply::status(429).with("Retry-After", "99999999999"),
            3 => Reply::status(503).with("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
            4 => Reply::status(429).with("Retry-After", "-7"),
            _ => healthy(turn),
        },
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 6)?;
            let gaps = seen.gaps("/f");
            for n in [2, 3] {
                let gap = gaps[n];
                expect((1.0..=30.0).contains(&gap), || format!("after {gap:.1} h"))?;
            }
            expect(gaps[4] <= 30.0, || format!("after {:.1} h", gaps[4]))
        },
        ..row(
            25,
            HOURS,
            "bounds absurd values",
            "Retry-After of three thousand years, in the year 9999 and negative",
            "the next request within 30 h, and not at once",
        )
    },
    Row {
        feeds: &["/f", "/g"],
        hours: 72,
        answer: |turn| if turn.n() < WELL { healthy(turn) } else { Reply::status(429) },
        judge: backs_off,
        ..row(
            26,
            HOURS,
            "backs off by itself where no Retry-After comes",
            "429 and nothing else, two feeds",
            "waits that grow, with jitter, and never end",
        )
    },
    Row {
        feeds: &["/f", "/g"],
        hours: 72,
        answer: |turn| {
            if turn.n() < WELL { healthy(turn) } else { Reply::status(500 + u16::try_from(turn.n() % 5).unwrap_or(0)) }
        },
        judge: backs_off,
        ..row(
            27,
            HOURS,
            "backs off the same from 5xx",
            "500 to 504, two feeds",
            "waits that grow, with jitter, and never end",
        )
    },
];

/// The request after the n-th comes when the server asked for it.
fn rested(seen: &Seen<'_>, n: usize, hours: f64) -> Verdict {
    let gaps = seen.gaps("/f");
    let Some(gap) = gaps.get(n) else { return Err(format!("no request after the {}th", n + 1)) };
    let slack = 2.0 / 3_600.0;
    expect(*gap >= hours - slack && *gap <= hours * 3.0 + 1.0, || format!("the next request came after {gap:.2} h"))
}

/// Waits double at first, differ between feeds, and do not end.
fn backs_off(seen: &Seen<'_>) -> Verdict {
    let [first, second] = ["/f", "/g"].map(|path| seen.gaps(path));
    for gaps in [&first, &second] {
        let gaps = gaps.get(WELL..).unwrap_or_default();
        expect(gaps.len() >= 6, || format!("only {} requests once it failed", gaps.len()))?;
        expect(gaps[3] >= 4.0 * gaps[0] || gaps[3] >= 5.0, || format!("waits of {gaps:.2?} h"))?;
        expect(gaps.iter().all(|gap| *gap <= 25.0), || format!("waits of {gaps:.2?} h"))?;
    }
    let same = first.iter().zip(&second).all(|(a, b)| (a - b).abs() < 0.001);
    expect(!same, || "both feeds were asked for at the same times".into())
}

/// The three forms of RFC 9110, section 5.6.7.
fn date(at: Timestamp, form: usize) -> String {
    let format = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"][form];
    at.strftime(format).to_string()
}
