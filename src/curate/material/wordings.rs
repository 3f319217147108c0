//! Words by which changes are weighed, and by which wires correct and withdraw: data, that
//! operators extend.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

use super::token::{Is, Token, tokens};
use crate::curate::{
    hashed::Table,
    normalise::{date, language},
};

/// The wordings that are built in.
pub const BUILTIN: (&str, &str) = ("built-in wordings.toml", include_str!("../../../config/wordings.toml"));

/// Longest phrase, in words.
const LONGEST: usize = 12;

/// What a word or phrase is.
pub(super) struct Class;

impl Class {
    pub const DENIAL: u32 = 1;
    pub const COMMON: u32 = 1 << 1;
    pub const CHANGED: u32 = 1 << 2;
    pub const AGO: u32 = 1 << 3;
    pub const NOW: u32 = 1 << 4;
    pub const UNIT: u32 = 1 << 5;
    pub const COUNTED: u32 = 1 << 6;
    pub const BETWEEN: u32 = 1 << 7;
    pub const RELATED: u32 = 1 << 8;
    pub const WITHDRAWN_BEFORE: u32 = 1 << 9;
    pub const CORRECTED_BEFORE: u32 = 1 << 10;
    pub const WITHDRAWN: u32 = 1 << 11;
    pub const CORRECTED: u32 = 1 << 12;
    /// What stands before a title, and what a text says, where something is corrected or withdrawn.
    pub const BEFORE: u32 = Self::WITHDRAWN_BEFORE | Self::CORRECTED_BEFORE;
    pub const SAID: u32 = Self::WITHDRAWN | Self::CORRECTED;
    /// Of counters and lines of a change.
    pub const RUNS: u32 = Self::CHANGED | Self::AGO | Self::NOW | Self::UNIT | Self::COUNTED | Self::BETWEEN;
}

/// Phrases by their first word.
#[derive(Debug, Default)]
pub struct Wordings {
    /// Filters that answer for most words: whether a phrase begins with one, and whether it means a figure.
    maybe: Filter,
    maybe_figure: Filter,
    by_first: Table<u64, Vec<Phrase>>,
    /// What a word means as a figure.
    figures: Table<u64, Box<str>>,
}

/// A bit for each of some hashes; others may share it.
#[derive(Debug)]
struct Filter(Box<[u64; FILTER]>);

/// Words of a filter: a bit for each value of 16 bits.
const FILTER: usize = 1 << 10;

impl Default for Filter {
    fn default() -> Self {
        Self(Box::new([0; FILTER]))
    }
}

impl Filter {
    fn set(&mut self, hash: u64) {
        let bit = (hash >> 48) as usize;
        self.0[(bit >> 6) % FILTER] |= 1 << (bit & 63);
    }

    fn has(&self, hash: u64) -> bool {
        let bit = (hash >> 48) as usize;
        self.0[(bit >> 6) % FILTER] >> (bit & 63) & 1 == 1
    }
}

