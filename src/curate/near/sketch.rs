//! The fingerprint of an article: its word pairs, figures and names as hashes.

use std::{collections::HashMap, sync::LazyLock};

use aho_corasick::AhoCorasick;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    edges,
    words::{self, MOST_WORDS, Word},
};
use crate::{
    curate::unicode::lowercase,
    model::{Article, ArticleId, Publisher},
    state::{Fingerprint, MOST_MARKS, MOST_SHINGLES, Traits},
};

/// Words of the text that count as its beginning, with the title.
const LEAD: usize = 40;
/// Words and letters that a title needs to prove something.
const TITLE_WORDS: usize = 4;
const TITLE_LETTERS: usize = 20;
/// Words by which a text is long.
const LONG: usize = 100;

/// Titles of pages that go on changing: what two of them share is their form.
const LIVE: &[&str] = &[
    "live updates",
    "live blog",
    "liveblog",
    "live ticker",
    "liveticker",
    "live:",
    "- live",
    "live coverage",
    "as it happened",
    "en direct",
    "en vivo",
    "ao vivo",
    "in diretta",
    "diretta live",
    "newsblog",
    "онлайн-трансляция",
    "хроника событий",
    "прямой эфир",
    "текстовая трансляция",
    "canlı anlatım",
    "على الهواء",
    "مباشر",
];

/// What the texts of an article are compared by. `content`: the hash of its material text.
pub fn sketch(id: ArticleId, publisher: &Publisher, at: i64, article: &Article, content: Option<u64>) -> Fingerprint {
    let mut pairs = Pairs::default();
    let title = title_of(article);
    let bytes = title.len() + texts_of(article).map(str::len).sum::<usize>();
    // Words of four letters and a space, or characters that are words.
    pairs.all.reserve((bytes / 4).min(MOST_WORDS));
    let mut heading = Heading::default();
    words::each(title, |word| {
        heading.take(word);
        pairs.take(word, true);
        pairs.words < MOST_WORDS
    });
    let is_names = heading.capitals * 5 <= heading.long * 3;
    let heading_names = pairs.names(is_names);
    let mut words_of_text = 0;
    for text in texts_of(article) {
        pairs.part();
        words::each(text, |word| {
            words_of_text += 1;
            pairs.take(word, words_of_text <= LEAD);
            pairs.words < MOST_WORDS
        });
    }
    let names = pairs.topic(heading_names);
    let (shingles, lead, level) = pairs.sample();
    let live = is_live(title);
    let traits = Traits::default().with(Traits::LIVE, live).with(Traits::LONG, words_of_text > LONG);
    let is_names = is_names || !names.is_empty();
    Fingerprint {
        id,
        story: id,
        at: u32::try_from(at).unwrap_or(0),
        publisher: publisher_hash(publisher),
        content: content.unwrap_or(0),
        title: heading.hash(),
        level,
        traits: traits.with(Traits::NAMES, is_names),
        lead,
        keys: Vec::new(),
        shingles,
        figures: ascending(pairs.figures),
        names: ascending(names),
        mentions: ascending(pairs.mentions),
    }
}

/// The part of the title that copies share.
pub(super) fn title_of(article: &Article) -> &str {
    article.title.as_deref().map(edges::without_outlet).unwrap_or_default()
}

/// The parts of the texts that copies share.
pub(super) fn texts_of(article: &Article) -> impl Iterator<Item = &str> {
    let texts = [article.summary.as_deref(), article.body.as_deref()];
    texts.into_iter().flatten().map(|text| edges::without_tail(edges::without_dateline(text)))
}

/// What the hashes of a fingerprint stand for.
#[derive(Debug, Default)]
pub struct Spelled {
    /// Word pairs.
    pub pairs: HashMap<u32, String>,
    /// Figures, dates, weekdays.
    pub figures: HashMap<u16, String>,
    /// Names: words with a capital.
    pub names: HashMap<u16, String>,
}

/// Walks an article's words as [`sketch`] does, and keeps what they are.
pub fn spell(article: &Article) -> Spelled {
    let (mut spelled, mut pairs) = (Spelled::default(), Pairs::default());
    let mut last: [String; 2] = Default::default();
    for text in std::iter::once(title_of(article)).chain(texts_of(article)) {
        pairs.part();
        words::each_spelled(text, |word, letters| {
            pairs.take(word, false);
            if let Some(pair) = pairs.pop() {
                let parts = if word.unparted {
                    [last[0].as_str(), &last[1], letters].concat()
                } else {
                    format!("{} {letters}", last[1])
                };
                spelled.pairs.insert(pair, parts);
            }
            if let Some(figure) = word.figure {
                spelled.figures.insert(figure, letters.to_owned());
            }
            if word.capital {
                spelled.names.insert(mention(word), letters.to_owned());
            }
            last.rotate_left(1);
            letters.clone_into(&mut last[1]);
            pairs.words < MOST_WORDS
        });
    }
    spelled
}

/// A name as fingerprints remember it.
fn mention(word: Word) -> u16 {
    (word.hash >> 16) as u16
}

