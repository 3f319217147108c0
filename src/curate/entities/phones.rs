//! What a word sounds like, roughly: one sign a sound, so that the romanisations of one name
//! meet, and its skeleton, the consonants that all of them (and all case endings that are
//! vowels) have in common.

use super::romanise::{MOST, Roman};

/// Sounds of a word, at most [`MOST`]. `S Z C T H` stand for sh, zh, ch, ts, kh.
#[derive(Clone, Copy)]
pub(super) struct Phones {
    signs: [u8; MOST],
    len: usize,
    /// Written without short vowels.
    pub abjad: bool,
    /// Written in Cyrillic.
    pub cyrillic: bool,
}

impl Phones {
    /// The sounds of a word in any script.
    pub(super) fn of(word: &str) -> Self {
        let roman = Roman::of(word);
        let mut phones = Self { signs: [0; MOST], len: 0, abjad: roman.abjad, cyrillic: roman.cyrillic };
        let bytes = roman.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at += phones.sound(&bytes[at..], at == 0);
        }
        if phones.len > 1 && phones.signs[phones.len - 1] == b'h' {
            phones.len -= 1;
        }
        phones.servant();
        phones
    }

    /// Two words as one.
    pub(super) fn joined(&self, next: &Self) -> Self {
        let mut both = *self;
        next.signs().iter().for_each(|&sign| both.push(sign));
        both
    }

    pub(super) fn signs(&self) -> &[u8] {
        &self.signs[..self.len]
    }

    fn push(&mut self, sign: u8) {
        if self.len < MOST && (self.len == 0 || self.signs[self.len - 1] != sign) {
            self.signs[self.len] = sign;
            self.len += 1;
        }
    }

    /// Takes one sound off the front; how many letters it has.
    fn sound(&mut self, rest: &[u8], first: bool) -> usize {
        let next = rest.get(1).copied().unwrap_or(0);
        let (sign, letters) = match rest[0] {
            b'o' if matches!(next, b'u' | b'o') => (b'u', 2),
            b'y' => (b'i', 1),
            b's' if rest.starts_with(b"shch") => (b'S', 4),
            b's' if rest.starts_with(b"sch") => (b'S', 3),
            b's' if matches!(next, b'h' | b'z') => (b'S', 2),
            b'z' if next == b'h' => (b'Z', 2),
            b'c' if matches!(next, b'h' | b'z') => (b'C', 2),
            b'c' if next == b'k' => (b'k', 2),
            b'c' if next == 0 && !first => (b'C', 1),
            b'c' if matches!(next, b'e' | b'i' | b'y') => (b's', 1),
            b'c' | b'q' => (b'k', 1),
            b't' if rest.starts_with(b"tsch") => (b'C', 4),
            b't' if rest.starts_with(b"tch") => (b'C', 3),
            b't' if matches!(next, b's' | b'z') => (b'T', 2),
            b't' if next == b'h' => (b't', 2),
            b'k' if next == b'h' => (b'H', 2),
            b'g' if next == b'h' => (b'g', 2),
            b'p' if next == b'h' => (b'f', 2),
            b'd' if rest.starts_with(b"dzh") => (b'j', 3),
            b'd' if next == b'j' => (b'j', 2),
            b'd' if next == b'h' => (b'd', 2),
            b'x' if first => (b's', 1),
            b'x' => {
                self.push(b'k');
                (b's', 1)
            }
            b'w' => (b'v', 1),
            // As in Sergej; before a vowel it may be either sound.
            b'j' if !first && !is_vowel(next) => (b'i', 1),
            other => (other, 1),
        };
        self.push(sign);
        letters
    }

    /// `Abd` and its article before one of the names of God, written as one word, is left out:
    /// as words of their own they are too (see `name`). `Abdullah` keeps its second half.
    fn servant(&mut self) {
        let signs = &self.signs[..self.len];
        if self.len < 6 || !signs.starts_with(b"abd") || !is_vowel(signs[3]) {
            return;
        }
        let god = matches!(&signs[4..], b"la" | b"lo");
        let cut = match signs[4] {
            _ if god => return,
            b'l' => 5,
            b'r' | b's' | b'n' | b't' | b'd' | b'z' | b'S' => 4,
            _ => return,
        };
        self.signs.copy_within(cut..self.len, 0);
        self.len -= cut;
    }

    /// Whether it is `Abd`, `Abdul`, `Abdel` and the like, alone.
    pub(super) fn is_servant(&self) -> bool {
        match self.signs() {
            b"abd" => true,
            [b'a', b'b', b'd', v] => is_vowel(*v) && *v != b'i',
            [b'a', b'b', b'd', v, c] => is_vowel(*v) && matches!(c, b'l' | b'r' | b's' | b'n' | b't' | b'd' | b'z'),
            _ => false,
        }
    }

    /// The key of the word: equal for words whose consonants sound alike.
    pub(super) fn key(&self) -> u64 {
        skeleton(self.signs())
    }

    /// The key that a Cyrillic word has without a case ending that has a consonant
    /// (`-ым`, `-ого`, `-ові`); endings of vowels alone change no key.
    pub(super) fn uninflected(&self) -> Option<u64> {
        let stem = self.stem()?;
        Some(skeleton(stem))
    }

    /// The word without such an ending.
    pub(super) fn stem(&self) -> Option<&[u8]> {
        if !self.cyrillic {
            return None;
        }
        let signs = self.signs();
        let ending = ENDINGS.iter().find(|ending| signs.len() >= ending.len() + 3 && signs.ends_with(ending))?;
        Some(&signs[..signs.len() - ending.len()])
    }

    /// What a letter that stands for a name starts with.
    pub(super) fn initial(&self) -> u8 {
        match self.signs() {
            // Е. may be Yevgeny, and Ю. and Я. are Yu. and Ya.
            [b'i', b'e', ..] => b'e',
            [first, ..] => *first,
            [] => 0,
        }
    }
}

