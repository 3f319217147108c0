//! Rules prove themselves: each bears examples of what it must and must not find.

use super::{
    engine::Input,
    errors::RuleError,
    explain::Outcome,
    format::{Example, Field},
    reach::reach,
    rules::{Rule, Rules},
};
use crate::model::{Action, Kind, Placement, Role, Tag};

/// Of a rule that looked at several anchors of an example, so many are told.
const MOST_REASONS: usize = 3;

/// What is to be told of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'r> {
    /// Its id.
    pub id: &'r str,
    /// What it claims.
    pub kind: Kind,
    /// Of whom.
    pub role: Role,
    /// Its languages; none is all.
    pub lang: &'r [String],
    /// The law, registry or style guide behind it.
    pub source: &'r str,
    /// Its file.
    pub file: &'r str,
    /// Its line there.
    pub line: usize,
    /// Examples that must match.
    pub positive: usize,
    /// Examples that must not.
    pub negative: usize,
}

impl Rules {
    /// All rules, in the order of their files.
    pub fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.all.iter().map(|rule| {
            let positive = rule.examples.iter().filter(|(_, example)| example.quote.is_some()).count();
            Summary {
                id: &rule.id,
                kind: rule.kind,
                role: rule.role,
                lang: &rule.lang,
                source: &rule.source,
                file: &rule.place.file,
                line: rule.place.line,
                positive,
                negative: rule.examples.len() - positive,
            }
        })
    }

    /// The examples that do not come out as their authors say, each with file and line.
    pub fn examples(&self) -> Vec<RuleError> {
        let all = self.all.iter().flat_map(|rule| rule.examples.iter().map(move |example| (rule, example)));
        all.filter_map(|(rule, (place, example))| {
            let message = self.fault(rule, example)?;
            Some(RuleError { file: place.file.clone(), line: place.line, message })
        })
        .collect()
    }

    fn fault(&self, rule: &Rule, example: &Example) -> Option<String> {
        let text = Some(example.text.get_ref().as_str());
        let mut input = Input { language: rule.lang.first().map(String::as_str), ..Input::default() };
        match example.field {
            Field::Title => input.title = text,
            Field::Summary => input.summary = text,
            Field::Body => input.body = text,
        }
        let (tags, steps) = self.explain(&input);
        let own: Vec<&Tag> = tags.iter().filter(|tag| tag.rule == rule.id).collect();
        let Some(quote) = &example.quote else {
            let tag = own.first()?;
            return Some(format!(
                "expected nothing of {}, got {:?}; add a `not`, or narrow `match`",
                rule.id, tag.quote
            ));
        };
        let Some(tag) = own.iter().find(|tag| tag.quote == *quote) else {
            let got: Vec<_> = tags.iter().map(|tag| format!("{:?} by {}", tag.quote, tag.rule)).collect();
            let got = if got.is_empty() { "no tag".to_owned() } else { got.join(", ") };
            let looks = steps.iter().filter(|step| step.rule == rule.id).map(|step| told(rule, &step.outcome));
            let why: Vec<_> = looks.take(MOST_REASONS).collect();
            let why = if why.is_empty() { "none of its `anchors` is in the text".to_owned() } else { why.join("; ") };
            return Some(format!("expected {quote:?} by {}, got {got}: {why}", rule.id));
        };
        differs("action", example.action.map(Action::as_str), Some(tag.action.as_str()))
            .or_else(|| differs("placement", example.placement.map(Placement::as_str), Some(tag.placement.as_str())))
            .or_else(|| differs("subject", example.subject.as_deref(), tag.subject.as_deref()))
            .or_else(|| differs("authority", example.authority.as_deref(), tag.authority.as_deref()))
    }
}

/// Why a rule passed an example by; of `match` also the line, and how far it holds.
fn told(rule: &Rule, outcome: &Outcome) -> String {
    let Outcome::NoMatch(seen) = outcome else { return outcome.to_string() };
    let reach = reach(rule.pattern.source(), seen).map(|reach| format!("; {reach}")).unwrap_or_default();
    format!("`match` of line {} is not in {seen:?}{reach}", rule.pattern.line())
}

fn differs(what: &str, expected: Option<&str>, got: Option<&str>) -> Option<String> {
    let expected = expected.filter(|&expected| got != Some(expected))?;
    Some(format!("expected {what} {expected:?}, got {:?}", got.unwrap_or("none")))
}
