//! How well the text of full pages is found, on two public sets, beside others.
//!
//!     python3 examples/support/pages.py prepare BENCHMARK TRAFILATURA SETS
//!     cargo run --release --example pages -- SETS
//!
//! `SETS/benchmark.json` and `SETS/evaluation.json` list pages with the text that each holds; see
//! `examples/support/pages.py`. Where `SETS/wire.jsonl` says which pages have a dateline or credits, it is counted how
//! many of those are kept. Every page belongs to one of two halves, by a hash of its name.

#[path = "support/conventions.rs"]
mod conventions;
#[path = "support/shingles.rs"]
mod shingles;

use std::{fs, path::Path, process::ExitCode, time::Duration};

use nix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value};
use wiredesk::curate::{self, page::Sites};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(sets) = arguments.next() else {
        eprintln!("usage: pages SETS");
        return ExitCode::from(2);
    };
    println!(
        "{:<12} {:<22} {:>6} {:>6} {:>6} {:>8} {:>8} {:>9}",
        "set", "reader", "P", "R", "F1", "half a", "half b", "ms CPU"
    );
    for set in ["benchmark", "evaluation"] {
        if let Err(error) = measure(Path::new(&sets), set) {
            eprintln!("{set}: {error}");
            return ExitCode::FAILURE;
        }
    }
    if let Err(error) = conventions::print(Path::new(&sets)) {
        eprintln!("wire.jsonl: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Reads every page of a set, and prints its row and those of the others.
fn measure(sets: &Path, set: &str) -> Result<(), Box<dyn std::error::Error>> {
    let pages: Vec<Value> = serde_json::from_slice(&fs::read(sets.join(format!("{set}.json")))?)?;
    let (mut texts, mut times) = (Map::new(), Vec::new());
    for page in &pages {
        let name = page["file"].as_str().unwrap_or_default();
        let bytes = fs::read(sets.join(set).join(name))?;
        let started = cpu();
        let text = text(&bytes);
        times.push(cpu().saturating_sub(started).as_secs_f64() * 1e3);
        texts.insert(name.to_owned(), text.into());
    }
    times.sort_by(f64::total_cmp);
    row(set, "wiredesk", &pages, &texts, times.get(times.len() / 2).copied());
    fs::write(sets.join(format!("wiredesk.{set}.out")), serde_json::to_vec(&texts)?)?;
    for reader in ["trafilatura", "readability-lxml"] {
        if let Ok(bytes) = fs::read(sets.join(format!("{reader}.{set}.out"))) {
            let found: Value = serde_json::from_slice(&bytes)?;
            let texts = found["texts"].as_object().cloned().unwrap_or_default();
            row(
                set,
                &format!("{reader} {}", found["version"].as_str().unwrap_or_default()),
                &pages,
                &texts,
                found["ms"].as_f64(),
            );
        }
    }
    Ok(())
}

/// CPU time of this thread: the readers in Python are timed by that, too.
fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

fn text(bytes: &[u8]) -> String {
    let page = curate::page::decode(bytes, None);
    curate::page::read(&page, None, &Sites::default())
        .ok()
        .and_then(|page| page.body.or(page.behind))
        .unwrap_or_default()
}

fn row(set: &str, reader: &str, pages: &[Value], texts: &Map<String, Value>, ms: Option<f64>) {
    let score = |half: Option<&str>| {
        let pages = pages.iter().filter(|page| half.is_none_or(|half| page["half"] == half));
        shingles::score(pages.map(|page| {
            (page, texts.get(page["file"].as_str().unwrap_or_default()).and_then(Value::as_str).unwrap_or_default())
        }))
    };
    let (all, a, b) = (score(None), score(Some("a")), score(Some("b")));
    let ms = ms.map(|ms| format!("{ms:.1}")).unwrap_or_default();
    println!("{set:<12} {reader:<22} {:>6.3} {:>6.3} {:>6.3} {:>8.3} {:>8.3} {ms:>9}", all.0, all.1, all.2, a.2, b.2);
}
