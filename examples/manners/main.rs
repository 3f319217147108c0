//! The origin of `tests/fetching` for other readers. Its clock is moved half an hour at each step,
//! and the reader is told to poll what is due by then.
//!
//! ```sh
//! cargo run --example manners -- -- python3 adapter.py
//! ```
//!
//! The command is started once. At each step it reads a line, the seconds since 1970 and then the
//! addresses of all feeds, polls what is due by its own lights, and writes a line of its own. One that
//! cannot be told the time has `--own-clock`: dates in answers are then those of the machine's clock.

// A program that shows a table, not part of the daemon.
#![allow(clippy::unwrap_used, clippy::cast_possible_wrap, clippy::type_complexity, dead_code)]

#[path = "../../tests/fetching/origin.rs"]
mod origin;
#[path = "../../tests/fetching/rows/mod.rs"]
mod rows;

use std::{
    process::Stdio,
    sync::atomic::{AtomicI64, Ordering},
};

use clap::Parser;
use jiff::Timestamp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
};

use self::{
    origin::{Clock, Origin},
    rows::{ROWS, Row, Seen},
};

/// Seconds that a step moves the clock.
const STEP: i64 = 1_800;
/// Rows that ask for a setting that only Wiredesk is given: robots.txt.
const NOT_ASKED: &[u8] = &[36];

/// Scores a reader.
#[derive(Parser)]
struct Args {
    /// The reader's clock is the machine's
    #[arg(long)]
    own_clock: bool,
    /// Print every request of this row
    #[arg(long)]
    show: Option<u8>,
    /// The command
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

#[tokio::main]
async fn main() {
    let args = Args::parse();
    let skipped: &'static AtomicI64 = Box::leak(Box::default());
    let started = Timestamp::now();
    let clock = Clock::skipping(started, skipped);
    let there = if args.own_clock { Clock::starting(started) } else { clock };
    let mut judged = Vec::new();
    for rows in ROWS {
        let origin = Origin::start(rows, clock, there).await;
        let asked = rows.iter().filter(|row| !NOT_ASKED.contains(&row.number));
        judged.extend(asked.map(|row| (row, origin.clone())));
    }
    let mut child =
        Command::new(&args.command[0]).args(&args.command[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let child = child.as_mut().unwrap();
    let (mut orders, mut answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()).lines());
    let last = judged.iter().map(|(row, _)| row.hours).max().unwrap_or(0) * 3_600;
    for at in (0..last).step_by(usize::try_from(STEP).unwrap()) {
        let watched = judged.iter().filter(|(row, _)| at < row.hours * 3_600);
        let urls: Vec<_> = watched.flat_map(|(row, origin)| origin.feeds(row)).collect();
        let order = format!("{} {}\n", clock.now().as_second(), urls.join(" "));
        orders.write_all(order.as_bytes()).await.unwrap();
        assert!(answers.next_line().await.unwrap().is_some(), "the reader ended");
        skipped.fetch_add(STEP, Ordering::SeqCst);
    }
    drop(orders);
    let _ = child.wait().await;
    report(&judged, started, args.show);
}

fn report(judged: &[(&Row, Origin)], start: Timestamp, show: Option<u8>) {
    let mut verdicts: Vec<_> = judged
        .iter()
        .map(|(row, origin)| {
            let requests = origin.requests(row);
            if show == Some(row.number) {
                requests.iter().for_each(|request| println!("{request:?}"));
            }
            (row, (row.judge)(&Seen { requests: &requests, start, told: None }))
        })
        .collect();
    verdicts.sort_by_key(|(row, _)| row.number);
    for (row, verdict) in &verdicts {
        let verdict = verdict.as_ref().map_or_else(|why| format!("broken: {why}"), |()| "kept".to_owned());
        println!("{:>2} {:<75} {verdict}", row.number, row.behaviour);
    }
    let kept = verdicts.iter().filter(|(_, verdict)| verdict.is_ok()).count();
    println!("{kept} of {} kept; {} not asked", verdicts.len(), NOT_ASKED.len());
}
