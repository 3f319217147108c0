//! The callback server: what hubs reach from outside. It serves one address for each
//! subscription and nothing else; whoever does not know one gets 404 and no more.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use url::form_urlencoded;

use super::{Terms, relay::Relay};
use crate::{
    collect::websub::{Callback, Signature, verify},
    failpoint,
    kafka::{Client, Error},
    listen::{self, Bounds},
    model::{Feed, FeedId},
    publish::{
        call::{Call, Said},
        topics::{Topic, Topics},
    },
    state::partition_of,
    telemetry::Metrics,
};

/// For the head of a request, for its body, and for all of a connection.
const HEAD: Duration = Duration::from_secs(10);
const BODY: Duration = Duration::from_secs(20);
const ALL: Duration = Duration::from_secs(45);
/// Bytes of a head, and characters of a query and of a challenge.
const MOST_HEAD: usize = 16 << 10;
const MOST_QUERY: usize = 8_192;
const MOST_CHALLENGE: usize = 2_048;
/// Characters of a hub's reason.
const MOST_REASON: usize = 300;
/// Connections for each request that is served: those beyond are told to come again.
const CONNECTIONS: usize = 4;

type Answer = Response<Full<Bytes>>;

/// What stands behind the callback addresses.
pub struct Door {
    terms: Terms,
    /// Feeds that want push, by the partition that their pings go to.
    feeds: HashMap<FeedId, i32>,
    relay: Relay,
    places: Semaphore,
    pings: Mutex<HashMap<FeedId, (Instant, u32)>>,
    metrics: Arc<Metrics>,
}

impl Door {
    /// For these feeds of all instances.
    pub fn new(
        terms: Terms,
        feeds: &[Feed],
        client: &Client,
        topics: &Topics,
        metrics: Arc<Metrics>,
    ) -> Result<Self, Error> {
        let (relay, partitions) = (Relay::new(client, topics)?, topics.partitions(Topic::State));
        let wanted = feeds.iter().filter(|feed| feed.websub);
        let feeds = wanted.map(|feed| (feed.id.clone(), partition_of(&feed.publisher, partitions))).collect();
        let places = Semaphore::new(terms.config.concurrency.max(1));
        Ok(Self { terms, feeds, relay, places, pings: Mutex::default(), metrics })
    }

    /// Whether a feed may take one more ping in this minute.
    fn admits(&self, feed: &FeedId) -> bool {
        let mut pings = self.pings.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (since, n) = pings.entry(feed.clone()).or_insert((now, 0));
        if now.duration_since(*since) >= Duration::from_secs(60) {
            (*since, *n) = (now, 0);
        }
        *n = n.saturating_add(1);
        *n <= self.terms.config.pings_per_minute
    }
}

/// Serves until told to end.
pub async fn serve(listener: TcpListener, door: Arc<Door>, ending: CancellationToken) {
    let connections = door.terms.config.concurrency.max(1) * CONNECTIONS;
    let bounds = Bounds { connections, head: HEAD, all: ALL, most_head: MOST_HEAD };
    let service = service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(mannered(answer(&door, request).await)) }
    });
    listen::serve(listener, bounds, service, ending).await;
}

