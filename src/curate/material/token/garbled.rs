//! Marks that a wrong encoding made several characters of.

use super::Scan;
use crate::curate::unicode::is_alphanumeric;

impl Scan<'_> {
    /// Steps over a mark whose UTF-8 was read as of a Windows code page, in a word that begins at `start`; whether it
    /// parts, as a dash does. Quotation marks, dashes and dots are three characters then ("â€™"), signs of Latin-1
    /// two ("Â£"), of which the second is still the sign.
    pub(super) fn garbled(&mut self, first: char, start: usize) -> Option<bool> {
        let second = match first {
            'â' | 'Â' => self.ahead(1),
            _ => return None,
        };
        if first == 'Â' {
            self.is_half(second, start).then(|| self.at += first.len_utf8())?;
            return Some(false);
        }
        let third = second.filter(|c| *c == '€').map(|_| self.ahead(2))?;
        self.at += first.len_utf8() + '€'.len_utf8();
        let third = third.filter(|c| !c.is_whitespace() && !c.is_ascii_alphanumeric());
        self.at += third.map_or(0, char::len_utf8);
        Some(matches!(third, Some('“' | '”')))
    }

    /// Whether an Â before this character is half of a sign, and not the letter by which words of capitals end
    /// ("HÂLÂ"), an initial ("Â. Silva") or a word with other letters of its kind.
    fn is_half(&self, next: Option<char>, start: usize) -> bool {
        let is_sign = next.is_some_and(|c| matches!(c, '\u{80}'..='\u{bf}'));
        let word = &self.line[start..self.at];
        match word.chars().next_back() {
            Some(last) if last.is_uppercase() => is_sign && word.is_ascii(),
            Some(_) => is_sign || !next.is_some_and(is_alphanumeric),
            None => is_sign || next.is_none_or(char::is_whitespace),
        }
    }
}
