//! HTML as most feeds write it, read in one pass: a few elements, well nested, whole references.
//!
//! All else is [`tree`](super::tree)'s, which costs six times as much; where this reads a fragment at
//! all it must read what the tree would (a property test compares them).

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use memchr::{memchr, memchr2, memmem};

use super::{
    Extracted,
    walk::{MARKS, Walk},
};
use crate::curate::decode::attributes::Attributes;

/// Elements within elements; deeper ones are the tree's.
const DEEPEST: usize = 40;

/// How an element behaves among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Ends an open paragraph.
    Block,
    Paragraph,
    Heading,
    List,
    Item,
    /// Formats words, and must not stand in itself.
    Format,
    Plain,
    /// Has no end.
    Void,
    /// The same, and ends an open paragraph.
    Rule,
    /// Holds no markup.
    Raw,
}

/// The elements that are read here.
const ELEMENTS: &[(&str, Kind)] = &[
    ("p", Kind::Paragraph),
    ("br", Kind::Void),
    ("a", Kind::Format),
    ("b", Kind::Format),
    ("i", Kind::Format),
    ("em", Kind::Format),
    ("strong", Kind::Format),
    ("u", Kind::Format),
    ("small", Kind::Format),
    ("span", Kind::Plain),
    ("img", Kind::Void),
    ("div", Kind::Block),
    ("ul", Kind::List),
    ("ol", Kind::List),
    ("li", Kind::Item),
    ("h1", Kind::Heading),
    ("h2", Kind::Heading),
    ("h3", Kind::Heading),
    ("h4", Kind::Heading),
    ("h5", Kind::Heading),
    ("h6", Kind::Heading),
    ("blockquote", Kind::Block),
    ("figure", Kind::Block),
    ("figcaption", Kind::Block),
    ("section", Kind::Block),
    ("article", Kind::Block),
    ("aside", Kind::Block),
    ("header", Kind::Block),
    ("footer", Kind::Block),
    ("center", Kind::Block),
    ("hr", Kind::Rule),
    ("wbr", Kind::Void),
    ("sup", Kind::Plain),
    ("sub", Kind::Plain),
    ("cite", Kind::Plain),
    ("q", Kind::Plain),
    ("time", Kind::Plain),
    ("abbr", Kind::Plain),
    ("mark", Kind::Plain),
    ("iframe", Kind::Raw),
];

/// Reads markup; `None` where the tree has to.
pub(super) fn read(markup: &str) -> Option<Extracted> {
    // What browsers put something else in the place of.
    if memchr2(0, b'\r', markup.as_bytes()).is_some() {
        return None;
    }
    let mut reader = Reader { walk: Walk::default(), open: Vec::new() };
    let mut rest = markup;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        reader.text(&rest[..at])?;
        rest = reader.tag(&rest[at..])?;
    }
    reader.text(rest)?;
    while let Some((name, _)) = reader.open.pop() {
        reader.walk.close(name);
    }
    Some(reader.walk.finish())
}

struct Reader {
    walk: Walk,
    open: Vec<(&'static str, Kind)>,
}

impl Reader {
    fn text(&mut self, text: &str) -> Option<()> {
        if !text.is_empty() {
            self.walk.text(&decoded(text)?);
        }
        Some(())
    }

