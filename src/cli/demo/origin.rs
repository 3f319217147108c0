//! The web server of the demo: serves each outlet by its script, on loopback only, and
//! counts what it answered.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use tokio::net::TcpListener;
use url::Url;

use super::desk::PACE;
use crate::{
    cli::Error,
    model::{Feed, Publisher},
};

/// One feed as the origin serves it.
#[derive(Debug, Clone, Default)]
pub struct Outlet {
    /// The feed's id, and its path on the server.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// As the closing table names it.
    pub format: String,
    /// `Content-Type` of its answers.
    pub content_type: String,
    /// Its states over time.
    pub editions: Vec<Bytes>,
    /// What the first, second, third ... poll gets; the last entry goes on for ever.
    pub script: Vec<Step>,
    /// Whether it gives an `ETag` and answers 304.
    pub validates: bool,
}

/// What one poll of an outlet gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// An edition, counted from 1.
    Edition(usize),
    /// 429 with `Retry-After` in seconds.
    Busy(u32),
}

/// An answer before it is written out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Fresh { edition: usize, body: Bytes },
    NotModified { edition: usize },
    Busy { seconds: u32 },
    Missing,
}

impl Outlet {
    /// What poll number `poll`, from 1, gets.
    fn answer(&self, poll: usize, if_none_match: Option<&str>) -> Answer {
        match self.script.get(poll.saturating_sub(1)).or(self.script.last()) {
            Some(Step::Busy(seconds)) => Answer::Busy { seconds: *seconds },
            Some(&Step::Edition(edition)) if self.validates && if_none_match == Some(&self.etag(edition)) => {
                Answer::NotModified { edition }
            }
            Some(&Step::Edition(edition)) => match self.editions.get(edition.saturating_sub(1)) {
                Some(body) => Answer::Fresh { edition, body: body.clone() },
                None => Answer::Missing,
            },
            None => Answer::Missing,
        }
    }

    fn etag(&self, edition: usize) -> String {
        format!("\"{}-{edition}\"", self.id)
    }

    /// A server that says 429 shields its whole host, so such an outlet lives on another one.
    fn apart(&self) -> bool {
        self.script.iter().any(|step| matches!(step, Step::Busy(_)))
    }

    fn respond(&self, answer: Answer) -> Response {
        let validator = |edition| AppendHeaders(self.validates.then(|| (header::ETAG, self.etag(edition))));
        match answer {
            Answer::Fresh { edition, body } => {
                ([(header::CONTENT_TYPE, self.content_type.clone())], validator(edition), Body::from(body))
                    .into_response()
            }
            Answer::NotModified { edition } => (StatusCode::NOT_MODIFIED, validator(edition)).into_response(),
            Answer::Busy { seconds } => {
                (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], "slow down\n")
                    .into_response()
            }
            Answer::Missing => (StatusCode::NOT_FOUND, "no such feed here\n").into_response(),
        }
    }
}

/// What an outlet was asked and what it answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests.
    pub polls: usize,
    /// Answered with a document.
    pub fresh: usize,
    /// Answered with 304.
    pub not_modified: usize,
    /// Answered with 429.
    pub busy: usize,
}

/// An outlet's counts, with the format of what it serves.
#[derive(Debug, Clone, Default)]
pub struct Served {
    /// As the closing table names it.
    pub format: String,
    /// Requests and answers.
    pub counts: Counts,
}

struct Shared {
    outlets: Vec<Outlet>,
    counts: Mutex<BTreeMap<String, Counts>>,
}

/// The running server; it ends with the runtime that it was started on.
pub struct Origin {
    shared: Arc<Shared>,
    main: SocketAddr,
    apart: SocketAddr,
}

impl Origin {
    /// Listens on two free ports of loopback and serves the outlets.
    pub async fn start(outlets: Vec<Outlet>) -> Result<Self, Error> {
        let shared = Arc::new(Shared { outlets, counts: Mutex::default() });
        let main = serve(Ipv4Addr::LOCALHOST, &shared).await;
        let main = main.map_err(|e| Error::Failed(format!("cannot listen on 127.0.0.1: {e}")))?;
        // Linux answers on all of 127.0.0.0/8; elsewhere another port has to do for another host.
        let apart = match serve(Ipv4Addr::new(127, 0, 0, 2), &shared).await {
            Ok(apart) => apart,
            Err(_) => serve(Ipv4Addr::LOCALHOST, &shared)
                .await
                .map_err(|e| Error::Failed(format!("cannot listen on 127.0.0.1: {e}")))?,
        };
        Ok(Self { shared, main, apart })
    }

    /// The page that lists what is served.
    pub fn address(&self) -> String {
        format!("http://{}/", self.main)
    }

    /// The outlets as feeds for the daemon, in their order.
    pub fn feeds(&self) -> Vec<Feed> {
        self.shared.outlets.iter().filter_map(|outlet| self.feed(outlet)).collect()
    }

