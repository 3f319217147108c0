//! From a text to its tags: one pass for anchors, then the few rules they belong to.

use std::{collections::BTreeMap, ops::Range};

use regex::Captures;

use super::{
    fold::{self, Shadow},
    format::Field,
    rules::{Rule, Rules},
    window,
};
use crate::model::{Action, Kind, Placement, Role, Tag};

/// What a rule's `authority` says where the outlet itself is meant.
const PUBLISHER: &str = "{publisher}";
/// Matches of one rule that are looked at in one field: a rule that matches more
/// often says nothing new, and a hostile text must not buy time with repetition.
const MATCH_LIMIT: usize = 256;
/// Hits closer than this, in bytes, share a window.
const CROWD: usize = 256;

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
}

impl Rules {
    /// The tags of an article, in the order of its fields and of the words in them.
    /// Of two tags of one kind that overlap, the surer stands, then the longer.
    pub fn tag(&self, input: &Input<'_>) -> Vec<Tag> {
        let mut tags = Vec::new();
        let fields = [(Field::Title, input.title), (Field::Summary, input.summary), (Field::Body, input.body)];
        for (field, text) in fields {
            if let Some(text) = text {
                tags.extend(self.field(field, text, input));
            }
        }
        tags
    }

    fn field(&self, field: Field, text: &str, input: &Input<'_>) -> Vec<Tag> {
        let hits = self.hits(text);
        if hits.is_empty() {
            return Vec::new();
        }
        let shadow = Shadow::of(text);
        let mut found = Vec::new();
        for (number, hits) in hits {
            let Some(rule) = self.all.get(number).filter(|rule| rule.reads(field, input.language)) else { continue };
            let matches = windows(shadow.text(), &hits).into_iter().flat_map(|window| rule.find(&shadow, window));
            for tag in matches.take(MATCH_LIMIT).flatten() {
                found.push((number, self.tag_of(rule, field, tag, input)));
            }
        }
        resolve(found)
    }

    /// The places of each candidate rule's anchors, by the rule's number.
    fn hits(&self, text: &str) -> BTreeMap<usize, Vec<Range<usize>>> {
        let mut hits: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        let scanned = fold::scannable(text);
        for hit in self.anchors.find_overlapping_iter(&*scanned) {
            for &rule in self.owners.get(hit.pattern().as_usize()).into_iter().flatten() {
                hits.entry(rule).or_default().push(hit.range());
            }
        }
        hits
    }

    fn tag_of(&self, rule: &Rule, field: Field, found: Found, input: &Input<'_>) -> Tag {
        let known =
            rule.authority.as_deref().and_then(|name| if name == PUBLISHER { input.publisher } else { Some(name) });
        Tag {
            kind: rule.kind,
            role: rule.role,
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
            confidence: rule.confidence,
            rule: rule.id.clone(),
            rules_version: self.version().to_owned(),
        }
    }
}

/// What a rule's expression found.
struct Found {
    start: usize,
    end: usize,
    quote: String,
    placement: Placement,
    action: Action,
    subject: Option<String>,
    authority: Option<String>,
    programme: Option<String>,
}

