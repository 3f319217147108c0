//! Speaking to the broker: settings, clients, error classes, group membership.
//!
//! It stands beside the bays because both `publish` (transactions) and `state`
//! (restoring) need it, and neither may import the other.

pub mod client;
pub mod error;
pub mod group;
pub mod read;
pub mod settings;

pub use client::Client;
pub use error::{Class, Error};
pub use settings::Config;
