//! feed-rs as a second opinion: what the front cleans it must be able to read, and where it
//! reads a feed, it must find the same entries.

use feed_rs::parser::Builder;
use wiredesk::curate::{
    decode::{Notes, decode, structure},
    parse::parse,
};

use crate::{faults::cases, reading::folded};

#[test]
fn feed_rs_finds_the_same_entries_in_what_the_front_cleaned() {
    let (mut compared, mut differ) = (0, Vec::new());
    for case in cases() {
        let decoded = decode(&case.bytes, None, None).unwrap();
        let ours = parse(&decoded).unwrap();
        if ours.format == "json" {
            continue;
        }
        let clean = structure::clean(&decoded.text, &mut Notes::default());
        // What it refuses, panics at or silently leaves out is why it is no longer the parser.
        let read = std::panic::catch_unwind(|| {
            let parser = Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new()).build();
            parser.parse(clean.as_bytes())
        });
        let Ok(Ok(theirs)) = read else { continue };
        if theirs.entries.is_empty() {
            continue;
        }
        compared += 1;
        // It keeps the item that a cut document ends within.
        let cut = ours.repairs.iter().any(|repair| repair.kind == "truncated");
        let title = |title: Option<&str>| folded(title.unwrap_or_default());
        let (a, b): (Vec<_>, Vec<_>) = (
            ours.entries.iter().map(|entry| title(entry.title.as_ref().map(|title| title.value.as_str()))).collect(),
            theirs
                .entries
                .iter()
                .map(|entry| title(entry.title.as_ref().map(|title| title.content.as_str())))
                .collect(),
        );
        if !(a == b || cut && b.starts_with(&a)) {
            differ.push(format!("{}: {a:?} {b:?}", case.name));
        }
    }
    assert!(compared >= 80, "{compared} were compared");
    assert!(differ.is_empty(), "{differ:#?}");
}
