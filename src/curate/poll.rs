//! One poll of one feed: from bytes to what is to be published and remembered.

mod corrects;
mod decide;
mod form;
mod withdraw;

use std::{
    cell::Cell,
    collections::{HashSet, VecDeque},
};

use bytes::Bytes;
use jiff::Timestamp;
use url::Url;

use super::{
    decode::{Evidence, decode},
    distrust::{Addressed, Distrust},
    entities::Lists,
    material,
    normalise::{self, Context, boilerplate, normalise_at},
    page::Pages,
    parse::parse,
    relate::{self, Identity},
    tag::Rules,
};
use crate::model::{
    Article, ArticleId, Cause, DeadLetter, Entry, Failure, Feed, FeedRef, ParsedFeed, Recurring, Relation, Repair,
    Stage, Status,
};
use crate::state::{Change, Fingerprint, Index, Memory, Version, Wording};

/// Of title, language and address of a feed.
const MOST_CHARACTERS: usize = 1_000;
/// Days after which a document is read again although it has not changed: what a feed that
/// never changes shows must be remembered for as long as it shows it.
pub const REREAD_DAYS: u16 = 21;

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
    /// Items that went to and fro between wordings and are not published again today.
    pub damped: usize,
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
    /// Its words before notices were cut out of them, to be kept.
    pub wording: Wording,
    /// Whether the wire corrects or withdraws by it what it sent before.
    pub status: Option<Status>,
    /// The article that is corrected or withdrawn, where it is another one.
    pub corrects: Option<ArticleId>,
    /// The kill that withdraws it, where that is another article.
    pub withdrawn_by: Option<ArticleId>,
}

/// Makes of a document what is to be published and remembered.
pub fn curate(document: &Document, poll: Poll<'_>) -> Curated {
    on_desk(document, poll, |desk, entries| {
        // Of several entries that are the same item the first is the newest ...
        let mut observed: Vec<_> = entries.into_iter().filter_map(|entry| desk.entry(entry)).collect();
        // What recurs in these articles is known before the first of them is published.
        let is_new = |observed: &&mut Observed| poll.memory.item(&observed.found.id).is_none();
        desk.out.recurring = poll.memory.feed(&poll.feed.id).map(|state| state.recurring.clone()).unwrap_or_default();
        let lines = |observed: &mut Observed| {
            let lines = boilerplate::read(&observed.article);
            observed.content = Some(lines.content.unwrap_or(0));
            lines.hashes
        };
        let new: Vec<_> = observed.iter_mut().filter(is_new).map(lines).collect();
        desk.out.recurring.learn(&new);
        desk.learn_form(&mut observed);
        // ... and consumers want to read in the order of events.
        observed.into_iter().rev().for_each(|observed| desk.decide(observed));
        desk.withdraw();
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
fn on_desk<'a>(document: &'a Document, poll: Poll<'a>, work: impl FnOnce(&mut Desk<'_>, Vec<Laid<'_>>)) -> Curated {
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
    let addresses: Vec<_> = entries.iter().map(|entry| normalise::address(entry, &context)).collect();
    let key = |address: &Option<(Url, Url)>| Some(poll.config.known_addresses.key(&address.as_ref()?.1));
    let keys: Vec<_> = addresses.iter().map(key).collect();
    let addressed: Vec<_> = entries.iter().zip(keys.iter().map(Option::as_deref)).collect();
    let mut desk = Desk {
        poll,
        context,
        document,
        distrust: Distrust::of(&addressed),
        source: relate::source(&poll.feed.id, poll.pushed),
        handled: HashSet::new(),
        recent: VecDeque::new(),
        reader: Cell::default(),
        appended: Recurring::default(),
        kills: Vec::new(),
        out: Curated { left_out: feed.entries.len() - taken, ..Curated::default() },
    };
    let laid = addressed.into_iter().zip(addresses).map(|(of, address)| Laid { of, address });
    work(&mut desk, laid.collect());
    desk.out
}

/// Remembered instants are whole seconds; what is published must be what is remembered.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// An entry on the desk.
struct Laid<'e> {
    of: Addressed<'e>,
    /// Its address, as given and in its canonical form.
    address: Option<(Url, Url)>,
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
    recent: VecDeque<Fingerprint>,
    /// What reads their words, with its buffers.
    reader: Cell<material::Reader>,
    /// What recurs over the items of this document that changed.
    appended: Recurring,
    /// Places among the findings of those that withdraw another article for certain.
    kills: Vec<usize>,
    out: Curated,
}

/// An entry that may be news.
struct Observed {
    found: Identity,
    raw: u64,
    article: Article,
    /// The hash of its whole copy, where that was looked for already; 0 where it has too little text for one.
    content: Option<u64>,
    /// Its version, and the same in the kind of its item's, where the article was read for them already.
    versions: Option<(Version, Version)>,
}

impl Desk<'_> {
    /// Names an entry; `None` where there is nothing to decide.
    fn entry(&mut self, Laid { of: entry, address }: Laid<'_>) -> Option<Observed> {
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
        let article = normalise_at(address, entry.0, &self.context);
        let found = relate::identify(publisher, entry, &article, &self.distrust, memory);
        self.out.shown.extend(found.as_ref().map(|found| short(found.id)));
        match found {
            None => self.out.dead.push(nothing_to_go_by(entry.0)),
            Some(found) if !self.handled.insert(found.id) => self.out.seen += 1,
            Some(found) => return Some(Observed { found, raw, article, content: None, versions: None }),
        }
        None
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

#[cfg(test)]
mod tests;
