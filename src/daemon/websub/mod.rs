//! Push within the daemon: `server` answers hubs, `relay` writes what they say to
//! `wire.pushes`, `courier` brings it to the lane that polls the feed, `lane` is that lane's part;
//! `start` sets it all up.

mod courier;
mod lane;
mod relay;
mod server;
mod start;

use std::path::Path;

use url::Url;

pub use lane::{Event, Ping, Pushes, Todo};
pub use start::ready;

use self::courier::Courier;
use crate::{
    collect::websub::{Callback, Config, Keys, LEAST_KEY},
    kafka::{Client, Error},
    model::{FeedId, Secret},
    publish::topics::{Topic, Topics},
};

/// What push needs from the operator.
#[derive(Clone)]
pub struct Terms {
    config: Config,
    keys: Keys,
    public: Url,
}

/// How an operator gets a key.
const MADE: &str = "make one by: head -c 48 /dev/urandom | base64 > FILE";

/// Why push could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// There is no key, or it cannot be read.
    #[error("websub.secret_file: {0}")]
    Key(String),
}

impl Terms {
    /// Reads the key; `None` where push is off.
    pub fn read(config: &Config, base_dir: &Path) -> Result<Option<Self>, TermsError> {
        let Some(public) = config.public_url.clone() else { return Ok(None) };
        let Some(file) = &config.secret_file else {
            return Err(TermsError::Key(format!("expected a file, as websub.public_url is set; {MADE}")));
        };
        let path = base_dir.join(file);
        let text = std::fs::read_to_string(&path)
            .map_err(|e| TermsError::Key(format!("cannot read {}: {e}; {MADE}", path.display())))?;
        let keys = Keys::new(&Secret::new(text)).ok_or_else(|| {
            let path = path.display();
            TermsError::Key(format!("expected at least {LEAST_KEY} characters of chance in {path}, got fewer; {MADE}"))
        })?;
        Ok(Some(Self { config: config.clone(), keys, public }))
    }

    /// The address that a hub calls for a subscription.
    fn callback(&self, feed: &FeedId, topic: &str, issue: u64) -> (Url, Secret) {
        let callback = Callback::new(feed, topic, issue);
        (self.keys.address(&self.public, &callback), self.keys.secret(&callback))
    }
}

/// Push, running.
pub struct Push {
    terms: Terms,
    courier: Courier,
}

impl Push {
    /// Starts to read what hubs say.
    pub fn start(terms: Terms, client: &Client, topics: &Topics) -> Result<Self, Error> {
        let courier = Courier::start(client, topics.name(Topic::Pushes))?;
        Ok(Self { terms, courier })
    }

    /// Whether its thread has ended.
    pub fn has_ended(&self) -> bool {
        self.courier.has_ended()
    }
}
