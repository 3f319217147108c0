//! Whether two fingerprints are copies of one text: how much they share, and what speaks
//! against it all the same.

use std::cell::OnceCell;

use super::course::{Course, Runs};
use crate::{
    model::Article,
    state::{Index, Traits, View},
};

/// By how much two texts must agree. Shares are of weights: see [`Index::weight`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Of the shorter text, what the other must hold.
    pub containment: f32,
    /// Of both together, what they must share.
    pub jaccard: f32,
    /// As `containment`, for texts of over a hundred words, and where `jaccard` is missed.
    pub long_containment: f32,
    /// Pairs in common that tell something; with fewer the titles must be the same.
    pub informative: usize,
    /// Whether the same long title at another publisher is enough.
    pub titles: bool,
    /// Of the shorter text, what must be shared in runs of five words and more, where the order of words is known.
    pub copied: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { containment: 0.5, jaccard: 0.25, long_containment: 0.8, informative: 5, titles: true, copied: 0.48 }
    }
}

/// A pair weighs less than this where it tells nothing.
const TELLS: f32 = 0.3;
/// Share of a title that another text of another publisher must hold in runs to be headed by it.
const HEADED: f32 = 0.8;
/// Seconds within which a changed figure under the same title is a correction.
const CORRECTION: u32 = 86_400;
/// Other articles of a publisher in which a pair may stand before it counts as its form.
const TEMPLATE: u8 = 2;

/// What speaks against a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Each side has a figure, date or weekday that the other lacks.
    Figures,
    /// Each title names somebody whom the other text does not, at one publisher.
    Names,
    /// A page that goes on changing.
    Live,
    /// Too few pairs that tell something, and other titles.
    TooFew,
    /// Too little in common.
    TooLittle,
    /// Much in common, but few runs of words.
    Turns,
    /// It matches less than half of the story.
    HalfOfStory,
}

impl Guard {
    /// What it says to a person.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Figures => "each side has a figure, date or weekday that the other lacks",
            Self::Names => "each title names somebody whom the other text does not (same publisher)",
            Self::Live => "a live page",
            Self::TooFew => "too few word pairs that tell something, and the titles differ",
            Self::TooLittle => "too little in common",
            Self::Turns => "what they have in common are short turns, names and what is quoted, not runs of five words",
            Self::HalfOfStory => "it matches less than half of the story",
        }
    }
}

/// What two articles are to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Copies of one text.
    Near,
    /// The same item with other figures.
    Revision,
    /// Two texts.
    Distinct,
}

/// A comparison, with all that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What they are.
    pub verdict: Verdict,
    /// What the other holds of the shorter text, by weight, 0 to 1.
    pub containment: f32,
    /// What they share of both, by weight, 0 to 1.
    pub jaccard: f32,
    /// Pairs in common, with their weights; 0 for those that are the publisher's form.
    pub shared: Vec<(u32, f32)>,
    /// Whether the titles have the same words.
    pub titles: bool,
    /// Whether the known article, of another publisher, has nearly all of the new one's title in runs of words.
    pub headed: bool,
    /// What the other holds of the shorter text in runs of words, 0 to 1; absent where their order is not known.
    pub copied: Option<f32>,
    /// What spoke against it.
    pub guards: Vec<Guard>,
}

/// Words of the filter that tells most fingerprints far from another one.
const FILTER: usize = 64;

/// A fingerprint with the weights of its pairs, which are looked up once and only when asked for.
pub struct Weighed<'a> {
    /// The article.
    pub view: View<'a>,
    /// What it was made of.
    article: Option<&'a Article>,
    course: OnceCell<Course>,
    weights: OnceCell<Vec<f32>>,
    /// What most others are told far from it by.
    pairs: Filter,
}

/// A bit for each of some pairs, by its hash.
struct Filter([u64; FILTER]);

impl Filter {
    fn of(pairs: impl Iterator<Item = u32>) -> Self {
        let mut bits = [0; FILTER];
        pairs.map(place).for_each(|(word, bit)| bits[word] |= 1 << bit);
        Self(bits)
    }

    /// 1 for one of the pairs, and for few others; else 0.
    fn may_hold(&self, pair: u32) -> u32 {
        let (word, bit) = place(pair);
        (self.0[word] >> bit & 1) as u32
    }
}

impl<'a> Weighed<'a> {
    /// To be weighed.
    pub fn new(view: View<'a>) -> Self {
        let pairs = Filter::of(view.shingles.iter().copied());
        Self { view, article: None, course: OnceCell::new(), weights: OnceCell::new(), pairs }
    }

    /// The same with what it was made of: so it is known in what order its pairs stand.
    pub fn of(view: View<'a>, article: &'a Article) -> Self {
        Self { article: Some(article), ..Self::new(view) }
    }

    fn has_title_of(&self, known: &View<'_>) -> bool {
        self.view.title != 0 && self.view.title == known.title
    }

    /// How many of some pairs it may have: as many as it has, or a few more.
    fn count_about(&self, pairs: &[u32]) -> usize {
        pairs.iter().map(|pair| self.pairs.may_hold(*pair)).sum::<u32>() as usize
    }

