//! Reads the files of wordings that the settings name.

use std::{path::Path, sync::Arc};

use super::agencies::texts;
use crate::curate::{
    material::{BUILTIN, Wordings},
    normalise::Config,
};

/// The built-in wordings with those of the files; the error says which file and what of it.
pub fn read(config: &Config, base_dir: &Path) -> Result<Arc<Wordings>, String> {
    if config.wordings.is_empty() {
        return Ok(Wordings::builtin());
    }
    Wordings::compile(&texts(BUILTIN, &config.wordings, base_dir, "wordings")?).map(Arc::new)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_add_wordings() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("own.toml"), "[wire]\nwithdrawn_before = [1]").unwrap();
        let config = Config { wordings: vec!["own.toml".into()], ..Config::default() };
        assert!(read(&config, dir.path()).unwrap_err().contains("own.toml"));
        fs::write(dir.path().join("own.toml"), "[wire]\nwithdrawn_before = [\"SPIKE\"]").unwrap();
        assert!(read(&config, dir.path()).is_ok());
    }
}