    fn feed(&self, outlet: &Outlet) -> Option<Feed> {
        let host = if outlet.apart() { self.apart } else { self.main };
        let url = Url::parse(&format!("http://{host}/{}", outlet.id)).ok()?;
        let mut feed = Feed::bare(outlet.id.as_str(), url);
        feed.name = Some(outlet.name.clone());
        feed.publisher = Publisher(outlet.publisher.as_str().into());
        feed.min_interval = PACE;
        feed.max_interval = PACE;
        feed.allow_networks = "127.0.0.0/8".parse().into_iter().collect();
        Some(feed)
    }

    /// What was asked and answered so far, by feed.
    pub fn counts(&self) -> BTreeMap<String, Served> {
        let counts = self.shared.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let served =
            |o: &Outlet| Served { format: o.format.clone(), counts: counts.get(&o.id).copied().unwrap_or_default() };
        self.shared.outlets.iter().map(|outlet| (outlet.id.clone(), served(outlet))).collect()
    }
}

async fn serve(host: Ipv4Addr, shared: &Arc<Shared>) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind((host, 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/", get(index)).route("/{feed}", get(document)).with_state(Arc::clone(shared));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "the demo's origin");
        }
    });
    Ok(address)
}

async fn index(State(shared): State<Arc<Shared>>) -> String {
    let lines = shared.outlets.iter().map(|outlet| format!("/{:<12} {:<10} {}", outlet.id, outlet.format, outlet.name));
    lines.collect::<Vec<_>>().join("\n")
}

async fn document(State(shared): State<Arc<Shared>>, Path(id): Path<String>, head: HeaderMap) -> Response {
    let Some(outlet) = shared.outlets.iter().find(|outlet| outlet.id == id) else {
        return (StatusCode::NOT_FOUND, "no such feed here\n").into_response();
    };
    let condition = head.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut all = shared.counts.lock().unwrap_or_else(PoisonError::into_inner);
    let counts = all.entry(id).or_default();
    counts.polls += 1;
    let answer = outlet.answer(counts.polls, condition);
    match answer {
        Answer::Fresh { .. } => counts.fresh += 1,
        Answer::NotModified { .. } => counts.not_modified += 1,
        Answer::Busy { .. } => counts.busy += 1,
        Answer::Missing => {}
    }
    drop(all);
    outlet.respond(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet() -> Outlet {
        Outlet {
            id: "one".into(),
            content_type: "application/rss+xml".into(),
            editions: vec![Bytes::from("first"), Bytes::from("second")],
            script: vec![Step::Edition(1), Step::Busy(4), Step::Edition(1), Step::Edition(2)],
            validates: true,
            ..Outlet::default()
        }
    }

    #[test]
    fn poll_n_gets_what_the_script_says() {
        let outlet = outlet();
        let first = Answer::Fresh { edition: 1, body: "first".into() };
        let second = Answer::Fresh { edition: 2, body: "second".into() };
        assert_eq!(outlet.answer(1, None), first);
        assert_eq!(outlet.answer(2, Some("\"one-1\"")), Answer::Busy { seconds: 4 });
        assert_eq!(outlet.answer(3, Some("\"one-1\"")), Answer::NotModified { edition: 1 });
        assert_eq!(outlet.answer(4, Some("\"one-1\"")), second);
        assert_eq!(outlet.answer(99, Some("\"one-2\"")), Answer::NotModified { edition: 2 });
        assert_eq!(outlet.answer(99, None), second);
        let careless = Outlet { validates: false, ..outlet };
        assert_eq!(careless.answer(3, Some("\"one-1\"")), first);
        assert_eq!(Outlet::default().answer(1, None), Answer::Missing);
    }

    #[tokio::test]
    async fn over_http_it_validates_throttles_and_counts() {
        let origin = Origin::start(vec![outlet()]).await.unwrap();
        let url = origin.feeds()[0].url.clone();
        // The process's TLS provider is chosen by the fetcher; plain HTTP needs one all the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut statuses = Vec::new();
        for etag in [None, Some("\"one-1\""), Some("\"one-1\""), None] {
            let mut request = client.get(url.clone());
            if let Some(etag) = etag {
                request = request.header("if-none-match", etag);
            }
            let answer = request.send().await.unwrap();
            let header = |name| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
            statuses.push((answer.status().as_u16(), header("etag"), header("retry-after")));
        }
        let text = |t: &str| Some(t.to_owned());
        assert_eq!(
            statuses,
            [
                (200, text("\"one-1\""), None),
                (429, None, text("4")),
                (304, text("\"one-1\""), None),
                (200, text("\"one-2\""), None),
            ]
        );
        assert_eq!(origin.counts()["one"].counts, Counts { polls: 4, fresh: 2, not_modified: 1, busy: 1 });
    }
}
