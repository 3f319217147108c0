//! A date's characters, before its words are read: digits of all scripts become ASCII, signs
//! that part words become spaces, and the signs of East Asian dates become those of ISO 8601.

use super::names;

/// Longest date that is looked at, in bytes.
const LONGEST: usize = 160;

/// A date whose words can be read.
pub(super) struct Clean {
    text: String,
    /// Written in Korean, which is written in one zone.
    pub korean: bool,
}

/// A word, and whether it stands in brackets.
pub(super) struct Word<'t> {
    pub text: &'t str,
    pub comment: bool,
}

impl Clean {
    /// Cleans; `None` for what is too long to be a date.
    pub fn of(raw: &str) -> Option<Self> {
        if raw.len() > LONGEST {
            return None;
        }
        let mut clean = Self { text: String::with_capacity(raw.len()), korean: false };
        let joined;
        let raw = if raw.is_ascii() {
            raw
        } else {
            joined = names::join(raw);
            &joined
        };
        let mut letters = raw.chars().peekable();
        while let Some(c) = letters.next() {
            clean.take(c, letters.peek().copied());
        }
        Some(clean)
    }

    fn take(&mut self, c: char, next: Option<char>) {
        let after_digit = self.text.ends_with(|c: char| c.is_ascii_digit());
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | ' ' | ':' => self.push(c),
            ',' if after_digit && next.is_some_and(|c| c.is_ascii_digit()) && self.ends_with_seconds() => {
                self.text.push('.');
            }
            // The brackets stand alone, so that words know whether they are within.
            '(' | '（' | '[' => self.text.push_str(" ( "),
            ')' | '）' | ']' => self.text.push_str(" ) "),
            '年' | '년' | '月' | '월' if after_digit => self.part('-', c),
            '日' | '일' | '号' | '秒' | '초' if after_digit => self.part(' ', c),
            '時' | '时' | '시' | '点' | '點' | '分' | '분' if after_digit => self.part(':', c),
            '\u{660}'..='\u{669}' => self.digit(c, '\u{660}'),
            '\u{6f0}'..='\u{6f9}' => self.digit(c, '\u{6f0}'),
            '\u{966}'..='\u{96f}' => self.digit(c, '\u{966}'),
            '\u{ff10}'..='\u{ff19}' => self.digit(c, '\u{ff10}'),
            '：' => self.push(':'),
            '／' => self.push('/'),
            '\u{2212}' | '－' => self.push('-'),
            ',' | ';' | '|' | '،' | '、' | '，' | '·' | '•' | '–' | '—' => self.push(' '),
            // Marks of direction say nothing of the date.
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_whitespace() => self.push(' '),
            c => {
                self.korean |= matches!(c, '오');
                // 午後3時: a word ends where digits begin.
                self.text.push(c);
                if is_han(c) && next.is_some_and(char::is_numeric) {
                    self.text.push(' ');
                }
            }
        }
    }

    /// A sign of East Asian dates, in its own place.
    fn part(&mut self, sign: char, c: char) {
        self.korean |= matches!(c, '년' | '월' | '일' | '시' | '분' | '초');
        self.text.push(sign);
    }

    /// No space follows a sign that parts numbers: `2026년 3월` is one word.
    fn push(&mut self, c: char) {
        if c == ' ' && self.text.ends_with(['-', ':']) && self.korean {
            return;
        }
        self.text.push(c);
    }

    fn digit(&mut self, c: char, zero: char) {
        let value = u32::from(c) - u32::from(zero);
        self.text.push(char::from_digit(value, 10).unwrap_or('0'));
    }

    fn ends_with_seconds(&self) -> bool {
        let end = self.text.as_bytes();
        end.len() >= 6 && end[end.len() - 3] == b':' && end[end.len() - 6] == b':'
    }

    /// The words, in order.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        let mut depth = 0_usize;
        self.text.split(' ').filter_map(move |text| {
            match text {
                "" => return None,
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => return Some(Word { text, comment: depth > 0 }),
            }
            None
        })
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
