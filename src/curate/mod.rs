//! Bay 2: bytes become articles. Pure: nothing here awaits, reads a clock or does I/O;
//! all it may know comes in as an argument, what it wants done goes out as data.
//!
//! `decode` makes clean text of bytes, `parse` makes entries of text, `normalise` makes
//! articles of entries, `relate` says what is new, `tag` adds claims with evidence.
//! `poll` runs them in that order.

pub mod decode;
pub mod distrust;
pub mod material;
pub mod normalise;
pub mod parse;
mod poll;
pub mod relate;
pub mod tag;
pub mod unicode;

pub use poll::{Curated, Document, Finding, Poll, REREAD_DAYS, Unreadable, curate, read};

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Words that have no place in a bay without clock and I/O.
    const REFUSED: &[&str] = &[
        "async ",
        ".await",
        "::now()",
        "SystemTime",
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::thread",
        "tokio",
        "reqwest",
        "rdkafka",
        "tracing::",
        "println!",
        "crate::collect",
        "crate::kafka",
        "crate::publish",
        "crate::config",
        "crate::daemon",
        "crate::cli",
    ];

    #[test]
    fn curate_is_pure() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/curate");
        let found = impure(&root);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn the_check_finds_what_it_looks_for() {
        assert_eq!(offences("let now = Timestamp::now();\n#[cfg(test)]\nuse std::fs;").len(), 1);
    }

    fn impure(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(impure(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(offences(&text).into_iter().map(|word| format!("{}: {word}", path.display())));
            }
        }
        found
    }

    /// Refused words outside tests and comments.
    fn offences(text: &str) -> Vec<&'static str> {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        REFUSED.iter().filter(|word| code.iter().any(|line| line.contains(*word))).copied().collect()
    }
}
