//! How often a shingle was seen lately, about: a count-min sketch whose two cells of a key
//! share a cache line, with conservative update and halving.

use std::{hint::black_box, sync::LazyLock};

/// Counters of a block: one cache line of 64 bytes.
const BLOCK: usize = 32;
/// Additions a counter, on average, before the sketch grows.
const LOAD: u64 = 1;
/// Most counters: 32 MiB.
const MOST: usize = 1 << 24;

/// Counters that share a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Block([u16; BLOCK]);

/// The sketch. What it says is never too little until it is halved, and seldom much too high.
#[derive(Debug)]
pub struct Frequencies {
    blocks: Vec<Block>,
    added: u64,
    most: usize,
}

impl Frequencies {
    /// A sketch that may grow to about so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        let most = (most_bytes / size_of::<u16>()).min(MOST);
        Self { blocks: vec![Block([0; BLOCK]); (1 << 14) / BLOCK], added: 0, most }
    }

    /// The block of a key, and its two counters there.
    fn place(&self, key: u32) -> (usize, usize, usize) {
        let hash = (u64::from(key) | 1 << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash = hash ^ (hash >> 29);
        let part = |shift: u32| ((hash >> shift) & 0xffff) as usize;
        let block = (hash >> 32) as usize & (self.blocks.len() - 1);
        // Bits that do not choose the block; two counters that are never the same.
        let first = part(0) & (BLOCK - 1);
        let second = (first + 1 + part(5) % (BLOCK - 1)) & (BLOCK - 1);
        (block, first, second)
    }

    /// How often, about.
    pub fn of(&self, key: u32) -> u16 {
        let (block, a, b) = self.place(key);
        let Block(cells) = &self.blocks[block];
        cells[a].min(cells[b])
    }

    /// Brings the counters of keys near, before they are asked for one by one.
    pub fn approach(&self, keys: &[u32]) {
        let seen = keys.iter().fold(0, |seen, key| seen ^ self.blocks[self.place(*key).0].0[0]);
        black_box(seen);
    }

    /// Counts keys once more.
    pub fn add(&mut self, keys: &[u32]) {
        self.approach(keys);
        for key in keys {
            let (block, a, b) = self.place(*key);
            let Block(cells) = &mut self.blocks[block];
            let least = cells[a].min(cells[b]).saturating_add(1);
            cells[a] = cells[a].max(least);
            cells[b] = cells[b].max(least);
        }
        self.added += keys.len() as u64;
        while self.added > LOAD * (self.blocks.len() * BLOCK) as u64 {
            if self.blocks.len() * BLOCK * 2 > self.most {
                return self.halve();
            }
            // A key's block in the larger sketch is that of the smaller one or its twin.
            self.blocks.extend_from_within(..);
        }
    }

    /// Lets what was long ago count less.
    pub fn halve(&mut self) {
        self.blocks.iter_mut().flat_map(|block| &mut block.0).for_each(|cell| *cell /= 2);
        self.added /= 2;
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Block>()
    }
}

/// The logarithm of a count and one more; most counts are small.
pub fn logarithm(count: u16) -> f32 {
    static SMALL: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|count| (count as f32 + 1.0).ln()));
    SMALL.get(usize::from(count)).copied().unwrap_or_else(|| (f32::from(count) + 1.0).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_never_too_few_and_seldom_too_many() {
        let mut frequencies = Frequencies::new(1 << 20);
        let key = |n: u32| n.wrapping_mul(2_654_435_761);
        for round in 0..3 {
            (0..50_000).for_each(|n| frequencies.add(&[key(n)]));
            let of: Vec<_> = (0..50_000).map(|n| frequencies.of(key(n))).collect();
            assert!(of.iter().all(|n| *n > round));
            let wrong = of.iter().filter(|n| **n > round + 5).count();
            assert!(wrong < 2_500, "{wrong}");
        }
        let never = (50_000..100_000).filter(|n| frequencies.of(key(*n)) > 4).count();
        assert!(never < 8_000, "{never}");
        frequencies.halve();
        assert!((0..50_000).all(|n| frequencies.of(key(n)) >= 1));
    }
}
