//! Bay 1: bytes arrive. `schedule` says when (pure), `hosts` keeps the manners between
//! feeds that share a server, `fetch` asks politely, `guard` refuses addresses that a feed
//! has no business to make us reach, `answer` reads what a response's head says, `names`
//! resolves, `robots` heeds robots.txt where the operator asks for it. `websub` has hubs tell us
//! of news, so that polls need only look whether they do.

pub mod answer;
pub mod fetch;
pub mod guard;
pub mod hosts;
pub mod names;
pub mod robots;
pub mod schedule;
pub mod websub;
