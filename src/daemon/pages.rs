//! The pages of a poll: fetched and read between the answer and its settling, so that a revision is
//! one record. They are waited for, but not for ever: what is late is published from the feed.

use std::{collections::VecDeque, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::desk::Desk;
use crate::{
    collect::{fetch::Ask, polite},
    curate::page::{self, Missing, Page, Pages},
    model::{ByteSize, Feed, Fetched, Grade, Span},
};

/// `[pages]`: how the pages of feeds with `full_text` are read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How long the news of a poll waits for its pages, all together.
    pub wait: Span,
    /// Pages fetched for one poll; the rest of its news is published from the feed.
    pub max_per_poll: usize,
    /// Of a page, decoded.
    pub max_body: ByteSize,
}

impl Default for Config {
    fn default() -> Self {
        Self { wait: Span::secs(120), max_per_poll: 100, max_body: ByteSize(15 << 20) }
    }
}

/// Fetches the pages of a poll's news, in their order, each twice at most.
pub async fn bring(desk: &Arc<Desk>, feed: &Feed, urls: Vec<Url>) -> Pages {
    let settings = &desk.pages;
    let mut pages = Pages::default();
    let deadline = tokio::time::Instant::now() + settings.wait.0;
    let mut queue: VecDeque<_> = urls.into_iter().take(settings.max_per_poll).map(|url| (url, true)).collect();
    while let Some((url, first)) = queue.pop_front() {
        let read = tokio::time::timeout_at(deadline, one(desk, feed, &url)).await;
        let page = read.unwrap_or_else(|_| {
            let wait = settings.wait;
            Err(Missing {
                message: format!("expected the page within {wait} (pages.wait), it took longer"),
                transient: true,
            })
        });
        match page {
            // What failed goes to the end of the queue once: much passes by itself.
            Err(missing) if missing.transient && first && tokio::time::Instant::now() < deadline => {
                pages.insert(url.clone(), Err(missing));
                queue.push_back((url, false));
            }
            page => pages.insert(url, page),
        }
    }
    pages
}

/// One page, with the manners that are kept with feeds: its host's turn, the guard, the caps.
async fn one(desk: &Arc<Desk>, feed: &Feed, url: &Url) -> Result<Page, Missing> {
    let ask = Ask::page(feed, url.clone(), desk.pages.max_body, Timestamp::now());
    let asked = polite::ask(&desk.hosts, &desk.fetcher, &desk.book.planner, ask, Timestamp::now).await;
    let polite::Answered { fetched, took, permit } = asked.map_err(|later| {
        let until = later.0;
        missing(&format!("its host may not be asked before {until} (schedule.host_polls_per_day)"), true)
    })?;
    desk.metrics.fetched(&fetched, took);
    let body = match fetched {
        Fetched::Fresh(body) => body,
        Fetched::NotModified(_) => return Err(missing("expected a page, got 304", false)),
        Fetched::Failed(failure) => {
            let transient = matches!(failure.grade, Grade::Transient | Grade::Throttled);
            return Err(missing(&failure.message, transient));
        }
    };
    let core = Arc::clone(&desk.cores).acquire_owned().await.ok();
    let (desk, url) = (Arc::clone(desk), url.clone());
    let read = tokio::task::spawn_blocking(move || {
        let _held = (core, permit);
        let text = page::decode(&body.bytes, body.meta.content_type.as_deref());
        let from = body.meta.final_url.as_ref().unwrap_or(&url);
        page::read(&text, Some(from), &desk.book.sites).map_err(|e| missing(&e.to_string(), false))
    });
    // A reader that panics on one page is no reason to lose a feed.
    read.await
        .unwrap_or_else(|e| Err(missing(&format!("the page's reader failed ({e}); report it with the page"), false)))
}

fn missing(message: &str, transient: bool) -> Missing {
    Missing { message: message.to_owned(), transient }
}
