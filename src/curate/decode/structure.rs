//! Tags that were never closed, never opened, or cut off with the rest of the document:
//! what comes out of here has an end for every start.

use std::borrow::Cow;

use super::{
    Notes, references,
    tokens::{Token, Tokens},
};
use crate::bounds::{self, Bound};

/// Deepest nesting of elements; feeds have five to ten, and xhtml content some more.
/// What lies deeper is passed over.
pub const DEEPEST: usize = 256;

/// What a reader of the document meets.
#[derive(Debug)]
pub enum Event<'t> {
    /// An element begins.
    Start(Tag<'t>),
    /// The innermost open element ends.
    End,
    /// Text, its references read; whether it stood in CDATA.
    Text(Cow<'t, str>, bool),
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'t> {
    /// With its prefix, as written.
    pub name: &'t str,
    /// As written.
    pub attributes: &'t str,
}

/// How a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With its root.
    Whole,
    /// Before its root did.
    Truncated,
}

/// Items are not in items, and their fields not in each other: where they seem to be, an
/// end tag is missing.
const ITEMS: [&str; 2] = ["item", "entry"];
const LEAVES: [&str; 9] = ["title", "link", "guid", "pubdate", "category", "comments", "updated", "published", "id"];
const FIELDS: [&str; 13] = [
    "title",
    "link",
    "guid",
    "pubdate",
    "category",
    "comments",
    "updated",
    "published",
    "id",
    "description",
    "summary",
    "content:encoded",
    "dc:creator",
];
const LONG: [&str; 3] = ["description", "summary", "content:encoded"];
const AFTER_LONG: [&str; 6] = ["guid", "pubdate", "description", "content:encoded", "published", "updated"];

/// Reads a document as matching events.
pub struct Events<'t, 'n> {
    tokens: Tokens<'t>,
    open: Vec<&'t str>,
    /// How many elements deep the walk is in what is passed over.
    buried: usize,
    /// Ends that are due before anything else.
    ends: usize,
    /// A start that waits for those ends.
    waiting: Option<(Tag<'t>, bool)>,
    ending: Option<Ending>,
    notes: &'n mut Notes,
}

impl<'t, 'n> Events<'t, 'n> {
    /// Of a text that starts with its root.
    pub fn of(text: &'t str, notes: &'n mut Notes) -> Self {
        let open = Vec::with_capacity(16);
        Self { tokens: Tokens::of(text), open, buried: 0, ends: 0, waiting: None, ending: None, notes }
    }

    /// The notes that are being taken.
    pub fn notes(&mut self) -> &mut Notes {
        self.notes
    }

    /// The document's text and the place of the event that came last.
    pub fn place(&self) -> (&'t str, usize) {
        (self.tokens.text(), self.tokens.from)
    }

    /// Notes a repair at the event that came last.
    pub fn note(&mut self, kind: &'static str) {
        let (text, from) = self.place();
        self.notes.add(kind, text, from);
    }

    /// How the document ended; absent while it has not.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// Whether the element that ends next is closed by the end of the document alone.
    pub fn is_cut(&self) -> bool {
        self.ending == Some(Ending::Truncated)
    }

    /// The next event; `None` at the end.
    pub fn step(&mut self) -> Option<Event<'t>> {
        loop {
            if self.ends > 0 {
                self.ends -= 1;
                self.open.pop();
                return Some(Event::End);
            }
            if let Some((tag, empty)) = self.waiting.take() {
                return Some(self.push(tag, empty));
            }
            if self.ending.is_some() {
                return None;
            }
            let Some(token) = self.tokens.next(self.notes) else {
                self.finish();
                continue;
            };
            let (text, from) = self.place();
            match token {
                Token::Start { name, attributes, empty } => {
                    if let Some(event) = self.start(Tag { name, attributes }, empty) {
                        return Some(event);
                    }
                }
                Token::End { name } => self.end(name),
                Token::Text(piece) if self.buried == 0 => {
                    return Some(Event::Text(references::decode(piece, text, from, self.notes), false));
                }
                Token::Cdata(piece) if self.buried == 0 => {
                    let from = from + "<![CDATA[".len();
                    return Some(Event::Text(references::letters(piece, text, from, self.notes), true));
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: Tag<'t>, empty: bool) -> Option<Event<'t>> {
        if self.buried > 0 || self.open.len() >= bounds::of(Bound::Depth, DEEPEST) {
            if self.buried == 0 {
                self.note("too_deep");
            }
            self.buried += usize::from(!empty);
            return None;
        }
        let implied = self.implied(tag.name);
        if implied > 0 {
            self.note("unclosed_tag");
            self.ends = implied;
            self.waiting = Some((tag, empty));
            return None;
        }
        Some(self.push(tag, empty))
    }

    fn push(&mut self, tag: Tag<'t>, empty: bool) -> Event<'t> {
        self.open.push(tag.name);
        self.ends = usize::from(empty);
        Event::Start(tag)
    }

    /// How many elements a start tag closes that nobody closed.
    fn implied(&self, name: &str) -> usize {
        let is = |list: &[&str], name: &str| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(&ITEMS, name)
            && let Some(depth) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name))
        {
            return self.open.len() - depth;
        }
        let Some(last) = self.open.last() else { return 0 };
        let leaf = is(&LEAVES, last) && (is(&FIELDS, name) || is(&ITEMS, name));
        let long = is(&LONG, last) && (is(&AFTER_LONG, name) || is(&ITEMS, name));
        usize::from(leaf || long)
    }

    fn end(&mut self, name: &str) {
        if self.buried > 0 {
            self.buried -= 1;
            return;
        }
        match self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            Some(depth) => {
                self.ends = self.open.len() - depth;
                if self.ends > 1 {
                    self.note("unclosed_tag");
                }
                if depth == 0 {
                    self.ending = Some(Ending::Whole);
                }
            }
            None if self.open.is_empty() => {}
            None => self.note("stray_end_tag"),
        }
    }

    fn finish(&mut self) {
        self.ends = self.open.len();
        self.ending = Some(if self.open.is_empty() { Ending::Whole } else { Ending::Truncated });
        if self.ends > 0 {
            let text = self.tokens.text();
            self.notes.add("truncated", text, text.len());
        }
    }
}

/// The document as clean XML, for parsers that take no other.
pub fn clean(text: &str, notes: &mut Notes) -> String {
    let mut events = Events::of(text, notes);
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    while let Some(event) = events.step() {
        match event {
            Event::Start(tag) => {
                out.push('<');
                out.push_str(tag.name);
                for (name, value) in super::attributes::Attributes::of(tag.attributes) {
                    let mut quiet = Notes::default();
                    let value = references::decode(value, "", 0, &mut quiet);
                    let value = references::escape(&value).replace('"', "&quot;");
                    out.push_str(&format!(" {name}=\"{value}\""));
                }
                out.push('>');
                open.push(tag.name);
            }
            Event::End => out.push_str(&format!("</{}>", open.pop().unwrap_or_default())),
            Event::Text(text, _) => out.push_str(&references::escape(&text)),
        }
    }
    out
}
