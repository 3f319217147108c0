//! One pass over the markup that mends entities and characters, aware of CDATA.
//!
//! Feeds hold `&nbsp;` that no XML parser knows, ampersands of addresses, less-than signs of
//! prose, and control characters that XML 1.0 (section 2.2) forbids.

use html5ever::data::NAMED_ENTITIES;

use super::Notes;

/// Longest reference that is looked at: `&CounterClockwiseContourIntegral;` and some.
const LONGEST: usize = 40;

/// Returns the mended text, or `None` where nothing is wrong.
pub fn mend(text: &str, notes: &mut Notes) -> Option<String> {
    let mut scan = Scan { text, out: String::new(), copied: 0, notes };
    let mut at = 0;
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| rest.iter().position(|byte| is_suspect(*byte))) {
        at += found;
        at = match text.as_bytes()[at] {
            b'<' => scan.markup(at),
            b'&' => scan.reference(at),
            _ => scan.control(at),
        };
    }
    (scan.copied > 0).then(|| {
        scan.out.push_str(&text[scan.copied..]);
        scan.out
    })
}

/// Bytes at which something may be wrong. U+FFFE and U+FFFF start with 0xEF.
fn is_suspect(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | 0xEF) || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

struct Scan<'a> {
    text: &'a str,
    out: String,
    /// How much of `text` is in `out` already.
    copied: usize,
    notes: &'a mut Notes,
}

impl Scan<'_> {
    /// Puts `with` in the place of `text[from..to]`, and returns `to`.
    fn replace(&mut self, kind: &'static str, from: usize, to: usize, with: &str) -> usize {
        self.notes.add(kind, self.text, from);
        self.out.push_str(&self.text[self.copied..from]);
        self.out.push_str(with);
        self.copied = to;
        to
    }

    /// A character that XML forbids: dropped. Others that start with the same byte pass.
    fn control(&mut self, at: usize) -> usize {
        let Some(c) = self.text[at..].chars().next() else { return at + 1 };
        let end = at + c.len_utf8();
        if is_xml(c) { end } else { self.replace("illegal_character", at, end, "") }
    }

    /// Everything that starts with `<`; returns where to go on.
    fn markup(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("<![CDATA[") {
            return self.cdata(at);
        }
        if rest.starts_with("<!--") {
            return self.section(at, "-->");
        }
        if rest.starts_with("<?") {
            return self.section(at, "?>");
        }
        let next = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        let name = if next == b'/' { rest.as_bytes().get(2).copied().unwrap_or(b' ') } else { next };
        if name.is_ascii_alphabetic() || matches!(name, b'_' | b':' | b'!') || name >= 0x80 {
            // Attributes are scanned like text: their ampersands and controls need the same care.
            return at + 1;
        }
        self.replace("bare_less_than", at, at + 1, "&lt;")
    }

    /// A section without markup: only its end matters.
    fn section(&mut self, at: usize, end: &str) -> usize {
        match self.text[at..].find(end) {
            Some(n) => at + n + end.len(),
            // An open end swallows the rest of the document, which the structure then mends.
            None => self.replace("unclosed_section", at, self.text.len(), ""),
        }
    }

    /// CDATA: references are letters here, but forbidden characters are still forbidden.
    fn cdata(&mut self, at: usize) -> usize {
        let start = at + "<![CDATA[".len();
        let (end, closed) = match self.text[start..].find("]]>") {
            Some(n) => (start + n, true),
            None => (self.unclosed(start), false),
        };
        let mut from = start;
        while let Some(n) = self.text[from..end].find(|c: char| !is_xml(c)) {
            from = self.control(from + n);
        }
        if closed { end + 3 } else { self.replace("unclosed_cdata", end, end, "]]>") }
    }

    /// Where an unclosed CDATA ends: before the end tag that comes before the item's own.
    fn unclosed(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        let item = ["</item>", "</entry>", "</channel>", "</feed>"].iter().filter_map(|tag| rest.find(tag)).min();
        let item = item.unwrap_or(rest.len());
        start + rest[..item].rfind("</").unwrap_or(item)
    }

    /// Everything that starts with `&`.
    fn reference(&mut self, at: usize) -> usize {
        let window = self.text.as_bytes().get(at + 1..(at + LONGEST).min(self.text.len())).unwrap_or_default();
        let length = window.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'#')).unwrap_or(0);
        let (name, end) = (&self.text[at + 1..at + 1 + length], at + 2 + length);
        if length == 0 || window.get(length) != Some(&b';') {
            return self.replace("bare_ampersand", at, at + 1, "&amp;");
        }
        match name {
            "amp" | "lt" | "gt" | "quot" | "apos" => end,
            _ if name.starts_with('#') => self.number(at, end, &name[1..]),
            _ => match NAMED_ENTITIES.get(&format!("{name};")) {
                Some(&(first, second)) => {
                    let letters: String =
                        [first, second].into_iter().filter(|n| *n != 0).filter_map(char::from_u32).collect();
                    self.replace("undeclared_entity", at, end, &escape(&letters))
                }
                None => self.replace("unknown_entity", at, at + 1, "&amp;"),
            },
        }
    }

    /// A numeric reference. 0x80 to 0x9F mean what Windows means by them (HTML, section 13.2.5.80).
    fn number(&mut self, at: usize, end: usize, digits: &str) -> usize {
        let value = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        match value.ok().and_then(char::from_u32) {
            Some(c @ '\u{80}'..='\u{9f}') => {
                let byte = [u8::try_from(u32::from(c)).unwrap_or(b'?')];
                let letter = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0;
                self.replace("c1_reference", at, end, &letter)
            }
            Some(c) if is_xml(c) => end,
            _ => self.replace("illegal_reference", at, end, ""),
        }
    }
}

/// `Char` of XML 1.0, section 2.2.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn escape(letters: &str) -> String {
    letters.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