    /// Reads the tag that `rest` begins with, and returns what is behind it.
    fn tag<'t>(&mut self, rest: &'t str) -> Option<&'t str> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = memmem::find(comment.as_bytes(), b"-->")?;
            let odd = comment.starts_with(['>', '-']) || memmem::find(&comment.as_bytes()[..end], b"--").is_some();
            return (!odd).then(|| &comment[end + 3..]);
        }
        let (closing, inner) = match rest[1..].strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, &rest[1..]),
        };
        let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let &(name, kind) = ELEMENTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&inner[..length]))?;
        let (attributes, after) = attributes(&inner[length..])?;
        if closing {
            self.end_implied(kind);
            let (last, _) = self.open.pop()?;
            self.walk.close(last);
            return (last == name && attributes.trim().is_empty()).then_some(after);
        }
        self.start(name, kind, attributes)?;
        if kind == Kind::Raw {
            // Nothing within it is read.
            let end = memmem::find(after.as_bytes(), b"</iframe>")?;
            let odd = after[..end].contains("</");
            self.open.pop();
            self.walk.close(name);
            return (!odd).then(|| &after[end + 9..]);
        }
        Some(after)
    }

    fn start(&mut self, name: &'static str, kind: Kind, attributes: &str) -> Option<()> {
        let void = matches!(kind, Kind::Void | Kind::Rule);
        if (attributes.ends_with('/') && !void) || self.open.len() >= DEEPEST {
            return None;
        }
        match kind {
            Kind::Block | Kind::List | Kind::Paragraph | Kind::Rule | Kind::Heading => self.end_paragraph()?,
            Kind::Item => {
                if self.open.last().is_some_and(|(_, kind)| *kind == Kind::Item) {
                    self.open.pop();
                    self.walk.close("li");
                }
                let since = self.open.iter().rev().take_while(|(_, kind)| *kind != Kind::List);
                if since.clone().any(|(_, kind)| matches!(kind, Kind::Item | Kind::Paragraph)) {
                    return None;
                }
            }
            Kind::Format if self.open.iter().any(|(known, _)| *known == name) => return None,
            _ => {}
        }
        if kind == Kind::Heading && self.open.iter().any(|(_, kind)| *kind == Kind::Heading) {
            return None;
        }
        let marked = attributes.len() > 5
            && MARKS.iter().any(|mark| memmem::find(attributes.as_bytes(), mark.as_bytes()).is_some());
        let get = |wanted: &str| {
            let (_, value) = Attributes::of(attributes).find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
            decoded(value)
        };
        // References that are not whole mean something else in an attribute.
        if (marked || name == "img")
            && memchr(b'&', attributes.as_bytes()).is_some()
            && Attributes::of(attributes).any(|(_, value)| decoded(value).is_none())
        {
            return None;
        }
        self.walk.open(name, marked, &get);
        if void {
            self.walk.close(name);
        } else {
            self.open.push((name, kind));
        }
        Some(())
    }

    /// The end of a block is that of a paragraph, and the end of a list that of an item, within it.
    fn end_implied(&mut self, kind: Kind) {
        for inner in [Kind::Paragraph, Kind::Item] {
            let ends = matches!(kind, Kind::Block | Kind::List) || (kind == Kind::Item && inner == Kind::Paragraph);
            if ends && let Some((name, _)) = self.open.pop_if(|(_, open)| *open == inner) {
                self.walk.close(name);
            }
        }
    }

    /// A block ends the paragraph that it stands in, if nothing else is open in that.
    fn end_paragraph(&mut self) -> Option<()> {
        if self.open.last().is_some_and(|(_, kind)| *kind == Kind::Paragraph) {
            self.open.pop();
            self.walk.close("p");
        }
        (!self.open.iter().any(|(_, kind)| *kind == Kind::Paragraph)).then_some(())
    }
}

/// The attributes of a tag, and what is behind it.
fn attributes(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'>' | b' ' | b'\n' | b'\t' | b'/')) {
        return None;
    }
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'>' => break,
            // A quote opens a value only behind an equals sign.
            quote @ (b'"' | b'\'') => {
                if at == 0 || bytes[at - 1] != b'=' {
                    return None;
                }
                at += 2 + memchr(*quote, &bytes[at + 1..])?;
                if !matches!(bytes.get(at)?, b'>' | b' ' | b'\n' | b'\t' | b'/') {
                    return None;
                }
            }
            b'<' | b'`' => return None,
            _ => at += 1,
        }
    }
    Some((&text[..at], &text[at + 1..]))
}

/// A text with its references read; `None` where one is not whole, or unknown.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    let Some(mut at) = memchr(b'&', text.as_bytes()) else { return Some(Cow::Borrowed(text)) };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = rest.bytes().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        if length == 0 {
            out.push('&');
        } else {
            if rest.as_bytes().get(length) != Some(&b';') {
                return None;
            }
            reference(rest, length, &mut out)?;
            rest = &rest[length + 1..];
        }
        match memchr(b'&', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

fn reference(rest: &str, length: usize, out: &mut String) -> Option<()> {
    let name = &rest[..length];
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "nbsp" => out.push('\u{a0}'),
        _ => match name.strip_prefix('#') {
            Some(digits) => {
                let value = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                // The tree knows what Windows means by 0x80 to 0x9F, and what no number means.
                out.push(char::from_u32(value).filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))?);
            }
            None => {
                let &(first, second) = NAMED_ENTITIES.get(&rest[..=length])?;
                out.extend([first, second].into_iter().filter(|n| *n != 0).filter_map(char::from_u32));
            }
        },
    }
    Some(())
}
