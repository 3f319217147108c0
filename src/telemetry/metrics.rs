//! Every metric in one list: [`Metrics::new`]. Labels come from closed sets; never an address or
//! content, and a feed only where the operator asks for it ([`ByFeed`]).

use std::{collections::HashMap, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};

use super::ByFeed;
use crate::{
    collect::websub,
    kafka,
    model::{FeedId, FeedState, Fetched, HealthState, Phase, PollOutcome, Report, Status},
    publish::topics::Topic,
    state::Stats,
};

/// Repairs whose kinds are counted apart; a new kind beyond them counts as `other`.
const MOST_REPAIR_KINDS: usize = 64;

macro_rules! labels {
    ($($name:ident { $($field:ident: $type:ty),+ })+) => {$(
        #[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
        struct $name { $($field: $type),+ }
    )+};
}
labels! {
    OutcomeLabel { outcome: &'static str }
    StateLabel { state: &'static str }
    CauseLabel { cause: &'static str }
    RelationLabel { relation: &'static str }
    TagLabel { kind: &'static str, role: &'static str }
    KindLabel { kind: String }
    TopicLabel { topic: String }
    PartitionLabel { partition: i64 }
    PhaseLabel { phase: &'static str }
}

/// What is counted. Constructed once and shared.
pub struct Metrics {
    registry: Registry,
    by_feed: ByFeed,
    polls: Family<OutcomeLabel, Counter>,
    failures: Family<CauseLabel, Counter>,
    fetch_seconds: Histogram,
    fetched_bytes: Counter,
    entries: Family<RelationLabel, Counter>,
    tags: Family<TagLabel, Counter>,
    repairs: Family<KindLabel, Counter>,
    repair_kinds: std::sync::Mutex<std::collections::HashSet<String>>,
    dead_letters: Family<CauseLabel, Counter>,
    list_loads: Family<OutcomeLabel, Counter>,
    entities: Counter,
    records: Family<TopicLabel, Counter>,
    commits: Family<OutcomeLabel, Counter>,
    commit_seconds: Histogram,
    lag_seconds: Histogram,
    restore_seconds: Histogram,
    restored: Counter,
    rule_reloads: Family<OutcomeLabel, Counter>,
    lanes: Gauge,
    feeds: Family<StateLabel, Gauge>,
    gaps: Counter,
    pending: Family<PartitionLabel, Gauge>,
    websub_requests: Family<OutcomeLabel, Counter>,
    websub_calls: Family<OutcomeLabel, Counter>,
    websub_pings: Family<OutcomeLabel, Counter>,
    websub_missed: Counter,
    websub_subscriptions: Family<PhaseLabel, Gauge>,
    index_articles: Gauge,
    index_bytes: Gauge,
    index_span_seconds: Gauge,
    index_forgotten_early: Counter,
}

/// From a millisecond to two minutes.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 18))
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Registers all of them.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("wiredesk"),
            by_feed: ByFeed::default(),
            polls: Family::default(),
            failures: Family::default(),
            fetch_seconds: seconds(),
            fetched_bytes: Counter::default(),
            entries: Family::default(),
            tags: Family::default(),
            repairs: Family::default(),
            repair_kinds: std::sync::Mutex::default(),
            dead_letters: Family::default(),
            list_loads: Family::default(),
            entities: Counter::default(),
            records: Family::default(),
            commits: Family::default(),
            commit_seconds: seconds(),
            lag_seconds: seconds(),
            restore_seconds: seconds(),
            restored: Counter::default(),
            rule_reloads: Family::default(),
            lanes: Gauge::default(),
            feeds: Family::default(),
            gaps: Counter::default(),
            pending: Family::default(),
            websub_requests: Family::default(),
            websub_calls: Family::default(),
            websub_pings: Family::default(),
            websub_missed: Counter::default(),
            websub_subscriptions: Family::default(),
            index_articles: Gauge::default(),
            index_bytes: Gauge::default(),
            index_span_seconds: Gauge::default(),
            index_forgotten_early: Counter::default(),
        };
        metrics.register();
        metrics
    }

    /// Counts these feeds by their ids as well.
    #[must_use]
    pub fn counting(mut self, feeds: impl Iterator<Item = FeedId>) -> Self {
        self.by_feed = ByFeed::new(feeds, &mut self.registry);
        self
    }

    fn register(&mut self) {
        let all = &mut self.registry;
        all.register("build", "What is running", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        all.register("polls", "Polls by what they brought", self.polls.clone());
        all.register("poll_failures", "Polls that brought nothing, by cause", self.failures.clone());
        all.register_with_unit("fetch", "Time of a fetch", Unit::Seconds, self.fetch_seconds.clone());
        all.register_with_unit("fetched", "Decoded bodies", Unit::Bytes, self.fetched_bytes.clone());
        all.register("entries", "Entries read, by what they are to what is known", self.entries.clone());
        all.register("tags", "Tags published, by kind and role", self.tags.clone());
        all.register("repairs", "Documents that needed a repair, by kind", self.repairs.clone());
        all.register("dead_letters", "Bodies and entries that could not become articles", self.dead_letters.clone());
        all.register("list_loads", "Looks at sanctions lists, by outcome", self.list_loads.clone());
        all.register("entities", "Names of sanctions lists in articles published", self.entities.clone());
        all.register("records_committed", "Records committed, by topic", self.records.clone());
        all.register("commits", "Transactions, by outcome", self.commits.clone());
        all.register_with_unit("commit", "Time of a transaction", Unit::Seconds, self.commit_seconds.clone());
        let lag = self.lag_seconds.clone();
        all.register_with_unit("lag", "From body received to records committed", Unit::Seconds, lag);
        all.register_with_unit("restore", "Time to take a partition", Unit::Seconds, self.restore_seconds.clone());
        all.register("restored_records", "State records read back", self.restored.clone());
        all.register("rule_reloads", "Changed files of tag rules, by what came of them", self.rule_reloads.clone());
        all.register("lanes", "Partitions that this instance polls", self.lanes.clone());
        all.register("feeds", "Feeds that this instance polls, by how they are doing", self.feeds.clone());
        all.register("gaps", "Polls that shared no entry with the one before", self.gaps.clone());
        all.register("pending_records", "Records that wait for their commit", self.pending.clone());
        all.register("websub_requests", "Requests to hubs, by outcome", self.websub_requests.clone());
        all.register("websub_calls", "Calls of hubs, by what they were", self.websub_calls.clone());
        all.register("websub_pings", "Pings settled, by what they brought", self.websub_pings.clone());
        all.register(
            "websub_missed",
            "Items that polling found before a ping told of them",
            self.websub_missed.clone(),
        );
        all.register("websub_subscriptions", "Subscriptions, by phase", self.websub_subscriptions.clone());
        all.register("index_articles", "Recent articles that copies are looked for among", self.index_articles.clone());
        all.register_with_unit("index", "Memory of recent articles", Unit::Bytes, self.index_bytes.clone());
        let span = self.index_span_seconds.clone();
        all.register_with_unit("index_span", "From the oldest recent article to the youngest", Unit::Seconds, span);
        let early = self.index_forgotten_early.clone();
        all.register("index_forgotten_early", "Recent articles forgotten for want of daemon.index_memory", early);
    }

    /// The text that Prometheus scrapes (OpenMetrics 1.0).
    pub fn render(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    /// A partition was taken.
    pub fn restored(&self, records: u64, took: Duration) {
        self.restored.inc_by(records);
        self.restore_seconds.observe(took.as_secs_f64());
    }

    /// Files of tag rules changed, and were taken or refused.
    pub fn rules_reloaded(&self, taken: bool) {
        let outcome = if taken { "taken" } else { "refused" };
        self.rule_reloads.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// So many lanes run.
    pub fn lanes(&self, n: usize) {
        self.lanes.set(i64::try_from(n).unwrap_or(i64::MAX));
    }

    /// So full is the index of recent articles.
    pub fn index(&self, stats: &Stats) {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.index_articles.set(number(stats.articles));
        self.index_bytes.set(number(stats.bytes));
        self.index_span_seconds.set(i64::from(stats.span));
        self.index_forgotten_early.inc_by(stats.forgotten_early.saturating_sub(self.index_forgotten_early.get()));
    }

    /// So many feeds more, or fewer, are in a state.
    pub fn feeds(&self, state: HealthState, by: i64) {
        self.feeds.get_or_create(&StateLabel { state: state.as_str() }).inc_by(by);
    }

    /// So many records wait in a lane.
    pub fn pending(&self, partition: i32, n: usize) {
        let label = PartitionLabel { partition: partition.into() };
        self.pending.get_or_create(&label).set(i64::try_from(n).unwrap_or(i64::MAX));
    }

    /// A fetch ended.
    pub fn fetched(&self, fetched: &Fetched, took: Duration) {
        self.fetch_seconds.observe(took.as_secs_f64());
        if let Fetched::Fresh(body) = fetched {
            self.fetched_bytes.inc_by(body.bytes.len() as u64);
        }
    }

    /// A hub answered a request.
    pub fn websub_asked(&self, answer: &websub::Answer) {
        let outcome = match answer {
            websub::Answer::Accepted => "accepted",
            websub::Answer::Refused(_) => "refused",
            websub::Answer::Unreachable(_) => "unreachable",
        };
        self.websub_requests.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A hub called.
    pub fn websub_called(&self, outcome: &'static str) {
        self.websub_calls.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A ping reached the lane of its feed.
    pub fn websub_ping(&self, outcome: &'static str) {
        self.websub_pings.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A subscription entered or left a phase.
    pub fn websub_phase(&self, phase: Phase, by: i64) {
        self.websub_subscriptions.get_or_create(&PhaseLabel { phase: phase.as_str() }).inc_by(by);
    }

    /// A poll or a ping of a feed was settled, and left the feed like this.
    pub fn polled_feed(&self, id: &FeedId, report: &Report, state: Option<&FeedState>) {
        self.by_feed.polled(id, report, state);
    }

    /// A poll was settled.
    pub fn polled(&self, report: &Report) {
        let outcome = outcome(report);
        let counter = if report.outcome == PollOutcome::Pushed { &self.websub_pings } else { &self.polls };
        counter.get_or_create(&OutcomeLabel { outcome }).inc();
        self.websub_missed.inc_by(report.missed as u64);
        let relations = [
            ("new", report.new),
            ("revision", report.revised),
            ("near", report.near),
            ("seen", report.seen),
            ("dropped", report.dropped),
            ("damped", report.damped),
            ("corrected", report.status.iter().filter(|status| **status == Status::Corrected).count()),
            ("withdrawn", report.status.iter().filter(|status| **status == Status::Withdrawn).count()),
            ("left_out", report.left_out),
        ];
        for (relation, n) in relations.into_iter().filter(|(_, n)| *n > 0) {
            self.entries.get_or_create(&RelationLabel { relation }).inc_by(n as u64);
        }
        self.gaps.inc_by(u64::from(report.gap));
        if let Some(failure) = &report.failure {
            self.failures.get_or_create(&CauseLabel { cause: failure.cause.as_str() }).inc();
        }
        for cause in &report.dead {
            self.dead_letters.get_or_create(&CauseLabel { cause: cause.as_str() }).inc();
        }
        for (kind, role) in &report.tags {
            let label = TagLabel { kind: kind.as_str(), role: role.as_str() };
            self.tags.get_or_create(&label).inc();
        }
        self.entities.inc_by(report.entities as u64);
        for repair in &report.repairs {
            self.repairs.get_or_create(&KindLabel { kind: self.repair_kind(&repair.kind) }).inc();
        }
    }

    /// Kinds are ours, but nothing in their type says so: a bound keeps the label set closed.
    fn repair_kind(&self, kind: &str) -> String {
        let mut kinds = self.repair_kinds.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !kinds.contains(kind) {
            if kinds.len() >= MOST_REPAIR_KINDS {
                return "other".into();
            }
            kinds.insert(kind.to_owned());
        }
        kind.to_owned()
    }

    /// A look at a sanctions list: `loaded`, `unchanged` or `failed`.
    pub fn list_loaded(&self, outcome: &'static str) {
        self.list_loads.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A transaction ended.
    pub fn commit(&self, took: Duration, error: Option<&kafka::Error>) {
        let outcome = match error.map(|error| error.class) {
            None => "committed",
            Some(kafka::Class::Fenced) => "fenced",
            Some(kafka::Class::Unknown) => "failed",
        };
        self.commits.get_or_create(&OutcomeLabel { outcome }).inc();
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// Records were committed, and the bodies they came from had waited for so long.
    pub fn committed(&self, counts: &HashMap<Topic, u64>, lags: impl Iterator<Item = Duration>) {
        for (topic, n) in counts {
            let label = TopicLabel { topic: topic.suffix().replace('-', "_") };
            self.records.get_or_create(&label).inc_by(*n);
        }
        lags.for_each(|lag| self.lag_seconds.observe(lag.as_secs_f64()));
    }
}

/// What a poll or a ping brought, in one word.
pub(super) fn outcome(report: &Report) -> &'static str {
    match report.outcome {
        PollOutcome::Pushed if report.published() > 0 => "news",
        PollOutcome::Pushed => "nothing_new",
        PollOutcome::Fresh => "fresh",
        PollOutcome::Unchanged => "unchanged",
        PollOutcome::NotModified => "not_modified",
        PollOutcome::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `docs/metrics.md` is what operators build their dashboards on.
    #[test]
    fn every_metric_is_documented() {
        let metrics = Metrics::new().counting(std::iter::once(FeedId("wire".into())));
        let mut state = FeedState::default();
        state.health.last_success = jiff::Timestamp::UNIX_EPOCH.into();
        metrics.polled_feed(&FeedId("wire".into()), &Report::default(), Some(&state));
        // A family shows itself only once it has counted.
        let failure = crate::model::Failure::new(crate::model::Grade::Gone, crate::model::Cause::Status, "x");
        metrics.polled(&Report {
            new: 1,
            failure: Some(failure),
            dead: vec![crate::model::Cause::Malformed],
            tags: vec![(crate::model::Kind::Sanctions, crate::model::Role::NewsMention)],
            repairs: vec![crate::model::Repair::once("x")],
            ..Report::default()
        });
        metrics.list_loaded("loaded");
        metrics.rules_reloaded(true);
        metrics.commit(Duration::ZERO, None);
        metrics.committed(&HashMap::from([(Topic::Articles, 1)]), std::iter::empty());
        metrics.pending(0, 1);
        metrics.websub_asked(&websub::Answer::Accepted);
        metrics.websub_called("ping");
        metrics.websub_ping("hint");
        metrics.websub_phase(Phase::Verified, 1);
        metrics.feeds(HealthState::Stale, 1);
        let text = metrics.render().unwrap();
        let path = format!("{}/docs/metrics.md", env!("CARGO_MANIFEST_DIR"));
        let documented = std::fs::read_to_string(path).unwrap();
        let names: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
        assert!(names.len() >= 17, "{names:?}");
        for name in &names {
            assert!(documented.contains(&format!("`{name}")), "docs/metrics.md does not name {name}");
        }
        let rows = documented.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        for row in rows {
            assert!(names.iter().any(|name| row.starts_with(name)), "docs/metrics.md names {row}, which is no metric");
        }
    }
}
