//! JSON Feed 1.0 and 1.1, and what breaks JSON: control characters within strings, commas
//! before an end, and ends that never came.

use serde_json::{Map, Value};

use super::{entry::Draft, malformed, ninjs, xml::MOST_ENTRIES};
use crate::{
    bounds::{self, Bound},
    curate::decode::{Notes, references::plain},
    model::{Cause, Entry, Failure, Grade, Link, MediaRef, ParsedFeed, Text, TextKind},
};

type Object = Map<String, Value>;

/// Hubs read of a feed.
const MOST_HUBS: usize = 8;

/// Reads a document of JSON. The tree's depth is bounded by the parser (128).
pub(super) fn read(text: &str, notes: &mut Notes) -> Result<ParsedFeed, Failure> {
    let root = match serde_json::from_str::<Value>(text) {
        Ok(root) => root,
        Err(error) => {
            let (mended, kind) = mend(text);
            let root = serde_json::from_str(&mended).map_err(|_| malformed(&format!("json in which {error}")))?;
            let line = text.match_indices('\n').nth(error.line().saturating_sub(2)).map_or(0, |(at, _)| at + 1);
            notes.add(kind, text, if error.line() < 2 { 0 } else { line });
            root
        }
    };
    if let Value::Object(root) = &root
        && (string(root, "version").is_some_and(|version| version.contains("jsonfeed")) || is_items(root.get("items")))
    {
        return Ok(feed(root, text, notes));
    }
    ninjs::feed(&root, text, notes).ok_or_else(|| {
        let message = "expected RSS, Atom, RDF, JSON Feed or ninjs, got json of another kind; check the feed's url";
        Failure::new(Grade::Permanent, Cause::NotAFeed, message)
    })
}

/// Whether this is the list of a JSON Feed, of which the version was forgotten.
fn is_items(items: Option<&Value>) -> bool {
    let known = ["content_html", "content_text", "url", "id"];
    items.and_then(Value::as_array).is_some_and(|items| {
        items.iter().all(|item| {
            item.as_object()
                .is_some_and(|item| known.iter().any(|key| item.contains_key(*key)) && !ninjs::is_item(item))
        })
    })
}

fn feed(root: &Object, text: &str, notes: &mut Notes) -> ParsedFeed {
    let mut links = Vec::new();
    for (key, rel) in [("feed_url", "self"), ("next_url", "next")] {
        links.extend(string(root, key).map(|href| Link { href, rel: Some(rel.into()), media_type: None }));
    }
    let hub = |hub| string(hub, "url").map(|href| Link { href, rel: Some("hub".into()), media_type: None });
    let websub = |hub: &&Object| string(hub, "type").is_none_or(|kind| kind.eq_ignore_ascii_case("websub"));
    links.extend(objects(root.get("hubs")).filter(websub).take(MOST_HUBS).filter_map(hub));
    ParsedFeed {
        format: "json",
        title: string(root, "title"),
        language: string(root, "language"),
        link: string(root, "home_page_url"),
        links,
        entries: entries(objects(root.get("items")), entry, text, notes),
        ..ParsedFeed::default()
    }
}

/// The entries of a list, as many as are read of a document: three bytes may stand for one.
pub(super) fn entries<'a>(
    mut items: impl Iterator<Item = &'a Object>,
    entry: impl Fn(&Object) -> Draft,
    text: &str,
    notes: &mut Notes,
) -> Vec<Entry> {
    let most = bounds::of(Bound::Entries, MOST_ENTRIES);
    let read = items.by_ref().take(most).map(|item| entry(item).finish()).collect();
    if items.next().is_some() {
        notes.add("too_many_entries", text, 0);
    }
    read
}

fn entry(item: &Object) -> Draft {
    let mut draft = Draft::default();
    let id = string(item, "id").or_else(|| item.get("id").filter(|id| id.is_number()).map(ToString::to_string));
    draft.guid(0, &id.unwrap_or_default(), true);
    for (key, rel) in [("url", None), ("external_url", Some("related"))] {
        if let Some(href) = string(item, key) {
            draft.link(Link { href, rel: rel.map(str::to_owned), media_type: None });
        }
    }
    let text = |key, kind| Text { kind, value: string(item, key).unwrap_or_default() };
    draft.title(0, text("title", TextKind::Plain));
    draft.summary(0, text("summary", TextKind::Plain));
    draft.content(0, text("content_html", TextKind::Html));
    draft.content(1, text("content_text", TextKind::Plain));
    draft.published(0, &string(item, "date_published").unwrap_or_default());
    draft.updated(0, &string(item, "date_modified").unwrap_or_default());
    // 1.0 has one author, 1.1 a list.
    for (rank, person) in
        objects(item.get("authors")).map(|p| (0, p)).chain(objects(item.get("author")).map(|p| (1, p)))
    {
        draft.author(rank, &string(person, "name").unwrap_or_default());
    }
    for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        draft.category(tag);
    }
    for attachment in objects(item.get("attachments")) {
        draft.medium(MediaRef {
            url: string(attachment, "url").unwrap_or_default(),
            media_type: string(attachment, "mime_type"),
            caption: string(attachment, "title"),
            ..MediaRef::default()
        });
    }
    for key in ["image", "banner_image"] {
        draft.medium(MediaRef {
            url: string(item, key).unwrap_or_default(),
            media_type: Some("image".into()),
            ..MediaRef::default()
        });
    }
    draft.language = string(item, "language");
    draft
}

/// A value that is a text, and not a blank one.
pub(super) fn string(object: &Object, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(plain)
}

/// The objects of a list, or the one object that stands where a list was to be.
pub(super) fn objects(value: Option<&Value>) -> impl Iterator<Item = &Object> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().chain(value.filter(|value| value.is_object())).filter_map(Value::as_object)
}

/// The text with its strings escaped, its last commas dropped and its open ends closed after
/// the last whole item; and the name of what was wrong last.
fn mend(text: &str) -> (String, &'static str) {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut open, mut string, mut escaped, mut kind) = (Vec::new(), false, false, "json_syntax");
    // How much of the text ends with a whole item, and what is open there.
    let mut whole = None;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if string => escaped = true,
            '"' => string = !string,
            c if string && u32::from(c) < 0x20 => {
                kind = "json_control_character";
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
                continue;
            }
            ',' if !string && text[at + 1..].trim_start().starts_with([']', '}']) => {
                kind = "json_comma";
                continue;
            }
            '{' if !string => open.push('}'),
            '[' if !string => open.push(']'),
            '}' | ']' if !string => {
                open.pop();
                if c == '}' && open.len() == 2 {
                    whole = Some((out.len() + 1, open.clone()));
                }
            }
            _ => {}
        }
        out.push(c);
    }
    if !open.is_empty()
        && let Some((length, open)) = whole
    {
        kind = "truncated";
        out.truncate(length);
        out.extend(open.iter().rev());
    }
    (out, kind)
}
