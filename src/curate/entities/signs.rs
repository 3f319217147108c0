//! The second look: names that many bear, or that are one word, need something else of the text
//! that speaks for them.

use std::fmt;

use super::{
    candidate::Candidate,
    common, countries,
    find::Text,
    listed::{Schema, Strength},
    name::Form,
    phones::Phones,
    romanise::Roman,
    words::{self, Kind, scan},
};
use crate::curate::unicode;

/// Something of the text that speaks for a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// A tag of the article speaks of sanctions or of a designation.
    Tag,
    /// The text speaks of a country of the entry.
    Country(String),
    /// A word of the entry's office stands nearby.
    Title(String),
    /// Another entry of the list stands in the text.
    Entity(String),
    /// The entry's other name stands in the text.
    OtherName,
    /// A legal form stands beside it.
    LegalForm,
    /// The text says nearby that it is a ship or an aircraft.
    Craft,
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag => f.write_str("tag"),
            Self::Country(code) => write!(f, "country:{code}"),
            Self::Title(word) => write!(f, "title:{word}"),
            Self::Entity(id) => write!(f, "entity:{id}"),
            Self::OtherName => f.write_str("other_name"),
            Self::LegalForm => f.write_str("legal_form"),
            Self::Craft => f.write_str("craft"),
        }
    }
}

/// Bits above which a name of several words says by itself who is meant.
const ENOUGH: f32 = 18.0;
/// Bits below which one sign is not enough.
const LITTLE: f32 = 13.0;
/// Bytes on either side of a name that are nearby.
const NEARBY: usize = 120;
/// Words by which a text says that a ship or aircraft is meant.
const CRAFT: &[&str] = &[
    "vessel",
    "ship",
    "tanker",
    "imo ",
    "freighter",
    "aircraft",
    "plane",
    "flight",
    "schiff",
    "navire",
    "buque",
    "petrolero",
    "судн",
    "танкер",
    "корабл",
    "самолет",
    "самолёт",
    "борт",
    "油轮",
    "船",
];
/// Letters of a word that a legal form alone can speak for.
const LONG_WORD: usize = 6;
/// Words of offices that say nothing.
const EMPTY_TITLES: &[&str] = &["former", "member", "deputy", "general", "officer", "since", "first", "commander"];

/// Says of each candidate what speaks for it, and refuses those for which too little does.
pub(super) fn judge(found: &mut [Candidate<'_>], text: &Text<'_>) {
    let lower = text.fields.iter().map(|(_, text)| text.to_lowercase()).collect::<Vec<_>>().join("\n");
    let sure: Vec<_> = found.iter().map(sure).collect();
    for n in 0..found.len() {
        if !sure[n] {
            let signs = signs(&found[n], found, &sure, text, &lower);
            found[n].refused = refusal(&found[n], &signs, text);
            found[n].signs = signs;
        }
        let candidate = &mut found[n];
        let said = (candidate.bits / 24.0).min(1.0);
        let signs = 0.1 * candidate.signs.len().min(2) as f32;
        candidate.score = (candidate.score * (0.7 + 0.3 * said + signs).min(1.0)).clamp(0.0, 1.0);
    }
}

/// Whether the name alone says who is meant.
fn sure(candidate: &Candidate<'_>) -> bool {
    let form = match candidate.schema() {
        Schema::Person => matches!(candidate.form, Form::Full | Form::Usual),
        Schema::Vessel | Schema::Airplane => return false,
        _ => candidate.form == Form::Full,
    };
    form && candidate.words >= 2 && candidate.bits >= ENOUGH && candidate.strength() >= Strength::Strong
}

fn signs(candidate: &Candidate<'_>, found: &[Candidate<'_>], sure: &[bool], text: &Text<'_>, lower: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    if text.tagged {
        signs.push(Sign::Tag);
    }
    let Some(entity) = candidate.entity() else { return signs };
    let book = candidate.book;
    let quote = quote(candidate, text).to_lowercase();
    // A name that is itself the word for its country proves nothing.
    let elsewhere = lower.replace(&quote, " ");
    if let Some(code) = book.lines(entity.countries).find(|code| countries::speaks_of(&elsewhere, code)) {
        signs.push(Sign::Country(code.to_owned()));
    }
    let near = nearby(candidate, text).to_lowercase();
    let title = book.lines(entity.title).flat_map(|title| title.split(|c: char| !c.is_alphanumeric())).find(|word| {
        let word = word.to_lowercase();
        word.chars().count() >= 5 && !EMPTY_TITLES.contains(&word.as_str()) && near.contains(&word)
    });
    if let Some(word) = title {
        signs.push(Sign::Title(word.to_lowercase()));
    }
    let others = || found.iter().zip(sure).filter(|(_, sure)| **sure).map(|(other, _)| other);
    if others().any(|other| other.id() == candidate.id() && std::ptr::eq(other.book, book)) {
        signs.push(Sign::OtherName);
    }
    let programmes: Vec<_> = candidate.programmes().collect();
    let ally =
        others().find(|other| other.id() != candidate.id() && other.programmes().any(|p| programmes.contains(&p)));
    if let Some(other) = ally {
        signs.push(Sign::Entity(other.id().to_owned()));
    }
    if !candidate.schema().is_personal() && beside_legal_form(candidate, text) {
        signs.push(Sign::LegalForm);
    }
    if matches!(candidate.schema(), Schema::Vessel | Schema::Airplane) && CRAFT.iter().any(|word| starts(&near, word)) {
        signs.push(Sign::Craft);
    }
    signs
}

