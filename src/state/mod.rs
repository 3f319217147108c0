//! What the desk remembers: the items that feeds showed, recent fingerprints, and how
//! both come back from Kafka.

mod codec;
mod index;
mod items;
mod partition;
mod restore;
mod texts;
mod version;

pub use codec::{FeedKey, StateKey, Stored, decode, encode_feed, encode_item, feed_key, item_key};
pub use index::{Fingerprint, Follower, Index, MOST_KEYS, MOST_MARKS, MOST_SHINGLES, Stats, Traits, View};
pub use items::{Change, Item, Memory, day};
pub use partition::partition_of;
pub use restore::{Restored, restore};
pub use texts::Wording;
pub use version::Version;
