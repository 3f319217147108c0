//! What a match of a rule proves: its evidence, its role, where it stands and what was done.

use std::{borrow::Cow, ops::Range};

use regex::Captures;

use super::{
    expression::Expression,
    fold::Shadow,
    format::Field,
    publisher::Names,
    rules::Rule,
    window::{self, trimmed},
};
use crate::{
    curate::normalise::boilerplate,
    model::{Action, Kind, Placement, Recurring, Role},
};

/// Bytes of a paragraph that can be a notice about its own outlet in a story's wording.
const NOTICE_REACH: usize = 600;
/// The confidence of a notice that a second sign proves.
const PROVEN: f32 = 0.99;
/// What of its confidence a mention keeps in a paragraph that recurs: it may be no claim of this story.
const RECURS: f32 = 0.5;

/// What a rule's expression found.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub quote: String,
    pub role: Role,
    pub placement: Placement,
    pub action: Action,
    pub subject: Option<String>,
    pub authority: Option<String>,
    pub programme: Option<String>,
    pub confidence: f32,
}

/// Why a match is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    Empty,
    Address,
    InTitle,
    NotAlone,
    Quoted,
    Lower,
    /// The key, and the line of its expression.
    Missing(&'static str, usize),
    /// Likewise, and the words that it found.
    Forbidden(&'static str, usize, String),
}

/// A field that is being read, and what is known beside it.
pub(super) struct Scene<'s> {
    pub shadow: &'s Shadow<'s>,
    pub field: Field,
    /// What the title tells already.
    pub told: &'s [Kind],
    pub names: &'s Names,
    pub recurring: Option<&'s Recurring>,
}

