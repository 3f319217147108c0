//! What a million feeds cost in one process: bytes, time to decide, and whether the plan holds.
//!
//! `cargo bench --bench schedule -- [--feeds 1000000] [--days 1]`
//!
//! Time is simulated: the clock jumps from one due poll to the next. Feeds are declared, remembered
//! and planned by the daemon's own types; items come by chance, as often as the feed's number
//! says. Nothing is fetched and nothing is written.
// A program that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use support::{Random, argument};
use wiredesk::{
    collect::schedule::{Config, News, Outcome, Planner, Timetable},
    model::{Feed, FeedState, Freshness, Validators, Whence},
};

fn main() {
    let (n, days) = (argument("--feeds", 1_000_000), argument("--days", 1));
    let now: Timestamp = "2026-01-05T00:00:00Z".parse().unwrap();
    let before = resident();
    let feeds: Vec<Feed> = (0..n).map(feed).collect();
    let declared = resident();
    let mut states: Vec<FeedState> = (0..n).map(state).collect();
    let remembered = resident();
    let config = Config::default();
    let planner = Planner::new(&config);
    planner.enter(0, feeds.iter().zip(&states).map(|(feed, state)| (feed, &state.rhythm)), now);
    let mut timetable = Timetable::new(now);
    for (n, feed) in feeds.iter().enumerate() {
        timetable.insert(n, planner.first(feed, &states[n].rhythm, feeds.len(), now));
    }
    let planned = resident();
    let per = |from: u64, to: u64| to.saturating_sub(from) as f64 / n as f64;
    println!("| bytes a feed | |\n|---|---|");
    println!("| as declared, with its own url and publisher | {:.0} |", per(before, declared));
    println!("| what is remembered: validators, health, pace | {:.0} |", per(declared, remembered));
    println!("| timetable and hosts | {:.0} |", per(remembered, planned));
    println!("| all | {:.0} |", per(before, planned));
    run(&feeds, &mut states, &planner, &mut timetable, now, days, f64::from(config.polls_per_day));
}

fn run(
    feeds: &[Feed],
    states: &mut [FeedState],
    planner: &Planner,
    timetable: &mut Timetable,
    start: Timestamp,
    days: usize,
    budget: f64,
) {
    let end = start + SignedDuration::from_hours(24 * i64::try_from(days).unwrap());
    let (mut clock, mut random, mut polls, mut late) = (start, Random(7), 0_u64, SignedDuration::ZERO);
    let (mut deciding, mut wheel, mut busiest, mut second) = (Duration::ZERO, Duration::ZERO, 0_u64, (0, 0_u64));
    while let Some(next) = timetable.next().filter(|next| *next < end) {
        clock = clock.max(next);
        loop {
            let began = Instant::now();
            let due = timetable.pop_due(clock);
            wheel += began.elapsed();
            let Some(n) = due else { break };
            let rhythm = &mut states[n].rhythm;
            if let Some(planned) = rhythm.next.get() {
                late = late.max(clock.duration_since(planned));
            }
            // By chance, in the mean as often as the feed's number says.
            let passed = rhythm.last.get().map_or(0.0, |last| clock.duration_since(last).as_secs_f64());
            let expected = passed / 86_400.0 * per_day(n);
            let new = usize::from((random.draw() >> 11) as f64 / ((1_u64 << 53) as f64) < expected);
            let times = [clock.as_second() - 1];
            let news = News { new, times: &times[..new], gap: false };
            let began = Instant::now();
            planner.after(&feeds[n], rhythm, &Outcome::Read(news), &Freshness::default(), 0, clock);
            deciding += began.elapsed();
            let began = Instant::now();
            timetable.insert(n, rhythm.next.get().unwrap());
            wheel += began.elapsed();
            polls += 1;
            second = if second.0 == clock.as_second() { (second.0, second.1 + 1) } else { (clock.as_second(), 1) };
            // The first pass is spread by the start.
            if polls > 2 * feeds.len() as u64 {
                busiest = busiest.max(second.1);
            }
        }
    }
    black_box(&states);
    let each = |all: Duration| all.as_secs_f64() * 1e6 / polls as f64;
    let (feeds, days) = (feeds.len() as f64, days as f64);
    println!("\n| {days} simulated days | |\n|---|---|");
    println!("| polls | {polls} |");
    println!("| decision: learn, price, best time, floors | {:.2} us |", each(deciding));
    println!("| timetable: take out and put in | {:.2} us |", each(wheel));
    println!("| polls a feed and day; budget {budget} | {:.1} |", polls as f64 / feeds / days);
    println!("| latest poll behind its plan | {} ms |", late.as_millis());
    println!("| polls of the busiest second, of the mean | {:.1} |", busiest as f64 / (polls as f64 / days / 86_400.0));
}

/// Most feeds say little: from an item in a month to some a day, few say much.
fn per_day(n: usize) -> f64 {
    [0.03, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0, 4.0, 10.0, 40.0][n % 10]
}

fn feed(n: usize) -> Feed {
    Feed::bare(format!("feed-{n}"), format!("https://www.site-{n}.example/news/rss.xml").parse().unwrap())
}

fn state(n: usize) -> FeedState {
    let validators = Validators {
        etag: Some(format!("\"{n:016x}-18f\"").into()),
        last_modified: Some("Mon, 05 Jan 2026 00:00:00 GMT".into()),
        url: Some(Whence::of(&feed(n).url)),
    };
    let mut state = FeedState {
        validators,
        body: std::num::NonZeroU64::new(n as u64 + 1),
        title: Some(format!("Site {n}: News").into()),
        ..FeedState::default()
    };
    state.rhythm.shown = (1..=8).collect();
    state.rhythm.window = 20;
    state
}

/// Bytes of this process in memory.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4_096
}
