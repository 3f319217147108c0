//! The words of a text, with what stands between them.

use crate::curate::unicode::{is_alphanumeric, up_to};

/// A word and where it stands, by bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How it is written.
    pub kind: Kind,
    /// What stands between it and the word before.
    pub gap: Gap,
    /// Whether it may be the first letters of a name: `V.`, `Yu.`, `V.V.`
    pub initial: bool,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `Capital` or a number.
    Capital,
    /// `CAPITALS`, two letters or more.
    Capitals,
    /// `lower`.
    Lower,
    /// A script without capitals and with spaces.
    Uncased,
    /// A script without spaces: a whole run of it.
    Dense,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// A space, a quotation mark, the stop of an abbreviation: a name may go on.
    Space,
    /// A hyphen or an apostrophe, and nothing else.
    Hyphen,
    /// A comma: a name goes on only where the surname stands first.
    Comma,
    /// The end of a sentence or clause.
    Break,
}

/// The words of `text`, in their order. Most are plain, and are read without a look at each character's class.
pub(super) fn scan(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6 + 4);
    let (mut at, mut gap) = (0, Gap::Break);
    while at < text.len() {
        (at, gap) = match plain(text, at, gap) {
            Some(word) => {
                words.push(word);
                (word.end + 1, if text.as_bytes()[word.end] == b',' { Gap::Comma } else { Gap::Space })
            }
            None => step(text, at, gap, &mut words),
        };
    }
    words
}

/// Reads a word, a run of a script without spaces, or a character between words; where to go on.
fn step(text: &str, at: usize, gap: Gap, words: &mut Vec<Word>) -> (usize, Gap) {
    let (c, len) = char_at(text, at);
    if !c.is_ascii() && is_dense(c) {
        let end = run(text, at, |c| is_dense(c) || is_middle_dot(c));
        words.push(Word { start: at, end, kind: Kind::Dense, gap, initial: false });
        (end, Gap::Space)
    } else if is_letter(c) {
        let word = looked_at(text, at, gap);
        words.push(word);
        after(text, word)
    } else {
        (at + len, widen(text, at, gap, c))
    }
}

/// The text after a byte, or from the character on that the byte is within.
pub(super) fn after_byte(text: &str, byte: usize) -> &str {
    &text[up_to(text, byte).len()..]
}

fn char_at(text: &str, at: usize) -> (char, usize) {
    match text.as_bytes()[at] {
        b if b < 0x80 => (b as char, 1),
        _ => text.get(at..).and_then(|rest| rest.chars().next()).map_or((' ', 1), |c| (c, c.len_utf8())),
    }
}

fn run(text: &str, from: usize, holds: impl Fn(char) -> bool) -> usize {
    text[from..].char_indices().find(|&(_, c)| !holds(c)).map_or(text.len(), |(n, _)| from + n)
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_alphanumeric(c) || is_mark(c) }
}

/// Whether it is a capital, or a number.
fn is_capital(c: char) -> bool {
    match c {
        'А'..='Я' | 'Ѐ'..='Џ' => true,
        'а'..='џ' => false,
        _ => c.is_uppercase() || c.is_numeric(),
    }
}

/// Marks that stand within Arabic, Hebrew and decomposed words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

pub(super) fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '・' | '‧')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '´')
}

/// A word of Latin or of Russian letters, small but for the first, with a space or a comma behind it.
fn plain(text: &str, start: usize, gap: Gap) -> Option<Word> {
    let bytes = text.as_bytes();
    let (first, second) = (*bytes.get(start)?, bytes.get(start + 1).copied().unwrap_or(0));
    let cyrillic = matches!(first, 0xd0 | 0xd1);
    let capital = match first {
        b'a'..=b'z' => false,
        b'A'..=b'Z' => true,
        0xd0 if matches!(second, 0x90..=0xaf) => true,
        0xd0 if matches!(second, 0xb0..=0xbf) => false,
        0xd1 if matches!(second, 0x80..=0x9f) => false,
        _ => return None,
    };
    let mut end = start + if cyrillic { 2 } else { 1 };
    if cyrillic {
        while let Some([0xd0, 0xb0..=0xbf] | [0xd1, 0x80..=0x9f]) = bytes.get(end..end + 2) {
            end += 2;
        }
    } else {
        end += small_letters(bytes.get(end..)?);
    }
    let kind = if capital { Kind::Capital } else { Kind::Lower };
    matches!(bytes.get(end), Some(b' ' | b',')).then_some(Word { start, end, kind, gap, initial: false })
}

