//! The characters that most wires write with, told apart quickly: what Unicode's tables say
//! of any character costs more than all else that is done with a text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Letters and marks that no normal form changes and that compose with nothing of their
/// kind: ASCII, Western letters, Cyrillic. A text of nothing else is in NFC and in NFKC.
#[inline]
pub fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, 'À'..='ÿ' | 'Ѐ'..='џ')
}

/// As [`char::is_alphanumeric`].
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '×' | '÷' => false,
        'À'..='ÿ' | 'Ѐ'..='џ' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Appends the character in lower case, as [`char::to_lowercase`] has it.
#[inline]
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

/// As [`str::to_lowercase`].
pub fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Of all letters this one alone depends on what stands around it.
    if text.contains('Σ') {
        return text.to_lowercase();
    }
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let plain = plain_run(rest);
        if plain > 0 {
            push_ascii_lowercase(&rest[..plain], &mut lower);
            rest = &rest[plain..];
            continue;
        }
        let cyrillic = cyrillic_run(rest);
        if cyrillic > 0 {
            push_cyrillic_lowercase(&rest[..cyrillic], false, &mut lower);
            rest = &rest[cyrillic..];
        } else {
            push_lowercase(c, &mut lower);
            rest = &rest[c.len_utf8()..];
        }
    }
    lower
}

/// Appends the text with its letters of ASCII in lower case.
#[inline]
pub fn push_ascii_lowercase(text: &str, lower: &mut String) {
    let from = lower.len();
    lower.push_str(text);
    lower[from..].make_ascii_lowercase();
}

/// The text before a byte, or before the character that the byte is within.
pub fn up_to(text: &str, byte: usize) -> &str {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// How many bytes a text begins with that are letters and digits of ASCII: what most texts are made of
/// goes by words.
#[inline]
pub fn plain_run(text: &str) -> usize {
    text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len())
}

/// How many bytes a text begins with that are letters from U+0400 to U+045F: the alphabets of Russian, Ukrainian and Serbian.
#[inline]
pub fn cyrillic_run(text: &str) -> usize {
    let pairs = text.as_bytes().chunks_exact(2);
    2 * pairs.take_while(|pair| matches!(pair, [0xD0, _] | [0xD1, 0x80..=0x9F])).count()
}

/// Appends a run of such letters in lower case; `ё` as `е`, where they are to be alike. Most words are so already.
pub fn push_cyrillic_lowercase(run: &str, alike: bool, lower: &mut String) {
    let stays = |pair: &[u8; 2]| matches!(pair, [0xD0, 0xB0..=0xBF] | [0xD1, _]) && !(alike && *pair == [0xD1, 0x91]);
    if run.as_bytes().as_chunks::<2>().0.iter().all(stays) {
        return lower.push_str(run);
    }
    run.chars().for_each(|c| match c {
        'ё' | 'Ё' if alike => lower.push('е'),
        c => push_lowercase(c, lower),
    });
}

/// Bytes on their way into a text: to write them there one by one costs more than all else.
#[derive(Debug, Default)]
pub struct Room {
    bytes: [u8; 32],
    len: usize,
}

impl Room {
    /// Takes a byte of ASCII in, where it is wanted; without a branch, which would be guessed wrong at each word's end.
    #[inline]
    pub fn put(&mut self, byte: u8, wanted: bool, text: &mut String) {
        self.bytes[self.len % 32] = byte;
        self.len += usize::from(wanted);
        if self.len == 32 {
            self.flush(text);
        }
    }

    /// Writes what is left.
    pub fn flush(&mut self, text: &mut String) {
        text.push_str(std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default());
        self.len = 0;
    }
}

/// Letters and marks that NFKC leaves as they are, whatever stands before them: those of most wires.
#[inline]
pub fn is_solid(c: char) -> bool {
    c.is_ascii()
        || matches!(c, 'À'..='ÿ' | 'Ā'..='ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ѐ'..='\u{482}' | '\u{48a}'..='\u{52f}'
            | 'Α'..='Ρ' | 'Σ'..='ώ' | 'א'..='ת' | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' | 'ა'..='ჰ'
            | '\u{2010}' | '\u{2012}'..='\u{2016}' | '\u{2018}'..='\u{201f}' | '•' | '€'
            | '、' | '。' | '〈'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '가'..='힣')
}

/// Appends the text in NFKC. Only what needs it is taken apart, with the letter before it.
pub fn push_nfkc(text: &str, normal: &mut String) {
    let mut rest = text;
    loop {
        let Some(solid) = rest.find(|c| !is_solid(c)) else { return normal.push_str(rest) };
        let last = rest[..solid].char_indices().next_back().map_or(0, |(at, _)| at);
        let end = rest[solid..].find(is_solid).map_or(rest.len(), |at| solid + at);
        normal.push_str(&rest[..last]);
        normal.extend(rest[last..end].nfkc());
        rest = &rest[end..];
    }
}

