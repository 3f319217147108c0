//! What the tests and the benchmarks share: a real Kafka, an origin that knows what it
//! served, the daemon as a process, and the oracle that compares the two ends.
#![allow(dead_code)] // Each user of this module uses a part of it.
// A test or a benchmark that cannot go on says so and ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod consumer;
pub mod cycles;
pub mod desk;
pub mod hub;
pub mod kafka;
pub mod oracle;
pub mod origin;
pub mod random;
pub mod stories;

use std::time::{Duration, Instant};

pub use random::Random;

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

/// The middle one; of an even number the mean of the two in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// The number that follows `name` on the command line.
pub fn argument(name: &str, default: usize) -> usize {
    let all: Vec<_> = std::env::args().collect();
    let value = all.iter().position(|word| word == name).and_then(|at| all.get(at + 1));
    value.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}: expected a number, got {text:?}")))
}
