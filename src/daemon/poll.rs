//! What one answer means: articles, the feed's memory, its health and its next poll.
//!
//! Pure like `curate`, and used by `replay` as by the lanes: both show the same records.

mod bound;
mod health;
mod push;
mod verdict;

pub use bound::drop_too_large;
pub use push::{forget_push, settle_ping};

use std::{num::NonZeroU64, sync::Arc, time::Duration};

use jiff::Timestamp;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use self::{bound::bound, verdict::cut_off};
use super::{Settings, rules::RulesInForce};
use crate::{
    collect::{
        lists::Shelf,
        manners::{self, Conditions},
        schedule::{self, News, Outcome, Planner},
    },
    curate::{
        self, Curated, Document, normalise,
        page::{Pages, Sites},
        parse::hints,
        tag::Rules,
    },
    model::{
        Article, Body, DeadLetter, Feed, FeedState, Fetched, Freshness, HealthState, Meta, PollOutcome, Precision,
        Relation, Report, Shown, Validators, digest,
    },
    publish::{
        delivery::{Delivery, EncodeError},
        topics::{Topic, Topics},
    },
    state::{Index, Memory, day},
};

/// What every poll of an instance is settled by.
pub struct Rulebook {
    /// Plans polls.
    pub planner: Planner,
    /// Tags.
    pub rules: RulesInForce,
    /// Sanctions lists.
    pub lists: Arc<Shelf>,
    /// Settings of normalising.
    pub curate: normalise::Config,
    /// Names and limits of the topics.
    pub topics: Topics,
    /// Where push is on: the least time between two polls of a feed whose hub comes first.
    pub push: Option<Duration>,
    /// Rules for the pages of sites.
    pub sites: Sites,
}

impl Rulebook {
    /// By these settings and rules; without sanctions lists, push and rules of sites.
    pub fn of(settings: &Settings, rules: Rules) -> Self {
        Self {
            planner: Planner::new(&settings.schedule),
            rules: RulesInForce::new(rules),
            lists: Arc::default(),
            curate: settings.curate.clone(),
            topics: Topics::declared(&settings.topics),
            push: None,
            sites: Sites::default(),
        }
    }
}

/// What a poll is settled by beside the lane's own memory.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// Recent articles of all publishers.
    pub index: &'a Index,
    /// The pages of the poll's news, where the feed asks for full text.
    pub pages: Option<&'a Pages>,
}

/// The pages to be read before a poll is settled: none, but for a feed that asks for full text and
/// has news.
pub fn wanted(
    book: &Rulebook,
    feed: &Feed,
    fetched: &Fetched,
    at: Timestamp,
    memory: &Memory,
    index: &Index,
) -> Vec<Url> {
    let Fetched::Fresh(body) = fetched else { return Vec::new() };
    let known = memory.feed(&feed.id).and_then(|state| state.body) == Some(digest(&body.bytes));
    if !feed.full_text || known {
        return Vec::new();
    }
    let (url, kind) = (body.meta.final_url.as_ref(), body.meta.content_type.as_deref());
    let Ok(document) = curate::read(&body.bytes, kind, url) else { return Vec::new() };
    let (rules, config, lists) = (&book.rules, &book.curate, &book.lists.read());
    let pushed = false;
    curate::wanted(
        &document,
        curate::Poll { feed, url, at, memory, index, rules: &rules.get(), lists, config, pages: None, pushed },
    )
}

/// How a feed is asked for next. On no condition, once the document was not read for so
/// long that what it shows must be remembered anew: a 304 would keep it from us.
pub fn conditions(feed: &Feed, state: Option<&FeedState>, at: Timestamp) -> Conditions {
    let Some(state) = state else { return Conditions::default() };
    let mut next = manners::conditions(feed, state, at);
    if is_stale(state, at) {
        next.validators = Validators::default();
    }
    next
}

fn is_stale(state: &FeedState, at: Timestamp) -> bool {
    state.body.is_some() && day(at).saturating_sub(state.read) >= curate::REREAD_DAYS
}

