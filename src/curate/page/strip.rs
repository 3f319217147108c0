//! What of a page is handed to the tree builder: text and tags, without scripts, styles, drawings,
//! comments and overlong tags. They are most of a page's bytes and nothing of its article.

use memchr::memchr;

/// Elements that hold no text of an article, and are left out up to their end tag.
const LEFT_OUT: [&str; 11] =
    ["script", "style", "svg", "math", "template", "iframe", "noembed", "noframes", "noscript", "canvas", "object"];
/// Bytes and attributes of a tag; one that has more keeps its name alone. The tree builder compares
/// every attribute of a tag with every other.
const MOST_TAG: usize = 16 << 10;
const MOST_ATTRIBUTES: usize = 80;
/// Blocks of linked data that are kept, and bytes of one.
const MOST_DATA: usize = 32;
const MOST_DATA_BYTES: usize = 1 << 20;

/// A page without what is not read of it.
#[derive(Debug, Default)]
pub struct Stripped<'p> {
    /// Its markup.
    pub markup: String,
    /// The content of its `application/ld+json` scripts.
    pub data: Vec<&'p str>,
    /// Bytes of the longest `noscript` that was left out.
    pub noscript: usize,
}

/// Strips a page, in one pass.
pub fn strip(page: &str) -> Stripped<'_> {
    strip_as(page, true)
}

/// The same as a browser without scripts would read it: with what stands in `noscript`.
pub fn strip_without_scripts(page: &str) -> Stripped<'_> {
    strip_as(page, false)
}

fn strip_as(page: &str, scripts: bool) -> Stripped<'_> {
    let mut scan = Scan { page, at: 0, scripts, endless: [false; LEFT_OUT.len()], out: Stripped::default() };
    scan.out.markup.reserve(page.len() / 2);
    while let Some(n) = memchr(b'<', scan.rest()) {
        scan.copy(scan.at + n);
        let open = scan.at;
        match scan.rest().get(1) {
            Some(b'!') if page[open..].starts_with("<!--") => scan.comment(),
            Some(b'!' | b'?') => scan.skip_to(b'>'),
            Some(b'/') => scan.end_tag(),
            Some(byte) if byte.is_ascii_alphabetic() => scan.start_tag(),
            _ => scan.copy(open + 1),
        }
    }
    scan.copy(page.len());
    scan.out
}

struct Scan<'p> {
    page: &'p str,
    at: usize,
    /// Whether scripts would run, and `noscript` is not shown.
    scripts: bool,
    /// Of the elements left out, those that have no end tag any more.
    endless: [bool; LEFT_OUT.len()],
    out: Stripped<'p>,
}

impl<'p> Scan<'p> {
    fn rest(&self) -> &'p [u8] {
        &self.page.as_bytes()[self.at..]
    }

    fn copy(&mut self, to: usize) {
        self.out.markup.push_str(&self.page[self.at..to]);
        self.at = to;
    }

    fn skip_to(&mut self, byte: u8) {
        self.at = memchr(byte, self.rest()).map_or(self.page.len(), |n| self.at + n + 1);
    }

    fn comment(&mut self) {
        // `<!-->` is one, too.
        let from = self.at + 2;
        self.at = self.page[from..].find("-->").map_or(self.page.len(), |n| from + n + 3);
    }

    /// End tags are written without what may stand in them.
    fn end_tag(&mut self) {
        let name = name(&self.rest()[2..]);
        if name == 0 {
            // A comment by the standard, or `</>`.
            return self.skip_to(b'>');
        }
        let (start, end) = (self.at, self.at + 2 + name);
        let Some((close, _)) = end_of_tag(self.page.as_bytes(), end) else { return self.at = self.page.len() };
        if !LEFT_OUT.iter().any(|left| self.page[start + 2..end].eq_ignore_ascii_case(left)) {
            self.copy(end);
            self.out.markup.push('>');
        }
        self.at = close;
    }

    fn start_tag(&mut self) {
        let (start, end) = (self.at, self.at + 1 + name(&self.rest()[1..]));
        let Some((close, attributes)) = end_of_tag(self.page.as_bytes(), end) else { return self.at = self.page.len() };
        let name = &self.page[start + 1..end];
        if let Some(n) = LEFT_OUT.iter().position(|left| name.eq_ignore_ascii_case(left)) {
            self.at = close;
            let shown = !self.scripts && LEFT_OUT[n] == "noscript";
            if !shown {
                self.leave_out(n, &self.page[end..close]);
            }
            return;
        }
        if close - start > MOST_TAG || attributes > MOST_ATTRIBUTES {
            self.copy(end);
            self.out.markup.push('>');
            self.at = close;
        } else {
            self.copy(close);
        }
    }

    /// Skips an element; where it has no end, its tag alone.
    fn leave_out(&mut self, n: usize, attributes: &str) {
        if self.endless[n] {
            return;
        }
        let start = self.at;
        let Some(end) = find_end(&self.page[start..], LEFT_OUT[n]) else {
            return self.endless[n] = true;
        };
        let content = &self.page[start..start + end];
        let lower = || attributes.to_ascii_lowercase();
        if n == 0 && self.out.data.len() < MOST_DATA && content.len() <= MOST_DATA_BYTES && lower().contains("ld+json")
        {
            self.out.data.push(content);
        }
        if LEFT_OUT[n] == "noscript" {
            self.out.noscript = self.out.noscript.max(content.len());
        }
        self.at = start + end;
        self.skip_to(b'>');
    }
}

