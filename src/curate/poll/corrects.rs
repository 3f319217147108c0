//! Which article another one corrects or withdraws: by address, id, title or slug, among recent ones of
//! the same publisher.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::Desk;
use crate::{
    curate::{near, relate},
    model::{Article, ArticleId, Publisher, Relation},
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
    /// It was named, by its id, address, slug or title, or repeated; not only by words like those of its title.
    pub sure: bool,
}

impl Meant {
    fn surely(id: ArticleId) -> Self {
        Self { id, sure: true }
    }
}

impl Desk<'_> {
    /// The article that one corrects. `title` is what of its title is the other one's.
    pub(super) fn corrects(&self, id: ArticleId, article: &Article, title: &str, relation: &Relation) -> Option<Meant> {
        if matches!(relation, Relation::Revision { .. }) {
            return None;
        }
        let publisher = &self.poll.feed.publisher;
        let text = format!("{title}\n{}", article.body.as_deref().or(article.summary.as_deref()).unwrap_or_default());
        let named = self.named(&text).filter(|other| *other != id && self.is_recent(other));
        let own = |other: &ArticleId| {
            let known = self.poll.index.article(*other).map(|view| view.publisher);
            let pending = || self.recent.iter().find(|print| print.id == *other).map(|print| print.publisher);
            known.or_else(pending) == Some(near::publisher_hash(publisher))
        };
        let copied = match relation {
            Relation::Near { original, .. } => Some(*original).filter(own),
            _ => None,
        };
        named.or(copied).map(Meant::surely).or_else(|| self.by_title(id, article, title))
    }

    fn is_recent(&self, id: &ArticleId) -> bool {
        let seen = self.poll.memory.item(id).map(|item: &Item| i64::from(item.first_seen));
        seen.is_some_and(|seen| self.poll.at.as_second() - seen <= WINDOW)
    }

    /// The item whose address or id stands in a text.
    fn named(&self, text: &str) -> Option<ArticleId> {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= MOST_TEXT).last().unwrap_or(0);
        let publisher = &self.poll.feed.publisher;
        let strip = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/').to_owned();
        let telling = text[..end].split_whitespace().map(strip).filter(|word| word.len() > 4);
        let telling = telling.filter(|word| word.starts_with("http") || word.bytes().any(|byte| byte.is_ascii_digit()));
        telling.take(MOST_NAMED).find_map(|word| {
            if let Some(url) = Url::parse(&word).ok().filter(Url::has_host) {
                let addresses = &self.poll.config.known_addresses;
                let key = addresses.key(&addresses.canonical(&url));
                return self.poll.memory.by_alias(relate::alias(publisher, &key));
            }
            let id = relate::by_guid(publisher, &word);
            self.poll.memory.item(&id).map(|_| id)
        })
    }

    /// The publisher's recent article with this title, the last one under this slug, or one with most of the title's
    /// word pairs.
    fn by_title(&self, id: ArticleId, article: &Article, title: &str) -> Option<Meant> {
        let bare = Article { title: Some(title.to_owned()), summary: None, body: None, ..article.clone() };
        let bare = near::sketch(id, &self.poll.feed.publisher, self.poll.at.as_second(), &bare, None);
        let known = self.poll.index.candidates(bare.view(), self.poll.at);
        let all = known.into_iter().chain(self.recent.iter().map(Fingerprint::view));
        let own: Vec<_> = all.filter(|view| view.publisher == bare.publisher && view.id != id).collect();
        if bare.title != 0
            && let Some(same) = own.iter().filter(|view| view.title == bare.title).max_by_key(|view| view.at)
        {
            return Some(Meant::surely(same.id));
        }
        // Sidebars go by the slug of their story, so that a title tells more.
        let by_slug = self.poll.memory.by_slug(slug(&self.poll.feed.publisher, article));
        if let Some(other) = by_slug.filter(|other| *other != id && self.is_recent(other)) {
            return Some(Meant::surely(other));
        }
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
        (n >= 2 && sum * 2.0 >= all).then_some(Meant { id: best.id, sure: false })
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