/// A publisher as fingerprints remember it.
pub fn publisher_hash(publisher: &Publisher) -> u32 {
    (xxh3_64(publisher.0.as_bytes()) >> 32) as u32
}

fn is_live(title: &str) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(LIVE).ok());
    WORDS.as_ref().is_some_and(|words| words.is_match(&lowercase(title)))
}

fn ascending(mut marks: Vec<u16>) -> Vec<u16> {
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(MOST_MARKS);
    marks
}

/// The title as a whole.
#[derive(Default)]
struct Heading {
    hash: u64,
    words: usize,
    letters: usize,
    /// Words of four letters and more, and those of them with a capital.
    long: usize,
    capitals: usize,
}

impl Heading {
    fn take(&mut self, word: Word) {
        self.hash = (self.hash.rotate_left(7) ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.words += 1;
        self.letters += usize::from(word.letters);
        let long = word.letters > 3 && word.figure.is_none();
        self.long += usize::from(long);
        self.capitals += usize::from(long && word.capital);
    }

    fn hash(&self) -> u32 {
        let tells = self.words >= TITLE_WORDS && self.letters >= TITLE_LETTERS;
        if tells { ((self.hash >> 32) as u32).max(1) } else { 0 }
    }
}

/// Word pairs while the words come.
#[derive(Default)]
pub(super) struct Pairs {
    previous: Option<Word>,
    before: Option<Word>,
    words: usize,
    /// Pairs, each with a bit that says that it does not stand at the beginning.
    all: Vec<u64>,
    figures: Vec<u16>,
    mentions: Vec<u16>,
    /// How many of the mentions stand in the title.
    titled: usize,
    /// Of the title: names that no sentence begins with.
    within: Vec<u16>,
}

impl Pairs {
    pub(super) fn take(&mut self, word: Word, lead: bool) {
        self.words += 1;
        self.figures.extend(word.figure);
        if word.capital {
            let mention = mention(word);
            self.mentions.push(mention);
            if !word.first {
                self.within.push(mention);
            }
        }
        if let Some(previous) = self.previous {
            match (word.unparted, self.before) {
                // Two characters of Han are about a word, and say no more than one.
                (true, Some(before)) if previous.unparted => {
                    let both = u64::from(before.hash) << 32 | u64::from(previous.hash);
                    self.push(pair(both, word.hash, 12), lead);
                }
                (true, _) => {}
                (false, _) => {
                    let letters = previous.letters.saturating_add(word.letters);
                    self.push(pair(u64::from(previous.hash), word.hash, letters), lead);
                }
            }
        }
        (self.before, self.previous) = (self.previous, Some(word));
    }

    fn push(&mut self, pair: u32, lead: bool) {
        self.all.push(u64::from(pair) << 32 | u64::from(!lead));
    }

    /// The pair that the last word made, taken off again.
    pub(super) fn pop(&mut self) -> Option<u32> {
        self.all.pop().map(|packed| (packed >> 32) as u32)
    }

    /// How many words were taken.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// What follows belongs to another text.
    pub(super) fn part(&mut self) {
        (self.before, self.previous) = (None, None);
    }

    /// The names of the title, of which nothing else was read yet.
    fn names(&mut self, is_names: bool) -> Vec<u16> {
        self.titled = self.mentions.len();
        let within = std::mem::take(&mut self.within);
        if is_names { within } else { Vec::new() }
    }

    /// What the article is about: with the names of the title its words with a capital that the text
    /// has with a capital, too. So names are told where all words of a title have capitals, or where
    /// a name begins it or stands in quotes.
    fn topic(&self, mut names: Vec<u16>) -> Vec<u16> {
        let (title, text) = self.mentions.split_at(self.titled.min(self.mentions.len()));
        names.extend(title.iter().filter(|name| text.contains(name)));
        names
    }

    /// The pairs that are kept, which of them stand at the beginning, and the level of the sample.
    fn sample(&mut self) -> (Vec<u32>, u128, u8) {
        // Of equal pairs the one at the beginning comes first.
        self.all.sort_unstable();
        self.all.dedup_by_key(|packed| *packed >> 32);
        let mut level = 0_u8;
        while self.all.len() > MOST_SHINGLES && level < 31 {
            level += 1;
            let below = u64::from(u32::MAX >> level) << 32;
            self.all.truncate(self.all.partition_point(|packed| *packed < below));
        }
        let lead = self.all.iter().enumerate().fold(0_u128, |bits, (n, packed)| bits | u128::from(!packed & 1) << n);
        (self.all.iter().map(|packed| (*packed >> 32) as u32).collect(), lead, level)
    }
}

/// A pair as one number; the last two bits say how much its letters let it tell.
fn pair(first: u64, second: u32, letters: u8) -> u32 {
    let hash = (first ^ u64::from(second).rotate_left(21)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32;
    let tells = match letters {
        0..=5 => 0,
        6..=8 => 1,
        9..=11 => 2,
        _ => 3,
    };
    hash & !3 | tells
}
