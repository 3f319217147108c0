//! What an entry is to what is known: new, a revision, a copy, or seen before.
//!
//! Identity in order: the feed's own id, unless this document shows that it cannot be
//! trusted; the canonical address; the words themselves. A date is never identity, but tells
//! apart what has the same words and nothing else in one document.

use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use super::{
    distrust::{Addressed, Distrust},
    material,
};
use crate::{
    model::{Article, ArticleId, Entry, FeedId, MatchedOn, Publisher},
    state::Memory,
};

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

/// A feed, as items remember by which one their words came. Its polls and its hub are two: a
/// cache that still shows the words from before a ping does not take them back.
pub fn source(feed: &FeedId, pushed: bool) -> u32 {
    // Never 0, which stands for a source that was not remembered.
    ((xxh3_64_with_seed(feed.0.as_bytes(), u64::from(pushed)) >> 32) as u32).max(1)
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
    text.extend(distrust.date(of));
    Some((ArticleId::derive(publisher, "content", &text), MatchedOn::Content))
}

/// The hash of an address within its publisher; never 0.
pub fn alias(publisher: &Publisher, address: &str) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(publisher.0.as_bytes());
    hash.update(&[0]);
    hash.update(address.as_bytes());
    hash.digest().max(1)
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

    #[test]
    fn the_raw_hash_sees_where_one_field_ends() {
        let a = Entry { authors: vec!["ab".into(), "c".into()], ..Entry::default() };
        let b = Entry { authors: vec!["a".into(), "bc".into()], ..Entry::default() };
        assert_ne!(raw(&a), raw(&b));
    }
}