async fn answer(door: &Door, request: Request<Incoming>) -> Answer {
    let Some(callback) = door.terms.keys.read(request.uri().path()) else {
        door.metrics.websub_called("unknown");
        return say(StatusCode::NOT_FOUND);
    };
    let Ok(_place) = door.places.try_acquire() else {
        door.metrics.websub_called("full");
        return busy();
    };
    match *request.method() {
        Method::GET => confirm(door, callback, request.uri().query().unwrap_or_default()).await,
        Method::POST => ping(door, callback, request).await,
        _ => say(StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// Verification of intent, and denial (sections 5.2 and 5.3). The address proves that we asked
/// this hub for this feed and topic; whether we still want it, the feed list says.
async fn confirm(door: &Door, callback: Callback, query: &str) -> Answer {
    let refuse = |why| {
        door.metrics.websub_called(why);
        say(StatusCode::NOT_FOUND)
    };
    if query.len() > MOST_QUERY {
        return refuse("unknown");
    }
    let parameters: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
    let of = |name: &str| parameters.get(name).map(AsRef::as_ref);
    let is_ours = |topic: &str| callback.is_for(topic) || failpoint::planted("push_any_topic");
    if !of("hub.topic").is_some_and(is_ours) {
        return refuse("wrong_topic");
    }
    let challenge = of("hub.challenge").filter(|text| (1..=MOST_CHALLENGE).contains(&text.len()));
    let partition = door.feeds.get(&callback.feed).copied();
    let said = match (of("hub.mode"), partition, challenge) {
        (Some("subscribe"), Some(_), Some(_)) => {
            Said::Verified { lease: of("hub.lease_seconds").and_then(|lease| lease.parse().ok()) }
        }
        (Some("denied"), Some(_), _) => {
            let reason = of("hub.reason").unwrap_or_default().chars().filter(|c| !c.is_control());
            Said::Denied { reason: reason.take(MOST_REASON).collect() }
        }
        // Nobody declares the feed any more: we are the ones who asked for the end.
        (Some("unsubscribe"), None, Some(challenge)) => {
            door.metrics.websub_called("unsubscribed");
            return echo(challenge);
        }
        _ => return refuse("unwanted"),
    };
    let Some(partition) = partition else { return refuse("unwanted") };
    let name = said.as_str();
    match pass(door, callback, said, partition, name).await {
        StatusCode::ACCEPTED => challenge.map_or_else(|| say(StatusCode::OK), echo),
        other => say(other),
    }
}

/// A ping (section 7). What is not signed as it should be is acknowledged and ignored; without
/// any signature, or too large, it is a hint that the feed wants polling.
async fn ping(door: &Door, callback: Callback, request: Request<Incoming>) -> Answer {
    let Some(partition) = door.feeds.get(&callback.feed).copied() else {
        // Section 7: the hub may end a subscription that is answered so.
        door.metrics.websub_called("gone");
        return say(StatusCode::GONE);
    };
    if !door.admits(&callback.feed) {
        door.metrics.websub_called("too_many");
        return busy();
    }
    let (head, body) = request.into_parts();
    let body = match timeout(BODY, read(body, &head.headers, door.terms.config.max_body.0)).await {
        Ok(Ok(body)) => body,
        Ok(Err(Unread::Broken)) => return say(StatusCode::BAD_REQUEST),
        Ok(Err(Unread::TooLarge)) => {
            let status = pass(door, callback, Said::Hint, partition, "too_large").await;
            return say(if status == StatusCode::ACCEPTED { StatusCode::PAYLOAD_TOO_LARGE } else { status });
        }
        Err(_) => {
            door.metrics.websub_called("slow");
            return say(StatusCode::REQUEST_TIMEOUT);
        }
    };
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let signature = verify(text("x-hub-signature").as_deref(), &body, &door.terms.keys.secret(&callback));
    let (said, name) = match signature {
        Signature::Genuine => (Said::Ping { content_type: text("content-type"), body }, "ping"),
        Signature::Missing => (Said::Hint, "unsigned"),
        Signature::Forged if failpoint::planted("push_any_signature") => {
            (Said::Ping { content_type: text("content-type"), body }, "ping")
        }
        Signature::Forged | Signature::Unreadable => {
            door.metrics.websub_called("bad_signature");
            tracing::warn!(feed = %callback.feed, ?signature, "a ping was ignored");
            return say(StatusCode::ACCEPTED);
        }
    };
    say(pass(door, callback, said, partition, name).await)
}

/// Writes what was said for the instance that polls the feed; 202 once it is there to stay.
async fn pass(door: &Door, callback: Callback, said: Said, partition: i32, name: &'static str) -> StatusCode {
    let call = Call { feed: callback.feed, issue: callback.issue, said };
    match door.relay.write(call, partition).await {
        Ok(()) => {
            door.metrics.websub_called(name);
            StatusCode::ACCEPTED
        }
        Err(error) => {
            door.metrics.websub_called("full");
            tracing::warn!(%error, "a hub is told to come again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

enum Unread {
    TooLarge,
    Broken,
}

async fn read(mut body: Incoming, headers: &HeaderMap, most: u64) -> Result<Bytes, Unread> {
    let stated = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|stated| stated > most) {
        return Err(Unread::TooLarge);
    }
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        if (bytes.len() + data.len()) as u64 > most {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

fn say(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

fn busy() -> Answer {
    let mut answer = say(StatusCode::SERVICE_UNAVAILABLE);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    answer
}

/// The challenge, as text that no browser takes for a page.
fn echo(challenge: &str) -> Answer {
    let mut answer = Response::new(Full::from(challenge.to_owned()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

fn mannered(mut answer: Answer) -> Answer {
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    answer
}
