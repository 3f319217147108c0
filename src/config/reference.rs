//! The commented reference file is the documentation of every key: it must name all of
//! them, with their defaults, and none that does not exist.

use std::{collections::BTreeSet, path::Path};

use super::{Settings, feeds, load};

fn text() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/wiredesk.toml")).unwrap()
}

/// The file with its commented settings made real.
fn uncommented() -> String {
    let real = |line: &str| {
        let setting = line
            .strip_prefix('#')
            .filter(|rest| rest.starts_with(|c: char| matches!(c, '[' | '"') || c.is_ascii_lowercase()));
        setting.unwrap_or(line).to_owned()
    };
    text().lines().map(real).collect::<Vec<_>>().join("\n")
}

fn table(text: &str) -> toml::Table {
    text.parse().unwrap()
}

#[test]
fn every_default_stands_in_the_file_as_it_is() {
    let file = table(&text());
    for (section, defaults) in toml::Table::try_from(Settings::default()).unwrap() {
        for (key, default) in defaults.as_table().unwrap() {
            let stated = &file[&section].as_table().unwrap_or_else(|| panic!("no [{section}]"));
            assert_eq!(stated.get(key), Some(default), "{section}.{key}");
        }
    }
    let defaults = file["defaults"].as_table().unwrap();
    assert_eq!(defaults["min_interval"].as_str().unwrap(), feeds::MIN_INTERVAL.to_string());
    assert_eq!(defaults["max_interval"].as_str().unwrap(), feeds::MAX_INTERVAL.to_string());
}

/// Keys by section, as the types know them: serde names them in the error for one it does not.
fn known_keys(section: &str) -> BTreeSet<String> {
    let text = format!("[{section}]\nno_such_key = 1\n");
    let list = matches!(section, "feeds" | "sites");
    let text = if list { text.replace(&format!("[{section}]"), &format!("[[{section}]]")) } else { text };
    let error = toml::from_str::<load::MainFile>(&text).err().unwrap();
    error.message().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_key_of_the_types_is_named_and_no_other() {
    let file = table(&uncommented());
    for section in ["kafka", "topics", "daemon", "schedule", "fetch", "pages", "curate", "rules", "admin", "log"] {
        let named: BTreeSet<String> = file[section].as_table().unwrap().keys().cloned().collect();
        assert_eq!(named, known_keys(section), "[{section}]");
    }
    for section in ["sasl", "tls"] {
        let named: BTreeSet<String> = file["kafka"][section].as_table().unwrap().keys().cloned().collect();
        assert_eq!(named, known_keys(&format!("kafka.{section}")), "[kafka.{section}]");
    }
    let named: BTreeSet<String> = file["lists"][0].as_table().unwrap().keys().cloned().collect();
    let text = "[[lists]]\nno_such_key = 1\n";
    let error = toml::from_str::<load::MainFile>(text).err().unwrap();
    let known = error.message().split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(named, known, "[[lists]]");
    let tables = [&file["feeds"][0], &file["defaults"]];
    let named: BTreeSet<String> = tables.iter().flat_map(|t| t.as_table().unwrap().keys()).cloned().collect();
    assert_eq!(named, known_keys("feeds"), "[[feeds]]");
    let named: BTreeSet<String> = file["sites"][0].as_table().unwrap().keys().cloned().collect();
    assert_eq!(named, known_keys("sites"), "[[sites]]");
    let top: BTreeSet<_> = file.keys().map(String::as_str).collect();
    let all = [
        "admin",
        "curate",
        "daemon",
        "defaults",
        "feeds",
        "feeds_dir",
        "fetch",
        "groups",
        "kafka",
        "lists",
        "log",
        "pages",
        "rules",
        "schedule",
        "sites",
        "topics",
        "websub",
    ];
    assert_eq!(top, all.into_iter().collect());
}

#[test]
fn it_loads_as_it_is_shipped() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/wiredesk.toml");
    let loaded = load(&path, []).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(loaded.settings.kafka.brokers, "127.0.0.1:9092");
}
