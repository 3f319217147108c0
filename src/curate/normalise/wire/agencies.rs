//! Which agencies there are, and which towns: data, that operators extend.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::curate::hashed::Table;

/// The agencies that are built in.
pub const BUILTIN: (&str, &str) = ("built-in agencies.toml", include_str!("../../../../config/agencies.toml"));

/// Longest name of an agency, in bytes.
const LONGEST: usize = 80;

/// Agencies by the names that texts credit them under.
#[derive(Debug, Default)]
pub struct Agencies {
    codes: Vec<String>,
    names: Table<String, Name>,
    /// Names in writing that parts no words, the longest first.
    unparted: Vec<(String, usize)>,
    places: HashSet<String>,
    states: HashSet<String>,
}

#[derive(Debug)]
struct Name {
    code: usize,
    /// As the file writes it: a name in small letters is one only if it stands so.
    small: bool,
    /// Whether the file writes it with one capital, and not as an abbreviation alone.
    titled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    agencies: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    places: BTreeMap<String, String>,
    #[serde(default)]
    states: BTreeMap<String, String>,
}

static SHIPPED: LazyLock<Arc<Agencies>> = LazyLock::new(|| Arc::new(Agencies::compile(&[BUILTIN]).unwrap_or_default()));

impl Agencies {
    /// Those that are built in.
    pub fn builtin() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// Reads files, given by name and text. A later file may give a name to another agency.
    /// The error names the file and what is wrong.
    pub fn compile(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, String> {
        let mut all = Self::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (name, text) in files {
            let wrong = |what: String| format!("{}: {what}", name.as_ref());
            let file: File = toml::from_str(text.as_ref()).map_err(|error| wrong(error.to_string()))?;
            for (code, names) in file.agencies {
                let at = *known.entry(code.clone()).or_insert_with(|| {
                    all.codes.push(code.clone());
                    all.codes.len() - 1
                });
                for agency in names {
                    let folded = fold(&agency);
                    if folded.is_empty() || agency.len() > LONGEST {
                        return Err(wrong(format!("{code}: expected a name of 1 to {LONGEST} bytes, got {agency:?}")));
                    }
                    if agency.chars().any(is_unparted) {
                        all.unparted.push((agency.clone(), at));
                    }
                    let small = !agency.chars().any(char::is_uppercase);
                    let titled = !small && agency.chars().any(char::is_lowercase);
                    let before = all.names.get(&folded).filter(|known| known.code == at);
                    let titled = titled || before.is_some_and(|known| known.titled);
                    all.names.insert(folded, Name { code: at, small, titled });
                }
            }
            for (names, of) in [(&file.places, &mut all.places), (&file.states, &mut all.states)] {
                let names = names.values().flat_map(|list| list.split(';'));
                of.extend(names.map(|name| bare(name.trim())).filter(|name| !name.is_empty()));
            }
        }
        all.unparted.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Ok(all)
    }

    /// The code of an agency by its name.
    pub fn code(&self, name: &str) -> Option<&str> {
        let name = name.trim();
        if name.is_empty() || name.len() > LONGEST {
            return None;
        }
        let known = self.names.get(&fold(name))?;
        // `beta` and `report` are words, `Beta` and `REPORT` may be names.
        let written = known.small || !name.chars().any(char::is_lowercase) || name.chars().any(char::is_uppercase);
        written.then(|| self.codes[known.code].as_str())
    }

    /// The agency that a text in writing without spaces begins with: its length in bytes, and its code.
    pub(super) fn at_start(&self, text: &str) -> Option<(usize, &str)> {
        self.unparted
            .iter()
            .find(|(name, _)| text.starts_with(name.as_str()))
            .map(|(name, at)| (name.len(), &*self.codes[*at]))
    }

    /// The agency that such a text ends with.
    pub(super) fn at_end(&self, text: &str) -> Option<(usize, &str)> {
        self.unparted
            .iter()
            .find(|(name, _)| text.ends_with(name.as_str()))
            .map(|(name, at)| (name.len(), &*self.codes[*at]))
    }

    /// Whether wires are known to file from a town of this name.
    pub(super) fn is_place(&self, name: &str) -> bool {
        name.len() <= LONGEST && self.places.contains(&bare(name))
    }

    /// Whether it is a state, a province or a country, which stands behind the name of a town.
    pub(super) fn is_state(&self, name: &str) -> bool {
        name.len() <= LONGEST && self.states.contains(&bare(name))
    }

    /// How much a name that is known proves by itself: 2 if it is hardly anything else, 1 if it is the
    /// abbreviation of much, 0 if it is written as agencies of that name are not.
    pub(super) fn weight(&self, name: &str) -> i32 {
        let letters = name.chars().filter(|c| c.is_alphabetic());
        if letters.clone().all(is_unparted) && letters.clone().count() < 3 {
            return 1;
        }
        if letters.clone().count() > 4 || letters.clone().all(|c| !c.is_uppercase()) {
            return 2;
        }
        let titled = || self.names.get(&fold(name)).is_some_and(|known| known.titled);
        i32::from(letters.clone().all(|c| !c.is_lowercase()) || titled())
    }
}

/// Letters of writings that put no spaces between words.
pub(super) fn is_unparted(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A name without case, quotes and dots, with one kind of dash.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '.' | '"' | '\'' | '«' | '»' | '\u{2018}'..='\u{201f}' | '©' => {}
            '\u{2010}'..='\u{2015}' => folded.push('-'),
            'ё' => folded.push('е'),
            c if c.is_whitespace() => folded.push(' '),
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The same, and without the marks that other languages put on letters: `Berlín` is `Berlin`.
fn bare(name: &str) -> String {
    let folded = fold(name);
    if folded.is_ascii() {
        return folded;
    }
    folded.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_but_small_letters_are_words() {
        let all = Agencies::builtin();
        for (name, code) in [
            ("REUTERS", Some("reuters")),
            ("dpa", Some("dpa")),
            ("РИА «Новости»", Some("ria-novosti")),
            ("kazinform", None),
            ("report", None),
            ("nobody", None),
            ("", None),
        ] {
            assert_eq!(all.code(name), code, "{name}");
        }
        assert_eq!(all.at_start("新华社北京"), Some((9, "xinhua")));
        assert!(all.is_place("KYIV") && all.is_place("Berlín") && !all.is_place("Update"));
        let weights = ["Reuters", "dpa", "AP", "Lusa", "Ani"].map(|name| all.weight(name));
        assert_eq!(weights, [2, 2, 1, 1, 0]);
    }

    #[test]
    fn files_of_operators_add_and_their_faults_are_named() {
        let own = ("own.toml", "[agencies]\nharbour = [\"Harbour News\"]\nafp = [\"Agence F.\"]");
        let all = Agencies::compile(&[BUILTIN, own]).unwrap();
        assert_eq!(
            (all.code("Harbour news"), all.code("AGENCE F"), all.code("AFP")),
            (Some("harbour"), Some("afp"), Some("afp"))
        );
        for text in ["[agencies]\na = [\"\"]", "agency = 1", "[agencies]\na = \"b\""] {
            assert!(Agencies::compile(&[("own.toml", text)]).unwrap_err().starts_with("own.toml: "), "{text}");
        }
    }

    #[test]
    fn the_built_in_file_can_be_read() {
        Agencies::compile(&[BUILTIN]).unwrap();
    }
}
