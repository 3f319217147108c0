//! What all lanes of an instance share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Config, pages, poll::Rulebook, websub::Push};
use crate::{
    admin::{self, Status},
    collect::{fetch::Fetcher, hosts::Hosts},
    kafka::Client,
    model::{FeedId, Report},
    state::Follower,
    telemetry::Metrics,
};

/// What all lanes of an instance share.
pub struct Desk {
    /// The broker.
    pub client: Client,
    /// By what polls are settled.
    pub book: Rulebook,
    /// Makes requests.
    pub fetcher: Fetcher,
    /// Keeps the manners.
    pub hosts: Hosts,
    /// Requests under way at once to one host.
    pub host_concurrency: usize,
    /// One place for each core: answers of more lanes at once would only be more memory in use.
    pub cores: Arc<Semaphore>,
    /// Push, where it is on.
    pub push: Option<Push>,
    /// Recent articles of all instances.
    pub index: Follower,
    /// Pacing.
    pub settings: Config,
    /// How pages are read.
    pub pages: pages::Config,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Lanes that can be asked about their feeds.
    pub lanes: Arc<admin::feeds::Lanes>,
    /// What is wrong.
    pub status: Arc<Status>,
}

impl Desk {
    /// Says what a poll of a feed came to, or what a hub sent for it.
    pub fn report(&self, report: &Report, pushed: bool, feed: &FeedId, partition: i32) {
        self.metrics.polled(report);
        let loud = report.failure.is_some() || report.gap || report.damped > 0 || report.left_out > 0;
        // A poll that nobody hears of makes no span.
        if !loud && !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let span = if pushed {
            tracing::info_span!("ping", %feed, partition)
        } else {
            tracing::info_span!("poll", %feed, partition)
        };
        span.in_scope(|| say(report));
    }
}

fn say(report: &Report) {
    match &report.failure {
        Some(failure) if report.health_changed => {
            tracing::warn!(cause = failure.cause.as_str(), message = ?failure.message, "poll failed");
        }
        Some(failure) => {
            tracing::debug!(cause = failure.cause.as_str(), message = ?failure.message, "poll failed again");
        }
        None => {
            let Report { new, revised, near, seen, left_out, .. } = report;
            if report.gap {
                tracing::warn!("the document shares no entry with the one before; items may have been missed");
            }
            if report.damped > 0 {
                tracing::info!(
                    items = report.damped,
                    "items go to and fro between wordings; each is published once a day at most"
                );
            }
            if *left_out > 0 {
                tracing::warn!(left_out, "the document has more entries than curate.max_entries");
            }
            tracing::debug!(outcome = ?report.outcome, new, revised, near, seen, "polled");
        }
    }
}
