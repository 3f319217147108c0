//! A name in its significant words, and the sets of them under which it is looked up.

use super::{
    common::{LEGAL_PHRASES, is_legal_form, is_particle, is_title},
    phones::{Phones, initial_key, mix},
    romanise::Roman,
    words::{Gap, Kind, Word, is_middle_dot, scan},
};

/// Significant words of a name that are looked at; longer names are descriptions.
pub(super) const MOST_WORDS: usize = 10;

/// A significant word of a name or text.
#[derive(Clone, Copy)]
pub(super) struct Token {
    /// Its sounds.
    pub phones: Phones,
    /// Whether it is, or may be, a letter that stands for a name.
    pub initial: bool,
    /// What stands before it.
    pub gap: Gap,
}

/// A list's name, taken apart.
pub(super) struct Parts {
    /// Its significant words, in the list's order.
    pub tokens: Vec<Token>,
    /// How many of them are the surname, where a comma tells.
    pub surname: Option<usize>,
    /// Runs of scripts without spaces.
    pub dense: Option<String>,
}

/// Which words of a name a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Form {
    /// All of them.
    Full = 0,
    /// All but patronymics and second given names.
    Usual = 1,
    /// One given name and one surname of several.
    Short = 2,
    /// The first letter of the given name, and the surname.
    Initial = 3,
}

impl Form {
    pub(super) fn of(n: u32) -> Self {
        match n & 3 {
            0 => Self::Full,
            1 => Self::Usual,
            2 => Self::Short,
            _ => Self::Initial,
        }
    }
}

/// Whether a word is left out of names: particles, and the `Abd` of servants' names.
pub(super) fn is_left_out(text: &str, word: &Word, phones: &Phones) -> bool {
    let short = word.end - word.start <= 10;
    (short && is_particle(Roman::of(&text[word.start..word.end]).as_bytes())) || phones.is_servant()
}

/// Takes a name apart. Of a person titles are left out, of others legal forms.
pub(super) fn parts(text: &str, personal: bool) -> Parts {
    let words = scan(text);
    let dense: String = words
        .iter()
        .filter(|word| word.kind == Kind::Dense)
        .flat_map(|word| text[word.start..word.end].chars())
        .filter(|&c| !is_middle_dot(c))
        .collect();
    let romans: Vec<_> = words.iter().map(|word| Roman::of(&text[word.start..word.end])).collect();
    let (from, to) = if personal { (0, words.len()) } else { without_legal_form(&romans) };
    let (mut tokens, mut surname) = (Vec::new(), None);
    for (n, word) in words.iter().enumerate().take(to).skip(from) {
        if word.gap == Gap::Comma && personal && surname.is_none() && !tokens.is_empty() {
            surname = Some(tokens.len());
        }
        let roman = romans[n].as_bytes();
        let phones = Phones::of(&text[word.start..word.end]);
        let servant = phones.is_servant();
        if word.kind == Kind::Dense
            || phones.signs().is_empty()
            || is_particle(roman)
            || servant
            || (personal && is_title(roman))
        {
            continue;
        }
        let initial = personal && roman.len() == 1;
        tokens.push(Token { phones, initial, gap: word.gap });
    }
    if tokens.is_empty() {
        // A name of nothing but titles and particles is what it is.
        tokens = words
            .iter()
            .filter(|word| word.kind != Kind::Dense)
            .map(|word| Token { phones: Phones::of(&text[word.start..word.end]), initial: false, gap: word.gap })
            .filter(|token| !token.phones.signs().is_empty())
            .collect();
        surname = None;
    }
    let full = tokens.iter().filter(|token| !token.initial).count();
    if full >= 2 && surname.is_none() {
        tokens.retain(|token| !token.initial);
    }
    tokens.truncate(MOST_WORDS);
    let surname = surname.filter(|&n| n < tokens.len());
    Parts { tokens, surname, dense: (dense.chars().count() >= 2).then_some(dense) }
}

