//! Which words of a text came and went, in passages, for people to read. It needs both texts, and decides
//! nothing.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::token::{Token, tokens};
use crate::{
    model::{Article, FieldChange},
    state::Wording,
};

/// Words of either side that are compared, behind what both begin with.
const MOST_WORDS: usize = 2_000;
/// Passages of a summary, and characters of each.
const MOST_PASSAGES: usize = 8;
const MOST_CHARACTERS: usize = 160;

/// Which words of these fields came and went.
pub fn changes(old: &Wording, new: &Article, fields: &[&'static str]) -> Vec<FieldChange> {
    let of = |field: &&'static str| {
        let (old, new) = match *field {
            "title" => (&old.title, &new.title),
            "summary" => (&old.summary, &new.summary),
            "body" => (&old.body, &new.body),
            _ => return None,
        };
        Some(summary(field, old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default()))
    };
    fields.iter().filter_map(of).collect()
}

fn summary(field: &str, old: &str, new: &str) -> FieldChange {
    let (before, after) = (words(old), words(new));
    let head = before.iter().zip(&after).take_while(|(a, b)| a.hash == b.hash).count();
    let mut change = FieldChange { field: field.to_owned(), added: Vec::new(), removed: Vec::new(), cut: false };
    let (before, after) = (bounded(&before[head..], &mut change.cut), bounded(&after[head..], &mut change.cut));
    let hashes = |words: &[Token]| words.iter().map(|word| word.hash).collect::<Vec<_>>();
    for op in capture_diff_slices(Algorithm::Myers, &hashes(before), &hashes(after)) {
        let (gone, come) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, .. } => (old_index..old_index + old_len, 0..0),
            DiffOp::Insert { new_index, new_len, .. } => (0..0, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        passage(old, &before[gone], &mut change.removed, &mut change.cut);
        passage(new, &after[come], &mut change.added, &mut change.cut);
    }
    change
}

/// The words of a text, with where they stand in it.
fn words(text: &str) -> Vec<Token> {
    let (mut all, mut line_words, mut folded, mut at) = (Vec::new(), Vec::new(), String::new(), 0);
    for line in text.split('\n') {
        tokens(line, &mut line_words, &mut folded);
        all.extend(line_words.iter().map(|word| Token { start: word.start + at, end: word.end + at, ..*word }));
        at += line.len() + 1;
    }
    all
}

fn bounded<'w>(words: &'w [Token], cut: &mut bool) -> &'w [Token] {
    *cut |= words.len() > MOST_WORDS;
    &words[..words.len().min(MOST_WORDS)]
}

/// Words that stand in a row, as they are written.
fn passage(text: &str, words: &[Token], out: &mut Vec<String>, cut: &mut bool) {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    if out.len() >= MOST_PASSAGES {
        *cut = true;
        return;
    }
    let written = text.get(first.start..last.end).unwrap_or_default();
    let end = written.char_indices().nth(MOST_CHARACTERS).map_or(written.len(), |(end, _)| end);
    *cut |= end < written.len();
    out.push(written[..end].to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "The council will pay for two new ferries, said Mayor Anna Berg.\n\nThe first is due in spring.";

    #[test]
    fn it_says_what_came_and_went_as_it_is_written() {
        let change = summary("body", OLD, &OLD.replace("two new", "three fine").replace("Anna ", "").to_uppercase());
        assert_eq!(change.removed, ["two new", "Anna"]);
        assert_eq!((change.added, change.cut), (vec!["THREE FINE".to_owned()], false));
        assert!(summary("body", OLD, &OLD.to_uppercase()).added.is_empty());
    }

    #[test]
    fn it_is_bounded() {
        let (a, b) =
            ((0..9_000).map(|n| format!("a{n} same ")).collect::<String>(), "b same c same d same e same ".repeat(300));
        for (old, new) in [(a.as_str(), b.as_str()), (&b, &a), ("", &a), (&a, "")] {
            let change = summary("body", old, new);
            assert!(change.cut && change.added.len().max(change.removed.len()) <= MOST_PASSAGES, "{change:?}");
            let passages = change.added.iter().chain(&change.removed);
            assert!(passages.map(|text| text.chars().count()).all(|n| n <= MOST_CHARACTERS));
        }
    }
}
