//! Markup cut into tokens, with the faults of tags mended on the way.
//!
//! A tokeniser of our own, because what breaks real feeds breaks here: less-than signs of
//! prose, CDATA that never ends, tags without their end, quotes without their pair. Clean
//! markup is passed over once and nothing of it is copied.

use memchr::{memchr, memchr2, memmem};

use super::Notes;

/// A piece of markup. Text still has its references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'t> {
    /// `<name attributes>`, or `<name attributes/>`.
    Start {
        /// With its prefix.
        name: &'t str,
        /// As written.
        attributes: &'t str,
        /// Whether the element has no inside.
        empty: bool,
    },
    /// `</name>`.
    End {
        /// With its prefix.
        name: &'t str,
    },
    /// Text between tags.
    Text(&'t str),
    /// The inside of a CDATA section.
    Cdata(&'t str),
}

/// Elements that end an item, in which nothing of it may go on.
const ENDS: [&str; 4] = ["</item>", "</entry>", "</channel>", "</feed>"];
/// Elements that are certainly meant as such where their tag has lost its end.
const KNOWN: [&str; 16] = [
    "item",
    "entry",
    "title",
    "link",
    "description",
    "pubdate",
    "guid",
    "author",
    "category",
    "content",
    "summary",
    "id",
    "updated",
    "published",
    "channel",
    "rss",
];
/// Longest name of an element.
const LONGEST_NAME: usize = 120;

/// Cuts text from one place to the next.
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// Where the last token began.
    pub from: usize,
    /// Where the next end of each kind of section was found: what is searched for once is not
    /// searched for again, or a document of nothing but starts would take the square of its time.
    closes: [Close; 4],
}

#[derive(Clone, Copy)]
enum Close {
    Unknown,
    Nowhere,
    At(usize),
}

/// The ends of sections.
const CLOSES: [&str; 4] = ["]]>", "-->", "?>", ">"];

