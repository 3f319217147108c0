//! Why two articles are copies or are not: the comparison with the words behind its hashes.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    Guard, Limits, Verdict, Weighed, is_exact, is_half, judge,
    sketch::{Spelled, spell},
};
use crate::{
    model::Article,
    state::{Index, View},
};

/// A word pair that both have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shared {
    /// Its words; of a script without spaces its characters.
    pub pair: String,
    /// How much it tells, 0 to 1: the rarer lately and the longer its words, the more.
    pub weight: f32,
    /// Whether it stands in other recent articles of a publisher: its form, which weighs nothing.
    pub form: bool,
}

/// A figure, date, weekday or name that one has and the other lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// `a` or `b`.
    pub of: &'static str,
    /// As it is written, folded.
    pub text: String,
}

/// A comparison as a person wants to see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What the second is to the first by its words: `near`, `revision`, `distinct`.
    pub verdict: &'static str,
    /// Whether the words are the same, all of them.
    pub exact: bool,
    /// Whether the titles have the same words.
    pub titles: bool,
    /// What the other holds of the shorter text, by weight, 0 to 1.
    pub containment: f32,
    /// What is needed of that.
    pub containment_needed: f32,
    /// What they share of both, by weight, 0 to 1.
    pub jaccard: f32,
    /// What is needed of that; less where `containment` reaches what long texts need.
    pub jaccard_needed: f32,
    /// What the other holds of the shorter text in runs of five words and more, 0 to 1; absent for texts of which a
    /// sample alone is compared.
    pub copied: Option<f32>,
    /// What is needed of that where neither title nor most of the text is the same.
    pub copied_needed: f32,
    /// Whether the first, of another publisher, has nearly all of the second's title in runs of words.
    pub headed: bool,
    /// Whether the index would have looked at it: it looks at the likeliest only.
    pub candidate: bool,
    /// What spoke against it, in words.
    pub guards: Vec<&'static str>,
    /// Pairs of each that were compared.
    pub pairs: [usize; 2],
    /// Pairs that both have, the weightiest first.
    pub shared: Vec<Shared>,
    /// Figures, dates and weekdays of one side alone.
    pub figures: Vec<Mark>,
    /// Names in the title of one that the other does not mention.
    pub names: Vec<Mark>,
}

/// Compares `new` with `known`, which may stand in the index, and says all that led to the verdict.
pub fn explain(
    known: (&Article, View<'_>),
    new: (&Article, View<'_>),
    index: &Index,
    now: jiff::Timestamp,
) -> Explanation {
    let limits = Limits::default();
    let (a, b) = (known.1, new.1);
    let weighed = Weighed::of(b, new.0);
    let judgement = judge(&weighed, a, index, &limits);
    let mut guards: Vec<_> = judgement.guards.iter().map(|guard| guard.as_str()).collect();
    let mut verdict = judgement.verdict;
    if verdict != Verdict::Distinct && !is_half(&weighed, a.story, index, &limits) {
        guards.push(Guard::HalfOfStory.as_str());
        verdict = Verdict::Distinct;
    }
    let (of_a, of_b) = (spell(known.0), spell(new.0));
    let counted: HashMap<u32, f32> = judgement.shared.iter().copied().collect();
    let spelled = |pair: &u32| {
        let weight = index.weight(*pair);
        let form = counted.get(pair).is_some_and(|counted| *counted < weight);
        let pair = of_b.pairs.get(pair).cloned().unwrap_or_default();
        Shared { pair, weight: if form { 0.0 } else { weight }, form }
    };
    let common = b.shingles.iter().filter(|pair| a.shingles.binary_search(pair).is_ok());
    let mut shared: Vec<_> = common.map(spelled).collect();
    shared.sort_by(|x, y| y.weight.total_cmp(&x.weight).then(x.pair.cmp(&y.pair)));
    let long = [a, b].iter().all(|view| view.traits.has(crate::state::Traits::LONG));
    Explanation {
        verdict: match verdict {
            Verdict::Near => "near",
            Verdict::Revision => "revision",
            Verdict::Distinct => "distinct",
        },
        exact: is_exact(a, b),
        titles: judgement.titles,
        containment: judgement.containment,
        containment_needed: if long { limits.long_containment } else { limits.containment },
        jaccard: judgement.jaccard,
        jaccard_needed: if long { 0.0 } else { limits.jaccard },
        copied: judgement.copied,
        copied_needed: limits.copied,
        headed: judgement.headed,
        candidate: index.candidates(b, now).iter().any(|view| view.id == a.id),
        guards,
        pairs: [a.shingles.len(), b.shingles.len()],
        shared,
        figures: lacking((a.figures, b.figures), (b.figures, a.figures), (&of_a, &of_b), |spelled| &spelled.figures),
        names: lacking((a.names, b.mentions), (b.names, a.mentions), (&of_a, &of_b), |spelled| &spelled.names),
    }
}

/// What either side has and the other lacks: of each, its own marks and the other's.
fn lacking(
    of_a: (&[u16], &[u16]),
    of_b: (&[u16], &[u16]),
    spelled: (&Spelled, &Spelled),
    table: fn(&Spelled) -> &HashMap<u16, String>,
) -> Vec<Mark> {
    let side = |of: &'static str, (own, other): (&[u16], &[u16]), words: &Spelled| {
        let alone = own.iter().filter(|mark| other.binary_search(mark).is_err());
        alone.map(|mark| Mark { of, text: table(words).get(mark).cloned().unwrap_or_default() }).collect::<Vec<_>>()
    };
    let mut marks = side("a", of_a, spelled.0);
    marks.extend(side("b", of_b, spelled.1));
    marks
}
