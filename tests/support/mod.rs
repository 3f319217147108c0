//! What the tests and the benchmarks share: a real Kafka, an origin that knows what it
//! served, the daemon as a process, and the oracle that compares the two ends.
#![allow(dead_code)] // Each user of this module uses a part of it.

pub mod consumer;
pub mod desk;
pub mod kafka;
pub mod oracle;
pub mod origin;

use std::time::{Duration, Instant};

/// Waits until something holds; says what did not, with the last reason, when it takes too long.
pub fn eventually(what: &str, patience: Duration, mut holds: impl FnMut() -> Result<(), String>) {
    let started = Instant::now();
    loop {
        match holds() {
            Ok(()) => return,
            Err(why) if started.elapsed() > patience => panic!("{what}: not within {patience:?}: {why}"),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
