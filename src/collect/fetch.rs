//! One polite request, redirects included: for a feed, or for what a feed names (a page, a
//! hub, robots.txt). It never fails: what goes wrong is an outcome.

mod ask;
mod body;
mod clients;
mod config;
mod decode;
mod errors;
pub mod guards;
#[cfg(test)]
mod hostile;
mod post;
mod trip;

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use reqwest::{RequestBuilder, Response};
use tokio::time::Instant;
use url::Url;

pub use self::{
    ask::Ask,
    clients::try_transport,
    config::{Config, SetupError},
    trip::Trip,
};
use self::{
    clients::{Clients, MOST_HEAD},
    errors::{classify, permanent, refused},
    guards::{Guard, Guards},
};
use super::{
    answer::{head, shown},
    guard::{self, Refusal},
    manners::Conditions,
    names::Names,
    robots::Robots,
};
use crate::model::{Cause, Credentials, Failure, Feed, Fetched, Grade, Validators, Whence};

/// Codings that bodies may come in.
const CODINGS: &str = "gzip, br, zstd";
/// Answers to a condition that bring only what is new (RFC 3229, section 10.5.3, and "feed" as
/// registered by IANA).
const A_IM: HeaderName = HeaderName::from_static("a-im");

/// Makes requests. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    config: Arc<Config>,
    agent: HeaderValue,
    names: Names,
    guards: Guards,
    clients: Clients,
    robots: Robots,
}

