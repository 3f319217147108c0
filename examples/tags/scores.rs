//! What tags are worth beside labels: a document has a kind in a role or not; spans, roles, actions and
//! placements are compared where a tag of the label's kind overlaps it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use wiredesk::model::Tag;

use crate::labelled::{Label, Text};

/// Right of all.
#[derive(Default, Clone, Copy)]
struct Share(usize, usize);

/// True and false alarms, and misses.
#[derive(Default, Clone, Copy)]
struct Count {
    hits: usize,
    alarms: usize,
    misses: usize,
}

/// Of a set of texts.
#[derive(Default)]
pub struct Scores {
    roles: BTreeMap<String, Count>,
    kinds: BTreeMap<String, Count>,
    clean: Share,
    quotes: Share,
    overlap: Share,
    exact: Share,
    contained: Share,
    role: Share,
    action: Share,
    placement: Share,
    pub misses: Vec<String>,
}

/// Whether a label of the text says what the tag says.
pub fn is_right(text: &Text, tag: &Tag) -> bool {
    text.labels
        .iter()
        .any(|label| label.kind == tag.kind.as_str() && label.role == tag.role.as_str() && meets(label, tag))
}

/// Whether they concern the same words; a label without a span concerns the whole text.
fn meets(label: &Label, tag: &Tag) -> bool {
    match (label.start, label.end) {
        (Some(start), Some(end)) => tag.start < end && start < tag.end,
        _ => true,
    }
}

impl Scores {
    /// Adds a text and its tags.
    pub fn add(&mut self, text: &Text, tags: &[Tag]) {
        let optional = |kind: &str| text.optional.iter().any(|known| known == kind);
        let got: BTreeSet<(&str, &str)> =
            tags.iter().map(|tag| (tag.role.as_str(), tag.kind.as_str())).filter(|(_, kind)| !optional(kind)).collect();
        let want: BTreeSet<(&str, &str)> = text
            .labels
            .iter()
            .map(|label| (label.role.as_str(), label.kind.as_str()))
            .filter(|(_, kind)| !optional(kind))
            .collect();
        for (role, kind) in got.union(&want).copied() {
            let (said, meant) = (got.contains(&(role, kind)), want.contains(&(role, kind)));
            if said && !meant && !text.complete {
                continue;
            }
            for count in
                [self.roles.entry(role.to_owned()).or_default(), self.kinds.entry(kind.to_owned()).or_default()]
            {
                count.hits += usize::from(said && meant);
                count.alarms += usize::from(said && !meant);
                count.misses += usize::from(!said && meant);
            }
            if said != meant {
                let what = if meant { "missed" } else { "false" };
                let quotes: Vec<_> =
                    tags.iter().filter(|tag| tag.kind.as_str() == kind).map(|tag| tag.quote.as_str()).collect();
                let seen: String = text.text.chars().take(160).map(|c| if c == '\n' { '/' } else { c }).collect();
                self.misses.push(format!("{} {} {what} {role} {kind} {quotes:?} in {seen:?}", text.id, text.lang));
            }
        }
        if text.is_clean() {
            self.clean.count(!got.is_empty());
        }
        for tag in tags.iter().filter(|tag| tag.field == "body") {
            let words: String = text.text.chars().skip(tag.start).take(tag.end - tag.start).collect();
            self.quotes.count(words == tag.quote);
        }
        text.labels.iter().for_each(|label| self.label(text, label, tags));
    }

    fn label(&mut self, text: &Text, label: &Label, tags: &[Tag]) {
        let found = tags.iter().find(|tag| tag.kind.as_str() == label.kind && meets(label, tag));
        if let (Some(start), Some(end)) = (label.start, label.end) {
            self.overlap.count(found.is_some());
            if let Some(tag) = found {
                self.exact.count((tag.start, tag.end) == (start, end));
                let contained = start <= tag.start && tag.end <= end;
                self.contained.count(contained);
                if !contained {
                    self.misses.push(format!("{} {} span {:?}", text.id, text.lang, tag.quote));
                }
            }
        }
        let Some(tag) = found else { return };
        self.role.count(tag.role.as_str() == label.role);
        if let Some(action) = &label.action {
            self.action.count(tag.action.as_str() == action);
            if tag.action.as_str() != action {
                let got = tag.action.as_str();
                self.misses.push(format!("{} {} action {action} got {got} for {:?}", text.id, text.lang, tag.quote));
            }
        }
        if let Some(placement) = &label.placement {
            self.placement.count(tag.placement.as_str() == placement);
        }
    }
}

impl Share {
    fn count(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.0, self.1)?;
        if self.1 > 0 { write!(f, " = {:.3}", self.0 as f64 / self.1 as f64) } else { Ok(()) }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = |of: usize| if of == 0 { "-".to_owned() } else { format!("{:.3}", self.hits as f64 / of as f64) };
        let (said, meant) = (self.hits + self.alarms, self.hits + self.misses);
        write!(f, "{} | {} | {} | {} | {}", ratio(said), ratio(meant), self.hits, self.alarms, self.misses)
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | precision | recall | right | false | missed |\n|---|---|---|---|---|---|")?;
        for (name, count) in self.roles.iter().chain(&self.kinds) {
            writeln!(f, "| {name} | {count} |")?;
        }
        let shares = [
            ("clean texts tagged", self.clean),
            ("labels overlapped", self.overlap),
            ("of these, span exact", self.exact),
            ("span exact or contained", self.contained),
            ("role", self.role),
            ("action", self.action),
            ("placement", self.placement),
            ("quotes that are the text", self.quotes),
        ];
        shares.iter().filter(|(_, share)| share.1 > 0).try_for_each(|(name, share)| writeln!(f, "{name}: {share}"))
    }
}
