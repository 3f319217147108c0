//! The form of a rule file, as TOML has it; `config/rules/README.md` describes it for authors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::model::{Action, Kind, Placement, Role};

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Lists of words by group (mostly a language) and name: `{group.name}` in expressions.
    #[serde(default)]
    pub words: BTreeMap<String, BTreeMap<String, Vec<Spanned<String>>>>,
    /// Words that tell of an older act beside the claim, by the name of the cues they belong to.
    #[serde(default)]
    pub asides: BTreeMap<String, Spanned<String>>,
    /// Sets of action cues that several rules share, by name.
    #[serde(default)]
    pub cues: BTreeMap<String, Vec<Cue>>,
    #[serde(default)]
    pub rule: Vec<Rule>,
}

/// One `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub id: Spanned<String>,
    pub kind: Kind,
    pub role: Role,
    #[serde(default)]
    pub lang: Vec<String>,
    #[serde(default)]
    pub fields: Vec<Field>,
    pub anchors: Vec<Spanned<String>>,
    #[serde(rename = "match")]
    pub pattern: Spanned<String>,
    /// Each must be in the match's sentence.
    #[serde(default)]
    pub require: Vec<Spanned<String>>,
    /// Each must be in the match's paragraph.
    #[serde(default)]
    pub near: Vec<Spanned<String>>,
    /// None may be in the match's sentence.
    #[serde(default)]
    pub not: Vec<Spanned<String>>,
    /// None may be in the match's paragraph.
    #[serde(default)]
    pub not_near: Vec<Spanned<String>>,
    /// None may be in the match itself.
    #[serde(default)]
    pub not_in: Vec<Spanned<String>>,
    pub action: Action,
    /// Cues of this rule alone; they are asked before the shared ones.
    #[serde(default)]
    pub cue: Vec<Cue>,
    /// Names of shared sets of cues.
    #[serde(default)]
    pub cues: Vec<Spanned<String>>,
    pub authority: Option<String>,
    pub jurisdiction: Option<String>,
    pub placement: Option<Placement>,
    #[serde(default)]
    pub alone: bool,
    #[serde(default)]
    pub upper: bool,
    #[serde(default)]
    pub at_start: bool,
    #[serde(default)]
    pub within: Option<Within>,
    pub confidence: Spanned<f32>,
    /// Where the wording is laid down or was seen: law, registry, style guide.
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub example: Vec<Example>,
}

/// What a rule's expression is matched within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Within {
    Sentence,
    Paragraph,
}

/// Words near the match that tell what was done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cue {
    pub action: Action,
    #[serde(rename = "match")]
    pub pattern: Spanned<String>,
}

/// One `[[rule.example]]`; without a quote, the rule must stay silent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub text: Spanned<String>,
    pub quote: Option<String>,
    #[serde(default)]
    pub field: Field,
    pub action: Option<Action>,
    pub placement: Option<Placement>,
    pub subject: Option<String>,
    pub authority: Option<String>,
}

/// A field of an article that rules read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Field {
    Title,
    Summary,
    #[default]
    Body,
}

impl Field {
    /// The name in tags.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Body => "body",
        }
    }
}
