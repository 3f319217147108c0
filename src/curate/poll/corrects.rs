//! Which article another one corrects or withdraws: by address, id, title or slug, among recent ones of
//! the same publisher.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::Desk;
use crate::{
    curate::{near, relate},
    model::{Article, ArticleId, Publisher, Relation, Status},
    state::{Fingerprint, Item, View},
};

/// Bytes of a text that are looked at, and addresses and ids in them.
const MOST_TEXT: usize = 2_000;
const MOST_NAMED: usize = 16;
/// What stands at the end of a slug and marks what is sent under it.
const SLUG_MARKS: &[&str] =
    &["update", "wrapup", "urgent", "correction", "corrected", "kill", "withdrawal", "advisory", "ld", "writethru"];
/// A pair of words weighs less where it tells nothing.
const TELLS: f32 = 0.3;
/// Seconds within which something is corrected.
const WINDOW: i64 = 7 * 86_400;

/// The hash of the line that names a story among the wires; 0 where there is none. What marks an update of
/// it is left off: what stands in brackets or behind a comma, and a number with the words behind it.
pub(super) fn slug(publisher: &Publisher, article: &Article) -> u64 {
    article.slugline.as_deref().map_or(0, |line| slug_of(publisher, line))
}

fn slug_of(publisher: &Publisher, line: &str) -> u64 {
    let line = line.split(['(', ',', '[']).next().unwrap_or_default();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words = line.split_whitespace().enumerate().take_while(|(n, word)| *n == 0 || !is_number(word));
    let mut words: Vec<&str> = words.map(|(_, word)| word).collect();
    let marks = |word: &str| SLUG_MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark));
    while words.len() > 1 && words.last().is_some_and(|word| marks(word)) {
        words.pop();
    }
    let letters = words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphanumeric());
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    if folded.chars().count() < 3 { 0 } else { xxh3_64(format!("{publisher}/{folded}").as_bytes()).max(1) }
}

/// An article that another one speaks of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant {
    pub id: ArticleId,
    /// It can be no other: it alone has this title, or is repeated, or has its address in the text. What is not
    /// certain is published as a pointer and withdraws nothing.
    pub sure: bool,
}

/// Articles whose title is like another one's.
struct Titled {
    /// The last one with the same words, and whether there is none beside it.
    same: Option<(ArticleId, bool)>,
    /// The one with most of its word pairs.
    like: Option<ArticleId>,
}

