//! Reads the files of tag rules that the settings name.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::curate::tag::{BUILTIN, Config, RuleError, RuleErrors};

/// Bytes that one rule file may have.
const FILE_LIMIT: u64 = 4 << 20;

/// The built-in rules (unless they are left out) and the configured files, by name and text.
///
/// Relative paths start at `base_dir`, the folder of the config file. Of a folder, all
/// `*.toml` files are read, in the order of their names.
pub fn read_rule_files(config: &Config, base_dir: &Path) -> Result<Vec<(String, String)>, RuleErrors> {
    let mut files: Vec<(String, String)> = Vec::new();
    if !config.no_builtin {
        files.extend(BUILTIN.iter().map(|&(name, text)| (format!("built-in {name}"), text.to_owned())));
    }
    let mut errors = Vec::new();
    for path in config.paths.iter().map(|path| base_dir.join(path)) {
        match rule_files(&path) {
            Ok(paths) => {
                for path in paths {
                    match read(&path) {
                        Ok(text) => files.push((path.display().to_string(), text)),
                        Err(error) => errors.push(fault(&path, &error)),
                    }
                }
            }
            Err(error) => errors.push(fault(&path, &error)),
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(RuleErrors(errors)) }
}

/// The file itself, or the rule files of a folder.
fn rule_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> io::Result<String> {
    let size = fs::metadata(path)?.len();
    if size > FILE_LIMIT {
        let message = format!("expected at most {FILE_LIMIT} bytes, got {size}; split the file");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    fs::read_to_string(path)
}

fn fault(path: &Path, error: &io::Error) -> RuleError {
    let message = format!("expected a file or folder of rules: {error}; check `rules.paths`");
    RuleError { file: path.display().to_string(), line: 0, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_rule_files_in_order_and_under_their_paths() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.toml", "notes.md"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let config = Config { paths: vec![".".into()], no_builtin: true };
        let files = read_rule_files(&config, dir.path()).unwrap();
        let texts: Vec<_> = files.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["a.toml", "b.toml"]);
        assert!(files[0].0.starts_with(&dir.path().display().to_string()), "{}", files[0].0);
    }

    #[test]
    fn a_missing_path_is_named() {
        let config = Config { paths: vec!["nowhere.toml".into()], no_builtin: false };
        let errors = read_rule_files(&config, Path::new("/base")).unwrap_err();
        assert!(errors.to_string().starts_with("/base/nowhere.toml: expected a file"), "{errors}");
    }
}
