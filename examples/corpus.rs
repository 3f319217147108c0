//! Reads files of feeds and compares what is read with other readers, field by field.
//!
//! ```text
//! cargo run --release --example corpus -- [--show] [--peer COMMAND]... PATH...
//! ```
//! A peer is a command that takes paths on standard input, one a line, and prints one JSON
//! object a line; see `examples/peers`. A path may be a folder.

#[path = "support/reading.rs"]
mod reading;

use std::{collections::BTreeMap, path::Path};

use reading::{Fields, Reading, folded, ours, peer};

fn main() -> std::io::Result<()> {
    let (mut peers, mut files, mut show) = (Vec::new(), Vec::new(), false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--peer" => peers.extend(arguments.next()),
            "--show" => show = true,
            path => walk(Path::new(path), &mut files)?,
        }
    }
    files.sort();
    let mine: Vec<Reading> =
        files.iter().map(|file| std::fs::read(file).map(|bytes| ours(file, &bytes))).collect::<std::io::Result<_>>()?;
    let entries = |all: &[Reading]| all.iter().map(|reading| reading.entries.len()).sum::<usize>();
    let recognised = |all: &[Reading]| all.iter().filter(|reading| reading.ok).count();
    println!("{} files: recognised {}, entries {}", files.len(), recognised(&mine), entries(&mine));
    for command in &peers {
        let theirs = peer(command, &files)?;
        println!("\n{command}\n  recognised {}, entries {}", recognised(&theirs), entries(&theirs));
        compare(&mine, &theirs, show);
    }
    Ok(())
}

fn walk(path: &Path, files: &mut Vec<String>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.display().to_string());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        walk(&entry?.path(), files)?;
    }
    Ok(())
}

/// The fields that are compared, and how each is made equal where writings differ.
type Field = (&'static str, fn(&Fields) -> Option<String>);
const FIELDS: [Field; 5] = [
    ("id", |fields| fields.id.as_deref().map(|id| id.trim().to_owned())),
    ("link", |fields| fields.link.as_deref().map(|link| link.trim().trim_end_matches('/').to_owned())),
    ("title", |fields| fields.title.as_deref().map(folded)),
    ("published", |fields| fields.published.clone()),
    ("text", |fields| fields.text.then(|| "some".to_owned())),
];

fn compare(mine: &[Reading], theirs: &[Reading], show: bool) {
    let by_file: BTreeMap<&str, &Reading> = theirs.iter().map(|reading| (reading.file.as_str(), reading)).collect();
    let (mut same_count, mut more, mut fewer, mut covered, mut of) = (0, 0, 0, 0, 0);
    let mut table: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for reading in mine {
        let Some(other) = by_file.get(reading.file.as_str()) else { continue };
        let (a, b) = (reading.entries.len(), other.entries.len());
        covered += a.min(b);
        of += b;
        match a.cmp(&b) {
            std::cmp::Ordering::Equal => same_count += 1,
            std::cmp::Ordering::Greater => more += 1,
            std::cmp::Ordering::Less => fewer += 1,
        }
        if show && (a != b || reading.ok != other.ok) {
            println!("  entries {a} {b} ok {} {} {}", reading.ok, other.ok, reading.file);
        }
        if a != b {
            continue;
        }
        for (x, y) in reading.entries.iter().zip(&other.entries) {
            for (name, get) in FIELDS {
                let (x, y) = (get(x).filter(|x| !x.is_empty()), get(y).filter(|y| !y.is_empty()));
                let column = match (&x, &y) {
                    (x, y) if x == y => 0,
                    (Some(_), None) => 1,
                    (None, Some(_)) => 2,
                    _ => 3,
                };
                table.entry(name).or_default()[column] += 1;
                if show && column > 1 {
                    println!("  {name} {x:?} {y:?} {}", reading.file);
                }
            }
        }
    }
    println!("  files with the same number of entries {same_count}, more here {more}, fewer here {fewer}");
    println!("  of its entries {covered}/{of} = {:.2}%", 100.0 * covered as f64 / (of.max(1)) as f64);
    println!("  {:<10}{:>8}{:>10}{:>12}{:>11}", "field", "same", "only here", "only there", "different");
    for (name, [same, here, there, different]) in table {
        println!("  {name:<10}{same:>8}{here:>10}{there:>12}{different:>11}");
    }
}
