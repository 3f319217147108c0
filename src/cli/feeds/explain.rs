//! `wiredesk feeds explain`: why a feed is due when it is.

use std::{fmt::Write, net::SocketAddr};

use anstream::println;
use jiff::Timestamp;

use super::{
    super::{Error, daemon},
    list::span,
};
use crate::{
    admin::feeds::Shown,
    collect::schedule::{Explanation, HostBudget},
    model::Bound,
    publish::record::PushRecord,
    telemetry::{Escaped, EscapedJson},
};

/// Bytes of an answer that are read.
const MOST_BYTES: u64 = 1 << 20;
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Says why a feed is due when it is: what its pace asks for, what server, feed and operator ask
/// for, and what the daemon has learned of its hours. Asks a running daemon.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk feeds explain example-world
  wiredesk feeds explain example-world --json")]
pub struct Args {
    /// The feed's id
    id: String,
    /// Where the daemon's admin side listens (admin.listen)
    #[arg(long, default_value = "127.0.0.1:9464", env = "WIREDESK__ADMIN__LISTEN")]
    address: SocketAddr,
    /// Print JSON, as /api/feeds/ID does
    #[arg(long)]
    json: bool,
}

/// Explains.
pub fn run(args: &Args) -> Result<(), Error> {
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if args.id.is_empty() || !args.id.chars().all(usual) {
        return Err(Error::Failed("expected a feed's id: letters, digits, '-', '_' and '.'".into()));
    }
    let path = format!("/api/feeds/{}", args.id);
    let (status, body) = daemon::get(args.address, &path, MOST_BYTES)?;
    if status != 200 {
        return Err(Error::Failed(format!("{path}: status {status} {}", Escaped(body.trim()))));
    }
    if args.json {
        println!("{}", EscapedJson(body.trim()));
        return Ok(());
    }
    let shown: Shown = serde_json::from_str(&body).map_err(|e| Error::Failed(format!("{path}: {e}")))?;
    println!("{}", explain(&shown, Timestamp::now()));
    Ok(())
}

fn explain(shown: &Shown, now: Timestamp) -> String {
    let Shown { feed, plan } = shown;
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", Escaped(&feed.feed.id.0), feed.state.as_str());
    if let Some(message) = &feed.message {
        let _ = writeln!(text, "  {}", Escaped(message));
    }
    let ago = |at: Timestamp| span(now.duration_since(at).as_secs());
    match plan.next {
        Some(next) if next > now => {
            let _ = writeln!(text, "next poll in {}, at {}", span(next.duration_since(now).as_secs()), whole(next));
        }
        Some(_) => text.push_str("due now: it waits for its host or for a place\n"),
        None => text.push_str("not polled yet: the start is spread\n"),
    }
    let _ = writeln!(text, "  set by {}", plan.by.as_str());
    if plan.wanted > 0 && !matches!(plan.by, Bound::Pace | Bound::MaxInterval | Bound::Window) {
        let _ = writeln!(text, "  its pace alone would wait {}", span(i64::from(plan.wanted)));
    }
    for floor in plan.floors.iter().filter(|floor| floor.by != plan.by) {
        let _ = writeln!(text, "  not before {} by {}", whole(floor.until), floor.by.as_str());
    }
    if let Some(last) = plan.last {
        let _ = writeln!(text, "last poll {} ago, the {}th", ago(last), plan.polls);
    }
    if let Some(host) = &plan.host {
        let HostBudget { per_day, feeds, left, paid } = host;
        let _ = write!(text, "its host may be asked {per_day} times a day for {feeds} feeds, {left} times at once now");
        let _ = match paid {
            Some(paid) => writeln!(text, "; all asked is paid for at {}", whole(*paid)),
            None => writeln!(text),
        };
    }
    if let Some(push) = &feed.push {
        hub(&mut text, push, now);
    }
    pace(&mut text, plan);
    if let Some(gap) = plan.last_gap {
        let _ = writeln!(
            text,
            "{} polls shared no entry with the one before, the last {} ago: items may have been missed",
            plan.gaps,
            ago(gap)
        );
    }
    text
}

