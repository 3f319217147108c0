//! Whether Wiredesk is a good neighbour: 36 behaviours, each scored by an origin that writes every
//! request down. Days pass in virtual time; the sockets are real.
//!
//! The table of `docs/fetching.md` is what this run gives: `WIREDESK_BLESS=1 cargo test --test
//! fetching` writes it anew.

// Helpers of tests are no test functions, which alone may unwrap by the lint's own setting.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_wrap, clippy::type_complexity)]

mod budget;
mod desk;
mod environment;
#[allow(dead_code)] // The example moves its clock by hand.
mod origin;
mod rows;
mod rude;

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use jiff::Timestamp;

use self::{
    origin::{Clock, Origin},
    rows::{ROWS, Row, Seen, Verdict},
    rude::Rude,
};

/// Whose requests are judged.
#[derive(Clone, Copy)]
enum Reader {
    Wiredesk,
    Rude(Rude),
}

/// A Thursday, early.
fn start() -> Timestamp {
    "2026-01-01T00:10:00Z".parse().unwrap()
}

async fn judged(reader: Reader, rows: &'static [Row], row: &Row) -> Verdict {
    let clock = Clock::starting(start());
    let origin = Origin::start(rows, clock, clock).await;
    let told = match reader {
        Reader::Wiredesk => Some(desk::run(&origin, row, clock).await),
        Reader::Rude(rude) => {
            rude::run(rude, &origin, row, clock).await;
            None
        }
    };
    let requests = origin.requests(row);
    let seen = Seen { requests: &requests, start: start(), told: told.as_deref() };
    (row.judge)(&seen)
}

/// The verdicts by row, each in a time of its own.
fn verdicts(reader: Reader) -> Vec<(&'static Row, Verdict)> {
    let mut all = Vec::new();
    for rows in ROWS {
        for row in *rows {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
            all.push((row, runtime.block_on(judged(reader, rows, row))));
        }
    }
    all.sort_by_key(|(row, _)| row.number);
    all
}

#[test]
fn wiredesk_keeps_every_row_and_the_table_says_so() {
    let verdicts = verdicts(Reader::Wiredesk);
    let numbers: Vec<_> = verdicts.iter().map(|(row, _)| row.number).collect();
    assert_eq!(numbers, (1..=36).collect::<Vec<_>>());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fetching.md");
    let text = fs::read_to_string(&path).unwrap();
    let told = put_into(&text, &table(&verdicts));
    if std::env::var_os("WIREDESK_BLESS").is_some() {
        fs::write(&path, &told).unwrap();
    }
    let broken: Vec<_> = verdicts
        .iter()
        .filter_map(|(row, verdict)| Some(format!("{}: {}", row.number, verdict.as_ref().err()?)))
        .collect();
    assert!(broken.is_empty(), "{} of 36 rows are broken:\n{}", broken.len(), broken.join("\n"));
    assert!(
        text == told || std::env::var_os("WIREDESK_BLESS").is_some(),
        "run with WIREDESK_BLESS=1 and read docs/fetching.md"
    );
}

/// A row that nobody can break shows nothing.
#[test]
fn rude_readers_break_every_row() {
    let broken = |rude| {
        let broken = verdicts(Reader::Rude(rude)).into_iter().filter(|(_, verdict)| verdict.is_err());
        broken.map(|(row, _)| row.number).collect::<BTreeSet<_>>()
    };
    let (careless, clinging) = (broken(Rude::Careless), broken(Rude::Clinging));
    let unbroken: Vec<_> = (1..=36).filter(|n| !careless.contains(n) && !clinging.contains(n)).collect();
    assert!(unbroken.is_empty(), "nobody breaks {unbroken:?}");
    // And no row is broken by everything: readers of either kind keep some.
    assert!(careless.len() < 36 && clinging.len() < 36, "{careless:?} {clinging:?}");
}

fn table(verdicts: &[(&Row, Verdict)]) -> String {
    let kept = verdicts.iter().filter(|(_, verdict)| verdict.is_ok()).count();
    let mut text = format!("{kept} of {} kept.\n\n", verdicts.len());
    text.push_str("| # | Wiredesk | what the origin does | what its log must show | |\n|---|---|---|---|---|\n");
    for (Row { number, behaviour, scenario, expected, .. }, verdict) in verdicts {
        let verdict = if verdict.is_ok() { "kept" } else { "**broken**" };
        let _ = writeln!(text, "| {number} | {behaviour} | {scenario} | {expected} | {verdict} |");
    }
    text
}

const BEGIN: &str = "<!-- from here: `WIREDESK_BLESS=1 cargo test --test fetching` -->\n";
const END: &str = "<!-- to here -->\n";

fn put_into(text: &str, table: &str) -> String {
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{BEGIN}{table}{END}{after}")
}