/// Settles a poll: changes the memory, and returns the records that must be committed
/// before the memory may be relied on. The feed's own state and health are added by
/// [`remember`], so that several polls share one record.
pub fn settle(
    book: &Rulebook,
    feed: &Feed,
    partition: i32,
    fetched: &Fetched,
    at: Timestamp,
    memory: &mut Memory,
    beside: Beside<'_>,
) -> Result<(Delivery, Report), EncodeError> {
    // Without a document nobody looks into the memory meanwhile, and nothing need be copied.
    let state = match fetched {
        Fetched::Fresh(_) => Box::new(memory.feed(&feed.id).cloned().unwrap_or_default()),
        Fetched::NotModified(_) | Fetched::Failed(_) => memory.take_feed(&feed.id),
    };
    let mut turn = Turn::new(book, feed, partition, at, state);
    let freshness = match fetched {
        Fetched::Fresh(body) => {
            turn.body(body, memory, beside)?;
            body.meta.freshness
        }
        Fetched::NotModified(meta) => {
            turn.not_modified(meta);
            meta.freshness
        }
        Fetched::Failed(failure) => {
            turn.failed(failure.clone());
            Freshness::default()
        }
    };
    turn.plan(&freshness);
    let Turn { state, mut delivery, mut report, .. } = turn;
    memory.put_feed(&feed.id, state);
    push::slow(book, feed, memory, at);
    bound(&mut delivery, &mut report, book, feed, at);
    Ok((delivery, report))
}

/// Adds a feed's state, and its health where consumers should hear of it.
pub fn remember(
    delivery: &mut Delivery,
    feed: &Feed,
    partition: i32,
    memory: &Memory,
    health: bool,
    at: Timestamp,
) -> Result<(), EncodeError> {
    let Some(state) = memory.feed(&feed.id) else { return Ok(()) };
    if health {
        delivery.add_health(feed, state, at)?;
    }
    delivery.add_state(&feed.id, partition, state, at)
}

/// One poll while it is being settled.
struct Turn<'a> {
    book: &'a Rulebook,
    feed: &'a Feed,
    partition: i32,
    at: Timestamp,
    state: Box<FeedState>,
    /// A hub sent the document.
    pushed: bool,
    delivery: Delivery,
    report: Report,
    /// When the new articles came, by their dates.
    times: Vec<i64>,
    /// The document shares no entry with the one before.
    gap: bool,
}

impl<'a> Turn<'a> {
    fn new(book: &'a Rulebook, feed: &'a Feed, partition: i32, at: Timestamp, state: Box<FeedState>) -> Self {
        Self {
            book,
            feed,
            partition,
            at,
            state,
            pushed: false,
            delivery: Delivery::default(),
            report: Report::default(),
            times: Vec::new(),
            gap: false,
        }
    }
}

