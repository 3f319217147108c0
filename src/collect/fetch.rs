//! One polite request for a feed, redirects included. It never fails: what goes wrong is
//! an outcome.

use std::{
    collections::HashMap,
    error::Error as StdError,
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, header};
use ipnet::IpNet;
use jiff::Timestamp;
use reqwest::{Client, Proxy, RequestBuilder, Response, redirect::Policy};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    answer::{Head, head, shown},
    guard::{self, GuardedResolver, Refusal},
};
use crate::model::{Body, ByteSize, Cause, Credentials, Failure, Feed, Fetched, Grade, Span, Validators};

/// Types of feeds, then anything: some servers send feeds as `text/html`.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, \
                      application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";
/// Connections kept open to one host while nothing is asked of it.
const IDLE_PER_HOST: usize = 4;
/// How long they are kept.
const IDLE: Duration = Duration::from_secs(90);

/// `[fetch]`: how requests are made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A URL or address that a publisher can complain to; part of the User-Agent.
    pub contact: String,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests under way at once to one host.
    pub host_concurrency: usize,
    /// Least time between the starts of two requests to one host.
    pub host_gap: Span,
    /// To connect, TLS included.
    pub connect_timeout: Span,
    /// For the whole fetch, redirects and body included.
    pub timeout: Span,
    /// Of the body, decoded.
    pub max_body: ByteSize,
    /// Redirects followed.
    pub max_redirects: u8,
    /// `http://`, `https://` or `socks5://`; the environment's proxies are ignored.
    pub proxy: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            contact: "https://github.com/wiredesk/wiredesk".into(),
            concurrency: 64,
            host_concurrency: 2,
            host_gap: Span::millis(500),
            connect_timeout: Span::secs(10),
            timeout: Span::secs(30),
            max_body: ByteSize(15 << 20),
            max_redirects: 5,
            proxy: None,
        }
    }
}

/// Why requests cannot be made at all.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The User-Agent would be no header.
    #[error("fetch.contact: expected printable ASCII, got {0:?}")]
    Contact(String),
    /// The proxy's address is none.
    #[error("fetch.proxy: expected http://, https:// or socks5:// and an address")]
    Proxy(#[source] reqwest::Error),
    /// The TLS library found nothing to trust, or the like.
    #[error("cannot set up the HTTP client: {0:?}; check that CA certificates are installed")]
    Client(reqwest::Error),
}

/// Makes requests. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    config: Arc<Config>,
    headers: HeaderMap,
    /// One client for each set of networks that feeds may reach: the resolver belongs to the
    /// client, and so do its open connections, which must not serve a feed that may not make them.
    clients: Arc<Mutex<HashMap<Vec<IpNet>, Client>>>,
}

