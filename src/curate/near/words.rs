//! The words of an article as copies of it share them: without case, marks and accents of form,
//! without the outlet after the title, the dateline before the text and the tail behind it.

use xxhash_rust::xxh3::xxh3_64;

use super::{
    super::unicode::{is_alphanumeric, is_plain, plain_run, push_ascii_lowercase, push_lowercase, push_nfkc},
    weekdays::WEEKDAY_HASHES,
};

/// Words of a text that are compared.
pub const MOST_WORDS: usize = 256;
/// Letters of one word that count; what is longer is no word.
const MOST_LETTERS: usize = 64;
/// Characters of a text that are brought into their normal form at once.
const PIECE: usize = 2_048;
/// Bytes of the mark that says how much was cut off.
const MARK_OF_LENGTH: usize = 19;
/// Words that an outlet's name, or a dateline, has at most.
const OUTLET_WORDS: usize = 5;
const DATELINE_WORDS: usize = 8;

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Of its folded letters.
    pub hash: u32,
    /// How many letters and digits.
    pub letters: u8,
    /// Of its leading digits, where it is a figure; of the day, where it is a weekday.
    pub figure: Option<u16>,
    /// It is written with a capital.
    pub capital: bool,
    /// A sentence begins with it.
    pub first: bool,
    /// It is a character of a script that does not part words.
    pub unparted: bool,
}

/// Calls `take` for every word, until it says that it has enough.
pub fn each(text: &str, mut take: impl FnMut(Word) -> bool) {
    each_spelled(text, |word, _| take(word));
}

/// The same with the letters of each word, folded.
pub fn each_spelled(text: &str, mut take: impl FnMut(Word, &str) -> bool) {
    let mut walk = Walk::default();
    let mut normal = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece(rest));
        rest = after;
        let plain = |c| is_plain(c) || matches!(c, '\u{a0}' | '«' | '»' | '\u{2010}'..='\u{201f}' | '…');
        let more = if piece.is_ascii() || piece.chars().all(plain) {
            walk.on(piece, &mut take)
        } else {
            normal.clear();
            push_nfkc(piece, &mut normal);
            walk.on(&normal, &mut take)
        };
        if !more {
            return;
        }
    }
    walk.end(&mut take);
}

/// Where the next piece of a text ends, in bytes: before white space, so that no word is cut, or after
/// twice as many characters where there is none. Of a long text only the first pieces are read.
fn piece(text: &str) -> usize {
    if text.len() <= PIECE {
        return text.len();
    }
    let mut far = text.char_indices().skip(PIECE / 2).take(PIECE / 2);
    let space = far.find(|(_, c)| c.is_whitespace());
    space.or_else(|| text.char_indices().nth(PIECE)).map_or(text.len(), |(at, _)| at)
}

/// One word while its letters come.
struct Open {
    text: String,
    letters: usize,
    digits: usize,
    capital: bool,
    first: bool,
}

impl Open {
    /// Notes how a word begins, where none is open.
    fn begin(&mut self, c: char, begins: &mut bool) {
        if self.letters == 0 {
            self.capital = c.is_uppercase();
            self.first = std::mem::take(begins);
        }
    }

    /// Takes in plain letters and digits.
    fn extend(&mut self, run: &str) {
        let run = &run[..run.len().min(MOST_LETTERS - self.letters)];
        if self.digits == self.letters {
            self.digits += run.bytes().take_while(u8::is_ascii_digit).count();
        }
        push_ascii_lowercase(run, &mut self.text);
        self.letters += run.len();
    }

    /// Hands the word over, and is ready for the next one.
    fn close(&mut self, take: &mut impl FnMut(Word, &str) -> bool) -> bool {
        let hash = xxh3_64(self.text.as_bytes());
        let short = |hash: u64| (hash >> 48) as u16;
        let figure = match self.digits {
            0 => WEEKDAY_HASHES.get(hash).map(u16::from),
            n => Some(short(xxh3_64(&self.text.as_bytes()[..n.min(self.text.len())]))),
        };
        let word = Word {
            hash: (hash >> 32) as u32,
            letters: u8::try_from(self.letters).unwrap_or(u8::MAX),
            figure,
            capital: self.capital,
            first: self.first,
            unparted: false,
        };
        let more = take(word, &self.text);
        self.text.clear();
        (self.letters, self.digits, self.capital, self.first) = (0, 0, false, false);
        more
    }
}

/// The way through a text.
struct Walk {
    open: Open,
    /// The next word begins a sentence.
    begins: bool,
}

impl Default for Walk {
    fn default() -> Self {
        let text = String::with_capacity(MOST_LETTERS);
        Self { open: Open { text, letters: 0, digits: 0, capital: false, first: true }, begins: true }
    }
}

