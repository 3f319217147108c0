//! The words of an article as copies of it share them: without case, marks and accents of form.

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
    /// It stands within quotation marks.
    pub quoted: bool,
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
    /// Dots that stand in it: as many as letters where it is an abbreviation so far.
    dots: usize,
    /// What comes stands within quotation marks.
    quoted: bool,
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
            quoted: self.quoted,
        };
        let more = take(word, &self.text);
        self.text.clear();
        (self.letters, self.digits, self.dots) = (0, 0, 0);
        (self.capital, self.first) = (false, false);
        more
    }

    /// Notes a mark that stands behind a word or not. Which mark opens and which closes differs by language, so what
    /// is open is closed by any, and a mark behind a word opens nothing: it may be one of inches.
    fn mark(&mut self, c: char, behind_word: bool) {
        match c {
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => {
                self.quoted = !self.quoted && !behind_word && !matches!(c, '”' | '」' | '』');
            }
            '\n' => self.quoted = false,
            _ => {}
        }
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
        Self {
            open: Open { text, letters: 0, digits: 0, capital: false, first: true, dots: 0, quoted: false },
            begins: true,
        }
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
                let quoted = open.quoted;
                let word =
                    Word { hash, letters: 2, figure: None, capital: false, first: false, unparted: true, quoted };
                if !take(word, letters) {
                    return false;
                }
            } else if is_alphanumeric(c) {
                open.begin(c, begins);
                if open.letters < MOST_LETTERS {
                    push_lowercase(c, &mut open.text);
                    open.letters += 1;
                }
            } else if is_within(c, open, rest.chars().next()) {
                // "3.6 million", "didn't", "U.S.": one word, whichever mark stands in it.
                open.dots += usize::from(c == '.');
            } else {
                let behind_word = open.letters > 0;
                if behind_word && !open.close(take) {
                    return false;
                }
                open.mark(c, behind_word);
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
        '.' => digit || open.dots + 1 == open.letters && next.is_some_and(char::is_alphabetic),
        ',' => digit,
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
        for (a, b) in [
            ("“Didn’t” – 1,500", "didn't 1.500"),
            ("the U.S. and the U.N.", "the US and the UN"),
            ("ﬁnal", "FINAL"),
            ("«Объявили»", "объявили"),
        ] {
            assert_eq!(hashes(a), hashes(b), "{a:?} {b:?}");
        }
        assert_ne!(hashes("1,500"), hashes("1,600"));
        assert_eq!(hashes("新华社").len(), 3);
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

    /// Which mark opens differs by language; one of inches opens nothing, and an end of a paragraph ends all.
    #[test]
    fn what_is_quoted_is_known() {
        let quoted = |text: &str| {
            let mut quoted = Vec::new();
            each_spelled(text, |word, letters| {
                quoted.extend(word.quoted.then(|| letters.to_owned()));
                true
            });
            quoted.join(" ")
        };
        for (text, said) in [
            ("The mayor said: \"We build a ferry\", and left", "we build a ferry"),
            ("The mayor said “we build a ferry” and left", "we build a ferry"),
            ("Bürgermeister: „wir bauen eine Fähre“, sagte er", "wir bauen eine fähre"),
            ("Мэр: «паром построим» — и ушёл", "паром построим"),
            ("Ein »Boot« kommt", "boot"),
            ("市长说「好」了", "好"),
            ("A screen of 6\" and more", ""),
            ("He said \"never\nThe mayor left", "never"),
        ] {
            assert_eq!(quoted(text), said, "{text}");
        }
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
