//! The life of the daemon: topics, index, membership, lanes; and their end in flow order.

use std::{future::Future, num::NonZero, path::PathBuf, sync::Arc, thread, time::Duration};

use futures_util::FutureExt as _;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    Settings,
    desk::Desk,
    lanes::Lanes,
    lists::{Around, Keeper},
    poll::Rulebook,
    ready::{ready_index, ready_topics},
    rules::{self, RulesInForce},
    share::{Share, handle},
    websub::{self, Push, Terms},
};
use crate::{
    admin::{self, Status},
    collect::{
        fetch::{self, Fetcher},
        hosts::Hosts,
        lists,
        schedule::Planner,
    },
    curate::page::Sites,
    curate::tag::Rules,
    kafka::{Client, client},
    model::Feed,
    telemetry::Metrics,
};

/// Why the daemon could not start. What may mend itself is no reason: it says that it is
/// not ready, and goes on trying.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The broker's client cannot be set up.
    #[error(transparent)]
    Kafka(#[from] client::SetupError),
    /// The HTTP client cannot be set up.
    #[error(transparent)]
    Fetch(#[from] fetch::SetupError),
    /// Push lacks what it needs.
    #[error(transparent)]
    Push(#[from] websub::TermsError),
    /// An address is taken or not ours.
    #[error("{key}: cannot listen on {address}: {source}; choose a free address of this machine")]
    Listen {
        /// The setting.
        key: &'static str,
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// All that the daemon is told.
pub struct Setup {
    /// Settings of every stage.
    pub settings: Settings,
    /// What to poll.
    pub feeds: Vec<Feed>,
    /// How to tag.
    pub rules: Rules,
    /// Where other rules would come from, if they may change meanwhile.
    pub look: Option<rules::Look>,
    /// Sanctions lists.
    pub lists: Vec<lists::Config>,
    /// How to read the pages of sites.
    pub sites: Sites,
    /// What relative paths in the settings are relative to.
    pub base_dir: PathBuf,
}

/// Runs until `shutdown` resolves, then drains in flow order under one deadline.
pub async fn run(setup: Setup, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
    let Setup { settings, feeds, rules, look, lists, sites, base_dir } = setup;
    let client = Client::new(&settings.kafka, &base_dir)?;
    let fetcher = Fetcher::new(&settings.fetch)?;
    let door = match Terms::read(&settings.websub, &base_dir)? {
        Some(terms) => Some((terms, listen("websub.listen", settings.websub.listen).await?)),
        None => None,
    };
    let (metrics, status, ending) =
        (Arc::new(metrics(&settings, &feeds)), Arc::new(Status::new()), CancellationToken::new());
    let asked = Arc::new(admin::feeds::Lanes::default());
    let admin = serve_admin(&settings, &status, &metrics, &asked, &ending).await?;

    let shelf = Arc::new(lists::Shelf::default());
    let around = Around {
        shelf: Arc::clone(&shelf),
        metrics: Arc::clone(&metrics),
        status: Arc::clone(&status),
        ending: ending.clone(),
    };
    let mut keeper = Keeper::start(&lists, &settings.fetch, &base_dir, &around)?;

    tokio::pin!(shutdown);
    let Some(topics) = or_shutdown(&mut shutdown, ready_topics(&client, &settings, &status)).await else {
        return end(ending, admin).await;
    };
    let Some(index) = or_shutdown(&mut shutdown, ready_index(&client, &topics, &settings, &status)).await else {
        return end(ending, admin).await;
    };
    if or_shutdown(&mut shutdown, keeper.tried(&status)).await.is_none() {
        return end(ending, admin).await;
    }
    let pushing = websub::ready(door, &client, &topics, &feeds, &metrics, &status, &ending);
    let Some((push, hubs)) = or_shutdown(&mut shutdown, pushing).await else {
        return end(ending, admin).await;
    };
    let book = Rulebook {
        planner: Planner::new(&settings.schedule),
        rules: RulesInForce::new(rules),
        lists: shelf,
        curate: settings.curate.clone(),
        push: push.as_ref().map(|_| settings.websub.poll_interval.0),
        topics,
        sites,
    };
    let desk = Arc::new(Desk {
        client,
        book,
        fetcher,
        hosts: Hosts::new(&settings.fetch),
        host_concurrency: settings.fetch.host_concurrency,
        cores: Arc::new(Semaphore::new(thread::available_parallelism().map_or(1, NonZero::get))),
        push,
        index,
        settings: settings.daemon.clone(),
        pages: settings.pages.clone(),
        metrics,
        lanes: asked,
        status,
    });
    if let Some(look) = look {
        let (desk, every, ending) = (Arc::clone(&desk), settings.rules.watch_interval.0, ending.clone());
        tokio::spawn(async move { rules::watch(&desk.book.rules, look, every, &desk.metrics, ending).await });
    }
    let owned = own(&desk, &settings, feeds, shutdown, &hubs.ending);
    tokio::join!(owned.map(|()| ending.cancel()), keeper.watch(&desk.status));
    let _ = hubs.task.await;
    end(ending, admin).await
}

/// Metrics, with those of the feeds that were asked for.
fn metrics(settings: &Settings, feeds: &[Feed]) -> Metrics {
    let asked = &settings.admin.feed_metrics;
    let all = asked.iter().any(|id| id == "*");
    let wanted = feeds.iter().map(|feed| &feed.id).filter(|id| all || asked.iter().any(|asked| **asked == *id.0));
    Metrics::new().counting(wanted.cloned())
}

async fn serve_admin(
    settings: &Settings,
    status: &Arc<Status>,
    metrics: &Arc<Metrics>,
    lanes: &Arc<admin::feeds::Lanes>,
    ending: &CancellationToken,
) -> Result<JoinHandle<()>, Error> {
    let listener = listen("admin.listen", settings.admin.listen).await?;
    let server = admin::serve(listener, Arc::clone(status), Arc::clone(metrics), Arc::clone(lanes), ending.clone());
    Ok(tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the admin server ended");
        }
    }))
}

async fn listen(key: &'static str, address: std::net::SocketAddr) -> Result<TcpListener, Error> {
    let listener = TcpListener::bind(address).await.map_err(|source| Error::Listen { key, address, source })?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, key, "listens");
    }
    Ok(listener)
}

