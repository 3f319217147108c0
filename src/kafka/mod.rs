//! Speaking to the broker: settings, error classes, group membership.
//!
//! It stands beside the bays because both `publish` (transactions) and `state`
//! (restoring) need it, and neither may import the other.

pub mod settings;

pub use settings::Config;