#[derive(Debug)]
struct Phrase {
    rest: Box<[u64]>,
    class: u32,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct File {
    weighed: Weighed,
    noise: Noise,
    wire: Wire,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Weighed {
    denials: Vec<String>,
    common: Vec<String>,
    figures: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Noise {
    changed: Vec<String>,
    ago: Vec<String>,
    now: Vec<String>,
    units: Vec<String>,
    counted: Vec<String>,
    between: Vec<String>,
    related: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Wire {
    withdrawn_before: Vec<String>,
    corrected_before: Vec<String>,
    withdrawn_text: Vec<String>,
    corrected_text: Vec<String>,
}

static SHIPPED: LazyLock<Arc<Wordings>> = LazyLock::new(|| Arc::new(Wordings::compile(&[BUILTIN]).unwrap_or_default()));

impl Wordings {
    /// Those that are built in.
    pub fn builtin() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// Reads files, given by name and text. The error names the file and what is wrong.
    pub fn compile(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, String> {
        let mut all = Self::default();
        for word in language::common_words() {
            all.enter(word, Class::COMMON);
        }
        for word in date::words() {
            all.enter(word, Class::BETWEEN);
        }
        for (name, text) in files {
            let wrong = |what: String| format!("{}: {what}", name.as_ref());
            let file: File = toml::from_str(text.as_ref()).map_err(|error| wrong(error.to_string()))?;
            let File { weighed, noise, wire } = file;
            let lists = [
                (weighed.denials, Class::DENIAL),
                (weighed.common, Class::COMMON),
                (noise.changed, Class::CHANGED),
                (noise.ago, Class::AGO),
                (noise.now, Class::NOW),
                (noise.units, Class::UNIT),
                (noise.counted, Class::COUNTED),
                (noise.between, Class::BETWEEN),
                (noise.related, Class::RELATED),
                (wire.withdrawn_before, Class::WITHDRAWN_BEFORE),
                (wire.corrected_before, Class::CORRECTED_BEFORE),
                (wire.withdrawn_text, Class::WITHDRAWN),
                (wire.corrected_text, Class::CORRECTED),
            ];
            for (phrase, class) in
                lists.iter().flat_map(|(list, class)| list.iter().map(move |phrase| (phrase, *class)))
            {
                if !all.enter(phrase, class) {
                    return Err(wrong(format!("expected 1 to {LONGEST} words on one line, got {phrase:?}")));
                }
            }
            for (figure, words) in &weighed.figures {
                for word in words.split_whitespace() {
                    for [one, ..] in phrase(word).as_deref().into_iter().filter_map(|all| all.first_chunk::<1>()) {
                        all.maybe_figure.set(*one);
                        all.figures.insert(*one, figure.as_str().into());
                    }
                }
            }
        }
        Ok(all)
    }

    fn enter(&mut self, text: &str, class: u32) -> bool {
        let Some(words) = phrase(text) else { return false };
        let Some((first, rest)) = words.split_first() else { return false };
        self.maybe.set(*first);
        let phrases = self.by_first.entry(*first).or_default();
        match phrases.iter_mut().find(|known| *known.rest == *rest) {
            Some(known) => known.class |= class,
            None => phrases.push(Phrase { rest: rest.into(), class }),
        }
        // The longest is found first.
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        true
    }

    /// Calls `each` with the length and the class of every phrase that begins with the first token.
    pub(super) fn at(&self, tokens: &[Token], mut each: impl FnMut(usize, u32)) {
        let Some((first, rest)) = tokens.split_first() else { return };
        if !self.maybe.has(first.hash) {
            return;
        }
        for phrase in self.by_first.get(&first.hash).into_iter().flatten() {
            let fits = rest.len() >= phrase.rest.len()
                && phrase.rest.iter().zip(rest).all(|(word, token)| *word == token.hash);
            if fits {
                each(phrase.rest.len() + 1, phrase.class);
            }
        }
    }

    /// The figure that a word means.
    pub(super) fn figure(&self, token: &Token) -> Option<&str> {
        if !self.maybe_figure.has(token.hash) || token.is.has(Is::FIGURE) {
            return None;
        }
        self.figures.get(&token.hash).map(AsRef::as_ref)
    }
}

/// The words of a phrase.
fn phrase(text: &str) -> Option<Vec<u64>> {
    let (mut words, mut folded) = (Vec::new(), String::new());
    tokens(text, &mut words, &mut folded);
    let fits = (1..=LONGEST).contains(&words.len()) && !text.contains('\n');
    fits.then(|| words.iter().map(|word| word.hash).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(words: &Wordings, text: &str) -> u32 {
        let (mut all, mut folded, mut found) = (Vec::new(), String::new(), 0);
        tokens(text, &mut all, &mut folded);
        words.at(&all, |length, class| found |= if length == all.len() { class } else { 0 });
        found
    }

    #[test]
    fn phrases_are_known_in_any_case() {
        let words = Wordings::compile(&[BUILTIN]).unwrap();
        for (text, is) in [
            ("Didn’t", Class::DENIAL),
            ("LAST UPDATED", Class::CHANGED),
            ("il y a", Class::AGO),
            ("只", 0),
            ("关联", 0),
            ("分钟", Class::UNIT),
            ("КИЛЛ", 0),
        ] {
            let found = class(&words, text);
            assert!(found & is == is && (is != 0 || found == 0), "{text} {found:b}");
        }
    }

    #[test]
    fn files_of_operators_add_and_their_faults_are_named() {
        let own = ("own.toml", "[wire]\nwithdrawn_before = [\"SPIKE\"]");
        let all = Wordings::compile(&[BUILTIN, own]).unwrap();
        assert!(
            class(&all, "SPIKE") & Class::WITHDRAWN_BEFORE != 0 && class(&all, "KILL") & Class::WITHDRAWN_BEFORE != 0
        );
        for text in ["[wire]\nkill = []", "[noise]\nago = [\"\"]", "noise = 1"] {
            assert!(Wordings::compile(&[("own.toml", text)]).unwrap_err().starts_with("own.toml: "), "{text}");
        }
    }
}
