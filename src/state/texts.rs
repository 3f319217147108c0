//! Words of items as they were last published, so that a change can be weighed and told. They
//! are in memory alone, bounded by bytes; after a restart they come back with the next revision.

use std::collections::{HashMap, VecDeque};

use crate::model::{Article, ArticleId};

/// Bytes that a lane keeps.
const MOST_BYTES: usize = 2 << 20;
/// Bytes of one item; the words of a longer one are not kept.
const MOST_EACH: usize = 16 << 10;

/// The words of one item, before notices are cut out of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The title.
    pub title: Option<String>,
    /// The summary.
    pub summary: Option<String>,
    /// The body.
    pub body: Option<String>,
}

impl Wording {
    /// Of an article.
    pub fn of(article: &Article) -> Self {
        Self { title: article.title.clone(), summary: article.summary.clone(), body: article.body.clone() }
    }

    /// Whether an article has these words.
    pub fn is_of(&self, article: &Article) -> bool {
        (&self.title, &self.summary, &self.body) == (&article.title, &article.summary, &article.body)
    }

    fn bytes(&self) -> usize {
        [&self.title, &self.summary, &self.body].into_iter().flatten().map(String::len).sum()
    }
}

/// The words of the items that were published last.
#[derive(Debug, Default)]
pub struct Texts {
    by_id: HashMap<ArticleId, (u64, Wording)>,
    order: VecDeque<(u64, ArticleId)>,
    next: u64,
    bytes: usize,
}

impl Texts {
    /// The words of an item, where they are kept.
    pub fn of(&self, id: &ArticleId) -> Option<&Wording> {
        self.by_id.get(id).map(|(_, wording)| wording)
    }

    /// Keeps the words of an item, and forgets those that were kept for longest.
    pub fn keep(&mut self, id: ArticleId, wording: Wording) {
        self.forget(&id);
        if wording.bytes() > MOST_EACH || wording.bytes() == 0 {
            return;
        }
        self.next += 1;
        self.bytes += wording.bytes();
        self.by_id.insert(id, (self.next, wording));
        self.order.push_back((self.next, id));
        while self.bytes > MOST_BYTES || self.order.len() > 2 * self.by_id.len() + 16 {
            let Some((number, id)) = self.order.pop_front() else { return };
            // The item may have been kept anew since.
            if self.by_id.get(&id).is_some_and(|(kept, _)| *kept == number) {
                self.forget(&id);
            }
        }
    }

    /// Forgets the words of an item.
    pub fn forget(&mut self, id: &ArticleId) {
        if let Some((_, wording)) = self.by_id.remove(id) {
            self.bytes -= wording.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(bytes: usize) -> Wording {
        Wording { body: Some("x".repeat(bytes)), ..Wording::default() }
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_last_words_stay() {
        let mut texts = Texts::default();
        let id = |n: u16| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&n.to_le_bytes());
            ArticleId(id)
        };
        (0..1_000).for_each(|n| texts.keep(id(n), wording(8_000)));
        assert!(texts.bytes <= MOST_BYTES && texts.of(&id(0)).is_none() && texts.of(&id(999)).is_some());
        (0..10_000).for_each(|n| texts.keep(id(1), wording(n % 100)));
        assert!(texts.order.len() < 1_000, "{}", texts.order.len());
        assert_eq!(texts.of(&id(1)), Some(&wording(99)));
        texts.keep(id(2), wording(MOST_EACH + 1));
        assert_eq!(texts.of(&id(2)), None);
    }
}