impl Walk {
    /// Goes on with a piece; whether more is wanted.
    fn on(&mut self, piece: &str, take: &mut impl FnMut(Word, &str) -> bool) -> bool {
        let Self { open, begins } = self;
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            // Most letters of most texts are plain ones, and go by words.
            let plain = plain_run(rest);
            if plain > 0 {
                let (run, after) = rest.split_at(plain);
                open.begin(c, begins);
                open.extend(run);
                rest = after;
                continue;
            }
            rest = &rest[c.len_utf8()..];
            if c == ' ' {
                if open.letters > 0 && !open.close(take) {
                    return false;
                }
            } else if is_unparted(c) {
                if open.letters > 0 && !open.close(take) {
                    return false;
                }
                let mut letters = [0; 4];
                let letters: &str = c.encode_utf8(&mut letters);
                let hash = (xxh3_64(letters.as_bytes()) >> 32) as u32;
                if !take(Word { hash, letters: 2, figure: None, capital: false, first: false, unparted: true }, letters)
                {
                    return false;
                }
            } else if is_alphanumeric(c) {
                open.begin(c, begins);
                if open.letters < MOST_LETTERS {
                    push_lowercase(c, &mut open.text);
                    open.letters += 1;
                }
            } else if is_within(c, open, rest.chars().next()) {
                // "3.6 million", "didn't": one word, whichever mark stands in it.
            } else {
                if open.letters > 0 && !open.close(take) {
                    return false;
                }
                *begins |=
                    matches!(c, '.' | '!' | '?' | ':' | '\n' | '…' | '«' | '"' | '“' | '„' | '-' | '–' | '—' | '|');
            }
        }
        true
    }

    fn end(mut self, take: &mut impl FnMut(Word, &str) -> bool) {
        if self.open.letters > 0 {
            self.open.close(take);
        }
    }
}

/// Whether a mark belongs to the word that it stands in.
fn is_within(c: char, open: &Open, next: Option<char>) -> bool {
    let digit = open.digits > 0 && open.digits == open.letters && next.is_some_and(|next| next.is_ascii_digit());
    match c {
        '.' | ',' => digit,
        '\'' | '’' => open.letters > 0 && next.is_some_and(is_alphanumeric),
        // Soft hyphens and what joins or parts letters without being seen.
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => true,
        _ => open.letters > 0 && !c.is_ascii() && is_mark(c),
    }
}

/// Marks that combine with the letter before them and have no composed form.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}')
}

