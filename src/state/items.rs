//! The items that feeds showed, by article id, with what tells a revision.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::model::{ArticleId, FeedId, FeedState};

/// Hashes of the material text of an article's fields: what typography does not change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Version {
    /// Of the title.
    pub title: u32,
    /// Of the summary.
    pub summary: u32,
    /// Of the body.
    pub body: u32,
}

/// What is remembered of one item: some 40 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The material text of its last revision.
    pub version: Version,
    /// Hash of the entry as the feed said it, so that the same words cost nothing.
    pub raw: u64,
    /// The address by which other feeds of the publisher may show it; 0 for none.
    pub alias: u64,
    /// Seconds since 1970.
    pub first_seen: u32,
    /// Days since 1970 when its record was last written.
    pub written: u16,
    /// The last revision published.
    pub revision: u16,
}

/// What a poll wants remembered of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: ArticleId,
    /// Its new content.
    pub item: Item,
    /// Its story, where that is not its own.
    pub story: Option<ArticleId>,
}

/// What one lane remembers. It runs ahead of Kafka by the open batch alone, and is
/// discarded with it.
#[derive(Debug, Default)]
pub struct Memory {
    items: HashMap<ArticleId, Item>,
    aliases: HashMap<u64, ArticleId>,
    stories: HashMap<ArticleId, ArticleId>,
    feeds: HashMap<FeedId, FeedState>,
}

impl Memory {
    /// The item with this id.
    pub fn item(&self, id: &ArticleId) -> Option<&Item> {
        self.items.get(id)
    }

    /// The item that was shown under this address.
    pub fn by_alias(&self, alias: u64) -> Option<ArticleId> {
        self.aliases.get(&alias).copied()
    }

    /// The story that an article belongs to; its own where nothing else is known.
    pub fn story(&self, id: ArticleId) -> ArticleId {
        self.stories.get(&id).copied().unwrap_or(id)
    }

    /// What is remembered of a feed.
    pub fn feed(&self, id: &FeedId) -> Option<&FeedState> {
        self.feeds.get(id)
    }

    /// The state of a feed, to be changed; a new one where none is known.
    pub fn feed_mut(&mut self, id: &FeedId) -> &mut FeedState {
        self.feeds.entry(id.clone()).or_default()
    }

    /// Items remembered.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no item is remembered.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Takes in what a poll or a restored record says of an item.
    pub fn apply(&mut self, change: &Change) {
        if let Some(old) = self.items.insert(change.id, change.item)
            && old.alias != change.item.alias
            && self.aliases.get(&old.alias) == Some(&change.id)
        {
            self.aliases.remove(&old.alias);
        }
        if change.item.alias != 0 {
            self.aliases.insert(change.item.alias, change.id);
        }
        if let Some(story) = change.story {
            self.stories.insert(change.id, story);
        }
    }

    /// Takes in a restored feed.
    pub fn apply_feed(&mut self, id: FeedId, state: FeedState) {
        self.feeds.insert(id, state);
    }

    /// Forgets an item, as a tombstone asks.
    pub fn forget(&mut self, id: &ArticleId) {
        if let Some(item) = self.items.remove(id)
            && self.aliases.get(&item.alias) == Some(id)
        {
            self.aliases.remove(&item.alias);
        }
        self.stories.remove(id);
    }

    /// Forgets items whose record is older than the state topic keeps it.
    pub fn expire(&mut self, today: u16, keep_days: u16) {
        let old: Vec<_> = self
            .items
            .iter()
            .filter(|(_, item)| today.saturating_sub(item.written) > keep_days)
            .map(|(id, _)| *id)
            .collect();
        for id in old {
            self.forget(&id);
        }
    }
}

/// Days since 1970, as records of items carry them.
pub fn day(at: Timestamp) -> u16 {
    u16::try_from(at.as_second().div_euclid(86_400)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(id: u8, alias: u64) -> Change {
        let item = Item { version: Version::default(), raw: 1, alias, first_seen: 0, written: 10, revision: 1 };
        Change { id: ArticleId([id; 16]), item, story: None }
    }

    #[test]
    fn an_alias_follows_its_item() {
        let mut memory = Memory::default();
        memory.apply(&change(1, 7));
        assert_eq!(memory.by_alias(7), Some(ArticleId([1; 16])));
        memory.apply(&change(1, 8));
        assert_eq!((memory.by_alias(7), memory.by_alias(8)), (None, Some(ArticleId([1; 16]))));
        memory.forget(&ArticleId([1; 16]));
        assert!(memory.is_empty() && memory.by_alias(8).is_none());
    }

    #[test]
    fn an_address_taken_over_by_another_item_stays_with_it() {
        let mut memory = Memory::default();
        memory.apply(&change(1, 7));
        memory.apply(&change(2, 7));
        memory.apply(&change(1, 0));
        assert_eq!(memory.by_alias(7), Some(ArticleId([2; 16])));
    }

    #[test]
    fn only_items_that_were_not_written_for_long_expire() {
        let mut memory = Memory::default();
        memory.apply(&change(1, 7));
        memory.expire(100, 90);
        assert_eq!(memory.len(), 1);
        memory.expire(101, 90);
        assert_eq!(memory.len(), 0);
    }
}