impl Rule {
    /// Whether the rule is for this field, and not for news in another language.
    fn reads(&self, field: Field, language: Option<&str>) -> bool {
        let primary = language.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag));
        let spoken = self.lang.is_empty()
            || self.role == Role::PublisherNotice
            || primary.is_none_or(|tag| self.lang.iter().any(|lang| lang.eq_ignore_ascii_case(tag)));
        spoken && (self.fields.is_empty() || self.fields.contains(&field))
    }

    /// The matches in a window, one by one: what each proves, or nothing.
    fn find<'s>(&'s self, shadow: &'s Shadow<'_>, window: Range<usize>) -> impl Iterator<Item = Option<Found>> + 's {
        let mut at = window.start;
        std::iter::from_fn(move || {
            // The text before the window stays in sight, so that `^` and `\b` mean what they say.
            let seen = shadow.text().get(..window.end).filter(|seen| at < seen.len())?;
            let captures = self.pattern.captures_at(seen, at)?;
            let whole = captures.get(0)?.range();
            at = window::boundary_from(seen, whole.end.max(whole.start + 1));
            Some(self.judge(shadow, &whole, &captures))
        })
    }

    fn judge(&self, shadow: &Shadow<'_>, whole: &Range<usize>, captures: &Captures<'_>) -> Option<Found> {
        let text = shadow.text();
        let mut quoted = captures.name("quote").map_or(whole.clone(), |m| m.range());
        if let Some(rest) = captures.name("rest") {
            quoted.end = quoted.end.min(rest.start()).max(quoted.start);
        }
        let quoted = trimmed(text, quoted);
        let alone = stands_alone(text, whole);
        if quoted.is_empty() || (self.alone && alone.is_none()) {
            return None;
        }
        let sentence = window::sentence(text, whole);
        if !self.require.iter().all(|cue| cue.is_match(sentence)) || self.not.iter().any(|cue| cue.is_match(sentence)) {
            return None;
        }
        let quote = shadow.published(quoted.start, quoted.end);
        if self.upper && quote.text.chars().any(char::is_lowercase) {
            return None;
        }
        let named = |name| captures.name(name).map(|m| shadow.published(m.start(), m.end()).text.trim().to_owned());
        Some(Found {
            start: quote.start,
            end: quote.end,
            quote: quote.text.to_owned(),
            placement: self.placement.unwrap_or(match self.role {
                Role::PublisherNotice => alone.unwrap_or(Placement::InlineLabel),
                // News that is a paragraph of its own is no header or footer: it stays.
                Role::NewsMention => Placement::Body,
            }),
            action: self.cues.iter().find(|(_, cue)| cue.is_match(sentence)).map_or(self.action, |(action, _)| *action),
            subject: named("subject"),
            authority: named("authority").or_else(|| named("by")),
            programme: named("programme"),
        })
    }
}

/// The range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

/// Header or footer, where the match is all that its paragraph says.
fn stands_alone(text: &str, whole: &Range<usize>) -> Option<Placement> {
    let (before, after) = (text.get(..whole.start)?, text.get(whole.end..)?);
    let above = before.get(..rest_of_paragraph(before.char_indices().rev(), 0)?)?;
    let below = after.get(rest_of_paragraph(after.char_indices(), after.len())?..)?;
    let first = !above.chars().rev().any(char::is_alphanumeric);
    let more = below.contains(char::is_alphanumeric);
    Some(if first && more { Placement::Header } else { Placement::Footer })
}

/// The offset of the blank line that ends the paragraph, or `end`; nothing where the
/// paragraph still says something on the way.
fn rest_of_paragraph(chars: impl Iterator<Item = (usize, char)>, end: usize) -> Option<usize> {
    let mut line_break = false;
    for (at, c) in chars {
        match c {
            '\n' if line_break => return Some(at),
            '\n' => line_break = true,
            _ if c.is_alphanumeric() => return None,
            _ if c.is_whitespace() => (),
            _ => line_break = false,
        }
    }
    Some(end)
}

/// The windows around the hits, which are in order; those that touch are one, so that no
/// word is read twice.
fn windows(text: &str, hits: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    let mut reached = 0;
    for hit in hits {
        // Where hits crowd, the next window would hardly go further than the last.
        if windows.last().is_some_and(|last| hit.end <= last.end) && hit.start < reached + CROWD {
            continue;
        }
        reached = hit.start;
        let next = window::around(text, hit);
        match windows.last_mut() {
            Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
            _ => windows.push(next),
        }
    }
    windows
}

/// Of the tags of one kind that overlap, keeps the surer, then the longer, then the earlier.
fn resolve(mut found: Vec<(usize, Tag)>) -> Vec<Tag> {
    found.sort_by(|(a_rule, a), (b_rule, b)| {
        let length = |tag: &Tag| tag.end - tag.start;
        (b.confidence.total_cmp(&a.confidence))
            .then(length(b).cmp(&length(a)))
            .then((a.start, a_rule).cmp(&(b.start, b_rule)))
    });
    let mut kept: BTreeMap<(Kind, usize), Tag> = BTreeMap::new();
    for (_, tag) in found {
        let before = kept.range(..=(tag.kind, tag.start)).next_back().map(|(_, tag)| tag);
        let after = kept.range((tag.kind, tag.start)..).next().map(|(_, tag)| tag);
        let clashes = |other: &Tag| other.kind == tag.kind && other.start < tag.end && tag.start < other.end;
        if !before.is_some_and(clashes) && !after.is_some_and(clashes) {
            kept.insert((tag.kind, tag.start), tag);
        }
    }
    let mut tags: Vec<Tag> = kept.into_values().collect();
    tags.sort_by_key(|tag| (tag.start, tag.end, tag.kind));
    tags
}
