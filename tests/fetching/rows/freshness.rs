//! 18 to 21, and 33 and 34: how long an answer, or the feed, says that it stays as it is.

use super::prelude::*;

/// How long these are watched, where a row says nothing else.
const HOURS: i64 = 96;

pub static ROWS: &[Row] = &[
    Row {
        answer: |turn| {
            let (max_age, age) = (12 * 3_600, 2 * 3_600);
            every(turn, 24).with("Cache-Control", format!("public, max-age={max_age}")).with("Age", age.to_string())
        },
        judge: |seen| floor(seen, "/f", 10.0, 5),
        ..row(
            18,
            HOURS,
            "waits for max-age, less Age, also of a 304",
            "max-age of 12 h, Age of 2 h, with 200 and 304",
            "at least 10 h between requests",
        )
    },
    Row {
        answer: |turn| every(turn, 24).with("Date", turn.date(-2)).with("Expires", turn.date(8)),
        judge: |seen| floor(seen, "/f", 8.0, 5),
        ..row(19, HOURS, "waits for Expires", "Expires 10 h after a Date of 2 h ago", "at least 8 h between requests")
    },
    Row {
        feeds: &["/f", "/g"],
        answer: |turn| {
            let reply = healthy(turn);
            if turn.request.path == "/f" { reply.with("Cache-Control", "no-store, no-cache, max-age=0") } else { reply }
        },
        judge: |seen| {
            let (with, without) = (seen.of("/f"), seen.of("/g"));
            at_least(&without, 4)?;
            expect(with.len() <= without.len() + without.len() / 10 + 1, || {
                format!("{} requests with no-store, {} without", with.len(), without.len())
            })
        },
        ..row(
            20,
            HOURS,
            "is not faster for no-store",
            "one feed with no-store, one without",
            "as many requests for either",
        )
    },
    Row {
        answer: |turn| {
            let (hour, week) = (3_600, 168 * 3_600);
            let control = format!("max-age={hour}, stale-while-revalidate={week}, stale-if-error={week}");
            healthy(turn).with("Cache-Control", control)
        },
        judge: |seen| floor(seen, "/f", 1.0, 12),
        ..row(
            21,
            HOURS,
            "takes stale-* for hints",
            "max-age of 1 h, stale-while-revalidate of a week",
            "at least 1 h between requests, and not a week",
        )
    },
    Row {
        hours: 24,
        feeds: &["/ttl", "/sy", "/odd"],
        answer: |turn| {
            let minutes = 3 * 3_600 / 60;
            match turn.request.path.as_str() {
                "/ttl" => Reply::document(turn.n() as i64, &format!("<ttl>{minutes}</ttl>")),
                "/sy" => Reply::document(
                    turn.n() as i64,
                    "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>",
                ),
                _ => Reply::document(
                    turn.n() as i64,
                    "<ttl>soon</ttl><sy:updatePeriod>whenever</sy:updatePeriod><sy:updateFrequency>-3</sy:updateFrequency>",
                ),
            }
        },
        judge: |seen| {
            floor(seen, "/ttl", 3.0, 4)?;
            floor(seen, "/sy", 3.0, 4)?;
            at_least(&seen.of("/odd"), 4)
        },
        ..row(
            33,
            HOURS,
            "heeds ttl and sy:updatePeriod, and bears bad values",
            "ttl of 3 h; eight times a day; words where numbers belong",
            "at least 3 h between requests; the third feed is polled as any",
        )
    },
    Row {
        hours: 8 * 24,
        answer: |turn| {
            let hours: String = (0..12).map(|hour| format!("<hour>{hour}</hour>")).collect();
            let channel = format!(
                "<skipHours>{hours}</skipHours><skipDays><day>Saturday</day><day>sunday</day><day>Noday</day></skipDays>"
            );
            Reply::document(turn.n() as i64, &channel)
        },
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 8)?;
            let skipped = all[1..].iter().find(|request| {
                let at = request.at.to_zoned_datetime(jiff::tz::TimeZone::UTC);
                let day = at.weekday().to_monday_one_offset();
                at.hour() < 12 || day >= 6
            });
            expect(skipped.is_none(), || {
                format!("a request came at {}", skipped.map_or_else(String::new, |r| r.at.to_string()))
            })
        },
        ..row(
            34,
            HOURS,
            "heeds skipHours and skipDays",
            "the hours before noon and the weekend are skipped, for 8 days",
            "no request in them",
        )
    },
];

/// No gap is shorter, and polls go on.
fn floor(seen: &Seen<'_>, path: &str, hours: f64, least: usize) -> Verdict {
    at_least(&seen.of(path), least)?;
    // Dates have whole seconds.
    let slack = 2.0 / 3_600.0;
    let short = seen.gaps(path).into_iter().find(|gap| *gap < hours - slack);
    expect(short.is_none(), || format!("{path} was asked for again after {:.2} h", short.unwrap_or_default()))
}
