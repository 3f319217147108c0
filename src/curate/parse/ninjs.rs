//! ninjs, the IPTC's JSON for news: versions 1 and 2, one item or a list of them.

use serde_json::{Map, Value};

use super::{
    entry::Draft,
    json::{self, objects, string},
};
use crate::{
    curate::decode::Notes,
    model::{Link, MediaRef, ParsedFeed, Text, TextKind},
};

type Object = Map<String, Value>;

/// The names under which services list their items.
const LISTS: [&str; 5] = ["items", "_items", "data", "results", "associations"];

/// The items of a document; `None` where there is none.
pub(super) fn feed(root: &Value, text: &str, notes: &mut Notes) -> Option<ParsedFeed> {
    let items: Vec<&Object> = match root {
        Value::Array(_) => objects(Some(root)).collect(),
        Value::Object(object) if is_item(object) => vec![object],
        Value::Object(object) => LISTS.iter().find_map(|list| {
            let items: Vec<_> = objects(object.get(*list).filter(|list| list.is_array())).collect();
            (!items.is_empty()).then_some(items)
        })?,
        _ => return None,
    };
    if items.is_empty() || !items.iter().all(|item| is_item(item)) {
        return None;
    }
    let entries = json::entries(items.into_iter(), entry, text, notes);
    Some(ParsedFeed { format: "ninjs", entries, ..ParsedFeed::default() })
}

/// Whether an object is a news item: a `uri`, and a text under one of the standard's names.
pub(super) fn is_item(object: &Object) -> bool {
    const TEXTS: [&str; 9] = [
        "headline",
        "headlines",
        "title",
        "body_text",
        "body_html",
        "body_xhtml",
        "bodies",
        "description_text",
        "descriptions",
    ];
    object.contains_key("uri") && TEXTS.iter().any(|key| object.contains_key(*key))
}

fn entry(item: &Object) -> Draft {
    let mut draft = Draft::default();
    draft.guid(0, &string(item, "uri").unwrap_or_default(), true);
    for key in ["url", "href", "canonical_url"] {
        if let Some(href) = string(item, key) {
            draft.link(Link { href, ..Link::default() });
        }
    }
    let plain = |value: Option<String>| Text { kind: TextKind::Plain, value: value.unwrap_or_default() };
    let html = |value: Option<String>| Text { kind: TextKind::Html, value: value.unwrap_or_default() };
    draft.title(0, plain(string(item, "headline").or_else(|| listed(item, "headlines", None))));
    draft.title(1, plain(string(item, "title")));
    draft.summary(0, plain(string(item, "description_text").or_else(|| listed(item, "descriptions", None))));
    draft.summary(1, html(string(item, "description_html").or_else(|| string(item, "description_xhtml"))));
    draft.content(0, html(string(item, "body_html").or_else(|| string(item, "body_xhtml"))));
    draft.content(1, html(listed(item, "bodies", Some("html"))));
    draft.content(2, plain(string(item, "body_text").or_else(|| listed(item, "bodies", None))));
    draft.published(0, &string(item, "firstcreated").unwrap_or_default());
    draft.published(1, &string(item, "contentcreated").unwrap_or_default());
    draft.updated(0, &string(item, "versioncreated").unwrap_or_default());
    draft.author(0, &string(item, "byline").or_else(|| string(item, "by")).unwrap_or_default());
    for person in objects(item.get("people")).filter(|person| person.contains_key("rel")) {
        draft.author(1, &string(person, "name").unwrap_or_default());
    }
    for subject in objects(item.get("subject")).chain(objects(item.get("subjects"))) {
        draft.category(&string(subject, "name").unwrap_or_default());
    }
    media(item, &mut draft);
    draft.language = string(item, "language");
    draft.rights(0, &string(item, "copyrightnotice").or_else(|| string(item, "usageterms")).unwrap_or_default());
    for (key, name) in
        [("slugline", "slugline"), ("creditline", "creditline"), ("located", "located"), ("pubstatus", "pubStatus")]
    {
        draft.extension(name, &string(item, key).unwrap_or_default());
    }
    if let Some(urgency) = item.get("urgency").and_then(Value::as_i64) {
        draft.extension("urgency", &urgency.to_string());
    }
    draft
}

/// ninjs 2: a list of values with the kind of text they are.
fn listed(item: &Object, key: &str, kind: Option<&str>) -> Option<String> {
    let fits = |value: &&Object| {
        let stated = string(value, "contenttype").unwrap_or_default();
        kind.map_or(!stated.contains("html"), |kind| stated.contains(kind))
    };
    objects(item.get(key)).filter(fits).find_map(|value| string(value, "value"))
}

/// Renditions of the pictures that go with the item.
fn media(item: &Object, draft: &mut Draft) {
    let with = match item.get("associations") {
        Some(Value::Object(named)) => named.values().filter_map(Value::as_object).collect::<Vec<_>>(),
        other => objects(other).collect(),
    };
    for medium in with {
        let renditions = match medium.get("renditions") {
            Some(Value::Object(named)) => {
                named.get("original").or_else(|| named.values().next()).and_then(Value::as_object)
            }
            other => objects(other).next(),
        };
        let Some(rendition) = renditions else { continue };
        let number = |key| rendition.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        draft.medium(MediaRef {
            url: string(rendition, "href").unwrap_or_default(),
            media_type: string(rendition, "mimetype")
                .or_else(|| string(rendition, "contenttype"))
                .or(Some("image".into())),
            caption: string(medium, "description_text").or_else(|| string(medium, "headline")),
            credit: string(medium, "byline"),
            width: number("width"),
            height: number("height"),
        });
    }
}
