//! 12 to 17: what a request holds.

use std::io::Write;

use super::prelude::*;

/// How long these are watched, where a row says nothing else.
const HOURS: i64 = 24;

pub static ROWS: &[Row] = &[
    Row {
        answer: |turn| healthy(turn).with("Set-Cookie", "id=1; Path=/").with("Set-Cookie", "t=2; Path=/"),
        judge: |seen| none(seen, "cookie"),
        ..row(12, HOURS, "keeps no cookies", "Set-Cookie with every answer", "no Cookie header")
    },
    Row {
        answer: |turn| match turn.request.path.as_str() {
            "/f" => Reply::status(302).with("Location", format!("{}/g", turn.base)),
            _ => healthy(turn),
        },
        judge: |seen| none(seen, "referer"),
        ..row(13, HOURS, "tells no referrer", "a redirect", "no Referer header, also after the redirect")
    },
    Row {
        feeds: &["/f", "/f?a=1&b"],
        judge: |seen| {
            let known = |request: &&Request| ["/f", "/f?a=1&b"].contains(&request.path.as_str());
            let other = seen.requests.iter().find(|request| !known(request));
            at_least(&seen.of("/f?a=1&b"), 2)?;
            expect(other.is_none(), || format!("{} was asked for", other.map_or("", |request| &request.path)))
        },
        ..row(
            14,
            HOURS,
            "adds nothing to the URL",
            "a URL with a query and one without",
            "both are asked for as they are",
        )
    },
    Row {
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 2)?;
            let agent = all[0].header("user-agent").unwrap_or_default();
            expect(agent.contains("http") || agent.contains('@'), || format!("got {agent:?}"))
        },
        ..row(
            15,
            HOURS,
            "says who asks and where to complain",
            "any",
            "User-Agent with program, version and an address",
        )
    },
    Row {
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 2)?;
            let accept = all[0].header("accept").unwrap_or_default();
            let lists = ["application/rss+xml", "application/atom+xml"].iter().all(|kind| accept.contains(kind));
            expect(lists, || format!("got {accept:?}"))
        },
        ..row(16, HOURS, "says which types it reads", "any", "Accept lists the types of feeds")
    },
    Row {
        answer: |turn| {
            let codings = turn.request.header("accept-encoding").unwrap_or_default();
            let reply = Reply::feed(0);
            // A coding that is broken by its last bytes.
            if codings.contains("gzip") {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                let _ = encoder.write_all(&reply.body);
                let body = encoder.finish().unwrap_or_default();
                let body = body[..body.len() - 6].to_vec();
                return Reply { body, ..reply }.with("Content-Encoding", "gzip");
            }
            reply
        },
        judge: |seen| {
            let all = seen.of("/f");
            at_least(&all, 3)?;
            let codings = |request: &Request| request.header("accept-encoding").unwrap_or_default().to_owned();
            let first = codings(all[0]);
            let offered = ["gzip", "br", "zstd"].iter().all(|coding| first.contains(coding));
            expect(offered, || format!("offered {first:?}"))?;
            let plain = all[1..].iter().any(|request| !codings(request).contains("gzip"));
            expect(plain, || "the broken coding was asked for each time".into())
        },
        ..row(
            17,
            HOURS,
            "takes gzip, br and zstd, and does without where they are broken",
            "a gzip body that ends early",
            "all three are offered; then Accept-Encoding: identity",
        )
    },
];

fn none(seen: &Seen<'_>, header: &str) -> Verdict {
    at_least(&seen.requests.iter().collect::<Vec<_>>(), 3)?;
    let got = seen.requests.iter().find_map(|request| request.header(header));
    expect(got.is_none(), || format!("got {header}: {}", got.unwrap_or_default()))
}
