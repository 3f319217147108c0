//! Wiredesk polls the RSS, Atom and JSON feeds of wire services, turns what they say
//! into clean articles, recognises what it has already seen, tags sanctions and legal
//! notices with the words that prove them, and publishes records to Kafka, exactly once.
//!
//! ```text
//!           collect (async)            curate (pure)                        publish (async)
//!  config -> schedule -> fetch  ->  decode -> parse -> normalise -> relate -> tag  ->  records -> transaction
//!               ^                                                     ^                            |
//!               +--------------------- state, restored from Kafka ----+----------------------------+
//! ```
//!
//! Modules in reading order: the nouns are in [`model`]; [`collect`] brings bytes,
//! [`curate`] makes articles of them, [`publish`] sends them off, [`state`] remembers;
//! [`kafka`] speaks to the broker; [`daemon`] wires it all, [`admin`] shows it,
//! [`config`] composes the settings and [`cli`] is the command line.

pub mod bounds;
pub mod failpoint;
pub mod listen;
pub mod model;

pub mod collect;
pub mod curate;
pub mod kafka;
pub mod publish;
pub mod state;

pub mod config;

pub mod admin;
pub mod daemon;
pub mod telemetry;

pub mod cli;