/// Why the signs are not enough, where they are not.
fn refusal(candidate: &Candidate<'_>, signs: &[Sign], text: &Text<'_>) -> Option<&'static str> {
    let craft = matches!(candidate.schema(), Schema::Vessel | Schema::Airplane);
    if craft && !signs.contains(&Sign::Craft) {
        return Some("nothing nearby says that a ship or aircraft is meant");
    }
    if candidate.words == 1 {
        return one_word(candidate, signs, text);
    }
    let need = match () {
        () if candidate.form == Form::Initial || candidate.form == Form::Short => 2,
        () if candidate.strength() == Strength::Weak => 2,
        () if candidate.bits < LITTLE && !candidate.schema().is_personal() => 2,
        () => 1,
    };
    (signs.len() < need).then_some("many bear the name, and too little else of the text speaks for it")
}

/// A single word needs more: that it is a name here at all.
fn one_word(candidate: &Candidate<'_>, signs: &[Sign], text: &Text<'_>) -> Option<&'static str> {
    if candidate.schema().is_personal() {
        let known = signs.contains(&Sign::OtherName);
        return (!known).then_some("one word of a person's name, and the person's whole name is not in the text");
    }
    if candidate.strength() == Strength::Weak && !signs.contains(&Sign::OtherName) {
        return Some("a weak alias of one word");
    }
    let quote = quote(candidate, text);
    if candidate.score < 0.97 || (quote.is_ascii() && !spelt_alike(quote, candidate.matched())) {
        return Some("one word that only sounds alike");
    }
    let craft = matches!(candidate.schema(), Schema::Vessel | Schema::Airplane);
    if craft && signs.len() < 2 {
        return Some("one word that may be a ship's name, and nothing else of the text speaks for it");
    }
    let letters = quote.chars().filter(|c| c.is_alphanumeric()).count();
    let dense = quote.chars().any(|c| c >= '\u{2e80}');
    if letters < 4 && !dense {
        return Some("one word of fewer than four letters");
    }
    let everywhere = common::is_everywhere(Phones::of(quote).key());
    if everywhere && !signs.contains(&Sign::OtherName) {
        return Some("a word that many names share");
    }
    let in_lower = text.fields.iter().any(|(_, field)| {
        scan(field).iter().any(|w| w.kind == Kind::Lower && field[w.start..w.end].eq_ignore_ascii_case(quote))
    });
    if in_lower {
        return Some("an ordinary word in this text");
    }
    if signs == [Sign::LegalForm] && !form_is_enough(candidate, letters) {
        return Some("one word, and nothing but a legal form speaks for it");
    }
    signs.is_empty().then_some("one word, and nothing else of the text speaks for it")
}

/// Whether a name has the word in the same letters.
fn spelt_alike(word: &str, name: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let word = plain(word);
    !name.is_ascii() || name.split([' ', ',', '(', ')']).any(|part| plain(part) == word)
}

/// Whether a word of the text, in lower case, starts so.
fn starts(lower: &str, word: &str) -> bool {
    let before = |at: usize| lower[..at].chars().next_back();
    lower.match_indices(word).any(|(at, _)| before(at).is_none_or(|c| !c.is_alphabetic()))
}

fn quote<'t>(candidate: &Candidate<'_>, text: &Text<'t>) -> &'t str {
    text.fields
        .get(candidate.field)
        .and_then(|(_, field)| field.get(candidate.start..candidate.end))
        .unwrap_or_default()
}

/// The text around a name, so many bytes to either side.
fn around<'t>(candidate: &Candidate<'_>, text: &Text<'t>, reach: usize) -> (&'t str, &'t str) {
    let field = text.fields.get(candidate.field).map_or("", |(_, field)| *field);
    let before = field.get(..candidate.start).unwrap_or_default();
    let after = field.get(candidate.end..).unwrap_or_default();
    (words::after_byte(before, before.len().saturating_sub(reach)), unicode::up_to(after, reach))
}

/// The text around a name, the name left out.
fn nearby(candidate: &Candidate<'_>, text: &Text<'_>) -> String {
    let (before, after) = around(candidate, text, NEARBY);
    format!("{before} {after}")
}

/// Whether a legal form beside the word says enough: where the listed name is a company's by its own
/// form, and the word long enough not to be what dozens of firms are called (`Base`).
fn form_is_enough(candidate: &Candidate<'_>, letters: usize) -> bool {
    let matched = candidate.matched();
    let bears = scan(matched).iter().any(|w| common::is_legal_form(Roman::of(&matched[w.start..w.end]).as_bytes()));
    bears && letters >= LONG_WORD
}

fn beside_legal_form(candidate: &Candidate<'_>, text: &Text<'_>) -> bool {
    let (before, after) = around(candidate, text, 24);
    let is_form = |piece: &str, word: Option<&words::Word>| {
        word.is_some_and(|w| {
            let roman = Roman::of(&piece[w.start..w.end]);
            w.kind != Kind::Lower && roman.as_bytes().len() >= 2 && common::is_legal_form(roman.as_bytes())
        })
    };
    is_form(before, scan(before).last()) || is_form(after, scan(after).first())
}
