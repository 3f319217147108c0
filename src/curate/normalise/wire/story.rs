//! Where a dateline ends at the latest, and whether a story or who reported it stands behind it.

use super::{mark::bare, shape};
use crate::curate::normalise::date::{WordKind, word_kind};

/// How far a line may be a place and a date: up to the end of the first word in small letters that no place has and no
/// date, if nothing before it may begin a date or end a place. In most lines that is the second word, and all that is
/// tried behind it need not be read.
pub(super) fn readable(head: &str) -> usize {
    for (n, word) in head.split_whitespace().enumerate() {
        let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?', '"', '»', '”', ')']);
        let small = bare.starts_with(char::is_lowercase) && bare.chars().all(char::is_alphabetic);
        if n > 0 && small && !shape::is_particle(bare) {
            let first = head.split_whitespace().next().unwrap_or_default();
            let is_date = word_kind(bare).is_some() || word_kind(first).is_some();
            let end = word.as_ptr() as usize + bare.len() - head.as_ptr() as usize;
            return if is_date { usize::MAX } else { end };
        }
        let begins_date = word.contains(char::is_numeric) || n > 0 && word_kind(bare).is_some();
        if begins_date || bare.len() < word.len() || !word.starts_with(char::is_alphabetic) {
            break;
        }
    }
    usize::MAX
}

/// Whether a text is the start of a story: it begins as a sentence does, goes on in small letters, and is
/// longer than a label.
pub(super) fn tells(text: &str) -> bool {
    let words = text.split_whitespace().take(5).count();
    let unparted = text.chars().next().is_some_and(super::agencies::is_unparted);
    let shouts = !text.chars().take(60).any(char::is_lowercase) && text.chars().take(60).any(char::is_uppercase);
    starts_sentence(text)
        && !shouts
        && !is_heading(text)
        && (words >= 5 || text.chars().count() >= if unparted { 12 } else { 30 })
}

/// Whether a text is the title of something with a second one behind a colon, in the way of English titles. Without the
/// colon it may be the long name of an authority.
fn is_heading(text: &str) -> bool {
    text.contains(": ") && is_title(text, 5)
}

/// Whether all of a text's longer words begin with capitals, of which there are so many at least.
pub(super) fn is_title(text: &str, fewest: usize) -> bool {
    let long =
        || text.split_whitespace().take(12).filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    long().count() >= fewest
        && long().all(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase))
}

pub(super) fn starts_sentence(text: &str) -> bool {
    let first = text
        .trim_start()
        .chars()
        .find(|c| !matches!(c, '"' | '«' | '“' | '„' | '\'' | '‘' | '¿' | '¡' | '$' | '€' | '£'));
    first.is_some_and(|c| !c.is_lowercase() && c.is_alphanumeric())
}

/// `, Name Name.` after an agency.
pub(super) fn reporters(tail: &str) -> Option<(Vec<&str>, usize)> {
    let text = tail.strip_prefix(',')?;
    let end = text.find('.').filter(|end| *end < 80)?;
    let names: Vec<_> = text[..end].split(',').map(str::trim).collect();
    let all = names.iter().all(|name| shape::is_person(name) && name.contains(' '));
    all.then(|| (names, 1 + end + 1 + bare(&text[end + 1..]).map_or(0, |bare| bare.length)))
}

/// Whether a sentence tells of a day. Not by its first word: lists of events begin with the day.
pub(super) fn tells_of_day(sentence: &str) -> bool {
    let is_day = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let day = matches!(word_kind(word), Some(WordKind::Month | WordKind::Weekday));
        // "may" and "sun" are words.
        day && word.starts_with(char::is_uppercase) && word.chars().count() > 3
    };
    let mut words = sentence.split_whitespace();
    !words.next().is_some_and(is_day) && words.any(is_day)
}
