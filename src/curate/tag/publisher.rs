//! The names that an outlet is called by in its own notices.
//!
//! They come from the publisher's domain, from what the feed and its titles say, and from the
//! config. Names are compared word by word, so that `Sun` is not found in `Sunrise`, and without
//! what parts their words: `RFE/RL` is `rferl` in a domain.

use super::{engine::Input, fold::fold};

/// Words that say that the outlet speaks of itself.
const SELF: &[&str] = &[
    "we",
    "our",
    "us",
    "our site",
    "our website",
    "our outlet",
    "this site",
    "this website",
    "this outlet",
    "наш",
    "наше",
    "мы",
    "наш сайт",
    "наше издание",
    "данный сайт",
    "wir",
    "nous",
    "notre site",
    "nosotros",
    "nuestro medio",
];
/// Words of many outlets' names, which alone name none of them.
const COMMON: &[&str] = &[
    "news",
    "media",
    "press",
    "times",
    "post",
    "world",
    "daily",
    "radio",
    "online",
    "новости",
    "агентство",
    "газета",
    "новини",
    "nachrichten",
    "noticias",
    "actualites",
];
/// Letters that a name must have to be looked for among other words.
const SHORTEST: usize = 3;
/// Words of a subject, or of a name, that are compared.
const MOST_WORDS: usize = 12;
/// Words that a name needs for its first letters to be one, too.
const OF_INITIALS: usize = 3;

/// Folded names, by their words.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<Vec<String>>);

impl Names {
    /// From the publisher's domain, `rferl.org`, and its names: "RFE/RL - News".
    pub(super) fn of(input: &Input<'_>) -> Self {
        let domain = input.publisher.and_then(|domain| domain.split('.').next());
        let parts = input.names.iter().flat_map(|name| name.split([':', '|', '–', '—', '·', '»']));
        let parts = parts.flat_map(|part| part.split(" - "));
        let mut names: Vec<Vec<String>> = domain.into_iter().chain(parts).map(words).collect();
        let initials = |name: &Vec<String>| name.iter().filter_map(|word| word.chars().next()).collect::<String>();
        let short: Vec<_> =
            names.iter().filter(|name| name.len() >= OF_INITIALS).map(|name| vec![initials(name)]).collect();
        names.extend(short);
        names.retain(|name| !is_common(name));
        Self(names)
    }

    /// Whether the words name the outlet.
    pub(super) fn has(&self, subject: &str) -> bool {
        let folded = fold(subject);
        if SELF.contains(&folded.trim()) {
            return true;
        }
        let mut subject = words(&folded);
        if subject.len() > 1 && subject.first().is_some_and(|word| word == "the") {
            subject.remove(0);
        }
        self.0.iter().any(|name| holds(&subject, name) || is_part(&subject, name))
    }
}

/// The words of a name, folded.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_owned).collect()
}

/// Whether some words of the subject that stand together are the name. One of one or two letters
/// must be all of the subject.
fn holds(subject: &[String], name: &[String]) -> bool {
    let whole = name.concat();
    let short = whole.chars().count() < SHORTEST;
    (0..subject.len()).any(|from| {
        (from + 1..=subject.len()).any(|to| {
            let run = subject.get(from..to).unwrap_or_default();
            (!short || run.len() == subject.len()) && (run.concat() == whole || are_inflected(run, name))
        })
    })
}

/// Whether the subject is some words of the name that stand together, and says more than `news`.
fn is_part(subject: &[String], name: &[String]) -> bool {
    let letters: usize = subject.iter().map(|word| word.chars().count()).sum();
    letters >= SHORTEST && !is_common(subject) && name.windows(subject.len()).any(|run| are_inflected(subject, run))
}

/// Whether there are no words but those of many outlets.
fn is_common(words: &[String]) -> bool {
    words.iter().all(|word| COMMON.contains(&word.as_str()))
}

/// Whether words are the same, each in a case of its own.
fn are_inflected(some: &[String], others: &[String]) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(a, b)| is_inflected(a, b))
}

/// Slavic names bear endings of up to two letters more than their stem.
fn is_inflected(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let is_cyrillic = |word: &str| word.chars().all(|c| matches!(c, 'а'..='я' | 'і' | 'ї' | 'є' | 'ґ' | 'ў'));
    if !is_cyrillic(a) || !is_cyrillic(b) {
        return false;
    }
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().count() - common;
    common >= 4 && rest(a) <= 2 && rest(b) <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'a>(publisher: &'a str, names: &'a [&'a str]) -> Names {
        Names::of(&Input { publisher: Some(publisher), names, ..Input::default() })
    }

    #[test]
    fn an_outlet_is_known_by_its_domain_by_its_feed_and_by_its_aliases() {
        let names = names("harbourdesk.example", &["HD | Вестник гавани — новости", "Harbour Free Radio/Tide", "Q7"]);
        for name in
            ["The Harbour Desk", "«Вестник гавани»", "Вестника гавани", "We", "HFR/T", "HD", "Q7", "Harbour Free Radio"]
        {
            assert!(names.has(name), "{name}");
        }
        for name in ["The Tidewater Fund", "HD Fund", "Q7 Radio", "новости", "radio", "a", "", "Harbourdesks"] {
            assert!(!names.has(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_not_found_within_a_word() {
        let names = names("sun.example", &["Sun"]);
        assert!(names.has("the Sun newspaper") && !names.has("Sunrise Fund") && !names.has("Tsunami"));
    }
}
