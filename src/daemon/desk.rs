//! What all lanes of an instance share.

use std::sync::Arc;

use super::{Config, poll::Report, poll::Rulebook};
use crate::{
    admin::Status,
    collect::{fetch::Fetcher, hosts::Hosts},
    kafka::Client,
    model::Feed,
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
    /// Recent articles of all instances.
    pub index: Follower,
    /// Pacing.
    pub settings: Config,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// What is wrong.
    pub status: Arc<Status>,
}

impl Desk {
    /// Says what a poll came to.
    pub fn report(&self, feed: &Feed, report: &Report) {
        self.metrics.polled(report);
        match &report.failure {
            Some(failure) if report.health_changed => {
                tracing::warn!(feed = %feed.id, cause = failure.cause.as_str(), message = ?failure.message, "poll failed");
            }
            Some(failure) => {
                tracing::debug!(feed = %feed.id, cause = failure.cause.as_str(), message = ?failure.message, "poll failed again");
            }
            None => {
                let Report { new, revised, near, seen, .. } = report;
                tracing::debug!(feed = %feed.id, outcome = ?report.outcome, new, revised, near, seen, "polled");
            }
        }
    }
}