/// How many small Latin letters stand at the front. Eight at once: the length of a word cannot be foretold.
fn small_letters(bytes: &[u8]) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut count = 0;
    while let Some(eight) = bytes.get(count..).and_then(|rest| rest.first_chunk::<8>()) {
        let eight = u64::from_le_bytes(*eight);
        let low = eight & !HIGH;
        // The high bit is set of what is `a` or more, of what is more than `z`.
        let from_a = low + EACH * (0x80 - 0x61);
        let past_z = low + EACH * (0x80 - 0x7b);
        let others = !(from_a & !past_z & !eight) & HIGH;
        if others != 0 {
            return count + others.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes.iter().skip(count).take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// The word that starts here: letters, with apostrophes and the stops of `S.A.` between them.
fn looked_at(text: &str, start: usize, gap: Gap) -> Word {
    let (mut end, mut letters, mut capitals, mut cased, mut dotted) = (start, 0_usize, 0_usize, false, false);
    while end < text.len() {
        let (c, len) = char_at(text, end);
        if is_letter(c) && !is_dense(c) {
            let capital = if c.is_ascii() { !c.is_ascii_lowercase() } else { is_capital(c) };
            capitals += usize::from(capital);
            cased |= capital || (if c.is_ascii() { true } else { matches!(c, 'а'..='я') || c.is_lowercase() });
            letters += usize::from(!is_mark(c));
            end += len;
            continue;
        }
        let next = (end + len < text.len()).then(|| char_at(text, end + len).0).filter(|&c| is_letter(c));
        match next {
            Some(_) if is_apostrophe(c) && !is_possessive(text, end + len) => end += len,
            // `S.A.`, `V.V.`: single letters with stops.
            Some(_) if c == '.' && (letters == 1 || dotted) && stands_alone(text, end + 1) => {
                dotted = true;
                end += len;
            }
            _ => break,
        }
    }
    let first = char_at(text, start).0;
    let starts_capital = if first.is_ascii() { !first.is_ascii_lowercase() } else { is_capital(first) };
    let kind = match () {
        () if !cased => Kind::Uncased,
        () if letters > 1 && capitals == letters => Kind::Capitals,
        () if starts_capital => Kind::Capital,
        () => Kind::Lower,
    };
    let stop = text.as_bytes().get(end) == Some(&b'.');
    let initial = dotted || (stop && letters <= 2 && kind != Kind::Lower && first.is_alphabetic());
    Word { start, end, kind, gap, initial }
}

/// Whether a single letter stands here: what follows it is no letter.
fn stands_alone(text: &str, at: usize) -> bool {
    let (_, len) = char_at(text, at);
    at + len >= text.len() || !is_letter(char_at(text, at + len).0)
}

/// Whether the `s` of a possessive stands here.
fn is_possessive(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b's' | b'S')) && stands_alone(text, at)
}

/// Where to go on after a word, past the `'s` and the stop that belong to it.
fn after(text: &str, word: Word) -> (usize, Gap) {
    let (mut at, mut gap) = (word.end, Gap::Space);
    if at < text.len() {
        let (c, len) = char_at(text, at);
        if is_apostrophe(c) && at + len < text.len() && is_possessive(text, at + len) {
            // A name does not go on after its possessive.
            (at, gap) = (at + len + 1, Gap::Break);
        } else if c == '.' && (word.initial || word.end - word.start <= 3) {
            at += 1;
        } else if c == '-' && at + 1 < text.len() && is_letter(char_at(text, at + 1).0) {
            (at, gap) = (at + 1, Gap::Hyphen);
        }
    }
    (at, gap)
}

