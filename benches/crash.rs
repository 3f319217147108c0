//! Kill -9 at random under load, over and over, against a real Kafka: what was served, what
//! was committed, what is lost and what is there twice. With `--term 1` it is SIGTERM, and the
//! longest that the daemon took to drain and end with 0.
//!
//! `cargo bench --bench crash -- [--cycles 100] [--seed 1] [--term 1]`
//!
//! Needs Java 17 and Maven, or `WIREDESK_TEST_KAFKA=host:port`. Fails if anything is lost or
//! there twice.
// A program that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use support::{argument, cycles, kafka};

fn main() {
    let (cycles, seed) = (argument("--cycles", 100), argument("--seed", 1));
    let end = if argument("--term", 0) == 0 { cycles::End::Kill } else { cycles::End::Term };
    let brokers = kafka::shared().expect("this needs a real Kafka: Java 17 and Maven, or WIREDESK_TEST_KAFKA");
    let started = Instant::now();
    let outcome = cycles::run(env!("CARGO_BIN_EXE_wiredesk"), brokers, end, cycles, seed as u64, |cycle| {
        if cycle % 10 == 0 {
            println!("{cycle} of {cycles} after {:.0} s", started.elapsed().as_secs_f64());
        }
    });
    let verdict = &outcome.verdict;
    println!(
        "| seed | cycles | items served | records committed | lost | twice | out of order | longest stall | longest drain |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    println!(
        "| {seed} | {cycles} | {} | {} | {} | {} | {} | {:.1} s | {:.1} s |",
        outcome.served,
        verdict.records,
        verdict.lost.len(),
        verdict.twice.len(),
        verdict.disordered.len(),
        outcome.longest_stall.as_secs_f64(),
        outcome.longest_drain.as_secs_f64()
    );
    assert!(verdict.is_clean(), "{verdict:#?}");
}
