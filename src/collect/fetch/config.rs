//! `[fetch]`.

use serde::{Deserialize, Serialize};

use crate::{
    collect::names::How,
    model::{ByteSize, Span},
};

/// `[fetch]`: how requests are made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A URL or address that a publisher can complain to; part of the User-Agent.
    pub contact: String,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests beside these that take longer than a second, or whose host did so last time.
    pub slow_concurrency: usize,
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
    /// How many times what came over the wire a body of more than 1 MiB may decode to.
    pub max_ratio: u32,
    /// Redirects followed.
    pub max_redirects: u8,
    /// How names are resolved.
    pub resolver: How,
    /// `http://`, `https://` or `socks5://`; the environment's proxies are ignored.
    pub proxy: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            contact: "https://github.com/wiredesk/wiredesk".into(),
            concurrency: 64,
            slow_concurrency: 256,
            host_concurrency: 2,
            host_gap: Span::millis(500),
            connect_timeout: Span::secs(10),
            timeout: Span::secs(30),
            max_body: ByteSize(15 << 20),
            max_ratio: 200,
            max_redirects: 5,
            resolver: How::Own,
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
    #[error("proxy: expected http://, https:// or socks5:// and an address")]
    Proxy(#[source] reqwest::Error),
    /// A certificate or key is none.
    #[error("expected certificates, and for a client's a key, in PEM form")]
    Certificates(#[source] reqwest::Error),
    /// A file of authorities holds none.
    #[error("expected at least one certificate in PEM form")]
    NoCertificate,
    /// The TLS library found nothing to trust, or the like.
    #[error("cannot set up the HTTP client: {0:?}; check that CA certificates are installed")]
    Client(reqwest::Error),
}
