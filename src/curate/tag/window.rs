//! Where in a text the words around an anchor end: paragraphs, sentences, windows.

use std::ops::Range;

/// How far from its anchor a match may reach, in bytes of shadow text.
const REACH: usize = 1200;

/// The paragraph around `at`: blank lines part paragraphs.
pub(super) fn paragraph(text: &str, at: usize) -> Range<usize> {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let mut start = 0;
    for (line_end, _) in before.rmatch_indices('\n') {
        let line_start = before.get(..line_end).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
        if before.get(line_start..line_end).is_some_and(|line| line.trim().is_empty()) {
            start = line_end + 1;
            break;
        }
    }
    let mut end = text.len();
    for (line_end, _) in after.match_indices('\n') {
        let next = after.get(line_end + 1..).unwrap_or_default();
        if next.lines().next().is_some_and(|line| line.trim().is_empty()) {
            end = at + line_end;
            break;
        }
    }
    start..end
}

/// The first border of a character at or after `at`, or the end of the text.
pub(super) fn boundary_from(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&n| text.is_char_boundary(n)).unwrap_or(text.len())
}

/// The stretch around `hit` that the rule's expression sees: its paragraph, within reach.
pub(super) fn around(text: &str, hit: &Range<usize>) -> Range<usize> {
    // Only as much is searched for blank lines as the window could hold.
    let low = boundary_from(text, hit.start.saturating_sub(REACH));
    let high = boundary_from(text, hit.end.saturating_add(REACH));
    let near = paragraph(text.get(low..high).unwrap_or_default(), hit.start - low);
    low + near.start..low + near.end
}

/// The sentence, or line, around a match.
pub(super) fn sentence<'t>(text: &'t str, found: &Range<usize>) -> &'t str {
    let window = around(text, found);
    let before = text.get(window.start..found.start).unwrap_or_default();
    let after = text.get(found.end..window.end).unwrap_or_default();
    let start = ends(before).last().map_or(window.start, |n| window.start + n);
    let end = ends(after).next().map_or(window.end, |n| found.end + n);
    text.get(start..end).unwrap_or_default()
}

/// The offsets after the ends of sentences. A full stop after a single letter ("U.S. ") ends none.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let mut last = [' ', ' ', ' '];
    text.char_indices().filter_map(move |(at, c)| {
        let [a, b, stop] = last;
        last = [b, stop, c];
        match (stop, c) {
            ('.', ' ' | '\n' | '"') if b.is_alphabetic() && !a.is_alphabetic() => None,
            ('.' | '!' | '?' | '…', ' ') | (_, '\n') | ('。', _) => Some(at),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_parts_paragraphs_and_a_line_break_does_not() {
        let text = "one\ntwo\n\nthree\n  \nfour";
        assert_eq!(paragraph(text, 5), 0..7);
        assert_eq!(&text[paragraph(text, 10)], "three");
        assert_eq!(&text[paragraph(text, 20)], "four");
    }

    #[test]
    fn an_abbreviation_does_not_end_a_sentence() {
        let text = "it rained. the u.s. lifts sanctions today. next";
        let at = text.find("sanctions").unwrap();
        assert_eq!(sentence(text, &(at..at + 9)), " the u.s. lifts sanctions today.");
    }
}
