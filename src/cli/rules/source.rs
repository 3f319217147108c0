//! Which rules a command works with.

use std::path::{Path, PathBuf};

use super::super::Error;
use crate::{
    config::{self, rules::read_rule_files},
    curate::tag::{Config, RuleErrors, Rules},
};

/// Arguments of every command that tags.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RuleArgs {
    /// Take the rules that this config file names; without it, the built-in ones
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// More rules: files, or folders of them
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long)]
    pub no_builtin: bool,
}

impl RuleArgs {
    /// Reads and puts the rules together; rules that are not built in must prove themselves.
    pub fn load(&self) -> Result<Rules, Error> {
        let rules = self.compile()?;
        if self.config.is_some() || !self.rules.is_empty() { verified(rules) } else { Ok(rules) }
    }

    /// As [`RuleArgs::load`], without running the examples.
    pub fn compile(&self) -> Result<Rules, Error> {
        let mut files = Vec::new();
        let no_builtin = self.no_builtin || self.config.is_some();
        let own = Config { paths: self.rules.clone(), no_builtin, ..Config::default() };
        if let Some(path) = &self.config {
            let loaded = config::load(path, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
            let mut settings = loaded.settings.rules;
            settings.no_builtin |= self.no_builtin;
            files = read(&settings, &loaded.base_dir)?;
        }
        files.extend(read(&own, Path::new(""))?);
        Rules::compile(&files).map_err(|errors| Error::Config(errors.to_string()))
    }
}

fn read(config: &Config, base: &Path) -> Result<Vec<(String, String)>, Error> {
    read_rule_files(config, base).map_err(|errors| Error::Config(errors.to_string()))
}

/// The rules, if all their expressions compile and all their examples hold.
pub fn verified(rules: Rules) -> Result<Rules, Error> {
    let wrong = rules.verify();
    if wrong.is_empty() {
        return Ok(rules);
    }
    let count = wrong.len();
    Err(Error::Config(format!("{count} faults in the tag rules:\n{}", RuleErrors(wrong))))
}
