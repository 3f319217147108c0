//! Where a captured text goes.

use super::{
    capture::Capture,
    entry::{Draft, Whose, guessed},
    fields::Field,
    hints,
};
use crate::model::{Link, MediaRef, ParsedFeed, Text, TextKind};

/// Gives a text to the entry or to the feed.
pub(super) fn apply(mut capture: Capture, draft: Option<&mut Draft>, feed: &mut ParsedFeed) {
    // RFC 4287, section 4.1.3.3: what is neither text nor XML is written in Base64.
    if capture.base64 || is_binary(capture.kind.as_deref()) {
        match base64(&capture.value) {
            Some(text) => {
                capture.value = text;
                capture.kind = Some("html".to_owned());
            }
            // A picture or a program is no text of an article; a title of an odd kind is a title.
            None if matches!(capture.field, Field::Content) => return,
            None => {}
        }
    }
    match draft {
        Some(draft) => to_entry(capture, draft),
        None => to_feed(&capture, feed),
    }
}

fn to_feed(capture: &Capture, feed: &mut ParsedFeed) {
    let value = capture.value.trim();
    if value.is_empty() {
        return;
    }
    match capture.field {
        Field::FeedTitle => {
            feed.title.get_or_insert_with(|| value.to_owned());
        }
        Field::FeedLink => {
            feed.link.get_or_insert_with(|| absolute(capture, value));
        }
        // The element says it of the feed; `xml:lang` may speak of its markup alone.
        Field::FeedLanguage => feed.language = Some(value.to_owned()),
        Field::FeedTtl => feed.ttl = value.parse().ok(),
        Field::SkipHour => feed.skip_hours |= hints::hour(value),
        Field::SkipDay => feed.skip_days |= hints::day(value),
        Field::FeedExtension(name) => {
            feed.extensions.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
        _ => {}
    }
}

fn to_entry(capture: Capture, draft: &mut Draft) {
    let rank = capture.rank;
    let value = capture.value.trim();
    match capture.field {
        Field::Title => draft.title(rank, short(capture)),
        Field::Summary => draft.summary(rank, long(capture)),
        Field::Content => {
            // Content elsewhere is not a text.
            if let Some(source) = &capture.source {
                draft.extension("content:src", source);
            }
            draft.content(rank, long(capture));
        }
        Field::Link => {
            // The address before the counter's, which answers no more once the counter is gone.
            let rel = if rank == 0 { None } else { Some("original".to_owned()) };
            draft.link(Link { href: absolute(&capture, value), rel, media_type: None });
        }
        Field::Guid => {
            let permalink = capture.permalink.unwrap_or(true);
            draft.guid(rank, value, permalink);
        }
        Field::Published => draft.published(rank, value),
        Field::Updated => draft.updated(rank, value),
        Field::Author => draft.author(rank, value),
        Field::Category => draft.category(value),
        Field::Keywords => value.split(',').for_each(|word| draft.category(word)),
        Field::Rights => draft.rights(rank, value),
        Field::Language => {
            draft.language = Some(value.to_owned()).filter(|value| !value.is_empty()).or(draft.language.take());
        }
        Field::Image => {
            let url = capture.source.as_deref().or_else(|| value.split_whitespace().find(|word| word.contains("://")));
            draft.thumbnail(MediaRef {
                url: url.unwrap_or_default().into(),
                media_type: Some("image".into()),
                ..MediaRef::default()
            });
        }
        Field::Caption(whose) => {
            draft.caption(whose, value);
            // Video feeds have no other text than the description of the group.
            if whose != Whose::Medium && rank == 0 {
                draft.summary(3, guessed(value.to_owned()));
            }
        }
        Field::Credit(whose) => draft.credit(whose, value),
        Field::Extension(name) => draft.extension(name, value),
        Field::FeedTitle
        | Field::FeedLink
        | Field::FeedLanguage
        | Field::FeedTtl
        | Field::SkipHour
        | Field::SkipDay
        | Field::FeedExtension(_) => {}
    }
}

/// A title: plain unless it says or shows otherwise.
fn short(capture: Capture) -> Text {
    match capture.kind.as_deref() {
        _ if capture.markup => Text { kind: TextKind::Html, value: capture.value },
        Some("html" | "xhtml" | "text/html" | "application/xhtml+xml") => {
            Text { kind: TextKind::Html, value: capture.value }
        }
        _ => guessed(capture.value),
    }
}

/// A text: RSS means HTML by it, Atom says what it means.
fn long(capture: Capture) -> Text {
    if capture.atom || matches!(capture.kind.as_deref(), Some("text" | "plain" | "text/plain")) {
        return short(capture);
    }
    Text { kind: TextKind::Html, value: capture.value }
}

/// Text that was written in Base64 (RFC 4648); `None` where it is none.
fn base64(value: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(value.len() * 3 / 4), 0_u32, 0);
    for byte in value.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty())
}

/// Whether a media type is of bytes rather than text.
fn is_binary(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| {
        ["image/", "audio/", "video/"].iter().any(|start| kind.starts_with(start))
            || (kind.starts_with("application/") && !kind.contains("xml") && !kind.contains("html"))
    })
}

fn absolute(capture: &Capture, href: &str) -> String {
    let joined = capture.base.as_ref().and_then(|base| base.join(href).ok());
    joined.map_or_else(|| href.to_owned(), String::from)
}
