//! What a poll costs that finds nothing: many feeds on loopback that all answer 304.
//!
//! `cargo bench --bench idle -- [--feeds 10000] [--seconds 30] [--rest 10]`
//!
//! Every feed is polled each `rest` seconds, and the state of every poll is written, as it is
//! where feeds rest for longer than `daemon.flush_interval`. CPU is that of the daemon's process
//! alone, the broker's client included. Needs Java 17 and Maven, or `WIREDESK_TEST_KAFKA=host:port`.
// A program that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "throughput/newsroom.rs"]
mod newsroom;
#[path = "throughput/origin.rs"]
mod origin;
#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use origin::Origin;
use support::{
    argument,
    desk::{Desk, Setup},
    eventually, kafka,
};

fn main() {
    let (feeds, seconds, rest) = (argument("--feeds", 10_000), argument("--seconds", 30), argument("--rest", 10));
    let brokers = kafka::shared().expect("this needs a real Kafka: Java 17 and Maven, or WIREDESK_TEST_KAFKA");
    let origin = Origin::start(newsroom::documents(feeds, 1));
    let desk = Setup::whole(env!("CARGO_BIN_EXE_wiredesk"), brokers, &config(brokers, &origin, feeds, rest)).start();
    eventually("every feed was read", Duration::from_secs(300), || {
        let read = origin.answered().0;
        if read >= feeds { Ok(()) } else { Err(format!("{read} of {feeds}\n{}", desk.log())) }
    });
    // The records of the first pass are committed, and polls have come into their own pace.
    std::thread::sleep(Duration::from_secs(2 * rest as u64));
    let (polls, cpu, started) = (not_modified(&desk), desk.cpu(), Instant::now());
    std::thread::sleep(Duration::from_secs(seconds as u64));
    let polls = not_modified(&desk) - polls;
    let (cpu, wall) = (desk.cpu().saturating_sub(cpu).as_secs_f64(), started.elapsed().as_secs_f64());
    println!("| feeds | polls/s | CPU of one core | CPU a poll | peak RSS |\n|---|---|---|---|---|");
    println!(
        "| {feeds} | {:.0} | {:.0}% | {:.0} us | {:.0} MB |",
        polls as f64 / wall,
        cpu / wall * 100.0,
        cpu * 1e6 / polls as f64,
        desk.peak_memory_mb()
    );
    assert!(desk.stop().0.success());
}

fn config(brokers: &str, origin: &Origin, feeds: usize, rest: usize) -> String {
    let mut text = format!(
        "[kafka]\nbrokers = \"{brokers}\"\ngroup = \"PREFIX\"\n[admin]\nlisten = \"127.0.0.1:PORT\"\n\
         [topics]\nprefix = \"PREFIX\"\n[daemon]\nflush_interval = \"{flush}s\"\n\
         [schedule]\ninitial_interval = \"{rest}s\"\nstartup_spread = \"{rest}s\"\n[fetch]\nhost_gap = \"0s\"\n\
         host_concurrency = 64\nconcurrency = 64\n[defaults]\nmin_interval = \"{rest}s\"\n\
         max_interval = \"{rest}s\"\nallow_networks = [\"127.0.0.0/8\"]\n",
        flush = (rest / 2).max(1)
    );
    for n in 0..feeds {
        let url = origin.url(n);
        let _ = write!(text, "[[feeds]]\nid = \"wire-{n}\"\nurl = \"{url}\"\npublisher = \"wire-{n}.example\"\n");
    }
    text
}

/// As `/metrics` counts them.
fn not_modified(desk: &Desk) -> u64 {
    let (_, text) = desk.get("/metrics");
    let name = "wiredesk_polls_total{outcome=\"not_modified\"} ";
    text.lines().find_map(|line| line.strip_prefix(name)?.parse().ok()).unwrap_or(0)
}
