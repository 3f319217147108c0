//! Puts faults of real feeds into clean ones and prints which are still read entirely right.
//!
//! ```text
//! cargo run --release --example faults -- [--peer COMMAND]...
//! ```
//! Peers are commands as for the `corpus` example.

// Tables are put together from columns; speed is no matter here.
#![allow(clippy::format_collect)]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/reading.rs"]
mod reading;

use faults::{Case, Expected};
use reading::{Fields, Reading, folded, ours, peer};

fn main() -> std::io::Result<()> {
    let mut peers = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--peer" {
            peers.extend(arguments.next());
        }
    }
    let cases = faults::cases();
    let folder = std::env::temp_dir().join(format!("wiredesk-faults-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut files = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let path = folder.join(format!("{number:03}.xml"));
        std::fs::write(&path, &case.bytes)?;
        files.push(path.display().to_string());
    }
    let mut columns = vec![cases.iter().map(|case| ours("", &case.bytes)).collect::<Vec<_>>()];
    for command in &peers {
        columns.push(peer(command, &files)?);
    }
    std::fs::remove_dir_all(&folder)?;
    let names =
        std::iter::once("wiredesk").chain(peers.iter().map(|command| command.rsplit('/').next().unwrap_or(command)));
    println!("{:<46}{}", "fault", names.map(|name| format!("{name:>24}")).collect::<String>());
    let mut right = vec![0; columns.len()];
    for (number, case) in cases.iter().enumerate() {
        let verdicts: Vec<_> = columns.iter().map(|column| verdict(case, column.get(number))).collect();
        for (count, verdict) in right.iter_mut().zip(&verdicts) {
            *count += usize::from(verdict == "right");
        }
        println!("{:<46}{}", case.name, verdicts.iter().map(|verdict| format!("{verdict:>24}")).collect::<String>());
    }
    println!(
        "{:<46}{}",
        "entirely right",
        right.iter().map(|n| format!("{:>24}", format!("{n}/{}", cases.len()))).collect::<String>()
    );
    Ok(())
}

/// `right`, or what is wrong first.
fn verdict(case: &Case, reading: Option<&Reading>) -> String {
    match reading {
        Some(reading) if reading.ok => wrong(&case.expected, &reading.entries).unwrap_or_else(|| "right".into()),
        _ => "not read".into(),
    }
}

/// What is wrong first in what was read.
pub fn wrong(expected: &[Expected], read: &[Fields]) -> Option<String> {
    if expected.len() != read.len() {
        return Some(format!("{} of {} entries", read.len(), expected.len()));
    }
    let title = |text: Option<&str>| folded(text.unwrap_or_default());
    expected.iter().zip(read).find_map(|(expected, read)| {
        let published = read.published.as_deref().map(|at| at.get(..19).unwrap_or(at).to_owned());
        let given =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        if title(read.title.as_deref()) != expected.title {
            return Some("title".to_owned());
        }
        if given(&read.link) != expected.link && expected.link.is_some() {
            return Some("link".to_owned());
        }
        if expected.id.is_some() && given(&read.id) != expected.id {
            return Some("id".to_owned());
        }
        if published.as_deref() != expected.published.as_deref().map(|at| &at[..19]) {
            return Some("date".to_owned());
        }
        (!folded(&read.words).contains(&expected.words)).then(|| "text".to_owned())
    })
}
