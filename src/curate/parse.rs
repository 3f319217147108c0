//! Text becomes entries: feed-rs behind a panic guard.
//!
//! feed-rs gives dates as instants and invents ids where there are none. Its hooks give us
//! what the feed said: the raw date strings, and no id.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use feed_rs::{
    model::{self as theirs, FeedType, LinkTarget},
    parser::Builder,
};

use super::about;
use crate::model::{Cause, Entry, Failure, Grade, Link, MediaRef, ParsedFeed, Text, TextKind};

/// Deepest nesting of a JSON Feed.
const DEEPEST_JSON: usize = 64;

/// Parses clean text. A panic of the parser is a failure like any other.
pub fn parse(text: &str) -> Result<ParsedFeed, Failure> {
    if text.starts_with('{') && json_depth(text) > DEEPEST_JSON {
        return Err(malformed(&format!("objects nested deeper than {DEEPEST_JSON}")));
    }
    let dates = Dates::default();
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let raw = dates.clone();
        let parser = Builder::new()
            .sanitize_content(false)
            .id_generator(|_, _, _| String::new())
            .timestamp_parser(move |text| raw.keep(text))
            .build();
        parser.parse(text.as_bytes())
    }));
    let feed = match parsed {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return Err(malformed(&error.to_string())),
        Err(_) => {
            let message = "the feed parser panicked on this document; report it with the dead letter's bytes";
            return Err(Failure::new(Grade::Permanent, Cause::ParserPanic, message));
        }
    };
    if feed.entries.is_empty() && ["<item>", "<item ", "<entry>", "<entry "].iter().any(|tag| text.contains(tag)) {
        return Err(malformed("entries that could not be read"));
    }
    Ok(convert(feed, text, &dates))
}

fn malformed(what: &str) -> Failure {
    let message = format!("expected a feed that can be read, got {what}; its bytes are kept as a dead letter");
    Failure::new(Grade::Permanent, Cause::Malformed, message)
}

/// Nesting of a JSON text, without recursion.
fn json_depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'{' | b'[' if !string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Raw date strings. The parser is given an instant that is the string's number, and gives
/// it back where the date belongs.
#[derive(Clone, Default)]
struct Dates(Arc<Mutex<Vec<String>>>);

impl Dates {
    fn keep(&self, text: &str) -> Option<DateTime<Utc>> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = i64::try_from(all.len()).ok()?;
        all.push(text.chars().take(200).collect());
        DateTime::from_timestamp(number, 0)
    }

    fn raw(&self, date: Option<DateTime<Utc>>) -> Option<String> {
        let number = usize::try_from(date?.timestamp()).ok()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }
}

fn convert(feed: theirs::Feed, text: &str, dates: &Dates) -> ParsedFeed {
    let format = match feed.feed_type {
        FeedType::Atom => "atom",
        FeedType::JSON => "json",
        FeedType::RSS0 => "rss0",
        FeedType::RSS1 => "rss1",
        FeedType::RSS2 => "rss2",
    };
    let mut entries: Vec<_> = feed.entries.into_iter().map(|entry| convert_entry(entry, dates)).collect();
    if format == "rss1" {
        about::add(text, &mut entries);
    }
    ParsedFeed {
        format,
        title: feed.title.map(|title| title.content).map(|title| title.trim().to_owned()).filter(|t| !t.is_empty()),
        language: feed.language,
        link: feed.links.into_iter().find(is_page).map(|link| link.href),
        ttl: feed.ttl,
        entries,
        repairs: Vec::new(),
    }
}

fn is_page(link: &theirs::Link) -> bool {
    link.rel.as_deref().is_none_or(|rel| rel == "alternate")
}

fn convert_entry(entry: theirs::Entry, dates: &Dates) -> Entry {
    let content = entry.content;
    let base = content.as_ref().and_then(|content| content.src.as_ref()).map(|link| link.href.clone());
    let media = entry.media.into_iter().flat_map(medium).collect();
    Entry {
        guid: Some(entry.id).filter(|id| !id.trim().is_empty()),
        guid_is_permalink: false,
        links: entry.links.into_iter().filter(is_article).map(link).collect(),
        title: entry.title.map(construct),
        summary: entry.summary.map(construct),
        content: content.and_then(|content| {
            let kind = if content.content_type.essence() == mediatype::media_type!(TEXT / PLAIN) {
                TextKind::Plain
            } else {
                TextKind::Html
            };
            Some(Text { kind, value: content.body? })
        }),
        published: dates.raw(entry.published),
        updated: dates.raw(entry.updated),
        authors: entry
            .authors
            .into_iter()
            .filter_map(|person| person.name)
            .filter(|name| !name.trim().is_empty())
            .collect(),
        categories: entry.categories.into_iter().map(|category| category.label.unwrap_or(category.term)).collect(),
        media,
        language: entry.language,
        base: entry.base.or(base),
        rights: entry.rights.map(|rights| rights.content),
        extensions: std::collections::BTreeMap::new(),
    }
}

/// Links of comments stand beside those of the article.
fn is_article(link: &theirs::Link) -> bool {
    !matches!(link.target, Some(LinkTarget::Comments))
}

fn link(link: theirs::Link) -> Link {
    Link { href: link.href, rel: link.rel, media_type: link.media_type }
}

fn construct(text: theirs::Text) -> Text {
    let plain =
        text.content_type.essence() == mediatype::media_type!(TEXT / PLAIN) && !text.content.contains(['<', '&']);
    Text { kind: if plain { TextKind::Plain } else { TextKind::Html }, value: text.content }
}

fn medium(object: theirs::MediaObject) -> Vec<MediaRef> {
    let caption = object.description.or(object.title).map(|text| text.content);
    let mut media: Vec<_> = object
        .content
        .into_iter()
        .filter_map(|content| {
            Some(MediaRef {
                url: content.url?.to_string(),
                media_type: content.content_type.map(|kind| kind.to_string()),
                caption: caption.clone(),
                width: content.width,
                height: content.height,
            })
        })
        .collect();
    if media.is_empty() {
        media.extend(object.thumbnails.into_iter().map(|thumbnail| MediaRef {
            url: thumbnail.image.uri,
            media_type: Some("image".into()),
            caption: caption.clone(),
            width: thumbnail.image.width,
            height: thumbnail.image.height,
        }));
    }
    media
}
