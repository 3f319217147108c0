//! Text becomes entries: feed-rs behind a panic guard.