    /// What stands in runs of its pairs that are shared with a text of which all pairs are known.
    fn runs(&self, shared: &[(u32, f32)], level: u8, index: &Index) -> Option<Runs> {
        let article = self.article.filter(|_| level == 0)?;
        let course = self.course.get_or_init(|| Course::of(article));
        let weights = self.weights(index);
        let weight = |pair: u32| self.view.shingles.binary_search(&pair).map_or(0.0, |at| weights[at]);
        Some(course.runs(shared, weight))
    }

    fn weights(&self, index: &Index) -> &[f32] {
        self.weights.get_or_init(|| index.weights(self.view.shingles).collect())
    }
}

/// Where a pair stands in the filter. Its last bits are no hash, and the first ones are alike in a sample.
fn place(pair: u32) -> (usize, u32) {
    ((pair >> 8) as usize % FILTER, (pair >> 2) % 64)
}

/// The pairs below a level, of a list that was sampled at it or at a finer one.
fn at_level<'a>(view: &View<'a>, level: u8) -> &'a [u32] {
    if level == view.level {
        return view.shingles;
    }
    let below = u32::MAX >> level;
    &view.shingles[..view.shingles.partition_point(|shingle| *shingle < below)]
}

/// Whether a known article is far from a new one, as nearly all are: it has another title, and less than a fifth of
/// the pairs.
pub fn is_far(new: &Weighed<'_>, known: &View<'_>) -> bool {
    if new.has_title_of(known) {
        return false;
    }
    let level = new.view.level.max(known.level);
    let (ours, theirs) = (at_level(&new.view, level), at_level(known, level));
    let few = |common: usize| common * 5 < ours.len().min(theirs.len());
    few(new.count_about(theirs)) || few(count_common(ours, theirs))
}

/// Compares a new article with a known one.
pub fn judge(new: &Weighed<'_>, known: View<'_>, index: &Index, limits: &Limits) -> Judgement {
    // Of what is far nothing more is looked up.
    if is_far(new, &known) { far(new.has_title_of(&known)) } else { compare(new, known, index, limits) }
}

/// Compares it with one that is not far.
pub fn compare(new: &Weighed<'_>, known: View<'_>, index: &Index, limits: &Limits) -> Judgement {
    let titles = new.has_title_of(&known);
    let level = new.view.level.max(known.level);
    let (ours, theirs) = (at_level(&new.view, level), at_level(&known, level));
    let common = intersect(ours, theirs);
    let weights = new.weights(index);
    let mut shared: Vec<_> = common.into_iter().map(|at| (ours[at], weights[at])).collect();
    let ours_weight: f32 = weights[..ours.len()].iter().sum();
    let theirs_weight: f32 = index.weights(theirs).sum();
    let (containment, jaccard) = shares(&shared, ours_weight, theirs_weight, 0.0);
    if containment < limits.containment && !titles {
        return Judgement { containment, jaccard, shared, ..far(titles) };
    }
    let runs = new.runs(&shared, level, index);
    let headed = new.view.publisher != known.publisher && runs.as_ref().is_some_and(|runs| runs.title >= HEADED);
    let form = weigh_nothing_of_form(&mut shared, new.view, known, index);
    let (containment, jaccard) = shares(&shared, ours_weight, theirs_weight, form);
    let copied = runs.map(|runs| {
        let within = shared.iter().zip(runs.within).filter_map(|(one, within)| within.then_some(*one));
        shares(&within.collect::<Vec<_>>(), ours_weight, theirs_weight, form).0
    });
    let verdict = Verdict::Distinct;
    let mut judgement = Judgement { verdict, containment, jaccard, shared, titles, headed, copied, guards: Vec::new() };
    judgement.verdict = weigh_up(&mut judgement, new.view, known, index, limits);
    judgement
}

fn far(titles: bool) -> Judgement {
    let (shared, guards) = (Vec::new(), vec![Guard::TooLittle]);
    let (verdict, headed, copied) = (Verdict::Distinct, false, None);
    Judgement { verdict, containment: 0.0, jaccard: 0.0, shared, titles, headed, copied, guards }
}

