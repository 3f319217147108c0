//! Right and wrong, counted as the labels' scorer counts.

use std::fmt;

use serde_json::Value;

use super::desk::Said;

/// What came of some pairs.
#[derive(Default)]
pub struct Tally {
    pairs: f64,
    right: f64,
    merged: f64,
    wrongly: f64,
    missed: f64,
}

/// Counts pairs with what was said of them.
pub fn tally<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Said)>) -> Tally {
    let mut tally = Tally::default();
    for (pair, said) in pairs {
        let (is, says) = (pair["relation"] != "distinct", said.relation != "distinct");
        let one = |holds: bool| f64::from(u8::from(holds));
        tally.pairs += 1.0;
        tally.right += one(pair["relation"] == said.relation);
        tally.merged += one(is && says);
        tally.wrongly += one(!is && says);
        tally.missed += one(is && !says);
    }
    tally
}

impl Tally {
    /// F1 of whether two are one copy, however they are.
    pub fn f1(&self) -> f64 {
        2.0 * self.merged / (2.0 * self.merged + self.wrongly + self.missed).max(1.0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: f64, of: f64| if of > 0.0 { format!("{:.3}", part / of) } else { "-".to_owned() };
        let merges = self.merged + self.wrongly + self.missed > 0.0;
        let f1 = if merges { format!("{:.3}", self.f1()) } else { "-".to_owned() };
        write!(
            f,
            "{} | {} | {} | {} | {f1} | {} | {}",
            self.pairs,
            share(self.right, self.pairs),
            share(self.merged, self.merged + self.wrongly),
            share(self.merged, self.merged + self.missed),
            self.wrongly,
            self.missed,
        )
    }
}
