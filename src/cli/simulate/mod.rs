//! `wiredesk simulate`: what a budget of requests buys.

mod chart;

use std::path::PathBuf;

use anstream::println;
use sha2::{Digest, Sha256};

use super::Error;
use crate::{
    collect::schedule::simulate::{Delays, Optimum, Policy, Setting, Timeline, simulate},
    model::Span,
};

/// Largest file of timelines.
const MOST_BYTES: u64 = 256 << 20;
/// Items of so many days before a feed's last one are looked at.
const DAYS: i64 = 400;

/// Shows how long items wait for their poll, by policy, on times at which items really came:
/// what a budget of requests buys.
#[derive(Debug, clap::Args)]
#[command(after_help = "TIMELINES is a JSON object: {\"name of a feed\": [seconds since 1970, ...], ...}.

Examples:
  wiredesk simulate timelines.json
  wiredesk simulate timelines.json --polls-per-day 96 --policy adaptive
  wiredesk simulate timelines.json --half unseen --json")]
pub struct Args {
    /// When items came, by feed
    timelines: PathBuf,
    /// Requests a day for each feed, on average (schedule.polls_per_day)
    #[arg(long, value_name = "N", default_values_t = [12, 24], value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=86_400))]
    polls_per_day: Vec<u32>,
    /// This policy alone
    #[arg(long)]
    policy: Option<Name>,
    /// Half of the feeds, told apart by the first byte of the name's SHA-256: even ones, on which
    /// constants may be tuned, or odd ones
    #[arg(long)]
    half: Option<Half>,
    /// Leave out feeds whose items nearly all come at the same hour of the day to the second:
    /// their times are dates
    #[arg(long)]
    clocked: bool,
    /// Never sooner
    #[arg(long, default_value = "5m")]
    min_interval: Span,
    /// Never later
    #[arg(long, default_value = "6h")]
    max_interval: Span,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

/// A policy's name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// This daemon's planner
    Adaptive,
    /// All feeds alike
    RoundRobin,
    /// As miniflux does it
    EntryFrequency,
    /// Known rates, least delay: the root of the rate (Sia, Cho and Cho 2007)
    KnownRates,
    /// Known rates, most feeds fresh (Azar et al. 2018)
    KnownFreshness,
    /// Known rates, least harmonic staleness (Kolobov et al. 2019)
    KnownStaleness,
    /// Known rates, in proportion to them
    KnownProportion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Half {
    /// Even
    Fit,
    /// Odd
    Unseen,
}

const ALL: [(Name, Policy, &str); 7] = [
    (Name::RoundRobin, Policy::RoundRobin, "round-robin"),
    (Name::EntryFrequency, Policy::EntryFrequency, "entry-frequency"),
    (Name::KnownRates, Policy::Known(Optimum::Delay), "known-rates"),
    (Name::KnownFreshness, Policy::Known(Optimum::Freshness), "known-freshness"),
    (Name::KnownStaleness, Policy::Known(Optimum::Staleness), "known-staleness"),
    (Name::KnownProportion, Policy::Known(Optimum::Proportion), "known-proportion"),
    (Name::Adaptive, Policy::Adaptive, "adaptive"),
];

/// Simulates.
pub fn run(args: &Args) -> Result<(), Error> {
    if args.min_interval > args.max_interval || args.min_interval.0.is_zero() {
        let (least, most) = (args.min_interval, args.max_interval);
        return Err(Error::Failed(format!("expected 0s < min-interval <= max-interval, got {least} and {most}")));
    }
    let mut timelines = read(args)?;
    timelines.retain(|(name, _)| args.half.is_none_or(|half| half == half_of(name)));
    timelines.retain(|(_, times)| !args.clocked || has_clock(times));
    let items: usize = timelines.iter().map(|(_, times)| times.len()).sum();
    if !args.json {
        println!("{} feeds, {items} items; delay from publication to the poll that finds it", timelines.len());
    }
    for polls_per_day in &args.polls_per_day {
        let setting =
            Setting { polls_per_day: *polls_per_day, min_interval: args.min_interval, max_interval: args.max_interval };
        let wanted = ALL.iter().filter(|(name, ..)| args.policy.is_none_or(|policy| policy == *name));
        let results: Vec<_> =
            wanted.map(|(_, policy, name)| (*name, simulate(&timelines, *policy, &setting))).collect();
        if args.json {
            results.iter().for_each(|(name, delays)| println!("{}", json(name, *polls_per_day, delays)));
        } else {
            println!("\n{polls_per_day} requests for each feed and day\n{}", chart::of(&results));
        }
    }
    Ok(())
}

fn json(policy: &str, polls_per_day: u32, delays: &Delays) -> serde_json::Value {
    let Delays { mean, median, p95, used, items } = *delays;
    serde_json::json!({
        "policy": policy, "polls_per_day": polls_per_day, "items": items,
        "mean_s": mean.round(), "median_s": median.round(), "p95_s": p95.round(),
        "budget_used": (used * 1e3).round() / 1e3,
    })
}

fn read(args: &Args) -> Result<Vec<Timeline>, Error> {
    let shown = args.timelines.display();
    let failed = |what: String| Error::Failed(format!("{shown}: {what}"));
    let size = std::fs::metadata(&args.timelines).map_err(|e| failed(format!("cannot read: {e}")))?.len();
    if size > MOST_BYTES {
        return Err(failed(format!("expected at most {MOST_BYTES} bytes, the file has {size}")));
    }
    let text = std::fs::read_to_string(&args.timelines).map_err(|e| failed(format!("cannot read: {e}")))?;
    let feeds: std::collections::BTreeMap<String, Vec<f64>> = serde_json::from_str(&text).map_err(|e| {
        failed(format!("expected {{\"feed\": [seconds since 1970, ...]}}, {e}; see wiredesk simulate --help"))
    })?;
    // Whole seconds are enough; a cast saturates.
    #[allow(clippy::cast_possible_truncation)]
    let whole = |times: Vec<f64>| times.into_iter().map(|at| at as i64).collect::<Vec<_>>();
    let recent = |(name, times): (String, Vec<f64>)| {
        let mut times = whole(times);
        times.sort_unstable();
        let since = times.last().map_or(0, |last| last.saturating_sub(DAYS * 86_400));
        times.retain(|at| *at > since);
        (name, times)
    };
    Ok(feeds.into_iter().map(recent).collect())
}

fn half_of(name: &str) -> Half {
    if Sha256::digest(name.as_bytes())[0].is_multiple_of(2) { Half::Fit } else { Half::Unseen }
}

/// Whether items come at more than a few seconds of the day.
fn has_clock(times: &[i64]) -> bool {
    let mut seconds: Vec<_> = times.iter().map(|at| at.rem_euclid(86_400)).collect();
    seconds.sort_unstable();
    seconds.dedup();
    // Midnight of a zone, in summer and in winter.
    seconds.len() * 5 > times.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_do_not_move_and_dates_are_told_from_times() {
        // printf a | sha256sum begins with ca, of d with 18, of f with 25.
        assert_eq!(["a", "d", "f"].map(half_of), [Half::Fit, Half::Fit, Half::Unseen]);
        let dates: Vec<_> = (0..50).map(|day| day * 86_400 + if day < 20 { 0 } else { 3_600 }).collect();
        let times: Vec<_> = (0..50).map(|n| n * 40_123).collect();
        assert!(!has_clock(&dates) && has_clock(&times));
    }
}
