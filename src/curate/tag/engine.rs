//! From a text to its tags: one pass for anchors, then the few rules they belong to.

use std::ops::Range;

use super::{
    explain::{Outcome, Step},
    fold::{self, Shadow},
    format::Field,
    judge::{Found, Scene},
    publisher::Names,
    resolve::resolve,
    rules::{Rule, Rules},
    window,
};
use crate::model::{Kind, Recurring, Role, Tag};

/// What a rule's `authority` says where the outlet itself is meant.
const PUBLISHER: &str = "{publisher}";
/// Matches of one rule that are looked at in one field: a rule that matches more
/// often says nothing new, and a hostile text must not buy time with repetition.
const MATCH_LIMIT: usize = 256;
/// How far from its start the anchor of a rule for the start of a field may be, in bytes.
const START_REACH: usize = 200;

/// The published text of an article, and what is known of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// One line.
    pub title: Option<&'a str>,
    /// Paragraphs parted by blank lines.
    pub summary: Option<&'a str>,
    /// Paragraphs parted by blank lines.
    pub body: Option<&'a str>,
    /// BCP 47. Rules for news in another language are left out; notices are looked for in all.
    pub language: Option<&'a str>,
    /// Who publishes it: the authority of corrections and withdrawals.
    pub publisher: Option<&'a str>,
    /// What the feed, its titles and the config call the outlet: beside the publisher's domain, the
    /// names that a notice calls it by.
    pub names: &'a [&'a str],
    /// What recurs over the feed's articles.
    pub recurring: Option<&'a Recurring>,
}

impl<'a> Input<'a> {
    fn fields(&self) -> impl Iterator<Item = (Field, &'a str)> {
        let fields = [(Field::Title, self.title), (Field::Summary, self.summary), (Field::Body, self.body)];
        fields.into_iter().filter_map(|(field, text)| Some((field, text?)))
    }
}

impl Rules {
    /// The tags of an article, in the order of its fields and of the words in them.
    /// Of two tags of one kind that overlap, the surer stands, then the longer.
    pub fn tag(&self, input: &Input<'_>) -> Vec<Tag> {
        self.run(input, None)
    }

    /// The tags, and what every rule made of every anchor.
    pub fn explain(&self, input: &Input<'_>) -> (Vec<Tag>, Vec<Step>) {
        let mut steps = Vec::new();
        let tags = self.run(input, Some(&mut steps));
        (tags, steps)
    }

