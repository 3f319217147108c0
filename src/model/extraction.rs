//! How the text of an article was had, and what was done to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PageNote;

/// How the text of an article was had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Extraction {
    /// From the feed alone or from the article's page.
    pub method: Method,
    /// What was repaired in the document it was read from.
    pub repairs: Vec<Repair>,
    /// Whether the text is known to be cut short.
    pub truncated: bool,
    /// What came of reading the article's page; absent where the feed does not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageNote>,
    /// What was taken out of the text because it is not the story's, verbatim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<Cut>,
}

/// Words that were taken out of a title or a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    /// As what.
    pub kind: CutKind,
    /// Verbatim.
    pub text: String,
}

/// As what words were taken out of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutKind {
    /// Place, date and agency at the start; they are in `dateline`.
    Dateline,
    /// Who is credited; they are in `credits`.
    Credit,
    /// Who wrote it.
    Byline,
    /// The caption of a picture.
    Caption,
    /// The name of the story among the wires.
    Slugline,
    /// "Read more" and its like at the end of a text.
    Tail,
    /// What the feed puts into many of its articles.
    Boilerplate,
    /// The name of the outlet at the end of a title.
    Outlet,
}

/// Where the text was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The feed's entry.
    #[default]
    Feed,
    /// The article's page.
    Page,
}

/// A repair of a broken document, or a cut made in its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repair {
    /// Which; the names are listed where repairs are documented.
    pub kind: String,
    /// How often.
    pub count: u32,
    /// The first place, 1-based, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What stood at the first place, for people who look at a feed; never published.
    #[serde(skip)]
    pub around: String,
}

impl Repair {
    /// A repair made once at an unknown line.
    pub fn once(kind: &str) -> Self {
        Self { kind: kind.to_owned(), count: 1, line: None, around: String::new() }
    }
}
