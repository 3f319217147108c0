//! One polite request for a feed.

use serde::{Deserialize, Serialize};

use crate::model::{ByteSize, Span};

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
