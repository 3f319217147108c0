//! Labelled texts, as JSON Lines.

use std::fs;

use serde::Deserialize;

/// A text with what it claims.
#[derive(Deserialize)]
#[serde(from = "Line")]
pub struct Text {
    pub id: String,
    pub lang: String,
    pub title: Option<String>,
    pub text: String,
    pub labels: Vec<Label>,
    /// Kinds that are right, and whose absence is.
    pub optional: Vec<String>,
    /// Whether what is not labelled is no claim.
    pub complete: bool,
    pub source: String,
}

/// One claim.
#[derive(Deserialize)]
pub struct Label {
    pub kind: String,
    pub role: String,
    pub action: Option<String>,
    pub placement: Option<String>,
    pub start: Option<usize>,
    pub end: Option<usize>,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    #[serde(default)]
    lang: String,
    title: Option<String>,
    text: String,
    labels: Vec<Label>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default = "yes")]
    labels_complete: bool,
    source: Option<String>,
    source_url: Option<String>,
    via: Option<Via>,
}

#[derive(Deserialize)]
struct Via {
    repo: Option<String>,
}

fn yes() -> bool {
    true
}

impl From<Line> for Text {
    fn from(line: Line) -> Self {
        let host = line.source_url.as_deref().and_then(|url| url.split("://").nth(1)?.split('/').next());
        // Texts of all sorts lie on a forge: there the repository tells them apart.
        let host = host.filter(|host| !host.ends_with("github.com")).map(str::to_owned);
        let repo = line.via.and_then(|via| via.repo);
        Self {
            id: line.id.as_str().map_or_else(|| line.id.to_string(), str::to_owned),
            source: line.source.or(host).or(repo).or(line.source_url).unwrap_or_default(),
            lang: line.lang,
            title: line.title,
            text: line.text,
            labels: line.labels,
            optional: line.optional,
            complete: line.labels_complete,
        }
    }
}

impl Text {
    /// Whether nothing is claimed.
    pub fn is_clean(&self) -> bool {
        self.labels.is_empty() && self.complete
    }
}

/// The texts of all files.
pub fn read(files: &[String]) -> Result<Vec<Text>, String> {
    let mut texts = Vec::new();
    for file in files {
        let lines = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |error| format!("{file}:{}: expected a labelled text: {error}", number + 1);
            texts.push(serde_json::from_str(line).map_err(wrong)?);
        }
    }
    Ok(texts)
}
