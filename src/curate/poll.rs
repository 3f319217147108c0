//! One poll of one feed: from bytes to what is to be published and remembered.

use std::collections::HashSet;

use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use url::Url;

use super::{
    decode::{Evidence, decode},
    distrust::{Addressed, Distrust},
    entities::{self, Lists},
    material::{self, Material},
    near::{self, Match},
    normalise::{self, Context, boilerplate, normalise},
    page::Pages,
    parse::parse,
    relate::{self, Identity},
    tag::{self, Rules},
};
use crate::model::{
    Article, ArticleId, Cause, DeadLetter, Duplicates, Entry, Failure, Feed, FeedRef, MatchedOn, ParsedFeed, Recurring,
    Relation, Repair, Stage,
};
use crate::state::{Change, Fingerprint, Index, Item, Memory, Version, day};

/// Of title, language and address of a feed.
const MOST_CHARACTERS: usize = 1_000;
/// Days after which the record of an item still shown is written again. Together with
/// [`REREAD_DAYS`] no record of an item that is still shown grows 45 days old, and the state
/// topic forgets after 90.
const REFRESH_DAYS: u16 = 22;
/// Days after which a document is read again although it has not changed: what a feed that
/// never changes shows must be remembered for as long as it shows it.
pub const REREAD_DAYS: u16 = 21;
/// Articles of one document that later ones of it are compared with: they are not in the index yet.
const MOST_PENDING: usize = 24;

/// A document that was understood.
#[derive(Debug, Clone)]
pub struct Document {
    /// The feed.
    pub feed: ParsedFeed,
    /// The encoding of its bytes.
    pub encoding: &'static str,
    /// What the encoding was told by.
    pub evidence: Evidence,
    /// What had to be repaired.
    pub repairs: Vec<Repair>,
}

impl Document {
    /// A document that was made, not read.
    pub fn of(feed: ParsedFeed) -> Self {
        Self { feed, encoding: "UTF-8", evidence: Evidence::ValidUtf8, repairs: Vec::new() }
    }
}

/// A document that was not, and the step that gave up.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// Which step.
    pub stage: Stage,
    /// Why.
    pub failure: Failure,
}

/// Reads a body. `content_type` is the header, verbatim; `url` is where it came from.
pub fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Result<Document, Unreadable> {
    let decoded = decode(bytes, content_type, url).map_err(|failure| Unreadable { stage: Stage::Decode, failure })?;
    let mut feed = parse(&decoded).map_err(|failure| Unreadable { stage: Stage::Parse, failure })?;
    let mut repairs = decoded.repairs;
    repairs.append(&mut feed.repairs);
    // They stand in every record of the feed and in its state.
    for text in [&mut feed.title, &mut feed.language, &mut feed.link] {
        bound(text);
    }
    Ok(Document { feed, encoding: decoded.encoding, evidence: decoded.evidence, repairs })
}

/// Cuts what a feed says of itself to what a person would say.
fn bound(text: &mut Option<String>) {
    if let Some(text) = text
        && let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS)
    {
        text.truncate(end);
    }
}

/// What a poll is about, and what is known beside it.
#[derive(Clone, Copy)]
pub struct Poll<'a> {
    /// The feed polled.
    pub feed: &'a Feed,
    /// Where the document came from after redirects.
    pub url: Option<&'a Url>,
    /// When it came.
    pub at: Timestamp,
    /// Whether a hub sent it: what it says and what a poll says are two tellings of one thing.
    pub pushed: bool,
    /// What the lane remembers.
    pub memory: &'a Memory,
    /// Recent articles of all publishers.
    pub index: &'a Index,
    /// Tag rules.
    pub rules: &'a Rules,
    /// Sanctions lists.
    pub lists: &'a Lists,
    /// Settings.
    pub config: &'a normalise::Config,
    /// The pages of its articles, where the feed asks for full text.
    pub pages: Option<&'a Pages>,
}

/// What a poll came to.
#[derive(Debug, Default)]
pub struct Curated {
    /// To be published, the oldest first.
    pub findings: Vec<Finding>,
    /// To be remembered, in Kafka and in memory.
    pub changes: Vec<Change>,
    /// To be remembered in memory alone: it can be had again at no cost but time.
    pub noted: Vec<Change>,
    /// Entries that could not become articles.
    pub dead: Vec<DeadLetter>,
    /// Entries with nothing new.
    pub seen: usize,
    /// Of these, changed ones that wait for their page: the document must be read again.
    pub delayed: usize,
    /// Copies that the operator does not want.
    pub dropped: usize,
    /// Entries left out because there were too many.
    pub left_out: usize,
    /// Digests of the items that the document shows, in its order.
    pub shown: Vec<u32>,
    /// What recurs over the feed's articles, these included.
    pub recurring: Recurring,
}

/// An article to be published.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id.
    pub id: ArticleId,
    /// 1, 2, 3 ...
    pub revision: u32,
    /// What it is to what is known.
    pub relation: Relation,
    /// Its story.
    pub story: ArticleId,
    /// Its content, with tags and notices.
    pub article: Article,
    /// For the index; absent where its text proves nothing.
    pub fingerprint: Option<Fingerprint>,
}

