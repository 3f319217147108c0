//! Push (W3C WebSub): a hub that a feed names tells us of news as it comes.
//!
//! `discover` finds the hub, `subscription` decides what is to be asked of it and when (pure),
//! `callback` makes the addresses it calls, `signature` tells its pings from others', `hub` asks.

mod callback;
mod discover;
mod hub;
mod signature;
pub mod subscription;

use std::{net::SocketAddr, path::PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

pub use callback::{Callback, Keys, LEAST_KEY};
pub use discover::{by_headers, by_links};
pub use hub::{Answer, Request, ask};
pub use signature::{Signature, verify};

use crate::model::{ByteSize, Span};

/// `[websub]`: push. Off until `public_url` is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where hubs reach the callback server from outside.
    pub public_url: Option<Url>,
    /// Where the callback server listens.
    pub listen: SocketAddr,
    /// The file of the key that callback addresses and secrets are made of; one for all instances.
    pub secret_file: Option<PathBuf>,
    /// The lease that is asked for.
    pub lease: Span,
    /// Polls of a feed whose pings come first are no more often than this.
    pub poll_interval: Span,
    /// Of a ping's body. Of a larger one only that it came is taken.
    pub max_body: ByteSize,
    /// Requests of hubs that are served at once.
    pub concurrency: usize,
    /// Pings of one feed taken in a minute, by each instance.
    pub pings_per_minute: u32,
    /// Whether hubs without TLS may bring content.
    pub plain_hubs: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 9465)),
            secret_file: None,
            lease: Span::secs(7 * 86_400),
            poll_interval: Span::secs(2 * 3_600),
            max_body: ByteSize(4 << 20),
            concurrency: 64,
            pings_per_minute: 60,
            plain_hubs: false,
        }
    }
}
