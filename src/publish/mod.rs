//! Bay 3: articles leave. `record` says what consumers read (pure), `topics` where it
//! goes, `lane` commits it with the state of the feeds in one transaction.

pub mod topics;
