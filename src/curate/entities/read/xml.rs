//! Elements of an XML list, one after the other. Entities that a document declares are never
//! expanded, so none can grow.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{File, ListError};
use crate::curate::unicode::up_to;

/// Elements within elements.
const MOST_DEPTH: usize = 32;
/// Bytes of one text.
const MOST_TEXT: usize = 64 << 10;
/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 64;

/// What comes next.
pub(super) enum Step {
    /// An element starts; its name stands in [`Walk::path`], its attributes in [`Walk::attributes`].
    Open,
    /// An element ends; what stood in it is in [`Walk::text`].
    Close(String),
    /// The document has ended.
    End,
}

/// A walk over a document.
pub(super) struct Walk<'a> {
    file: File<'a>,
    reader: Reader<&'a [u8]>,
    /// Names of the open elements, without prefixes.
    pub path: Vec<String>,
    /// Of the element that was opened last.
    pub attributes: Vec<(String, String)>,
    /// The text since the last tag.
    pub text: String,
    /// An element without content is to be closed.
    empty: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(file: File<'a>) -> Self {
        let mut reader = Reader::from_reader(file.bytes);
        reader.config_mut().check_end_names = true;
        Self { file, reader, path: Vec::new(), attributes: Vec::new(), text: String::new(), empty: false }
    }

    pub(super) fn next(&mut self) -> Result<Step, ListError> {
        if self.empty {
            self.empty = false;
            self.text.clear();
            return Ok(Step::Close(self.path.pop().unwrap_or_default()));
        }
        loop {
            let event = self.reader.read_event().map_err(|error| self.fault(format!("expected XML: {error}")))?;
            match event {
                Event::Start(tag) => return self.open(&tag),
                Event::Empty(tag) => {
                    self.empty = true;
                    return self.open(&tag);
                }
                Event::End(_) => return Ok(Step::Close(self.path.pop().unwrap_or_default())),
                Event::Text(text) => self.push(&text)?,
                Event::CData(text) => self.push(&text)?,
                Event::GeneralRef(name) => {
                    let known = reference(&name);
                    // What the document declares itself is left out.
                    if let Some(text) = known {
                        self.push(&text)?;
                    }
                }
                Event::Eof if self.path.is_empty() => return Ok(Step::End),
                Event::Eof => {
                    let open = self.path.join("/");
                    return Err(self.fault(format!("expected the end of {open}, the document ends before it")));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<Step, ListError> {
        if self.path.len() >= MOST_DEPTH {
            return Err(self.fault(format!("expected at most {MOST_DEPTH} elements within each other, got more")));
        }
        self.text.clear();
        self.attributes.clear();
        for attribute in tag.attributes().with_checks(false) {
            if self.attributes.len() >= MOST_ATTRIBUTES {
                return Err(self.fault(format!("expected at most {MOST_ATTRIBUTES} attributes, got more")));
            }
            let attribute = attribute.map_err(|error| self.fault(format!("expected an attribute: {error}")))?;
            let value = up_to(&attribute.value, MOST_TEXT);
            self.attributes.push((attribute.key.local_name().as_ref().to_owned(), unescaped(value)));
        }
        self.path.push(tag.local_name().as_ref().to_owned());
        Ok(Step::Open)
    }

    fn push(&mut self, text: &str) -> Result<(), ListError> {
        if self.text.len() + text.len() > MOST_TEXT {
            return Err(self.fault(format!("expected texts of at most {MOST_TEXT} bytes, got a longer one")));
        }
        self.text.push_str(text);
        Ok(())
    }

    /// The attribute of the element that was opened last.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> ListError {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.file.bytes.len());
        let lines = memchr::memchr_iter(b'\n', &self.file.bytes[..at]).count();
        ListError::new(self.file.name, lines as u64 + 1, message)
    }
}

/// What a reference stands for: one of the five of XML, or a character by its number.
fn reference(name: &str) -> Option<String> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hex) => number(hex, 16).map(String::from),
            None => number(digits, 10).map(String::from),
        },
        None => resolve_predefined_entity(name).map(str::to_owned),
    }
}

/// An attribute's value with its references read.
fn unescaped(value: &str) -> String {
    let mut parts = value.split('&');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';').and_then(|(name, rest)| Some((reference(name)?, rest))) {
            Some((character, rest)) => {
                text.push_str(&character);
                text.push_str(rest);
            }
            None => {
                text.push('&');
                text.push_str(part);
            }
        }
    }
    text
}
