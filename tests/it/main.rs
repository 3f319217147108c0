//! End to end: the real daemon, a real Kafka, an origin that knows what it served.
//!
//! Without Java and Maven (or `WIREDESK_TEST_KAFKA`) the tests on Kafka say loudly that they
//! did not run; with `CI` set that is a failure.
// A test that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod crash;
mod lifecycle;
mod ownership;
mod pages;
mod planted;
mod real_feeds;
mod replay;
mod revisions;
mod rights;
mod rules;
mod stories;
mod websub;

use std::time::Duration;

use support::{consumer, desk::Setup, eventually, oracle, origin::Origin};

/// The daemon under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_wiredesk");

/// A daemon for the feeds of an origin.
fn setup(brokers: &str, origin: &Origin, feeds: &[&str]) -> Setup {
    Setup::new(PROGRAM, brokers, origin, feeds)
}

/// Waits until all that is served has been published, then judges it.
fn settled(setup: &Setup, origin: &Origin) -> oracle::Verdict {
    let mut verdict = oracle::Verdict::default();
    eventually("all that is served is published", Duration::from_secs(60), || {
        verdict = oracle::judge(&origin.served(), &consumer::committed(&setup.brokers, &setup.topic("articles")));
        if verdict.lost.is_empty() {
            Ok(())
        } else {
            Err(format!("{} lost, such as {:?}", verdict.lost.len(), verdict.lost[0]))
        }
    });
    verdict
}
