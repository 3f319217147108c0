//! A web page where a feed was expected: the message names the feeds that it advertises.

use crate::model::{Cause, Failure, Grade};

/// Feeds named in the message.
const MOST: usize = 5;
/// Bytes in which they are looked for; they stand in the page's head.
const REACH: usize = 256 * 1_024;

/// The failure that a page is.
pub fn failure(text: &str) -> Failure {
    let feeds = advertised(text);
    let hint = if feeds.is_empty() {
        "it advertises no feed; look for the feed's address on the publisher's site".to_owned()
    } else {
        format!("it advertises: {}", feeds.join(" "))
    };
    Failure::new(Grade::Permanent, Cause::NotAFeed, format!("expected a feed, got a web page; {hint}"))
}

/// Addresses of `<link rel="alternate">` with a feed's type.
pub fn advertised(text: &str) -> Vec<String> {
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lower = text[..end].to_ascii_lowercase();
    let mut feeds = Vec::new();
    for (at, _) in lower.match_indices("<link") {
        let length = lower[at..].find('>').unwrap_or(0);
        let (tag, tag_lower) = (&text[at..at + length], &lower[at..at + length]);
        let is_feed = ["application/rss+xml", "application/atom+xml", "application/feed+json"]
            .iter()
            .any(|kind| tag_lower.contains(kind));
        if let Some(href) = href(tag, tag_lower).filter(|_| is_feed && tag_lower.contains("alternate")) {
            feeds.push(href.chars().filter(|c| !c.is_control()).take(200).collect());
        }
        if feeds.len() == MOST {
            break;
        }
    }
    feeds
}

fn href<'t>(tag: &'t str, lower: &str) -> Option<&'t str> {
    let at = lower.find("href")? + 4;
    let value = tag[at..].trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}
