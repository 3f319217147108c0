//! The names that an outlet calls itself by in its own notices.

use super::{engine::Input, fold::fold};

/// Words that say that the outlet speaks of itself.
const SELF: &[&str] = &["we", "our", "us", "this site", "this website", "наш", "наше", "мы", "wir", "nous"];
/// Letters that a name must have: shorter ones are found in other words.
const SHORTEST: usize = 3;

/// Folded names.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// From the publisher's domain and the title of the feed: `rferl.org`, "RFE/RL - News".
    pub(super) fn of(input: &Input<'_>) -> Self {
        let domain = input.publisher.and_then(|domain| domain.split('.').next());
        let title = input.feed_title.into_iter().flat_map(|title| title.split([':', '|', '–', '—']));
        let title = title.flat_map(|part| part.split(" - "));
        let names = domain.into_iter().chain(title).map(|name| letters(&fold(name)));
        Self(names.filter(|name| name.chars().count() >= SHORTEST).collect())
    }

    /// Whether the words name the outlet.
    pub(super) fn has(&self, words: &str) -> bool {
        let folded = fold(words);
        let plain = letters(&folded);
        SELF.contains(&folded.trim())
            || self.0.iter().any(|name| plain.contains(name.as_str()) || name.contains(&plain))
                && plain.chars().count() >= SHORTEST
    }
}

/// Letters and digits alone: `RFE/RL` is `rferl` in a domain.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_known_by_its_domain_and_by_its_feed() {
        let input = Input {
            publisher: Some("harbourdesk.example"),
            feed_title: Some("HD | Вестник гавани — новости"),
            ..Input::default()
        };
        let names = Names::of(&input);
        for name in ["The Harbour Desk", "«Вестник гавани»", "We"] {
            assert!(names.has(name), "{name}");
        }
        for name in ["The Tidewater Fund", "HD", "a", ""] {
            assert!(!names.has(name), "{name}");
        }
    }
}
