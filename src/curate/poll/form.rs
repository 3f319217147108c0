//! Lines that a feed puts behind all of its texts: an item that gets or loses them is no news, now and later.

use super::{Desk, Observed};
use crate::{
    curate::{material, normalise::boilerplate},
    model::Article,
    state::{Item, Version},
};

impl Desk<'_> {
    /// Learns the lines that end several items at once which had other words before: they came with the feed's form,
    /// not with news. What decides is what is remembered in Kafka, not what is in memory alone.
    pub(super) fn learn_form(&mut self, observed: &mut [Observed]) {
        let mut changed = Vec::new();
        for observed in observed {
            let item = self.poll.memory.item(&observed.found.id).filter(|item| item.raw != observed.raw);
            if let Some(item) = item {
                let versions = self.version_like(item, &observed.article);
                observed.versions = Some(versions);
                if item.version.digest() != versions.1.digest() {
                    changed.push(boilerplate::read(&observed.article).hashes);
                }
            }
        }
        self.appended.learn(&changed);
    }

    /// The version of an article, and the same in the kind of an item's.
    pub(super) fn version_like(&self, item: &Item, article: &Article) -> (Version, Version) {
        let version = self.version(article);
        // What was written by an older desk is compared as that did.
        (version, if item.version.is_old() { material::old(article) } else { version })
    }

    /// Whether an article, whose version has this digest, is what was published of the item, but for lines behind
    /// it that others of the feed have, too.
    pub(super) fn is_form(&self, item: &Item, article: &Article, digest: u32) -> bool {
        if item.version.is_old() {
            return false;
        }
        let published = item.version.has_form().then_some(item.past[0]);
        if published == Some(digest) {
            return true;
        }
        let appended = boilerplate::bare(article, |line| boilerplate::recurs_or_leads(&self.appended, line));
        let recurring = || boilerplate::bare(article, |line| boilerplate::recurs(&self.out.recurring, line));
        let without = appended.or_else(recurring).map(|bare| self.version(&bare));
        without.is_some_and(|version| {
            published == Some(version.digest()) || material::changed(&item.version, &version).is_empty()
        })
    }

    /// What is remembered of an item that got or lost such lines: that these words are no news, whatever else the
    /// document shows when they are seen again. Nothing where that is known.
    pub(super) fn with_form(&self, item: Item, version: Version) -> Option<Item> {
        let (digest, [last, before, first]) = (version.digest(), item.past);
        let formed = item.version.has_form();
        if item.source != self.source {
            // Another feed has the item without them: both tellings are known, and neither replaces the other.
            let past = if formed { [last, digest, before] } else { [digest, last, before] };
            return (!item.past.contains(&digest)).then_some(Item { past, ..item });
        }
        let version = version.with_status(item.version.status());
        Some(match formed {
            true if digest == last => Item { version, past: [before, first, 0], ..item },
            true => Item { version: version.with_form(), ..item },
            false => Item { version: version.with_form(), past: [item.version.digest(), last, before], ..item },
        })
    }
}
