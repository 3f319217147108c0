//! Copies of one text at different addresses: found by rare word pairs, accepted by how much
//! is shared, refused where figures, names or form speak against it. Copies in another
//! language are not looked for.

mod course;
mod edges;
mod explain;
mod judge;
mod sketch;
mod weekdays;
mod words;

use jiff::Timestamp;

pub use explain::{Explanation, Mark, Shared, explain};
pub use judge::{Guard, Judgement, Limits, Verdict, Weighed, judge};
pub use sketch::{publisher_hash, sketch};
pub use words::is_unparted;

use crate::{
    model::{Article, ArticleId, MatchedOn},
    state::{Fingerprint, Index, Traits, View},
};

/// Other stories that one record names.
const MOST_LINKS: usize = 8;

/// Pairs of words that two short articles must have in common, and no others, to be the same.
const FEWEST: usize = 8;

/// The article that another one repeats.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The article.
    pub original: ArticleId,
    /// Its story.
    pub story: ArticleId,
    /// How much of the shorter text the other holds, 0 to 1.
    pub similarity: f32,
    /// Whether it is the same word for word, or much alike.
    pub on: MatchedOn,
    /// Whether it is the same publisher's.
    pub same_publisher: bool,
    /// Whether the titles have the same words.
    pub titles: bool,
    /// Whether the figures of an item were changed rather than the item copied.
    pub revision: bool,
    /// Other stories that it repeats as well.
    pub links: Vec<ArticleId>,
}

/// Finds what an article repeats: among recent articles, and among those of its own document.
pub fn find<'p>(
    (article, print): (&Article, &Fingerprint),
    index: &'p Index,
    pending: impl IntoIterator<Item = &'p Fingerprint>,
    now: Timestamp,
    limits: &Limits,
) -> Option<Match> {
    let new = Weighed::of(print.view(), article);
    let candidates = index.candidates(print.view(), now);
    let known = candidates.into_iter().chain(pending.into_iter().map(Fingerprint::view));
    // What is far is no original, and proves nothing of others.
    let judged = known.filter(|view| view.id != print.id && !judge::is_far(&new, view));
    let judged = judged.map(|view| (judge::compare(&new, view, index, limits), view));
    let (mut alike, refused): (Vec<_>, Vec<_>) =
        judged.partition(|(judgement, _)| judgement.verdict != Verdict::Distinct);
    // Another issue of a series: what others printed of the issue before is no original, either.
    let series = |judgement: &Judgement| judgement.guards == [Guard::Names];
    let series: Vec<_> =
        refused.iter().filter(|(judgement, _)| series(judgement)).map(|(_, view)| view.story).collect();
    alike.retain(|(_, view)| !series.contains(&view.story));
    // Word for word first, then the likest, then the first.
    let exact = |view: &View<'_>| is_exact(new.view, *view);
    alike.sort_by(|(a, x), (b, y)| {
        exact(y)
            .cmp(&exact(x))
            .then(b.containment.total_cmp(&a.containment))
            .then(x.at.cmp(&y.at))
            .then(x.id.cmp(&y.id))
    });
    let (best, original) = alike.iter().find(|(_, view)| is_half(&new, view.story, index, limits))?;
    let mut links: Vec<ArticleId> = Vec::new();
    for (_, view) in &alike {
        if view.story != original.story && !links.contains(&view.story) && links.len() < MOST_LINKS {
            links.push(view.story);
        }
    }
    let exact = exact(original);
    Some(Match {
        original: original.id,
        story: original.story,
        similarity: if exact { 1.0 } else { (best.containment * 1_000.0).round() / 1_000.0 },
        on: if exact { MatchedOn::Content } else { MatchedOn::Similarity },
        same_publisher: original.publisher == print.publisher,
        titles: best.titles,
        revision: best.verdict == Verdict::Revision,
        links,
    })
}

/// Whether two articles are the same word for word: title and text, of over a hundred words the text
/// alone. A short text under another title is a copy, and not the same.
pub fn is_exact(a: View<'_>, b: View<'_>) -> bool {
    let long = a.traits.has(Traits::LONG) && b.traits.has(Traits::LONG);
    if a.content != 0 || b.content != 0 {
        return a.content == b.content && (long || a.title == b.title);
    }
    // Too few words for the hash of the text to prove anything: all pairs of title and text prove it.
    let whole = |view: View<'_>| (view.title, view.level);
    let enough = a.shingles.len() >= FEWEST;
    enough && whole(a) == whole(b) && a.shingles == b.shingles && a.figures == b.figures
}

/// Whether an article is like half of what a story has so far.
fn is_half(new: &Weighed<'_>, story: ArticleId, index: &Index, limits: &Limits) -> bool {
    let (mut all, mut alike) = (0, 0);
    for member in index.members(story) {
        all += 1;
        alike += usize::from(judge(new, member, index, limits).verdict != Verdict::Distinct);
    }
    alike * 2 >= all
}

/// Whether a text is so long that its words alone say which item it is.
pub fn is_long(print: &Fingerprint) -> bool {
    print.traits.has(Traits::LONG)
}

/// A fingerprint as it enters a story.
#[must_use]
pub fn joined(mut print: Fingerprint, found: Option<&Match>, index: &Index) -> Fingerprint {
    index.choose(&mut print);
    if let Some(found) = found {
        print.story = found.story;
        // Under another title the same words of one publisher may be its form.
        let own = found.titles || !found.same_publisher;
        print.traits = print.traits.with(Traits::STRONG, own && found.similarity >= Limits::default().long_containment);
    }
    print
}

#[cfg(test)]
mod templates;
#[cfg(test)]
mod tests;
