//! Why the daemon is not ready, by component.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

/// What stands in the way, by component; nothing of it means ready.
#[derive(Debug, Default)]
pub struct Status {
    reasons: Mutex<BTreeMap<String, (String, Timestamp)>>,
    notes: Mutex<BTreeMap<String, (String, Timestamp)>>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `kafka`, `index`, `group`, `daemon` or `partition N`.
    pub component: String,
    /// What is wrong and what to do.
    pub reason: String,
    /// Since when this component is not ready.
    pub since: Timestamp,
}

impl Status {
    /// Not ready: nothing was tried yet.
    pub fn new() -> Self {
        let status = Self::default();
        ["kafka", "index", "group"].iter().for_each(|component| status.not_ready(component, "starting"));
        status
    }

    /// A component is in the way, or still is for another reason.
    pub fn not_ready(&self, component: &str, reason: &str) {
        let mut reasons = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
        let since = reasons.get(component).map_or_else(Timestamp::now, |(_, since)| *since);
        reasons.insert(component.to_owned(), (reason.to_owned(), since));
    }

    /// A component is no longer in the way.
    pub fn ready(&self, component: &str) {
        self.reasons.lock().unwrap_or_else(PoisonError::into_inner).remove(component);
    }

    /// Something to look at that stands in nobody's way.
    pub fn note(&self, component: &str, text: &str) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let since = notes.get(component).map_or_else(Timestamp::now, |(_, since)| *since);
        notes.insert(component.to_owned(), (text.to_owned(), since));
    }

    /// It has been seen to.
    pub fn clear_note(&self, component: &str) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).remove(component);
    }

    /// All notes.
    pub fn notes(&self) -> Vec<Reason> {
        Self::all(&self.notes)
    }

    /// All reasons.
    pub fn reasons(&self) -> Vec<Reason> {
        Self::all(&self.reasons)
    }

    fn all(reasons: &Mutex<BTreeMap<String, (String, Timestamp)>>) -> Vec<Reason> {
        let reasons = reasons.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = |(component, (reason, since)): (&String, &(String, Timestamp))| Reason {
            component: component.clone(),
            reason: reason.clone(),
            since: *since,
        };
        reasons.iter().map(reason).collect()
    }
}
