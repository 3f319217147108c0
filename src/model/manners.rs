//! What is remembered of how a feed's server behaves, where it is not simply well.

use serde::{Deserialize, Serialize};

/// What is remembered of how a feed's server behaves; most feeds have none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manners {
    /// Where permanent redirects lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// That the server says that the feed is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
    /// Whole answers in a row that repeated the ETag on which they were asked: it is not heeded.
    #[serde(skip_serializing_if = "is_zero")]
    pub unheeded: u8,
    /// The day since 1970 when a body was last broken by its coding; none is asked for since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<u16>,
    /// Whether a 304 is to be believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it by reference
fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// A new address, as permanent redirects state it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    /// The declared URL that it stands for: another one in config knows nothing of it.
    pub from: String,
    /// Where it leads.
    pub to: String,
    /// Polls in a row that said so.
    pub times: u8,
}

/// Answers 410.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gone {
    /// Days on which it was said, without a better answer between them.
    pub days: u8,
    /// The last of them, days since 1970.
    pub last: u16,
}

/// A server that says nothing but 304 is asked without conditions now and then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Silence {
    /// When it was asked so, seconds since 1970.
    pub asked: i64,
    /// Days until it is asked so again.
    pub pause: u8,
    /// Times in a row that something new came although 304 had been said.
    pub lies: u8,
}
