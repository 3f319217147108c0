//! How a lane is told to end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio_util::sync::CancellationToken;

/// How a lane is told to end.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    token: CancellationToken,
    lost: Arc<AtomicBool>,
}

impl Stop {
    /// Commit what waits, then end.
    pub fn drain(&self) {
        self.token.cancel();
    }

    /// The partition is another's: end, and drop what waits.
    pub fn abandon(&self) {
        self.lost.store(true, Ordering::Relaxed);
        self.token.cancel();
    }

    /// Resolves once told to end.
    pub async fn told(&self) {
        self.token.cancelled().await;
    }

    /// Whether it was told to end.
    pub fn is_told(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Whether what waits is to be dropped.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}
