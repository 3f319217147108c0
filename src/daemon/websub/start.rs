//! Opens the door to hubs, once the topic is there.

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    Push, Terms,
    server::{Door, serve},
};
use crate::{admin::Status, kafka::Client, model::Feed, publish::topics::Topics, telemetry::Metrics};

/// Between two attempts to reach the brokers.
const RETRY: Duration = Duration::from_secs(3);

/// The callback server, where push is on.
pub struct Hubs {
    /// Tells it to end.
    pub ending: CancellationToken,
    /// Ends with it.
    pub task: JoinHandle<()>,
}

/// Opens the door to hubs, and starts to read what comes through it.
pub async fn ready(
    door: Option<(Terms, TcpListener)>,
    client: &Client,
    topics: &Topics,
    feeds: &[Feed],
    metrics: &Arc<Metrics>,
    status: &Status,
    ending: &CancellationToken,
) -> (Option<Push>, Hubs) {
    let ending = ending.child_token();
    let Some((terms, listener)) = door else { return (None, Hubs { ending, task: tokio::spawn(async {}) }) };
    loop {
        let made = Push::start(terms.clone(), client, topics)
            .and_then(|push| Ok((push, Door::new(terms.clone(), feeds, client, topics, Arc::clone(metrics))?)));
        match made {
            Ok((push, door)) => {
                status.ready("websub");
                let task = tokio::spawn(serve(listener, Arc::new(door), ending.clone()));
                return (Some(push), Hubs { ending, task });
            }
            Err(error) => {
                tracing::error!(%error, "not ready");
                status.not_ready("websub", &error.to_string());
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}
