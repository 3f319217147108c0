//! Metrics by feed, for those that the operator named: what each adds to every scrape is bounded.

use std::collections::HashMap;

use jiff::Timestamp;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};

use super::metrics::outcome;
use crate::model::{FeedId, FeedState, Report};

/// Feeds that have metrics of their own at most.
pub const MOST_FEEDS: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FeedLabel {
    feed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PollLabel {
    feed: String,
    outcome: String,
}

/// What is counted of some feeds.
#[derive(Debug, Default)]
pub struct ByFeed {
    /// Those that were named, with their labels.
    named: HashMap<FeedId, FeedLabel>,
    polls: Family<PollLabel, Counter>,
    articles: Family<FeedLabel, Counter>,
    failures: Family<FeedLabel, Gauge>,
    last_success: Family<FeedLabel, Gauge>,
}

impl ByFeed {
    /// Counts these feeds, the first 1,000 of them; registers nothing where there are none.
    pub fn new(feeds: impl Iterator<Item = FeedId>, registry: &mut Registry) -> Self {
        let named = feeds.take(MOST_FEEDS).map(|id| {
            let feed = id.to_string();
            (id, FeedLabel { feed })
        });
        let all = Self { named: named.collect(), ..Self::default() };
        if !all.named.is_empty() {
            registry.register("feed_polls", "Polls of a feed, by what they brought", all.polls.clone());
            registry.register("feed_articles", "Articles of a feed, revisions included", all.articles.clone());
            registry.register("feed_failures_in_a_row", "Failures of a feed in a row", all.failures.clone());
            let last = all.last_success.clone();
            let help = "When a poll of the feed went well last, since 1970";
            registry.register_with_unit("feed_last_success", help, Unit::Seconds, last);
        }
        all
    }

    /// A poll or a ping of a feed was settled.
    pub fn polled(&self, id: &FeedId, report: &Report, state: Option<&FeedState>) {
        let Some(label) = self.named.get(id) else { return };
        let poll = PollLabel { feed: label.feed.clone(), outcome: outcome(report).into() };
        self.polls.get_or_create(&poll).inc();
        self.articles.get_or_create(label).inc_by(report.published() as u64);
        let Some(health) = state.map(|state| &state.health) else { return };
        self.failures.get_or_create(label).set(i64::from(health.failures));
        if let Some(at) = health.last_success.get() {
            self.last_success.get_or_create(label).set(Timestamp::as_second(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    #[test]
    fn only_feeds_that_were_named_are_shown_and_not_more_than_the_bound() {
        let (mut registry, id) = (Registry::default(), |n: usize| FeedId(format!("feed-{n}").into()));
        let feeds = ByFeed::new((0..MOST_FEEDS + 5).map(id), &mut registry);
        let mut state = FeedState::default();
        (state.health.failures, state.health.last_success) = (3, Timestamp::from_second(1_770_000_000).ok().into());
        for n in [0, 7, MOST_FEEDS - 1, MOST_FEEDS, 9_999] {
            feeds.polled(&id(n), &Report { new: 2, ..Report::default() }, Some(&state));
        }
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        for line in [
            "feed_articles_total{feed=\"feed-7\"} 2",
            "feed_failures_in_a_row{feed=\"feed-7\"} 3",
            "feed_last_success_seconds{feed=\"feed-999\"} 1770000000",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("feed-1000") && !text.contains("feed-9999"), "{text}");
        // Nobody asked: nothing is there.
        let (mut registry, mut text) = (Registry::default(), String::new());
        ByFeed::new(std::iter::empty(), &mut registry).polled(&id(0), &Report::default(), None);
        encode(&mut text, &registry).unwrap();
        assert_eq!(text, "# EOF\n");
    }
}