/// Makes of a document what is to be published and remembered.
pub fn curate(document: &Document, poll: Poll<'_>) -> Curated {
    on_desk(document, poll, |desk, entries| {
        // Of several entries that are the same item the first is the newest ...
        let observed: Vec<_> = entries.into_iter().filter_map(|entry| desk.entry(entry)).collect();
        // What recurs in these articles is known before the first of them is published.
        let is_new = |observed: &&Observed| poll.memory.item(&observed.found.id).is_none();
        desk.out.recurring = poll.memory.feed(&poll.feed.id).map(|state| state.recurring.clone()).unwrap_or_default();
        boilerplate::learn(&mut desk.out.recurring, observed.iter().filter(is_new).map(|observed| &observed.article));
        // ... and consumers want to read in the order of events.
        observed.into_iter().rev().for_each(|observed| desk.decide(observed));
    })
}

/// The addresses of the articles whose pages are to be read before a document of a feed that asks
/// for full text is curated: of those that are new, or in other words than before.
pub fn wanted(document: &Document, poll: Poll<'_>) -> Vec<Url> {
    let mut urls = Vec::new();
    on_desk(document, poll, |desk, entries| {
        let observed = entries.into_iter().filter_map(|entry| desk.entry(entry));
        let news = observed
            .filter(|observed| poll.memory.item(&observed.found.id).is_none_or(|item| item.raw != observed.raw));
        urls.extend(news.filter_map(|observed| observed.article.url));
    });
    urls
}

/// Lays a document on the desk, and works on its entries.
fn on_desk<'a>(
    document: &'a Document,
    poll: Poll<'a>,
    work: impl FnOnce(&mut Desk<'_>, Vec<Addressed<'_>>),
) -> Curated {
    let feed = &document.feed;
    let taken = feed.entries.len().min(poll.config.max_entries);
    let entries = &feed.entries[..taken];
    let feed_ref = FeedRef::of(poll.feed, feed.title.as_deref());
    let context = Context {
        feed: poll.feed,
        feed_ref: &feed_ref,
        base: poll.url,
        site: feed.link.as_deref(),
        language: feed.language.as_deref(),
        format: feed.format,
        at: poll.at,
        first_seen: seconds(poll.at),
        config: poll.config,
    };
    let key = |entry| normalise::address(entry, &context).map(|(_, canonical)| normalise::url::key(&canonical));
    let keys: Vec<_> = entries.iter().map(key).collect();
    let addressed: Vec<_> = entries.iter().zip(keys.iter().map(Option::as_deref)).collect();
    let mut desk = Desk {
        poll,
        context,
        document,
        distrust: Distrust::of(&addressed),
        source: relate::source(&poll.feed.id, poll.pushed),
        handled: HashSet::new(),
        recent: Vec::new(),
        out: Curated { left_out: feed.entries.len() - taken, ..Curated::default() },
    };
    work(&mut desk, addressed);
    desk.out
}

/// Remembered instants are whole seconds; what is published must be what is remembered.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// One document on the desk.
struct Desk<'a> {
    poll: Poll<'a>,
    context: Context<'a>,
    document: &'a Document,
    distrust: Distrust,
    /// The feed, as items remember it.
    source: u32,
    /// Items this document already showed; a second entry of the same id is the same item.
    handled: HashSet<ArticleId>,
    /// Articles of this document, which are not in the index yet.
    recent: Vec<Fingerprint>,
    out: Curated,
}

/// An entry that may be news.
struct Observed {
    found: Identity,
    raw: u64,
    article: Article,
}

