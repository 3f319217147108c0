//! The tag rules in force, and how they change while the daemon runs.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{curate::tag::Rules, telemetry::Metrics};

/// The rules in force. A poll takes them once, and keeps them to its end.
#[derive(Debug)]
pub struct RulesInForce(RwLock<Arc<Rules>>);

impl RulesInForce {
    /// With the rules to begin with.
    pub fn new(rules: Rules) -> Self {
        Self(RwLock::new(Arc::new(rules)))
    }

    /// The rules in force.
    pub fn get(&self) -> Arc<Rules> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts others in their place.
    pub fn put(&self, rules: Rules) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}

/// What was found where rules come from.
pub enum Found {
    /// The files are what they were.
    Same,
    /// Other rules, which hold all their examples.
    New(Rules),
    /// Other files that are no rules, or whose examples fail; why.
    Bad(String),
}

/// Looks whether the files changed, and reads them if so. It blocks.
pub type Look = Box<dyn FnMut() -> Found + Send>;

/// Looks at the files of rules every so often, and at once on SIGHUP, until the end. Files
/// that cannot be taken change nothing: the old rules stay. Contents are compared, so that a
/// folder that is switched as a whole, by a symbolic link, is noticed like any other.
pub async fn watch(
    force: &RulesInForce,
    mut look: Look,
    every: Duration,
    metrics: &Metrics,
    ending: CancellationToken,
) {
    let mut hangup = signal(SignalKind::hangup()).ok();
    loop {
        let told = async {
            match &mut hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = ending.cancelled() => return,
            _ = told => tracing::info!("SIGHUP: looking at the tag rules"),
            () = tokio::time::sleep(every) => (),
        }
        let Ok((found, back)) = tokio::task::spawn_blocking(move || (look(), look)).await else {
            tracing::error!("reading the tag rules panicked; they are not looked at again, and the old ones stay");
            return;
        };
        look = back;
        take(force, found, metrics);
    }
}

fn take(force: &RulesInForce, found: Found, metrics: &Metrics) {
    match found {
        Found::Same => (),
        Found::New(rules) => {
            tracing::info!(rules = rules.len(), version = rules.version(), "tag rules taken");
            force.put(rules);
            metrics.rules_reloaded(true);
        }
        Found::Bad(why) => {
            tracing::error!(%why, version = force.get().version(), "tag rules refused; the old ones stay");
            metrics.rules_reloaded(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_rules_are_taken_and_bad_ones_leave_the_old() {
        let of = |text: &str| Rules::compile(&[("a".into(), text.into())]).unwrap();
        let (force, metrics) = (RulesInForce::new(of("# 1")), Metrics::new());
        let first = force.get();
        take(&force, Found::Bad("no".into()), &metrics);
        assert_eq!(force.get().version(), first.version());
        take(&force, Found::New(of("# 2")), &metrics);
        assert_ne!(force.get().version(), first.version());
        assert_eq!(first.version(), of("# 1").version());
    }
}