/// What a gap becomes by one more character.
fn widen(text: &str, at: usize, gap: Gap, c: char) -> Gap {
    let more = match c {
        '\n' if text[at..].starts_with("\n\n") => Gap::Break,
        _ if c.is_whitespace() || is_apostrophe(c) => Gap::Space,
        '"'
        | '«'
        | '»'
        | '“'
        | '”'
        | '„'
        | '‹'
        | '›'
        | '('
        | ')'
        | '&'
        | '/'
        | '-'
        | '‐'
        | '‑'
        | '\u{200b}'..='\u{200f}'
        | '\u{ad}'
        | '\u{2060}' => Gap::Space,
        ',' | '،' | '、' | '，' => Gap::Comma,
        _ => Gap::Break,
    };
    match (gap, more) {
        (Gap::Break, _) | (_, Gap::Break) => Gap::Break,
        (Gap::Comma, _) | (_, Gap::Comma) => Gap::Comma,
        _ => Gap::Space,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<(&str, Kind, Gap, bool)> {
        scan(text).iter().map(|w| (&text[w.start..w.end], w.kind, w.gap, w.initial)).collect()
    }

    #[test]
    fn names_are_split_as_they_are_written() {
        let found = words("Qa'ida's V.V. al-Saud, S.A. corp. Nord");
        assert_eq!(found[0], ("Qa'ida", Kind::Capital, Gap::Break, false));
        assert_eq!(found[1], ("V.V", Kind::Capitals, Gap::Break, true).clone());
        assert_eq!((found[2].0, found[3].0, found[3].2), ("al", "Saud", Gap::Hyphen));
        assert_eq!((found[4].0, found[4].2), ("S.A", Gap::Comma));
        assert_eq!((found[6].0, found[6].2), ("Nord", Gap::Break));
    }

    #[test]
    fn scripts_without_spaces_are_one_run() {
        assert_eq!(words("由习近平主持 said")[0], ("由习近平主持", Kind::Dense, Gap::Break, false));
        assert_eq!(words("قال محمد")[1].1, Kind::Uncased);
    }

    proptest! {
        #[test]
        fn small_letters_are_counted(bytes in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'z'), any::<u8>()], 0..40)) {
            prop_assert_eq!(small_letters(&bytes), bytes.iter().take_while(|b| b.is_ascii_lowercase()).count());
        }

        #[test]
        fn a_plain_word_is_read_as_any_other(text in "[a-cA-C\u{410}-\u{45f}é.,' \n\u{301}-]{1,12}") {
            for (start, _) in text.char_indices() {
                if let Some(word) = plain(&text, start, Gap::Space) {
                    let other = looked_at(&text, start, Gap::Space);
                    let fields = |w: &Word| (w.start, w.end, w.kind, w.gap, w.initial);
                    prop_assert_eq!(fields(&word), fields(&other));
                }
            }
        }

        #[test]
        fn what_is_plain_is_read_as_all_else(text in "([a-cA-C\u{410}-\u{45f}é]{1,3}[.,' \n\u{301}-]{1,2}|[’·习.]){0,12}") {
            let (mut slow, mut at, mut gap) = (Vec::new(), 0, Gap::Break);
            while at < text.len() {
                (at, gap) = step(&text, at, gap, &mut slow);
            }
            let fields = |w: &Word| (w.start, w.end, w.kind, w.gap, w.initial);
            prop_assert_eq!(scan(&text).iter().map(fields).collect::<Vec<_>>(), slow.iter().map(fields).collect::<Vec<_>>());
        }

        #[test]
        fn words_are_pieces_of_the_text_in_order(text in "(\\PC|[a-zA-Z'.,\\-’·习 \n]){0,60}") {
            let mut last = 0;
            for word in scan(&text) {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert!(text.get(word.start..word.end).is_some());
                last = word.end;
            }
        }
    }
}