/// What a hub does for the feed.
fn hub(text: &mut String, push: &PushRecord, now: Timestamp) {
    let ago = |at: Timestamp| span(now.duration_since(at).as_secs());
    let hub = push.hub.as_deref().unwrap_or("none that can be asked");
    let _ = write!(text, "hub {}: {}", Escaped(hub), push.phase.as_str());
    if let Some(since) = push.since {
        let _ = write!(text, " for {}", ago(since));
    }
    match push.lease_until {
        Some(until) if until > now => {
            let _ = writeln!(text, ", it tells us until {}", whole(until));
        }
        _ => text.push_str(", it does not tell us\n"),
    }
    let last = push.last_ping.map_or_else(|| "no ping yet".to_owned(), |at| format!("the last {} ago", ago(at)));
    let _ = writeln!(text, "  {} pings, {last}; {} items were found by a poll before it", push.pings, push.missed);
    if let Some(message) = &push.message {
        let _ = writeln!(text, "  {}", Escaped(message));
    }
}

fn pace(text: &mut String, plan: &Explanation) {
    let Explanation { items_per_day, expected_items, price, window, .. } = plan;
    let _ = writeln!(
        text,
        "items: {items_per_day:.1} a day expected, {expected_items:.1} by then; {window} in the last document\n\
         a poll may cost {price:.0} minutes of one item's wait"
    );
    let _ = writeln!(text, "hours (UTC) 0 {} 23", bars(&plan.hours));
    let _ = writeln!(text, "days      Thu {} Wed", bars(&plan.days));
}

/// A bar for each factor, the highest full.
fn bars(factors: &[f32]) -> String {
    let most = factors.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    // Between 0 and 7.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    factors.iter().map(|factor| BARS[((factor / most * 7.0).round() as usize).min(7)]).collect()
}

/// To the second, as people read it.
fn whole(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        collect::schedule::{Config, Planner},
        model::{Feed, FeedState, Phase, Subscription},
        publish::record::FeedRecord,
    };

    #[test]
    fn it_names_what_set_the_time_and_what_else_asked() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let feed = Feed::bare("wire", "https://example.org/".parse().unwrap());
        let mut state = FeedState::default();
        let rhythm = &mut state.rhythm;
        (rhythm.last, rhythm.next) = (now.into(), (now + jiff::SignedDuration::from_secs(3_600)).into());
        (rhythm.by, rhythm.wanted, rhythm.ttl, rhythm.polls) = (Bound::Ttl, 600, Some(60), 9);
        (rhythm.gaps, rhythm.last_gap) = (2, now.into());
        rhythm.pace.hours[6] = 50.0;
        rhythm.pace.slow = [50.0, 2_400.0];
        let lease_until = Some(now + jiff::SignedDuration::from_hours(24));
        state.push = Some(Box::new(Subscription {
            phase: Phase::FellBack,
            since: Some(now),
            hubs: vec!["https://hub.example/".into()],
            message: Some("a poll was \u{1b}first".into()),
            lease_until,
            pings: 7,
            missed: 1,
            ..Subscription::default()
        }));
        let planner = Planner::new(&Config { host_polls_per_day: 96, ..Config::default() });
        planner.enter(0, std::iter::once((&feed, &state.rhythm)), now);
        assert_eq!(planner.turn(&feed, now), None);
        assert!(planner.take(feed.url.host_str().unwrap(), now).is_ok());
        let plan = planner.explain(&feed, &state.rhythm, now);
        let text = explain(&Shown { feed: FeedRecord::of(&feed, &state), plan }, now);
        for said in [
            "next poll in 60m, at 2026-01-02 04:04:05 UTC",
            "set by ttl of the feed",
            "its pace alone would wait 10m",
            "not before 2026-01-02 03:09:05 UTC by min_interval",
            "2 polls shared no entry",
            "asked 96 times a day for 1 feeds, 11 times at once now; all asked is paid for at 2026-01-02 03:21:01 UTC",
            "hub https://hub.example/: fell_back for 0s, it tells us until 2026-01-03 03:04:05 UTC",
            "7 pings, no ping yet; 1 items",
            "a poll was \\u{1b}first",
            "0 ▁▁▁▁▁▁█▁",
        ] {
            assert!(text.contains(said), "{said:?} in\n{text}");
        }
    }
}
