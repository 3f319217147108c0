//! What every table of rows needs.

pub use super::super::origin::{Reply, Request};
pub use super::{
    Row, Seen, Verdict,
    answers::{every, healthy, turn_date},
    at_least, expect, hours,
};

/// A row about one feed of a healthy server; what is told apart stands beside it.
pub const fn row(
    number: u8,
    hours: i64,
    behaviour: &'static str,
    scenario: &'static str,
    expected: &'static str,
) -> Row {
    Row {
        number,
        behaviour,
        scenario,
        expected,
        feeds: &["/f"],
        hours,
        robots: false,
        restart: None,
        answer: healthy,
        judge: |_| Ok(()),
    }
}
