//! Shadow text: what rules are matched against, and the way back to the published text.
//!
//! NFKC, case folded, ё as е, quotation marks and dashes as their ASCII cousins, invisible
//! characters dropped. Folding works on chunks (a character and the marks that compose
//! with it), so every byte of the shadow knows which code points it came from.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{canonical_combining_class, decompose_compatible},
    is_nfkc_quick,
};

use crate::curate::unicode::{cyrillic_run, is_plain, push_ascii_lowercase, push_cyrillic_lowercase, push_lowercase};

/// The shadow of one field.
pub(super) struct Shadow<'a> {
    published: &'a str,
    folded: Cow<'a, str>,
    /// Absent where shadow and text have the same offsets (ASCII).
    chunks: Option<Vec<Chunk>>,
}

/// Where a chunk starts: in the shadow and in the text, by bytes; in the text, by code points.
#[derive(Clone, Copy)]
struct Chunk {
    shadow: usize,
    byte: usize,
    point: usize,
}

/// A piece of the published text.
pub(super) struct Piece<'a> {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text between them.
    pub text: &'a str,
}

/// The folded text. ASCII is given back as it is, for automata that ignore ASCII case:
/// most texts have no anchor, and they cost no allocation.
pub(super) fn scannable(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) }
}

/// The folded text, lower case throughout.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Letters of Cyrillic melt into nothing, and what follows only into the last of them.
        let cyrillic = cyrillic_run(rest);
        let alone = rest.as_bytes().get(cyrillic).is_none_or(u8::is_ascii);
        let run = if alone { cyrillic } else { cyrillic.saturating_sub(2) };
        if run > 0 {
            push_cyrillic_lowercase(&rest[..run], true, &mut folded);
            rest = &rest[run..];
            continue;
        }
        // Nothing melts into what a run of ASCII holds, but for its last character.
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len() + 1);
        let run = if cyrillic_run(rest.get(ascii..).unwrap_or_default()) > 0 { ascii } else { ascii.saturating_sub(1) };
        push_ascii_lowercase(&rest[..run], &mut folded);
        let other = &rest[run..];
        // And nothing into a space.
        let end = other.find(' ').map_or(other.len(), |at| at + 1);
        walk(&other[..end], &mut folded, |_| ());
        rest = &other[end..];
    }
    folded
}

impl<'a> Shadow<'a> {
    /// The shadow of `text`, with the way back.
    pub(super) fn of(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { published: text, folded: Cow::Owned(text.to_ascii_lowercase()), chunks: None };
        }
        let (mut folded, mut chunks) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() / 2));
        walk(text, &mut folded, |chunk| chunks.push(chunk));
        chunks.push(Chunk { shadow: folded.len(), byte: text.len(), point: text.chars().count() });
        Self { published: text, folded: Cow::Owned(folded), chunks: Some(chunks) }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.folded
    }

    /// The published text that the shadow's bytes `start..end` came from, whole chunks of it.
    pub(super) fn published(&self, start: usize, end: usize) -> Piece<'a> {
        let ((from, first), (to, last)) = match &self.chunks {
            None => ((start, start), (end, end)),
            Some(chunks) => {
                // The chunk that holds the first byte, and the one after that which holds the last.
                let from = chunks.partition_point(|c| c.shadow <= start).saturating_sub(1);
                let to = chunks.partition_point(|c| c.shadow < end);
                let at = |i: usize| chunks.get(i).or(chunks.last()).map_or((0, 0), |c| (c.byte, c.point));
                (at(from), at(to))
            }
        };
        Piece { start: first, end: last, text: self.published.get(from..to).unwrap_or_default() }
    }
}

/// Folds `text` chunk by chunk into `folded`, telling where each chunk starts.
fn walk(text: &str, folded: &mut String, mut started: impl FnMut(Chunk)) {
    let mut rest = text.char_indices().peekable();
    let mut point = 0;
    while let Some((byte, first)) = rest.next() {
        let mut end = byte + first.len_utf8();
        let (shadow, here) = (folded.len(), point);
        point += 1;
        while let Some(&(at, next)) = rest.peek().filter(|&&(_, next)| composes(next)) {
            end = at + next.len_utf8();
            point += 1;
            rest.next();
        }
        if end == byte + first.len_utf8() && is_settled(first) {
            push(first, folded);
        } else if let Some(chunk) = text.get(byte..end) {
            chunk.nfkc().for_each(|c| push(c, folded));
        }
        // A chunk that left nothing (a soft hyphen) belongs to the one before it.
        if folded.len() > shadow {
            started(Chunk { shadow, byte, point: here });
        }
    }
}

