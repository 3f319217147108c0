//! Which writing a text is in.

/// Writings that matter for languages, by their ISO 15924 codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Script {
    Latn,
    Cyrl,
    Arab,
    Hani,
    Kana,
    Hang,
    Grek,
    Hebr,
    Armn,
    Geor,
    Deva,
    Beng,
    Guru,
    Gujr,
    Orya,
    Taml,
    Telu,
    Knda,
    Mlym,
    Sinh,
    Thai,
    Laoo,
    Tibt,
    Mymr,
    Khmr,
    Ethi,
}

use Script::{
    Arab, Armn, Beng, Cyrl, Deva, Ethi, Geor, Grek, Gujr, Guru, Hang, Hani, Hebr, Kana, Khmr, Knda, Laoo, Latn, Mlym,
    Mymr, Orya, Sinh, Taml, Telu, Thai, Tibt,
};

/// The writing of a letter.
pub(super) fn of(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' => Latn,
        _ if c.is_ascii() => return None,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Latn,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Grek,
        '\u{400}'..='\u{52f}' => Cyrl,
        '\u{531}'..='\u{58f}' => Armn,
        '\u{5d0}'..='\u{5f4}' => Hebr,
        '\u{620}'..='\u{64a}'
        | '\u{66e}'..='\u{6d3}'
        | '\u{6d5}'
        | '\u{6fa}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' => Arab,
        '\u{904}'..='\u{97f}' => Deva,
        '\u{980}'..='\u{9ff}' => Beng,
        '\u{a00}'..='\u{a7f}' => Guru,
        '\u{a80}'..='\u{aff}' => Gujr,
        '\u{b00}'..='\u{b7f}' => Orya,
        '\u{b80}'..='\u{bff}' => Taml,
        '\u{c00}'..='\u{c7f}' => Telu,
        '\u{c80}'..='\u{cff}' => Knda,
        '\u{d00}'..='\u{d7f}' => Mlym,
        '\u{d80}'..='\u{dff}' => Sinh,
        '\u{e00}'..='\u{e7f}' => Thai,
        '\u{e80}'..='\u{eff}' => Laoo,
        '\u{f00}'..='\u{fff}' => Tibt,
        '\u{1000}'..='\u{109f}' => Mymr,
        '\u{10a0}'..='\u{10ff}' => Geor,
        '\u{1200}'..='\u{139f}' => Ethi,
        '\u{1780}'..='\u{17ff}' => Khmr,
        '\u{3041}'..='\u{30ff}' => Kana,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Hani,
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Hang,
        _ => return None,
    })
}

impl Script {
    /// The language of a writing that has but one among the wires.
    pub fn only(self) -> Option<&'static str> {
        Some(match self {
            Grek => "el",
            Hebr => "he",
            Armn => "hy",
            Geor => "ka",
            Beng => "bn",
            Guru => "pa",
            Gujr => "gu",
            Orya => "or",
            Taml => "ta",
            Telu => "te",
            Knda => "kn",
            Mlym => "ml",
            Sinh => "si",
            Thai => "th",
            Laoo => "lo",
            Tibt => "bo",
            Mymr => "my",
            Khmr => "km",
            Ethi => "am",
            Hang => "ko",
            Kana => "ja",
            Latn | Cyrl | Arab | Hani | Deva => return None,
        })
    }

    /// Whether a language, by its primary subtag, is written so.
    pub fn writes(self, language: &str) -> bool {
        let all: &[&str] = match self {
            Cyrl => &[
                "ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "uz", "mn", "tt", "ba", "az", "tk", "bs", "ab",
                "os", "ce", "cv", "cu", "ku", "mo", "sh", "sah", "udm", "kv", "av", "lez", "kbd",
            ],
            Arab => &[
                "ar", "fa", "ur", "ps", "ckb", "ku", "ug", "sd", "az", "ks", "pa", "kk", "prs", "arz", "ary", "glk",
                "mzn", "ha", "ms",
            ],
            Hani => &["zh", "ja", "ko", "yue", "cmn", "wuu", "nan", "hak", "gan"],
            Kana => &["ja", "zh"],
            Hang => &["ko", "zh"],
            Deva => &["hi", "mr", "ne", "sa", "bho", "mai", "doi", "kok", "ks", "sd", "new"],
            Hebr => &["he", "iw", "yi", "lad"],
            Beng => &["bn", "as", "mni"],
            Ethi => &["am", "ti", "gez"],
            Latn => {
                const OTHERS: &[&str] = &[
                    "ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn", "tt", "ar", "fa", "ur", "ps", "zh", "ja",
                    "ko", "yue", "hi", "mr", "ne", "he", "el", "hy", "ka", "bn", "pa", "gu", "ta", "te", "kn", "ml",
                    "si", "th", "lo", "bo", "my", "km", "am", "or", "ug", "ckb", "ba",
                ];
                return !OTHERS.contains(&language);
            }
            _ => return self.only() == Some(language),
        };
        all.contains(&language)
    }
}
