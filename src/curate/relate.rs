//! What an entry is to what is known: new, a revision, a copy, or seen before.
//!
//! Identity in order: the feed's own id, unless this document shows that it cannot be
//! trusted; the canonical address; the words themselves. A date is never identity.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::Xxh3;

use super::material;
use crate::{
    model::{Article, ArticleId, Entry, MatchedOn, Publisher},
    state::{Memory, Version},
};

/// Ids and addresses that several different entries of one document share.
#[derive(Debug, Default)]
pub struct Distrust {
    guids: HashSet<String>,
    links: HashSet<String>,
}

impl Distrust {
    /// Finds them.
    pub fn of(entries: &[Entry]) -> Self {
        let (mut guids, mut links) = (HashMap::new(), HashMap::new());
        let mut distrust = Self::default();
        for entry in entries {
            let (guid, link) = (entry.guid.as_deref(), entry.links.first().map(|link| link.href.as_str()));
            if let Some(guid) = guid
                && *guids.entry(guid).or_insert(link) != link
            {
                distrust.guids.insert(guid.to_owned());
            }
            if let Some(link) = link
                && *links.entry(link).or_insert(guid) != guid
            {
                distrust.links.insert(link.to_owned());
            }
        }
        distrust
    }

    /// The guid of an entry, unless it is shared.
    pub fn guid<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        entry.guid.as_deref().filter(|guid| !guid.is_empty() && !self.guids.contains(*guid))
    }

    /// Whether other entries have the same link.
    fn shares_link(&self, entry: &Entry) -> bool {
        entry.links.first().is_some_and(|link| self.links.contains(&link.href))
    }
}

/// What an entry is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The id it has, or would have if it is new.
    pub id: ArticleId,
    /// The key that recognised it, or that it was named by.
    pub on: MatchedOn,
    /// Hash of its address, by which other feeds may show it; 0 where it has none of its own.
    pub alias: u64,
}

/// The id of an entry by its guid alone, which costs one hash.
pub fn by_guid(publisher: &Publisher, guid: &str) -> ArticleId {
    ArticleId::derive(publisher, "guid", guid)
}

/// Names an entry, and finds the known item it is. `address` is the key of its canonical
/// URL. `None`: it has neither id nor address nor text.
pub fn identify(
    publisher: &Publisher,
    entry: &Entry,
    address: Option<&str>,
    article: &Article,
    distrust: &Distrust,
    memory: &Memory,
) -> Option<Identity> {
    let address = address.filter(|_| !distrust.shares_link(entry));
    let alias = address.map_or(0, |address| alias(publisher, address));
    let by_address = memory.by_alias(alias).filter(|_| alias != 0);
    let guid = distrust.guid(entry).map(|guid| by_guid(publisher, guid));
    let named = |id, on| Some(Identity { id, on, alias });
    match (guid, by_address) {
        // A guid that now stands at another item's address is not to be believed.
        (Some(guid), Some(known)) if known != guid => named(known, MatchedOn::Url),
        (Some(guid), _) => named(guid, MatchedOn::Guid),
        (None, Some(known)) => named(known, MatchedOn::Url),
        (None, None) => unnamed(publisher, entry, address, article).and_then(|(id, on)| named(id, on)),
    }
}

/// The id of an entry without a guid to trust.
fn unnamed(
    publisher: &Publisher,
    entry: &Entry,
    address: Option<&str>,
    article: &Article,
) -> Option<(ArticleId, MatchedOn)> {
    if let Some(address) = address {
        return Some((ArticleId::derive(publisher, "url", address), MatchedOn::Url));
    }
    // A shared guid and a shared link together may still tell entries apart; words always do.
    let words = [article.title.as_deref(), article.body.as_deref(), article.summary.as_deref()];
    let mut text = String::new();
    words.into_iter().flatten().for_each(|words| material::fold(words, &mut text));
    if text.is_empty() {
        return None;
    }
    text.extend(entry.guid.as_deref());
    Some((ArticleId::derive(publisher, "content", &text), MatchedOn::Content))
}

/// The hash of an address within its publisher; never 0.
fn alias(publisher: &Publisher, address: &str) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(publisher.0.as_bytes());
    hash.update(&[0]);
    hash.update(address.as_bytes());
    hash.digest().max(1)
}

/// The names of the fields that differ.
pub fn changed(old: &Version, new: &Version) -> Vec<&'static str> {
    [("title", old.title != new.title), ("summary", old.summary != new.summary), ("body", old.body != new.body)]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}

/// A hash of all that the feed said of an entry, so that the same words are not read twice.
pub fn raw(entry: &Entry) -> u64 {
    let mut hash = Xxh3::new();
    let mut part = |text: Option<&str>| {
        hash.update(&text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hash.update(text.unwrap_or_default().as_bytes());
    };
    part(entry.guid.as_deref());
    for text in [&entry.title, &entry.summary, &entry.content] {
        part(text.as_ref().map(|text| text.value.as_str()));
    }
    for text in [&entry.published, &entry.updated, &entry.language, &entry.base, &entry.rights] {
        part(text.as_deref());
    }
    entry.links.iter().for_each(|link| part(Some(&link.href)));
    entry.authors.iter().chain(&entry.categories).for_each(|text| part(Some(text)));
    for media in &entry.media {
        part(Some(&media.url));
        part(media.caption.as_deref());
    }
    for (name, value) in &entry.extensions {
        part(Some(name));
        part(Some(value));
    }
    hash.digest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Link;

    fn entry(guid: Option<&str>, link: Option<&str>) -> Entry {
        Entry {
            guid: guid.map(str::to_owned),
            links: link.map(|href| Link { href: href.to_owned(), ..Link::default() }).into_iter().collect(),
            ..Entry::default()
        }
    }

    #[test]
    fn a_guid_of_several_links_is_distrusted_and_so_is_a_link_of_several_guids() {
        let entries = [
            entry(Some("1"), Some("/a")),
            entry(Some("1"), Some("/b")),
            entry(Some("2"), Some("/c")),
            entry(Some("3"), Some("/c")),
            entry(Some("4"), Some("/d")),
        ];
        let distrust = Distrust::of(&entries);
        let trusted: Vec<_> = entries.iter().map(|e| (distrust.guid(e).is_some(), !distrust.shares_link(e))).collect();
        assert_eq!(trusted, [(false, true), (false, true), (true, false), (true, false), (true, true)]);
    }

    #[test]
    fn the_raw_hash_sees_where_one_field_ends() {
        let a = Entry { authors: vec!["ab".into(), "c".into()], ..Entry::default() };
        let b = Entry { authors: vec!["a".into(), "bc".into()], ..Entry::default() };
        assert_ne!(raw(&a), raw(&b));
    }
}
