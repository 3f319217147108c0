//! How alike two names are, sound by sound and word by word.

use super::{
    name::{Token, parts},
    phones::{Phones, class, is_vowel},
};

/// Of two words that are the same name in two spellings.
const ALIKE: f32 = 0.88;
/// Of a letter and the name it may stand for.
const INITIAL: f32 = 0.8;

/// How alike two sounds are, as a cost: 0 the same, 1 nothing in common.
fn swap(a: u8, b: u8) -> f32 {
    if a == b {
        return 0.0;
    }
    match (is_vowel(a), is_vowel(b)) {
        (true, true) => match (a.min(b), a.max(b)) {
            (b'a', b'e') | (b'e', b'i') | (b'o', b'u') => 0.15,
            (b'a', b'o') | (b'i', b'u') => 0.3,
            _ => 0.6,
        },
        (false, false) if class(a) == class(b) => 0.2,
        (false, false) if matches!((a.min(b), a.max(b)), (b'C' | b'S', b'j') | (b'd', b't') | (b'b', b'p')) => 0.5,
        _ => 1.0,
    }
}

/// The cost of a sound that one of them lacks.
fn lack(sign: u8, beside: Option<u8>, abjad: bool) -> f32 {
    match sign {
        _ if abjad && (is_vowel(sign) || sign == b'h') => 0.0,
        b'i' if beside.is_some_and(is_vowel) => 0.1,
        b'e' => 0.3,
        _ if is_vowel(sign) => 0.4,
        b'h' => 0.4,
        _ => 1.0,
    }
}

/// How alike two words sound, 0 to 1.
pub(super) fn words(a: &Phones, b: &Phones) -> f32 {
    let abjad = a.abjad || b.abjad;
    let best = signs(a.signs(), b.signs(), abjad);
    let stems = match (a.cyrillic, b.cyrillic) {
        (true, false) => inflected(a, b, abjad),
        (false, true) => inflected(b, a, abjad),
        _ => inflected(a, b, abjad).max(inflected(b, a, abjad)),
    };
    best.max(stems)
}

/// How alike a Cyrillic word without its case ending is to a name without its last vowel.
fn inflected(word: &Phones, name: &Phones, abjad: bool) -> f32 {
    let base = trimmed(name.signs());
    let by_vowel = signs(trimmed(word.signs()), base, abjad);
    let by_ending = word.stem().map_or(0.0, |stem| signs(trimmed(stem), base, abjad));
    if word.cyrillic { by_vowel.max(by_ending) } else { 0.0 }
}

/// Without the vowels at its end.
fn trimmed(signs: &[u8]) -> &[u8] {
    let end = signs.iter().rposition(|&sign| !is_vowel(sign)).map_or(signs.len(), |n| n + 1);
    if end < 2 { signs } else { &signs[..end] }
}

/// Weighted edit distance, as likeness.
fn signs(a: &[u8], b: &[u8], abjad: bool) -> f32 {
    const WIDTH: usize = super::romanise::MOST + 1;
    if a == b {
        return 1.0;
    }
    let (mut row, mut next) = ([0_f32; WIDTH], [0_f32; WIDTH]);
    let beside = |s: &[u8], n: usize| if n > 0 { s.get(n - 1).copied() } else { s.get(n + 1).copied() };
    for n in 0..b.len() {
        row[n + 1] = row[n] + lack(b[n], beside(b, n), abjad);
    }
    for i in 0..a.len() {
        let gone = lack(a[i], beside(a, i), abjad);
        next[0] = row[0] + gone;
        for j in 0..b.len() {
            let swapped = row[j] + swap(a[i], b[j]);
            let added = next[j] + lack(b[j], beside(b, j), abjad);
            next[j + 1] = swapped.min(row[j + 1] + gone).min(added);
        }
        std::mem::swap(&mut row, &mut next);
    }
    let longest = a.len().max(b.len()).max(1);
    (1.0 - row[b.len()] / longest as f32).max(0.0)
}

