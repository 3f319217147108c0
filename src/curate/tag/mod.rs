//! Claims with their evidence.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[rules]`: where the tag rules are.
#[derive(Debug, Clone, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders or files of rules, relative to the config file; they are added to the built-in ones.
    pub paths: Vec<PathBuf>,
    /// Whether the built-in rules are left out.
    pub no_builtin: bool,
}
