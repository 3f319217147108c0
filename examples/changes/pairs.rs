//! Pairs of two versions of one item that a person labelled, each as two polls of a feed through the daemon's own
//! way from bytes to records: right is a revision where the change is material, and silence where it is not.

use std::{collections::BTreeMap, fs};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wiredesk::{
    config::Settings,
    curate::{decode::references::escape, tag::Rules},
    daemon::poll::Rulebook,
    model::Feed,
    state::{Index, Memory},
};

use crate::polls::{articles, element, poll};

type Fault = Box<dyn std::error::Error>;

/// Weighs the pairs of a file: JSON Lines of `{id, old, new, material, kind, feed}`, where `old` and `new` have `title`,
/// `summary` and `body` as the feed said them, markup and all. `kind` (if any) is counted apart; pairs with the same `feed`
/// stand in one document, all others each in one of its own.
pub fn weigh(path: &str) -> Result<(), Fault> {
    let settings = Settings::default();
    let book = Rulebook::of(&settings, Rules::builtin()?);
    let mut feeds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (n, line) in fs::read_to_string(path)?.lines().enumerate() {
        let pair: Value = serde_json::from_str(line)?;
        feeds.entry(pair["feed"].as_str().map_or(format!("{n}"), str::to_owned)).or_default().push(pair);
    }
    let mut table: BTreeMap<(String, bool), [usize; 2]> = BTreeMap::new();
    for pairs in feeds.values() {
        let revised = revised(&book, &settings, pairs)?;
        for pair in pairs {
            let is_material = pair["material"] == true;
            let fields = revised.get(&pair["id"].to_string());
            let right = fields.is_some() == is_material;
            let kind = pair["kind"].as_str().unwrap_or("all others").to_owned();
            table.entry((kind, is_material)).or_default()[usize::from(!right)] += 1;
            if !right {
                println!(
                    "labelled {}material: {} {}",
                    if is_material { "" } else { "not " },
                    pair["id"],
                    fields.map_or("", |all| all)
                );
            }
        }
    }
    println!("| pairs read by hand | material | right | wrong |\n|---|---|---|---|");
    for ((kind, is_material), [right, wrong]) in table {
        println!("| {kind} | {} | {right} | {wrong} |", if is_material { "yes" } else { "no" });
    }
    Ok(())
}

/// The pairs whose items the second poll publishes again, with what changed.
fn revised(book: &Rulebook, settings: &Settings, pairs: &[Value]) -> Result<BTreeMap<String, String>, Fault> {
    let feed = Feed::bare("pairs", "https://pairs.example/feed".parse()?);
    let index = Index::new(settings.topics.index_retention.0).holding(1 << 20);
    let mut memory = Memory::default();
    let start: Timestamp = "2026-01-05T12:00:00Z".parse()?;
    let mut revised = BTreeMap::new();
    for (hour, side) in [(0, "old"), (1, "new")] {
        let at = start.checked_add(SignedDuration::from_hours(hour))?;
        let delivery = poll(book, (&feed, at), document(pairs, side).into_bytes(), &mut memory, &index)?;
        for record in articles(&delivery)? {
            if record["revision"].as_u64() > Some(1) {
                revised.insert(
                    record["guid"].as_str().unwrap_or_default().to_owned(),
                    record["changed_fields"].to_string(),
                );
            }
        }
    }
    Ok(revised)
}

fn document(pairs: &[Value], side: &str) -> String {
    let item = |pair: &Value| {
        let fields = [("title", "title"), ("description", "summary"), ("content:encoded", "body")];
        let parts = fields.map(|(name, field)| element(name, pair[side][field].as_str()));
        format!("<item><guid isPermaLink=\"false\">{}</guid>{}</item>", escape(&pair["id"].to_string()), parts.concat())
    };
    let items: String = pairs.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Pairs</title>\
         {items}</channel></rss>"
    )
}