impl Fetcher {
    /// A fetcher with these settings; connects nothing.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        // The provider is chosen once for the process; a second choice of the same changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let agent = format!("wiredesk/{} (+{})", env!("CARGO_PKG_VERSION"), config.contact);
        let agent = HeaderValue::from_str(&agent).map_err(|_| SetupError::Contact(config.contact.clone()))?;
        let headers =
            [(header::USER_AGENT, agent), (header::ACCEPT, HeaderValue::from_static(ACCEPT))].into_iter().collect();
        let fetcher = Self { config: Arc::new(config.clone()), headers, clients: Arc::default() };
        fetcher.client(&[])?;
        Ok(fetcher)
    }

    /// Fetches a feed, on the condition of `validators` where they are those of the URL asked.
    pub async fn fetch(&self, feed: &Feed, validators: &Validators) -> Fetched {
        let timeout = self.config.timeout.0;
        match tokio::time::timeout(timeout, self.follow(feed, validators)).await {
            Ok(Ok(fetched)) => fetched,
            Ok(Err(failure)) => Fetched::Failed(failure),
            Err(_) => Fetched::Failed(Failure::new(
                Grade::Transient,
                Cause::Timeout,
                format!(
                    "expected the whole answer of {} within {} (fetch.timeout), it took longer; trying again",
                    shown(&feed.url),
                    self.config.timeout
                ),
            )),
        }
    }

    /// Sends a form to a hub that a feed names (W3C WebSub). The answer's body is not read.
    /// The caller has the address checked; names are checked when they resolve.
    pub(super) async fn post(&self, feed: &Feed, url: &Url, form: String) -> Result<Response, String> {
        let client = self.client(&feed.allow_networks).map_err(|e| e.to_string())?;
        let agent = self.headers.get(header::USER_AGENT).cloned();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers: HeaderMap =
            agent.map(|agent| (header::USER_AGENT, agent)).into_iter().chain([(header::CONTENT_TYPE, kind)]).collect();
        client.post(url.clone()).headers(headers).body(form).send().await.map_err(|e| classify(url, &e).message)
    }

    /// Our own redirect loop: every hop is checked, and secrets stay with the declared origin.
    async fn follow(&self, feed: &Feed, validators: &Validators) -> Result<Fetched, Failure> {
        let client = self.client(&feed.allow_networks).map_err(|e| permanent(Cause::Connect, e.to_string()))?;
        let (mut url, mut seen) = (feed.url.clone(), Vec::new());
        loop {
            guard::check(&url, &feed.allow_networks).map_err(|e| refused(&url, &e))?;
            let mut request = client.get(url.clone()).headers(self.request_headers(&url, validators));
            if url.origin() == feed.url.origin() {
                request = secrets(request, feed);
            }
            let response = request.send().await.map_err(|e| classify(&url, &e))?;
            let status = response.status().as_u16();
            let Some(next) = redirect(status, response.headers(), &url)? else {
                return self.receive(response, &url).await;
            };
            seen.push(url);
            if seen.contains(&next) || seen.len() > usize::from(self.config.max_redirects) {
                return Err(permanent(
                    Cause::Redirects,
                    format!(
                        "expected a feed after at most {} redirects (fetch.max_redirects) from {}, got another to {}; \
                         look for the feed's new address",
                        self.config.max_redirects,
                        shown(&feed.url),
                        shown(&next)
                    ),
                ));
            }
            url = next;
        }
    }

    fn request_headers(&self, url: &Url, validators: &Validators) -> HeaderMap {
        let mut headers = self.headers.clone();
        if validators.url.as_deref().is_none_or(|bound| bound == url.as_str()) {
            let pairs =
                [(header::IF_NONE_MATCH, &validators.etag), (header::IF_MODIFIED_SINCE, &validators.last_modified)];
            for (name, value) in pairs {
                if let Some(Ok(value)) = value.as_deref().map(HeaderValue::from_str) {
                    headers.insert(name, value);
                }
            }
        }
        headers
    }

    async fn receive(&self, response: Response, url: &Url) -> Result<Fetched, Failure> {
        let now = Timestamp::now();
        match head(response.status().as_u16(), response.headers(), url, now) {
            Head::NotModified(meta) => Ok(Fetched::NotModified(meta)),
            Head::Failed(failure) => Err(failure),
            Head::Body(meta) => Ok(Fetched::Fresh(Body { bytes: self.body(response, url).await?, meta })),
        }
    }

    /// Reads the body, decoded, up to the cap.
    async fn body(&self, mut response: Response, url: &Url) -> Result<Bytes, Failure> {
        let cap = self.config.max_body;
        let too_large = || {
            let message = format!(
                "expected at most {cap} from {} (fetch.max_body), it is larger; raise the cap if this is a feed",
                shown(url)
            );
            permanent(Cause::TooLarge, message)
        };
        let stated = response.content_length().unwrap_or(0);
        if stated > cap.0 {
            return Err(too_large());
        }
        // What is stated is a hint, not a promise: no more is set aside than a usual feed needs.
        let mut body = BytesMut::with_capacity(usize::try_from(stated.min(1 << 18)).unwrap_or(0));
        while let Some(chunk) = response.chunk().await.map_err(|e| classify(url, &e))? {
            if (body.len() + chunk.len()) as u64 > cap.0 {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn client(&self, allowed: &[IpNet]) -> Result<Client, SetupError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(allowed) {
            return Ok(client.clone());
        }
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(GuardedResolver::new(allowed))
            .connect_timeout(self.config.connect_timeout.0)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .pool_idle_timeout(IDLE);
        if let Some(proxy) = &self.config.proxy {
            builder = builder.proxy(Proxy::all(proxy).map_err(SetupError::Proxy)?);
        }
        let client = builder.build().map_err(SetupError::Client)?;
        clients.insert(allowed.to_vec(), client.clone());
        Ok(client)
    }
}

/// Adds what only the declared origin may see.
fn secrets(mut request: RequestBuilder, feed: &Feed) -> RequestBuilder {
    let mut headers = HeaderMap::new();
    for (name, value) in &feed.headers {
        if let (Ok(name), Ok(mut value)) =
            (header::HeaderName::try_from(name.as_str()), HeaderValue::from_str(value.expose()))
        {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    request = request.headers(headers);
    match &feed.credentials {
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

fn permanent(cause: Cause, message: String) -> Failure {
    Failure::new(Grade::Permanent, cause, message)
}

fn refused(url: &Url, refusal: &Refusal) -> Failure {
    permanent(Cause::AddressRefused, format!("refused to connect to {}: {refusal}", shown(url)))
}

/// Tells an error of the HTTP client by what caused it.
fn classify(url: &Url, error: &reqwest::Error) -> Failure {
    let shown = shown(url);
    let transient = |cause, what: &str| Failure::new(Grade::Transient, cause, format!("{shown}: {what}; trying again"));
    if let Some(refusal) = find::<Refusal>(error) {
        return refused(url, refusal);
    }
    if find::<rustls::Error>(error).is_some() || find::<io::Error>(error).is_some_and(is_tls) {
        let why = innermost(error);
        return permanent(
            Cause::Tls,
            format!("{shown}: the TLS handshake failed: {why}; check the address, or ask the publisher"),
        );
    }
    match () {
        () if error.is_timeout() => transient(Cause::Timeout, "connecting took longer than fetch.connect_timeout"),
        () if error.is_dns() => transient(Cause::Dns, &format!("the name does not resolve: {}", innermost(error))),
        () if error.is_connect() => transient(Cause::Connect, &format!("no connection: {}", innermost(error))),
        () => transient(Cause::Transfer, &format!("the transfer broke: {}", innermost(error))),
    }
}

/// Whether an I/O error carries one of the TLS library.
fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<rustls::Error>)
}

/// The first error of a type among the causes; an I/O error's own content counts, too.
fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| inner.downcast_ref::<T>()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn innermost(error: &dyn StdError) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
