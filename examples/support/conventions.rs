//! Whether what the wires' conventions say of a page is kept: its dateline and its credits.

use std::{fs, path::Path};

use jiff::Timestamp;
use serde_json::Value;
use wiredesk::{
    curate::{
        self, Document, Poll,
        entities::Lists,
        normalise::Config,
        page::{Pages, Sites},
        tag::Rules,
    },
    model::{Article, Entry, Feed, Link, ParsedFeed},
    state::{Index, Memory},
};

type Fault = Box<dyn std::error::Error>;

/// Reads `SETS/wire.jsonl`, lines of `{"set", "file", "dateline": {place, date, agency} or null, "credits": [names]}`,
/// and prints how many of each are kept, and what is not. Nothing where the file is not there.
pub fn print(sets: &Path) -> Result<(), Fault> {
    let Ok(labels) = fs::read_to_string(sets.join("wire.jsonl")) else { return Ok(()) };
    let desk = Desk { rules: Rules::builtin()?, config: Config::default() };
    let (mut datelines, mut credits) = ([0; 2], [0; 2]);
    for line in labels.lines() {
        let label: Value = serde_json::from_str(line)?;
        let get = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let name = get(&label["file"]);
        let bytes = fs::read(sets.join(get(&label["set"])).join(&name))?;
        let article = desk.article(&bytes)?;
        if label["dateline"].is_object() {
            let found = article.dateline.as_ref();
            let parts = [
                ("place", found.and_then(|found| found.place.clone())),
                ("agency", found.and_then(|found| found.agency.clone())),
            ];
            let kept = parts.iter().all(|(key, got)| got.clone().unwrap_or_default() == get(&label["dateline"][key]));
            datelines = [datelines[0] + usize::from(kept), datelines[1] + 1];
            if !kept {
                println!("  {name}: expected {}, got {:?}", label["dateline"], found.map(|found| &found.raw));
            }
        }
        for wanted in label["credits"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let kept = article.credits.iter().any(|credit| credit.name == wanted);
            credits = [credits[0] + usize::from(kept), credits[1] + 1];
            if !kept {
                println!("  {name}: expected the credit {wanted}");
            }
        }
    }
    println!("datelines kept {} of {}, credits {} of {}", datelines[0], datelines[1], credits[0], credits[1]);
    Ok(())
}

struct Desk {
    rules: Rules,
    config: Config,
}

impl Desk {
    /// The article of a page, in a feed that says nothing but its address.
    fn article(&self, bytes: &[u8]) -> Result<Article, Fault> {
        let feed = Feed::bare("page", "https://pages.example/story".parse()?);
        let page = curate::page::read(&curate::page::decode(bytes, None), Some(&feed.url), &Sites::default())?;
        let mut pages = Pages::default();
        pages.insert(feed.url.clone(), Ok(page));
        let link = Link { href: feed.url.to_string(), ..Link::default() };
        let entries = vec![Entry { links: vec![link], ..Entry::default() }];
        let document = Document::of(ParsedFeed { format: "page", entries, ..ParsedFeed::default() });
        let (memory, index) = (Memory::default(), Index::default());
        let poll = Poll {
            feed: &feed,
            url: Some(&feed.url),
            at: Timestamp::now(),
            memory: &memory,
            index: &index,
            rules: &self.rules,
            lists: &Lists::default(),
            config: &self.config,
            pages: Some(&pages),
            pushed: false,
        };
        let found = curate::curate(&document, poll).findings.pop();
        Ok(found.map(|finding| finding.article).ok_or("no article")?)
    }
}