/// Where the name stands between its legal forms; all of it, where it is nothing else.
fn without_legal_form(romans: &[Roman]) -> (usize, usize) {
    let words: Vec<&[u8]> = romans.iter().map(Roman::as_bytes).collect();
    let (mut from, mut to) = (0, words.len());
    loop {
        let rest = &words[from..to];
        let tail = phrase(rest, |rest, phrase| rest.ends_with(phrase));
        let head = phrase(rest, |rest, phrase| rest.starts_with(phrase));
        match (tail, head) {
            (n @ 1.., _) if n < rest.len() => to -= n,
            (_, n @ 1..) if n < rest.len() => from += n,
            _ if rest.len() > 1 && is_legal_form(rest[rest.len() - 1]) => to -= 1,
            _ if rest.len() > 1 && is_legal_form(rest[0]) && rest[0].len() <= 5 => from += 1,
            _ => return (from, to),
        }
    }
}

/// Words of the longest legal form that stands there.
fn phrase(rest: &[&[u8]], stands: impl Fn(&[&[u8]], &[&[u8]]) -> bool) -> usize {
    // The words that such phrases end or start with tell most names apart at once.
    let edge = |word: Option<&&[u8]>| {
        word.is_some_and(|word| {
            matches!(word.first(), Some(b'l' | b'o' | b'p' | b'c' | b'j' | b's' | b'z' | b'n' | b'a' | b't' | b'v'))
                && word.len() >= 4
        })
    };
    if rest.len() < 2 || !(edge(rest.first()) || edge(rest.last())) {
        return 0;
    }
    let found = LEGAL_PHRASES.iter().find(|phrase| {
        let phrase: Vec<&[u8]> = phrase.iter().map(|word| word.as_bytes()).collect();
        stands(rest, &phrase)
    });
    found.map_or(0, |phrase| phrase.len())
}

/// Whether it is a patronymic: news leaves them out.
pub(super) fn is_patronymic(token: &Token) -> bool {
    let signs = token.phones.signs();
    let endings: [&[u8]; 9] = [b"oviC", b"eviC", b"ovna", b"evna", b"ivna", b"iCna", b"ovik", b"ogli", b"kizi"];
    signs.len() >= 6 && endings.iter().any(|ending| signs.ends_with(ending))
}

impl Parts {
    /// The keys under which the name is found, each with what it stands for.
    pub(super) fn keys(&self, personal: bool, mut found: impl FnMut(u64, Form)) {
        let tokens = &self.tokens;
        if tokens.is_empty() {
            return;
        }
        let key = |n: usize| tokens[n].phones.key();
        let all = 0..tokens.len();
        found(set(all.clone().map(key)), Form::Full);
        if !personal || tokens.len() < 2 {
            return;
        }
        self.joined(&mut found);
        let usual: Vec<usize> = all.clone().filter(|&n| !is_patronymic(&tokens[n]) && !tokens[n].initial).collect();
        if usual.len() >= 2 && usual.len() < tokens.len() {
            found(set(usual.iter().copied().map(key)), Form::Usual);
        }
        let last = tokens.len() - 1;
        let (given, family) = match self.surname {
            Some(surnames) => (surnames, 0..surnames),
            None => (0, last..tokens.len()),
        };
        let first_given = set(family.clone().chain([given]).map(key));
        if family.len() + 1 < tokens.len() && family.len() + 1 != usual.len() {
            let form = if self.surname.is_some() { Form::Usual } else { Form::Short };
            found(first_given, form);
        }
        if family.len() > 1 {
            found(set([family.start, given].into_iter().map(key)), Form::Short);
        }
        let initial = initial_key(tokens[given].phones.initial());
        found(set(family.clone().map(key).chain([initial])), Form::Initial);
    }

