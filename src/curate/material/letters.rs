//! Classes of characters by which words are cut and folded.

use crate::curate::{near, unicode::is_plain};

/// A decimal digit of the scripts that wires write figures in, as ASCII.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c as u8);
    }
    let zeros = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{be6}', '\u{e50}', '\u{1040}', '\u{17e0}',
        '\u{ff10}',
    ];
    let value = zeros.iter().find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|value| *value < 10))?;
    Some(b'0' + u8::try_from(value).unwrap_or(0))
}

/// Scripts that write without spaces.
pub(super) fn is_unparted(c: char) -> bool {
    !is_plain(c) && near::is_unparted(c)
}

pub(super) fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase() || matches!(c, '\u{10a0}'..='\u{10ff}')
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// What joins or parts letters without being seen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Accents that stand by themselves, vowel signs of Hebrew and Arabic, and what stretches Arabic words.
pub(super) fn is_mark(c: char) -> bool {
    !is_plain(c)
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{93c}' | '\u{94d}')
}
