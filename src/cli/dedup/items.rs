//! The two items: of files, or of a stream of article records.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use jiff::Timestamp;
use url::Url;

use super::super::{Error, replay::read_bounded, source};
use crate::{
    config::Settings,
    curate::{
        self, Document, material,
        near::{self, Limits},
        normalise::{Context, normalise},
    },
    model::{Article, ArticleId, Entry, Feed, FeedRef, ParsedFeed, Publisher, Text, TextKind},
    publish::record::{ArticleRecord, RelationName},
    state::{Fingerprint, Index, Traits},
};

/// Bytes of one line: no topic takes a larger record.
const MOST_LINE: u64 = 16 << 20;
/// Digits of an id that tell it from others well enough to be typed.
const LEAST_DIGITS: usize = 6;

/// An article, and what it is compared by.
pub struct Item {
    /// The article.
    pub article: Article,
    /// Its fingerprint.
    pub print: Fingerprint,
}

impl Item {
    fn of(article: Article, id: ArticleId, index: &Index) -> Self {
        let (publisher, at) = (Publisher(article.publisher.as_str().into()), article.first_seen.as_second());
        let content = material::copy(&article);
        let mut print = near::sketch(id, &publisher, at, &article, content);
        index.choose(&mut print);
        Self { article, print }
    }

    /// A record, with its place in its story.
    fn of_record(record: ArticleRecord, index: &Index) -> Self {
        let strong = record.relation == RelationName::Near
            && record.similarity.is_some_and(|similarity| similarity >= Limits::default().long_containment);
        let story = record.story_id;
        let mut item = Self::of(record.article, record.id, index);
        item.print.story = story;
        item.print.traits = item.print.traits.with(Traits::STRONG, strong);
        item
    }
}

/// A record from a line: as a consumer gets it, or as `replay` prints it. `None` for other records.
fn record(line: &[u8]) -> Result<Option<ArticleRecord>, String> {
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|e| format!("expected JSON: {e}"))?;
    let value = if value.get("topic").is_some() { value.get("value").cloned().unwrap_or_default() } else { value };
    let is_article = value["schema"].as_str().is_some_and(|schema| schema.starts_with("wiredesk.article/"));
    if !is_article {
        return Ok(None);
    }
    serde_json::from_value(value).map(Some).map_err(|e| format!("expected an article record: {e}"))
}

/// Whether a record is the one that was named: by its id or the beginning of it, or by an address.
fn is_named(name: &str, record: &ArticleRecord) -> bool {
    if let Ok(url) = Url::parse(name) {
        return record.article.url.iter().chain(&record.article.alternate_urls).any(|known| *known == url);
    }
    name.len() >= LEAST_DIGITS && record.id.to_string().starts_with(&name.to_ascii_lowercase())
}

/// Finds both in a stream, the older first, with the index as it was when the second came.
pub fn of_stream(path: &Path, names: [&str; 2], index: &mut Index) -> Result<[Item; 2], Error> {
    let name = path.display().to_string();
    let wrong = |what: String| Error::Failed(format!("{name}: {what}"));
    let mut lines: Box<dyn BufRead> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(|e| wrong(format!("cannot open: {e}")))?))
    };
    let mut first: Option<(usize, Item)> = None;
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        number += 1;
        let read = lines.by_ref().take(MOST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|e| wrong(format!("cannot read: {e}")))? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Some(record) = record(&line).map_err(|what| wrong(format!("line {number}: {what}")))? else { continue };
        // Revisions are not compared with others: their item has its story.
        let at = (0..2).find(|n| is_named(names[*n], &record) && first.as_ref().is_none_or(|(known, _)| known != n));
        if record.revision > 1 && at.is_none() {
            continue;
        }
        let item = Item::of_record(record, index);
        match (at, first.take()) {
            (Some(_), Some((_, first))) => return Ok([first, item]),
            (at, known) => {
                index.insert(&item.print);
                first = known.or(at.map(|at| (at, item)));
            }
        }
    }
    let missing = match first {
        None => names.join(" and "),
        Some((n, _)) => names[1 - n].to_owned(),
    };
    Err(wrong(format!(
        "expected an article record for {missing}, there is none; give an id, {LEAST_DIGITS} or more of its first digits, or an address as the record has it"
    )))
}

/// Reads an item of a file: an article record, a feed whose first item it is, or plain text with the
/// title in its first line.
pub fn of_file(path: &Path, n: u8, settings: &Settings, index: &Index) -> Result<Item, Error> {
    let bytes = read_bounded(path, settings.fetch.max_body.0)?;
    let name = path.display().to_string();
    let wrong = |what: String| Error::Failed(format!("{name}: {what}"));
    if bytes.trim_ascii_start().starts_with(b"{") {
        let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
        // A record on one line, or one printed over several.
        let found = record(first.unwrap_or_default()).or_else(|_| record(&bytes)).map_err(wrong)?;
        if let Some(record) = found {
            return Ok(Item::of_record(record, index));
        }
    }
    let document = curate::read(&bytes, None, None).unwrap_or_else(|_| as_text(&String::from_utf8_lossy(&bytes)));
    let feed = Feed::bare(name.as_str(), source::nowhere()?);
    let article = first_of(&document, &feed, settings);
    let mut article = article.ok_or_else(|| wrong("expected an item, the feed has none".into()))?;
    article.publisher = article.url.as_ref().map_or(name, |url| Publisher::of(url).to_string());
    Ok(Item::of(article, ArticleId([n; 16]), index))
}

/// A text as a feed of one item would hold it.
fn as_text(text: &str) -> Document {
    let (title, body) = text.trim().split_once('\n').unwrap_or(("", text.trim()));
    let plain = |text: &str| Some(Text { kind: TextKind::Plain, value: text.trim().to_owned() });
    let entry = Entry { title: plain(title), content: plain(body), ..Entry::default() };
    Document::of(ParsedFeed { format: "text", entries: vec![entry], ..ParsedFeed::default() })
}

/// The article of a feed's first item.
fn first_of(document: &Document, feed: &Feed, settings: &Settings) -> Option<Article> {
    let entry = document.feed.entries.first()?;
    let (at, feed_ref) = (Timestamp::now(), FeedRef::of(feed, document.feed.title.as_deref()));
    let context = Context {
        feed,
        feed_ref: &feed_ref,
        base: None,
        site: document.feed.link.as_deref(),
        language: document.feed.language.as_deref(),
        format: document.feed.format,
        at,
        first_seen: at,
        config: &settings.curate,
    };
    Some(normalise(entry, &context))
}
