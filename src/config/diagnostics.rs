//! What is wrong with a configuration, said so that it can be mended at night.

use std::fmt;

/// One fault: where, what was expected, what came, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, or the environment variable.
    pub file: String,
    /// 1-based line and column, where they are known.
    pub at: Option<(usize, usize)>,
    /// The line itself.
    pub excerpt: Option<String>,
    /// What was expected, what came, what to do.
    pub message: String,
}

/// All faults that were found; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Errors(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((line, column)) = self.at else { return write!(f, "{}: {}", self.file, self.message) };
        write!(f, "{}:{line}:{column}: {}", self.file, self.message)?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n  {line:>4} | {excerpt}\n       | {:>column$}", '^')?;
        }
        Ok(())
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} fault{}:", self.0.len(), if self.0.len() == 1 { "" } else { "s" })?;
        self.0.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

/// A file while it is being checked.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl Source<'_> {
    /// A fault at a byte offset.
    pub fn at(&self, offset: usize, message: impl Into<String>) -> Diagnostic {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count();
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Diagnostic {
            file: self.name.to_owned(),
            at: Some((line + 1, column)),
            // Long lines and control characters are no help to anybody.
            excerpt: self
                .text
                .lines()
                .nth(line)
                .map(|text| text.chars().filter(|c| !c.is_control()).take(160).collect()),
            message: message.into(),
        }
    }

    /// A fault of the whole file.
    pub fn whole(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic { file: self.name.to_owned(), at: None, excerpt: None, message: message.into() }
    }

    /// A fault of a key of a section, where the file names it.
    pub fn key(&self, section: &str, key: &str, message: impl Into<String>) -> Diagnostic {
        match self.find(section, key) {
            Some(offset) => self.at(offset, message),
            None => self.whole(message),
        }
    }

    /// Where `key = ` stands below `[section]`, or below one of its own.
    fn find(&self, section: &str, key: &str) -> Option<usize> {
        let (mut offset, mut inside) = (0, section.is_empty());
        for line in self.text.split_inclusive('\n') {
            let trimmed = line.trim_start();
            if let Some(name) = trimmed.strip_prefix('[') {
                inside = name.trim_start_matches('[').split(']').next().is_some_and(|name| name.trim() == section);
            } else if inside && trimmed.trim_start_matches('"').starts_with(key) {
                let rest = trimmed.trim_start_matches('"')[key.len()..].trim_start_matches('"').trim_start();
                if rest.starts_with('=') {
                    return Some(offset + line.len() - trimmed.len());
                }
            }
            offset += line.len();
        }
        None
    }

    /// A fault that the TOML reader found.
    pub fn toml(&self, error: &toml::de::Error) -> Diagnostic {
        let message = explain(error.message());
        match error.span() {
            Some(span) => self.at(span.start, message),
            None => self.whole(message),
        }
    }
}

/// serde says "unknown field `x`, expected one of `a`, `b`": says which of them is meant.
pub fn explain(message: &str) -> String {
    let message = message.trim_end().replace('\n', "; ");
    let Some(rest) = message.strip_prefix("unknown field ") else { return message };
    let mut names = rest.split('`').skip(1).step_by(2);
    let got = names.next().unwrap_or_default().to_owned();
    let known: Vec<_> = names.collect();
    match nearest(&got, known.iter().copied()) {
        Some(near) => format!("unknown key \"{got}\"; did you mean \"{near}\"?"),
        None => format!("unknown key \"{got}\"; expected one of {}", known.join(", ")),
    }
}

/// The name that was most likely meant, if any is near.
pub fn nearest<'n>(got: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names
        .map(|name| (name, strsim::jaro_winkler(got, name)))
        .filter(|(_, likeness)| *likeness > 0.75)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(name, _)| name)
}
