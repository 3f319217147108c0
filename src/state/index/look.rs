//! Looking: which articles may be copies of one, who tells a story, and what a publisher wrote lately.

use std::hint::black_box;

use jiff::Timestamp;

use super::{Index, View, content_key, title_key};
use crate::model::ArticleId;

/// Candidates that are worth a comparison.
const CANDIDATES: usize = 10;
/// Postings gathered at one look.
const MOST_FOUND: usize = 512;
/// Shingles that are looked up at least, before those that tell little.
const ENOUGH: usize = 24;

impl Index {
    /// Articles within the window that may be copies of this one, the likeliest first.
    pub fn candidates(&self, print: View<'_>, now: Timestamp) -> Vec<View<'_>> {
        let mut found = Vec::with_capacity(64);
        let content = Some(print.content).filter(|content| *content != 0).map(content_key);
        let title = Some(print.title).filter(|title| *title != 0).map(title_key);
        let telling = print.shingles.iter().filter(|shingle| *shingle & 3 > 1).count();
        let least = if telling >= ENOUGH { 2 } else { 0 };
        let shingles = || print.shingles.iter().copied().filter(|shingle| *shingle & 3 >= least);
        self.postings.approach(content.into_iter().chain(title).chain(shingles()));
        for key in content.into_iter().chain(title) {
            // As good as many shingles.
            found.extend(self.postings.of(key, self.first).flat_map(|number| [number; 4]));
        }
        for shingle in shingles() {
            if found.len() >= MOST_FOUND {
                break;
            }
            found.extend(self.postings.of(shingle, self.first));
        }
        found.sort_unstable();
        let mut counted: Vec<(usize, u32)> = found.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0])).collect();
        // One shingle in common is chance, but for an article that has few.
        if print.shingles.len() >= 8 {
            counted.retain(|(n, _)| *n > 1);
        }
        counted.sort_unstable_by_key(|(n, number)| (std::cmp::Reverse(*n), *number));
        let seconds = u32::try_from(now.as_second()).unwrap_or(0);
        counted.truncate(CANDIDATES);
        self.approach(&counted.iter().map(|(_, number)| *number));
        let slots = counted.iter().filter_map(|(_, number)| self.slot(*number));
        let young = slots.filter(|slot| seconds.saturating_sub(slot.at) <= self.window && slot.id != print.id);
        young.map(|slot| self.see(slot)).collect()
    }

    /// Brings articles near, before they are compared one by one: what each is, then a number of each cache line of
    /// its shingles.
    fn approach(&self, numbers: &(impl Iterator<Item = u32> + Clone)) {
        let slots = || numbers.clone().filter_map(|number| self.slot(number));
        black_box(slots().fold(0, |seen, slot| seen ^ slot.at ^ u32::from(slot.level)));
        let lists = slots().map(|slot| self.shingles.at(slot.shingles));
        black_box(lists.flat_map(|list| list.iter().step_by(16).chain(list.last())).fold(0, |seen, one| seen ^ one));
    }

    /// The articles of a story that are kept in mind, the oldest first; none where it has one alone.
    pub fn members(&self, story: ArticleId) -> impl Iterator<Item = View<'_>> {
        let numbers = self.stories.get(&story).into_iter().flatten();
        numbers.filter_map(|number| self.slot(*number)).map(|slot| self.see(slot))
    }

    /// Recent articles of a publisher, the youngest first.
    pub fn of_publisher(&self, publisher: u32) -> impl Iterator<Item = View<'_>> {
        let numbers = self.recent.get(&publisher).into_iter().flatten().rev();
        self.approach(&numbers.clone().copied());
        numbers.filter_map(|number| self.slot(*number)).map(|slot| self.see(slot))
    }
}
