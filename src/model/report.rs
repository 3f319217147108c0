//! What a poll came to, in figures.

use super::{Cause, Failure, Kind, Repair, Role, Status};

/// What a poll came to, for metrics and the log.
#[derive(Debug, Default)]
pub struct Report {
    /// In one word.
    pub outcome: PollOutcome,
    /// Articles seen for the first time.
    pub new: usize,
    /// Material changes.
    pub revised: usize,
    /// Copies of other articles.
    pub near: usize,
    /// Entries with nothing new.
    pub seen: usize,
    /// Items that went to and fro between wordings and were not published again.
    pub damped: usize,
    /// Corrections and withdrawals among the articles.
    pub status: Vec<Status>,
    /// Copies that the operator does not want.
    pub dropped: usize,
    /// Entries left out because the document has too many.
    pub left_out: usize,
    /// Causes of dead letters.
    pub dead: Vec<Cause>,
    /// Kind and role of each tag.
    pub tags: Vec<(Kind, Role)>,
    /// Names of sanctions lists in its articles.
    pub entities: usize,
    /// Repairs of the document.
    pub repairs: Vec<Repair>,
    /// Articles among them that a hub should have told of first.
    pub missed: usize,
    /// Why nothing came.
    pub failure: Option<Failure>,
    /// The document shares no entry with the one before: items may have been missed.
    pub gap: bool,
    /// Whether consumers of `wire.feeds` should hear of it.
    pub health_changed: bool,
}

impl Report {
    /// Articles published.
    pub fn published(&self) -> usize {
        self.new + self.revised + self.near
    }
}

/// A poll in one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PollOutcome {
    /// A document that differs from the last one.
    Fresh,
    /// The same bytes again.
    Unchanged,
    /// 304.
    NotModified,
    /// A document that a hub sent.
    Pushed,
    /// Nothing usable.
    #[default]
    Failed,
}