/// Characters that stand as they are in NFC, whatever stands before them: those of most wires.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | 'Ѐ'..='џ' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣')
}

/// Controls that a terminal might obey and that no text needs: all of ASCII's but tab and line break, and those
/// beyond it (U+0080 to U+009F).
#[inline]
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Whether a text may hold one of these: looked at by bytes, many in one instruction, without an early end.
pub fn has_controls(text: &str) -> bool {
    let ascii = |byte: u8| (byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r') || byte == 0x7f;
    let pair = |a: u8, b: u8| a == 0xC2 && b < 0xA0;
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let some = |(here, next): (&[u8], &[u8])| {
        let beyond = here.iter().zip(next).fold(false, |found, (a, b)| found | pair(*a, *b));
        beyond | here.iter().fold(false, |found, byte| found | ascii(*byte))
    };
    let last = bytes.chunks(512).last().unwrap_or_default();
    bytes.chunks(512).zip(next.chunks(512)).any(some) || some((last, &[]))
}

/// The text without them.
pub fn calm(text: String) -> String {
    if has_controls(&text) { text.chars().filter(|c| !is_control(*c)).collect() } else { text }
}

/// The text in NFC, without controls.
pub fn nfc(text: String) -> String {
    let text = calm(text);
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
    fn a_text_in_lower_case_is_that_of_the_library() {
        for text in ["", "The PORT 12", "ПАРОМ Ёлка İstanbul ǅ", "ΟΔΥΣΣΕΥΣ ΣΑΣ", "ÀÉß×÷ Straße ЏЂ", "１２ ＡＢ 港口"]
        {
            assert_eq!(lowercase(text), text.to_lowercase());
        }
        let all: String = ('\0'..=char::MAX).collect();
        assert_eq!(lowercase(&all.replace('Σ', "")), all.replace('Σ', "").to_lowercase());
    }

    #[test]
    fn cyrillic_goes_by_runs() {
        let all: String = ('Ѐ'..='џ').collect();
        let mut lower = String::new();
        push_cyrillic_lowercase(&all, false, &mut lower);
        assert_eq!((cyrillic_run(&all), lower), (all.len(), all.to_lowercase()));
        let mut alike = String::new();
        push_cyrillic_lowercase("ЁлкаЁё", true, &mut alike);
        assert_eq!(alike, "елкаее");
        assert_eq!((cyrillic_run("Ёлка её"), cyrillic_run("ѠѠ"), cyrillic_run("a")), (8, 0, 0));
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
    fn solid_characters_are_those_of_nfkc_and_change_nothing_before_them() {
        for c in ('\0'..=char::MAX).filter(|c| is_solid(*c)) {
            assert_eq!(unicode_normalization::is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
        let normal = |text: &str| {
            let mut normal = String::new();
            push_nfkc(text, &mut normal);
            normal
        };
        let pieces = [
            "",
            "a",
            "e\u{301}",
            "\u{301}",
            "ｶﾞ",
            "か\u{3099}",
            "①",
            "\u{a0}",
            "ﬁ",
            "и\u{306}",
            "각",
            "\u{1100}\u{1161}",
        ];
        for text in pieces.iter().flat_map(|a| pieces.iter().flat_map(move |b| pieces.map(|c| [*a, *b, c].concat()))) {
            assert_eq!(normal(&text), text.nfkc().collect::<String>(), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_in_nfkc_is_that_of_the_library(text in "\\PC{0,40}") {
            let mut normal = String::new();
            push_nfkc(&text, &mut normal);
            proptest::prop_assert_eq!(normal, text.nfkc().collect::<String>());
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
        assert_eq!(nfc("a\u{1b}[2J\u{9b}b\u{7f}\u{85}\tc\n".into()), "a[2Jb\tc\n");
    }

    #[test]
    fn no_control_is_overlooked_wherever_it_stands() {
        for control in ["\u{0}", "\u{1b}", "\u{7f}", "\u{80}", "\u{9b}", "\u{9f}"] {
            for before in [0, 1, 510, 511, 512, 513, 1_023, 1_024, 1_500] {
                for after in [0, 1, 2, 600] {
                    let calm_text = format!("{}{}", "a".repeat(before), "é".repeat(after));
                    let text = format!("{}{control}{}", "a".repeat(before), "é".repeat(after));
                    assert!(has_controls(&text) && !has_controls(&calm_text), "{control:?} {before} {after}");
                    assert_eq!(calm(text), calm_text);
                }
            }
        }
        assert!(!has_controls("\u{a0}« é \u{ad}»\t\r\nЖ") && !has_controls(""));
    }
}