impl Desk<'_> {
    /// Names an entry; `None` where there is nothing to decide.
    fn entry(&mut self, entry: Addressed<'_>) -> Option<Observed> {
        let (memory, publisher) = (self.poll.memory, &self.poll.feed.publisher);
        let raw = relate::raw(entry.0);
        let by_guid = self.distrust.guid(entry).map(|guid| relate::by_guid(publisher, guid));
        if let Some(id) = by_guid
            && let Some(item) = memory.item(&id).filter(|item| item.raw == raw)
        {
            self.out.shown.push(short(id));
            self.unchanged(id, *item);
            return None;
        }
        let article = normalise(entry.0, &self.context);
        let found = relate::identify(publisher, entry, &article, &self.distrust, memory);
        self.out.shown.extend(found.as_ref().map(|found| short(found.id)));
        match found {
            None => self.out.dead.push(nothing_to_go_by(entry.0)),
            Some(found) if !self.handled.insert(found.id) => self.out.seen += 1,
            Some(found) => return Some(Observed { found, raw, article }),
        }
        None
    }

    fn decide(&mut self, observed: Observed) {
        let Observed { found, raw, mut article } = observed;
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
            pages.apply(&mut article, self.poll.rules, zone.as_ref(), self.poll.at, self.poll.config);
        }
        match known {
            // It was known and never published: as a copy that was dropped.
            Some(item) if item.revision == 0 && material::of(&article).version != item.version => {
                self.fresh(found, raw, article);
            }
            Some(item) => self.known(found, *item, raw, article),
            None => self.fresh(found, raw, article),
        }
    }

    /// A known item in the same words.
    fn unchanged(&mut self, id: ArticleId, item: Item) {
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
    fn known(&mut self, found: Identity, item: Item, raw: u64, article: Article) {
        let version = material::of(&article).version;
        let alias = if found.alias == 0 { item.alias } else { found.alias };
        // Another feed of the publisher may show the item in words of its own: they are published
        // once, and not again with each change of sides.
        let variant = item.source != self.source && item.past.contains(&version.digest());
        if version == item.version || variant {
            self.out.seen += 1;
            // Only what another instance could not find out by itself is worth a record.
            let change = self.change(found.id, Item { raw, alias, ..item });
            if alias != item.alias {
                self.out.changes.push(change);
            } else if raw != item.raw {
                self.out.noted.push(change);
            }
            return self.refresh(found.id, Item { raw, alias, ..item });
        }
        self.revise(found.id, Item { raw, alias, ..item }, version, found.on, article);
    }

    /// Publishes other words of a known item; `item` has all but what a revision changes.
    fn revise(&mut self, id: ArticleId, item: Item, version: Version, matched_on: MatchedOn, mut article: Article) {
        let revision = item.revision.saturating_add(1);
        let past = [item.version.digest(), item.past[0], item.past[1]];
        article.first_seen = Timestamp::from_second(i64::from(item.first_seen)).unwrap_or(self.poll.at);
        let relation =
            Relation::Revision { revision, changed_fields: relate::changed(&item.version, &version), matched_on };
        let (written, source) = (day(self.poll.at), self.source);
        let change = self.change(id, Item { version, written, revision, source, past, ..item });
        self.out.changes.push(change);
        let story = self.poll.memory.story(id);
        self.publish(id, revision, relation, story, article, None);
    }

    /// An item seen for the first time: a story of its own, a copy of another's, or, where the
    /// feed has no ids to tell by, one that is known under another address.
    fn fresh(&mut self, found: Identity, raw: u64, article: Article) {
        let Material { version, copy: content } = material::of(&article);
        let (at, publisher) = (self.poll.at, &self.poll.feed.publisher);
        let print = near::sketch(found.id, publisher, at.as_second(), &article, content);
        let duplicates = self.poll.feed.duplicates;
        let copy = near::find(&print, self.poll.index, &self.recent, at).filter(|_| duplicates != Duplicates::Publish);
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
        let whole = |known: &Item| known.version.title == version.title || near::is_long(&print);
        match known {
            Some(known) if copy.on == MatchedOn::Content && whole(&known) => {
                self.out.seen += 1;
                self.stand_in(found.id, item, copy.story);
            }
            Some(known) if copy.revision => {
                self.stand_in(found.id, item, copy.story);
                self.revise(copy.original, known, version, copy.on, article);
            }
            _ if duplicates == Duplicates::Drop => {
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
        self.out.changes.push(Change { id, item: Item { revision: 0, ..item }, story: Some(story) });
    }

    /// Publishes an item for the first time.
    fn first(&mut self, id: ArticleId, item: Item, print: Fingerprint, copy: Option<Match>, article: Article) {
        let print = near::joined(print, copy.as_ref(), self.poll.index);
        let story = print.story;
        self.out.changes.push(Change { id, item, story: (story != id).then_some(story) });
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
                self.recent.remove(0);
            }
            self.recent.push(print.clone());
        }
        self.publish(id, 1, relation, story, article, tells.then_some(print));
    }

    fn change(&self, id: ArticleId, item: Item) -> Change {
        let story = self.poll.memory.story(id);
        Change { id, item, story: (story != id).then_some(story) }
    }

    fn publish(
        &mut self,
        id: ArticleId,
        revision: u32,
        relation: Relation,
        story: ArticleId,
        mut article: Article,
        fingerprint: Option<Fingerprint>,
    ) {
        tag::apply(self.poll.rules, &mut article);
        boilerplate::cut(&self.out.recurring, &mut article);
        entities::mark(self.poll.lists, &mut article);
        article.extraction.repairs.extend(self.document.repairs.iter().cloned());
        self.out.findings.push(Finding { id, revision, relation, story, article, fingerprint });
    }
}

/// Enough of an id to tell whether two documents of a feed share an entry.
fn short(id: ArticleId) -> u32 {
    u32::from_le_bytes([id.0[0], id.0[1], id.0[2], id.0[3]])
}

/// An entry that has neither id nor address nor text. Its bytes are those of what was read of
/// it, by which it is known again; who has the document puts that in their place.
fn nothing_to_go_by(entry: &Entry) -> DeadLetter {
    DeadLetter {
        stage: Stage::Normalise,
        cause: Cause::EntryEmpty,
        message: "expected an entry with an id, a link or a text, found none of them; ask the publisher, or ignore it"
            .into(),
        bytes: Bytes::from(format!("{entry:?}")),
    }
}
