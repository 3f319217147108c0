use std::{fs, path::PathBuf};

use super::*;
use crate::model::{Credentials, Span};

/// A config file, with feed lists beside it.
fn written(main: &str, lists: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wiredesk.toml");
    fs::write(&path, main).unwrap();
    for (name, text) in lists {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    (folder, path)
}

fn loaded(main: &str, lists: &[(&str, &str)]) -> Loaded {
    let (_folder, path) = written(main, lists);
    load(&path, []).unwrap_or_else(|errors| panic!("{errors}"))
}

fn refused(main: &str, lists: &[(&str, &str)], env: &[(&str, &str)]) -> String {
    let (_folder, path) = written(main, lists);
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    load(&path, env).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_a_hint() {
    for (main, wanted) in [
        ("[kafka]\nbroker = \"x\"\n", &["wiredesk.toml:2:1", "unknown key \"broker\"", "\"brokers\""][..]),
        ("[kafak]\n", &["wiredesk.toml:1:2", "\"kafak\"", "\"kafka\""]),
        ("[topics]\npartitions = \"six\"\n", &["wiredesk.toml:2:14", "invalid type", "partitions = \"six\""]),
        ("[fetch]\ntimeout = \"30 parsecs\"\n", &["wiredesk.toml:2:11", "unit of time"]),
        ("[fetch\n", &["wiredesk.toml:1:7"]),
        ("[topics]\npartitions = 0\n", &["wiredesk.toml:2:1", "topics.partitions", "at least 1"]),
        (
            "[kafka.properties]\n\"enable.idempotence\" = \"false\"\n",
            &["wiredesk.toml:2:1", "enable.idempotence", "exactly-once"],
        ),
        ("[kafka]\nsession_timeout = \"3s\"\n", &["session_timeout", "heartbeats"]),
        (
            "[kafka.sasl]\nmechanism = \"PLAIN\"\nusername = \"u\"\npassword_file = \"nowhere\"\n",
            &["wiredesk.toml:4:1", "password_file", "nowhere"],
        ),
        ("[[feeds]]\nid = \"A b\"\nurl = \"https://e.org\"\n", &["wiredesk.toml:2:6", "lower-case"]),
        ("[[feeds]]\nid = \"a\"\nurl = \"e.org/x\"\n", &["wiredesk.toml:3:7", "url"]),
        ("[[feeds]]\nid = \"a\"\nurl = \"ftp://e.org/x\"\n", &["http or https"]),
        ("[[feeds]]\nid = \"a\"\nurl = \"https://u:p@e.org/x\"\n", &["password_file"]),
        (
            "[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\ngroups = [\"agences\"]\n[groups.agencies]\n",
            &["\"agences\"", "\"agencies\""],
        ),
        (
            "[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\nmin_interval = \"2h\"\nmax_interval = \"1h\"\n",
            &["min_interval <= max_interval"],
        ),
        ("[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\ntimezone = \"Mars/Base\"\n", &["Europe/Berlin", "Mars/Base"]),
        ("[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\nlanguage = \"english\"\n", &["BCP 47"]),
        ("[[feeds]]\nid = \"a\"\n", &["expected a url"]),
        ("[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\nusername = \"u\"\n", &["password_file"]),
        ("feeds_dir = \"nowhere\"\n", &["wiredesk.toml:1:1", "nowhere"]),
    ] {
        let errors = refused(main, &[], &[]);
        assert!(wanted.iter().all(|part| errors.contains(part)), "{main}\n{errors}");
        assert!(!errors.contains("u:p"), "{errors}");
    }
}

#[test]
fn a_feed_id_that_is_taken_names_both_places() {
    let feed = "[[feeds]]\nid = \"a\"\nurl = \"https://e.org\"\n";
    let errors = refused(feed, &[("feeds.d/more.toml", &format!("\n{feed}"))], &[]);
    assert!(errors.contains("more.toml:3:6") && errors.contains("wiredesk.toml:2"), "{errors}");
}

#[test]
fn all_faults_are_shown_at_once() {
    let feeds = "[[feeds]]\nid = \"A\"\nurl = \"https://e.org\"\n[[feeds]]\nid = \"b\"\nurl = \"x\"\n";
    let errors = refused(feeds, &[("feeds.d/x.toml", "nonsense = 1\n")], &[]);
    assert!(errors.contains("3 faults"), "{errors}");
}

#[test]
fn the_environment_lies_over_the_file_and_is_named_where_it_is_wrong() {
    let (_folder, path) = written("[kafka]\nbrokers = \"a:1\"\n", &[]);
    let env =
        [("WIREDESK__KAFKA__BROKERS".to_owned(), "b:2".to_owned()), ("WIREDESK_OTHER".to_owned(), "x".to_owned())];
    assert_eq!(load(&path, env).unwrap().settings.kafka.brokers, "b:2");
    let errors = refused("", &[], &[("WIREDESK__KAFKA__BROKRES", "b:2")]);
    assert!(errors.contains("WIREDESK__KAFKA__BROKRES") && errors.contains("\"brokers\""), "{errors}");
    let errors = refused("", &[], &[("WIREDESK__TOPICS__PARTITIONS", "many")]);
    assert!(errors.contains("WIREDESK__TOPICS__PARTITIONS"), "{errors}");
}

/// Without it the connection, and a password on it, would go in the clear.
#[test]
fn an_empty_section_asks_for_encryption_with_the_systems_authorities() {
    assert!(loaded("[kafka.tls]\n", &[]).settings.kafka.tls.is_some());
    assert!(loaded("[kafka]\n", &[]).settings.kafka.tls.is_none());
}

#[test]
fn no_file_says_how_to_start() {
    let errors = load(std::path::Path::new("/nowhere/wiredesk.toml"), []).unwrap_err().to_string();
    assert!(errors.contains("--config") && errors.contains("wiredesk demo"), "{errors}");
}

#[test]
fn a_feed_lies_over_its_groups_and_they_over_the_defaults() {
    let main = "[defaults]\nmin_interval = \"10m\"\nlanguage = \"en\"\nlabels = { a = \"0\", b = \"0\", c = \"0\" }\n\
                aliases = [\"Desk\"]\n[groups.one]\naliases = [\"One\", \"Desk\"]\nlabels = { a = \"1\", b = \"1\" }\nlanguage = \"de\"\n\
                [groups.two]\nlabels = { a = \"2\" }\nlanguage = \"fr\"\npublisher = \"p\"\n";
    let list = "feeds = [ { id = \"x\", url = \"https://e.org\", groups = [\"one\", \"two\"], labels = { a = \"9\" }, aliases = [\"Own\"] } ]\n";
    let loaded = loaded(main, &[("feeds.d/a.toml", list)]);
    let feed = &loaded.feeds[0];
    assert_eq!(feed.min_interval, Span::secs(600));
    assert_eq!(feed.language.as_deref(), Some("de"));
    assert_eq!(&*feed.publisher.0, "p");
    assert_eq!(feed.labels.values().collect::<Vec<_>>(), ["9", "1", "0"]);
    // Names add up, each once.
    assert_eq!(*feed.aliases, ["Own", "One", "Desk"]);
}

#[test]
fn secrets_come_from_files_and_are_not_shown() {
    let main = "[[feeds]]\nid = \"x\"\nurl = \"https://e.org\"\nusername = \"u\"\npassword_file = \"pw\"\n\
                headers = { \"X-Key\" = { file = \"pw\" } }\n";
    let loaded = loaded(main, &[("pw", "hush\n")]);
    let Some(Credentials::Basic { password, .. }) = loaded.feeds[0].credentials.as_deref() else { panic!() };
    assert_eq!(password.expose(), "hush");
    assert!(!format!("{loaded:?}").contains("hush"));
    assert!(loaded.warnings.iter().any(|warning| warning.contains("everybody")));
}
