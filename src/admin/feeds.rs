//! The feeds of this instance, for operators and for `wiredesk feeds`: read-only and bounded.
//!
//! Each lane owns what is known of its feeds. It is asked, and answers between two polls:
//! nothing is kept twice for the sake of looking at it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::{
    collect::schedule::Explanation,
    model::{FeedId, HealthState},
    publish::record::FeedRecord,
};

/// Feeds of one page, and of one that does not say how many it wants.
pub const MOST_FEEDS: usize = 1_000;
const USUAL_FEEDS: usize = 100;
/// Questions that wait at a lane; more are told to come back.
const MOST_WAITING: usize = 4;
/// A lane that reads its state or commits answers later than this.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is asked of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The first feeds after an id, in the order of ids, in some state or any.
    Page(Page),
    /// One feed, and why it is due when it is.
    Feed(FeedId),
}

/// Which feeds are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Those after this id.
    pub after: String,
    /// At most so many.
    pub limit: Option<usize>,
    /// In this state.
    pub state: Option<HealthState>,
}

impl Page {
    /// As a query says it; `Err` says what of it is not understood.
    fn of(query: &str) -> Result<Self, String> {
        let mut page = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "after" => page.after = value.into_owned(),
                "limit" => page.limit = Some(value.parse().map_err(|_| "limit: expected a number\n".to_owned())?),
                "state" => {
                    let state = serde_json::from_value(value.as_ref().into());
                    page.state = Some(state.map_err(|_| "state: expected one as in wire.feeds\n".to_owned())?);
                }
                _ => return Err("expected after, limit and state\n".to_owned()),
            }
        }
        Ok(page)
    }

    /// At most so many feeds.
    pub fn most(&self) -> usize {
        self.limit.unwrap_or(USUAL_FEEDS).clamp(1, MOST_FEEDS)
    }
}

/// A feed as `/api/feeds/{id}` shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// As in `wire.feeds`.
    #[serde(flatten)]
    pub feed: FeedRecord,
    /// Why it is due when it is.
    pub plan: Explanation,
}

/// What a lane answers.
#[derive(Debug)]
pub enum Told {
    /// Feeds, in the order of their ids.
    Page(Vec<FeedRecord>),
    /// The feed, if the lane has it.
    Feed(Option<Box<Shown>>),
}

/// A question on its way to a lane.
#[derive(Debug)]
pub struct Question {
    /// What is asked.
    pub ask: Ask,
    /// Where the answer goes.
    pub answer: oneshot::Sender<Told>,
}

/// The lanes that can be asked, by partition.
#[derive(Debug, Default)]
pub struct Lanes {
    lanes: Mutex<BTreeMap<i32, mpsc::Sender<Question>>>,
}

impl Lanes {
    /// A lane can be asked from now on.
    pub fn open(&self, partition: i32) -> mpsc::Receiver<Question> {
        let (sender, questions) = mpsc::channel(MOST_WAITING);
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).insert(partition, sender);
        questions
    }

    /// A lane cannot be asked any more.
    pub fn close(&self, partition: i32) {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).remove(&partition);
    }

    /// Asks all lanes; also how many did not answer.
    async fn ask(&self, ask: &Ask) -> (Vec<Told>, usize) {
        let lanes: Vec<_> = self.lanes.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        let (mut told, mut silent) = (Vec::new(), 0);
        let answers: Vec<_> = lanes
            .iter()
            .map(|lane| {
                let (answer, receiver) = oneshot::channel();
                lane.try_send(Question { ask: ask.clone(), answer }).ok().map(|()| receiver)
            })
            .collect();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        for answer in answers {
            let Some(answer) = answer else {
                silent += 1;
                continue;
            };
            match tokio::time::timeout_at(deadline, answer).await {
                Ok(Ok(answer)) => told.push(answer),
                _ => silent += 1,
            }
        }
        (told, silent)
    }
}

/// What `/api/feeds` answers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Listing {
    /// In the order of their ids.
    pub feeds: Vec<FeedRecord>,
    /// What to give as `after` for the next page, where there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Partitions that did not answer in time: their feeds are missing here.
    pub silent: usize,
}

/// `/api/feeds?after=ID&limit=N&state=failing`
pub async fn list(State(lanes): State<Arc<Lanes>>, RawQuery(query): RawQuery) -> Response {
    let page = match Page::of(&query.unwrap_or_default()) {
        Ok(page) => page,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    let most = page.most();
    let (told, silent) = lanes.ask(&Ask::Page(page)).await;
    let mut feeds: Vec<_> = told
        .into_iter()
        .flat_map(|told| match told {
            Told::Page(feeds) => feeds,
            Told::Feed(_) => Vec::new(),
        })
        .collect();
    feeds.sort_by(|a, b| a.feed.id.cmp(&b.feed.id));
    let more = feeds.len() >= most;
    feeds.truncate(most);
    let next = feeds.last().filter(|_| more).map(|feed| feed.feed.id.to_string());
    Json(Listing { feeds, next, silent }).into_response()
}

/// `/api/feeds/{id}`
pub async fn explain(State(lanes): State<Arc<Lanes>>, Path(id): Path<String>) -> Response {
    let (told, silent) = lanes.ask(&Ask::Feed(FeedId(id.as_str().into()))).await;
    let shown = told.into_iter().find_map(|told| match told {
        Told::Feed(shown) => shown,
        Told::Page(_) => None,
    });
    match shown {
        Some(shown) => Json(shown).into_response(),
        None if silent > 0 => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("{silent} partitions are busy; ask again\n")).into_response()
        }
        None => (StatusCode::NOT_FOUND, "no such feed is polled by this instance\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_bounded_whatever_is_asked() {
        let page = |limit| Page { limit, ..Page::default() }.most();
        assert_eq!([page(None), page(Some(0)), page(Some(7)), page(Some(usize::MAX))], [100, 1, 7, 1_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lane_that_does_not_answer_is_counted_and_not_awaited_for_ever() {
        let lanes = Lanes::default();
        let mut good = lanes.open(0);
        let _silent = lanes.open(1);
        let answering = tokio::spawn(async move {
            while let Some(Question { answer, .. }) = good.recv().await {
                let _ = answer.send(Told::Page(Vec::new()));
            }
        });
        let ask = Ask::Page(Page::default());
        for _ in 0..MOST_WAITING * 2 {
            let (told, silent) = lanes.ask(&ask).await;
            assert_eq!((told.len(), silent), (1, 1));
        }
        lanes.close(1);
        assert_eq!(lanes.ask(&ask).await.1, 0);
        lanes.close(0);
        answering.await.unwrap();
    }
}
