//! Claims with their evidence: rules are data, and every tag quotes the words that prove it.
//!
//! A field is folded into a shadow text (`fold`), scanned once for all rules' anchors, and
//! only the rules that own an anchor run their expressions around it (`engine`); `judge` says
//! what a match proves. The files of rules are read by `format` and put together by `rules`, with
//! the `words` they share; an `expression` is compiled when a text first asks for it. Rules prove
//! themselves by their `examples`; `explain` and `reach` tell why one fell. `notices` then moves
//! paragraphs that are legal notices out of a body.

mod apply;
mod builtin;
mod engine;
mod errors;
mod examples;
mod explain;
mod expression;
mod fold;
mod format;
mod judge;
mod notices;
mod publisher;
mod reach;
mod resolve;
mod rules;
#[cfg(test)]
mod tests;
mod window;
mod words;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use apply::{Outlet, apply};
pub use builtin::BUILTIN;
pub use engine::Input;
pub use errors::{RuleError, RuleErrors};
pub use examples::Summary;
pub use explain::{Outcome, Step};
pub use notices::{Cut, cut_notices};
pub use rules::Rules;

use crate::model::Span;

/// `[rules]`: where the tag rules are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders or files of rules, relative to the config file; they are added to the built-in ones.
    pub paths: Vec<PathBuf>,
    /// Whether the built-in rules are left out.
    pub no_builtin: bool,
    /// How often the files in `paths` are looked at for changes; SIGHUP does it at once.
    pub watch_interval: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self { paths: Vec::new(), no_builtin: false, watch_interval: Span::secs(10) }
    }
}
