//! Items through the daemon's way from bytes to records, and what the records say of pairs.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;
use wiredesk::{
    config::Settings,
    curate::{near::Limits, tag::Rules},
    daemon::poll::Rulebook,
    model::Feed,
    state::{Index, Memory},
};

use crate::polls::{articles, element, poll};

type Fault = Box<dyn std::error::Error>;

/// What is said of a pair.
#[derive(Clone)]
pub struct Said {
    /// `exact`, `near`, `revision`, `distinct`.
    pub relation: &'static str,
    /// By what.
    pub why: String,
}

/// Labelled items, and what they are curated with.
pub struct Desk {
    /// Pairs with what they are.
    pub labels: Vec<Value>,
    items: Vec<Value>,
    book: Rulebook,
    settings: Settings,
}

impl Desk {
    /// Puts the items that are labelled in their order.
    pub fn new(mut items: Vec<Value>, labels: Vec<Value>) -> Result<Self, Fault> {
        items.retain(|item| labels.iter().any(|pair| pair["a"] == item["id"] || pair["b"] == item["id"]));
        let first_seen = |item: &Value| item["first_seen"].as_i64().unwrap_or(0);
        items.sort_by(|a, b| first_seen(a).cmp(&first_seen(b)).then(a["id"].as_str().cmp(&b["id"].as_str())));
        let settings = Settings::default();
        let book = Rulebook::of(&settings, Rules::builtin()?);
        Ok(Self { labels, items, book, settings })
    }

    /// A field of an item.
    pub fn field(&self, id: &Value, name: &str) -> String {
        let item = self.items.iter().find(|item| item["id"] == *id);
        item.and_then(|item| item[name].as_str()).unwrap_or_default().to_owned()
    }

    /// What is said of each pair, by these limits.
    pub fn predict(&mut self, limits: Limits) -> Result<Vec<Said>, Fault> {
        let records = self.records(limits)?;
        let order: HashMap<&str, usize> =
            self.items.iter().enumerate().map(|(n, item)| (item["id"].as_str().unwrap_or_default(), n)).collect();
        let place = |id: &Value| order.get(id.as_str().unwrap_or_default()).copied().unwrap_or(0);
        Ok(self
            .labels
            .iter()
            .map(|pair| {
                let (a, b) = (place(&pair["a"]), place(&pair["b"]));
                say(records[a.min(b)].as_ref(), records[a.max(b)].as_ref())
            })
            .collect())
    }

    /// The article record of each item; `None` where none was published.
    fn records(&mut self, limits: Limits) -> Result<Vec<Option<Value>>, Fault> {
        self.book.curate.limits = limits;
        let mut index = Index::new(self.settings.topics.index_retention.0).holding(64 << 20);
        let mut memory = Memory::default();
        let mut records = Vec::new();
        for (n, item) in self.items.iter().enumerate() {
            let (feed, at, document) = shown(item, n)?;
            let delivery = poll(&self.book, (&feed, at), document, &mut memory, &index)?;
            records.push(articles(&delivery)?.into_iter().next());
            delivery.fingerprints.into_iter().for_each(|print| index.insert(&print));
        }
        Ok(records)
    }
}

/// The outlet's feed, when it is polled, and its document that shows the item alone.
fn shown(item: &Value, n: usize) -> Result<(Feed, Timestamp, Vec<u8>), Fault> {
    let text = |name: &str| item[name].as_str();
    let outlet: String = text("source").or(text("feed")).unwrap_or_default().to_lowercase();
    let outlet: Vec<_> = outlet.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let outlet = outlet.join("-");
    let feed = Feed::bare(
        format!("{}-{outlet}", text("feed").unwrap_or_default()).as_str(),
        format!("https://{outlet}.example/feed").parse()?,
    );
    let seconds = item["first_seen"].as_i64().unwrap_or(1_577_836_800 + i64::try_from(n)? * 60);
    let at = Timestamp::from_second(seconds)?;
    let summary = text("summary").filter(|summary| !summary.is_empty()).or(text("content"));
    let document = format!(
        "<rss version=\"2.0\"><channel><title>t</title><link>https://t.example/</link><item>{}{}{}</item></channel></rss>",
        element("title", text("title")),
        element("link", text("url")),
        element("description", summary),
    );
    Ok((feed, at, document.into_bytes()))
}

/// What the records of two items say; `b` is the later one.
fn say(a: Option<&Value>, b: Option<&Value>) -> Said {
    let said = |relation, why: &str| Said { relation, why: why.to_owned() };
    let Some(b) = b else { return said("exact", "seen: not published") };
    let Some(a) = a else { return said("distinct", "the first was not published") };
    if a["id"] == b["id"] {
        let later = b["revision"].as_u64() > a["revision"].as_u64();
        return if later { said("revision", "the next revision") } else { said("exact", "the same record") };
    }
    if a["story_id"] != b["story_id"] {
        return said("distinct", "two stories");
    }
    // Word for word what the other is, or both what a third one is.
    let root = |record: &Value| {
        let copies = record["matched_on"] == "content";
        if copies { record["duplicate_of"].clone() } else { record["id"].clone() }
    };
    let why = format!("one story, {} {}", b["matched_on"], b["similarity"]);
    if root(a) == root(b) { said("exact", &why) } else { said("near", &why) }
}
