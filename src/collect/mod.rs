//! Bay 1: bytes arrive. `schedule` says when (pure), `fetch` asks politely, `guard`
//! refuses addresses that a feed has no business to make us reach, `hosts` keeps the
//! manners between feeds that share a server.

pub mod fetch;
pub mod guard;
pub mod hosts;
pub mod schedule;
