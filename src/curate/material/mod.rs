//! What of an article is material: the words and figures by which a revision is told from a
//! change of typography, and a copy from another story.

mod changes;
mod letters;
mod noise;
mod said;
mod token;
mod weigh;
mod wordings;

use xxhash_rust::xxh3::xxh3_64;

pub use self::{
    changes::changes,
    said::Said,
    weigh::changed,
    wordings::{BUILTIN, Wordings},
};
use self::{noise::Noise, weigh::Ink, wordings::Class};
use super::unicode::{
    Room, cyrillic_run, is_alphanumeric, is_plain, push_cyrillic_lowercase, push_lowercase, push_nfkc,
};
use crate::{model::Article, state::Version};

/// Text shorter than this many folded letters is no proof that two articles are copies.
const COPY_LEAST: usize = 120;

/// Whether an article may say that it corrects or withdraws something: most hold no word of those that say it, which
/// is seen while its words are weighed.
#[derive(Debug, Clone, Copy)]
pub struct Hints {
    /// Its title.
    pub title: bool,
    /// Its text.
    pub text: bool,
}

impl Hints {
    /// Nothing is known yet.
    pub const UNREAD: Self = Self { title: true, text: true };
}

/// What of an article tells a revision of it.
pub fn of(article: &Article, words: &Wordings) -> Version {
    Reader::default().read(article, words).0
}

/// The hash of an article's whole copy, by which it is recognised at other publishers. Absent where there
/// is too little text to prove anything.
pub fn copy(article: &Article) -> Option<u64> {
    let mut folded = String::new();
    // Where there is no body the summary is what was copied.
    fold(article.body.as_deref().or(article.summary.as_deref())?, &mut folded);
    copy_of(&folded)
}

/// The same of a text that was folded, whole or line by line.
pub fn copy_of(folded: &str) -> Option<u64> {
    // No letter has more than four bytes.
    let enough = folded.len() >= 4 * COPY_LEAST || folded.chars().nth(COPY_LEAST - 1).is_some();
    enough.then(|| xxh3_64(folded.as_bytes()))
}

/// The version as it was kept before there were sketches, to be compared with one of that kind.
pub fn old(article: &Article) -> Version {
    let mut folded = String::new();
    let mut field = |text: Option<&str>| {
        folded.clear();
        let Some(text) = text else { return 0 };
        fold(text, &mut folded);
        hash_of_old(&folded)
    };
    let (title, exact) = (field(article.title.as_deref()), field(article.summary.as_deref()));
    Version { title, exact, body: field(article.body.as_deref()), ..Version::default() }
}

fn hash_of_old(folded: &str) -> u32 {
    // The last mark of a sentence that ends in a figure is not part of the figure.
    (xxh3_64(folded.trim_end_matches(['.', ',', ':']).as_bytes()) >> 32) as u32
}

/// Reads texts word by word. One that is used again has its buffers already.
#[derive(Default)]
pub struct Reader {
    tokens: Vec<token::Token>,
    classes: Vec<u32>,
    folded: String,
    /// All that counts, folded.
    kept: String,
    /// The classes of all words and phrases.
    any: u32,
    /// A line may begin letter by letter.
    spaced: bool,
}

impl Reader {
    /// What of an article tells a revision of it, and what was seen on the way.
    pub fn read(&mut self, article: &Article, words: &Wordings) -> (Version, Hints) {
        self.begin();
        let title = self.text(article.title.as_deref(), words);
        let mut hints = Hints { title: self.any & Class::BEFORE != 0 || self.spaced, text: false };
        let title = if title.words == 0 { 0 } else { self.hash() };
        self.begin();
        let summary = self.text(article.summary.as_deref(), words);
        // What leaves the summary for the body is a change.
        self.kept.push('\n');
        let body = self.text(article.body.as_deref(), words);
        hints.text = self.any & Class::SAID != 0;
        let version = Version {
            title,
            exact: self.hash(),
            body: (body.critical >> 32) as u32,
            body_sketch: body.sketch(4),
            body_check: body.parities,
            body_words: u16::try_from(body.words).unwrap_or(u16::MAX),
            summary: (summary.critical >> 48) as u16,
            summary_sketch: u32::try_from(summary.sketch(2)).unwrap_or(u32::MAX),
            summary_words: u8::try_from(summary.words).unwrap_or(u8::MAX),
            ..Version::new()
        };
        (version, hints)
    }

