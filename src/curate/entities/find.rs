//! Names of a list in a text: windows of words whose keys are in the book, then a closer look.

use super::{
    book::{Book, Lists},
    candidate::Candidate,
    common, dense,
    listed::Strength,
    name::{Form, Parts, Token, close, is_left_out, is_patronymic, pair, parts},
    phones::{Phones, initial_key},
    romanise::Roman,
    signs, verdict,
    words::{Gap, Kind, Word, scan},
};

/// Words of a window, those that are left out not counted.
const MOST_WORDS: usize = 8;
/// Ways to read the words of a window (endings, initials) that are followed at once.
const MOST_READINGS: usize = 12;
/// Candidates of one field; a text with more is a list itself.
pub(super) const MOST_CANDIDATES: usize = 400;
/// Entries that are given for the same words; names that more bear say nothing of who is meant.
pub(super) const MOST_BEARERS: usize = 5;

/// The text of an article, and what is known of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Text<'a> {
    /// Fields by name, as records call them.
    pub fields: &'a [(&'a str, &'a str)],
    /// Whether a tag of the article speaks of sanctions or of a designation.
    pub tagged: bool,
}

/// The matches in a text, in the order of fields and words.
pub fn find<'a>(lists: &'a Lists, text: &Text<'_>) -> Vec<Candidate<'a>> {
    let mut found = find_all(lists, text);
    found.retain(|candidate| candidate.refused.is_none());
    found
}

/// All candidates, those that were refused among them, with the reason.
pub fn find_all<'a>(lists: &'a Lists, text: &Text<'_>) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    if lists.0.is_empty() {
        return found;
    }
    for (field, (_, text)) in text.fields.iter().enumerate() {
        let words = scan(text);
        let mut seen = Seen { text, words: &words, places: vec![0; words.len()], store: Vec::new(), heard: [0; HEARD] };
        for book in &lists.0 {
            seen.walk(book, field, &mut found);
        }
    }
    if !found.is_empty() {
        found = distinct(found);
        signs::judge(&mut found, text);
    }
    found
}

/// One field while it is being walked.
struct Seen<'t> {
    text: &'t str,
    words: &'t [Word],
    /// Of the words that were read: one more than their place in `store`, or 0.
    places: Vec<u32>,
    store: Vec<Reading>,
    /// Words whose sounds are known, by a hash of their letters: articles say their names again and again.
    heard: [u32; HEARD],
}

/// Places for words that were read.
const HEARD: usize = 128;

/// What a word may be.
#[derive(Clone, Copy)]
struct Reading {
    /// Its number.
    word: u32,
    token: Token,
    /// The word as it stands, then without its case ending or as an initial.
    keys: [u64; 2],
    /// Nothing until it is asked for: most words stand in no name.
    part: Option<Part>,
}

/// What a word is within a name.
#[derive(Clone, Copy)]
struct Part {
    left_out: bool,
    /// Patronymics may be skipped.
    skips: bool,
    /// `and` parts two people, and joins the words of a company.
    conjunction: bool,
}

/// A window so far, in one of its readings.
#[derive(Clone, Copy)]
struct State {
    sum: u64,
    last: u64,
    count: u64,
    /// The words that are in it, by bits from the window's first.
    mask: u32,
}