impl<'t> Tokens<'t> {
    /// Starts at the beginning of `text`.
    pub fn of(text: &'t str) -> Self {
        Self { text, at: 0, from: 0, closes: [Close::Unknown; 4] }
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The next token; comments, instructions and declarations are none.
    pub fn next(&mut self, notes: &mut Notes) -> Option<Token<'t>> {
        loop {
            self.from = self.at;
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                return Some(self.words(notes));
            }
            if is_declaration(rest) {
                if let Some(token) = self.declaration(rest, notes) {
                    return Some(token);
                }
                continue;
            }
            return Some(match self.tag(rest, notes) {
                Some(token) => token,
                None => self.words(notes),
            });
        }
    }

    /// Text up to the next tag. A less-than sign with no tag behind it is text.
    fn words(&mut self, notes: &mut Notes) -> Token<'t> {
        let start = self.at;
        let mut end = start;
        // A sign here was looked at and found to begin no tag: it is passed in any case, so that
        // every call moves on.
        if self.text[start..].starts_with('<') {
            notes.add("bare_less_than", self.text, start);
            end += 1;
        }
        loop {
            let rest = &self.text[end..];
            match memchr(b'<', rest.as_bytes()) {
                None => end = self.text.len(),
                Some(n) if is_markup(&rest[n..]) => end += n,
                Some(n) => {
                    notes.add("bare_less_than", self.text, end + n);
                    end += n + 1;
                    continue;
                }
            }
            break;
        }
        self.at = end;
        Token::Text(&self.text[start..end])
    }

    /// `<!` and `<?`.
    fn declaration(&mut self, rest: &'t str, notes: &mut Notes) -> Option<Token<'t>> {
        if let Some(inside) = rest.strip_prefix("<![CDATA[") {
            return Some(Token::Cdata(self.cdata(inside, notes)));
        }
        let (open, kind) = match rest.as_bytes() {
            [b'<', b'!', b'-', ..] => (4, 1),
            [b'<', b'?', ..] => (2, 2),
            _ => (2, 3),
        };
        self.at = if let Some(end) = self.close(kind, self.at + open) {
            end + CLOSES[kind].len()
        } else {
            // An open end would swallow the rest of the document.
            notes.add("unclosed_section", self.text, self.from);
            self.at + open
        };
        None
    }

    /// Where the next section of a kind ends.
    fn close(&mut self, kind: usize, from: usize) -> Option<usize> {
        match self.closes[kind] {
            Close::Nowhere => None,
            Close::At(end) if end >= from => Some(end),
            _ => {
                let found = memmem::find(&self.text.as_bytes()[from..], CLOSES[kind].as_bytes()).map(|n| from + n);
                self.closes[kind] = found.map_or(Close::Nowhere, Close::At);
                found
            }
        }
    }

    /// The inside of a CDATA section that starts here.
    fn cdata(&mut self, inside: &'t str, notes: &mut Notes) -> &'t str {
        let start = self.at + "<![CDATA[".len();
        if let Some(end) = self.close(0, start).map(|end| end - start) {
            let content = &inside[..end];
            let again = memmem::find(content.as_bytes(), b"<![CDATA[");
            // Another section within it, and an item's end before that: this one has no end.
            let lost = again.is_some_and(|again| ENDS.iter().any(|tag| content[..again].contains(tag)));
            if !lost {
                self.at = start + end + 3;
                return content;
            }
        }
        let end = unclosed(inside);
        notes.add("unclosed_cdata", self.text, self.from);
        self.at = start + end;
        &inside[..end]
    }

    /// A tag, or `None` where the less-than sign is text.
    fn tag(&mut self, rest: &'t str, notes: &mut Notes) -> Option<Token<'t>> {
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let start = if closing { 2 } else { 1 };
        let name = name(&rest[start..])?;
        let after = &rest[start + name.len()..];
        let slash = after.starts_with('/') && !after.starts_with("/>");
        if slash || !matches!(after.bytes().next(), None | Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' | b'<')) {
            return None;
        }
        if closing {
            // </title<link>: the sign of the next tag ends this one.
            let length = memchr2(b'>', b'<', after.as_bytes());
            let whole = length.is_some_and(|n| after.as_bytes()[n] == b'>');
            if !whole {
                notes.add("broken_tag", self.text, self.from);
            }
            self.at += start + name.len() + length.map_or(after.len(), |n| n + usize::from(whole));
            return Some(Token::End { name });
        }
        let (length, whole) = attributes_end(after, self.text, self.at + start + name.len(), notes);
        if !whole && !KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return None;
        }
        if !whole {
            notes.add("broken_tag", self.text, self.from);
        }
        let attributes = &after[..length];
        self.at += start + name.len() + length + usize::from(whole);
        let empty = attributes.ends_with('/');
        Some(Token::Start { name, attributes: attributes.strip_suffix('/').unwrap_or(attributes), empty })
    }
}

/// Whether a tag, section or declaration starts here.
fn is_markup(rest: &str) -> bool {
    match rest.as_bytes().get(1) {
        Some(b'!' | b'?') => is_declaration(rest),
        Some(b'/') => name(&rest[2..]).is_some(),
        _ => name(&rest[1..]).is_some_and(|name| {
            let after = &rest[1 + name.len()..];
            match after.bytes().next() {
                Some(b'>') => true,
                Some(b'/') => after.starts_with("/>"),
                Some(b' ' | b'\t' | b'\r' | b'\n') => {
                    let whole = memchr2(b'>', b'<', after.as_bytes()).is_some_and(|n| after.as_bytes()[n] == b'>');
                    whole || KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)) || quoted(after)
                }
                Some(b'<') | None => KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)),
                Some(_) => false,
            }
        }),
    }
}

/// Whether an attribute with a quoted value starts here.
fn quoted(after: &str) -> bool {
    let until = memchr(b'<', after.as_bytes()).unwrap_or(after.len());
    after[..until].find(['"', '\'']).is_some_and(|n| after[..n].trim_end().ends_with('='))
}