/// Where the end tag of an element starts.
fn find_end(text: &str, name: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(n) = text[at..].find("</") {
        let rest = &text.as_bytes()[at + n + 2..];
        let is_name = rest.get(..name.len()).is_some_and(|got| got.eq_ignore_ascii_case(name.as_bytes()));
        if is_name && rest.get(name.len()).is_none_or(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())
        {
            return Some(at + n);
        }
        at += n + 2;
    }
    None
}

/// How long the name of a tag is.
fn name(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    let ends = |byte: &u8| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace();
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// Where a tag ends, from behind its name, and how many attributes it has; by the states of the
/// HTML standard's tokeniser (section 13.2.5), so that no quoted `>` is taken for the end.
fn end_of_tag(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Unquoted,
    }
    let (mut at, mut count, mut state) = (from, 0, State::BeforeName);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        state = match (state, byte) {
            (_, b'>') => return Some((at, count)),
            (State::BeforeValue, b'"' | b'\'') => {
                at += memchr(byte, bytes.get(at..)?)? + 1;
                State::BeforeName
            }
            (State::BeforeValue, byte) if byte.is_ascii_whitespace() => State::BeforeValue,
            (State::BeforeValue, _) => State::Unquoted,
            (State::Unquoted, byte) if !byte.is_ascii_whitespace() => State::Unquoted,
            (State::Name | State::AfterName, b'=') => State::BeforeValue,
            (State::Name | State::AfterName, byte) if byte.is_ascii_whitespace() => State::AfterName,
            (_, b'/') => State::BeforeName,
            (_, byte) if byte.is_ascii_whitespace() => State::BeforeName,
            (State::Name, _) => State::Name,
            _ => {
                count += 1;
                State::Name
            }
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_drawings_and_comments_are_left_out() {
        for (page, markup) in [
            ("a<script>if (a</b) '</scr'</SCRIPT >b", "ab"),
            ("<!doctype html><p>a<!-- <p> -->b<!-->c", "<p>abc"),
            ("a<svg><path d='>'/><title>t</title></svg>b<style>p{}</style>", "ab"),
            ("a<svg>b<p>c", "ab<p>c"),
            ("1 < 2 </> <?php x ?>3", "1 < 2  3"),
            ("<p title='a>b' x=a\"b>t</p class=x>", "<p title='a>b' x=a\"b>t</p>"),
            ("a<p title='no end", "a"),
        ] {
            assert_eq!(strip(page).markup, markup, "{page}");
        }
    }

    #[test]
    fn linked_data_is_kept_apart() {
        let page = "<script type=\"application/ld+json\">{\"a\":1}</script><script type='text/x'>{}</script>";
        assert_eq!(strip(page).data, ["{\"a\":1}"]);
    }

    #[test]
    fn a_tag_of_too_many_attributes_keeps_its_name() {
        let many: String = (0..1_000).map(|n| format!(" a{n}=1")).collect();
        assert_eq!(strip(&format!("<p{many}>t")).markup, "<p>t");
        let long = "x".repeat(MOST_TAG);
        assert_eq!(strip(&format!("<p a=\"{long}\">t")).markup, "<p>t");
    }
}
