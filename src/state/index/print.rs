//! What is remembered of a recent article, by which copies of it are recognised, and how it
//! is written in `wire.index`: little-endian, without names, because there are many.

use crate::model::ArticleId;

/// Most shingles of a fingerprint; of a longer text a sample that any two texts draw alike.
pub const MOST_SHINGLES: usize = 128;
/// Most figures, and most names, of a fingerprint.
pub const MOST_MARKS: usize = 40;
/// The first byte of a record. `{` was the first byte of records before there were versions.
const VERSION: u8 = 2;
/// Bytes before the lists.
const HEAD: usize = 1 + 16 + 16 + 4 + 4 + 8 + 4 + 1 + 1 + 5;
/// Most shingles that an article is found by.
pub const MOST_KEYS: usize = 14;

/// What the parts of a text say of it, beside its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traits(u8);

impl Traits {
    /// It joined its story as a copy by most of its words.
    pub const STRONG: u8 = 1;
    /// Its title says that it goes on changing: a live page, a ticker.
    pub const LIVE: u8 = 2;
    /// More than a hundred words were compared.
    pub const LONG: u8 = 4;
    /// Its title can be told by capitals: names in it are names.
    pub const NAMES: u8 = 8;

    /// The same with one more.
    #[must_use]
    pub fn with(self, one: u8, holds: bool) -> Self {
        Self(if holds { self.0 | one } else { self.0 & !one })
    }

    /// Whether it has one.
    pub fn has(self, one: u8) -> bool {
        self.0 & one != 0
    }
}

/// The fingerprint of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The article.
    pub id: ArticleId,
    /// The story it belongs to.
    pub story: ArticleId,
    /// First seen, seconds since 1970.
    pub at: u32,
    /// Hash of its publisher.
    pub publisher: u32,
    /// Hash of its whole material text; 0 where that is too short to prove anything.
    pub content: u64,
    /// Hash of the words of its title; 0 where those are too few to prove anything.
    pub title: u32,
    /// Only shingles below `2^32 >> level` were kept.
    pub level: u8,
    /// What the text says of itself.
    pub traits: Traits,
    /// Bit n: the n-th shingle stands in the title or among the first words. Not written: it serves
    /// to choose the keys.
    pub lead: u128,
    /// Places of the shingles that it is found by.
    pub keys: Vec<u8>,
    /// Hashes of word pairs, ascending. Their last two bits say how much a pair can tell.
    pub shingles: Vec<u32>,
    /// Hashes of figures, dates and weekdays, ascending.
    pub figures: Vec<u16>,
    /// Hashes of the names in the title, ascending.
    pub names: Vec<u16>,
    /// Hashes of the names anywhere, ascending.
    pub mentions: Vec<u16>,
}

/// A fingerprint wherever it is kept.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// See [`Fingerprint`].
    pub id: ArticleId,
    /// See [`Fingerprint`].
    pub story: ArticleId,
    /// See [`Fingerprint`].
    pub at: u32,
    /// See [`Fingerprint`].
    pub publisher: u32,
    /// See [`Fingerprint`].
    pub content: u64,
    /// See [`Fingerprint`].
    pub title: u32,
    /// See [`Fingerprint`].
    pub level: u8,
    /// See [`Fingerprint`].
    pub traits: Traits,
    /// See [`Fingerprint`].
    pub shingles: &'a [u32],
    /// See [`Fingerprint`].
    pub figures: &'a [u16],
    /// See [`Fingerprint`].
    pub names: &'a [u16],
    /// See [`Fingerprint`].
    pub mentions: &'a [u16],
}

