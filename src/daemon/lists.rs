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
        lists::{Config, Loader, Outcome, Shelf},
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
    let note = format!("list {list}");
    let (mut first, mut loaded) = (true, false);
    loop {
        let started = Instant::now();
        let outcome = loader.load().await;
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
                loaded = true;
            }
            Err(error) => {
                tracing::warn!(%error, "list not loaded; the old one stays");
                around.metrics.list_loaded("failed");
                around.status.note(&note, &error.to_string());
            }
        }
        if std::mem::take(&mut first) {
            done.send_modify(|tried| *tried += 1);
        }
        let refresh = loader.config().refresh.0;
        tokio::time::sleep(if loaded { refresh } else { refresh.min(RETRY) }).await;
    }
}
