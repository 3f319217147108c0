//! Reads the files of news agencies that the settings name.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::curate::normalise::{
    Config,
    wire::{Agencies, BUILTIN},
};

/// Bytes that one file of data may have.
const MOST_BYTES: u64 = 4 << 20;

/// The built-in agencies with those of the files; the error says which file and what of it.
pub fn read(config: &Config, base_dir: &Path) -> Result<Arc<Agencies>, String> {
    if config.agencies.is_empty() {
        return Ok(Agencies::builtin());
    }
    Agencies::compile(&texts(BUILTIN, &config.agencies, base_dir, "agencies")?).map(Arc::new)
}

/// What is built in, and the files after it, by name and text. `of`: what they are files of.
pub(super) fn texts(
    builtin: (&str, &str),
    paths: &[PathBuf],
    base_dir: &Path,
    of: &str,
) -> Result<Vec<(String, String)>, String> {
    let mut files = vec![(builtin.0.to_owned(), builtin.1.to_owned())];
    for path in paths.iter().map(|path| base_dir.join(path)) {
        let name = path.display().to_string();
        let wrong = |what: String| format!("{name}: {what}");
        let size = fs::metadata(&path).map_err(|error| wrong(format!("expected a file of {of}: {error}")))?.len();
        if size > MOST_BYTES {
            return Err(wrong(format!("expected at most {MOST_BYTES} bytes, the file has {size}")));
        }
        let text = fs::read_to_string(&path).map_err(|error| wrong(format!("cannot read: {error}")))?;
        files.push((name, text));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_add_agencies_and_a_missing_one_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("own.toml"), "[agencies]\nharbour = [\"Harbour News\"]").unwrap();
        let with = |name: &str| read(&Config { agencies: vec![name.into()], ..Config::default() }, dir.path());
        let all = with("own.toml").unwrap();
        assert_eq!((all.code("Harbour News"), all.code("AFP")), (Some("harbour"), Some("afp")));
        assert!(with("none.toml").unwrap_err().contains("none.toml: expected a file of agencies"));
    }
}
