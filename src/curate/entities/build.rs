//! From entries to a [`Book`]: names into one text, keys into sorted tables.

use std::collections::HashMap;

use super::{
    book::{Book, Entity, Filter, NameRow, Provenance, halves},
    listed::{Listed, Schema, Strength},
    name::{Form, Parts, parts},
};

/// Names of all entries; a list with more is no list of names.
const MOST_NAMES: usize = 5_000_000;
/// Bytes that the names and ids of a list may have.
const MOST_BYTES: usize = 1 << 30;

/// Why a list cannot be had as a book.
#[derive(Debug, Clone, thiserror::Error)]
#[error("expected at most {MOST_NAMES} names in {MOST_BYTES} bytes, the list has more; split it into several lists")]
pub struct TooLarge;

/// Takes entries one by one.
pub struct Builder {
    book: Book,
    keys: Vec<[u32; 3]>,
    pairs: Vec<u64>,
    words: HashMap<u64, u32, Same>,
    /// What else may stand for a word of a name: its first letter, it and its neighbour as one.
    stands: Vec<u64>,
    texts: HashMap<String, u32>,
    too_large: bool,
}

/// Keys are hashes already.
#[derive(Default, Clone, Copy)]
struct Same;

impl std::hash::BuildHasher for Same {
    type Hasher = SameHasher;

    fn build_hasher(&self) -> SameHasher {
        SameHasher(0)
    }
}

struct SameHasher(u64);

impl std::hash::Hasher for SameHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.0 = self.0.rotate_left(8) ^ u64::from(b));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

impl Builder {
    /// For the list that the config calls `list`.
    pub fn new(list: &str) -> Self {
        Self {
            book: Book::empty(list),
            keys: Vec::new(),
            pairs: Vec::new(),
            words: HashMap::default(),
            stands: Vec::new(),
            texts: HashMap::new(),
            too_large: false,
        }
    }

    /// Takes an entry in. Entries without a name are left out.
    pub fn add(&mut self, listed: &Listed) {
        let book = &mut self.book;
        if listed.names.is_empty() {
            return;
        }
        if book.names.len() + listed.names.len() > MOST_NAMES || book.text.len() > MOST_BYTES {
            self.too_large = true;
            return;
        }
        let first = small(book.names.len());
        let entity = small(book.entities.len());
        let id = (book.intern(&listed.id), listed.id.len());
        for name in &listed.names {
            let start = book.intern(&name.text);
            book.names.push(NameRow { start, entity, len: short(name.text.len()), strength: name.strength });
        }
        let of = |texts: &mut HashMap<String, u32>, shared: &mut Vec<String>, text: String| {
            *texts.entry(text).or_insert_with_key(|text| {
                shared.push(text.clone());
                small(shared.len() - 1)
            })
        };
        let programmes = of(&mut self.texts, &mut book.shared, listed.programmes.join("\n"));
        let countries = of(&mut self.texts, &mut book.shared, listed.countries.join("\n"));
        let title = of(&mut self.texts, &mut book.shared, listed.title.clone().unwrap_or_default());
        let date = of(&mut self.texts, &mut book.shared, listed.listed.clone().unwrap_or_default());
        let (id, id_len) = (id.0, short(id.1));
        book.entities.push(Entity { id, id_len, first, schema: listed.schema, programmes, countries, title, date });
        for (n, name) in listed.names.iter().enumerate() {
            self.index(first + small(n), &name.text, name.strength, listed.schema);
        }
    }

    fn index(&mut self, name: u32, text: &str, strength: Strength, schema: Schema) {
        let personal = schema.is_personal();
        let parts = parts(text, personal);
        for token in &parts.tokens {
            *self.words.entry(token.phones.key()).or_default() += 1;
        }
        if let Some(dense) = &parts.dense {
            self.dense(name, dense);
        }
        // A weak alias of one word names nobody by itself.
        if strength == Strength::Weak && parts.tokens.len() < 2 {
            return;
        }
        let Self { keys, pairs, stands, .. } = self;
        let mut add = |key: u64, form: Form| keys.push(entry(key, name, form));
        parts.keys(personal, &mut add);
        parts.pairs(personal, |pair| pairs.push(pair));
        stands.extend(parts.hyphenated().filter(|_| personal));
        stands.extend(initial_pairs(&parts, personal, pairs));
    }

    fn dense(&mut self, name: u32, dense: &str) {
        self.pairs.push(super::dense::start(dense));
        self.keys.push(entry(super::dense::key(dense), name, Form::Full));
    }

    /// The book, sorted and ready.
    pub fn finish(self, provenance: Provenance) -> Result<Book, TooLarge> {
        let Self { mut book, mut keys, mut pairs, words, mut stands, too_large, .. } = self;
        if too_large {
            return Err(TooLarge);
        }
        keys.sort_unstable();
        keys.dedup();
        pairs.sort_unstable();
        pairs.dedup();
        stands.sort_unstable();
        stands.dedup();
        book.known = Filter::of(words.len() + stands.len(), words.keys().copied().chain(stands));
        book.windows = Filter::of(keys.len(), keys.iter().map(|key| u64::from(key[0]) << 32 | u64::from(key[1])));
        book.pairs = Filter::of(pairs.len(), pairs.iter().copied());
        let mut counts: Vec<(u64, u32)> = words.into_iter().filter(|(_, count)| *count > 1).collect();
        counts.sort_unstable();
        book.counts = counts;
        book.set_keys(keys);
        book.provenance = provenance;
        book.text.shrink_to_fit();
        book.names.shrink_to_fit();
        Ok(book)
    }
}

/// Adds the pairs of the surname and the first letter of the given name; gives the letter's key.
fn initial_pairs(parts: &Parts, personal: bool, pairs: &mut Vec<u64>) -> Option<u64> {
    if !personal || parts.tokens.len() < 2 {
        return None;
    }
    let given = parts.surname.unwrap_or(0);
    let initial = super::phones::initial_key(parts.tokens[given].phones.initial());
    let family = match parts.surname {
        Some(surnames) => 0..surnames,
        None => parts.tokens.len() - 1..parts.tokens.len(),
    };
    for n in family {
        pairs.push(super::name::pair(parts.tokens[n].phones.key(), initial));
    }
    Some(initial)
}

fn entry(key: u64, name: u32, form: Form) -> [u32; 3] {
    let (high, low) = halves(key);
    [high, low, name << 2 | form as u32]
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
