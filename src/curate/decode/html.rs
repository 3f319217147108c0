//! A web page where a feed was expected: the feeds that it advertises.

use url::Url;

use super::{Notes, attributes::Attributes, references, tokens::Token, tokens::Tokens};
use crate::{
    curate::unicode::up_to,
    model::{Cause, Failure, Grade},
};

/// Feeds named in a failure's message.
const NAMED: usize = 5;
/// Feeds listed of a page.
const MOST: usize = 100;
/// Bytes in which they are looked for.
const REACH: usize = 1_024 * 1_024;
/// Media types of feeds.
const TYPES: [&str; 6] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
];

/// A feed that a page offers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Offered {
    /// Its address; absolute where the page's own is known.
    pub href: String,
    /// Its title, as the page gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its media type, as the page gives it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Whether the page says that it is a feed; else its address looks like one.
    pub declared: bool,
}

/// The failure that a page is.
pub fn failure(text: &str, page: Option<&Url>) -> Failure {
    let feeds: Vec<_> = offered(text, page).into_iter().filter(|feed| feed.declared).take(NAMED).collect();
    let hint = if feeds.is_empty() {
        "it advertises no feed; look for the feed's address on the publisher's site".to_owned()
    } else {
        let named: Vec<_> = feeds.iter().map(|feed| feed.href.chars().take(200).collect::<String>()).collect();
        format!("it advertises: {}", named.join(" "))
    };
    Failure::new(Grade::Permanent, Cause::NotAFeed, format!("expected a feed, got a web page; {hint}"))
}

/// The feeds of a page: those of `<link rel="alternate">` first, then links that look like one.
pub fn offered(text: &str, page: Option<&Url>) -> Vec<Offered> {
    let text = up_to(text, REACH);
    let (mut notes, mut tokens) = (Notes::default(), Tokens::of(text));
    let mut base = page.cloned();
    let mut feeds: Vec<Offered> = Vec::new();
    while let Some(token) = tokens.next(&mut notes) {
        let Token::Start { name, attributes, .. } = token else { continue };
        let get = |key: &str| {
            let value = Attributes::of(attributes).find(|(name, _)| name.eq_ignore_ascii_case(key))?.1;
            let value = references::decode(value, "", 0, &mut Notes::default()).trim().to_owned();
            Some(value).filter(|value| !value.is_empty())
        };
        let Some(href) = get("href").map(|href| href.chars().filter(|c| !c.is_control()).collect::<String>()) else {
            continue;
        };
        if name.eq_ignore_ascii_case("base") {
            base = Url::parse(&href).ok().or_else(|| page?.join(&href).ok()).or(base);
            continue;
        }
        let declared = name.eq_ignore_ascii_case("link");
        let is_feed = if declared {
            is_alternate(get("rel").as_deref(), get("type").as_deref())
        } else {
            name.eq_ignore_ascii_case("a") && looks_like_feed(&href)
        };
        let href = base.as_ref().and_then(|base| base.join(&href).ok()).map_or(href, String::from);
        if is_feed && feeds.len() < MOST && !feeds.iter().any(|known| known.href == href) {
            feeds.push(Offered { href, title: get("title"), media_type: get("type"), declared });
        }
    }
    feeds.sort_by_key(|feed| !feed.declared);
    feeds
}

fn is_alternate(rel: Option<&str>, media_type: Option<&str>) -> bool {
    let alternate = rel.is_some_and(|rel| {
        rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate") || rel.eq_ignore_ascii_case("feed"))
    });
    alternate && media_type.is_some_and(|kind| TYPES.iter().any(|known| kind.to_ascii_lowercase().starts_with(known)))
}

/// Whether an address has the name of a feed in its last parts.
fn looks_like_feed(href: &str) -> bool {
    let path = href.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    if !(path.starts_with("http") || path.starts_with('/') || !path.contains(':')) {
        return false;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = last.split('.').next().unwrap_or_default();
    matches!(stem, "rss" | "feed" | "atom" | "feeds" | "rss2")
        || [".rss", ".atom", ".rdf"].iter().any(|end| last.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_feeds_come_first_and_are_absolute() {
        let page = "<html><head><base href='/news/'><link rel='alternate stylesheet' href='x.css' type='text/css'>\
            <a href='/rss'>r</a><a href='mailto:feed'>no</a><LINK REL=alternate TYPE=application/atom+xml HREF=a.xml?x=1&amp;y=2 TITLE='All'>";
        let feeds = offered(page, Url::parse("https://e.org/start").ok().as_ref());
        let shown: Vec<_> =
            feeds.iter().map(|feed| (feed.href.as_str(), feed.title.as_deref(), feed.declared)).collect();
        assert_eq!(
            shown,
            [("https://e.org/news/a.xml?x=1&y=2", Some("All"), true), ("https://e.org/rss", None, false)]
        );
    }
}
