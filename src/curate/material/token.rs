//! The words of a line as changes are weighed by: without case, accents of form and marks, figures
//! in one form, addresses without what follows a reader.

mod garbled;

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::letters::{digit, is_caseless, is_invisible, is_mark, is_space, is_unparted};
use crate::curate::unicode::{
    cyrillic_run, is_alphanumeric, is_plain, is_solid, plain_run, push_ascii_lowercase, push_cyrillic_lowercase,
    push_lowercase,
};

/// Letters of a word that count; what is longer is no word.
const MOST_LETTERS: usize = 256;

/// One word, figure, or character of a script that parts no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// Of its folded letters.
    pub hash: u64,
    /// Where it stands in the line, in bytes.
    pub start: usize,
    pub end: usize,
    /// Where its folded letters stand in the buffer.
    pub folded: (usize, usize),
    pub is: Is,
}

/// What a token is, and how it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Is(u16);

impl Is {
    /// It begins with a capital.
    pub const CAPITAL: u16 = 1;
    /// It holds a digit, or is a sign that belongs to figures.
    pub const FIGURE: u16 = 2;
    /// It is of a script that has no capitals: whether it is a name cannot be told.
    pub const CASELESS: u16 = 4;
    /// It is an address.
    pub const ADDRESS: u16 = 8;
    /// A bracket opens before it.
    pub const OPENED: u16 = 16;
    /// A bracket closes behind it.
    pub const CLOSED: u16 = 32;
    /// A colon or a dash stands behind it.
    pub const PARTED: u16 = 64;
    /// A sentence ends with it.
    pub const ENDS: u16 = 128;
    /// It is a time of day.
    pub const CLOCK: u16 = 256;

    pub fn has(self, one: u16) -> bool {
        self.0 & one != 0
    }

    pub fn set(&mut self, one: u16) {
        self.0 |= one;
    }
}

/// The tokens of one line. Their folded letters stand in `folded`, one behind the other.
pub(super) fn tokens(line: &str, tokens: &mut Vec<Token>, folded: &mut String) {
    tokens.clear();
    folded.clear();
    let mut scan = Scan { line, at: 0, tokens, folded, opened: false };
    while let Some(c) = scan.peek() {
        if c == ' ' {
            scan.at += 1;
        } else if let Some(parts) = scan.garbled(c, scan.at) {
            if parts {
                scan.of_last(Is::PARTED);
            }
        } else if is_alphanumeric(c) && !is_mark(c) {
            scan.word(c);
        } else {
            scan.mark(c);
        }
    }
}

