//! `wiredesk feeds list`: how the feeds are doing, at a glance.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use anstream::println;
use jiff::Timestamp;

use super::super::{Error, daemon};
use crate::{
    admin::feeds::{Listing, MOST_FEEDS},
    config,
    model::HealthState,
    publish::record::FeedRecord,
    telemetry::{Escaped, EscapedJson},
};

/// Bytes of a page that are read.
const MOST_BYTES: u64 = 16 << 20;

/// Lists the feeds of a running daemon with how they are doing; with --config, those that are
/// declared, without asking anybody.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk feeds list
  wiredesk feeds list --state failing
  wiredesk feeds list --config config/wiredesk.toml")]
pub struct Args {
    /// Where the daemon's admin side listens (admin.listen)
    #[arg(long, default_value = "127.0.0.1:9464", env = "WIREDESK__ADMIN__LISTEN")]
    address: SocketAddr,
    /// List what this config declares, and ask no daemon
    #[arg(long, short, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only feeds in this state: healthy, slow, failing, throttled, parked, moved, gone, not_a_feed, empty, stale, pending
    #[arg(long)]
    state: Option<String>,
    /// Print JSON Lines, as in wire.feeds
    #[arg(long)]
    json: bool,
}

/// Lists.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.config {
        Some(file) => declared(file, args.json),
        None => running(args),
    }
}

fn declared(file: &std::path::Path, json: bool) -> Result<(), Error> {
    let loaded = config::load(file, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
    for feed in &loaded.feeds {
        if json {
            let record = FeedRecord::of(feed, &crate::model::FeedState::default());
            println!("{}", serde_json::to_string(&record).map_err(|e| Error::Failed(e.to_string()))?);
        } else {
            let (least, most) = (feed.min_interval, feed.max_interval);
            println!("{:<32} {least} to {most}  {}", feed.id, feed.shown_url());
        }
    }
    Ok(())
}

fn running(args: &Args) -> Result<(), Error> {
    let state = args.state.as_deref().map(state).transpose()?;
    let (mut after, mut silent, mut counts) = (String::new(), 0, BTreeMap::new());
    if !args.json {
        println!("{:<11} {:>6}  {:>6}  {:>6}  {:>5}  feed", "state", "since", "item", "next", "fails");
    }
    let now = Timestamp::now();
    loop {
        let filter = state.map_or_else(String::new, |state| format!("&state={}", state.as_str()));
        let path = format!("/api/feeds?limit={MOST_FEEDS}&after={after}{filter}");
        let (status, body) = daemon::get(args.address, &path, MOST_BYTES)?;
        if status != 200 {
            return Err(Error::Failed(format!("{path}: status {status} {}", Escaped(body.trim()))));
        }
        let page: Listing = serde_json::from_str(&body).map_err(|e| Error::Failed(format!("{path}: {e}")))?;
        silent = silent.max(page.silent);
        for feed in &page.feeds {
            *counts.entry(feed.state.as_str()).or_insert(0_usize) += 1;
            if args.json {
                println!("{}", EscapedJson(&serde_json::to_string(feed).map_err(|e| Error::Failed(e.to_string()))?));
            } else {
                println!("{}", line(feed, now));
            }
        }
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    if !args.json {
        let counts: Vec<_> = counts.iter().map(|(state, n)| format!("{n} {state}")).collect();
        println!("\n{}", if counts.is_empty() { "no feed".to_owned() } else { counts.join(", ") });
    }
    if silent > 0 {
        return Err(Error::Failed(format!("{silent} partitions did not answer in time; their feeds are missing here")));
    }
    Ok(())
}

fn state(name: &str) -> Result<HealthState, Error> {
    serde_json::from_value(name.into()).map_err(|_| {
        Error::Failed(format!("--state: expected one of those that --help names, got {:?}", Escaped(name).to_string()))
    })
}

fn line(feed: &FeedRecord, now: Timestamp) -> String {
    let ago = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| span(now.duration_since(at).as_secs()));
    let until = feed.next_poll.map_or_else(|| "-".to_owned(), |at| span(at.duration_since(now).as_secs()));
    let advice = feed.message.as_deref().map_or_else(String::new, |text| format!("\n{:12}{}", "", Escaped(text)));
    format!(
        "{:<11} {:>6}  {:>6}  {until:>6}  {:>5}  {}{advice}",
        feed.state.as_str(),
        ago(feed.since),
        ago(feed.last_item),
        feed.failures,
        Escaped(&feed.feed.id.0)
    )
}

/// A span for a glance.
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..120 => format!("{s}s"),
        s @ 120..7_200 => format!("{}m", s / 60),
        s @ 7_200..172_800 => format!("{}h", s / 3_600),
        s => format!("{}d", s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Feed, FeedState};

    #[test]
    fn a_line_says_how_a_feed_does_and_what_to_do() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let feed = Feed::bare("wire", "https://example.org/".parse().unwrap());
        let mut state = FeedState::default();
        state.health.state = HealthState::Failing;
        state.health.failures = 3;
        state.health.since = (now - jiff::SignedDuration::from_hours(5)).into();
        state.health.message = Some("no \u{1b}answer".into());
        state.rhythm.next = (now + jiff::SignedDuration::from_mins(20)).into();
        let line = line(&FeedRecord::of(&feed, &state), now);
        assert_eq!(line, "failing         5h       -     20m      3  wire\n            no \\u{1b}answer");
        assert_eq!([span(-5), span(119), span(120), span(86_400), span(259_200)], ["0s", "119s", "2m", "24h", "3d"]);
    }

    #[test]
    fn a_state_that_is_none_is_told() {
        assert!(matches!(state("not_a_feed"), Ok(HealthState::NotAFeed)));
        assert!(state("broken").is_err());
    }
}
