//! A name of a sanctions list that stands in a text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name of a sanctions list that stands in the text: a pointer for somebody to look at. It
/// claims neither that the entry of the list is meant nor that the text speaks of sanctions.
/// As with tags, the text of `field` from code point `start` to code point `end` equals `quote`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntityMatch {
    /// The list, as the operator calls it.
    pub list: String,
    /// The list's own id of the entry.
    pub id: String,
    /// What the entry is: `Person`, `Organization`, `Vessel`, `Airplane` or `LegalEntity`.
    pub schema: String,
    /// The name that the entry is listed under.
    pub name: String,
    /// The alias that matched, where it was not the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Programmes, by OpenSanctions' keys where one is known.
    pub programmes: Vec<String>,
    /// Whose list it is: ISO 3166-1 alpha-2, `EU` or `UN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// When the entry was listed, as the list has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// The field that holds the name: `title`, `summary` or `body`.
    pub field: String,
    /// First code point of the quote in that field.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The name as the text has it.
    pub quote: String,
    /// 0 to 1: how alike the names are, and how much they say of who is meant.
    pub score: f32,
    /// What else of the text speaks for the match: `tag`, `country:XX`, `title:WORD`,
    /// `entity:ID`, `other_name`, `legal_form`, `craft`. Empty where the name says it all.
    pub signs: Vec<String>,
    /// Where the list came from, without credentials.
    pub list_source: String,
    /// The list's own date, else that of its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_date: Option<String>,
    /// SHA-256 of the list's bytes.
    pub list_sha256: String,
}
