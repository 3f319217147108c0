//! The nouns of the desk, in the order in which a poll meets them.
//!
//! [`Feed`] (declared) and [`FeedState`] (remembered) -> [`Fetched`] -> [`Entry`]
//! (what the feed said, all of it optional) -> [`Article`] (what we vouch for) ->
//! [`Relation`] to what is known -> [`Tag`]s. Nothing here does I/O or reads a clock.

mod article;
mod dead_letter;
mod entity;
mod entry;
mod extraction;
mod feed;
mod fetched;
mod manners;
mod memory;
mod moment;
mod page;
mod push;
mod recurring;
mod relation;
mod report;
pub mod rhythm;
mod secret;
mod tag;
mod topics;
mod units;
mod wire;

pub use article::{Article, ArticleId, FeedRef, Instant, Language, LanguageSource, Media, Notice, Precision};
pub use dead_letter::{DeadLetter, Stage};
pub use entity::EntityMatch;
pub use entry::{Entry, Link, MediaRef, ParsedFeed, Text, TextKind};
pub use extraction::{Cut, CutKind, Extraction, Method, Repair};
pub use feed::{Credentials, Duplicates, Feed, FeedId, Hints, Publisher, Settings, Transport, without_credentials};
pub use fetched::{Body, Cause, Failure, Fetched, Freshness, Grade, Meta};
pub use manners::{Gone, Manners, Moved, Silence};
pub use memory::{FeedState, Health, HealthState, Validators, Whence, digest};
pub use moment::Moment;
pub use page::{PageNote, PageOutcome};
pub use push::{Offer, Phase, Subscription};
pub use recurring::Recurring;
pub use relation::{FieldChange, MatchedOn, Relation, Status};
pub use report::{PollOutcome, Report};
pub use rhythm::{Bound, Pace, Rhythm, Shown};
pub use secret::Secret;
pub use tag::{Action, Kind, Placement, Role, Tag};
pub use topics::MediaTopic;
pub use units::{ByteSize, Span, UnitError};
pub use wire::{Credit, CreditRole, Dateline};
