//! Bay 3: articles leave. `record` says what consumers read (pure), `topics` where it
//! goes, `delivery` puts one poll's records together (pure), `transaction` commits them.

pub mod call;
pub mod delivery;
pub mod record;
pub mod schema;
pub mod topics;
pub mod transaction;
