//! Letters of any script to Latin ones, as the wires romanise them.

use unicode_normalization::char::decompose_canonical;

/// Letters of a word that are looked at.
pub(super) const MOST: usize = 48;

/// A word in Latin lower-case letters and digits.
#[derive(Clone, Copy)]
pub(super) struct Roman {
    bytes: [u8; MOST],
    len: usize,
    /// Written without short vowels: Arabic, Hebrew.
    pub abjad: bool,
    /// Letters of Cyrillic: case endings are to be expected.
    pub cyrillic: bool,
}

impl Roman {
    /// The word in Latin letters; what is no letter or digit is left out.
    pub(super) fn of(word: &str) -> Self {
        let mut roman = Self { bytes: [0; MOST], len: 0, abjad: false, cyrillic: false };
        if word.is_ascii() {
            for b in word.bytes().filter(u8::is_ascii_alphanumeric) {
                roman.push(b.to_ascii_lowercase());
            }
            return roman;
        }
        for c in word.chars() {
            roman.letter(c);
        }
        roman
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn push(&mut self, b: u8) {
        if self.len < MOST {
            self.bytes[self.len] = b;
            self.len += 1;
        }
    }

    fn letter(&mut self, c: char) {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                self.push((c as u8).to_ascii_lowercase());
            }
            return;
        }
        let at_start = self.len == 0;
        let latin = match c {
            '\u{400}'..='\u{52f}' => {
                self.cyrillic = true;
                cyrillic(lower(c))
            }
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => {
                self.abjad = true;
                arabic(c, at_start)
            }
            '\u{590}'..='\u{5ff}' => {
                self.abjad = true;
                hebrew(c, at_start)
            }
            '\u{370}'..='\u{3ff}' => greek(lower(base(c))),
            '\u{10d0}'..='\u{10ff}' => nth(GEORGIAN, c as u32 - 0x10d0),
            '\u{531}'..='\u{556}' => nth(ARMENIAN, c as u32 - 0x531),
            '\u{561}'..='\u{586}' => nth(ARMENIAN, c as u32 - 0x561),
            _ => return self.western(c),
        };
        latin.bytes().for_each(|b| self.push(b));
    }

    fn western(&mut self, c: char) {
        let special = match lower(c) {
            'š' | 'ş' | 'ș' => "sh",
            'ž' => "zh",
            'č' | 'ć' | 'ç' => "ch",
            'ł' => "l",
            'đ' | 'ð' => "d",
            'ø' => "o",
            'ß' => "ss",
            'æ' | 'ə' => "a",
            'œ' => "o",
            'ı' => "i",
            'þ' => "th",
            'ħ' => "h",
            'ŋ' => "n",
            other => {
                let plain = base(other);
                if plain.is_ascii_alphanumeric() {
                    self.push(plain.to_ascii_lowercase() as u8);
                }
                return;
            }
        };
        special.bytes().for_each(|b| self.push(b));
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The letter without its marks.
fn base(c: char) -> char {
    let mut first = None;
    decompose_canonical(c, |part| first = first.or(Some(part)));
    first.unwrap_or(c)
}

fn nth(table: &'static str, n: u32) -> &'static str {
    table.split(' ').nth(n as usize).unwrap_or_default()
}

const GEORGIAN: &str = "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h";
const ARMENIAN: &str = "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k o f";

fn cyrillic(c: char) -> &'static str {
    match c {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' | 'ғ' => "g",
        'д' | 'ђ' => "d",
        'е' | 'э' | 'є' | 'ё' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'ы' | 'і' | 'ї' | 'ј' => "i",
        'к' | 'қ' | 'ќ' => "k",
        'л' | 'љ' => "l",
        'м' => "m",
        'н' | 'ң' | 'њ' => "n",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' => "kh",
        'һ' => "h",
        'ц' => "ts",
        'ч' | 'ћ' | 'җ' => "ch",
        'џ' => "dzh",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        'ѓ' => "g",
        'ѕ' => "dz",
        _ => "",
    }
}

fn arabic(c: char, at_start: bool) -> &'static str {
    match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ى' | 'ع' | 'ٱ' => "a",
        'ة' => "a",
        'ب' => "b",
        'ت' | 'ط' => "t",
        'ث' => "th",
        'ج' => "j",
        'ح' | 'ه' | 'ھ' | 'ہ' => "h",
        'خ' => "kh",
        'د' | 'ض' => "d",
        'ذ' => "dh",
        'ر' => "r",
        'ز' | 'ظ' => "z",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ں' => "n",
        'و' if at_start => "w",
        'و' => "u",
        'ي' | 'ی' | 'ے' => "i",
        'پ' => "p",
        'چ' => "ch",
        'ژ' => "zh",
        'گ' => "g",
        'ڤ' => "v",
        'ٹ' => "t",
        'ڈ' => "d",
        'ڑ' => "r",
        _ => "",
    }
}

fn hebrew(c: char, at_start: bool) -> &'static str {
    match c {
        'א' | 'ע' => "a",
        'ב' => "b",
        'ג' => "g",
        'ד' => "d",
        'ה' => "h",
        'ו' if at_start => "v",
        'ו' => "u",
        'ז' => "z",
        'ח' => "kh",
        'ט' | 'ת' => "t",
        'י' => "i",
        'כ' | 'ך' | 'ק' => "k",
        'ל' => "l",
        'מ' | 'ם' => "m",
        'נ' | 'ן' => "n",
        'ס' => "s",
        'פ' | 'ף' => "p",
        'צ' | 'ץ' => "ts",
        'ר' => "r",
        'ש' => "sh",
        _ => "",
    }
}

fn greek(c: char) -> &'static str {
    match c {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' | 'η' => "e",
        'ζ' => "z",
        'θ' | 'τ' => "t",
        'ι' => "i",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'υ' => "i",
        'φ' => "f",
        'χ' => "kh",
        'ψ' => "ps",
        _ => "",
    }
}