    fn run(&self, input: &Input<'_>, mut steps: Option<&mut Vec<Step>>) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for (field, text) in input.fields() {
            let told: Vec<Kind> = tags.iter().filter(|tag| tag.field == "title").map(|tag| tag.kind).collect();
            let found = self.field(field, text, input, &told, steps.as_deref_mut());
            tags.extend(found);
        }
        tags
    }

    fn field(
        &self,
        field: Field,
        text: &str,
        input: &Input<'_>,
        told: &[Kind],
        mut steps: Option<&mut Vec<Step>>,
    ) -> Vec<Tag> {
        let candidates = self.candidates(field, text, input.language, steps.as_deref_mut());
        if candidates.is_empty() {
            return Vec::new();
        }
        let shadow = Shadow::of(text);
        let names = Names::of(input);
        let scene = Scene { shadow: &shadow, field, told, names: &names, recurring: input.recurring };
        let mut found = Vec::new();
        for group in candidates.chunk_by(|a, b| a.rule == b.rule) {
            let Some(rule) = group.first().and_then(|hit| self.all.get(hit.rule as usize)) else { continue };
            let mut left = MATCH_LIMIT;
            let mut reached = 0;
            for hit in group {
                // A window that the last one covered holds nothing new.
                if hit.range.start < reached || left == 0 {
                    continue;
                }
                let window = rule.window(shadow.text(), &hit.range);
                reached = window.end;
                let mut any = false;
                for outcome in scene.matches(rule, window.clone()).take(left) {
                    left -= 1;
                    any = true;
                    if let Some(steps) = steps.as_deref_mut() {
                        steps.push(self.step(rule, field, hit, Outcome::of(&outcome)));
                    }
                    if let Ok(one) = outcome {
                        found.push((hit.rule, self.tag_of(rule, field, one, input)));
                    }
                }
                if let Some(steps) = steps.as_deref_mut().filter(|_| !any) {
                    let seen = shadow.text().get(window).unwrap_or_default().to_owned();
                    steps.push(self.step(rule, field, hit, Outcome::NoMatch(seen)));
                }
            }
        }
        let kept = resolve(found);
        if let Some(steps) = steps {
            steps.iter_mut().filter(|step| step.field == field.as_str()).for_each(|step| step.settle(&kept));
        }
        kept
    }

    /// The anchors in the text whose rules read it, by rule and place.
    fn candidates(&self, field: Field, text: &str, lang: Option<&str>, mut steps: Option<&mut Vec<Step>>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let scanned = fold::scannable(text);
        for found in self.anchors.find_overlapping_iter(&*scanned) {
            let anchor = found.pattern().as_usize();
            for &number in self.owners.get(anchor).map(|(_, rules)| rules).into_iter().flatten() {
                let Some(rule) = self.all.get(number as usize) else { continue };
                let hit = Hit { rule: number, anchor, range: found.range() };
                match rule.reads(field, lang, &hit.range) {
                    Ok(()) => hits.push(hit),
                    Err(why) => {
                        if let Some(steps) = steps.as_deref_mut() {
                            steps.push(self.step(rule, field, &hit, why));
                        }
                    }
                }
            }
        }
        hits.sort_unstable_by_key(|hit| (hit.rule, hit.range.start, hit.range.end));
        hits
    }

    fn step(&self, rule: &Rule, field: Field, hit: &Hit, outcome: Outcome) -> Step {
        let anchor = self.owners.get(hit.anchor).map(|(anchor, _)| anchor.clone()).unwrap_or_default();
        Step { field: field.as_str(), rule: rule.id.clone(), anchor, outcome }
    }

    fn tag_of(&self, rule: &Rule, field: Field, found: Found, input: &Input<'_>) -> Tag {
        let known =
            rule.authority.as_deref().and_then(|name| if name == PUBLISHER { input.publisher } else { Some(name) });
        Tag {
            kind: rule.kind,
            role: found.role,
            placement: found.placement,
            action: found.action,
            subject: found.subject,
            authority: found.authority.or(known.map(str::to_owned)),
            jurisdiction: rule.jurisdiction.clone(),
            programme: found.programme,
            field: field.as_str().to_owned(),
            start: found.start,
            end: found.end,
            quote: found.quote,
            confidence: found.confidence,
            rule: rule.id.clone(),
            rules_version: self.version().to_owned(),
        }
    }
}

/// An anchor of a rule in a text, by bytes of the shadow.
struct Hit {
    rule: u32,
    anchor: usize,
    range: Range<usize>,
}

impl Rule {
    /// Whether the rule is for this field, this place in it, and not for news in another language.
    fn reads(&self, field: Field, language: Option<&str>, at: &Range<usize>) -> Result<(), Outcome> {
        if self.at_start && at.start > START_REACH {
            return Err(Outcome::NotAtStart);
        }
        if !self.fields.is_empty() && !self.fields.contains(&field) {
            return Err(Outcome::OtherField);
        }
        let primary = language.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag));
        let spoken = self.lang.is_empty()
            || self.role == Role::PublisherNotice
            || primary.is_none_or(|tag| self.lang.iter().any(|lang| lang.eq_ignore_ascii_case(tag)));
        if spoken { Ok(()) } else { Err(Outcome::OtherLanguage) }
    }

    /// What of the text the rule's expression sees around an anchor.
    fn window(&self, text: &str, hit: &Range<usize>) -> Range<usize> {
        match self.within {
            super::format::Within::Sentence => window::sentence(text, hit),
            super::format::Within::Paragraph => window::around(text, hit),
        }
    }
}
