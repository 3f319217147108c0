//! Which article another one corrects or withdraws: by address, id, slug or title, among recent ones of
//! the same publisher.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::Desk;
use crate::{
    curate::{near, relate},
    model::{Article, ArticleId, Publisher, Relation},
    state::{Fingerprint, Item},
};

/// Bytes of a text that are looked at, and addresses and ids in them.
const MOST_TEXT: usize = 2_000;
const MOST_NAMED: usize = 16;
/// Seconds within which something is corrected.
const WINDOW: i64 = 7 * 86_400;

/// The hash of the line that names a story among the wires; 0 where there is none. What marks an update of
/// it is left off.
pub(super) fn slug(publisher: &Publisher, article: &Article) -> u64 {
    let Some(line) = article.slugline.as_deref() else { return 0 };
    let line = line.split(['(', ' ']).find(|part| part.chars().filter(|c| c.is_alphanumeric()).count() > 3);
    let folded: String =
        line.unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if folded.is_empty() { 0 } else { xxh3_64(format!("{publisher}/{folded}").as_bytes()).max(1) }
}

impl Desk<'_> {
    /// The article that one corrects. `title` is what of its title is the other one's; `print` is of the
    /// correction itself.
    pub(super) fn corrects(
        &self,
        id: ArticleId,
        article: &Article,
        title: &str,
        relation: &Relation,
        print: Option<&Fingerprint>,
    ) -> Option<ArticleId> {
        if matches!(relation, Relation::Revision { .. }) {
            return None;
        }
        let publisher = &self.poll.feed.publisher;
        let text = format!("{title}\n{}", article.body.as_deref().or(article.summary.as_deref()).unwrap_or_default());
        let by_slug = || self.poll.memory.by_slug(slug(publisher, article));
        let named = self.named(&text).or_else(by_slug).filter(|other| *other != id && self.is_recent(other));
        let own = |other: &ArticleId| {
            let known = self.poll.index.article(*other).map(|view| view.publisher);
            let pending = || self.recent.iter().find(|print| print.id == *other).map(|print| print.publisher);
            known.or_else(pending) == Some(near::publisher_hash(publisher))
        };
        let copied = match relation {
            Relation::Near { original, .. } => Some(*original).filter(own),
            _ => None,
        };
        named.or(copied).or_else(|| self.by_title(id, article, title, print))
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

    /// The publisher's recent article with this title, or with most of its word pairs.
    fn by_title(
        &self,
        id: ArticleId,
        article: &Article,
        title: &str,
        print: Option<&Fingerprint>,
    ) -> Option<ArticleId> {
        let bare = Article { title: Some(title.to_owned()), summary: None, body: None, ..article.clone() };
        let bare = near::sketch(id, &self.poll.feed.publisher, self.poll.at.as_second(), &bare, None);
        let known = self.poll.index.candidates(bare.view(), self.poll.at);
        let all = known.into_iter().chain(self.recent.iter().map(Fingerprint::view));
        let own: Vec<_> = all.filter(|view| view.publisher == bare.publisher && view.id != id).collect();
        if bare.title != 0
            && let Some(same) = own.iter().rfind(|view| view.title == bare.title)
        {
            return Some(same.id);
        }
        let of = print.map_or(&bare.shingles, |print| &print.shingles);
        let shared = |shingles: &[u32]| bare.shingles.iter().filter(|one| shingles.binary_search(one).is_ok()).count();
        let best = own.iter().max_by_key(|view| (shared(view.shingles), view.at))?;
        let n = shared(best.shingles);
        (n >= 2 && n * 2 >= bare.shingles.len() && !of.is_empty()).then_some(best.id)
    }
}
