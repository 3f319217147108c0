//! What an entry is to what is known: new, a revision, a copy, or seen before.
//!
//! Identity in order: the feed's own id, unless this document shows that it cannot be
//! trusted; the canonical address; the words themselves. A date is never identity.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::material;
use crate::{
    model::{Article, ArticleId, Entry, FeedId, MatchedOn, Publisher},
    state::{Memory, Version},
};

/// A feed of which more than one guid in so many is shared cannot make guids at all.
const SHARED_AT_MOST: usize = 20;

/// Ids and addresses that several different entries of one document share.
#[derive(Debug, Default)]
pub struct Distrust {
    guids: HashSet<String>,
    links: HashSet<String>,
    /// Guids under which more than two different titles stand: they name nothing.
    constant: HashSet<String>,
    /// So many guids are shared that none is believed.
    all: bool,
}

/// Titles by the guid or the address under which they stand.
#[derive(Default)]
struct Titles<'e>(HashMap<(Option<&'e str>, Option<&'e str>), HashSet<&'e str>>);

impl<'e> Titles<'e> {
    /// Notes the entry's title; whether more stand there than an item and its revision have.
    fn are_many(&mut self, under: (Option<&'e str>, Option<&'e str>), entry: &'e Entry) -> bool {
        let titles = self.0.entry(under).or_default();
        if titles.len() <= 2 {
            titles.extend(entry.title.as_ref().map(|title| title.value.as_str()));
        }
        titles.len() > 2
    }
}

/// An entry with the key of its canonical address, where it gives one.
pub type Addressed<'e> = (&'e Entry, Option<&'e str>);

