//! 35 and 36: what many feeds of one server cost it.

use std::time::Duration;

use super::prelude::*;

/// Twenty feeds of one host.
const MANY: &[&str] = &[
    "/f0", "/f1", "/f2", "/f3", "/f4", "/f5", "/f6", "/f7", "/f8", "/f9", "/g0", "/g1", "/g2", "/g3", "/g4", "/g5",
    "/g6", "/g7", "/g8", "/g9",
];

pub static ROWS: &[Row] = &[
    Row {
        number: 35,
        behaviour: "asks few things of a host at once, spreads its start, and remembers its plans",
        scenario: "20 feeds of one host that answers after 3 s with max-age of 8 h; a restart after 4 h",
        expected: "two requests at once, half a second between starts, nothing asked again for the restart",
        feeds: MANY,
        hours: 10,
        robots: false,
        restart: Some(4),
        answer: |turn| {
            let control = format!("max-age={}", 8 * 3_600);
            Reply { delay: Duration::from_secs(3), ..healthy(turn) }.with("Cache-Control", control)
        },
        judge: |seen| {
            let most = seen.requests.iter().map(|request| request.open).max().unwrap_or(0);
            expect(most <= 2, || format!("{most} requests at once"))?;
            let near = |pair: &&[Request]| pair[1].at.duration_since(pair[0].at).as_secs_f64() < 0.49;
            expect(!seen.requests.windows(2).any(|pair| near(&pair)), || "two requests within half a second".into())?;
            for path in MANY {
                let gaps = seen.gaps(path);
                at_least(&seen.of(path), 2)?;
                expect(gaps.iter().all(|gap| *gap >= 7.99), || {
                    format!("{path} was asked for again after {gaps:.2?} h")
                })?;
            }
            Ok(())
        },
    },
    Row {
        number: 36,
        behaviour: "heeds robots.txt where its operator says so",
        scenario: "robots.txt that forbids one of two feeds, for three days",
        expected: "robots.txt first and once a day; the forbidden feed never",
        feeds: &["/open/f", "/closed/f"],
        hours: 72,
        robots: true,
        restart: None,
        answer: |turn| match turn.request.path.as_str() {
            "/robots.txt" => Reply {
                body: b"User-agent: *\nDisallow: /r36/closed/\nUser-agent: others\nDisallow: /\n".to_vec(),
                ..Reply::status(200)
            },
            _ => healthy(turn),
        },
        judge: |seen| {
            at_least(&seen.of("/open/f"), 6)?;
            expect(seen.of("/closed/f").is_empty(), || "the forbidden feed was asked for".into())?;
            expect(seen.requests[0].path == "/robots.txt", || "robots.txt was not the first request".into())?;
            let asked = seen.of("/robots.txt").len();
            expect((1..=4).contains(&asked), || format!("robots.txt was asked for {asked} times in three days"))?;
            let spread = seen.of("/robots.txt").last().is_some_and(|last| seen.since_start(last) >= 24.0);
            expect(spread, || "robots.txt was never looked at again".into())
        },
    },
];
