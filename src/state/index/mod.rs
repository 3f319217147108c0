//! Fingerprints of recent articles, by which copies are recognised across publishers.
//!
//! Flat memory: lists of numbers stand in arenas, keys in a table of cache lines. A look costs
//! some two hundred touches of memory however many articles there are. It may miss an article
//! (see [`postings`]); it never makes one up, because what is found is compared.

mod arena;
mod follower;
mod frequency;
mod look;
mod postings;
mod print;

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use self::{
    arena::{Arena, Place},
    frequency::{Frequencies, logarithm},
    postings::Postings,
};
use crate::model::ArticleId;

pub use follower::Follower;
pub use print::{Fingerprint, MOST_KEYS, MOST_MARKS, MOST_SHINGLES, Traits, View};

/// Members of a story, and recent articles of a publisher, that are kept in mind.
const MOST_MEMBERS: usize = 16;
const MOST_RECENT: usize = 48;
/// Articles that count beside those that were seen: what is rare among three is not rare.
const PRIOR: f32 = 2_500.0;
/// One article in so many counts for how rare shingles are: a sample says as much.
const SAMPLE: u8 = 4;
/// What a pair of words can tell, by the last two bits of its hash: pairs of short words
/// stand in every text of their language.
const TELLS: [f32; 4] = [0.2, 0.5, 0.8, 1.0];

/// One article.
#[derive(Debug, Clone, Copy)]
struct Slot {
    id: ArticleId,
    story: ArticleId,
    content: u64,
    at: u32,
    publisher: u32,
    title: u32,
    shingles: Place,
    figures: Place,
    names: Place,
    mentions: Place,
    level: u8,
    traits: Traits,
}

/// How full an index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Articles held.
    pub articles: usize,
    /// Bytes held.
    pub bytes: usize,
    /// Articles forgotten within the window, because there was no room for them.
    pub forgotten_early: u64,
    /// Seconds from the oldest to the youngest.
    pub span: u32,
}

/// The index.
#[derive(Debug)]
pub struct Index {
    window: u32,
    most_bytes: usize,
    slots: VecDeque<Slot>,
    /// The number of the first slot; numbers begin with 1.
    first: u32,
    shingles: Arena<u32>,
    marks: Arena<u16>,
    postings: Postings,
    /// Keys of the articles held, about.
    entries: usize,
    frequencies: Frequencies,
    /// Articles that the frequencies were counted on.
    counted: f32,
    /// When the frequencies were last halved.
    halved: u32,
    stories: HashMap<ArticleId, VecDeque<u32>>,
    recent: HashMap<u32, VecDeque<u32>>,
    forgotten_early: u64,
}

impl Default for Index {
    /// For a few documents: three days, 64 MiB.
    fn default() -> Self {
        Self::new(Duration::from_secs(72 * 3_600)).holding(64 << 20)
    }
}

impl Index {
    /// An index that looks back this long, and holds a gibibyte at most.
    pub fn new(window: Duration) -> Self {
        let most_bytes = 1_u64 << 30;
        Self {
            window: u32::try_from(window.as_secs()).unwrap_or(u32::MAX),
            most_bytes: usize::try_from(most_bytes).unwrap_or(usize::MAX),
            slots: VecDeque::new(),
            first: 1,
            shingles: Arena::default(),
            marks: Arena::default(),
            postings: Postings::default(),
            entries: 0,
            frequencies: Frequencies::new(usize::try_from(most_bytes / 16).unwrap_or(usize::MAX)),
            counted: 0.0,
            halved: 0,
            stories: HashMap::new(),
            recent: HashMap::new(),
            forgotten_early: 0,
        }
    }

    /// The same, holding about so many bytes at most. It must be empty.
    #[must_use]
    pub fn holding(mut self, bytes: u64) -> Self {
        self.most_bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        self.frequencies = Frequencies::new(self.most_bytes / 16);
        self
    }

