//! Feeds as they are: one folder a case under `tests/fixtures/feeds`, and the faults that the
//! `faults` example puts into clean feeds.
//!
//! A case is `input.*`, `why.txt` (one line) and `expected.json`; adding one is adding a
//! folder and running `UPDATE_FIXTURES=1 cargo test --test feeds`, then reading what it wrote.

// Helpers of tests are no test functions, which alone may unwrap by the lint's own setting.
#![allow(clippy::format_collect, clippy::unwrap_used, clippy::panic)]

mod bursts;
mod crosscheck;
#[path = "../../examples/support/faults.rs"]
mod faults;
mod hostile;
mod languages;
mod measured;
mod mutate;
mod order;
mod output;
#[allow(dead_code)] // Other readers are asked by the examples alone.
#[path = "../../examples/support/reading.rs"]
mod reading;
mod seed;

use std::{fs, path::Path};

use serde_json::{Value, json};
use wiredesk::{
    curate::{
        self,
        normalise::{Config, Context, normalise},
    },
    model::{Article, Feed, FeedRef},
};

#[test]
fn every_case_is_read_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let (mut cases, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        cases += 1;
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(folder.join("why.txt").is_file(), "{name}: say in why.txt what the case is for");
        let got = read(&folder);
        let expected = folder.join("expected.json");
        if update {
            fs::write(&expected, serde_json::to_string_pretty(&got).unwrap() + "\n").unwrap();
            continue;
        }
        let text = fs::read_to_string(&expected).unwrap_or_else(|_| panic!("{name}: run with UPDATE_FIXTURES=1"));
        if serde_json::from_str::<Value>(&text).unwrap() != got {
            wrong.push(format!("{name}: got {}", serde_json::to_string_pretty(&got).unwrap()));
        }
    }
    assert!(cases >= 30, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is made of the one document of a case.
fn read(folder: &Path) -> Value {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let input = files.find(|path| path.file_stem().is_some_and(|stem| stem == "input")).unwrap();
    let content_type = fs::read_to_string(folder.join("content-type.txt")).ok();
    let document = match curate::read(
        &fs::read(input).unwrap(),
        content_type.as_deref().map(str::trim),
        Some(&"https://wire.example/feeds/all.xml".parse().unwrap()),
    ) {
        Ok(document) => document,
        Err(unreadable) => {
            return json!({ "failure": unreadable.failure.cause.as_str(), "message": unreadable.failure.message });
        }
    };
    let url = "https://wire.example/feeds/all.xml".parse().unwrap();
    let feed = Feed::bare("case", url);
    let feed_ref = FeedRef::of(&feed, document.feed.title.as_deref());
    let at = "2026-11-26T12:00:00Z".parse().unwrap();
    let config = Config::default();
    let context = Context {
        feed: &feed,
        feed_ref: &feed_ref,
        base: Some(&feed.url),
        site: document.feed.link.as_deref(),
        language: document.feed.language.as_deref(),
        format: document.feed.format,
        at,
        first_seen: at,
        config: &config,
    };
    let articles: Vec<_> = document.feed.entries.iter().map(|entry| shown(&normalise(entry, &context))).collect();
    let repairs: Vec<_> =
        document.repairs.iter().map(|r| format!("{} x{} at line {:?}", r.kind, r.count, r.line.unwrap_or(0))).collect();
    json!({
        "format": document.feed.format, "encoding": document.encoding, "title": document.feed.title,
        "language": document.feed.language, "repairs": repairs, "articles": articles,
    })
}

/// An article's fields that say something.
fn shown(article: &Article) -> Value {
    let date = |date: &Option<wiredesk::model::Instant>| serde_json::to_value(date).unwrap();
    let media: Vec<_> =
        article.media.iter().map(|medium| json!([medium.url, medium.media_type, medium.caption])).collect();
    let all = json!({
        "guid": article.guid, "url": article.url, "title": article.title, "summary": article.summary,
        "body": article.body, "published": date(&article.published), "updated": date(&article.updated),
        "authors": article.authors, "categories": article.categories, "media": media,
        "language": article.language.as_ref().map(|language| &language.tag),
    });
    let said = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    Value::Object(
        all.as_object().unwrap().iter().filter(|(_, value)| said(value)).map(|(k, v)| (k.clone(), v.clone())).collect(),
    )
}
