//! Claims with their evidence: rules are data, and every tag quotes the words that prove it.
//!
//! A field is folded into a shadow text (`fold`), scanned once for all rules' anchors, and
//! only the rules that own an anchor run their expressions around it (`engine`). The files of
//! rules are read by `format` and compiled by `rules`; they prove themselves by their
//! `examples`. `notices` then moves paragraphs that are legal notices out of a body.

mod apply;
mod engine;
mod errors;
mod examples;
mod fold;
mod format;
mod notices;
mod rules;
#[cfg(test)]
mod tests;
mod window;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use apply::apply;
pub use engine::Input;
pub use errors::{RuleError, RuleErrors};
pub use notices::{Cut, cut_notices};
pub use rules::{BUILTIN, Rules};

/// `[rules]`: where the tag rules are.
#[derive(Debug, Clone, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders or files of rules, relative to the config file; they are added to the built-in ones.
    pub paths: Vec<PathBuf>,
    /// Whether the built-in rules are left out.
    pub no_builtin: bool,
}