impl Fingerprint {
    /// To be compared.
    pub fn view(&self) -> View<'_> {
        View {
            id: self.id,
            story: self.story,
            at: self.at,
            publisher: self.publisher,
            content: self.content,
            title: self.title,
            level: self.level,
            traits: self.traits,
            shingles: &self.shingles,
            figures: &self.figures,
            names: &self.names,
            mentions: &self.mentions,
        }
    }

    /// The value of its record.
    pub fn encode(&self) -> Vec<u8> {
        let marks = self.figures.len() + self.names.len() + self.mentions.len();
        let mut bytes = Vec::with_capacity(HEAD + 1 + self.shingles.len() * 4 + marks * 2);
        bytes.push(VERSION);
        bytes.extend(self.id.0);
        bytes.extend(self.story.0);
        bytes.extend(self.at.to_le_bytes());
        bytes.extend(self.publisher.to_le_bytes());
        bytes.extend(self.content.to_le_bytes());
        bytes.extend(self.title.to_le_bytes());
        bytes.extend([self.level, self.traits.0]);
        let lengths = [self.keys.len(), self.shingles.len(), self.figures.len(), self.names.len(), self.mentions.len()];
        bytes.extend(lengths.map(|n| u8::try_from(n).unwrap_or(u8::MAX)));
        bytes.extend(&self.keys);
        self.shingles.iter().for_each(|shingle| bytes.extend(shingle.to_le_bytes()));
        for mark in self.figures.iter().chain(&self.names).chain(&self.mentions) {
            bytes.extend(mark.to_le_bytes());
        }
        bytes
    }

    /// Reads a record back; `None` for one of another version, or one that does not fit.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut print = Self::default();
        print.decode_from(bytes).then_some(print)
    }

    /// The same into a fingerprint that was used before, whose lists are used again. Whether it fits;
    /// where not, it holds nothing that may be used.
    pub fn decode_from(&mut self, bytes: &[u8]) -> bool {
        self.fill(&mut Reader(bytes)).is_some()
    }

    fn fill(&mut self, read: &mut Reader<'_>) -> Option<()> {
        if read.take::<1>()? != [VERSION] {
            return None;
        }
        (self.id, self.story) = (ArticleId(read.take()?), ArticleId(read.take()?));
        self.at = u32::from_le_bytes(read.take()?);
        self.publisher = u32::from_le_bytes(read.take()?);
        self.content = u64::from_le_bytes(read.take()?);
        self.title = u32::from_le_bytes(read.take()?);
        let [level, traits] = read.take()?;
        (self.level, self.traits, self.lead) = (level.min(31), Traits(traits), 0);
        let [keys, shingles, figures, names, mentions] = read.take::<5>()?.map(usize::from);
        if keys > MOST_KEYS || shingles > MOST_SHINGLES || [figures, names, mentions].iter().any(|n| *n > MOST_MARKS) {
            return None;
        }
        let (places, rest) = read.0.split_at_checked(keys)?;
        if places.iter().any(|place| usize::from(*place) >= shingles) {
            return None;
        }
        self.keys.clear();
        self.keys.extend(places);
        read.0 = rest;
        read.list(shingles, u32::from_le_bytes, &mut self.shingles)?;
        for (list, n) in [(&mut self.figures, figures), (&mut self.names, names), (&mut self.mentions, mentions)] {
            read.list(n, u16::from_le_bytes, list)?;
        }
        read.0.is_empty().then_some(())
    }
}

/// Bytes not read yet.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    /// An ascending list of `n` numbers of `N` bytes.
    fn list<const N: usize, T: Copy + PartialOrd>(
        &mut self,
        n: usize,
        number: fn([u8; N]) -> T,
        list: &mut Vec<T>,
    ) -> Option<()> {
        let (head, rest) = self.0.split_at_checked(n * N)?;
        self.0 = rest;
        list.clear();
        list.extend(head.as_chunks::<N>().0.iter().map(|bytes| number(*bytes)));
        list.is_sorted().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Fingerprint {
        Fingerprint {
            id: ArticleId([1; 16]),
            story: ArticleId([2; 16]),
            at: 1_800_000_000,
            publisher: 7,
            content: u64::MAX,
            title: 9,
            level: 3,
            traits: Traits::default().with(Traits::LIVE, true),
            lead: 0,
            keys: vec![0, 127, 5],
            shingles: (0..128).map(|n| n * 1_000).collect(),
            figures: vec![1, 2],
            names: vec![3],
            mentions: vec![3, 4],
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_is_small() {
        for print in [full(), Fingerprint::default()] {
            let bytes = print.encode();
            assert_eq!(Fingerprint::decode(&bytes), Some(print));
            assert!(bytes.len() < 700, "{}", bytes.len());
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_wherever_it_is_cut_or_spoilt() {
        let bytes = full().encode();
        for end in 0..bytes.len() {
            assert_eq!(Fingerprint::decode(&bytes[..end]), None, "{end}");
        }
        let longer: Vec<_> = bytes.iter().copied().chain([0]).collect();
        assert_eq!(Fingerprint::decode(&longer), None);
        assert_eq!(Fingerprint::decode(b"{\"id\":1}"), None);
        let mut unsorted = bytes;
        let last = unsorted.len() - 1;
        unsorted[last - 3] = 255;
        assert_eq!(Fingerprint::decode(&unsorted), None);
    }
}
