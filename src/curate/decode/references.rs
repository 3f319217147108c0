//! References and characters of text: `&nbsp;` that no XML parser knows, ampersands of
//! addresses, and control characters that XML 1.0 (section 2.2) forbids.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use memchr::memchr;

use super::Notes;
use crate::curate::unicode::{has_controls, is_control};

/// Longest reference that is looked at: `&CounterClockwiseContourIntegral;` and some.
const LONGEST: usize = 40;

/// The letters of a text. `piece` is part of `text`, which gives its place.
pub fn decode<'t>(piece: &'t str, text: &str, from: usize, notes: &mut Notes) -> Cow<'t, str> {
    if memchr(b'&', piece.as_bytes()).is_none() {
        return letters(piece, text, from, notes);
    }
    let mut out = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(n) = memchr(b'&', rest.as_bytes()) {
        let at = from + (piece.len() - rest.len()) + n;
        out.push_str(&letters(&rest[..n], text, at - n, notes));
        rest = &rest[n..];
        let length = reference(rest, &mut out, text, at, notes);
        rest = &rest[length..];
    }
    out.push_str(&letters(rest, text, from + (piece.len() - rest.len()), notes));
    Cow::Owned(out)
}

/// A text without references: what XML forbids is dropped.
pub fn letters<'t>(piece: &'t str, text: &str, from: usize, notes: &mut Notes) -> Cow<'t, str> {
    // U+FFFE and U+FFFF begin with that byte.
    let suspect = has_controls(piece) || memchr(0xEF, piece.as_bytes()).is_some();
    if !suspect || piece.chars().all(is_text) {
        return Cow::Borrowed(piece);
    }
    for (at, _) in piece.char_indices().filter(|(_, c)| !is_text(*c)) {
        notes.add("illegal_character", text, from + at);
    }
    Cow::Owned(piece.chars().filter_map(meant).collect())
}

/// The same of a text in which nothing is markup, as JSON has them: without what no text needs, and with what Windows
/// means by the controls beyond ASCII.
pub fn plain(text: &str) -> String {
    if has_controls(text) { text.chars().filter_map(meant).collect() } else { text.to_owned() }
}

/// Reads the reference at the start of `rest` into `out`, and returns its length.
fn reference(rest: &str, out: &mut String, text: &str, at: usize, notes: &mut Notes) -> usize {
    let bytes = rest.as_bytes();
    let window = bytes.get(1..bytes.len().min(LONGEST)).unwrap_or_default();
    let length =
        window.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'#')).unwrap_or(window.len());
    let name = &rest[1..=length];
    if length == 0 || window.get(length) != Some(&b';') {
        notes.add("bare_ampersand", text, at);
        out.push('&');
        return 1;
    }
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        _ => match name.strip_prefix('#') {
            Some(digits) => number(digits, out, text, at, notes),
            None => {
                if let Some(value) = notes.declared.get(name) {
                    out.push_str(value);
                } else if let Some(&(first, second)) = NAMED_ENTITIES.get(&rest[1..length + 2]) {
                    notes.add("undeclared_entity", text, at);
                    out.extend([first, second].into_iter().filter(|n| *n != 0).filter_map(char::from_u32));
                } else {
                    notes.add("unknown_entity", text, at);
                    out.push('&');
                    return 1;
                }
            }
        },
    }
    length + 2
}

/// A numeric reference. 0x80 to 0x9F mean what Windows means by them (HTML, section 13.2.5.80).
fn number(digits: &str, out: &mut String, text: &str, at: usize, notes: &mut Notes) {
    let value = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    match value.ok().and_then(char::from_u32) {
        Some(c @ '\u{80}'..='\u{9f}') => {
            notes.add("c1_reference", text, at);
            out.extend(meant(c));
        }
        Some(c) if is_xml(c) => out.push(c),
        _ => notes.add("illegal_reference", text, at),
    }
}

/// What XML allows and no terminal obeys.
fn is_text(c: char) -> bool {
    is_xml(c) && !is_control(c)
}

/// What stands for a character: itself, what Windows means by a control beyond ASCII, or nothing.
fn meant(c: char) -> Option<char> {
    let byte = match c {
        '\u{80}'..='\u{9f}' => [u8::try_from(u32::from(c)).ok()?],
        c => return Some(c).filter(|c| is_text(*c)),
    };
    let (letter, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    letter.chars().next().filter(|c| !is_control(*c))
}

/// `Char` of XML 1.0, section 2.2.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text in which nothing is markup, as markup.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}
