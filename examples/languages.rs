//! How well the language of short texts is told, by language, and what that costs.
//!
//!     cargo run --release --example languages -- SAMPLES.tsv
//!
//! A line of SAMPLES.tsv is the length of the sample, its language, and the sample, parted by tabs. `right` is the
//! share of samples with the language's tag (and its script, where the sample's tag names one), `absent` how many got none.

use std::{collections::BTreeMap, fs, process::ExitCode, time::Instant};

use wiredesk::curate::normalise::{language::of, text};

#[derive(Default)]
struct Count {
    right: usize,
    absent: usize,
    all: usize,
    wrong: BTreeMap<String, usize>,
}

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: languages SAMPLES.tsv");
        return ExitCode::from(2);
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let file = String::from_utf8_lossy(&bytes);
    let tables = allocation_counter::measure(|| drop(of("The port of the city would open again on Tuesday.", &[])));
    let mut counts: BTreeMap<(usize, &str), Count> = BTreeMap::new();
    let mut times: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for line in file.lines() {
        let mut parts = line.splitn(3, '\t');
        let (Some(size), Some(want), Some(sample)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let Ok(size) = size.parse::<usize>() else { continue };
        let sample = text::html(sample).text;
        let started = Instant::now();
        let got = of(&sample, &[]).map(|found| found.tag).unwrap_or_default();
        times.entry(size).or_default().push(started.elapsed().as_secs_f64() * 1e6);
        let right = got == want || got.split('-').next() == Some(want);
        let count = counts.entry((size, want)).or_default();
        count.all += 1;
        count.right += usize::from(right);
        count.absent += usize::from(got.is_empty());
        if !right {
            *count.wrong.entry(got).or_default() += 1;
        }
    }
    print(&counts, &times);
    println!("tables: {} kB", tables.bytes_current / 1_000);
    ExitCode::SUCCESS
}

fn print(counts: &BTreeMap<(usize, &str), Count>, times: &BTreeMap<usize, Vec<f64>>) {
    for (size, times) in times {
        let of_size = || counts.iter().filter(|((counted, _), _)| counted == size);
        let all: usize = of_size().map(|(_, count)| count.all).sum();
        let right: usize = of_size().map(|(_, count)| count.right).sum();
        let mut times = times.clone();
        times.sort_by(f64::total_cmp);
        let share = right as f64 / all.max(1) as f64;
        println!("{size} characters: {right} of {all} right ({share:.4}), {:.1} us a text", times[times.len() / 2]);
        for ((_, want), count) in of_size() {
            let share = count.right as f64 / count.all as f64;
            println!("  {want:<8}{share:>7.3}  absent {:>3} of {:>4}  {:?}", count.absent, count.all, count.wrong);
        }
    }
}
