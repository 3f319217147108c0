//! One request to a hub (W3C WebSub, section 5.1), redirects included.

use std::time::Duration;

use http::header;
use url::{Url, form_urlencoded};

use super::subscription::Mode;
use crate::{
    collect::{answer::shown, fetch::Fetcher, guard},
    model::{Feed, Secret},
};

/// For the whole of it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Redirects followed.
const MOST_REDIRECTS: usize = 5;
/// Bytes of a hub's words that are read.
const MOST_WORDS: usize = 2_000;

/// What a hub is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Subscribe or unsubscribe.
    pub mode: Mode,
    /// The hub, as the publisher named it.
    pub hub: String,
    /// The topic.
    pub topic: String,
    /// Where the hub calls us.
    pub callback: Url,
    /// What it signs with; absent where it would travel in the clear.
    pub secret: Option<Secret>,
    /// The lease wanted.
    pub lease: Duration,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The hub took it, and will verify it.
    Accepted,
    /// The hub does not take it: its status and words.
    Refused(String),
    /// Nobody answered, or the address is none that may be reached.
    Unreachable(String),
}

/// Asks. The hub is a stranger that a feed named: every hop passes the address guard, and
/// nothing that the operator gave us for the feed's own server goes along.
pub async fn ask(fetcher: &Fetcher, feed: &Feed, request: &Request) -> Answer {
    match tokio::time::timeout(PATIENCE, follow(fetcher, feed, request)).await {
        Ok(answer) => answer,
        Err(_) => Answer::Unreachable(format!("the hub {} did not answer within {PATIENCE:?}", request.hub)),
    }
}

async fn follow(fetcher: &Fetcher, feed: &Feed, request: &Request) -> Answer {
    let unreachable = |what: &dyn std::fmt::Display| Answer::Unreachable(format!("the hub {}: {what}", request.hub));
    let mut url = match Url::parse(&request.hub) {
        Ok(url) => url,
        Err(error) => return unreachable(&error),
    };
    for _ in 0..=MOST_REDIRECTS {
        if let Err(refusal) = guard::check(&url, &feed.allow_networks) {
            return unreachable(&refusal);
        }
        // A secret that was meant for TLS stays there.
        let secret = request.secret.as_ref().filter(|_| url.scheme() == "https" || request.hub.starts_with("http:"));
        let response = match fetcher.post(feed, &url, form(request, secret)).await {
            Ok(response) => response,
            Err(why) => return unreachable(&why),
        };
        let status = response.status();
        // The form is sent again for these alone (RFC 9110, sections 15.4.8 and 15.4.9).
        if matches!(status.as_u16(), 307 | 308) {
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            match location.and_then(|location| url.join(location).ok()) {
                Some(next) => url = next,
                None => return unreachable(&format_args!("a redirect {status} without an address")),
            }
            continue;
        }
        if status.is_success() {
            return Answer::Accepted;
        }
        let words = words(response).await;
        return Answer::Refused(format!("the hub {} refused: {status} {words:?}", shown(&url)));
    }
    unreachable(&format_args!("more than {MOST_REDIRECTS} redirects"))
}

fn form(request: &Request, secret: Option<&Secret>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let mode = match request.mode {
        Mode::Subscribe => "subscribe",
        Mode::Unsubscribe => "unsubscribe",
    };
    form.append_pair("hub.mode", mode)
        .append_pair("hub.topic", &request.topic)
        .append_pair("hub.callback", request.callback.as_str());
    if request.mode == Mode::Subscribe {
        form.append_pair("hub.lease_seconds", &request.lease.as_secs().to_string());
        if let Some(secret) = secret {
            form.append_pair("hub.secret", secret.expose());
        }
    }
    form.finish()
}

/// What the hub says about it, bounded.
async fn words(mut response: reqwest::Response) -> String {
    let mut words = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        words.extend_from_slice(&chunk[..chunk.len().min(MOST_WORDS - words.len())]);
        if words.len() >= MOST_WORDS {
            break;
        }
    }
    String::from_utf8_lossy(&words).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
