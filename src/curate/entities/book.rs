//! The names of one list, ready to be looked up: the names in one text, and the keys of their
//! forms in a sorted table behind a filter that fits the cache.

use std::sync::Arc;

use super::{
    listed::{Schema, Strength},
    name::Form,
};

/// Where a list came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Path or address, without credentials.
    pub source: String,
    /// The list's own date, else that of its file or answer; RFC 3339 or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// An entry, as the book keeps it.
pub(super) struct Entity {
    pub id: u32,
    pub first: u32,
    pub programmes: u32,
    pub countries: u32,
    pub title: u32,
    pub date: u32,
    pub id_len: u16,
    pub schema: Schema,
}

/// A name, as the book keeps it.
pub(super) struct NameRow {
    pub start: u32,
    pub entity: u32,
    pub len: u16,
    pub strength: Strength,
}

/// The names of one list.
pub struct Book {
    /// The list's name in the config.
    pub list: String,
    /// Where it came from.
    pub provenance: Provenance,
    /// ISO 3166-1 alpha-2, `EU` or `UN`: whose list it is.
    pub jurisdiction: Option<String>,
    pub(super) text: String,
    pub(super) entities: Vec<Entity>,
    pub(super) names: Vec<NameRow>,
    pub(super) shared: Vec<String>,
    /// Words that stand in names: no window starts with another.
    pub(super) known: Filter,
    pub(super) windows: Filter,
    pub(super) pairs: Filter,
    /// How often words stand in names, by key; those that stand there once are left out.
    pub(super) counts: Vec<(u64, u32)>,
    keys: Vec<[u32; 3]>,
    /// Where the keys with the same first bits start.
    starts: Vec<u32>,
    shift: u32,
}

/// Names less alike are not near.
const NEAR: f32 = 0.75;

/// The lists in force.
#[derive(Clone, Default)]
pub struct Lists(pub Vec<Arc<Book>>);

impl Lists {
    /// No lists.
    pub const fn none() -> Self {
        Self(Vec::new())
    }
}

impl Book {
    pub(super) fn empty(list: &str) -> Self {
        Self {
            list: list.to_owned(),
            provenance: Provenance::default(),
            jurisdiction: None,
            text: String::new(),
            entities: Vec::new(),
            names: Vec::new(),
            shared: Vec::new(),
            known: Filter::default(),
            windows: Filter::default(),
            pairs: Filter::default(),
            counts: Vec::new(),
            keys: Vec::new(),
            starts: vec![0; 2],
            shift: 31,
        }
    }

    /// Entries.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Names and aliases.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// The entries whose names are most like this one, the best first: by looking at all of them.
    pub fn nearest(&self, name: &str, most: usize) -> Vec<(f32, &str, &str)> {
        let mut near: Vec<(f32, &str, &str)> = Vec::new();
        for (n, row) in (0_u32..).zip(&self.names) {
            let Some(entity) = self.entities.get(row.entity as usize) else { continue };
            let known = self.name(n);
            let likeness = super::likeness(name, known, entity.schema.is_personal());
            if likeness >= NEAR {
                near.push((likeness, self.id(entity), known));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.dedup_by(|a, b| a.1 == b.1);
        near.truncate(most);
        near
    }

    /// Bytes that it holds, nearly.
    pub fn size(&self) -> usize {
        self.text.len()
            + self.entities.len() * size_of::<Entity>()
            + self.names.len() * size_of::<NameRow>()
            + self.keys.len() * size_of::<[u32; 3]>()
            + self.starts.len() * 4
            + self.counts.len() * size_of::<(u64, u32)>()
            + (self.known.bits.len() + self.windows.bits.len() + self.pairs.bits.len()) * 8
            + self.shared.iter().map(|text| text.len() + size_of::<String>()).sum::<usize>()
    }

    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let start = self.text.len();
        self.text.push_str(text);
        u32::try_from(start).unwrap_or(u32::MAX)
    }

    /// Takes the sorted keys.
    pub(super) fn set_keys(&mut self, keys: Vec<[u32; 3]>) {
        let bits = (usize::BITS - keys.len().leading_zeros()).clamp(1, 20);
        self.shift = 32 - bits;
        self.starts = vec![0; (1 << bits) + 1];
        for key in &keys {
            self.starts[(key[0] >> self.shift) as usize + 1] += 1;
        }
        for n in 1..self.starts.len() {
            self.starts[n] += self.starts[n - 1];
        }
        self.keys = keys;
    }

    /// The names that have this key, and what of them it stands for.
    pub(super) fn lookup(&self, key: u64) -> impl Iterator<Item = (u32, Form)> {
        let (high, low) = halves(key);
        let bucket = (high >> self.shift) as usize;
        let range = match (self.starts.get(bucket), self.starts.get(bucket + 1)) {
            (Some(&from), Some(&to)) => self.keys.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        };
        let from = range.partition_point(|entry| (entry[0], entry[1]) < (high, low));
        range[from..]
            .iter()
            .take_while(move |entry| (entry[0], entry[1]) == (high, low))
            .map(|entry| (entry[2] >> 2, Form::of(entry[2])))
    }

    pub(super) fn name(&self, n: u32) -> &str {
        let Some(row) = self.names.get(n as usize) else { return "" };
        self.piece(row.start, row.len)
    }

    fn piece(&self, start: u32, len: u16) -> &str {
        self.text.get(start as usize..start as usize + usize::from(len)).unwrap_or_default()
    }

    pub(super) fn id(&self, entity: &Entity) -> &str {
        self.piece(entity.id, entity.id_len)
    }

    pub(super) fn lines(&self, shared: u32) -> impl Iterator<Item = &str> {
        let text = self.shared.get(shared as usize).map_or("", String::as_str);
        text.split('\n').filter(|line| !line.is_empty())
    }

    /// How much a word says of who is meant, in bits: 0 of a word in every name, 20 and more of
    /// a word in one of a million.
    pub(super) fn bits(&self, word: u64) -> f32 {
        let count = self.counts.binary_search_by_key(&word, |(key, _)| *key).map_or(1, |n| self.counts[n].1);
        // As in a list of many: in a short one every word is rare.
        let all = self.names.len().max(1_000_000 / 20) as f32;
        (all / count as f32).log2().max(0.0)
    }
}

/// The upper and the lower half of a key.
#[allow(clippy::cast_possible_truncation)] // That is what is wanted.
pub(super) fn halves(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, key as u32)
}

/// A set of hashes that may say yes by mistake (1 in 500), and never no.
#[derive(Default)]
pub(super) struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    pub(super) fn of(count: usize, keys: impl Iterator<Item = u64>) -> Self {
        let words = (count * 12 / 64 + 1).next_power_of_two();
        let mut bits = vec![0; words];
        for key in keys {
            let (word, mask) = probe(key, words);
            bits[word] |= mask;
        }
        Self { bits }
    }

    /// Whether the key may be in the set.
    pub(super) fn holds(&self, key: u64) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let (word, mask) = probe(key, self.bits.len());
        self.bits[word] & mask == mask
    }
}

/// The word of a key and three bits in it: one look into memory.
fn probe(key: u64, words: usize) -> (usize, u64) {
    let word = usize::try_from(key >> 20).unwrap_or(0) & (words - 1);
    (word, 1 << (key & 63) | 1 << ((key >> 6) & 63) | 1 << ((key >> 12) & 63))
}
