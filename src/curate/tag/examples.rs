//! Rules prove themselves: each bears examples of what it must and must not find.

use super::{
    engine::Input,
    errors::RuleError,
    format::{Example, Field},
    rules::{Rule, Rules},
};
use crate::model::{Action, Placement, Tag};

impl Rules {
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
        let tags = self.tag(&input);
        let own: Vec<&Tag> = tags.iter().filter(|tag| tag.rule == rule.id).collect();
        let Some(quote) = &example.quote else {
            let tag = own.first()?;
            return Some(format!(
                "expected nothing of {}, got {:?}; add a `not` or narrow `match`",
                rule.id, tag.quote
            ));
        };
        let Some(tag) = own.iter().find(|tag| tag.quote == *quote) else {
            let got: Vec<_> = tags.iter().map(|tag| format!("{:?} by {}", tag.quote, tag.rule)).collect();
            let got = if got.is_empty() { "no tag".to_owned() } else { got.join(", ") };
            return Some(format!("expected {quote:?} by {}, got {got}; check `anchors` and `match`", rule.id));
        };
        differs("action", example.action.map(Action::as_str), Some(tag.action.as_str()))
            .or_else(|| differs("placement", example.placement.map(Placement::as_str), Some(tag.placement.as_str())))
            .or_else(|| differs("subject", example.subject.as_deref(), tag.subject.as_deref()))
            .or_else(|| differs("authority", example.authority.as_deref(), tag.authority.as_deref()))
    }
}

fn differs(what: &str, expected: Option<&str>, got: Option<&str>) -> Option<String> {
    let expected = expected.filter(|&expected| got != Some(expected))?;
    Some(format!("expected {what} {expected:?}, got {:?}", got.unwrap_or("none")))
}
