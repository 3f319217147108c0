//! Bay 2: bytes become articles. Pure: nothing here awaits, reads a clock or does I/O;
//! all it may know comes in as an argument, what it wants done goes out as data.
//!
//! `decode` makes clean text of bytes, `parse` makes entries of text, `normalise` makes
//! articles of entries, `relate` says what is new, `tag` adds claims with evidence.
//! `poll` runs them in that order. `page` reads the article's own page, where a feed asks for it.

pub mod decode;
pub mod distrust;
pub mod entities;
mod hashed;
pub mod material;
pub mod near;
pub mod normalise;
pub mod page;
pub mod parse;
mod poll;
pub mod relate;
pub mod standing;
pub mod tag;
mod tree;
pub mod unicode;

pub use poll::{Curated, Document, Finding, Poll, REREAD_DAYS, Unreadable, curate, read, wanted};

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
        ".elapsed(",
        "crate::admin",
        "crate::telemetry",
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
        assert_eq!(offences("let now = Timestamp::now();\n#[cfg(test)]\nuse std::fs;"), ["::now()"]);
        let grouped =
            "use std::{\n    collections::HashMap,\n    fs,\n    net::{IpAddr},\n};\nuse crate::{kafka::Client};";
        assert_eq!(offences(grouped), ["std::fs", "std::net", "crate::kafka"]);
    }

    /// The paths that a file uses, with its groups written out.
    fn used(code: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for statement in code.split(';').filter_map(|part| part.split("use ").nth(1)) {
            expand("", statement, &mut paths);
        }
        paths
    }

    fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
        let tree = tree.trim();
        let Some((head, group)) = tree.split_once('{') else {
            return paths.push(format!("{prefix}{tree}"));
        };
        let (mut depth, mut start) = (0, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    expand(&format!("{prefix}{head}"), &group[start..at], paths);
                    start = at + 1;
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
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
        let used = used(&code.join("\n"));
        let stands =
            |word: &str| code.iter().any(|line| line.contains(word)) || used.iter().any(|path| path.starts_with(word));
        REFUSED.iter().filter(|word| stands(word)).copied().collect()
    }
}
