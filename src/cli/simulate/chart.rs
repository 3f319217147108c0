//! Bars for a terminal.

use std::fmt::Write;

use crate::collect::schedule::simulate::Delays;

/// Columns of the longest bar.
const WIDE: f64 = 32.0;

/// A table with a bar for each policy; the first one is what others are compared with.
pub fn of(results: &[(&str, Delays)]) -> String {
    let mut text = String::from("policy              mean   median      p95   of first   requests\n");
    let longest = results.iter().map(|(_, delays)| delays.mean).fold(1.0, f64::max);
    let first = results.first().map_or(1.0, |(_, delays)| delays.mean.max(1.0));
    for (name, delays) in results {
        let Delays { mean, median, p95, used, .. } = delays;
        let _ = writeln!(
            text,
            "{name:<16} {:>7} {:>8} {:>8}   {:>8.2}   {:>7.1}%  {}",
            minutes(*mean),
            minutes(*median),
            minutes(*p95),
            mean / first,
            used * 100.0,
            bar(mean / longest)
        );
    }
    text
}

fn minutes(seconds: f64) -> String {
    format!("{:.1}m", seconds / 60.0)
}

fn bar(part: f64) -> String {
    // Rounded, at least one and at most as many as there is room for.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let columns = (part * WIDE).round().clamp(1.0, WIDE) as usize;
    "█".repeat(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_what_they_show_and_lines_fit() {
        let delays = |mean| Delays { mean, median: 1.0, p95: 9_000.0, used: 1.0, items: 1 };
        let text = of(&[("round-robin", delays(3_600.0)), ("adaptive", delays(900.0))]);
        let bars: Vec<_> = text.lines().skip(1).map(|line| line.matches('█').count()).collect();
        assert_eq!(bars, [32, 8]);
        assert!(text.contains("60.0m") && text.contains("0.25") && text.lines().all(|line| line.chars().count() < 110));
    }
}
