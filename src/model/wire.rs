//! What the conventions of the wires say of an article.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An agency credited for the story, or a person whom its credit line names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Credit {
    /// As the text has it.
    pub name: String,
    /// The desk's code of the agency, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// As what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<CreditRole>,
}

/// As what somebody is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CreditRole {
    /// An agency that is known.
    Agency,
    /// A person who reported: `(Reporting by X; Editing by Y)` is no credit of an agency.
    Reporter,
    /// Named as a source of the story, and not known.
    Source,
}

/// What a wire story opens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dateline {
    /// Place or places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Date, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The desk's code of the agency, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The words that were cut from the body.
    pub raw: String,
}
