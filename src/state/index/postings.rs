//! Which articles have a key: buckets of one cache line each, in which the youngest stay.
//!
//! Nothing is ever taken out. An entry of an article that was forgotten is free for the next,
//! and where a bucket is full the oldest gives way: one in some hundreds of entries is lost so,
//! and an article has many. The table grows a bucket at a time (linear hashing), so that no
//! insertion has to wait for all others to be moved.

use std::hint::black_box;

/// Entries of a bucket: together 64 bytes.
const WAYS: usize = 8;
/// Entries in use a bucket, on average, before another bucket is added. Buckets that are not split
/// yet have up to twice as many.
const LOAD: usize = 3;
/// Buckets that are had from the allocator at once.
const CHUNK: usize = 1 << 10;

/// An article, by its number, under a key. Number 0 is none.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    key: u32,
    number: u32,
}

/// The entries of a place, on a cache line of their own.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Bucket([Entry; WAYS]);

/// The table.
#[derive(Debug)]
pub struct Postings {
    chunks: Vec<Box<[Bucket]>>,
    buckets: usize,
}

impl Default for Postings {
    fn default() -> Self {
        Self { chunks: vec![chunk()], buckets: CHUNK }
    }
}

fn chunk() -> Box<[Bucket]> {
    vec![Bucket::default(); CHUNK].into_boxed_slice()
}

/// Spreads a key over all bits: the last two of a shingle are no hash.
fn mix(key: u32) -> usize {
    let key = key.wrapping_mul(0x9e37_79b1);
    (key ^ (key >> 15)) as usize
}

impl Postings {
    /// The bucket of a key among so many.
    fn place(key: u32, buckets: usize) -> usize {
        let size = 1 << buckets.ilog2();
        let at = mix(key) & (2 * size - 1);
        if at < buckets { at } else { at & (size - 1) }
    }

    fn bucket(&self, at: usize) -> &Bucket {
        &self.chunks[at / CHUNK][at % CHUNK]
    }

    fn bucket_mut(&mut self, at: usize) -> &mut Bucket {
        &mut self.chunks[at / CHUNK][at % CHUNK]
    }

    /// The numbers of articles that have the key, `oldest` and younger.
    pub fn of(&self, key: u32, oldest: u32) -> impl Iterator<Item = u32> + '_ {
        let bucket = self.bucket(Self::place(key, self.buckets));
        bucket.0.iter().filter(move |entry| entry.key == key && entry.number >= oldest).map(|entry| entry.number)
    }

    /// Brings the buckets of keys near, before they are looked at one by one: memory answers many
    /// questions in the time of one, if they do not wait for one another.
    pub fn approach(&self, keys: impl Iterator<Item = u32>) {
        let seen = keys.fold(0, |seen, key| seen ^ self.bucket(Self::place(key, self.buckets)).0[0].number);
        black_box(seen);
    }

    /// Adds an article under a key.
    pub fn insert(&mut self, key: u32, number: u32, oldest: u32) {
        let at = Self::place(key, self.buckets);
        put(self.bucket_mut(at), Entry { key, number }, oldest);
    }

    /// Grows for so many entries in use.
    pub fn fit(&mut self, entries: usize, oldest: u32) {
        while self.buckets * LOAD < entries {
            let new = self.buckets;
            if new / CHUNK == self.chunks.len() {
                self.chunks.push(chunk());
            }
            self.buckets += 1;
            let from = new - (1 << new.ilog2());
            let old = std::mem::take(self.bucket_mut(from));
            for entry in old.0.into_iter().filter(|entry| entry.number >= oldest && entry.number != 0) {
                let at = Self::place(entry.key, self.buckets);
                put(self.bucket_mut(at), entry, oldest);
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.chunks.len() * CHUNK * size_of::<Bucket>()
    }
}

/// Puts an entry where one is free, or in the place of the oldest.
fn put(bucket: &mut Bucket, entry: Entry, oldest: u32) {
    let free = |old: &Entry| if old.number < oldest { 0 } else { old.number };
    if let Some(oldest) = bucket.0.iter_mut().min_by_key(|old| free(old)) {
        *oldest = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_while_the_table_grows() {
        let mut postings = Postings::default();
        let key = |n: u32| n.wrapping_mul(2_654_435_761) << 2;
        for n in 1..=100_000 {
            postings.fit(n as usize, 1);
            postings.insert(key(n), n, 1);
        }
        let lost = (1..=100_000).filter(|n| !postings.of(key(*n), 1).any(|found| found == *n)).count();
        assert!(lost < 2_000, "{lost} of 100000 lost");
        assert!(postings.bytes() < 100_000 * 24, "{}", postings.bytes());
    }

    #[test]
    fn the_oldest_gives_way_and_the_forgotten_before_it() {
        let mut postings = Postings::default();
        (1..=9).for_each(|n| postings.insert(7, n, 1));
        let mut held: Vec<_> = postings.of(7, 1).collect();
        held.sort_unstable();
        assert_eq!(held, [2, 3, 4, 5, 6, 7, 8, 9]);
        // Those before 6 are forgotten: the next does not cost one that is remembered.
        postings.insert(7, 10, 6);
        let mut held: Vec<_> = postings.of(7, 6).collect();
        held.sort_unstable();
        assert_eq!(held, [6, 7, 8, 9, 10]);
    }
}
