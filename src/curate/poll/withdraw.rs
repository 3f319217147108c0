//! A kill is an article of its own that speaks of another one: under that one's key it must be seen, too.

use super::{Desk, Finding};
use crate::{
    model::{ArticleId, Relation, Status},
    state::{Change, Item, day},
};

impl Desk<'_> {
    /// Publishes the next revision of each article that the document's kills name for certain, in the words of the kill. All of
    /// a publisher is in one memory, so what is withdrawn is known here or nowhere. What a kill names by its title or
    /// repeats was found in the index, which may know less after a restart or on another instance.
    pub(super) fn withdraw(&mut self) {
        for at in std::mem::take(&mut self.kills) {
            let Some(id) = self.out.findings[at].corrects else { continue };
            // What the document tells of it behind the kill is news again.
            let again = self.out.findings[at + 1..].iter().any(|later| later.id == id);
            let Some(known) = self.last(id).filter(|known| !again && is_standing(&known.item)) else { continue };
            let (finding, change) = self.withdrawn(at, &known);
            self.out.changes.push(change);
            self.out.findings.push(finding);
        }
    }

    /// An item as this document leaves it.
    pub(super) fn last(&self, id: ArticleId) -> Option<Change> {
        let pending = self.out.changes.iter().rev().find(|change| change.id == id).cloned();
        pending.or_else(|| self.poll.memory.item(&id).map(|item| self.change(id, *item)))
    }

    /// The revision that says that an article is withdrawn, and what is remembered of it: the words that the feed may
    /// still show, which are no news.
    fn withdrawn(&self, at: usize, known: &Change) -> (Finding, Change) {
        let kill = &self.out.findings[at];
        let Change { id, item, story, slug } = *known;
        let revision = item.revision.saturating_add(1);
        let mut article = kill.article.clone();
        (article.guid, article.url) = (None, None);
        article.alternate_urls.clear();
        article.first_seen = self.instant(item.first_seen);
        let mut changed_fields = self.weigh(&item, &article, None).fields;
        if changed_fields.is_empty() {
            changed_fields.push("status");
        }
        let finding = Finding {
            id,
            revision,
            relation: Relation::Revision { revision, changed_fields, changes: Vec::new(), matched_on: None },
            story: story.unwrap_or(id),
            article,
            fingerprint: None,
            wording: kill.wording.clone(),
            status: Some(Status::Withdrawn),
            corrects: None,
            withdrawn_by: Some(kill.id),
        };
        let version = item.version.with_status(Status::Withdrawn.number());
        let item = Item { version, revision, written: day(self.poll.at), ..item };
        (finding, Change { id, item, story, slug })
    }
}

/// Whether it was published, and not withdrawn since.
fn is_standing(item: &Item) -> bool {
    item.revision > 0 && item.version.status() != Status::Withdrawn.number()
}
