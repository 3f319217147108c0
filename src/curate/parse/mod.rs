//! Text becomes entries, by an extractor of our own: one pass over the events that
//! `decode::structure` gives, for all formats of XML, and one walk over a JSON tree.
//!
//! `fields` is the table of what each element says, `names` knows the vocabularies, `xml`
//! stands where the reader stands, `capture` holds the text of one element, `entry` keeps the
//! best of several elements that say the same, `json` reads JSON Feed and ninjs,
//! `hints` what a feed says of how often it is to be asked.

mod apply;
mod capture;
mod entry;
mod fields;
pub mod hints;
mod json;
mod names;
mod ninjs;
mod person;
mod say;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::decode::{Decoded, Notes, structure::Events};
use crate::model::{Cause, Failure, Grade, ParsedFeed};

/// Parses a document. A panic of a library is a failure like any other.
pub fn parse(document: &Decoded<'_>) -> Result<ParsedFeed, Failure> {
    catch_unwind(AssertUnwindSafe(|| read(document))).unwrap_or_else(|_| {
        let message = "the feed parser panicked on this document; report it with the dead letter's bytes";
        Err(Failure::new(Grade::Permanent, Cause::ParserPanic, message))
    })
}

fn read(document: &Decoded<'_>) -> Result<ParsedFeed, Failure> {
    let mut notes = Notes::on(document);
    let text: &str = &document.text;
    if text.starts_with(['{', '[']) {
        let mut feed = json::read(text, &mut notes)?;
        feed.repairs = notes.into_list();
        return Ok(feed);
    }
    let (mut feed, begun) = xml::Reader::of(Events::of(text, &mut notes)).read();
    // An answer without entries from a document that has some is a fault, not an answer.
    let some = || ["<item>", "<item ", "<entry>", "<entry "].iter().any(|tag| text.contains(tag));
    if feed.entries.is_empty() && (begun > 0 || some()) {
        return Err(malformed("entries none of which is whole"));
    }
    feed.repairs = notes.into_list();
    Ok(feed)
}

fn malformed(what: &str) -> Failure {
    let message = format!("expected a feed that can be read, got {what}; its bytes are kept as a dead letter");
    Failure::new(Grade::Permanent, Cause::Malformed, message)
}

#[cfg(test)]
mod tests;