/// How well the words of a text are those of a name; `None` where one of them is not. Of
/// others than persons they must stand in the name's order.
pub(super) fn window(window: &[Token], name: &[Token], personal: bool) -> Option<f32> {
    let (mut used, mut last) = ([false; super::name::MOST_WORDS], None);
    let (mut sum, mut weight) = (0.0, 0.0);
    for token in window {
        let alike = |n: usize| {
            let other = &name[n];
            if token.initial && token.phones.initial() == other.phones.initial() && personal {
                return INITIAL.max(words(&token.phones, &other.phones));
            }
            words(&token.phones, &other.phones)
        };
        let best = (0..name.len().min(used.len()))
            .filter(|&n| !used[n] && (personal || last.is_none_or(|last| n > last)))
            .map(|n| (n, alike(n)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let least = if token.initial { INITIAL } else { ALIKE };
        if best.1 < least {
            return None;
        }
        used[best.0] = true;
        last = Some(best.0);
        let length = token.phones.signs().len() as f32;
        sum += best.1 * length;
        weight += length;
    }
    (weight > 0.0).then(|| sum / weight)
}

/// How alike two names are, 0 to 1, by the best pairing of their words: for people who look a
/// name up. Texts are searched by keys, not by this.
pub fn likeness(a: &str, b: &str, personal: bool) -> f32 {
    let (left, right) = (parts(a, personal), parts(b, personal));
    if left.tokens.is_empty() || right.tokens.is_empty() {
        return match (&left.dense, &right.dense) {
            (Some(a), Some(b)) => dense(a, b),
            _ => 0.0,
        };
    }
    let by_words = pairing(&left.tokens, &right.tokens, personal);
    let whole = |tokens: &[Token]| tokens.iter().flat_map(|t| t.phones.signs().to_vec()).collect::<Vec<_>>();
    let (a, b) = (whole(&left.tokens), whole(&right.tokens));
    // Words that were run together or pulled apart.
    let most = super::romanise::MOST;
    let together = if left.tokens.len() != right.tokens.len() && a.len() <= most && b.len() <= most {
        signs(&a, &b, false)
    } else {
        0.0
    };
    by_words.max(if together >= 0.95 { together } else { 0.0 })
}

#[allow(clippy::cast_possible_truncation)] // A likeness of 0 to 1.
fn dense(a: &str, b: &str) -> f32 {
    if a == b { 1.0 } else { strsim::normalized_levenshtein(a, b) as f32 }
}

/// Pairs the most alike words first; what is left without a pair counts against the names.
fn pairing(a: &[Token], b: &[Token], personal: bool) -> f32 {
    let mut pairs: Vec<_> = (0..a.len())
        .flat_map(|i| (0..b.len()).map(move |j| (i, j)))
        .map(|(i, j)| {
            let initial = personal && (a[i].initial || b[j].initial) && a[i].phones.initial() == b[j].phones.initial();
            let alike = words(&a[i].phones, &b[j].phones);
            (if initial { alike.max(0.9) } else { alike }, i, j)
        })
        .collect();
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0));
    let (mut left, mut right) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut sum, mut worst) = (0.0_f32, 1.0_f32);
    let size = |token: &Token| (token.phones.signs().len() as f32).clamp(2.0, 8.0);
    for (alike, i, j) in pairs {
        if left[i] || right[j] || alike < 0.6 {
            continue;
        }
        (left[i], right[j]) = (true, true);
        sum += alike * (size(&a[i]) + size(&b[j]));
        worst = worst.min(alike);
    }
    let patronymic = |token: &Token| if super::name::is_patronymic(token) { 0.3 } else { 1.0 };
    let alone = |tokens: &[Token], paired: &[bool]| {
        tokens.iter().zip(paired).filter(|(_, paired)| !**paired).map(|(t, _)| size(t) * patronymic(t)).sum::<f32>()
    };
    let total = alone(a, &left)
        + alone(b, &right)
        + a.iter()
            .zip(&left)
            .chain(b.iter().zip(&right))
            .filter(|(_, paired)| **paired)
            .map(|(t, _)| size(t))
            .sum::<f32>();
    if total == 0.0 { 0.0 } else { sum / total * (0.5 + 0.5 * worst) }
}
