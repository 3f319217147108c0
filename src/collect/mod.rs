//! Bay 1: bytes arrive. `schedule` says when (pure), `manners` how, by what a server did before
//! (pure), `hosts` keeps the peace between feeds that share a server, `polite` puts them together
//! for one request, `fetch` makes it, `guard` refuses addresses that a feed
//! has no business to make us reach, `answer` reads what a response's head says, `names`
//! resolves, `robots` heeds robots.txt where the operator asks for it. `websub` has hubs tell us
//! of news, so that polls need only look whether they do.

pub mod answer;
pub mod fetch;
pub mod guard;
pub mod hosts;
pub mod lists;
pub mod manners;
pub mod names;
pub mod polite;
pub mod robots;
pub mod schedule;
pub mod websub;
