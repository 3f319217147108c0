//! Bytes of any encoding and any brokenness become clean text that a parser takes.
//!
//! In order: `encoding` finds the charset by evidence, `root` finds where the document
//! starts and what it is, `scan` mends entities and characters in one pass, `version`
//! rewrites what feed-rs refuses, `structure` closes what was left open. Each repair
//! leaves a note with its kind; nothing is copied where nothing is wrong.

mod encoding;
mod html;
mod root;
mod scan;
mod structure;
mod version;

use std::borrow::Cow;

pub use encoding::Evidence;

use self::root::Kind;
use crate::model::{Cause, Failure, Grade, Repair};

/// Text that a parser takes, and how it was had.
#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    /// The document from its root on, without declaration and DTD.
    pub text: Cow<'a, str>,
    /// The encoding of the bytes, by its WHATWG name.
    pub encoding: &'static str,
    /// What the encoding was told by.
    pub evidence: Evidence,
    /// What had to be mended.
    pub repairs: Vec<Repair>,
}

/// Notes of repairs, one for each kind.
#[derive(Debug, Default)]
pub struct Notes(Vec<Repair>);

impl Notes {
    /// Notes a repair at a byte offset of `text`.
    fn add(&mut self, kind: &'static str, text: &str, offset: usize) {
        if let Some(note) = self.0.iter_mut().find(|note| note.kind == kind) {
            note.count = note.count.saturating_add(1);
        } else {
            let before = text.as_bytes().get(..offset).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            self.0.push(Repair { kind: kind.into(), count: 1, line: u32::try_from(line).ok() });
        }
    }
}

/// Makes clean text of a body. `content_type` is the header, verbatim.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Result<Decoded<'a>, Failure> {
    let mut notes = Notes::default();
    let decoded = encoding::decode(bytes, content_type, &mut notes);
    if decoded.text.trim().is_empty() {
        let message = "expected a feed, got an empty document; ask the publisher if it stays so".to_owned();
        return Err(Failure::new(Grade::Permanent, Cause::Empty, message));
    }
    let (kind, start) = root::find(&decoded.text, &mut notes);
    let text = from(decoded.text, start);
    let text = match kind {
        Kind::Json => text,
        Kind::Xml => xml(text, &mut notes),
        Kind::Html => return Err(html::failure(&text)),
        Kind::Unknown => return Err(unknown(&text)),
    };
    Ok(Decoded { text, encoding: decoded.encoding, evidence: decoded.evidence, repairs: notes.0 })
}

/// The steps for XML, in order: later ones rely on text that earlier ones made clean.
fn xml<'a>(text: Cow<'a, str>, notes: &mut Notes) -> Cow<'a, str> {
    let steps: [fn(&str, &mut Notes) -> Option<String>; 3] = [scan::mend, version::rewrite, structure::recover];
    steps.iter().fold(text, |text, step| match step(&text, notes) {
        Some(mended) => Cow::Owned(mended),
        None => text,
    })
}

fn from(text: Cow<'_, str>, start: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

fn unknown(text: &str) -> Failure {
    let start: String = text.trim_start().chars().take(60).collect();
    let message = format!(
        "expected RSS, Atom, RDF or JSON Feed, got a document that starts with {start:?}; check the feed's url"
    );
    Failure::new(Grade::Permanent, Cause::NotAFeed, message)
}

#[cfg(test)]
mod tests;