/// The verdict, with the guards that fired.
fn weigh_up(judgement: &mut Judgement, new: View<'_>, known: View<'_>, index: &Index, limits: &Limits) -> Verdict {
    let Judgement { containment, jaccard, shared, titles, headed, copied, .. } = judgement;
    let informative = shared.iter().filter(|(_, weight)| *weight >= TELLS).count();
    let same_publisher = new.publisher == known.publisher;
    let long = new.traits.has(Traits::LONG) && known.traits.has(Traits::LONG);
    // What is written apart of one event shares names and turns, and what is quoted of one speaker.
    let turns = !*titles && !*headed && copied.is_some_and(|copied| copied < limits.copied);
    let alike = *containment >= limits.containment && *jaccard >= limits.jaccard;
    let enough = if long {
        *containment >= limits.long_containment
    } else {
        alike && !turns || *containment >= limits.long_containment && informative >= 2 * limits.informative
    };
    // A title of its own is as good as a text, where it is no heading that comes back.
    let by_title = limits.titles && *titles && !same_publisher && !enough && !comes_back(new, known, index);
    let content = new.content != 0 && new.content == known.content;
    let mut guards = Vec::new();
    if !enough && !by_title && !content {
        guards.push(if alike && turns && !long { Guard::Turns } else { Guard::TooLittle });
    } else if informative < limits.informative && !*titles {
        guards.push(Guard::TooFew);
    }
    if new.traits.has(Traits::LIVE) || known.traits.has(Traits::LIVE) {
        guards.push(Guard::Live);
    }
    let names = new.traits.has(Traits::NAMES) && known.traits.has(Traits::NAMES);
    if same_publisher && names && lacks(new.names, known.mentions) && lacks(known.names, new.mentions) {
        guards.push(Guard::Names);
    }
    let figures = lacks(new.figures, known.figures) && lacks(known.figures, new.figures);
    let correction = same_publisher && *titles && new.at.abs_diff(known.at) < CORRECTION;
    let verdict = match (guards.is_empty(), figures) {
        (true, false) => Verdict::Near,
        (true, true) if correction => Verdict::Revision,
        _ => Verdict::Distinct,
    };
    if figures {
        guards.push(Guard::Figures);
    }
    judgement.guards = guards;
    verdict
}

/// Whether other recent articles of either publisher stand under the same title: a heading, not a story.
fn comes_back(new: View<'_>, known: View<'_>, index: &Index) -> bool {
    let is_other = |other: &View<'_>| other.id != new.id && other.id != known.id && other.title == known.title;
    [new.publisher, known.publisher]
        .into_iter()
        .any(|publisher| index.of_publisher(publisher).any(|other| is_other(&other)))
}

/// Whether the first list has a mark that the second lacks. Both ascend.
fn lacks(has: &[u16], other: &[u16]) -> bool {
    has.iter().any(|mark| other.binary_search(mark).is_err())
}

/// How many both have. Both ascend; no step depends on a guess, which would be wrong every other time.
fn count_common(ours: &[u32], theirs: &[u32]) -> usize {
    let (mut at, mut other, mut n) = (0, 0, 0);
    while let (Some(a), Some(b)) = (ours.get(at), theirs.get(other)) {
        n += usize::from(a == b);
        at += usize::from(a <= b);
        other += usize::from(b <= a);
    }
    n
}

/// Places in the first list of what both have. Both ascend.
fn intersect(ours: &[u32], theirs: &[u32]) -> Vec<usize> {
    let (mut common, mut at) = (Vec::new(), 0);
    for (place, shingle) in ours.iter().enumerate() {
        while theirs.get(at).is_some_and(|other| other < shingle) {
            at += 1;
        }
        if theirs.get(at) == Some(shingle) {
            common.push(place);
        }
    }
    common
}

/// Containment and Jaccard; `form` is the weight of pairs that do not count on either side.
fn shares(shared: &[(u32, f32)], ours: f32, theirs: f32, form: f32) -> (f32, f32) {
    let common: f32 = shared.iter().map(|(_, weight)| weight).sum();
    let (ours, theirs) = (ours - form, theirs - form);
    let share = |of: f32| if of > f32::EPSILON { (common / of).clamp(0.0, 1.0) } else { 0.0 };
    (share(ours.min(theirs)), share(ours + theirs - common))
}

/// Takes the weight of pairs that stand in other recent articles of either publisher: paywall
/// text, horoscopes, tables. Returns the weight taken. Copies that joined the known article's
/// story by most of their words are no others.
fn weigh_nothing_of_form(shared: &mut [(u32, f32)], new: View<'_>, known: View<'_>, index: &Index) -> f32 {
    let mut taken = 0.0;
    // Of dozens of articles nearly all have nothing of it.
    let filter = Filter::of(shared.iter().map(|(shingle, _)| *shingle));
    let publishers = [Some(new.publisher), Some(known.publisher).filter(|other| *other != new.publisher)];
    for publisher in publishers.into_iter().flatten() {
        let mut seen = vec![0_u8; shared.len()];
        for other in index.of_publisher(publisher) {
            // One of the new article's own publisher is one of its others.
            let own = other.id == known.id && new.publisher == known.publisher;
            let copy = other.story == known.story && other.traits.has(Traits::STRONG);
            if other.id == new.id || !own && (other.id == known.id || copy) {
                continue;
            }
            for theirs in other.shingles {
                if filter.may_hold(*theirs) != 0
                    && let Ok(n) = shared.binary_search_by_key(theirs, |(shingle, _)| *shingle)
                {
                    seen[n] = (seen[n] + 1).min(TEMPLATE);
                }
            }
        }
        for ((_, weight), seen) in shared.iter_mut().zip(seen) {
            if seen >= TEMPLATE {
                taken += *weight;
                *weight = 0.0;
            }
        }
    }
    taken
}
