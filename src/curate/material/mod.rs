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
use self::{noise::Noise, weigh::Ink};
use super::unicode::{is_alphanumeric, is_plain, plain_run, push_ascii_lowercase, push_lowercase, push_nfkc};
use crate::{model::Article, state::Version};

/// Text shorter than this many folded letters is no proof that two articles are copies.
const COPY_LEAST: usize = 120;

/// What of an article tells a revision of it.
pub fn of(article: &Article, words: &Wordings) -> Version {
    let mut reader = Reader::default();
    let title = reader.read(article.title.as_deref(), words);
    let title = if title.words == 0 { 0 } else { reader.hash() };
    reader.kept.clear();
    let summary = reader.read(article.summary.as_deref(), words);
    // What leaves the summary for the body is a change.
    reader.kept.push('\n');
    let body = reader.read(article.body.as_deref(), words);
    Version {
        title,
        exact: reader.hash(),
        body: (body.critical >> 32) as u32,
        body_sketch: body.sketch(4),
        body_words: u16::try_from(body.words).unwrap_or(u16::MAX),
        summary: (summary.critical >> 48) as u16,
        summary_sketch: u32::try_from(summary.sketch(2)).unwrap_or(u32::MAX),
        summary_words: u8::try_from(summary.words).unwrap_or(u8::MAX),
        ..Version::new()
    }
}

/// The hash of an article's whole copy, by which it is recognised at other publishers. Absent where there
/// is too little text to prove anything.
pub fn copy(article: &Article) -> Option<u64> {
    let mut folded = String::new();
    // Where there is no body the summary is what was copied.
    fold(article.body.as_deref().or(article.summary.as_deref())?, &mut folded);
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

/// Reads texts word by word.
#[derive(Default)]
struct Reader {
    tokens: Vec<token::Token>,
    folded: String,
    /// All that counts, folded.
    kept: String,
}

impl Reader {
    fn read(&mut self, text: Option<&str>, words: &Wordings) -> Ink {
        let (mut ink, mut noise) = (Ink::default(), Noise::new(words));
        self.kept.reserve(text.map_or(0, str::len));
        for line in text.unwrap_or_default().split('\n') {
            token::tokens(line, &mut self.tokens, &mut self.folded);
            let (folded, kept) = (&self.folded, &mut self.kept);
            noise.line(&self.tokens, |token, class| {
                let figure = ink.take(token, class, words);
                let text = figure.unwrap_or(&folded[token.folded.0..token.folded.1]);
                // Letters may be joined or parted by typography, figures may not.
                if text.starts_with(|c: char| c.is_ascii_digit()) && kept.ends_with(|c: char| c.is_ascii_digit()) {
                    kept.push(' ');
                }
                kept.push_str(text);
            });
        }
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
    let (mut rest, mut previous) = (text, ' ');
    while let Some(c) = rest.chars().next() {
        // Most letters of most texts are plain ones, and go by words.
        let plain = plain_run(rest);
        if plain > 0 {
            push_ascii_lowercase(&rest[..plain], folded);
            previous = rest[..plain].chars().next_back().unwrap_or(c);
            rest = &rest[plain..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        // Of three dots after a figure one is kept, and of one character that looks like them, too.
        let c = if c == '…' { '.' } else { c };
        let figure = || previous.is_ascii_digit() && matches!(c, '.' | ',' | '%' | ':');
        if is_alphanumeric(c) {
            push_lowercase(c, folded);
        } else if figure() || is_minus(c, previous, rest.as_bytes().first()) {
            folded.push(c);
        }
        previous = c;
    }
}

/// A dash is a sign where a figure follows it and no word comes before.
fn is_minus(c: char, previous: char, next: Option<&u8>) -> bool {
    matches!(c, '-' | '\u{2212}') && !is_alphanumeric(previous) && next.is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests;