impl Seen<'_> {
    /// The reading of a word, where it was read.
    fn read(&self, n: usize) -> Option<&Reading> {
        let place = self.places[n] as usize;
        place.checked_sub(1).and_then(|place| self.store.get(place))
    }

    /// The place of a word's reading in `store`: its sounds are read once, whatever the lists.
    fn sounds(&mut self, n: usize) -> usize {
        if let Some(place) = (self.places[n] as usize).checked_sub(1) {
            return place;
        }
        let word = &self.words[n];
        let letters = &self.text[word.start..word.end];
        let slot = letters.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % HEARD;
        let known = self.heard[slot].checked_sub(1).and_then(|place| self.store.get(place as usize)).copied();
        let same = |reading: &Reading| {
            let other = &self.words[reading.word as usize];
            other.initial == word.initial && self.text[other.start..other.end] == *letters
        };
        let number = u32::try_from(n).unwrap_or(u32::MAX);
        let reading = if let Some(mut reading) = known.filter(same) {
            reading.token.gap = word.gap;
            reading
        } else {
            let phones = Phones::of(letters);
            let main = phones.key();
            let second = if word.initial { Some(initial_key(phones.initial())) } else { phones.uninflected() };
            let token = Token { phones, initial: word.initial, gap: word.gap };
            Reading { word: number, token, keys: [main, second.unwrap_or(main)], part: None }
        };
        self.store.push(reading);
        let place = u32::try_from(self.store.len()).unwrap_or(0);
        (self.places[n], self.heard[slot]) = (place, place);
        self.store.len() - 1
    }

    /// What a word may be, and what it is within a name.
    fn reading(&mut self, n: usize) -> (Reading, Part) {
        let place = self.sounds(n);
        let reading = self.store[place];
        let part = reading.part.unwrap_or_else(|| {
            let (word, phones) = (&self.words[n], &reading.token.phones);
            let left_out = !word.initial && (phones.signs().is_empty() || is_left_out(self.text, word, phones));
            Part {
                left_out,
                skips: is_patronymic(&reading.token),
                conjunction: left_out && common::is_conjunction(Roman::of(&self.text[word.start..word.end]).as_bytes()),
            }
        });
        self.store[place].part = Some(part);
        (reading, part)
    }

    fn walk<'b>(&mut self, book: &'b Book, field: usize, found: &mut Vec<Candidate<'b>>) {
        for first in 0..self.words.len() {
            match self.words[first].kind {
                Kind::Lower => {}
                Kind::Dense => dense::names(self.text, &self.words[first], book, field, found),
                _ => self.window(book, field, first, found),
            }
            if found.len() > MOST_CANDIDATES {
                return;
            }
        }
    }

    /// All windows that start at a word.
    fn window<'b>(&mut self, book: &'b Book, field: usize, first: usize, found: &mut Vec<Candidate<'b>>) {
        let place = self.sounds(first);
        if !self.store[place].keys.iter().any(|key| book.known.holds(*key)) {
            return;
        }
        let (reading, part) = self.reading(first);
        if part.left_out {
            return;
        }
        let mut states = [State { sum: 0, last: 0, count: 0, mask: 0 }; MOST_READINGS];
        let mut live = 0;
        for key in distinct_keys(&reading) {
            let state = State { sum: key, last: key, count: 1, mask: 1 };
            self.ask(book, field, first, state, found);
            states[live] = state;
            live += 1;
        }
        let reach = (first + 2 * MOST_WORDS).min(self.words.len()).min(first + 31);
        for n in first + 1..reach {
            if !self.goes_on(n) {
                return;
            }
            let (reading, part) = self.reading(n);
            if part.left_out {
                continue;
            }
            let (mut next, mut many) = ([states[0]; MOST_READINGS], 0);
            for state in &states[..live] {
                for key in distinct_keys(&reading) {
                    if many < MOST_READINGS && book.pairs.holds(pair(state.last, key)) {
                        let sum = state.sum.wrapping_add(key);
                        let grown =
                            State { sum, last: key, count: state.count + 1, mask: state.mask | 1 << (n - first) };
                        self.ask(book, field, first, grown, found);
                        next[many] = grown;
                        many += 1;
                    }
                }
                if part.skips && many < MOST_READINGS {
                    next[many] = *state;
                    many += 1;
                }
            }
            (states, live) = (next, many);
            if live == 0 || states[..live].iter().all(|state| state.count >= MOST_WORDS as u64) {
                return;
            }
        }
    }

    /// Whether a name may go on with this word.
    fn goes_on(&self, n: usize) -> bool {
        match self.words[n].gap {
            Gap::Break => false,
            // SURNAME, Given: in a running text a comma parts two names.
            Gap::Comma => self.words[n - 1].kind == Kind::Capitals && self.words[n].kind == Kind::Capital,
            Gap::Space | Gap::Hyphen => self.words[n].kind != Kind::Dense,
        }
    }

    /// Looks a window up, and its names over.
    fn ask<'b>(&self, book: &'b Book, field: usize, first: usize, state: State, found: &mut Vec<Candidate<'b>>) {
        let key = close(state.sum, state.count);
        if !book.windows.holds(key) {
            return;
        }
        let mut window = Vec::new();
        let mut bearers = 0;
        for (name, form) in book.lookup(key) {
            if window.is_empty() {
                window
                    .extend((0..31).filter(|n| state.mask >> n & 1 == 1).filter_map(|n| self.read(first + n).copied()));
            }
            let last = first + state.mask.ilog2() as usize;
            let Some(candidate) = Self::look(book, &window, name, form) else { continue };
            bearers += 1;
            if bearers > 64 || found.len() > MOST_CANDIDATES {
                return;
            }
            let two = (first..=last).filter_map(|n| self.read(n)?.part).any(|part| part.conjunction);
            let lower = (first..=last).any(|n| state.mask >> (n - first) & 1 == 1 && self.words[n].kind == Kind::Lower);
            if (two || lower) && candidate.schema().is_personal() {
                continue;
            }
            let (start, end) = (self.words[first].start, self.words[last].end);
            found.push(Candidate { field, start, end, ..candidate });
        }
    }

    fn look<'b>(book: &'b Book, window: &[Reading], name: u32, form: Form) -> Option<Candidate<'b>> {
        let row = book.names.get(name as usize)?;
        let entity = book.entities.get(row.entity as usize)?;
        let personal = entity.schema.is_personal();
        let parts = parts(book.name(name), personal);
        let mut tokens: Vec<Token> = window.iter().map(|reading| reading.token).collect();
        if form != Form::Initial {
            tokens.iter_mut().for_each(|token| token.initial = false);
        }
        let alike = verdict::window(&tokens, &parts.tokens, personal)
            .or_else(|| joined(&tokens, &parts).filter(|_| personal))?;
        let factor = match form {
            Form::Full => 1.0,
            Form::Usual => 0.97,
            Form::Short => 0.85,
            Form::Initial => 0.8,
        };
        let strength = if row.strength == Strength::Weak { 0.8 } else { 1.0 };
        let bits = window.iter().map(|reading| Self::says(book, reading)).sum();
        Some(Candidate {
            book,
            field: 0,
            start: 0,
            end: 0,
            score: alike * factor * strength,
            signs: Vec::new(),
            refused: None,
            name,
            form,
            bits,
            words: window.len(),
        })
    }

    /// How much a word says of who is meant, in bits.
    fn says(book: &Book, reading: &Reading) -> f32 {
        let keys = reading.keys.map(|key| {
            let known = book.bits(key);
            if common::is_everywhere(key) { known.min(COMMON_BITS) } else { known }
        });
        if reading.token.initial { 3.0 } else { keys[0].min(keys[1]) }
    }
}