/// The name at the start of `text`.
fn name(text: &str) -> Option<&str> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_alphabetic() || first == b'_' || first >= 0x80) {
        return None;
    }
    let is_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || *byte >= 0x80;
    let length = text.bytes().take_while(is_name).count();
    Some(&text[..length]).filter(|name| name.len() <= LONGEST_NAME)
}

/// Where the attributes of a tag end, and whether the sign stands there that ends a tag.
fn attributes_end(after: &str, text: &str, offset: usize, notes: &mut Notes) -> (usize, bool) {
    let bytes = after.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return (at, true),
            b'<' => return (at, false),
            quote @ (b'"' | b'\'') => {
                // A quote that is no value's is a letter.
                let value = after[..at].trim_end().ends_with('=');
                let closed = if value { memchr(*quote, &bytes[at + 1..]) } else { None };
                match closed.map(|n| (n, &bytes[at + 1..at + 1 + n])) {
                    // No value holds whole tags: its quote was never closed.
                    Some((_, inside)) if memchr(b'<', inside).is_some() && memchr(b'>', inside).is_some() => {
                        notes.add("unclosed_attribute", text, offset + at);
                        let end = memchr(b'>', &bytes[at..]).unwrap_or(0);
                        return (at + end, true);
                    }
                    Some((n, _)) => at += n + 2,
                    None => at += 1,
                }
            }
            _ => at += 1,
        }
    }
    (after.len(), false)
}

/// Where an unclosed CDATA ends: before the end tag that comes before the item's own.
fn unclosed(inside: &str) -> usize {
    let mut last = None;
    for at in memmem::find_iter(inside.as_bytes(), b"</") {
        if ENDS.iter().any(|tag| inside[at..].starts_with(tag)) {
            return last.unwrap_or(at);
        }
        last = Some(at);
    }
    last.unwrap_or(inside.len())
}

/// Whether `<?`, a comment, a section or a declaration starts here.
fn is_declaration(rest: &str) -> bool {
    rest.starts_with("<?")
        || rest.starts_with("<!--")
        || rest.starts_with("<![CDATA[")
        || rest.strip_prefix("<!").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> (Vec<Token<'_>>, Vec<String>) {
        let mut notes = Notes::default();
        let mut tokens = Tokens::of(text);
        let mut read = Vec::new();
        while let Some(token) = tokens.next(&mut notes) {
            read.push(token);
        }
        (read, notes.list().iter().map(|note| note.kind.clone()).collect())
    }

    #[test]
    fn signs_of_prose_are_text() {
        for text in ["1 < 2", "a <b and c", "<foo@bar.org>", "i<3", "<http://e.org/>", "x <- y", "<", "</", "<!x"] {
            let (read, _) = all(text);
            assert_eq!(read, [Token::Text(text)], "{text}");
        }
    }

    #[test]
    fn broken_tags_are_read() {
        let start = |name, attributes, empty| Token::Start { name, attributes, empty };
        for (text, tokens, kind) in [
            ("<a b='>'/>", vec![start("a", " b='>'", true)], None),
            ("<title x</title>", vec![start("title", " x", false), Token::End { name: "title" }], Some("broken_tag")),
            ("</title<b>", vec![Token::End { name: "title" }, start("b", "", false)], Some("broken_tag")),
            (
                "<a b=\"c>d</a><e f=\"g\">",
                vec![
                    start("a", " b=\"c", false),
                    Token::Text("d"),
                    Token::End { name: "a" },
                    start("e", " f=\"g\"", false),
                ],
                Some("unclosed_attribute"),
            ),
            ("<!-- a <b>", vec![Token::Text(" a "), start("b", "", false)], Some("unclosed_section")),
            (
                "<![CDATA[x</b></item><![CDATA[y]]>",
                vec![Token::Cdata("x"), Token::End { name: "b" }, Token::End { name: "item" }, Token::Cdata("y")],
                Some("unclosed_cdata"),
            ),
        ] {
            let (read, kinds) = all(text);
            assert_eq!(read, tokens, "{text}");
            assert_eq!(kinds.first().map(String::as_str), kind, "{text}");
        }
    }
}
