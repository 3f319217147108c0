//! Tables that are built from data of ours or of the operator's and asked for every word of every text:
//! hashed quickly. What a feed says is looked up in them and never entered, so that no feed can make them slow.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Such a table.
pub type Table<K, V> = HashMap<K, V, BuildHasherDefault<Hashed>>;

/// Hashes words by XXH3, and takes a number for the hash that it is.
#[derive(Debug, Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    /// The end of a word.
    fn write_u8(&mut self, byte: u8) {
        self.0 ^= u64::from(byte);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