/// What a word that millions bear says at most.
pub(super) const COMMON_BITS: f32 = 6.0;

fn distinct_keys(reading: &Reading) -> impl Iterator<Item = u64> + use<> {
    let [main, second] = reading.keys;
    std::iter::once(main).chain((second != main).then_some(second))
}

/// Two words of a name that are one in the text.
fn joined(window: &[Token], parts: &Parts) -> Option<f32> {
    if window.len() + 1 != parts.tokens.len() {
        return None;
    }
    (0..window.len()).find_map(|at| verdict::window(window, &parts.merged(at), true))
}

/// Of candidates of one list that overlap, those with the most words stand, then those with the
/// best score; names of many bearers are left with the best few.
fn distinct(mut found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    found.sort_by(|a, b| {
        let best = b.words.cmp(&a.words).then(b.score.total_cmp(&a.score)).then(b.strength().cmp(&a.strength()));
        best.then((a.field, a.start, a.name).cmp(&(b.field, b.start, b.name)))
    });
    let mut kept: Vec<Candidate<'_>> = Vec::new();
    for candidate in found {
        let overlaps = |k: &&Candidate<'_>| {
            std::ptr::eq(k.book, candidate.book)
                && k.field == candidate.field
                && k.start < candidate.end
                && candidate.start < k.end
        };
        let rivals: Vec<_> = kept.iter().filter(overlaps).collect();
        let stands = rivals.iter().all(|k| {
            (k.start, k.end) == (candidate.start, candidate.end)
                && k.id() != candidate.id()
                && (k.score - candidate.score) < 0.05
        });
        if stands && rivals.len() < MOST_BEARERS {
            kept.push(candidate);
        }
    }
    kept.sort_by(|a, b| (a.field, a.start, a.end).cmp(&(b.field, b.start, b.end)).then(b.score.total_cmp(&a.score)));
    kept
}