impl Distrust {
    /// Finds them.
    pub fn of(entries: &[Addressed<'_>]) -> Self {
        let mut distrust = Self::default();
        distrust.find_pairs(entries);
        distrust.find_constants(entries);
        let shared = |(entry, _): &&Addressed<'_>| entry.guid.as_ref().is_some_and(|g| distrust.guids.contains(g));
        distrust.all = entries.iter().filter(shared).count() * SHARED_AT_MOST > entries.len();
        distrust
    }

    /// A guid of several addresses, and an address of several guids.
    fn find_pairs(&mut self, entries: &[Addressed<'_>]) {
        let (mut guids, mut links) = (HashMap::new(), HashMap::new());
        for (entry, link) in entries {
            let (guid, link) = (entry.guid.as_deref(), *link);
            if let Some(guid) = guid
                && *guids.entry(guid).or_insert(link) != link
            {
                self.guids.insert(guid.to_owned());
            }
            if let Some(link) = link
                && *links.entry(link).or_insert(guid) != guid
            {
                self.links.insert(link.to_owned());
            }
        }
    }

    /// A guid or an address under which many titles stand.
    fn find_constants(&mut self, entries: &[Addressed<'_>]) {
        let mut titles = Titles::default();
        for (entry, link) in entries {
            let guid = entry.guid.as_deref();
            if guid.is_some() && titles.are_many((guid, None), entry) {
                self.guids.extend(guid.map(str::to_owned));
                self.constant.extend(guid.map(str::to_owned));
                self.links.extend(link.map(str::to_owned));
            }
            if link.is_some() && titles.are_many((None, *link), entry) {
                self.links.extend(link.map(str::to_owned));
            }
        }
    }

    /// The guid of an entry, unless it is shared, or so many of the document's are. An entry
    /// without an address keeps a guid of its own in any case: its words change more often, and
    /// one bad document must not make all that is known new.
    pub fn guid<'e>(&self, (entry, link): Addressed<'e>) -> Option<&'e str> {
        let believed = !self.all || link.is_none();
        entry.guid.as_deref().filter(|guid| !guid.is_empty() && believed && !self.guids.contains(*guid))
    }

    /// The guid and the address together, where neither alone is to be believed: entries that
    /// share the one seldom share the other.
    fn together(&self, of: Addressed<'_>) -> Option<String> {
        let guid = of.0.guid.as_deref().filter(|guid| !self.constant.contains(*guid))?;
        (self.guid(of).is_none() && self.shares(of.1)).then(|| format!("{guid}\n{}", of.1.unwrap_or_default()))
    }

    /// Whether other entries have the same address.
    fn shares(&self, link: Option<&str>) -> bool {
        link.is_some_and(|link| self.links.contains(link))
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

/// A feed, as items remember by which one their words came.
pub fn source(feed: &FeedId) -> u32 {
    // Never 0, which stands for a source that was not remembered.
    ((xxh3_64(feed.0.as_bytes()) >> 32) as u32).max(1)
}

/// The id of an entry by its guid alone, which costs one hash.
pub fn by_guid(publisher: &Publisher, guid: &str) -> ArticleId {
    ArticleId::derive(publisher, "guid", guid)
}

/// Names an entry, and finds the known item it is. `None`: it has neither id nor address nor text.
pub fn identify(
    publisher: &Publisher,
    of: Addressed<'_>,
    article: &Article,
    distrust: &Distrust,
    memory: &Memory,
) -> Option<Identity> {
    let address = of.1.filter(|address| !distrust.shares(Some(address)));
    let alias = address.map_or(0, |address| alias(publisher, address));
    let by_address = memory.by_alias(alias).filter(|_| alias != 0);
    let guid = distrust.guid(of).map(|guid| by_guid(publisher, guid));
    let named = |id, on| Some(Identity { id, on, alias });
    match (guid, by_address) {
        // A guid that now stands at another item's address is not to be believed.
        (Some(guid), Some(known)) if known != guid => named(known, MatchedOn::Url),
        (Some(guid), _) => named(guid, MatchedOn::Guid),
        (None, Some(known)) => named(known, MatchedOn::Url),
        (None, None) => unnamed(publisher, of, address, article, distrust).and_then(|(id, on)| named(id, on)),
    }
}

/// The id of an entry without a guid to trust.
fn unnamed(
    publisher: &Publisher,
    of: Addressed<'_>,
    address: Option<&str>,
    article: &Article,
    distrust: &Distrust,
) -> Option<(ArticleId, MatchedOn)> {
    if let Some(address) = address {
        return Some((ArticleId::derive(publisher, "url", address), MatchedOn::Url));
    }
    if let Some(both) = distrust.together(of) {
        return Some((ArticleId::derive(publisher, "guid+url", &both), MatchedOn::Guid));
    }
    let words = [article.title.as_deref(), article.body.as_deref(), article.summary.as_deref()];
    let mut text = String::new();
    words.into_iter().flatten().for_each(|words| material::fold(words, &mut text));
    if text.is_empty() {
        return None;
    }
    text.extend(of.0.guid.as_deref());
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

    fn addressed(entry: &Entry) -> Addressed<'_> {
        (entry, entry.links.first().map(|link| link.href.as_str()))
    }

    fn of(entries: &[Entry]) -> Distrust {
        Distrust::of(&entries.iter().map(addressed).collect::<Vec<_>>())
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
        // As many that nobody shares, so that the feed as a whole is believed.
        let ids: Vec<String> = (0..40).map(|n| n.to_string()).collect();
        let others = ids.iter().map(|id| entry(Some(&format!("other {id}")), Some(&format!("/other/{id}"))));
        let entries: Vec<_> = entries.into_iter().chain(others).collect();
        let distrust = of(&entries);
        let trusted: Vec<_> =
            entries.iter().map(|e| (distrust.guid(addressed(e)).is_some(), !distrust.shares(addressed(e).1))).collect();
        assert_eq!(trusted[..5], [(false, true), (false, true), (true, false), (true, false), (true, true)]);
        // Of five alone, two of which share a guid, none is believed.
        let distrust = of(&entries[..5]);
        assert!(entries[..5].iter().all(|entry| distrust.guid(addressed(entry)).is_none()));
        assert_eq!(distrust.guid(addressed(&entry(Some("5"), None))), Some("5"));
    }

    #[test]
    fn a_guid_that_stands_for_everything_names_nothing() {
        let entries: Vec<_> = ["a", "b", "c"]
            .iter()
            .map(|title| Entry {
                title: Some(crate::model::Text { value: (*title).to_owned(), ..Default::default() }),
                ..entry(Some("g"), Some("/"))
            })
            .collect();
        let distrust = of(&entries);
        for entry in &entries {
            assert!(
                distrust.guid(addressed(entry)).is_none()
                    && distrust.shares(addressed(entry).1)
                    && distrust.together(addressed(entry)).is_none()
            );
        }
        // An item and its revision keep the guid that they have in common.
        let distrust = of(&entries[..2]);
        assert!(distrust.guid(addressed(&entries[0])).is_some());
        // What shares a guid with one and the address with another is told apart by both.
        let entries = [entry(Some("g"), Some("/1")), entry(Some("g"), Some("/2")), entry(Some("h"), Some("/1"))];
        let distrust = of(&entries);
        assert_eq!(distrust.together(addressed(&entries[0])).as_deref(), Some("g\n/1"));
    }

    #[test]
    fn the_raw_hash_sees_where_one_field_ends() {
        let a = Entry { authors: vec!["ab".into(), "c".into()], ..Entry::default() };
        let b = Entry { authors: vec!["a".into(), "bc".into()], ..Entry::default() };
        assert_ne!(raw(&a), raw(&b));
    }
}
