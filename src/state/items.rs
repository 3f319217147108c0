//! The items that feeds showed, by article id, with what tells a revision.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::{
    texts::{Texts, Wording},
    version::Version,
};
use crate::model::{ArticleId, FeedId, FeedState, Subscription};

/// What is remembered of one item: 80 bytes.
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
    pub revision: u32,
    /// The feed whose words the last revision has.
    pub source: u32,
    /// Digests of the versions before it, the last first; 0 for none.
    pub past: [u32; 3],
}

/// 2026-01-01: a record dated before was written under a clock that was wrong.
const FIRST_DAY: u16 = 20_454;

/// Slugs that a lane knows at least, the last ones; they serve corrections of the last days alone.
const MOST_SLUGS: usize = 20_000;

/// What a poll wants remembered of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: ArticleId,
    /// Its new content.
    pub item: Item,
    /// Its story, where that is not its own.
    pub story: Option<ArticleId>,
    /// Hash of the line that names its story among the wires; 0 for none.
    pub slug: u64,
}

/// What one lane remembers. It runs ahead of Kafka by the open batch alone, and is
/// discarded with it.
#[derive(Debug, Default)]
pub struct Memory {
    items: HashMap<ArticleId, Item>,
    aliases: HashMap<u64, ArticleId>,
    stories: HashMap<ArticleId, ArticleId>,
    feeds: HashMap<FeedId, Box<FeedState>>,
    /// Items by the line that names their story among the wires: the last ones, and those before them.
    slugs: [HashMap<u64, ArticleId>; 2],
    texts: Texts,
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

    /// The item that was last sent under this slug.
    pub fn by_slug(&self, slug: u64) -> Option<ArticleId> {
        let [last, before] = &self.slugs;
        last.get(&slug).or_else(|| before.get(&slug)).copied()
    }

    /// The words of an item as they were last published, where they are still in memory.
    pub fn wording(&self, id: &ArticleId) -> Option<&Wording> {
        self.texts.of(id)
    }

    /// Keeps the words that an item was published in.
    pub fn keep(&mut self, id: ArticleId, wording: Wording) {
        self.texts.keep(id, wording);
    }

    /// The story that an article belongs to; its own where nothing else is known.
    pub fn story(&self, id: ArticleId) -> ArticleId {
        self.stories.get(&id).copied().unwrap_or(id)
    }

    /// What is remembered of a feed.
    pub fn feed(&self, id: &FeedId) -> Option<&FeedState> {
        self.feeds.get(id).map(Box::as_ref)
    }

    /// The state of a feed, to be changed; a new one where none is known.
    pub fn feed_mut(&mut self, id: &FeedId) -> &mut FeedState {
        self.feeds.entry(id.clone()).or_default()
    }

    /// Takes a feed's state out, to be put back once it is changed: it is large, and is not moved.
    pub fn take_feed(&mut self, id: &FeedId) -> Box<FeedState> {
        self.feeds.remove(id).unwrap_or_default()
    }

    /// Puts a feed's state in.
    pub fn put_feed(&mut self, id: &FeedId, state: Box<FeedState>) {
        self.feeds.insert(id.clone(), state);
    }

    /// Subscriptions at hubs, by feed.
    pub fn subscriptions(&self) -> impl Iterator<Item = (&FeedId, &Subscription)> {
        self.feeds.iter().filter_map(|(id, state)| Some((id, state.push.as_deref()?)))
    }

    /// A feed's subscription, to be changed.
    pub fn subscription_mut(&mut self, id: &FeedId) -> Option<&mut Subscription> {
        self.feeds.get_mut(id)?.push.as_deref_mut()
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
        if change.slug != 0 {
            if self.slugs[0].len() >= MOST_SLUGS {
                self.slugs[1] = std::mem::take(&mut self.slugs[0]);
            }
            self.slugs[0].insert(change.slug, change.id);
        }
    }

