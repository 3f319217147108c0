//! What is remembered of a feed that a hub tells us about (W3C WebSub).

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a publisher says of push: where to subscribe, and to what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Addresses of hubs, in the order in which they were named.
    pub hubs: Vec<String>,
    /// The topic: the feed's own address as its publisher writes it.
    pub topic: Option<String>,
}

/// A feed's subscription at a hub. It is part of the feed's state, so that a restart or a
/// hand-over keeps the lease. No secret is in it: those are derived from the operator's key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subscription {
    /// How far it has come.
    pub phase: Phase,
    /// Since when it is in this phase.
    pub since: Option<Timestamp>,
    /// Where to subscribe, the next to be asked first.
    pub hubs: Vec<String>,
    /// What is subscribed to, as the publisher writes it.
    pub topic: String,
    /// Tells this subscription's callback from those before it; 0 until one is needed.
    pub issue: u64,
    /// By which key of the operator's the callback was made.
    pub key: u32,
    /// When something is to be done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// When the hub verified it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Timestamp>,
    /// Until when the hub will tell us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Timestamp>,
    /// Requests in a row that came to nothing.
    pub attempts: u32,
    /// What went wrong, in words for an operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The last ping that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ping: Option<Timestamp>,
    /// Pings taken.
    pub pings: u64,
    /// Pings in a row that were the first to bring something.
    pub proofs: u8,
    /// Items that polling found before a ping told of them.
    pub missed: u64,
    /// A hint came, and the poll it asks for has not been settled.
    #[serde(skip)]
    pub hinted: bool,
    /// Documents in a row that no longer named a hub.
    pub absent: u8,
    /// The offset after the last ping that was handled.
    pub offset: i64,
}

/// How far a subscription has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A hub is known and was not asked yet.
    #[default]
    Discovered,
    /// The hub was asked, and has not verified that we meant it.
    Requested,
    /// The hub tells us, until the lease ends.
    Verified,
    /// As before, and the hub was asked for another lease.
    Renewing,
    /// The hub or the publisher does not want us.
    Denied,
    /// The hub cannot be reached, answers with errors, or does not verify.
    Failed,
    /// Polling found an item that no ping had told of: polled at the usual pace until pings
    /// come first again.
    FellBack,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Discovered, Self::Requested, Self::Verified, Self::Renewing, Self::Denied, Self::Failed, Self::FellBack];

    /// The name in records and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discovered => "discovered",
            Self::Requested => "requested",
            Self::Verified => "verified",
            Self::Renewing => "renewing",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::FellBack => "fell_back",
        }
    }
}