impl Scene<'_> {
    /// The matches in a window, one by one: what each proves, or why it proves nothing.
    pub(super) fn matches(&self, rule: &Rule, window: Range<usize>) -> impl Iterator<Item = Result<Found, Why>> {
        let mut at = window.start;
        std::iter::from_fn(move || {
            // The text before the window stays in sight, so that `^` and `\b` mean what they say.
            let seen = self.shadow.text().get(..window.end).filter(|seen| at < seen.len())?;
            let captures = rule.pattern.captures_at(seen, at)?;
            let whole = captures.get(0)?.range();
            at = window::boundary_from(seen, whole.end.max(whole.start + 1));
            Some(self.judge(rule, &whole, &captures))
        })
    }

    fn judge(&self, rule: &Rule, whole: &Range<usize>, captures: &Captures<'_>) -> Result<Found, Why> {
        let text = self.shadow.text();
        let mut quoted = captures.name("quote").map_or(whole.clone(), |m| m.range());
        if let Some(rest) = captures.name("rest") {
            quoted.end = quoted.end.min(rest.start()).max(quoted.start);
        }
        let quoted = window::without_stops(text, trimmed(text, quoted));
        if quoted.is_empty() {
            return Err(Why::Empty);
        }
        if window::in_address(text, quoted.start) {
            return Err(Why::Address);
        }
        let sentence = window::sentence(text, &quoted);
        self.refuse(rule, &quoted, &sentence)?;
        let quote = self.shadow.published(quoted.start, quoted.end);
        if rule.upper && quote.text.chars().any(char::is_lowercase) {
            return Err(Why::Lower);
        }
        let named = |name| {
            let found = captures.name(name).map(|m| trimmed(text, m.range())).filter(|range| !range.is_empty())?;
            Some(self.shadow.published(found.start, found.end).text.to_owned())
        };
        let subject = named("subject");
        let (role, placement, confidence) = self.role(rule, whole, subject.as_deref())?;
        let action = if role == rule.role {
            action(rule, text, &sentence, &quoted)
        } else if role == Role::PublisherNotice {
            Action::Label
        } else {
            Action::Designated
        };
        Ok(Found {
            start: quote.start,
            end: quote.end,
            quote: quote.text.to_owned(),
            role,
            placement,
            action,
            subject,
            authority: named("authority").or_else(|| named("by")),
            programme: named("programme"),
            confidence,
        })
    }

    /// What must stand near the match, and what must not.
    fn refuse(&self, rule: &Rule, quoted: &Range<usize>, sentence: &Range<usize>) -> Result<(), Why> {
        let text = self.shadow.text();
        let said = text.get(sentence.clone()).unwrap_or_default();
        let needs_paragraph = !rule.near.is_empty() || !rule.not_near.is_empty();
        let near = if needs_paragraph { window::around(text, quoted) } else { 0..0 };
        let near = text.get(near).unwrap_or_default();
        for (name, cues, text) in [("require", &rule.require, said), ("near", &rule.near, near)] {
            if let Some(missing) = cues.iter().find(|cue| !cue.is_match(text)) {
                return Err(Why::Missing(name, missing.line()));
            }
        }
        let words = text.get(quoted.clone()).unwrap_or_default();
        for (name, cues, text) in
            [("not", &rule.not, said), ("not_near", &rule.not_near, near), ("not_in", &rule.not_in, words)]
        {
            for cue in cues {
                if let Some(words) = cue.words(text) {
                    return Err(Why::Forbidden(name, cue.line(), words.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// Whether the outlet labels itself or the story reports it. A rule says which of the two
    /// its wording is as a rule; place, form, recurrence and the outlet's own name can overrule it.
    fn role(&self, rule: &Rule, whole: &Range<usize>, subject: Option<&str>) -> Result<(Role, Placement, f32), Why> {
        let text = self.shadow.text();
        let kind = rule.kind.as_str();
        let designation = kind.starts_with("designation.");
        // What recurs is the outlet's own, however it is worded and whatever stands around it.
        let recurs = self.field != Field::Title && self.recurs(whole);
        let legal = recurs && (designation || kind.starts_with("notice."));
        if rule.role == Role::NewsMention {
            let own = legal || designation && self.field != Field::Title && self.is_own_notice(whole, subject);
            return Ok(match (own, window::edge(text, whole)) {
                (true, Some(edge)) => (Role::PublisherNotice, edge, PROVEN),
                // News that is a paragraph of its own is no header or footer: it stays.
                _ => {
                    let confidence = if recurs { rule.confidence * RECURS } else { rule.confidence };
                    (rule.role, rule.placement.unwrap_or(Placement::Body), confidence)
                }
            });
        }
        let mut alone = window::stands_alone(text, whole);
        if rule.alone && self.field == Field::Title {
            return Err(Why::InTitle);
        }
        if legal {
            alone = alone.or_else(|| window::edge(text, whole));
        }
        if rule.alone && alone.is_none() {
            return Err(Why::NotAlone);
        }
        if alone.is_none() && window::in_quotation_marks(text, whole) {
            return Err(Why::Quoted);
        }
        let placement = rule.placement.or(alone).unwrap_or(Placement::InlineLabel);
        let proven = legal || designation && self.is_own_notice(whole, subject);
        // The first paragraph under a title that tells the same is the story's own beginning.
        let lead = designation && rule.alone && placement == Placement::Header && self.told.contains(&rule.kind);
        if lead && !proven {
            return Ok((Role::NewsMention, Placement::Body, rule.confidence));
        }
        Ok((rule.role, placement, if proven { PROVEN } else { rule.confidence }))
    }

    /// Whether the match's paragraph is known to stand with many of the feed's articles.
    fn recurs(&self, whole: &Range<usize>) -> bool {
        self.recurring.is_some_and(|known| {
            let paragraph = window::around(self.shadow.text(), whole);
            boilerplate::recurs(known, self.shadow.published(paragraph.start, paragraph.end).text)
        })
    }

    /// Whether the paragraph is a short one at the end of the text that says so of the outlet
    /// itself and reports nobody's words.
    fn is_own_notice(&self, whole: &Range<usize>, subject: Option<&str>) -> bool {
        let text = self.shadow.text();
        let paragraph = window::around(text, whole);
        paragraph.len() <= NOTICE_REACH
            && window::edge(text, whole) == Some(Placement::Footer)
            && subject.is_some_and(|subject| self.names.has(subject))
            && !window::reports(text.get(paragraph).unwrap_or_default())
    }
}

/// What was done: the first cue that is in the match's clause, or else in its sentence. What an aside
/// tells ("the sanctions imposed in 2014") counts only where nothing else says what was done, and what
/// another clause denies does not deny the claim.
fn action(rule: &Rule, text: &str, sentence: &Range<usize>, quoted: &Range<usize>) -> Action {
    if rule.cues.is_empty() {
        return rule.action;
    }
    let clause = window::clause(text, sentence, quoted);
    let words = text.get(clause.clone()).unwrap_or_default();
    let main = without(words, &rule.asides);
    let other = || {
        let words = text.get(sentence.clone()).filter(|_| clause != *sentence)?;
        first(rule, &without(words, &rule.asides), |action| action != Action::Mentioned)
    };
    let aside = || matches!(main, Cow::Owned(_)).then(|| first(rule, words, |_| true)).flatten();
    let told = first(rule, &main, |_| true);
    // Of several deeds that a clause tells, the change that stands in the evidence itself is the claim's.
    let closer = || {
        let evidence = text.get(quoted.clone())?;
        first(rule, &without(evidence, &rule.asides), is_change)
    };
    let told = match told {
        Some(Action::Upheld | Action::Enforced | Action::Evaded) => closer().or(told),
        Some(action) if is_change(action) => closer().or(told),
        _ => told,
    };
    told.or_else(other).or_else(aside).unwrap_or(rule.action)
}

/// Whether the action changes a measure that is there.
fn is_change(action: Action) -> bool {
    matches!(action, Action::Extended | Action::Tightened | Action::Eased | Action::Suspended | Action::Lifted)
}

/// The first cue in the words that says what counts.
fn first(rule: &Rule, words: &str, counts: impl Fn(Action) -> bool) -> Option<Action> {
    let mut cues = rule.cues.iter().filter(|(action, _)| counts(*action));
    cues.find(|(_, cue)| cue.is_match(words)).map(|(action, _)| *action)
}

/// The words without the asides in them.
fn without<'t>(words: &'t str, asides: &[Expression]) -> Cow<'t, str> {
    let mut left = Cow::Borrowed(words);
    for aside in asides.iter().filter_map(Expression::get) {
        if let Cow::Owned(cut) = aside.replace_all(&left, "$keep ") {
            left = Cow::Owned(cut);
        }
    }
    left
}
