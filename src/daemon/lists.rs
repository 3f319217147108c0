//! Keeps the sanctions lists fresh while the lanes work.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    admin::Status,
    collect::{
        fetch,
        lists::{Config, LoadError, Loader, Outcome, Shelf},
    },
    telemetry::Metrics,
};

/// How long polling waits for the lists: what is published before they are there has no entities.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two attempts to load a list that was never there.
const RETRY: Duration = Duration::from_secs(60);

/// The tasks that keep the lists fresh, one a list.
pub(super) struct Keeper {
    tasks: JoinSet<()>,
    tried: watch::Receiver<usize>,
    count: usize,
}

/// What the tasks share.
#[derive(Clone)]
pub(super) struct Around {
    pub shelf: Arc<Shelf>,
    pub metrics: Arc<Metrics>,
    pub status: Arc<Status>,
    pub ending: CancellationToken,
}

impl Keeper {
    /// Starts to load the lists, and goes on until `ending`.
    pub(super) fn start(
        lists: &[Config],
        fetch: &fetch::Config,
        base: &Path,
        around: &Around,
    ) -> Result<Self, fetch::SetupError> {
        let (done, tried) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for list in lists {
            let (loader, around, done) = (Loader::new(list, fetch, base)?, around.clone(), done.clone());
            tasks.spawn(async move {
                let ending = around.ending.clone();
                ending.run_until_cancelled(keep(loader, around, done)).await;
            });
        }
        Ok(Self { tasks, tried, count: lists.len() })
    }

    /// Waits until each list was tried once, for a minute at most.
    pub(super) async fn tried(&mut self, status: &Status) {
        let count = self.count;
        if count == 0 {
            return;
        }
        status.not_ready("lists", "loading sanctions lists");
        let all = self.tried.wait_for(|tried| *tried >= count);
        if timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("not all lists are loaded; what is published before they are has no entities of them");
        }
        status.ready("lists");
    }

    /// Says which task ended although it should not; ends only with the last of them.
    pub(super) async fn watch(&mut self, status: &Status) {
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a list is no longer refreshed; this is a fault of wiredesk: report it");
                status.note("lists", "a list is no longer refreshed: restart");
            }
        }
    }
}

/// Loads a list again and again.
async fn keep(mut loader: Loader, around: Around, done: watch::Sender<usize>) {
    let list = loader.config().id.clone();
    let (mut first, mut loaded) = (true, false);
    loop {
        let started = Instant::now();
        let outcome = loader.load().await;
        loaded |= settle(&list, outcome, &around, started);
        if std::mem::take(&mut first) {
            done.send_modify(|tried| *tried += 1);
        }
        let refresh = loader.config().refresh.0;
        tokio::time::sleep(if loaded { refresh } else { refresh.min(RETRY) }).await;
    }
}

/// Takes what a look at a list came to; whether another one was taken. Of a failure the log, the
/// metrics and `/readyz` tell, and the list that was there stays.
fn settle(list: &str, outcome: Result<Outcome, LoadError>, around: &Around, started: Instant) -> bool {
    let note = format!("list {list}");
    if outcome.is_ok() {
        around.status.clear_note(&note);
    }
    match outcome {
        Ok(Outcome::Unchanged) => around.metrics.list_loaded("unchanged"),
        Ok(Outcome::Loaded(book)) => {
            let (entries, names, date) = (book.len(), book.names(), book.provenance.date.as_deref());
            tracing::info!(list, entries, names, date, took = ?started.elapsed(), "list loaded");
            around.metrics.list_loaded("loaded");
            around.shelf.put(book);
            return true;
        }
        Err(error) => {
            tracing::warn!(%error, "list not loaded; the old one stays");
            around.metrics.list_loaded("failed");
            around.status.note(&note, &error.to_string());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::entities::{Builder, Listed, Provenance};

    #[test]
    fn a_list_that_is_not_to_be_had_is_told_of_and_the_old_one_stays() {
        let around = Around {
            shelf: Arc::default(),
            metrics: Arc::new(Metrics::new()),
            status: Arc::new(Status::new()),
            ending: CancellationToken::new(),
        };
        let mut builder = Builder::new("test");
        let mut listed = Listed { id: "1".into(), ..Listed::default() };
        listed.name("Gleb Orlenko", crate::curate::entities::Strength::Primary);
        builder.add(&listed);
        let book = Arc::new(builder.finish(Provenance::default()).unwrap());
        assert!(settle("test", Ok(Outcome::Loaded(book)), &around, Instant::now()));
        let error = LoadError { list: "test".into(), message: "expected a list, got a page".into() };
        assert!(!settle("test", Err(error), &around, Instant::now()));
        assert_eq!(around.shelf.read().0.len(), 1);
        let notes = around.status.notes();
        assert!(notes.iter().any(|note| format!("{note:?}").contains("got a page")), "{notes:?}");
        let metrics = around.metrics.render().unwrap();
        assert!(metrics.contains("list_loads_total{outcome=\"failed\"} 1"), "{metrics}");
        assert!(!settle("test", Ok(Outcome::Unchanged), &around, Instant::now()));
        assert!(around.status.notes().is_empty());
    }
}