/// Characters that NFKC leaves alone and that melt into none before them: those of most wires.
fn is_settled(c: char) -> bool {
    is_plain(c)
        || matches!(c, 'Ā'..='ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'ђ'..='ҁ' | 'Ҋ'..='ӿ' | 'Ա'..='Ֆ' | 'ա'..='ֆ' | 'ა'..='ჺ'
            | 'ء'..='غ' | 'ف'..='ي' | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '、' | '。'
            | '一'..='\u{9fff}' | '가'..='힣')
}

/// Whether the character may melt into the one before it.
fn composes(c: char) -> bool {
    if c < '\u{300}' || is_settled(c) || matches!(c, '\u{2010}'..='\u{203a}') {
        return false;
    }
    let mut first = None;
    decompose_compatible(c, |d| first = first.or(Some(d)));
    first.is_some_and(|d| canonical_combining_class(d) != 0 || is_nfkc_quick(std::iter::once(d)) == IsNormalized::Maybe)
}

fn push(c: char, folded: &mut String) {
    match c {
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        'ё' | 'Ё' => folded.push('е'),
        '«' | '»' | '“' | '”' | '„' | '‟' | '‹' | '›' | '″' => folded.push('"'),
        '‘' | '’' | '‚' | '‛' | '′' => folded.push('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.push('-'),
        'ß' | 'ẞ' => folded.push_str("ss"),
        'ς' => folded.push('σ'),
        // Turkish writes capitals with a dot and without, and keyboards mix them up.
        'ı' | 'İ' => folded.push('i'),
        'ş' | 'Ş' => folded.push('ș'),
        'ţ' | 'Ţ' => folded.push('ț'),
        // Arabic vowel signs and the line that stretches words; the letters that Persian has of its own.
        '\u{64b}'..='\u{652}' | '\u{640}' => (),
        'أ' | 'إ' | 'آ' => folded.push('ا'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => (),
        _ => push_lowercase(c, folded),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_alike_is_alike() {
        assert_eq!(fold("«Объявлён»\u{a0}— ИНО\u{ad}АГЕНТ"), "\"обьявлен\" - иноагент".replace('ь', "ъ"));
        assert_eq!(fold("“Straße” Ⅷ ﬁne ＫＩＬＬ"), "\"strasse\" viii fine kill");
    }

    #[test]
    fn a_match_inside_an_expansion_gives_the_whole_character() {
        let text = "a \u{fdfa} b";
        let shadow = Shadow::of(text);
        let piece = shadow.published(3, 6);
        assert_eq!((piece.start, piece.end, piece.text), (2, 3, "\u{fdfa}"));
    }

    #[test]
    fn scripts_have_their_own_likes() {
        assert_eq!(fold("YAPTIRIM yaptırım İran"), "yaptirim yaptirim iran");
        assert_eq!(fold("العُقُوبَـات"), "العقوبات");
        assert_eq!(fold("تحریم"), fold("تحريم"));
    }

    #[test]
    fn settled_characters_are_what_the_tables_say() {
        for c in ('\0'..=char::MAX).filter(|c| is_settled(*c)) {
            assert!(c.to_string().nfkc().eq([c]), "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
            assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn every_piece_is_the_text_between_its_code_points(text in "(\\PC|[А-яёЁѝ \u{301}]|[àё«ﬁ\u{301}\u{ad}\u{1100}\u{1161}\u{ff9e}ｶ\u{fdfa}\n]){0,40}", a in 0usize..200, b in 0usize..200) {
            let shadow = Shadow::of(&text);
            let (a, b) = (a.min(b).min(shadow.text().len()), a.max(b).min(shadow.text().len()));
            let piece = shadow.published(a, b);
            if a < b {
                let between: String = text.chars().skip(piece.start).take(piece.end - piece.start).collect();
                prop_assert_eq!(between, piece.text);
                prop_assert!(!piece.text.is_empty());
            }
            let whole = shadow.text().to_owned();
            prop_assert_eq!(fold(&text), whole);
        }
    }
}