    /// Takes in a fingerprint. One that is here already, as after the lane's own commit, is
    /// not taken twice.
    pub fn insert(&mut self, print: &Fingerprint) {
        if self.by_id(print.id).is_some() {
            return;
        }
        self.forget(print.at);
        let number = self.first.wrapping_add(u32::try_from(self.slots.len()).unwrap_or(0));
        let slot = Slot {
            id: print.id,
            story: print.story,
            content: print.content,
            at: print.at,
            publisher: print.publisher,
            title: print.title,
            shingles: self.shingles.push(&print.shingles),
            figures: self.marks.push(&print.figures),
            names: self.marks.push(&print.names),
            mentions: self.marks.push(&print.mentions),
            level: print.level,
            traits: print.traits,
        };
        self.slots.push_back(slot);
        self.entries += print.keys.len() + 3;
        // Past the bound it is full enough: older entries give way.
        if self.bytes() < self.most_bytes {
            self.postings.fit(self.entries, self.first);
        }
        self.postings.approach(Self::keys(print));
        Self::keys(print).for_each(|key| self.postings.insert(key, number, self.first));
        if print.id.0[15].is_multiple_of(SAMPLE) {
            self.frequencies.add(&print.shingles);
            self.counted += 1.0;
        }
        self.remember(print, number);
    }

    /// Keeps in mind who published what lately, and who tells which story.
    fn remember(&mut self, print: &Fingerprint, number: u32) {
        bounded(self.recent.entry(print.publisher).or_default(), number, MOST_RECENT);
        if print.story != print.id {
            let original = self.by_id(print.story).map(|(number, _)| number);
            let members = self.stories.entry(print.story).or_default();
            if members.is_empty() {
                members.extend(original);
            }
            bounded(members, number, MOST_MEMBERS);
        }
    }

    /// Chooses the shingles that an article is to be found by: the rarest of its first words, and of all.
    pub fn choose(&self, print: &mut Fingerprint) {
        self.frequencies.approach(&print.shingles);
        // Rarity is told in steps, so that a pair of copies chooses alike; then by hash.
        let rarity = |(at, shingle): (usize, &u32)| {
            let steps = (u32::from(self.frequencies.of(*shingle)) + 1).ilog2();
            let order = u64::from(3 - (shingle & 3) + steps);
            order << 40 | u64::from(shingle.wrapping_mul(0x85eb_ca6b)) << 8 | at as u64
        };
        let mut by_rarity: Vec<u64> = print.shingles.iter().enumerate().map(rarity).collect();
        by_rarity.sort_unstable();
        let is_lead = |at: u8| print.lead >> at & 1 == 1;
        let of_lead = print.lead.count_ones() as usize;
        let rest = MOST_KEYS - of_lead.min(MOST_KEYS / 2);
        let mut room = [rest, MOST_KEYS / 2];
        print.keys.clear();
        for at in by_rarity.into_iter().map(|packed| (packed & 0xff) as u8) {
            let room = &mut room[usize::from(is_lead(at))];
            if *room > 0 {
                *room -= 1;
                print.keys.push(at);
            }
        }
    }

    /// All that an article is found by.
    fn keys(print: &Fingerprint) -> impl Iterator<Item = u32> {
        let shingles = print.keys.iter().filter_map(|at| print.shingles.get(usize::from(*at)).copied());
        let content = (print.content != 0).then(|| content_key(print.content));
        let title = (print.title != 0).then(|| title_key(print.title));
        shingles.chain([id_key(print.id)]).chain(content).chain(title)
    }