    /// Of a hyphenated name, such as `Jong-un`, the key with both halves as one.
    fn joined(&self, found: &mut impl FnMut(u64, Form)) {
        let (Some(at), Some(joined)) = (self.hyphen(), self.hyphenated()) else { return };
        found(set(self.beside(at).chain([joined])), Form::Usual);
    }

    /// The key of the words beside a hyphen as one.
    pub(super) fn hyphenated(&self) -> Option<u64> {
        let at = self.hyphen()?;
        Some(self.tokens[at - 1].phones.joined(&self.tokens[at].phones).key())
    }

    /// The word that a hyphen joins to the one before it.
    fn hyphen(&self) -> Option<usize> {
        self.tokens.iter().position(|token| token.gap == Gap::Hyphen).filter(|&at| at > 0)
    }

    /// The keys of the words that stand beside a hyphenated pair.
    fn beside(&self, at: usize) -> impl Iterator<Item = u64> {
        let tokens = self.tokens.iter().enumerate();
        tokens.filter(move |(n, _)| *n != at && n + 1 != at).map(|(_, token)| token.phones.key())
    }

    /// The name with two neighbours as one word.
    pub(super) fn merged(&self, at: usize) -> Vec<Token> {
        let mut tokens = self.tokens.clone();
        let second = tokens.remove(at + 1);
        tokens[at].phones = tokens[at].phones.joined(&second.phones);
        tokens
    }

    /// The pairs of words that may stand side by side in a text.
    pub(super) fn pairs(&self, personal: bool, mut found: impl FnMut(u64)) {
        let tokens = &self.tokens;
        if let (Some(at), Some(joined), true) = (self.hyphen(), self.hyphenated(), personal) {
            self.beside(at).for_each(|key| found(pair(key, joined)));
        }
        for (n, a) in tokens.iter().enumerate() {
            let reach = if personal { tokens.len() } else { (n + 2).min(tokens.len()) };
            for b in &tokens[n + 1..reach] {
                found(pair(a.phones.key(), b.phones.key()));
            }
        }
    }
}

/// The key of a set of words, whatever their order.
pub(super) fn set(keys: impl Iterator<Item = u64>) -> u64 {
    let (sum, count) = keys.fold((0_u64, 0_u64), |(sum, count), key| (sum.wrapping_add(key), count + 1));
    close(sum, count)
}

/// The key of a set whose sum is known.
pub(super) fn close(sum: u64, count: u64) -> u64 {
    mix(sum ^ count.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The key of two words side by side.
pub(super) fn pair(a: u64, b: u64) -> u64 {
    close(a.wrapping_add(b), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &str, personal: bool) -> u64 {
        let mut first = None;
        parts(text, personal).keys(personal, |key, _| first = first.or(Some(key)));
        first.unwrap()
    }

    #[test]
    fn order_particles_titles_and_legal_forms_do_not_matter() {
        assert_eq!(full("AL-RASHIDI, Dr. Karim", true), full("Karim Rashidi", true));
        assert_eq!(full("ABD AL-RAHMAN, Karim", true), full("Karim Abdulrahman", true));
        for name in
            ["Nordwerk GmbH", "OOO Nordwerk", "ООО «Нордверк»", "Nordwerk Joint Stock Company", "Nordwerk Co., Ltd."]
        {
            assert_eq!(full(name, false), full("NORDWERK", false), "{name}");
        }
        assert_ne!(full("Company", false), full("Limited", false), "a name of nothing else stays");
    }

    #[test]
    fn the_forms_that_news_uses_are_keys() {
        let parts = parts("ORLENKO, Gleb Maratovich", true);
        let mut forms = Vec::new();
        parts.keys(true, |key, form| forms.push((key, form)));
        let usual = set(["Gleb", "Orlenko"].iter().map(|word| Phones::of(word).key()));
        assert!(forms.contains(&(usual, Form::Usual)));
        assert!(forms.iter().any(|(_, form)| *form == Form::Initial));
    }
}