impl Desk<'_> {
    /// The article that one corrects. `title` is what of its title is the other one's.
    pub(super) fn corrects(&self, id: ArticleId, article: &Article, title: &str, relation: &Relation) -> Option<Meant> {
        if matches!(relation, Relation::Revision { .. }) {
            return None;
        }
        let meant = |id, sure| Some(Meant { id, sure });
        let known = |other: &ArticleId| *other != id && self.is_recent(*other);
        let by_slug = self.poll.memory.by_slug(slug(&self.poll.feed.publisher, article)).filter(known);
        let titled = self.titled(id, article, title, by_slug);
        if let Some((same, true)) = titled.same {
            return meant(same, true);
        }
        if let Relation::Near { original, story, .. } = relation
            && self.tellers(*original).any(|teller| teller == *original)
        {
            // The corrected version is as like what is killed as that itself.
            return meant(*original, self.tellers(*story).all(|teller| teller == *original || teller == id));
        }
        let text = format!("{title}\n{}", article.body.as_deref().or(article.summary.as_deref()).unwrap_or_default());
        let mut named: Vec<ArticleId> = Vec::new();
        for other in self.named(&text).filter(known) {
            if !named.contains(&other) {
                named.push(other);
            }
        }
        // Sidebars go by the slug of their story, so that it proves nothing.
        match (&*named, titled.same, by_slug) {
            ([one], _, slug) => meant(*one, slug.is_none_or(|other| other == *one) && !self.is_correction(*one)),
            ([first, ..], ..) => meant(*first, false),
            (_, Some((same, _)), _) => meant(same, false),
            (_, _, Some(other)) => meant(other, titled.like == Some(other) && !self.is_correction(other)),
            _ => titled.like.and_then(|like| meant(like, false)),
        }
    }

    fn is_recent(&self, id: ArticleId) -> bool {
        let seen = self.last(id).map(|known| i64::from(known.item.first_seen));
        seen.is_some_and(|seen| self.poll.at.as_second() - seen <= WINDOW)
    }

    /// Whether it is an article that was sent to correct another one: a kill that names it says what to use instead.
    fn is_correction(&self, id: ArticleId) -> bool {
        let corrected = |item: &Item| item.revision == 1 && item.version.status() == Status::Corrected.number();
        self.last(id).is_some_and(|known| corrected(&known.item))
    }

    /// The publisher's own articles of a story, or an article by itself.
    fn tellers(&self, story: ArticleId) -> impl Iterator<Item = ArticleId> {
        let own = near::publisher_hash(&self.poll.feed.publisher);
        let index = self.poll.index;
        let first = index.article(story).into_iter().chain(index.members(story));
        let pending = self.recent.iter().map(Fingerprint::view).filter(move |view| view.story == story);
        first.chain(pending).filter(move |view| view.publisher == own).map(|view| view.id)
    }

    /// The items whose address or id stands in a text.
    fn named(&self, text: &str) -> impl Iterator<Item = ArticleId> {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= MOST_TEXT).last().unwrap_or(0);
        let publisher = &self.poll.feed.publisher;
        let strip = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/').to_owned();
        // Five digits and fewer are a figure of the story.
        let is_figure = |word: &str| word.len() < 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let telling = text[..end].split_whitespace().map(strip).filter(move |word| word.len() > 4 && !is_figure(word));
        let telling = telling.filter(|word| word.starts_with("http") || word.bytes().any(|byte| byte.is_ascii_digit()));
        telling.take(MOST_NAMED).filter_map(move |word| {
            if let Some(url) = Url::parse(&word).ok().filter(Url::has_host) {
                let addresses = &self.poll.config.known_addresses;
                let alias = relate::alias(publisher, &addresses.key(&addresses.canonical(&url)));
                let pending = || self.out.changes.iter().rev().find(|change| change.item.alias == alias);
                return self.poll.memory.by_alias(alias).or_else(|| Some(pending()?.id));
            }
            let id = relate::by_guid(publisher, &word);
            self.last(id).map(|_| id)
        })
    }

    /// The publisher's recent articles with this title, or with most of its word pairs; looked at are those that the
    /// index finds, and one more.
    fn titled(&self, id: ArticleId, article: &Article, title: &str, one_more: Option<ArticleId>) -> Titled {
        let bare = Article { title: Some(title.to_owned()), summary: None, body: None, ..article.clone() };
        let bare = near::sketch(id, &self.poll.feed.publisher, self.poll.at.as_second(), &bare, None);
        let known = self.poll.index.candidates(bare.view(), self.poll.at);
        let one_more = one_more.and_then(|other| self.poll.index.article(other));
        let all = known.into_iter().chain(one_more).chain(self.recent.iter().map(Fingerprint::view));
        let own: Vec<_> = all.filter(|view| view.publisher == bare.publisher && view.id != id).collect();
        let same = || own.iter().filter(|view| bare.title != 0 && view.title == bare.title);
        let last = same().max_by_key(|view| view.at).map(|view| view.id);
        let same = last.map(|last| (last, same().all(|view| view.id == last)));
        Titled { same, like: self.like(&bare, &own) }
    }

    /// The one with half of the word pairs by weight, and two at least that tell something.
    fn like(&self, bare: &Fingerprint, own: &[View<'_>]) -> Option<ArticleId> {
        // Words that many titles have tell nothing of which one is meant.
        let weights: Vec<f32> = self.poll.index.weights(&bare.shingles).collect();
        let shared = |view: &View<'_>| {
            let common = bare.shingles.iter().zip(&weights).filter(|(one, _)| view.shingles.binary_search(one).is_ok());
            common.fold((0.0, 0), |(sum, n), (_, weight)| (sum + weight, n + usize::from(*weight >= TELLS)))
        };
        let all: f32 = weights.iter().sum();
        let alike = own.iter().map(|view| (shared(view), view));
        let best = alike.max_by(|((a, _), x), ((b, _), y)| a.total_cmp(b).then(x.at.cmp(&y.at)).then(x.id.cmp(&y.id)));
        let ((sum, n), best) = best?;
        (n >= 2 && sum * 2.0 >= all).then_some(best.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_the_same_without_what_marks_an_update() {
        let slug = |line: &str| slug_of(&Publisher("example.org".into()), line);
        for line in [
            "HARBOUR-FERRIES/ (UPDATE 2)",
            "Harbour-Ferries/",
            "HARBOUR-FERRIES UPDATE 1",
            "harbour-ferries, 1st Ld",
            "HARBOUR-FERRIES KILL",
        ] {
            assert_eq!(slug(line), slug("HARBOUR-FERRIES"), "{line}");
        }
        for line in ["HARBOUR-BRIDGE", "HARBOUR-FERRIES/TALKS", "G7-FERRIES", "BC-NO--Ferry Race"] {
            assert!(
                slug(line) != slug("HARBOUR-FERRIES") && slug(line) != slug("BC-NO--Ferry Sinking") && slug(line) != 0
            );
        }
        assert_eq!((slug(""), slug("(2)"), slug("--")), (0, 0, 0));
    }
}
