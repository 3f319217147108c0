//! 1 to 11: conditions.

use super::prelude::*;

/// How long these are watched, where a row says nothing else.
const HOURS: i64 = 48;

pub static ROWS: &[Row] = &[
    Row {
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 4)?;
            expect(!all[0].is_conditional(), || "the first request had a condition".into())?;
            each(&all[1..], "a condition", Request::is_conditional)
        },
        ..row(
            1,
            HOURS,
            "asks without conditions once, then never while validators exist",
            "ETag and Last-Modified, news every 6 h",
            "all requests but the first are conditional",
        )
    },
    Row {
        answer: |turn| {
            let etags = ["W/\"a,b;c='%22\"", "unquoted", "\"two  spaces\"", "\"MixedCASE==\""];
            Reply::feed(turn.n() as i64).with("ETag", etags[turn.n() % etags.len()])
        },
        judge: |seen| {
            echoed(seen, "if-none-match", |n| {
                ["W/\"a,b;c='%22\"", "unquoted", "\"two  spaces\"", "\"MixedCASE==\""][n % 4].into()
            })
        },
        ..row(
            2,
            HOURS,
            "repeats the ETag byte for byte",
            "weak, unquoted and odd ETags in turn",
            "If-None-Match is the last ETag, unchanged",
        )
    },
    Row {
        answer: |turn| Reply::feed(turn.n() as i64).with("Last-Modified", odd_date(turn.n())),
        judge: |seen| echoed(seen, "if-modified-since", odd_date),
        ..row(
            3,
            HOURS,
            "repeats Last-Modified verbatim",
            "dates in forms that no standard has",
            "If-Modified-Since is the last Last-Modified, unchanged",
        )
    },
    Row {
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 4)?;
            each(&all[1..], "both conditions", |request| {
                request.header("if-none-match").is_some() && request.header("if-modified-since").is_some()
            })
        },
        ..row(
            4,
            HOURS,
            "sends both validators where both are known",
            "ETag and Last-Modified",
            "If-None-Match and If-Modified-Since in each later request",
        )
    },
    Row {
        answer: |turn| Reply::feed(7).with("ETag", format!("\"{}\"", turn.n())),
        judge: |seen| echoed(seen, "if-none-match", |n| format!("\"{n}\"")),
        ..row(
            5,
            HOURS,
            "keeps new validators also where the body is the same",
            "the same body with another ETag each time",
            "If-None-Match is the newest ETag",
        )
    },
    Row {
        answer: |turn| {
            Reply::feed(turn.n() as i64).with("ETag", format!("\"{}\"", turn.n())).with("Last-Modified", turn_date(1))
        },
        judge: |seen| echoed(seen, "if-none-match", |n| format!("\"{n}\"")),
        ..row(
            6,
            HOURS,
            "takes a new ETag also where Last-Modified stays",
            "another ETag, the same Last-Modified",
            "If-None-Match is the newest ETag",
        )
    },
    Row {
        answer: |turn| match turn.n() {
            0 => Reply::feed(0).with("ETag", "\"0\""),
            n if turn.request.is_conditional() => Reply::status(304).with("ETag", format!("\"{n}\"")),
            n => Reply::feed(0).with("ETag", format!("\"{n}\"")),
        },
        judge: |seen| echoed(seen, "if-none-match", |n| format!("\"{n}\"")),
        ..row(
            7,
            HOURS,
            "takes validators of a 304 in",
            "304 with another ETag each time",
            "If-None-Match is the newest ETag",
        )
    },
    Row {
        answer: |turn| match turn.n() {
            0 => Reply::feed(0).with("ETag", "\"0\"").with("Last-Modified", turn_date(0)),
            n => Reply::feed(n as i64),
        },
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 4)?;
            expect(all[1].is_conditional(), || "the second request had no condition".into())?;
            each(&all[2..], "no condition", |request| !request.is_conditional())
        },
        ..row(
            8,
            HOURS,
            "drops validators where a 200 has none",
            "validators once, then 200 without",
            "no condition after the 200 without",
        )
    },
    Row {
        answer: |turn| {
            let target = if turn.before.iter().filter(|request| request.path == "/f").count() < 3 { "a" } else { "b" };
            match turn.request.path.as_str() {
                "/f" => Reply::status(302).with("Location", format!("{}/{target}", turn.base)),
                path => Reply::feed(turn.n() as i64).with("ETag", format!("\"{path}\"")),
            }
        },
        judge: |seen| {
            let [declared, first, second] = ["/f", "/a", "/b"].map(|path| seen.of(path));
            at_least(&first, 2)?;
            at_least(&second, 2)?;
            each(&declared, "no condition at the redirect", |request| !request.is_conditional())?;
            expect(first[1].is_conditional(), || "the URL that gave the ETag was asked without".into())?;
            let foreign = second.iter().any(|request| request.header("if-none-match") == Some("\"/a\""));
            expect(!foreign, || "an ETag was sent to another URL than the one that gave it".into())
        },
        ..row(
            9,
            HOURS,
            "binds validators to the URL that gave them",
            "a temporary redirect that changes its target",
            "each URL is sent its own ETag and no other",
        )
    },
    Row {
        answer: |turn| {
            let by_date = turn.request.header("if-none-match").is_none()
                && turn.request.header("if-modified-since") == Some(&turn_date(0));
            let reply = if by_date { Reply::status(304) } else { Reply::feed(0) };
            reply.with("ETag", "\"v0-gzip\"").with("Last-Modified", turn_date(0))
        },
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 8)?;
            let full = all.iter().filter(|request| request.status == 200).count();
            expect(full <= 6, || format!("{full} whole answers of {}", all.len()))
        },
        ..row(
            10,
            HOURS,
            "falls back to Last-Modified where an ETag is not heeded",
            "`-gzip` within the ETag, which the server does not know again",
            "after some whole answers If-Modified-Since alone, and 304",
        )
    },
    Row {
        hours: 12 * 24,
        answer: |turn| {
            let reply = if turn.request.is_conditional() { Reply::status(304) } else { every(turn, 24) };
            Reply { headers: vec![("ETag", "\"always\"".to_owned())], ..reply }
        },
        judge: |seen| {
            let all = seen.of("/f");
            let plain: Vec<_> = all.iter().filter(|request| !request.is_conditional()).collect();
            expect(plain.len() >= 4, || format!("only {} requests without conditions in 12 days", plain.len()))?;
            let often = plain[1..].windows(2).find(|pair| hours(pair[0].at, pair[1].at) < 23.9);
            expect(often.is_none(), || "more than one request without conditions in a day".into())?;
            seen.was_told("304")
        },
        ..row(
            11,
            HOURS,
            "finds out a server that says 304 to everything",
            "304 to every condition, news every day, for 12 days",
            "without conditions once a day and not more often, and the operator is told",
        )
    },
];

fn each(requests: &[&Request], what: &str, holds: impl Fn(&Request) -> bool) -> Verdict {
    match requests.iter().position(|request| !holds(request)) {
        Some(n) => Err(format!("expected {what}; request {} of {} differs", n + 1, requests.len())),
        None => Ok(()),
    }
}

/// Each request repeats what the answer before it said.
fn echoed(seen: &Seen<'_>, header: &str, said: impl Fn(usize) -> String) -> Verdict {
    let all = seen.of("/f");
    at_least(&all, 4)?;
    for (n, request) in all.iter().enumerate().skip(1) {
        let expected = said(n - 1);
        let got = request.header(header);
        expect(got == Some(&expected), || format!("expected {header}: {expected}, got {got:?}"))?;
    }
    Ok(())
}

fn odd_date(n: usize) -> String {
    ["Sat, 1 Nov 2025 00:00:00 +0000", "Saturday, 01-Nov-25 00:00:00 GMT", "2025-11-01T00:00:00Z"][n % 3].into()
}
