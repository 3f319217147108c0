//! The life of the daemon: topics, index, membership, lanes; and their end in flow order.

use std::{
    future::Future,
    num::NonZero,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    Settings,
    desk::Desk,
    lanes::Lanes,
    lists::{Around, Keeper},
    poll::Rulebook,
    rules::{self, RulesInForce},
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
    kafka::{
        Client, client,
        group::{Event, Member},
        settings::Ownership,
    },
    model::Feed,
    publish::topics::{self, Topic, Topics},
    state::{Follower, Index},
    telemetry::Metrics,
};

/// Between two attempts to reach the brokers.
const RETRY: Duration = Duration::from_secs(3);
/// How long polling waits for the index; copies of older articles may be missed without it.
const INDEX_PATIENCE: Duration = Duration::from_secs(30);

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
    let (metrics, status, ending) = (Arc::new(Metrics::new()), Arc::new(Status::new()), CancellationToken::new());
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

/// Asks until the topics are there and fit.
async fn ready_topics(client: &Client, settings: &Settings, status: &Status) -> Topics {
    loop {
        match topics::ensure(client, &settings.topics, settings.websub.public_url.is_some()).await {
            Ok(topics) => {
                status.ready("kafka");
                return topics;
            }
            Err(error) => {
                tracing::error!(%error, brokers = settings.kafka.brokers, "not ready");
                status.not_ready("kafka", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Follows the index, and waits until what stood in it has been read.
async fn ready_index(client: &Client, topics: &Topics, settings: &Settings, status: &Status) -> Follower {
    let (name, partitions) = (topics.name(Topic::Index), topics.partitions(Topic::Index));
    let follower = loop {
        let index = Index::new(settings.topics.index_retention.0).holding(settings.daemon.index_memory.0);
        match Follower::start(client, name, partitions, index) {
            Ok(follower) => break follower,
            Err(error) => {
                tracing::error!(%error, "not ready");
                status.not_ready("index", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    };
    let started = Instant::now();
    status.not_ready("index", "reading recent fingerprints");
    while !follower.caught_up() && started.elapsed() < INDEX_PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    if !follower.caught_up() {
        tracing::warn!("the index is not read yet; copies of older articles may be published as new until it is");
    }
    tracing::info!(fingerprints = follower.read().len(), took = ?started.elapsed(), "index read");
    status.ready("index");
    follower
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

/// What this instance has of the whole: by membership of the group, or by its number.
#[derive(Default)]
struct Share {
    member: Option<Member>,
    /// Absent where nothing more can come: a static share, or a name that another took.
    inbox: Option<mpsc::Receiver<Event>>,
    assigned: bool,
    /// Of a static share: an inbox without a sender has ended.
    keep: Option<mpsc::Sender<Event>>,
}

impl Share {
    /// The next event; `None` where the membership has ended without a word.
    async fn next(&mut self) -> Option<Event> {
        match &mut self.inbox {
            Some(inbox) => inbox.recv().await,
            None => std::future::pending().await,
        }
    }

    async fn join(&mut self, desk: &Desk, settings: &Settings) {
        let (events, inbox) = mpsc::channel(8);
        self.inbox = Some(inbox);
        self.assigned = false;
        self.member = join(desk, settings, events.clone()).await;
        self.keep = self.member.is_none().then_some(events);
    }
}

/// Takes part in the group, or takes the share that the settings give.
async fn join(desk: &Desk, settings: &Settings, events: mpsc::Sender<Event>) -> Option<Member> {
    let topic = desk.book.topics.name(Topic::State);
    if settings.kafka.ownership == Ownership::Static {
        let (index, count) = (settings.kafka.static_index, settings.kafka.static_count.max(1));
        let all = 0..desk.book.topics.partitions(Topic::State);
        let ours = all.filter(|partition| partition.unsigned_abs() % count == index).collect();
        let _ = events.send(Event::Assigned(ours)).await;
        return None;
    }
    desk.status.not_ready("group", "joining");
    loop {
        match Member::join(&desk.client, topic, events.clone()) {
            Ok(member) => return Some(member),
            Err(error) => {
                tracing::error!(%error, "not ready");
                desk.status.not_ready("group", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn handle(lanes: &mut Lanes, desk: &Desk, event: Event, share: &mut Share) {
    match event {
        Event::Assigned(partitions) => {
            tracing::info!(?partitions, "assigned");
            share.assigned = true;
            // The lanes are in the way before the group no longer is: no moment of false readiness.
            lanes.start(&partitions);
            desk.status.ready("group");
        }
        Event::Revoked { partitions, lost, ended } => {
            tracing::info!(?partitions, lost, "revoked");
            if lost {
                share.assigned = false;
                desk.status.not_ready("group", "membership was lost; joining again");
            }
            lanes.stop(&partitions, lost).await;
            let _ = ended.send(());
        }
        Event::Ended { error, rejoins } => {
            tracing::error!(%error, rejoins, "no longer in the group");
            share.assigned = false;
            desk.status.not_ready("group", &error.to_string());
            if !rejoins {
                share.inbox = None;
            }
            lanes.abandon().await;
        }
        Event::Trouble(error) => {
            tracing::warn!(%error, "group");
            // Once assigned, the lanes say what works; the membership mends itself.
            if !share.assigned {
                desk.status.not_ready("group", &error.to_string());
            }
        }
    }
}
