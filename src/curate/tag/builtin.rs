//! The rules that come with the program.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// By file name and text.
        pub const BUILTIN: &[(&str, &str)] = &[
            $((concat!("config/rules/", $name), include_str!(concat!("../../../config/rules/", $name)))),*
        ];
    };
}

files! {
    "assets.toml",
    "belarus.toml",
    "blocked-news.toml",
    "blocked.toml",
    "designations-east.toml",
    "designations.toml",
    "labels.toml",
    "measures-east.toml",
    "measures-named.toml",
    "measures-people.toml",
    "measures-trade.toml",
    "measures.toml",
    "notices-any.toml",
    "notices.toml",
    "registers.toml",
    "russia.toml",
    "sanctions-ar.toml",
    "sanctions-az.toml",
    "sanctions-be.toml",
    "sanctions-bg.toml",
    "sanctions-cs.toml",
    "sanctions-de.toml",
    "sanctions-en.toml",
    "sanctions-es.toml",
    "sanctions-fa.toml",
    "sanctions-fi.toml",
    "sanctions-fr.toml",
    "sanctions-he.toml",
    "sanctions-hu.toml",
    "sanctions-hy.toml",
    "sanctions-it.toml",
    "sanctions-ja.toml",
    "sanctions-ka.toml",
    "sanctions-kk.toml",
    "sanctions-ko.toml",
    "sanctions-nl.toml",
    "sanctions-other.toml",
    "sanctions-pl.toml",
    "sanctions-pt.toml",
    "sanctions-ro.toml",
    "sanctions-ru.toml",
    "sanctions-sr.toml",
    "sanctions-sv.toml",
    "sanctions-tr.toml",
    "sanctions-uk.toml",
    "sanctions-uz.toml",
    "sanctions-zh.toml",
    "trade.toml",
    "travel.toml",
    "wire-languages.toml",
    "wire.toml",
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_rules_comes_with_the_program() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/rules");
        let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name != "README.md").collect();
        names.sort();
        let known: Vec<_> = BUILTIN.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
        assert_eq!(known, names);
    }
}