impl Turn<'_> {
    fn body(&mut self, body: &Body, memory: &mut Memory, beside: Beside<'_>) -> Result<(), EncodeError> {
        let hash = digest(&body.bytes);
        let changed = self.state.body != Some(hash);
        manners::answered(self.feed, &mut self.state, &body.meta, Some(changed), self.at);
        if self.state.body == Some(hash) && !is_stale(&self.state, self.at) {
            self.report.outcome = PollOutcome::Unchanged;
            self.well(&body.meta, None);
            return Ok(());
        }
        match curate::read(&body.bytes, body.meta.content_type.as_deref(), body.meta.final_url.as_ref()) {
            Ok(document) => self.document(&document, body, hash, memory, beside),
            Err(unreadable) => {
                self.unreadable(unreadable, body, hash);
                Ok(())
            }
        }
    }

    fn document(
        &mut self,
        document: &Document,
        body: &Body,
        hash: NonZeroU64,
        memory: &mut Memory,
        beside: Beside<'_>,
    ) -> Result<(), EncodeError> {
        if body.meta.until_close && document.repairs.iter().any(|repair| repair.kind == "truncated") {
            self.failed(cut_off(body));
            return Ok(());
        }
        self.report.outcome = PollOutcome::Fresh;
        self.report.repairs.clone_from(&document.repairs);
        self.state.body = Some(hash);
        self.state.read = day(self.at);
        self.state.title = document.feed.title.as_deref().map(Into::into);
        self.hints(document);
        let lists = self.book.lists.read();
        let none = Pages::default();
        let poll = curate::Poll {
            feed: self.feed,
            url: body.meta.final_url.as_ref(),
            at: self.at,
            pushed: self.pushed,
            memory,
            index: beside.index,
            rules: &self.book.rules.get(),
            lists: &lists,
            config: &self.book.curate,
            // A feed that asks for pages is never curated without: what was not fetched says so.
            pages: beside.pages.or(self.feed.full_text.then_some(&none)),
        };
        let mut found = curate::curate(document, poll);
        let delayed = found.delayed + found.damped > 0;
        self.count(&found);
        if !body.meta.delta {
            self.compare(&found.shown);
        }
        self.state.recurring.clone_from(&found.recurring);
        found.changes.iter().chain(&found.noted).for_each(|change| memory.apply(change));
        for finding in &mut found.findings {
            memory.keep(finding.id, std::mem::take(&mut finding.wording));
        }
        let limit = self.book.topics.limit(Topic::DeadLetters);
        for letter in &found.dead {
            if self.state.buries(xxh3_64(&letter.bytes)) {
                self.report.dead.push(letter.cause);
                // An entry is kept with the document that it stands in.
                let letter = DeadLetter { bytes: body.bytes.clone(), ..letter.clone() };
                self.delivery.add_dead_letter(self.feed, &letter, 0, limit, self.at);
            }
        }
        self.delivery.add(self.feed, self.partition, found, self.at)?;
        self.polled(document, &body.meta);
        self.well(&body.meta, document.feed.entries.is_empty().then_some(HealthState::Empty));
        if delayed {
            // Neither a 304 nor the same bytes may keep from us those that wait for their page, or for the
            // next day because they went to and fro.
            self.state.body = None;
            self.state.validators = Validators::default();
        }
        Ok(())
    }

    fn count(&mut self, found: &Curated) {
        let report = &mut self.report;
        report.seen = found.seen;
        report.dropped = found.dropped;
        report.damped = found.damped;
        report.left_out = found.left_out;
        for finding in &found.findings {
            *match finding.relation {
                Relation::Revision { .. } => &mut report.revised,
                Relation::Near { .. } => &mut report.near,
                Relation::New | Relation::Seen => &mut report.new,
            } += 1;
            if matches!(finding.relation, Relation::New | Relation::Near { .. }) {
                self.times.extend(to_the_minute(&finding.article));
            }
            report.status.extend(finding.status);
            report.entities += finding.article.entities.len();
            report.tags.extend(finding.article.tags.iter().map(|tag| (tag.kind, tag.role)));
        }
    }

    /// What the feed asks for.
    fn hints(&mut self, document: &Document) {
        let (rhythm, feed) = (&mut self.state.rhythm, &document.feed);
        rhythm.ttl = feed.ttl;
        rhythm.period = hints::update_period(&feed.extensions);
        (rhythm.skip_hours, rhythm.skip_days) = (feed.skip_hours, feed.skip_days);
    }

    /// Whether the document shares an entry with the one before: items may have come and gone
    /// unseen if it has none of some that stood from the first to the last.
    fn compare(&mut self, shown: &[u32]) {
        let rhythm = &mut self.state.rhythm;
        if shown.is_empty() {
            return;
        }
        self.gap = !rhythm.shown.is_empty() && !rhythm.shown.iter().any(|entry| shown.contains(&entry));
        rhythm.window = u16::try_from(shown.len()).unwrap_or(u16::MAX);
        let last = shown.len() - 1;
        // From the first to the last, whichever of them the feed shows first.
        let some = Shown::MOST.min(shown.len());
        let some = (0..some).map(|n| shown[n * last / (some - 1).max(1)]);
        rhythm.shown = some.collect();
    }

    fn not_modified(&mut self, meta: &Meta) {
        self.report.outcome = PollOutcome::NotModified;
        manners::answered(self.feed, &mut self.state, meta, None, self.at);
        self.well(meta, None);
    }

    fn plan(&mut self, freshness: &Freshness) {
        let outcome = match &self.report.failure {
            Some(failure) => Outcome::Failed(failure),
            None => Outcome::Read(News { new: self.report.new + self.report.near, times: &self.times, gap: self.gap }),
        };
        self.report.gap = self.gap;
        let failures = self.state.health.failures;
        self.book.planner.after(self.feed, &mut self.state.rhythm, &outcome, freshness, failures, self.at);
        if manners::is_parked(&self.state) {
            self.state.rhythm.next = self.at.checked_add(schedule::PARKED).ok().into();
        }
    }
}

/// When an article came, where its date says it to the minute.
fn to_the_minute(article: &Article) -> Option<i64> {
    let published = article.published.as_ref()?;
    let exact = matches!(published.precision, Some(Precision::Second | Precision::Minute));
    published.at.filter(|_| exact).map(Timestamp::as_second)
}
