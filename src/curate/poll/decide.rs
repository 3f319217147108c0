//! What comes of one entry that may be news: a revision, a copy, an article, or nothing.

use jiff::{Timestamp, tz::TimeZone};

use super::{Desk, Finding, Observed, corrects};
use crate::{
    curate::{
        entities,
        material::{self, Hints},
        near::{self, Match},
        normalise::boilerplate,
        relate::Identity,
        standing, tag,
    },
    model::{Article, ArticleId, Duplicates, MatchedOn, Relation, Status},
    state::{Change, Fingerprint, Item, Version, Wording, day},
};

/// Days after which the record of an item still shown is written again. Together with
/// [`REREAD_DAYS`](super::REREAD_DAYS) no record of an item that is still shown grows 45 days old, and the state
/// topic forgets after 90.
const REFRESH_DAYS: u16 = 22;
/// Articles of one document that later ones of it are compared with: they are not in the index yet.
const MOST_PENDING: usize = 24;

/// An article beside what is remembered of its item.
pub(super) struct Weighed {
    version: Version,
    /// The fields that differ materially.
    pub(super) fields: Vec<&'static str>,
    /// Of the version, in the kind of the item's.
    digest: u32,
    /// It differs by lines of the feed's form alone.
    form: bool,
}

/// What an article is called, and what it is to others.
struct Named {
    id: ArticleId,
    revision: u32,
    relation: Relation,
    story: ArticleId,
}

