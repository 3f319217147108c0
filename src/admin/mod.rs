//! What operators look at: liveness, readiness, metrics.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// `[admin]`: the HTTP side for operators.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where it listens. There is no authentication: keep it on loopback or behind one.
    pub listen: SocketAddr,
}

impl Default for Config {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 9464)) }
    }
}
