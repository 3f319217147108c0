//! The measures of the two sets. The benchmark compares runs of four words, each page weighing the
//! same; the evaluation set asks for phrases that must and must not stand in the text.

use std::collections::HashMap;

use serde_json::Value;

/// Precision, recall and F1 of pages with the texts that were found.
pub fn score<'a>(pages: impl Iterator<Item = (&'a Value, &'a str)>) -> (f64, f64, f64) {
    let (mut exact, mut phrases) = (Vec::new(), [0.0; 3]);
    for (page, text) in pages {
        if let Some(body) = page["body"].as_str() {
            exact.push(compare(body, text));
        } else {
            let text = squeeze(text);
            let holds = |key: &str| {
                page[key]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .map(squeeze)
                    .map(|phrase| text.contains(&phrase))
                    .collect::<Vec<_>>()
            };
            for (there, wanted) in holds("with")
                .into_iter()
                .map(|there| (there, true))
                .chain(holds("without").into_iter().map(|there| (there, false)))
            {
                match (there, wanted) {
                    (true, true) => phrases[0] += 1.0,
                    (true, false) => phrases[1] += 1.0,
                    (false, true) => phrases[2] += 1.0,
                    (false, false) => {}
                }
            }
        }
    }
    let (p, r) = if exact.is_empty() {
        (phrases[0] / (phrases[0] + phrases[1]), phrases[0] / (phrases[0] + phrases[2]))
    } else {
        (
            mean(exact.iter().filter(|n| n[0] + n[1] > 0.0).map(|n| n[0] / (n[0] + n[1]))),
            mean(exact.iter().filter(|n| n[0] + n[2] > 0.0).map(|n| n[0] / (n[0] + n[2]))),
        )
    };
    (p, r, 2.0 * p * r / (p + r))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

/// Shares of runs that both have, that only the found text has, that only the wanted one has.
fn compare(wanted: &str, found: &str) -> [f64; 3] {
    let mut counts: HashMap<Vec<&str>, (i64, i64)> = HashMap::new();
    runs(wanted).for_each(|run| counts.entry(run).or_default().0 += 1);
    runs(found).for_each(|run| counts.entry(run).or_default().1 += 1);
    let mut n = [0.0; 3];
    for (wanted, found) in counts.into_values() {
        n[0] += wanted.min(found) as f64;
        n[1] += (found - wanted).max(0) as f64;
        n[2] += (wanted - found).max(0) as f64;
    }
    let sum: f64 = n.iter().sum();
    if sum > 0.0 { n.map(|n| n / sum) } else { n }
}

fn runs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let words: Vec<_> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let length = 4.min(words.len());
    let starts = if length == 0 { 0 } else { words.len() - length + 1 };
    (0..starts).map(move |n| words[n..n + length].to_vec())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
