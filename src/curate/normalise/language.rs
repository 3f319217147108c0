//! The language that somebody states, in the form of BCP 47.

use crate::model::{Language, LanguageSource};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_take_the_form_of_the_standard() {
        for (stated, tag) in [
            ("en", Some("en")),
            ("EN_us", Some("en-US")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            (" ru ", Some("ru")),
            ("und", None),
            ("english", None),
            ("", None),
            ("en-", None),
        ] {
            assert_eq!(declared(stated).map(|language| language.tag).as_deref(), tag, "{stated:?}");
        }
    }
}
