//! Compares what the origin served with what a consumer reads.

use std::collections::{HashMap, HashSet};

use super::{consumer::Record, origin::Item};

/// What does not agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Served and never published, with the version that is missing.
    pub lost: Vec<String>,
    /// Published more than once: the same article and revision, or the same words again.
    pub twice: Vec<String>,
    /// Revisions that stand before their predecessors.
    pub disordered: Vec<String>,
    /// Records compared.
    pub records: usize,
}

impl Verdict {
    /// Whether all is as it should be.
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.twice.is_empty() && self.disordered.is_empty()
    }
}

/// Judges the records of `wire.articles`. Each item's last version must have been published,
/// each version at most once, and each article's revisions in order.
pub fn judge(served: &[(String, Item)], records: &[Record]) -> Verdict {
    let mut verdict = Verdict { records: records.len(), ..Verdict::default() };
    let (mut revisions, mut versions, mut last) = (HashSet::new(), HashSet::new(), HashMap::new());
    for record in records {
        let value = record.json();
        let id = value["id"].as_str().unwrap_or_default().to_owned();
        let revision = value["revision"].as_u64().unwrap_or(0);
        let guid = value["guid"].as_str().unwrap_or_default().to_owned();
        let version = version_of(value["title"].as_str().unwrap_or_default());
        if !revisions.insert((id.clone(), revision)) || !versions.insert((guid.clone(), version)) {
            verdict.twice.push(format!("{guid} version {version} revision {revision}"));
        }
        let before = last.insert(id, revision).unwrap_or(0);
        if revision <= before {
            verdict.disordered.push(format!("{guid} revision {revision} after {before}"));
        }
    }
    for (_, item) in served {
        if !versions.contains(&(item.guid.clone(), item.version)) {
            verdict.lost.push(format!("{} version {}", item.guid, item.version));
        }
    }
    verdict
}

/// The item and version that a record of `wire.articles` tells of.
pub fn item_of(record: &Record) -> Item {
    let value = record.json();
    let guid = value["guid"].as_str().unwrap_or_default().to_owned();
    Item { guid, version: version_of(value["title"].as_str().unwrap_or_default()) }
}

fn version_of(title: &str) -> u32 {
    title.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(guid: &str, revision: u64, version: u32) -> Record {
        let value = serde_json::json!({
            "id": guid, "guid": guid, "revision": revision, "title": format!("Item {guid} version {version}"),
        });
        let value = serde_json::to_vec(&value).unwrap();
        Record { key: guid.into(), headers: HashMap::new(), value, partition: 0, offset: 0 }
    }

    fn served(guid: &str, version: u32) -> (String, Item) {
        ("f".into(), Item { guid: guid.into(), version })
    }

    #[test]
    fn what_agrees_is_clean() {
        let verdict =
            judge(&[served("a", 2), served("b", 1)], &[record("a", 1, 1), record("b", 1, 1), record("a", 2, 2)]);
        assert!(verdict.is_clean(), "{verdict:?}");
    }

    #[test]
    fn every_fault_is_seen() {
        let lost = judge(&[served("a", 2)], &[record("a", 1, 1)]);
        assert_eq!(lost.lost, ["a version 2"]);
        let twice = judge(&[served("a", 1)], &[record("a", 1, 1), record("a", 1, 1)]);
        assert_eq!(twice.twice.len(), 1);
        let again = judge(&[served("a", 1)], &[record("a", 1, 1), record("a", 2, 1)]);
        assert_eq!(again.twice.len(), 1);
        let disordered = judge(&[served("a", 2)], &[record("a", 2, 2), record("a", 1, 1)]);
        assert_eq!(disordered.disordered.len(), 1);
    }
}
