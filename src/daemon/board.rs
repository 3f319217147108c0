//! What a lane tells of its feeds when it is asked.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use crate::{
    admin::feeds::{Ask, Page, Question, Shown, Told},
    collect::schedule::Planner,
    model::{Feed, FeedId, FeedState, HealthState},
    publish::record::FeedRecord,
    state::Memory,
    telemetry::Metrics,
};

/// Answers a question.
pub fn answer(question: Question, feeds: &[Arc<Feed>], memory: &Memory, planner: &Planner) {
    let told = match question.ask {
        Ask::Page(page) => Told::Page(list(&page, feeds, memory)),
        Ask::Feed(id) => Told::Feed(explain(&id, feeds, memory, planner).map(Box::new)),
    };
    // Who asked may have gone.
    let _ = question.answer.send(told);
}

fn list(page: &Page, feeds: &[Arc<Feed>], memory: &Memory) -> Vec<FeedRecord> {
    let unknown = FeedState::default();
    let state = |feed: &Feed| memory.feed(&feed.id).map_or(HealthState::Pending, |state| state.health.state);
    let mut wanted: Vec<_> = feeds
        .iter()
        .filter(|feed| *feed.id.0 > *page.after && page.state.is_none_or(|wanted| wanted == state(feed)))
        .collect();
    let most = page.most();
    if wanted.len() > most {
        wanted.select_nth_unstable_by(most, |a, b| a.id.cmp(&b.id));
        wanted.truncate(most);
    }
    wanted.sort_by(|a, b| a.id.cmp(&b.id));
    wanted.into_iter().map(|feed| FeedRecord::of(feed, memory.feed(&feed.id).unwrap_or(&unknown))).collect()
}

fn explain(id: &FeedId, feeds: &[Arc<Feed>], memory: &Memory, planner: &Planner) -> Option<Shown> {
    let feed = feeds.iter().find(|feed| feed.id == *id)?;
    let state = memory.feed(id).cloned().unwrap_or_default();
    Some(Shown { feed: FeedRecord::of(feed, &state), plan: planner.explain(feed, &state.rhythm, Timestamp::now()) })
}

/// How many feeds of a lane are in which state, as the metrics show it.
#[derive(Debug, Default)]
pub struct States(HashMap<HealthState, i64>);

impl States {
    /// Counts the feeds of a lane that was just taken.
    pub fn count(feeds: &[Arc<Feed>], memory: &Memory, metrics: &Metrics) -> Self {
        let mut states = Self::default();
        for feed in feeds {
            let state = memory.feed(&feed.id).map(|state| state.health.state).unwrap_or_default();
            *states.0.entry(state).or_default() += 1;
        }
        states.0.iter().for_each(|(state, n)| metrics.feeds(*state, *n));
        states
    }

    /// A feed has another state, or the same.
    pub fn enter(&mut self, was: HealthState, is: HealthState, metrics: &Metrics) {
        if was == is {
            return;
        }
        for (state, by) in [(was, -1), (is, 1)] {
            *self.0.entry(state).or_default() += by;
            metrics.feeds(state, by);
        }
    }

    /// The lane ends: its feeds are another's.
    pub fn forget(&mut self, metrics: &Metrics) {
        self.0.drain().for_each(|(state, n)| metrics.feeds(state, -n));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::schedule::Config;

    #[test]
    fn pages_follow_one_another_and_a_state_can_be_asked_for() {
        let feeds: Vec<_> = ["d", "b", "a", "c"]
            .iter()
            .map(|id| Arc::new(Feed::bare(*id, "https://example.org/".parse().unwrap())))
            .collect();
        let mut memory = Memory::default();
        memory.feed_mut(&feeds[1].id).health.state = HealthState::Gone;
        let ids = |after: &str, limit, state| {
            let page = Page { after: after.into(), limit: Some(limit), state };
            list(&page, &feeds, &memory).into_iter().map(|feed| feed.feed.id.to_string()).collect::<String>()
        };
        assert_eq!([ids("", 2, None), ids("b", 2, None), ids("d", 2, None)], ["ab", "cd", ""]);
        assert_eq!(ids("", 9, Some(HealthState::Gone)), "b");
        let planner = Planner::new(&Config::default());
        assert!(explain(&FeedId("x".into()), &feeds, &memory, &planner).is_none());
        let shown = explain(&FeedId("b".into()), &feeds, &memory, &planner).unwrap();
        assert_eq!((shown.feed.state, shown.plan.next), (HealthState::Gone, None));
    }
}
