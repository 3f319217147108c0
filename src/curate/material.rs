//! What of an article is material: the words and figures by which a revision is told from a
//! change of typography, and a copy from another story.

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::unicode::{is_alphanumeric, is_plain, push_lowercase};
use crate::{model::Article, state::Version};

/// Text shorter than this many folded letters is no proof that two articles are copies.
const COPY_LEAST: usize = 120;

/// The material text of an article, hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Material {
    /// By field: what tells a revision.
    pub version: Version,
    /// Of the whole copy: by which it is recognised at other publishers. Absent where there is
    /// too little text to prove anything.
    pub copy: Option<u64>,
}

/// The material text of an article.
pub fn of(article: &Article) -> Material {
    let mut folded = String::new();
    let title = field(article.title.as_deref(), &mut folded);
    let summary = field(article.summary.as_deref(), &mut folded);
    // Where there is no body the summary is what was copied, and still stands in the buffer.
    let body = if article.body.is_some() { field(article.body.as_deref(), &mut folded) } else { 0 };
    let told = article.body.is_some() || article.summary.is_some();
    let long = told && folded.chars().count() >= COPY_LEAST;
    Material { version: Version { title, summary, body }, copy: long.then(|| xxh3_64(folded.as_bytes())) }
}

fn field(text: Option<&str>, folded: &mut String) -> u32 {
    folded.clear();
    let Some(text) = text else { return 0 };
    fold(text, folded);
    // The last mark of a sentence that ends in a figure is not part of the figure.
    let words = folded.trim_end_matches(['.', ',', ':']);
    // 32 bits a field: a change goes unseen once in four billion.
    (xxh3_64(words.as_bytes()) >> 32) as u32
}

/// Appends what of a text is material: letters and digits, and the marks that change a
/// figure. Case, quotes, dashes, white space and other punctuation fall away.
pub fn fold(text: &str, folded: &mut String) {
    // Marks that fall away whatever form they are written in need no normal form.
    let falls_away = |c| matches!(c, '\u{a0}' | '«' | '»' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '…');
    if text.chars().all(|c| is_plain(c) || falls_away(c)) {
        // Of three dots after a figure one is kept, and of one character that looks like them, too.
        keep(text.chars().map(|c| if c == '…' { '.' } else { c }), folded);
    } else {
        keep(text.nfkc(), folded);
    }
}

fn keep(letters: impl Iterator<Item = char>, folded: &mut String) {
    let mut letters = letters.peekable();
    let mut previous = ' ';
    while let Some(c) = letters.next() {
        let figure = || previous.is_ascii_digit() && matches!(c, '.' | ',' | '%' | ':');
        if is_alphanumeric(c) {
            push_lowercase(c, folded);
        } else if figure() || is_minus(c, previous, letters.peek()) {
            folded.push(c);
        }
        previous = c;
    }
}

/// A dash is a sign where a figure follows it and no word comes before.
fn is_minus(c: char, previous: char, next: Option<&char>) -> bool {
    matches!(c, '-' | '\u{2212}') && !is_alphanumeric(previous) && next.is_some_and(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(text: &str) -> u32 {
        field(Some(text), &mut String::new())
    }

    #[test]
    fn typography_is_not_material_and_figures_are() {
        for (a, b) in [
            ("“Quoted” – words", "\"quoted\" - WORDS"),
            ("two  spaces", "two\u{a0}spaces"),
            ("ends with 5.", "Ends with 5"),
            ("ﬁnal", "final"),
            ("«Объявили»", "„ОБЪЯВИЛИ“"),
        ] {
            assert_eq!(hash(a), hash(b), "{a:?} {b:?}");
        }
        for (a, b) in
            [("1.5 million", "15 million"), ("5%", "5"), ("rose by 3", "rose by 4"), ("-5 degrees", "5 degrees")]
        {
            assert_ne!(hash(a), hash(b), "{a:?} {b:?}");
        }
    }

    proptest! {
        /// The short way and the way by NFKC give the same.
        #[test]
        fn the_short_way_leads_where_the_long_one_does(text in "[a-zA-Z0-9 .,%:À-ÿЀ-џ\u{a0}«»‐-―‘-‟…−-]{0,40}") {
            let (mut short, mut long) = (String::new(), String::new());
            fold(&text, &mut short);
            keep(text.nfkc(), &mut long);
            prop_assert_eq!(short, long);
        }
    }
}