struct Scan<'a> {
    line: &'a str,
    at: usize,
    tokens: &'a mut Vec<Token>,
    folded: &'a mut String,
    opened: bool,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.line.get(self.at..)?.chars().next()
    }

    /// The character that many characters ahead.
    fn ahead(&self, n: usize) -> Option<char> {
        self.line.get(self.at..)?.chars().nth(n)
    }

    fn push(&mut self, start: usize, from: usize, is: Is) {
        self.push_until(self.at, start, from, is);
    }

    fn push_until(&mut self, end: usize, start: usize, from: usize, mut is: Is) {
        if std::mem::take(&mut self.opened) {
            is.set(Is::OPENED);
        }
        let hash = xxh3_64(&self.folded.as_bytes()[from..]);
        self.tokens.push(Token { hash, start, end, folded: (from, self.folded.len()), is });
    }

    fn mark(&mut self, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        match c {
            '(' | '[' | '（' | '【' => self.opened = true,
            ')' | ']' | '）' | '】' => self.of_last(Is::CLOSED),
            ':' | '：' | '\u{2010}'..='\u{2015}' => self.of_last(Is::PARTED),
            '-' | '\u{2212}' => self.dash(start),
            '%' | '‰' | '$' | '€' | '£' | '¥' | '₽' | '₴' | '₺' | '₹' | '₩' | '₪' | '₸' => {
                let from = self.folded.len();
                self.folded.push(c);
                let mut is = Is::default();
                is.set(Is::FIGURE);
                self.push(start, from, is);
            }
            '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '…' => self.end(c),
            _ => {}
        }
    }

    /// A sign where a figure follows and no word stands before, else what parts.
    fn dash(&mut self, start: usize) {
        let before = self.line[..self.at].chars().rev().nth(1);
        if !before.is_some_and(is_alphanumeric) && self.peek().is_some_and(|c| digit(c).is_some()) {
            let from = self.folded.len();
            self.folded.push('-');
            let mut is = Is::default();
            is.set(Is::FIGURE);
            self.push(start, from, is);
        } else {
            self.of_last(Is::PARTED);
        }
    }

    fn of_last(&mut self, one: u16) {
        if let Some(last) = self.tokens.last_mut() {
            last.is.set(one);
        }
    }

    /// A sentence ends where a space follows, and not behind the number of a day.
    fn end(&mut self, c: char) {
        let spaced = self.peek().is_none_or(|next| next.is_whitespace() || !is_alphanumeric(next) && next != c);
        let Some(last) = self.tokens.last_mut() else { return };
        let ordinal = c == '.' && last.is.has(Is::FIGURE) && last.end - last.start <= 2;
        if spaced && !ordinal {
            last.is.set(Is::ENDS);
        }
    }

    fn word(&mut self, first: char) {
        if matches!(first, 'h' | 'H' | 'w' | 'W') && self.address() {
            return;
        }
        if self.plain(first) {
            return;
        }
        let (start, from) = (self.at, self.folded.len());
        let mut is = Is::default();
        if is_unparted(first) {
            self.take(first);
            if !matches!(first, '\u{3041}'..='\u{309f}') {
                is.set(Is::CASELESS);
            }
            return self.push(start, from, is);
        }
        if first.is_uppercase() {
            is.set(Is::CAPITAL);
        } else if !is_plain(first) && is_caseless(first) {
            is.set(Is::CASELESS);
        }
        let (mut open, mut ended) = (Open::default(), None);
        while let Some(c) = self.peek() {
            if is_unparted(c) {
                break;
            }
            let end = self.at;
            if let Some(parts) = self.garbled(c, start) {
                // An apostrophe is part of the word, whatever became of it, and so is what stands as a power.
                let joins = c == 'Â' || self.line[end..self.at].ends_with('™');
                if joins && self.peek().is_some_and(is_alphanumeric) {
                    continue;
                }
                ended = Some((end, parts));
                break;
            }
            if is_alphanumeric(c) && !is_mark(c) {
                open.see(c);
                if open.letters <= MOST_LETTERS {
                    self.take(c);
                } else {
                    self.at += c.len_utf8();
                }
            } else if !self.within(c, &mut open) {
                break;
            }
        }
        if open.figure {
            is.set(Is::FIGURE);
        }
        if open.clock {
            is.set(Is::CLOCK);
        }
        let (end, parts) = ended.unwrap_or((self.at, false));
        if parts {
            is.set(Is::PARTED);
        }
        self.push_until(end, start, from, is);
    }

    /// Takes a word of plain letters that ends where they do, as most words are and do; whether it was one.
    fn plain(&mut self, first: char) -> bool {
        let rest = &self.line[self.at..];
        let ascii = plain_run(rest);
        let length = if ascii > 0 { ascii } else { cyrillic_run(rest) };
        let (word, next) = (&rest[..length], rest.as_bytes().get(length));
        let (figure, figures_only) = if ascii > 0 {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            (digits > 0, digits == length)
        } else {
            (false, false)
        };
        // What stands within figures, the dots of "U.S." and apostrophes are looked at closely.
        let ends = match next {
            None => true,
            Some(b'\'') => false,
            Some(b'.') => figure || word.chars().nth(1).is_some(),
            Some(byte) => byte.is_ascii() && !byte.is_ascii_alphanumeric(),
        };
        if length == 0 || length > MOST_LETTERS || figures_only || !ends {
            return false;
        }
        let (start, from) = (self.at, self.folded.len());
        if ascii > 0 {
            push_ascii_lowercase(word, self.folded);
        } else {
            push_cyrillic_lowercase(word, true, self.folded);
        }
        self.at += length;
        let mut is = Is::default();
        if first.is_uppercase() {
            is.set(Is::CAPITAL);
        }
        if figure {
            is.set(Is::FIGURE);
        }
        self.push(start, from, is);
        true
    }

    /// Takes a letter in, folded.
    fn take(&mut self, c: char) {
        self.at += c.len_utf8();
        match c {
            'ё' | 'Ё' => self.folded.push('е'),
            'ı' | 'İ' => self.folded.push('i'),
            'ς' => self.folded.push('σ'),
            _ if c.is_ascii() || is_plain(c) => push_lowercase(c, self.folded),
            _ if is_solid(c) && digit(c).is_none() => push_lowercase(c, self.folded),
            _ => match digit(c) {
                Some(digit) => self.folded.push(char::from(digit)),
                None => std::iter::once(c).nfkc().filter(|c| !is_mark(*c)).for_each(|c| push_lowercase(c, self.folded)),
            },
        }
    }

    /// Whether a mark stands within a word, which it then is taken into or falls out of.
    fn within(&mut self, c: char, open: &mut Open) -> bool {
        if is_space(c) {
            let rest = self.line[self.at..].trim_start_matches(is_space);
            let spaces = self.line[self.at..self.line.len() - rest.len()].chars().count();
            let joins = open.only_digits && self.group(open, spaces);
            if joins {
                (open.run, self.at) = (0, self.line.len() - rest.len());
            }
            return joins;
        }
        let next = self.ahead(1);
        let digits = open.only_digits && next.is_some_and(|next| digit(next).is_some());
        let keep = match c {
            ',' | '\'' | '’' if digits && self.group(open, 1) => None,
            '.' | ',' if digits => Some(c),
            ':' if digits => {
                open.clock = true;
                Some(':')
            }
            '\'' | '’' | 'ʼ' if next.is_some_and(is_alphanumeric) => None,
            // "U.S.", "e.g.": one letter, one dot.
            '.' if open.run == 1 && !open.figure && next.is_some_and(char::is_alphabetic) => {
                if self.ahead(2).is_some_and(char::is_alphabetic) {
                    return false;
                }
                open.run = 0;
                None
            }
            _ if is_invisible(c) || is_mark(c) => None,
            _ => return false,
        };
        if digits {
            open.run = 0;
        }
        self.at += c.len_utf8();
        self.folded.extend(keep);
        true
    }

    /// Whether a mark of so many characters between digits parts thousands: three digits stand before the
    /// next mark, and no more than three before this one.
    fn group(&self, open: &Open, mark: usize) -> bool {
        let is_digit = |n| self.ahead(n).is_some_and(|c| digit(c).is_some());
        (1..=3).contains(&open.run)
            && (mark..mark + 3).all(is_digit)
            && !self.ahead(mark + 3).is_some_and(is_alphanumeric)
    }

    /// An address without scheme, `www.`, query and fragment: what follows a reader stands in them.
    fn address(&mut self) -> bool {
        let rest = &self.line[self.at..];
        let head = |prefix: &str| rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        if !["http://", "https://", "www."].iter().any(|prefix| head(prefix)) {
            return false;
        }
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '»' | '”' | ')' | ']'))
            .unwrap_or(rest.len());
        let whole = &rest[..length];
        let bare = whole.split(['?', '#']).next().unwrap_or_default();
        let bare = bare.trim_end_matches(['/', '.', ',', ';', ':', '!']);
        let bare = bare.split_once("://").map_or(bare, |(_, bare)| bare);
        let (start, from) = (self.at, self.folded.len());
        self.at += length;
        self.folded.push_str(bare.strip_prefix("www.").unwrap_or(bare));
        let mut is = Is::default();
        is.set(Is::ADDRESS);
        self.push(start, from, is);
        true
    }
}

/// A word while its letters come.
struct Open {
    letters: usize,
    /// Letters or digits since the last mark.
    run: usize,
    only_digits: bool,
    figure: bool,
    clock: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self { letters: 0, run: 0, only_digits: true, figure: false, clock: false }
    }
}

impl Open {
    fn see(&mut self, c: char) {
        let is_digit = digit(c).is_some();
        self.letters += 1;
        self.run += 1;
        self.only_digits &= is_digit;
        self.figure |= is_digit || !is_plain(c) && c.is_numeric();
    }
}

#[cfg(test)]
mod tests;