    /// Takes in a restored feed.
    pub fn apply_feed(&mut self, id: FeedId, state: FeedState) {
        self.feeds.insert(id, Box::new(state));
    }

    /// Forgets an item, as a tombstone asks.
    pub fn forget(&mut self, id: &ArticleId) {
        if let Some(item) = self.items.remove(id)
            && self.aliases.get(&item.alias) == Some(id)
        {
            self.aliases.remove(&item.alias);
        }
        self.stories.remove(id);
        self.texts.forget(id);
    }

    /// Moves the planned polls with a clock that was set.
    pub fn shift(&mut self, by: SignedDuration) {
        for rhythm in self.feeds.values_mut().map(|state| &mut state.rhythm) {
            for at in [&mut rhythm.next, &mut rhythm.fresh, &mut rhythm.rest] {
                *at = at.get().map(|at| at.saturating_add(by).unwrap_or(at)).into();
            }
            rhythm.paid = rhythm.paid.map(|paid| paid.saturating_add(by.as_secs().saturating_mul(1_000)));
            if rhythm.pace.upto != 0 {
                rhythm.pace.upto = rhythm.pace.upto.saturating_add(by.as_secs());
            }
        }
        for sub in self.feeds.values_mut().filter_map(|state| state.push.as_mut()) {
            for at in [&mut sub.due, &mut sub.lease_until, &mut sub.verified].into_iter().flatten() {
                *at = at.saturating_add(by).unwrap_or(*at);
            }
        }
    }

    /// Forgets items whose record is older than the state topic keeps it. A clock that is wrong
    /// must not make us forget: nothing was written before `FIRST_DAY`, and records in use are
    /// written so often that the newest of many is no older than half the time they are kept.
    pub fn expire(&mut self, today: u16, keep_days: u16) {
        let newest = self.items.values().map(|item| item.written).max().unwrap_or(today);
        let today = today.min(newest.saturating_add(keep_days / 2));
        let old: Vec<_> = self
            .items
            .iter()
            .filter(|(_, item)| item.written >= FIRST_DAY && today.saturating_sub(item.written) > keep_days)
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
        let item = Item {
            version: Version::default(),
            raw: 1,
            alias,
            first_seen: 0,
            written: FIRST_DAY,
            revision: 1,
            source: 1,
            past: [0; 3],
        };
        Change { id: ArticleId([id; 16]), item, story: None, slug: 0 }
    }

    #[test]
    fn an_item_is_small() {
        assert!(size_of::<Item>() <= 80, "{}", size_of::<Item>());
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
    fn the_last_slugs_are_kept_when_there_are_too_many() {
        let mut memory = Memory::default();
        for slug in 1..=50_000_u32 {
            let id = ArticleId(u128::from(slug).to_le_bytes());
            memory.apply(&Change { id, slug: u64::from(slug), ..change(0, 0) });
        }
        let known = |slug: u64| memory.by_slug(slug).is_some();
        assert!(!known(1) && known(50_000 - MOST_SLUGS as u64) && known(50_000) && memory.slugs[1].len() <= MOST_SLUGS);
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
        let written = |id, days| {
            let change = change(id, 0);
            Change { item: Item { written: FIRST_DAY + days, ..change.item }, ..change }
        };
        let mut memory = Memory::default();
        memory.apply(&written(1, 0));
        memory.apply(&written(2, 91));
        memory.expire(FIRST_DAY + 90, 90);
        assert_eq!(memory.len(), 2);
        memory.expire(FIRST_DAY + 91, 90);
        assert_eq!(memory.len(), 1);
        // A clock that is years ahead, and one that was ten years behind when it was written.
        memory.expire(FIRST_DAY + 9_000, 90);
        memory.apply(&Change { item: Item { written: 16_000, ..change(3, 0).item }, ..change(3, 0) });
        memory.expire(FIRST_DAY + 100, 90);
        assert_eq!(memory.len(), 2);
    }
}