impl Fetcher {
    /// A fetcher with these settings; connects nothing.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        Self::with(config, Names::new(config.resolver), Guards::default())
    }

    pub(super) fn with(config: &Config, names: Names, guards: Guards) -> Result<Self, SetupError> {
        // The provider is chosen once for the process; a second choice of the same changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let agent = format!("wiredesk/{} (+{})", env!("CARGO_PKG_VERSION"), config.contact);
        let agent = HeaderValue::from_str(&agent).map_err(|_| SetupError::Contact(config.contact.clone()))?;
        let config = Arc::new(config.clone());
        let clients = Clients::new(&config, &names, guards)?;
        Ok(Self(Arc::new(Inner { config, agent, names, guards, clients, robots: Robots::default() })))
    }

    /// Fetches a feed as it was declared, on the condition of `validators`.
    pub async fn fetch(&self, feed: &Feed, validators: &Validators) -> Fetched {
        let conditions = Conditions { validators: validators.clone(), ..Conditions::default() };
        self.ask(&Ask::feed(feed, conditions, Timestamp::now())).await
    }

    /// Makes a request and reads its answer, within bounds of time and size. Turns, budgets and robots.txt
    /// are heeded by [`polite::ask`](super::polite::ask).
    pub async fn ask(&self, ask: &Ask<'_>) -> Fetched {
        let mut trip = Trip::new(ask.clone());
        loop {
            if let Some(fetched) = self.leg(&mut trip).await {
                return fetched;
            }
        }
    }

    /// One request of a trip; `None` where another is to be made, to the host where the trip is now.
    pub async fn leg(&self, trip: &mut Trip<'_>) -> Option<Fetched> {
        let limit = self.0.config.timeout;
        let within = if self.0.guards.on(Guard::Time) { limit.0 } else { Duration::from_secs(86_400) };
        let (left, started) = (within.saturating_sub(trip.spent), Instant::now());
        let fetched = match tokio::time::timeout(left, self.step(trip)).await {
            Ok(Ok(fetched)) => fetched,
            Ok(Err(failure)) => Some(Fetched::Failed(failure)),
            Err(_) => {
                let url = shown(trip.seen.first().unwrap_or(&trip.ask.url));
                let message = format!(
                    "expected the whole answer of {url} within {limit} (fetch.timeout), it took longer; trying again"
                );
                Some(Fetched::Failed(Failure::new(Grade::Transient, Cause::Timeout, message)))
            }
        };
        trip.spent += started.elapsed();
        fetched
    }

    /// What is known of robots.txt of all origins.
    pub(super) fn robots(&self) -> &Robots {
        &self.0.robots
    }

    /// Whether a URL that somebody else named may be connected to, its name resolved. A name
    /// that does not resolve passes: there is nothing to connect to.
    pub async fn vet(&self, url: &Url, feed: &Feed) -> Result<(), Refusal> {
        if !self.0.guards.on(Guard::Addresses) {
            return Ok(());
        }
        guard::check(url, &feed.allow_networks)?;
        let Some(name) = url.domain() else { return Ok(()) };
        match self.0.names.lookup(name).await {
            Ok(addresses) => guard::check_all(&addresses, &feed.allow_networks),
            Err(_) => Ok(()),
        }
    }

    /// Our own redirect loop: every hop is checked, and secrets stay with the declared origin.
    async fn step(&self, trip: &mut Trip<'_>) -> Result<Option<Fetched>, Failure> {
        let (ask, url) = (&trip.ask, &trip.ask.url);
        let response = self.send(ask, url, trip.identity).await?;
        let status = response.status().as_u16();
        let Some(next) = redirect(status, response.headers(), url)? else {
            let head = head(status, response.headers(), url, trip.now());
            let mut fetched = match Box::pin(self.receive(response, head, ask, url)).await? {
                Ok(fetched) => fetched,
                Err(broken) if trip.identity => return Err(broken),
                Err(_) => {
                    trip.identity = true;
                    return Ok(None);
                }
            };
            if let Some(meta) = fetched.meta_mut() {
                meta.conditional = is_bound(&ask.validators, url);
                (meta.moved, meta.identity) = (trip.moved.take(), trip.identity);
            }
            return Ok(Some(fetched));
        };
        trip.for_good &= matches!(status, 301 | 308);
        if trip.for_good {
            trip.moved = Some(next.clone());
        }
        trip.seen.push(std::mem::replace(&mut trip.ask.url, next));
        self.check_hop(&trip.seen, &trip.ask.url)?;
        Ok(None)
    }

    fn check_hop(&self, seen: &[Url], next: &Url) -> Result<(), Failure> {
        let most = self.0.config.max_redirects;
        let too_many = seen.contains(next) || seen.len() > usize::from(most);
        if too_many && self.0.guards.on(Guard::Redirects) {
            let message = format!(
                "expected a feed after at most {most} redirects (fetch.max_redirects) from {}, got another to {}; \
                 look for the feed's new address",
                seen.first().map(shown).unwrap_or_default(),
                shown(next)
            );
            return Err(permanent(Cause::Redirects, message));
        }
        Ok(())
    }

    /// One request to one address that the guard has passed.
    async fn send(&self, ask: &Ask<'_>, url: &Url, identity: bool) -> Result<Response, Failure> {
        let inner = &*self.0;
        if inner.guards.on(Guard::Addresses) {
            guard::check(url, &ask.feed.allow_networks).map_err(|e| refused(url, &e))?;
            // The proxy resolves the name, and may well be inside.
            if inner.clients.by_proxy(ask.feed) {
                Box::pin(self.vet(url, ask.feed)).await.map_err(|e| refused(url, &e))?;
            }
        }
        let client = inner.clients.of(ask.feed, url).map_err(|e| permanent(Cause::Connect, e.to_string()))?;
        let mut request = client.get(url.clone()).headers(self.headers(ask, url, identity));
        if url.origin() == ask.feed.url.origin() || !inner.guards.on(Guard::Secrets) {
            request = secrets(request, ask.feed);
        }
        let response = request.send().await.map_err(|e| classify(url, &e))?;
        let size: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > MOST_HEAD as usize && inner.guards.on(Guard::Head) {
            let message = format!("expected a head of at most {MOST_HEAD} bytes from {}, got {size}", shown(url));
            return Err(permanent(Cause::TooLarge, message));
        }
        Ok(response)
    }

    fn headers(&self, ask: &Ask<'_>, url: &Url, identity: bool) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(header::USER_AGENT, self.0.agent.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static(ask.accept));
        let codings = if identity { "identity" } else { CODINGS };
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(codings));
        if is_bound(&ask.validators, url) {
            let Validators { etag, last_modified, .. } = &ask.validators;
            for (name, value) in [(header::IF_NONE_MATCH, etag), (header::IF_MODIFIED_SINCE, last_modified)] {
                if let Some(Ok(value)) = value.as_deref().map(HeaderValue::from_str) {
                    headers.insert(name, value);
                }
            }
            if etag.is_some() {
                headers.insert(A_IM, HeaderValue::from_static("feed"));
            }
        }
        headers
    }
}

/// Whether validators are those of a URL: only that one is asked on their condition.
fn is_bound(validators: &Validators, url: &Url) -> bool {
    !validators.is_empty() && validators.url.is_none_or(|bound| bound == Whence::of(url))
}

/// Adds what only the declared origin may see.
fn secrets(mut request: RequestBuilder, feed: &Feed) -> RequestBuilder {
    let mut headers = HeaderMap::new();
    for (name, value) in &feed.headers {
        if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value.expose()))
        {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    if !headers.is_empty() {
        request = request.headers(headers);
    }
    match feed.credentials.as_deref() {
        None => request,
        Some(Credentials::Bearer(token)) => request.bearer_auth(token.expose()),
        Some(Credentials::Basic { username, password }) => request.basic_auth(username, Some(password.expose())),
    }
}

/// Where a redirect leads; `None` where the answer is none.
fn redirect(status: u16, headers: &HeaderMap, url: &Url) -> Result<Option<Url>, Failure> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = headers.get(header::LOCATION).map(HeaderValue::as_bytes);
    let next = location.and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| url.join(text).ok());
    match next {
        Some(next) => Ok(Some(next)),
        None => Err(permanent(
            Cause::Redirects,
            format!("expected a Location with the redirect {status} from {}, got none that is a URL", shown(url)),
        )),
    }
}
