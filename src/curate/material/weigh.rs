//! Whether a version of an item differs materially from another one: by what is kept of both, and
//! not by their texts, so that what is in memory decides nothing.

use super::{
    token::{Is, Token},
    wordings::{Class, Wordings},
};
use crate::state::Version;

/// Counters of a sketch.
const COUNTERS: usize = 16;
/// Share of the words that may change without being material.
const FREE: f32 = 0.05;
/// Above so many changed words a sketch is no longer exact (its standard error is a third), and a smaller
/// share is enough: rather a revision too many than one that nobody sees.
const SURE: f32 = 4.0;
const FREE_UNSURE: f32 = 0.04;
/// Steps of counters that are so few that each is a word.
const FEW: i32 = 4;
/// So many changed words are material in a text of any length: what sketches cannot tell from more.
const MOST_BODY: f32 = 120.0;
const MOST_SUMMARY: f32 = 6.0;

/// What one text came to.
#[derive(Debug, Default)]
pub(super) struct Ink {
    /// Of figures, names and denials, in their order.
    pub critical: u64,
    counters: [u8; COUNTERS],
    /// A bit for each sixteenth of the other words: whether their number is odd.
    pub parities: u16,
    pub words: usize,
}

impl Ink {
    /// Takes a word in; returns the figure that it stands for.
    pub fn take<'w>(&mut self, token: &Token, class: u32, words: &'w Wordings) -> Option<&'w str> {
        self.words += 1;
        let figure = words.figure(token);
        let names = token.is.has(Is::CAPITAL) || token.is.has(Is::CASELESS);
        let is_name = names && class & Class::COMMON == 0;
        let is_figure = token.is.has(Is::FIGURE) && !token.is.has(Is::ADDRESS);
        if is_figure || figure.is_some() || class & Class::DENIAL != 0 || is_name {
            let hash = figure.map_or(token.hash, |figure| xxhash_rust::xxh3::xxh3_64(figure.as_bytes()));
            self.critical = (self.critical.rotate_left(5) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        } else {
            let counter = &mut self.counters[(token.hash & 15) as usize];
            *counter = if token.hash & 16 == 0 { counter.wrapping_add(1) } else { counter.wrapping_sub(1) };
            self.parities ^= 1 << (token.hash >> 5 & 15);
        }
        figure
    }

    /// The counters in `bits` each.
    pub fn sketch(&self, bits: usize) -> u64 {
        let mask = (1_u64 << bits) - 1;
        self.counters.iter().enumerate().fold(0, |all, (n, counter)| all | (u64::from(*counter) & mask) << (n * bits))
    }
}

/// The fields that differ materially; both versions are of one kind.
pub fn changed(old: &Version, new: &Version) -> Vec<&'static str> {
    let (summary, body) = if old.is_old() || new.is_old() {
        (old.exact != new.exact, old.body != new.body)
    } else if old.exact == new.exact {
        // Case and typography alone.
        (false, false)
    } else {
        let lengths = (u16::from(old.summary_words), u16::from(new.summary_words));
        let sketches = (u64::from(old.summary_sketch), u64::from(new.summary_sketch));
        let summary = old.summary != new.summary || is_much(sketches, 2, lengths, 0, MOST_SUMMARY);
        let body_sketches = (old.body_sketch, new.body_sketch);
        let lengths = (old.body_words, new.body_words);
        let odd = if old.has_check() && new.has_check() { old.body_check ^ new.body_check } else { 0 };
        (summary, old.body != new.body || is_much(body_sketches, 4, lengths, odd.count_ones(), MOST_BODY))
    };
    let fields = [("title", old.title != new.title), ("summary", summary), ("body", body)];
    fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// Whether more than a twentieth of the words came or went, as two sketches tell it; `odd` is the number of
/// parities that differ.
fn is_much(sketches: (u64, u64), bits: usize, words: (u16, u16), odd: u32, most: f32) -> bool {
    let all = f32::from(words.0.max(words.1));
    let changed = changed_words(sketches, bits, words, odd);
    changed > (FREE * all).min(most) || changed > SURE && changed > FREE_UNSURE * all
}

/// How many words came, or how many went, whichever is more.
fn changed_words((old, new): (u64, u64), bits: usize, words: (u16, u16), odd: u32) -> f32 {
    let (size, mask) = (1_i32 << bits, (1_u64 << bits) - 1);
    let counter = |sketch: u64, n: usize| i32::try_from(sketch >> (n * bits) & mask).unwrap_or(0);
    // Each word that came or went moves one counter by one, in a direction of its own: the squares
    // of the differences add up to their number.
    let (moves, squares) = (0..COUNTERS).fold((0, 0), |(moves, squares), n| {
        let difference = (counter(new, n) - counter(old, n)).rem_euclid(size);
        let difference = if difference >= size / 2 { difference - size } else { difference };
        (moves + difference.abs(), squares + difference * difference)
    });
    // Of few words it is likelier that two fell on one counter than that others cancelled one another out.
    let moved = if moves <= FEW { moves } else { squares };
    // So many words at least came or went.
    let moved = moved.max(i32::try_from(odd).unwrap_or(0));
    let longer = f32::from(words.0.abs_diff(words.1));
    (moved as f32 + longer).max(2.0 * longer) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_on_one_counter_are_two_and_not_four() {
        // One word replaced of 34: both steps fell on the third counter, in one direction or on two counters.
        for sketch in [0x0200, 0x0e00, 0x0110] {
            assert_eq!(changed_words((0, sketch), 4, (34, 34), 2).to_bits(), 1_f32.to_bits(), "{sketch:x}");
            assert!(!is_much((0, sketch), 4, (34, 34), 2, MOST_BODY));
        }
        // Two replaced of 30, of which two steps cancelled one another out: the parities have all four.
        assert!(is_much((0, 0x0110), 4, (30, 30), 4, MOST_BODY) && !is_much((0, 0x0110), 4, (30, 30), 2, MOST_BODY));
        // Of many the squares tell: nine steps of three counters are fourteen words and more.
        assert!(changed_words((0, 0x0333), 4, (200, 200), 3) > 13.0);
        assert!(is_much((0, 0x0333), 4, (200, 200), 3, MOST_BODY));
    }
}