/// Endings of Russian and Ukrainian case forms that hold a consonant, as sounds; the longest first.
const ENDINGS: [&[u8]; 9] = [b"ovi", b"evi", b"ogo", b"ego", b"omu", b"emu", b"im", b"om", b"em"];

pub(super) fn is_vowel(sign: u8) -> bool {
    matches!(sign, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The class of a sound: sounds that romanisations confuse are one.
pub(super) fn class(sign: u8) -> u8 {
    match sign {
        b'C' | b'T' => b'c',
        b'S' => b's',
        b'Z' => b'z',
        b'g' => b'k',
        b'H' => b'h',
        b'f' => b'v',
        other => other,
    }
}

/// The hash of a word's consonants, with a mark where it starts with a vowel.
fn skeleton(signs: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (n, &sign) in signs.iter().enumerate() {
        let class = match sign {
            _ if is_vowel(sign) && n > 0 => continue,
            _ if is_vowel(sign) => b'a',
            b'j' if n > 0 => continue,
            _ => class(sign),
        };
        hash = (hash ^ u64::from(class)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
}

/// The key of a letter that stands for a given name.
pub(super) fn initial_key(initial: u8) -> u64 {
    mix(0x9e37_79b9_7f4a_7c15 ^ u64::from(class(initial)))
}

/// Spreads a hash over all bits, so that sums of them stay apart.
pub(super) fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> u64 {
        Phones::of(word).key()
    }

    #[test]
    fn one_name_in_many_letters_has_one_key() {
        for names in [
            &["Mohammed", "Muhammad", "Mohamad", "محمد"][..],
            &["Yevgeny", "Evgenii", "Евгений", "Евгения", "Евгению"],
            &["Zelensky", "Zelenskyy", "Зеленский", "Зеленская"],
            &["Abdulrahman", "Abdurrahman", "Rahman"],
            &["Abdullah", "Abdallah", "عبدالله"],
            &["Milošević", "Milosevic", "Милошевич"],
            &["Shcherbakov", "Щербаков", "Ščerbakov"],
            &["Gaddafi", "Qadhafi", "Kadhafi"],
            &["Saakashvili", "საააკაშვილი"],
        ] {
            for name in names {
                assert_eq!(key(name), key(names[0]), "{name} and {}", names[0]);
            }
        }
    }

    #[test]
    fn case_endings_with_consonants_are_taken_off() {
        for (word, base) in [("Путиным", "Putin"), ("Толстого", "Tolstoy"), ("Путінові", "Putin"), ("Игорем", "Igor")]
        {
            assert_eq!(Phones::of(word).uninflected(), Some(key(base)), "{word}");
        }
        assert_eq!(Phones::of("Putinym").uninflected(), None);
    }

    #[test]
    fn other_names_have_other_keys() {
        for (a, b) in [("Putin", "Pushkin"), ("Ivanov", "Petrov"), ("Kim", "Kin"), ("Li", "Ri")] {
            assert_ne!(key(a), key(b), "{a} and {b}");
        }
    }
}
