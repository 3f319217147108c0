//! Names in scripts without spaces: Chinese, Japanese, Korean, Thai and others, character by character.

use super::{
    book::Book,
    candidate::Candidate,
    find::{MOST_BEARERS, MOST_CANDIDATES},
    name::close,
    phones::mix,
    words::{Word, is_middle_dot},
};

/// Characters of a name in a script without spaces.
const MOST_DENSE: usize = 40;

/// Names in a script without spaces may start at each of its characters.
pub(super) fn names<'b>(text: &str, word: &Word, book: &'b Book, field: usize, found: &mut Vec<Candidate<'b>>) {
    let run = &text[word.start..word.end];
    for (at, _) in run.char_indices() {
        let rest = &run[at..];
        if found.len() > MOST_CANDIDATES {
            return;
        }
        if !book.pairs.holds(start(rest)) {
            continue;
        }
        let (mut sum, mut count) = (0, 0);
        for (n, c) in rest.char_indices().filter(|&(_, c)| !is_middle_dot(c)).take(MOST_DENSE) {
            (sum, count) = (step(sum, c), count + 1);
            let key = close(sum, DENSE + count);
            if count < 2 || !book.windows.holds(key) {
                continue;
            }
            let end = word.start + at + n + c.len_utf8();
            for (name, form) in book.lookup(key).take(MOST_BEARERS) {
                if !same_dense(book.name(name), &text[word.start + at..end]) {
                    continue;
                }
                let bits = 6.0 * count as f32;
                found.push(Candidate {
                    book,
                    field,
                    start: word.start + at,
                    end,
                    score: 1.0,
                    signs: Vec::new(),
                    refused: None,
                    name,
                    form,
                    bits,
                    words: if count >= 4 { 2 } else { 1 },
                });
            }
        }
    }
}

/// Marks keys of scripts without spaces.
const DENSE: u64 = 1 << 32;

fn step(sum: u64, c: char) -> u64 {
    mix(sum ^ u64::from(u32::from(c)))
}

/// The key of a name in a script without spaces.
pub(super) fn key(text: &str) -> u64 {
    let (sum, count) =
        text.chars().filter(|&c| !is_middle_dot(c)).fold((0, 0), |(sum, count), c| (step(sum, c), count + 1));
    close(sum, DENSE + count)
}

/// The key of its first two characters.
pub(super) fn start(text: &str) -> u64 {
    let mut chars = text.chars().filter(|&c| !is_middle_dot(c));
    let (a, b) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
    close(step(step(0, a), b), DENSE)
}

fn same_dense(name: &str, text: &str) -> bool {
    let plain = |text: &str| {
        text.chars().filter(|&c| !is_middle_dot(c) && !c.is_ascii() && !c.is_whitespace()).collect::<String>()
    };
    plain(name) == plain(text)
}
