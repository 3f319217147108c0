//! The language of a text: what somebody states, unless the writing speaks against it; else what
//! letters, words and trigrams say; else none.

mod detect;
mod endings;
mod letters;
mod script;
#[cfg(test)]
mod tests;
mod words;

use self::{
    detect::{Writing, detect, sample, writing},
    script::Script,
};
use crate::model::{Language, LanguageSource};

/// The commonest words of the languages that are told by them.
pub fn common_words() -> impl Iterator<Item = &'static str> {
    words::all()
}

/// The language of a text. `stated`: by the entry, the feed and the operator, the nearest first.
pub fn of(text: &str, stated: &[&str]) -> Option<Language> {
    let sample = sample(text);
    let seen = writing(sample);
    let clear = seen.filter(|seen| seen.is_clear());
    let mut said = stated.iter().filter_map(|tag| declared(tag));
    if let Some(language) = said.find(|language| clear.is_none_or(|seen| fits(&language.tag, seen.script))) {
        return Some(Language { tag: with_script(language.tag, seen, sample), ..language });
    }
    let (tag, confidence) = detect(sample, seen?)?;
    let tag = if tag == "sr" { "sr-Cyrl" } else { tag };
    Some(Language { tag: tag.to_owned(), source: LanguageSource::Detected, confidence })
}

/// Whether a declared language can be written so.
fn fits(tag: &str, script: Script) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 4) {
        Some("Latn") => script == Script::Latn,
        Some("Cyrl") => script == Script::Cyrl,
        Some("Arab") => script == Script::Arab,
        _ => script.writes(primary),
    }
}

/// The tag with the script, where the language is written in more than one and the tag names none.
fn with_script(tag: String, seen: Option<Writing>, text: &str) -> String {
    let seen = seen.filter(|seen| seen.letters * 3 >= seen.all * 2);
    let script = match (tag.as_str(), seen.map(|seen| seen.script)) {
        ("sr" | "uz" | "az", Some(Script::Cyrl)) => "-Cyrl",
        ("sr" | "uz", Some(Script::Latn)) => "-Latn",
        ("az", Some(Script::Arab)) => "-Arab",
        ("zh", Some(Script::Hani)) => {
            detect(text, Writing { script: Script::Hani, letters: 99, all: 99 }).map_or("", |(tag, _)| &tag[2..])
        }
        _ => "",
    };
    tag + script
}

/// A declared language; `None` where the tag is none, as `und` and `english` are not.
pub fn declared(tag: &str) -> Option<Language> {
    let tag = tag.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary =
        parts.next().filter(|part| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let mut normal = primary.to_ascii_lowercase();
    if normal == "und" {
        return None;
    }
    for part in parts {
        if !matches!(part.len(), 1..=8) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        normal.push('-');
        // RFC 5646, section 2.1.1: regions in capitals, scripts with one.
        match part.len() {
            2 => normal.push_str(&part.to_ascii_uppercase()),
            4 => {
                normal.push_str(&part[..1].to_ascii_uppercase());
                normal.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => normal.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(Language { tag: normal, source: LanguageSource::Declared, confidence: 1.0 })
}
