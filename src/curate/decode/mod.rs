//! Bytes of any encoding and any brokenness become clean text that a parser takes.
//!
//! In order: `encoding` finds the charset by evidence, `root` finds where the document starts
//! and what it is, `entities` reads what it declares itself; then, while a parser reads, `tokens`
//! cuts markup and mends tags, `references` mends entities and characters, `structure` closes what
//! was left open. Each repair leaves a note with its kind; nothing is copied where nothing is wrong.

pub mod attributes;
mod encoding;
mod entities;
pub mod html;
pub mod references;
mod root;
pub mod structure;
pub mod tokens;

use std::borrow::Cow;

pub use encoding::Evidence;
pub use entities::Declared;
use url::Url;

use self::root::Kind;
use crate::{
    curate::unicode::up_to,
    model::{Cause, Failure, Grade, Repair},
};

/// Text that a parser takes, and how it was had.
#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    /// The document from its root on, without declaration and DTD; markup is as it came.
    pub text: Cow<'a, str>,
    /// Lines before the root, by which later notes find their line.
    pub lines_before: u32,
    /// The encoding of the bytes, by its WHATWG name.
    pub encoding: &'static str,
    /// What the encoding was told by.
    pub evidence: Evidence,
    /// The entities of the document's own DTD.
    pub declared: Declared,
    /// What had to be mended.
    pub repairs: Vec<Repair>,
}

/// Letters of a document that a note keeps on each side of its place.
const AROUND: usize = 30;

/// Notes of repairs, one for each kind. The document's own entities go with them: who reads a
/// reference asks what it stands for, and notes what had to be mended.
#[derive(Debug, Default)]
pub struct Notes {
    list: Vec<Repair>,
    lines_before: u32,
    declared: Declared,
}

impl Notes {
    /// Notes on what follows the prologue of a document.
    pub fn on(document: &Decoded<'_>) -> Self {
        Self { list: Vec::new(), lines_before: document.lines_before, declared: document.declared.clone() }
    }

    /// Notes a repair at a byte offset of `text`.
    pub fn add(&mut self, kind: &'static str, text: &str, offset: usize) {
        if let Some(note) = self.list.iter_mut().find(|note| note.kind == kind) {
            note.count = note.count.saturating_add(1);
        } else {
            let line = lines(text, offset).saturating_add(self.lines_before).saturating_add(1);
            self.list.push(Repair { kind: kind.into(), count: 1, line: Some(line), around: around(text, offset) });
        }
    }

    /// The notes, in the order in which the first of each kind was taken.
    pub fn list(&self) -> &[Repair] {
        &self.list
    }

    /// The notes, for the record.
    pub fn into_list(self) -> Vec<Repair> {
        self.list
    }
}

/// The letters before and after a byte offset.
fn around(text: &str, offset: usize) -> String {
    let front = up_to(text, offset);
    let last = front.chars().rev().take(AROUND).collect::<Vec<_>>();
    last.into_iter().rev().chain(text[front.len()..].chars().take(AROUND)).collect()
}

/// Line breaks before a byte offset.
fn lines(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX)
}

/// Makes clean text of a body. `content_type` is the header, verbatim; `url` is where it came from, by
/// which a page that came instead names its feeds.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, url: Option<&Url>) -> Result<Decoded<'a>, Failure> {
    let mut notes = Notes::default();
    let decoded = encoding::decode(bytes, content_type, &mut notes);
    if decoded.text.trim().is_empty() {
        let message = "expected a feed, got an empty document; ask the publisher if it stays so".to_owned();
        return Err(Failure::new(Grade::Permanent, Cause::Empty, message));
    }
    let (kind, start) = root::find(&decoded.text, &mut notes);
    let lines_before = lines(&decoded.text, start);
    let declared = Declared::of(&decoded.text[..start]);
    let text = from(decoded.text, start);
    match kind {
        Kind::Json | Kind::Xml => {}
        Kind::Html => return Err(html::failure(&text, url)),
        Kind::Unknown => return Err(unknown(&text)),
    }
    let repairs = notes.into_list();
    Ok(Decoded { text, lines_before, declared, encoding: decoded.encoding, evidence: decoded.evidence, repairs })
}

/// The text of a document of any kind, as it stands.
pub fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    encoding::decode(bytes, content_type, &mut Notes::default()).text
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