/// Scripts that write without spaces: Han, kana, Thai, Lao, Myanmar, Khmer.
pub fn is_unparted(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// The title without the outlets that stand after it.
pub fn without_outlet(title: &str) -> &str {
    let mut kept = title.trim();
    // Most titles have none of the marks that part an outlet from them.
    if !kept.bytes().any(|byte| matches!(byte, b'-' | b'|' | b':' | 0xC2 | 0xE2)) {
        return kept;
    }
    let mut parting: &[&'static str] = &[" - ", " | ", " – ", " — ", " :: ", " » "];
    // Each begins with a space.
    let last = |kept: &str, parting: &[&'static str]| {
        let mut spaces = memchr::memrchr_iter(b' ', kept.as_bytes());
        spaces.find_map(|at| Some((at, *parting.iter().find(|mark| kept[at..].starts_with(**mark))?)))
    };
    while let Some((at, mark)) = last(kept, parting) {
        let (before, after) = (kept[..at].trim_end(), &kept[at + mark.len()..]);
        let name = count(after, OUTLET_WORDS) <= OUTLET_WORDS && !after.bytes().any(|byte| byte.is_ascii_digit());
        if !name || count(before, 3) < 3 {
            // A name may hold a figure where no space is about it: "3DNews", "20 Minutes".
            let short = count(after, 3) <= 2 && count(before, 3) >= 3;
            if !short {
                break;
            }
        }
        kept = before;
        // What stands before may have dashes of its own; sections are parted like this.
        parting = &[" - ", " | "];
    }
    kept
}

/// How many words, counted to one more than asked for; each character of Han is one.
fn count(text: &str, enough: usize) -> usize {
    let mut n = 0;
    each(text, |_| {
        n += 1;
        n <= enough
    });
    n
}

/// The text without the dateline that it opens with.
pub fn without_dateline(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.char_indices().nth(90).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    if !head.bytes().any(|byte| matches!(byte, b'-' | b':' | b')' | 0xE2)) {
        return text;
    }
    let bytes = head.as_bytes();
    let marks = |at: &usize| {
        let marks: &[&str] = match bytes[*at] {
            b' ' if !matches!(bytes.get(at + 1), Some(b'-' | 0xE2)) => return None,
            b' ' => &[" - ", " – ", " — ", " -- "],
            b'.' => &[".- "],
            b':' => &[": "],
            b')' => &[") "],
            _ => return None,
        };
        marks.iter().find(|mark| head[*at..].starts_with(**mark)).map(|mark| (*at, *mark))
    };
    let Some((at, mark)) = (0..head.len()).find_map(|at| marks(&at)) else { return text };
    let place = &head[..at];
    if count(place, DATELINE_WORDS) > DATELINE_WORDS {
        return text;
    }
    let rest = text[at + mark.len()..].trim_start_matches(['-', '–', '—', ' ']);
    let bracketed = place.contains('(');
    let (mut words, mut capitals, mut figures) = (0, 0, 0);
    each(place, |word| {
        words += 1;
        capitals += usize::from(word.capital);
        figures += usize::from(word.figure.is_some());
        true
    });
    let is_dateline = match mark {
        ": " => figures > 0 && capitals > 0 && words <= 4,
        ") " => bracketed && rest.chars().next().is_some_and(char::is_uppercase),
        _ => words > 0 && (bracketed || (capitals + figures) * 2 > words),
    };
    if is_dateline { rest } else { text }
}

/// The text without what says that it was cut: the marks, and the word that may be half of one.
pub fn without_tail(text: &str) -> &str {
    let text = text.trim_end();
    // "[+1234 chars]" stands at the very end.
    let open = text.len() - text.len().min(MARK_OF_LENGTH);
    let mut brackets = memchr::memrchr_iter(b'[', &text.as_bytes()[open..]).map(|at| open + at);
    let text = brackets.find(|at| text[*at..].starts_with("[+")).map_or(text, |at| text[..at].trim_end());
    let bare = text.trim_end_matches(['.', '…', ']', '[', ')', '(', ' ']);
    let cut = text.ends_with('…') || text[bare.len()..].contains("...") || text[bare.len()..].contains('…');
    if !cut {
        return text;
    }
    bare.rfind(char::is_whitespace).map_or(bare, |at| &bare[..at])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn hashes(text: &str) -> HashSet<u32> {
        let mut all = HashSet::new();
        each(text, |word| {
            all.insert(word.hash);
            true
        });
        all
    }

    #[test]
    fn typography_makes_no_other_words() {
        for (a, b) in [("“Didn’t” – 1,500", "didn't 1.500"), ("ﬁnal", "FINAL"), ("«Объявили»", "объявили")]
        {
            assert_eq!(hashes(a), hashes(b), "{a:?} {b:?}");
        }
        assert_ne!(hashes("1,500"), hashes("1,600"));
        assert_eq!(hashes("新华社").len(), 3);
    }

    #[test]
    fn outlets_datelines_and_tails_fall_away() {
        for (title, kept) in [
            ("Ferry runs again after storm - The Harbour News", "Ferry runs again after storm"),
            ("Ferry runs again - Local News | Tourism | Breaking - Harbour News", "Ferry runs again"),
            (
                "Ferry strike - what the crews want from the town council now",
                "Ferry strike - what the crews want from the town council now",
            ),
            ("Паром снова ходит после шторма - 3DNews", "Паром снова ходит после шторма"),
            ("Council - Harbour News", "Council - Harbour News"),
        ] {
            assert_eq!(without_outlet(title), kept);
        }
        for (text, kept) in [
            ("OSLO, Mar 8 (ABC) - The ferry runs.", "The ferry runs."),
            ("OSLO, Mar 8: The ferry runs.", "The ferry runs."),
            ("The ferry - which was late - runs.", "The ferry - which was late - runs."),
            ("New Town, May 12 (XYZ) The ferry runs", "The ferry runs"),
        ] {
            assert_eq!(without_dateline(text), kept);
        }
        assert_eq!(without_tail("the ferry was lat…"), "the ferry was");
        assert_eq!(without_tail("the ferry was late [+1234 chars]"), "the ferry was late");
        assert_eq!(without_tail("It was late. And"), "It was late. And");
    }

    /// A long text gives the same words whatever its pieces.
    #[test]
    fn no_word_is_cut_where_pieces_meet() {
        for word in ["Müllerstraße’s", "don't", "ﬁnal", "харьков", "कुत्ता", "新"] {
            let text = format!("{word} ").repeat(3_000);
            let (mut words, mut n) = (HashSet::new(), 0);
            each(&text, |word| {
                words.insert((word.hash, word.letters));
                n += 1;
                true
            });
            assert_eq!((words.len(), n), (1, 3_000), "{word}");
        }
        let mut n = 0;
        each(&"港口".repeat(5_000), |_| {
            n += 1;
            true
        });
        assert_eq!(n, 10_000);
    }

    #[test]
    fn figures_and_weekdays_are_marked() {
        let mut marked = Vec::new();
        each("On Friday 1,500 people may come, в пятницу 62-м", |word| {
            marked.push(word.figure.is_some());
            true
        });
        assert_eq!(marked, [false, true, true, false, false, false, false, true, true, false]);
    }
}