    /// Forgets what is older than the window, and what there is no room for.
    fn forget(&mut self, now: u32) {
        if now.saturating_sub(self.halved) > self.window {
            if self.halved != 0 {
                self.frequencies.halve();
                self.counted /= 2.0;
            }
            self.halved = now;
        }
        while let Some(oldest) = self.slots.front().copied() {
            let early = now.saturating_sub(oldest.at) <= self.window;
            if early && (self.bytes() <= self.most_bytes || self.slots.len() < 1_024) {
                return;
            }
            self.forgotten_early += u64::from(early);
            self.entries = self.entries.saturating_sub(self.entries / self.slots.len().max(1));
            self.slots.pop_front();
            let number = self.first;
            self.first = self.first.wrapping_add(1);
            unlist(&mut self.recent, &oldest.publisher, number);
            unlist(&mut self.stories, &oldest.story, number);
            if let Some(next) = self.slots.front() {
                self.shingles.forget_before(next.shingles);
                self.marks.forget_before(next.figures);
            }
        }
    }

    fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number.wrapping_sub(self.first) as usize)
    }

    fn see(&self, slot: &Slot) -> View<'_> {
        View {
            id: slot.id,
            story: slot.story,
            at: slot.at,
            publisher: slot.publisher,
            content: slot.content,
            title: slot.title,
            level: slot.level,
            traits: slot.traits,
            shingles: self.shingles.at(slot.shingles),
            figures: self.marks.at(slot.figures),
            names: self.marks.at(slot.names),
            mentions: self.marks.at(slot.mentions),
        }
    }

    fn by_id(&self, id: ArticleId) -> Option<(u32, &Slot)> {
        let numbers = self.postings.of(id_key(id), self.first);
        numbers.filter_map(|number| Some((number, self.slot(number)?))).find(|(_, slot)| slot.id == id)
    }

    /// The article with this id.
    pub fn article(&self, id: ArticleId) -> Option<View<'_>> {
        self.by_id(id).map(|(_, slot)| self.see(slot))
    }

    /// How much a shingle tells, 0 to 1: the rarer it was lately, the more.
    pub fn weight(&self, shingle: u32) -> f32 {
        self.weights(&[shingle]).next().unwrap_or_default()
    }

    /// How much each of some shingles tells.
    pub fn weights(&self, shingles: &[u32]) -> impl Iterator<Item = f32> {
        let all = (self.counted + PRIOR).ln();
        self.frequencies.approach(shingles);
        shingles.iter().map(move |shingle| {
            let rarity = (all - logarithm(self.frequencies.of(*shingle))) / all;
            TELLS[(shingle & 3) as usize] * rarity
        })
    }

    /// Articles held.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Bytes held, but for the lists of publishers and stories.
    fn bytes(&self) -> usize {
        let slots = self.slots.capacity() * size_of::<Slot>();
        slots + self.shingles.bytes() + self.marks.bytes() + self.postings.bytes() + self.frequencies.bytes()
    }

    /// How full it is.
    pub fn stats(&self) -> Stats {
        let span = self.slots.back().map_or(0, |last| last.at.saturating_sub(self.slots[0].at));
        let lists = (self.recent.capacity() + self.stories.capacity()) * 64;
        Stats { articles: self.len(), bytes: self.bytes() + lists, forgotten_early: self.forgotten_early, span }
    }
}

/// Keys of other kinds than shingles stand in the same table: what is found is compared.
fn id_key(id: ArticleId) -> u32 {
    u32::from_le_bytes([id.0[0], id.0[1], id.0[2], id.0[3]])
}

fn content_key(content: u64) -> u32 {
    (content >> 32) as u32
}

fn title_key(title: u32) -> u32 {
    title.rotate_left(16) ^ 0x7469_746c
}

fn bounded(list: &mut VecDeque<u32>, number: u32, most: usize) {
    if list.len() >= most {
        list.pop_front();
    }
    list.push_back(number);
}

/// Takes a number, the oldest there is, out of a list, and a list that is empty out of its map.
fn unlist<K: std::hash::Hash + Eq>(lists: &mut HashMap<K, VecDeque<u32>>, key: &K, number: u32) {
    if let Some(list) = lists.get_mut(key) {
        if list.front() == Some(&number) {
            list.pop_front();
        }
        if list.is_empty() {
            lists.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
