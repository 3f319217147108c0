//! IPTC ninjs 2.1: <https://iptc.org/std/ninjs/>.

use serde_json::{Map, Value, json};

use super::put;
use crate::{
    model::{Instant, Media},
    publish::record::ArticleRecord,
};

/// An article record as a ninjs object.
pub fn of(record: &ArticleRecord) -> Value {
    let article = &record.article;
    let mut item = Map::new();
    put(&mut item, "uri", format!("urn:wiredesk:{}", record.id));
    let schema = "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json";
    put(&mut item, "standard", json!({ "name": "ninjs", "version": "2.1", "schema": schema }));
    put(&mut item, "type", "text");
    put(&mut item, "representationtype", if article.extraction.truncated { "partial" } else { "full" });
    put(&mut item, "version", record.revision.to_string());
    put(&mut item, "firstcreated", article.first_seen.to_string());
    let instant = |instant: &Option<Instant>| instant.as_ref().and_then(|instant| instant.at).map(|at| at.to_string());
    put(&mut item, "versioncreated", instant(&article.updated).unwrap_or_else(|| article.fetched.to_string()));
    put(&mut item, "contentcreated", instant(&article.published));
    put(&mut item, "pubstatus", "usable");
    put(&mut item, "urgency", article.urgency.filter(|n| (1..=9).contains(n)));
    put(&mut item, "language", article.language.as_ref().map(|language| language.tag.clone()));
    let text = |value: &Option<String>, role: &str, kind: &str| {
        value.as_ref().map(|value| json!({ "role": role, "contenttype": kind, "value": value }))
    };
    put(&mut item, "title", article.title.clone());
    put(&mut item, "headlines", list(text(&article.title, "main", "text/plain")));
    put(&mut item, "descriptions", list(text(&article.summary, "summary", "text/plain")));
    let plain = article.body.as_ref().map(|body| {
        let (characters, words) = (body.chars().count(), body.split_whitespace().count());
        json!({ "role": "main", "contenttype": "text/plain", "charcount": characters, "wordcount": words, "value": body })
    });
    put(&mut item, "bodies", list(plain.into_iter().chain(text(&article.html, "main", "text/html"))));
    put(&mut item, "by", article.authors.join(", "));
    put(&mut item, "located", article.dateline.as_ref().and_then(|dateline| dateline.place.clone()));
    let subjects = article.section.iter().map(|name| json!({ "name": name, "rel": "section" }));
    let categories = article.categories.iter().map(|name| json!({ "name": name }));
    let mut topics: Vec<_> = article.tags.iter().filter_map(|tag| tag.kind.media_topic()).collect();
    topics.sort_by_key(|topic| topic.code);
    topics.dedup();
    let topics = topics.into_iter().map(|topic| json!({ "name": topic.name, "uri": topic.uri(), "rel": "about" }));
    put(&mut item, "subjects", list(subjects.chain(categories).chain(topics)));
    let publisher = json!({ "name": article.publisher, "role": "publisher" });
    let credits = article.credits.iter().map(|credit| match &credit.code {
        Some(code) => json!({ "name": credit.name, "literal": code, "role": "source" }),
        None => json!({ "name": credit.name, "role": "source" }),
    });
    put(&mut item, "infosources", list(std::iter::once(publisher).chain(credits)));
    let urls = article.url.iter().map(|url| ("url", url.to_string()));
    let others = article.alternate_urls.iter().map(|url| ("alternate_url", url.to_string()));
    let guid = article.guid.iter().map(|guid| ("guid", guid.clone()));
    let story = std::iter::once(("story_id", record.story_id.to_string()));
    let ids = urls.chain(others).chain(guid).chain(story).map(|(role, value)| json!({ "role": role, "value": value }));
    put(&mut item, "altids", list(ids));
    put(&mut item, "associations", list(article.media.iter().enumerate().map(|(n, media)| medium(n, media))));
    Value::Object(item)
}

fn list(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    values.into_iter().collect()
}

fn medium(n: usize, media: &Media) -> Value {
    let kind = media.media_type.as_deref().unwrap_or("image");
    let mut item = Map::new();
    put(&mut item, "name", format!("media-{}", n + 1));
    put(&mut item, "uri", media.url.as_str());
    let general = match kind.split('/').next() {
        Some("video") => "video",
        Some("audio") => "audio",
        Some("image") => "picture",
        _ => "component",
    };
    put(&mut item, "type", general);
    put(
        &mut item,
        "descriptions",
        list(media.caption.as_ref().map(|caption| json!({ "role": "caption", "value": caption }))),
    );
    let mut rendition = Map::new();
    put(&mut rendition, "name", "original");
    put(&mut rendition, "href", media.url.as_str());
    put(&mut rendition, "contenttype", Some(kind).filter(|kind| kind.contains('/')));
    put(&mut rendition, "width", media.width);
    put(&mut rendition, "height", media.height);
    put(&mut item, "renditions", vec![Value::Object(rendition)]);
    Value::Object(item)
}