impl Desk<'_> {
    pub(super) fn decide(&mut self, observed: Observed) {
        let Observed { found, raw, mut article, mut content, mut versions } = observed;
        let known = self.poll.memory.item(&found.id);
        if let Some(pages) = self.poll.pages {
            // What is known in these words was read with its page, and a known item whose page cannot
            // be had just now waits for it: the feed's own text would be a step back.
            if let Some(item) = known.copied().filter(|item| item.raw == raw || pages.is_delayed(&article)) {
                self.out.seen += 1;
                self.out.delayed += usize::from(item.raw != raw);
                return self.refresh(found.id, item);
            }
            let zone = self.poll.feed.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
            let (rules, outlet) = (self.poll.rules, self.outlet());
            pages.apply(&mut article, (rules, &outlet), zone.as_ref(), self.poll.at, self.poll.config);
            (content, versions) = (None, None);
        }
        match known {
            // It was known and never published: as a copy that was dropped.
            Some(item)
                if item.revision == 0 && item.raw != raw && !self.weigh(item, &article, versions).fields.is_empty() =>
            {
                self.fresh(found, raw, article, content);
            }
            Some(item) => self.known(Observed { found, raw, article, content, versions }, *item),
            None => self.fresh(found, raw, article, content),
        }
    }

    /// A known item in the same words.
    pub(super) fn unchanged(&mut self, id: ArticleId, item: Item) {
        self.out.seen += 1;
        if self.handled.insert(id) {
            self.refresh(id, item);
        }
    }

    /// Writes a record again before the state topic forgets it.
    fn refresh(&mut self, id: ArticleId, item: Item) {
        let today = day(self.poll.at);
        if today.saturating_sub(item.written) > REFRESH_DAYS {
            let change = self.change(id, Item { written: today, ..item });
            self.out.changes.push(change);
        }
    }

    /// A known item in other words: a revision if they are material.
    fn known(&mut self, observed: Observed, item: Item) {
        let Observed { found, raw, article, versions, .. } = observed;
        let alias = if found.alias == 0 { item.alias } else { found.alias };
        if item.raw == raw && item.alias == alias {
            self.out.seen += 1;
            return self.refresh(found.id, item);
        }
        let Weighed { version, fields, digest, form } = self.weigh(&item, &article, versions);
        // Another feed of the publisher may show the item in words of its own: they are published
        // once, and not again with each change of sides.
        let variant = item.source != self.source && item.past.contains(&digest);
        // That it is corrected or withdrawn is news where no word tells it.
        let said = version.status() != 0 && version.status() != item.version.status() && !item.version.is_old();
        if said && fields.is_empty() {
            return self.revise(found.id, Item { raw, alias, ..item }, version, vec!["status"], found.on, article);
        }
        if self.flaps(&item, digest) && !fields.is_empty() && !variant {
            // Nothing is noted: what it is when it has come to rest is weighed again.
            self.out.seen += 1;
            self.out.damped += 1;
            return self.refresh(found.id, item);
        }
        if fields.is_empty() || variant {
            // The same words are known in the newer form; others are weighed against what was published.
            let lifted = item.version.is_old() && fields.is_empty() && item.past == [0; 3];
            let same = Item { version: if lifted { version } else { item.version }, raw, alias, ..item };
            let formed = if form && !variant { self.with_form(same, version) } else { None };
            return self.note(found.id, formed.unwrap_or(same), formed.is_some(), &article);
        }
        self.revise(found.id, Item { raw, alias, ..item }, version, fields, found.on, article);
    }

    /// A known item in words that are no news. Only what another instance could not find out by itself is worth a
    /// record: another address, and what it was `told` by the rest of its document.
    fn note(&mut self, id: ArticleId, item: Item, told: bool, article: &Article) {
        self.out.seen += 1;
        let known = self.poll.memory.item(&id).copied().unwrap_or(item);
        let slug = corrects::slug(&self.poll.feed.publisher, article);
        let change = Change { slug, ..self.change(id, item) };
        if told || item.alias != known.alias {
            self.out.changes.push(change);
        } else if item.raw != known.raw {
            self.out.noted.push(change);
        }
        self.refresh(id, item);
    }

    /// Whether an item came back to words that it had, from others that it had come back to: going to and
    /// fro it is published once a day at most.
    fn flaps(&self, item: &Item, digest: u32) -> bool {
        let returned = item.past.contains(&digest) && item.past.contains(&item.version.digest());
        returned && item.written == day(self.poll.at)
    }

    /// Weighs an article against what is remembered of its item; `versions` are those of the two, where it was read.
    pub(super) fn weigh(&self, item: &Item, article: &Article, versions: Option<(Version, Version)>) -> Weighed {
        let (version, alike) = versions.unwrap_or_else(|| self.version_like(item, article));
        let mut fields = material::changed(&item.version, &alike);
        let form = !fields.is_empty() && self.is_form(item, article, alike.digest());
        if form {
            fields.clear();
        }
        Weighed { version, fields, digest: alike.digest(), form }
    }

    pub(super) fn version(&self, article: &Article) -> Version {
        let words = &self.poll.config.known_wordings;
        let mut reader = self.reader.take();
        let (version, hints) = reader.read(article, words);
        self.reader.set(reader);
        version.with_status(standing::of(article, words, hints).map_or(0, |(status, _)| status.number()))
    }

    /// Publishes other words of a known item; `item` has all but what a revision changes.
    fn revise(
        &mut self,
        id: ArticleId,
        item: Item,
        version: Version,
        changed_fields: Vec<&'static str>,
        matched_on: MatchedOn,
        mut article: Article,
    ) {
        let revision = item.revision.saturating_add(1);
        let past = [item.version.digest(), item.past[0], item.past[1]];
        article.first_seen = self.instant(item.first_seen);
        let wording = self.poll.memory.wording(&id);
        let changes = wording.map(|old| material::changes(old, &article, &changed_fields)).unwrap_or_default();
        let relation = Relation::Revision { revision, changed_fields, changes, matched_on: Some(matched_on) };
        let (written, source) = (day(self.poll.at), self.source);
        let slug = corrects::slug(&self.poll.feed.publisher, &article);
        let change = self.change(id, Item { version, written, revision, source, past, ..item });
        self.out.changes.push(Change { slug, ..change });
        let story = self.poll.memory.story(id);
        self.publish(Named { id, revision, relation, story }, article, version.status(), None);
    }

    /// An item seen for the first time: a story of its own, a copy of another's, or, where the
    /// feed has no ids to tell by, one that is known under another address.
    fn fresh(&mut self, found: Identity, raw: u64, article: Article, content: Option<u64>) {
        let version = self.version(&article);
        let content = content.unwrap_or_else(|| material::copy(&article).unwrap_or(0));
        let (at, publisher) = (self.poll.at, &self.poll.feed.publisher);
        let print =
            near::sketch(found.id, publisher, at.as_second(), &article, Some(content).filter(|content| *content != 0));
        let duplicates = self.poll.feed.duplicates;
        let copy = match duplicates {
            Duplicates::Publish => None,
            _ => near::find((&article, &print), self.poll.index, &self.recent, at, &self.poll.config.limits),
        };
        let item = Item {
            version,
            raw,
            alias: found.alias,
            first_seen: u32::try_from(at.as_second()).unwrap_or(0),
            written: day(at),
            revision: 1,
            source: self.source,
            past: [0; 3],
        };
        let Some(copy) = copy else { return self.first(found.id, item, print, None, article) };
        let known = self.same(&found, &copy);
        let whole =
            |known: &Item| near::is_long(&print) || !self.weigh(known, &article, None).fields.contains(&"title");
        // What the wire corrects or withdraws is no copy of it, however like it is.
        let says = |known: &Item| version.status() != 0 && version.status() != known.version.status();
        match known {
            Some(known) if copy.on == MatchedOn::Content && whole(&known) && !says(&known) => {
                self.out.seen += 1;
                self.stand_in(found.id, item, copy.story);
            }
            Some(known) if copy.revision || copy.on == MatchedOn::Content && whole(&known) => {
                self.stand_in(found.id, item, copy.story);
                let mut fields = self.weigh(&known, &article, None).fields;
                if fields.is_empty() {
                    fields.push("status");
                }
                self.revise(copy.original, known, version, fields, copy.on, article);
            }
            _ if duplicates == Duplicates::Drop && version.status() == 0 => {
                self.out.dropped += 1;
                self.stand_in(found.id, item, copy.story);
            }
            _ => self.first(found.id, item, print, Some(copy), article),
        }
    }

    /// The item that a copy may be under another address. A feed that gives ids says itself what
    /// is another item.
    fn same(&self, found: &Identity, copy: &Match) -> Option<Item> {
        let known = self.poll.memory.item(&copy.original).filter(|known| known.revision > 0);
        known.filter(|_| copy.same_publisher && found.on != MatchedOn::Guid).copied()
    }

    /// Remembers an item that is not published, so that it is known when it is shown again.
    fn stand_in(&mut self, id: ArticleId, item: Item, story: ArticleId) {
        self.out.changes.push(Change { id, item: Item { revision: 0, ..item }, story: Some(story), slug: 0 });
    }

    /// Publishes an item for the first time.
    fn first(&mut self, id: ArticleId, item: Item, print: Fingerprint, copy: Option<Match>, article: Article) {
        let print = near::joined(print, copy.as_ref(), self.poll.index);
        let story = print.story;
        let slug = corrects::slug(&self.poll.feed.publisher, &article);
        self.out.changes.push(Change { id, item, story: (story != id).then_some(story), slug });
        let relation = copy.map_or(Relation::New, |copy| Relation::Near {
            original: copy.original,
            story,
            similarity: copy.similarity,
            matched_on: copy.on,
            links: copy.links,
        });
        let tells = print.content != 0 || print.title != 0 || !print.shingles.is_empty();
        if tells {
            if self.recent.len() >= MOST_PENDING {
                self.recent.pop_front();
            }
            self.recent.push_back(print.clone());
        }
        let (named, status) = (Named { id, revision: 1, relation, story }, item.version.status());
        self.publish(named, article, status, tells.then_some(print));
    }

    /// What tags and notices go by beside the article.
    fn outlet(&self) -> tag::Outlet<'_> {
        tag::Outlet {
            title: self.document.feed.title.as_deref(),
            aliases: &self.poll.feed.aliases,
            recurring: Some(&self.out.recurring),
        }
    }

    pub(super) fn change(&self, id: ArticleId, item: Item) -> Change {
        let story = self.poll.memory.story(id);
        Change { id, item, story: (story != id).then_some(story), slug: 0 }
    }

    /// `status`: what the wire said by the words that the article has now.
    fn publish(&mut self, named: Named, mut article: Article, status: u8, fingerprint: Option<Fingerprint>) {
        let Named { id, revision, relation, story } = named;
        let wording = Wording::of(&article);
        tag::apply(self.poll.rules, &self.outlet(), &mut article);
        boilerplate::cut(&self.out.recurring, &mut article);
        entities::mark(self.poll.lists, &mut article);
        article.extraction.repairs.extend(self.document.repairs.iter().cloned());
        // Nearly always it said nothing, and nothing was cut since.
        let known = status == 0 && wording.is_of(&article);
        let said = if known { None } else { standing::of(&article, &self.poll.config.known_wordings, Hints::UNREAD) };
        let title = said.map_or_else(|| article.title.as_deref().unwrap_or_default(), |(_, title)| title);
        let status = said.map(|(status, _)| status).or_else(|| standing::of_tags(&article));
        let meant = status.and_then(|_| self.corrects(id, &article, title, &relation));
        if status == Some(Status::Withdrawn) && meant.is_some_and(|meant| meant.sure) {
            self.kills.push(self.out.findings.len());
        }
        let corrects = meant.map(|meant| meant.id);
        let withdrawn_by = None;
        let finding =
            Finding { id, revision, relation, story, article, fingerprint, wording, status, corrects, withdrawn_by };
        self.out.findings.push(finding);
    }

    /// A remembered instant.
    pub(super) fn instant(&self, seconds: u32) -> Timestamp {
        Timestamp::from_second(i64::from(seconds)).unwrap_or(self.poll.at)
    }
}
