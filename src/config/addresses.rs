//! Reads what the settings say of addresses: files, parameters, and rules of sites.

use std::{path::Path, sync::Arc};

use super::agencies::texts;
use crate::curate::normalise::{
    Config,
    address::{Addresses, BUILTIN, Site},
};

/// What is built in with what the operator says; the error says where and what of it.
pub fn read(config: &Config, sites: &[Site], base_dir: &Path) -> Result<Arc<Addresses>, String> {
    if config.addresses.is_empty() && config.tracking_parameters.is_empty() && sites.is_empty() {
        return Ok(Addresses::builtin());
    }
    let files = texts(BUILTIN, &config.addresses, base_dir, "rules for addresses")?;
    Addresses::compile(&files, &config.tracking_parameters, sites).map(Arc::new)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_parameters_and_sites_add_to_what_is_built_in() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("own.toml"), "[parameters]\ntracking = [\"harbour_*\"]").unwrap();
        let config = |file: &str, parameter: &str| Config {
            addresses: vec![file.into()],
            tracking_parameters: vec![parameter.to_owned()],
            ..Config::default()
        };
        let site = Site { host: "e.org".into(), keep_parameters: vec!["utm_id".into()], ..Site::default() };
        let all = read(&config("own.toml", "Quay"), &[site], dir.path()).unwrap();
        let given = "https://e.org/a?harbour_x=1&quay=2&utm_id=3&utm_source=4&pier=5".parse().unwrap();
        assert_eq!(all.canonical(&given).as_str(), "https://e.org/a?utm_id=3&pier=5");
        for (file, parameter, says) in [
            ("none.toml", "a", "none.toml: expected a file of rules for addresses"),
            ("own.toml", "a*", "three letters"),
            ("own.toml", "a=1", "expected the name of a parameter"),
        ] {
            let error = read(&config(file, parameter), &[], dir.path()).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
