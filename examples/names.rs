//! Name matching beside Jaro-Winkler, on public cases.
//!
//! `cargo run --release --example names [-- ../shared/data/lists/name_bench_cases.csv]`
//!
//! The cases are a table with the columns `case_group,schema,name1,name2,is_match`. Thresholds of
//! all methods are chosen on one half of the cases and judged on the other, both ways.

use std::{collections::BTreeMap, fs, path::Path};

use csv_core::{ReadRecordResult, Reader};
use wiredesk::curate::entities::likeness;

struct Case {
    group: String,
    personal: bool,
    names: [String; 2],
    same: bool,
}

/// How alike the two names of a case are.
type Method = fn(&Case) -> f64;

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "../shared/data/lists/name_bench_cases.csv".into());
    let Ok(bytes) = fs::read(Path::new(&path)) else {
        println!("{path} is not here: nothing was measured");
        return;
    };
    let cases = cases(&bytes);
    println!("{} cases, {} of them the same name", cases.len(), cases.iter().filter(|case| case.same).count());
    println!("| method | accuracy | precision | recall | F1 |\n|---|---|---|---|---|");
    let methods: [(&str, Method); 4] = [
        ("Wiredesk", |case| f64::from(likeness(&case.names[0], &case.names[1], case.personal))),
        ("Jaro-Winkler of whole names", whole),
        ("Jaro-Winkler, best pairs of words", pairs),
        ("equal", |case| f64::from(u8::from(plain(&case.names[0]) == plain(&case.names[1])))),
    ];
    let mut by_group: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, method) in methods {
        let scores: Vec<_> = cases.iter().map(method).collect();
        let verdicts = halves(&cases, &scores);
        let (accuracy, precision, recall, f1) = figures(cases.iter().zip(&verdicts));
        println!("| {name} | {accuracy:.3} | {precision:.3} | {recall:.3} | {f1:.3} |");
        for case in &cases {
            by_group.entry(&case.group).or_default();
        }
        for (group, row) in &mut by_group {
            let of = cases.iter().zip(&verdicts).filter(|(case, _)| case.group == *group);
            row.push(format!("{:.3}", figures(of).0));
        }
    }
    println!("\naccuracy by group\n| group | {} |\n|---|---|---|---|---|", methods.map(|(name, _)| name).join(" | "));
    by_group.iter().for_each(|(group, row)| println!("| {group} | {} |", row.join(" | ")));
}

/// Judges each half of the cases by the threshold that is best on the other.
fn halves(cases: &[Case], scores: &[f64]) -> Vec<bool> {
    let best = |half: usize| {
        let right = |least: f64| {
            let of = cases.iter().zip(scores).enumerate().filter(|(n, _)| n % 2 == half);
            of.filter(|(_, (case, score))| (**score >= least) == case.same).count()
        };
        let steps = (1..=100).map(|n| f64::from(n) / 100.0);
        steps.max_by_key(|least| right(*least)).unwrap_or(0.9)
    };
    let thresholds = [best(1), best(0)];
    scores.iter().enumerate().map(|(n, score)| *score >= thresholds[n % 2]).collect()
}

fn figures<'c>(verdicts: impl Iterator<Item = (&'c Case, &'c bool)>) -> (f64, f64, f64, f64) {
    let (mut right, mut all, mut hit, mut said, mut same) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (case, verdict) in verdicts {
        all += 1.0;
        right += f64::from(u8::from(case.same == *verdict));
        hit += f64::from(u8::from(case.same && *verdict));
        said += f64::from(u8::from(*verdict));
        same += f64::from(u8::from(case.same));
    }
    let (precision, recall) = (hit / f64::max(said, 1.0), hit / f64::max(same, 1.0));
    (right / f64::max(all, 1.0), precision, recall, 2.0 * precision * recall / f64::max(precision + recall, 1e-9))
}

fn plain(name: &str) -> String {
    let kept = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn whole(case: &Case) -> f64 {
    strsim::jaro_winkler(&plain(&case.names[0]), &plain(&case.names[1]))
}

/// The mean of the best likeness of each word, as screening programs do it.
fn pairs(case: &Case) -> f64 {
    let [a, b] = [plain(&case.names[0]), plain(&case.names[1])];
    let (a, b): (Vec<_>, Vec<_>) = (a.split(' ').collect(), b.split(' ').collect());
    let one_way = |a: &[&str], b: &[&str]| {
        let best = |word: &&str| b.iter().map(|other| strsim::jaro_winkler(word, other)).fold(0.0, f64::max);
        a.iter().map(best).sum::<f64>() / a.len().max(1) as f64
    };
    f64::midpoint(one_way(&a, &b), one_way(&b, &a))
}

fn cases(bytes: &[u8]) -> Vec<Case> {
    let (mut reader, mut rest, mut cases) = (Reader::new(), bytes, Vec::new());
    let (mut row, mut ends) = (vec![0; 1 << 16], vec![0; 64]);
    loop {
        let (mut out, mut count) = (0, 0);
        loop {
            let (result, read, written, ended) = reader.read_record(rest, &mut row[out..], &mut ends[count..]);
            rest = &rest[read..];
            (out, count) = (out + written, count + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => break,
                _ => return cases,
            }
        }
        let field = |n: usize| {
            let from = if n == 0 { 0 } else { ends[n - 1] };
            String::from_utf8_lossy(&row[from..ends[n]]).into_owned()
        };
        if count >= 5 && field(0) != "case_group" {
            let personal = field(1) == "Person";
            cases.push(Case { group: field(0), personal, names: [field(2), field(3)], same: field(4) == "true" });
        }
    }
}
