//! The characters that most wires write with, told apart quickly: what Unicode's tables say
//! of any character costs more than all else that is done with a text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Letters and marks that no normal form changes and that compose with nothing of their
/// kind: ASCII, Western letters, Cyrillic. A text of nothing else is in NFC and in NFKC.
pub fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, 'À'..='ÿ' | 'Ѐ'..='џ')
}

/// As [`char::is_alphanumeric`].
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '×' | '÷' => false,
        'À'..='ÿ' | 'Ѐ'..='џ' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Appends the character in lower case, as [`char::to_lowercase`] has it.
pub fn push_lowercase(c: char, text: &mut String) {
    let shifted = |by: u32| char::from_u32(c as u32 + by).unwrap_or(c);
    match c {
        _ if c.is_ascii() => text.push(c.to_ascii_lowercase()),
        '×' | 'ß'..='ÿ' | 'а'..='џ' => text.push(c),
        'À'..='Þ' | 'А'..='Я' => text.push(shifted(0x20)),
        'Ѐ'..='Џ' => text.push(shifted(0x50)),
        _ => text.extend(c.to_lowercase()),
    }
}

/// Characters that stand as they are in NFC, whatever stands before them: those of most wires.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | 'Ѐ'..='џ' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣')
}

/// The text in NFC.
pub fn nfc(text: String) -> String {
    if text.is_ascii() || text.chars().all(is_composed) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    text.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_cuts_say_what_the_tables_say() {
        for c in ('\0'..='\u{2fff}').chain('\u{1f600}'..='\u{1f64f}') {
            let mut lower = String::new();
            push_lowercase(c, &mut lower);
            assert_eq!(lower, c.to_lowercase().collect::<String>(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            if is_plain(c) {
                assert!(c.to_string().nfkc().eq([c]) && c.to_string().nfc().eq([c]), "{c:?}");
            }
        }
    }

    #[test]
    fn plain_characters_compose_with_none_of_their_kind() {
        let plain: Vec<_> = ('\0'..='\u{fff}').filter(|c| is_plain(*c)).collect();
        for a in &plain {
            for b in &plain {
                assert_eq!(unicode_normalization::char::compose(*a, *b), None, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn composed_characters_change_nothing_before_them() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
    }

    #[test]
    fn what_is_not_composed_becomes_so() {
        assert_eq!(nfc("e\u{301}и\u{306}".into()), "éй");
    }
}
