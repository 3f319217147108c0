//! What is promised of faults, and what was collected elsewhere, where it is present.

use std::{fs, path::Path};

use jiff::Timestamp;
use wiredesk::curate::normalise::date;

use crate::{
    faults::{Expected, cases},
    reading::{Fields, folded, ours},
};

#[test]
fn every_fault_is_read_entirely_right() {
    let cases = cases();
    assert!(cases.len() >= 60);
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let read = ours(case.name, &case.bytes);
            let right = read.ok
                && read.entries.len() == case.expected.len()
                && read.entries.iter().zip(&case.expected).all(|(read, expected)| is_right(read, expected));
            (!right).then_some(case.name)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn is_right(read: &Fields, expected: &Expected) -> bool {
    folded(read.title.as_deref().unwrap_or_default()) == expected.title
        && (expected.link.is_none() || read.link == expected.link)
        && (expected.id.is_none() || read.id == expected.id)
        && read.published == expected.published
        && read.words.contains(&expected.words)
}

#[test]
fn collected_dates_are_never_wrong() {
    let Some(text) = shared("text/date_cases.tsv") else { return };
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let (mut right, mut wrong) = (0, Vec::new());
    for line in text.lines() {
        let [_, raw, want] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let got = date::read(raw, None, now).and_then(|date| date.at).map(|at| at.to_string());
        match got {
            None => right += usize::from(want.is_empty()),
            Some(got) if !want.is_empty() && got.starts_with(&want[..want.len().min(19)]) => right += 1,
            Some(got) => wrong.push(format!("{raw}: {got} for {want}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right >= 170, "{right} right");
}

#[test]
fn collected_feeds_have_all_their_entries() {
    let Some(table) = shared("feeds.tsv") else { return };
    for line in table.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let Ok(bytes) = fs::read(folder().join("feeds").join(columns[1])) else { continue };
        assert_eq!(ours(columns[1], &bytes).entries.len().to_string(), columns[4], "{}", columns[1]);
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data")
}

fn shared(name: &str) -> Option<String> {
    let text = fs::read_to_string(folder().join(name)).ok();
    if text.is_none() {
        eprintln!("not run: ../shared/data/{name} is not here");
    }
    text
}