    /// Forgets what was read.
    fn begin(&mut self) {
        self.kept.clear();
        (self.any, self.spaced) = (0, false);
    }

    fn text(&mut self, text: Option<&str>, words: &Wordings) -> Ink {
        let mut ink = Ink::default();
        let mut noise = Noise::new(words, std::mem::take(&mut self.classes));
        self.kept.reserve(text.map_or(0, str::len));
        for line in text.unwrap_or_default().split('\n') {
            token::tokens(line, &mut self.tokens, &mut self.folded);
            let (folded, kept) = (&self.folded, &mut self.kept);
            self.spaced |= said::is_spaced(line, &self.tokens);
            self.any |= noise.line(&self.tokens, |token, class| {
                let figure = ink.take(token, class, words);
                let text = figure.unwrap_or(&folded[token.folded.0..token.folded.1]);
                // Letters may be joined or parted by typography, figures may not.
                if text.starts_with(|c: char| c.is_ascii_digit()) && kept.ends_with(|c: char| c.is_ascii_digit()) {
                    kept.push(' ');
                }
                kept.push_str(text);
            });
        }
        self.classes = noise.end();
        ink
    }

    fn hash(&self) -> u32 {
        (xxh3_64(self.kept.as_bytes()) >> 32) as u32
    }
}

/// Appends what of a text is material: letters and digits, and the marks that change a
/// figure. Case, quotes, dashes, white space and other punctuation fall away.
pub fn fold(text: &str, folded: &mut String) {
    // Marks that fall away whatever form they are written in need no normal form.
    let falls_away = |c| matches!(c, '\u{a0}' | '«' | '»' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '…');
    folded.reserve(text.len());
    if text.is_ascii() || text.chars().all(|c| is_plain(c) || falls_away(c)) {
        keep(text, folded);
    } else {
        let mut normal = String::with_capacity(text.len());
        push_nfkc(text, &mut normal);
        keep(&normal, folded);
    }
}

fn keep(text: &str, folded: &mut String) {
    let bytes = text.as_bytes();
    let (mut at, mut previous, mut room) = (0, ' ', Room::default());
    while let Some(byte) = bytes.get(at) {
        match *byte {
            0..0x80 => {
                let lower = LOWER[usize::from(*byte)];
                room.put(lower, lower != 0, folded);
                if is_of_figures(*byte) {
                    let c = char::from(*byte);
                    let keeps = is_behind_figure(c, previous) || is_minus(c, previous, bytes.get(at + 1));
                    room.put(*byte, keeps, folded);
                }
                previous = char::from(*byte);
                at += 1;
            }
            _ => {
                room.flush(folded);
                let rest = text.get(at..).unwrap_or_default();
                let run = cyrillic_run(rest);
                if run > 0 {
                    push_cyrillic_lowercase(&rest[..run], false, folded);
                    (at, previous) = (at + run, 'я');
                    continue;
                }
                let Some(c) = rest.chars().next() else { break };
                at += c.len_utf8();
                // Of three dots after a figure one is kept, and of one character that looks like them, too.
                let c = if c == '…' { '.' } else { c };
                if is_alphanumeric(c) {
                    push_lowercase(c, folded);
                } else if is_behind_figure(c, previous) || is_minus(c, previous, bytes.get(at)) {
                    folded.push(c);
                }
                previous = c;
            }
        }
    }
    room.flush(folded);
}

/// Letters and digits of ASCII in lower case; 0 for all others.
const LOWER: [u8; 128] = {
    let mut lower = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// Marks of ASCII that may belong to a figure.
fn is_of_figures(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b'%' | b':' | b'-')
}

fn is_behind_figure(c: char, previous: char) -> bool {
    previous.is_ascii_digit() && matches!(c, '.' | ',' | '%' | ':')
}

/// A dash is a sign where a figure follows it and no word comes before.
fn is_minus(c: char, previous: char, next: Option<&u8>) -> bool {
    matches!(c, '-' | '\u{2212}') && !is_alphanumeric(previous) && next.is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests;
