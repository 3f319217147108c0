//! Reads the files of tag rules that the settings name.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::curate::tag::{BUILTIN, Config, RuleError, RuleErrors, Rules};
use crate::daemon::rules::{Found, Look};

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

/// The rules that the settings ask for. Where others than the built-in ones are among them, all
/// expressions must compile and all examples hold.
pub fn load(config: &Config, base_dir: &Path) -> Result<Rules, RuleErrors> {
    let rules = Rules::compile(&read_rule_files(config, base_dir)?)?;
    if config.paths.is_empty() { Ok(rules) } else { proved(rules) }
}

/// Looks for other rules than those in force, as long as files are named. Files that were
/// refused are not read again before they change.
pub fn look(config: &Config, base_dir: &Path) -> Option<Look> {
    if config.paths.is_empty() {
        return None;
    }
    let (config, base_dir) = (config.clone(), base_dir.to_owned());
    let mut seen = read_rule_files(&config, &base_dir).ok();
    let mut complained = String::new();
    Some(Box::new(move || {
        let files = match read_rule_files(&config, &base_dir) {
            Ok(files) => files,
            Err(errors) => {
                // A file may be away for a moment while it is replaced: once is enough to say so.
                let why = errors.to_string();
                let known = std::mem::replace(&mut complained, why.clone()) == why;
                return if known { Found::Same } else { Found::Bad(why) };
            }
        };
        complained.clear();
        if seen.as_ref() == Some(&files) {
            return Found::Same;
        }
        let found = Rules::compile(&files).and_then(proved);
        seen = Some(files);
        found.map_or_else(|errors| Found::Bad(errors.to_string()), Found::New)
    }))
}

/// The rules, if all their expressions compile and all examples hold.
fn proved(rules: Rules) -> Result<Rules, RuleErrors> {
    let wrong = rules.verify();
    if wrong.is_empty() { Ok(rules) } else { Err(RuleErrors(wrong)) }
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
        let config = Config { paths: vec![".".into()], no_builtin: true, ..Config::default() };
        let files = read_rule_files(&config, dir.path()).unwrap();
        let texts: Vec<_> = files.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["a.toml", "b.toml"]);
        assert!(files[0].0.starts_with(&dir.path().display().to_string()), "{}", files[0].0);
    }

    /// A rule that looks for a word.
    fn rule(word: &str, quote: &str) -> String {
        format!(
            "[[rule]]\nid = 'a'\nkind = 'sanctions'\nrole = 'news_mention'\naction = 'mentioned'\nconfidence = 1\n\
             anchors = ['{word}']\nmatch = '{word}'\n[[rule.example]]\ntext = '{word}'\nquote = '{quote}'\n\
             [[rule.example]]\ntext = 'none'\n"
        )
    }

    #[test]
    fn changed_rules_are_taken_only_when_their_examples_hold() {
        let dir = tempfile::tempdir().unwrap();
        // As Kubernetes mounts a ConfigMap: the folder is a link that is switched as a whole.
        let (one, two, link) = (dir.path().join("one"), dir.path().join("two"), dir.path().join("link"));
        for (folder, word) in [(&one, "ban"), (&two, "curb")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("a.toml"), rule(word, word)).unwrap();
        }
        let switch = |to: &Path| {
            let fresh = dir.path().join("fresh");
            std::os::unix::fs::symlink(to, &fresh).unwrap();
            fs::rename(&fresh, &link).unwrap();
        };
        switch(&one);
        let config = Config { paths: vec!["link".into()], no_builtin: true, ..Config::default() };
        let mut look = look(&config, dir.path()).unwrap();
        assert!(matches!(look(), Found::Same));
        switch(&two);
        assert!(matches!(look(), Found::New(rules) if rules.len() == 1));
        fs::write(two.join("a.toml"), rule("curb", "ban")).unwrap();
        assert!(matches!(look(), Found::Bad(why) if why.contains("link/a.toml:10: expected \"ban\" by a")));
        // The same fault is not told every ten seconds.
        assert!(matches!(look(), Found::Same));
        fs::remove_file(&link).unwrap();
        assert!(matches!(look(), Found::Bad(why) if why.contains("check `rules.paths`")));
        assert!(matches!(look(), Found::Same));
    }

    #[test]
    fn a_missing_path_is_named() {
        let config = Config { paths: vec!["nowhere.toml".into()], ..Config::default() };
        let errors = read_rule_files(&config, Path::new("/base")).unwrap_err();
        assert!(errors.to_string().starts_with("/base/nowhere.toml: expected a file"), "{errors}");
    }
}