async fn end(ending: CancellationToken, admin: JoinHandle<()>) -> Result<(), Error> {
    ending.cancel();
    let _ = timeout(Duration::from_secs(1), admin).await;
    Ok(())
}

/// The work's result, unless the shutdown came first.
async fn or_shutdown<T>(shutdown: &mut (impl Future<Output = ()> + Unpin), work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = shutdown => None,
        result = work => Some(result),
    }
}

/// How often it is looked whether the threads that nobody waits for still run.
const LOOK: Duration = Duration::from_secs(10);

/// Owns partitions until the shutdown, then gives them up.
async fn own(
    desk: &Arc<Desk>,
    settings: &Settings,
    feeds: Vec<Feed>,
    shutdown: impl Future<Output = ()>,
    hubs: &CancellationToken,
) {
    tokio::pin!(shutdown);
    let mut lanes = Lanes::new(Arc::clone(desk), feeds);
    let mut share = Share::default();
    or_shutdown(&mut shutdown, share.join(desk, settings)).await;
    or_shutdown(&mut shutdown, serve(desk, settings, &mut lanes, &mut share)).await;
    desk.status.not_ready("daemon", "shutting down");
    let deadline = settings.daemon.shutdown_deadline.0;
    tracing::info!(?deadline, "draining");
    // What hubs say from now on, they say to another instance or again.
    hubs.cancel();
    // Lanes first, so that all is committed when the group is left; a rebalance that comes
    // meanwhile finds no lane to wait for.
    let Share { member, inbox, .. } = share;
    drop(inbox);
    let drained = timeout(deadline, async {
        lanes.drain().await;
        if let Some(member) = member {
            let _ = tokio::task::spawn_blocking(move || member.leave()).await;
        }
    });
    match drained.await {
        Ok(()) => tracing::info!("drained"),
        Err(_) => tracing::error!(?deadline, "not everything ended in time; what was not committed is polled again"),
    }
}

/// Serves what happens to this instance's share, without end.
async fn serve(desk: &Arc<Desk>, settings: &Settings, lanes: &mut Lanes, share: &mut Share) {
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            event = share.next() => match event {
                Some(event) => handle(lanes, desk, event, share).await,
                None => {
                    tracing::error!("the membership's thread ended; this is a fault of wiredesk: report it");
                    lanes.abandon().await;
                    share.join(desk, settings).await;
                }
            },
            () = lanes.ended() => {}
            _ = look.tick() => {
                desk.metrics.index(&desk.index.read().stats());
                let ended = "its thread ended; this is a fault of wiredesk: report it, and restart";
                if desk.index.has_ended() {
                    desk.status.not_ready("index", ended);
                }
                if desk.push.as_ref().is_some_and(Push::has_ended) {
                    desk.status.not_ready("websub", ended);
                }
            },
        }
    }
}
