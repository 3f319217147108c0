//! The language of real samples, where they are there.

use std::{collections::BTreeMap, fs, path::Path};

use wiredesk::curate::normalise::{language::of, text};

/// Real samples, where they are there: 500 or so of each language would be too many for a test.
#[test]
fn samples_of_the_wires_languages_are_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/text/langid.tsv");
    let Ok(bytes) = fs::read(&path) else { return println!("NOT RUN: {} is not there", path.display()) };
    let text = String::from_utf8_lossy(&bytes);
    let mut counts: BTreeMap<(&str, &str), (usize, usize, Vec<String>)> = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, '\t');
        let (Some(size @ ("60" | "200")), Some(want), Some(sample)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let got = of(&text::html(sample).text, &[]).map(|found| found.tag).unwrap_or_default();
        let count = counts.entry((size, want)).or_default();
        count.1 += 1;
        let right = got.split('-').next() == want.split('-').next() && (!want.contains('-') || got == want);
        count.0 += usize::from(right);
        if !right {
            count.2.push(got);
        }
    }
    for ((size, want), (right, all, wrong)) in &counts {
        println!("{size} {want}: {right} of {all} {:.3} {wrong:?}", *right as f32 / *all as f32);
    }
    for (size, least) in [("200", 0.98), ("60", 0.93)] {
        let (right, all) = counts
            .iter()
            .filter(|(key, _)| key.0 == size)
            .fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1));
        assert!(right as f32 >= least * all as f32, "{size}: {right} of {all}");
    }
}
