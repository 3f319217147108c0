//! What stands about a text and is not shared by its copies: the outlet after the title, the dateline before the text,
//! the tail behind it.

use super::words::each;

/// Bytes of the mark that says how much was cut off.
const MARK_OF_LENGTH: usize = 19;
/// Words that an outlet's name, or a dateline, has at most.
const OUTLET_WORDS: usize = 5;
const DATELINE_WORDS: usize = 8;

/// The title without the outlets that stand after it.
pub fn without_outlet(title: &str) -> &str {
    let mut kept = title.trim();
    // Most titles have none of the marks that part an outlet from them.
    if !kept.bytes().any(|byte| matches!(byte, b'-' | b'|' | b':' | 0xC2 | 0xE2)) {
        return kept;
    }
    let mut parting: &[&'static str] = &[" - ", " | ", " – ", " — ", " :: ", " » "];
    // Each begins with a space.
    let last = |kept: &str, parting: &[&'static str]| {
        let mut spaces = memchr::memrchr_iter(b' ', kept.as_bytes());
        spaces.find_map(|at| Some((at, *parting.iter().find(|mark| kept[at..].starts_with(**mark))?)))
    };
    while let Some((at, mark)) = last(kept, parting) {
        let (before, after) = (kept[..at].trim_end(), &kept[at + mark.len()..]);
        let name = count(after, OUTLET_WORDS) <= OUTLET_WORDS && !after.bytes().any(|byte| byte.is_ascii_digit());
        if !name || count(before, 3) < 3 {
            // A name may hold a figure where no space is about it: "3DNews", "20 Minutes".
            let short = count(after, 3) <= 2 && count(before, 3) >= 3;
            if !short {
                break;
            }
        }
        kept = before;
        // What stands before may have dashes of its own; sections are parted like this.
        parting = &[" - ", " | "];
    }
    kept
}

/// How many words, counted to one more than asked for; each character of Han is one.
fn count(text: &str, enough: usize) -> usize {
    let mut n = 0;
    each(text, |_| {
        n += 1;
        n <= enough
    });
    n
}

/// The text without the dateline that it opens with.
pub fn without_dateline(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.char_indices().nth(90).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    if !head.bytes().any(|byte| matches!(byte, b'-' | b':' | b')' | 0xE2)) {
        return text;
    }
    let bytes = head.as_bytes();
    let marks = |at: &usize| {
        let marks: &[&str] = match bytes[*at] {
            b' ' if !matches!(bytes.get(at + 1), Some(b'-' | 0xE2)) => return None,
            b' ' => &[" - ", " – ", " — ", " -- "],
            b'.' => &[".- "],
            b':' => &[": "],
            b')' => &[") "],
            _ => return None,
        };
        marks.iter().find(|mark| head[*at..].starts_with(**mark)).map(|mark| (*at, *mark))
    };
    let Some((at, mark)) = (0..head.len()).find_map(|at| marks(&at)) else { return text };
    let place = &head[..at];
    if count(place, DATELINE_WORDS) > DATELINE_WORDS {
        return text;
    }
    let rest = text[at + mark.len()..].trim_start_matches(['-', '–', '—', ' ']);
    let bracketed = place.contains('(');
    let (mut words, mut capitals, mut figures) = (0, 0, 0);
    each(place, |word| {
        words += 1;
        capitals += usize::from(word.capital);
        figures += usize::from(word.figure.is_some());
        true
    });
    let is_dateline = match mark {
        ": " => figures > 0 && capitals > 0 && words <= 4,
        ") " => bracketed && rest.chars().next().is_some_and(char::is_uppercase),
        _ => words > 0 && (bracketed || (capitals + figures) * 2 > words),
    };
    if is_dateline { rest } else { text }
}

/// The text without what says that it was cut: the marks, and the word that may be half of one.
pub fn without_tail(text: &str) -> &str {
    let text = text.trim_end();
    // "[+1234 chars]" stands at the very end.
    let open = text.len() - text.len().min(MARK_OF_LENGTH);
    let mut brackets = memchr::memrchr_iter(b'[', &text.as_bytes()[open..]).map(|at| open + at);
    let text = brackets.find(|at| text[*at..].starts_with("[+")).map_or(text, |at| text[..at].trim_end());
    let bare = text.trim_end_matches(['.', '…', ']', '[', ')', '(', ' ']);
    let cut = text.ends_with('…') || text[bare.len()..].contains("...") || text[bare.len()..].contains('…');
    if !cut {
        return text;
    }
    bare.rfind(char::is_whitespace).map_or(bare, |at| &bare[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_datelines_and_tails_fall_away() {
        for (title, kept) in [
            ("Ferry runs again after storm - The Harbour News", "Ferry runs again after storm"),
            ("Ferry runs again - Local News | Tourism | Breaking - Harbour News", "Ferry runs again"),
            (
                "Ferry strike - what the crews want from the town council now",
                "Ferry strike - what the crews want from the town council now",
            ),
            ("Паром снова ходит после шторма - 3DNews", "Паром снова ходит после шторма"),
            ("Council - Harbour News", "Council - Harbour News"),
        ] {
            assert_eq!(without_outlet(title), kept);
        }
        for (text, kept) in [
            ("OSLO, Mar 8 (ABC) - The ferry runs.", "The ferry runs."),
            ("OSLO, Mar 8: The ferry runs.", "The ferry runs."),
            ("The ferry - which was late - runs.", "The ferry - which was late - runs."),
            ("New Town, May 12 (XYZ) The ferry runs", "The ferry runs"),
        ] {
            assert_eq!(without_dateline(text), kept);
        }
        assert_eq!(without_tail("the ferry was lat…"), "the ferry was");
        assert_eq!(without_tail("the ferry was late [+1234 chars]"), "the ferry was late");
        assert_eq!(without_tail("It was late. And"), "It was late. And");
    }
}
