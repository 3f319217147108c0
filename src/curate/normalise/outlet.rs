//! The name of the outlet at the end of a title, `... - Harbour News`, where the feed itself proves
//! that it is one.

use crate::model::{Article, Cut, CutKind, Entry};

/// Longest name, in bytes.
const LONGEST: usize = 60;
/// What parts a title from the outlet, with the spaces around it.
const PARTS: &[&str] = &[" - ", " – ", " — ", " | ", " · ", " :: ", " » "];

/// Cuts the outlet's name off the article's title. `names`: of the feed and its publisher.
pub(super) fn cut<'n>(entry: &'n Entry, names: impl IntoIterator<Item = &'n str>, article: &mut Article) {
    let Some(title) = &article.title else { return };
    // Most titles have none of these marks.
    if !title.bytes().any(|byte| matches!(byte, b'-' | b'|' | b':' | 0xC2 | 0xE2)) {
        return;
    }
    let Some((at, length)) = PARTS.iter().filter_map(|part| Some((title.rfind(part)?, part.len()))).max() else {
        return;
    };
    let name = title[at + length..].trim();
    if name.len() > LONGEST || name.is_empty() || title[..at].trim().is_empty() {
        return;
    }
    let said = ["source", "dc:source", "dc:publisher", "news:publication"]
        .iter()
        .filter_map(|key| entry.extensions.get(*key))
        .map(String::as_str);
    if !said.chain(names).any(|known| is_same(known, name)) {
        return;
    }
    let outlet = title[at..].to_owned();
    let kept = title[..at].trim_end().to_owned();
    article.title = Some(kept);
    article.extraction.cut.push(Cut { kind: CutKind::Outlet, text: outlet });
}

/// Whether two names are one: without case, the article before them, and an ending of the web.
fn is_same(known: &str, name: &str) -> bool {
    let fold = |text: &str| {
        let lower = text.trim().to_lowercase();
        let bare = lower.strip_prefix("the ").unwrap_or(&lower);
        bare.trim_end_matches(".com").trim_end_matches('.').to_owned()
    };
    !name.is_empty() && fold(known) == fold(name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article_of, html};
    use super::*;

    #[test]
    fn an_outlet_is_cut_where_the_feed_proves_it_and_kept_where_it_can_be_seen() {
        let entry = |title: &str, source: Option<&str>| Entry {
            title: html(title),
            extensions: source.map(|source| ("source".to_owned(), source.to_owned())).into_iter().collect(),
            ..Entry::default()
        };
        let article = article_of(&entry("Ferries leave - The Harbour Post", Some("Harbour Post")));
        assert_eq!(article.title.as_deref(), Some("Ferries leave"));
        assert_eq!(article.extraction.cut, [Cut { kind: CutKind::Outlet, text: " - The Harbour Post".into() }]);
        // The feed's own title is `t`.
        assert_eq!(article_of(&entry("Ferries leave | T", None)).title.as_deref(), Some("Ferries leave"));
        for (title, source) in [
            ("Ferries leave - Harbour Post", None),
            ("Ferries - and more", Some("Harbour")),
            (" - Harbour", Some("Harbour")),
        ] {
            assert!(article_of(&entry(title, source)).extraction.cut.is_empty(), "{title}");
        }
    }
}
