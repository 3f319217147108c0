//! Where in a text the words around an anchor end: paragraphs, sentences, windows.

use std::ops::Range;

use crate::model::Placement;

/// How far from its anchor a match may reach, in bytes of shadow text.
const REACH: usize = 1200;
/// How long an address may be, in bytes, for its words to be known for such.
const ADDRESS_REACH: usize = 400;

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

/// The sentence, or line, around a match; as much of its paragraph as is within reach.
pub(super) fn sentence(text: &str, found: &Range<usize>) -> Range<usize> {
    let window = around(text, found);
    let before = text.get(window.start..found.start).unwrap_or_default();
    let after = text.get(found.end..window.end).unwrap_or_default();
    let start = ends(before).last().map_or(window.start, |n| window.start + n);
    // An end may be told by the character after it, which is the first of `after`.
    let edge = text.get(window.start..window.end).unwrap_or_default();
    let edge = ends(edge).any(|n| window.start + n == found.start);
    let end = ends(after).next().map_or(window.end, |n| found.end + n);
    if edge { found.start..end } else { start..end }
}

/// Abbreviations that a name or a number follows: no sentence ends behind them.
const ABBREVIATED: &[&str] = &[
    "inc", "ltd", "corp", "co", "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "gov", "col", "lt", "sgt", "st",
    "jr", "sr", "vs", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "ca", "bzw", "nr", "abs", "hr", "fr", "mme",
    "mm", "sra", "им", "ул", "тыс", "млн", "млрд", "ст", "ee", "uu", "mio", "mrd", "mln", "mld", "mia", "tys", "tzv",
    "např", "np", "bijv", "dhr", "mevr", "gral", "dott", "avv", "núm",
];

/// The offsets after the ends of sentences and lines. A full stop after a single letter
/// ("U.S. "), after an abbreviation ("Inc. "), after an ordinal ("das 19. Paket"), or before a
/// small number ("Jan. 5"), ends none.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let mut last = [' ', ' ', ' '];
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            let [a, b, stop] = last;
            last = [b, stop, c];
            let abbreviated = stop == '.' && b.is_alphabetic() && (!a.is_alphabetic() || is_abbreviation(text, at - 1));
            match (stop, c) {
                ('.', ' ' | '"') if abbreviated => (),
                ('.', ' ') if b.is_ascii_digit() && is_ordinal(text, at - 1) => (),
                ('.', ' ') if chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()) => (),
                ('.' | '!' | '?' | '…' | '؟' | '։' | '।', ' ') | (_, '\n') | ('。' | '！' | '？', _) => {
                    return Some(at);
                }
                _ => (),
            }
        }
        None
    })
}

/// Whether the word before the full stop at this byte is an abbreviation, or the last of one ("m.in.", "f.eks.").
fn is_abbreviation(text: &str, stop: usize) -> bool {
    let before = text.get(..stop).unwrap_or_default();
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let lead = before.strip_suffix(word).and_then(|lead| lead.strip_suffix('.'));
    ABBREVIATED.contains(&word) || lead.is_some_and(is_initial)
}

/// Whether the number before the full stop at this byte is short enough for an ordinal, as many languages
/// write them. A sentence that ends in such a number is read as one with the next.
fn is_ordinal(text: &str, stop: usize) -> bool {
    let before = text.get(..stop).unwrap_or_default();
    let digits = before.bytes().rev().take(3).take_while(u8::is_ascii_digit).count();
    let rest = before.get(..before.len() - digits).unwrap_or_default();
    (1..=2).contains(&digits) && rest.ends_with(' ')
}

/// Words that begin a clause without a comma before it: what it tells is not what the match's verb says. None
/// of them is a condition or reported speech, which belong to the claim; nor a word of another language that says
/// something else there ("mais" is Portuguese for "more", "ma" Polish for "has"): what opposes stands behind a comma.
const SUBORDINATE: &[&str] = &[
    " who ",
    " whom ",
    " whose ",
    " which ",
    " because ",
    " while ",
    " although ",
    " but ",
    " pero ",
    " maar ",
    " after ",
    " tras ",
    " porque ",
    " après ",
    " dopo ",
    " após ",
];

/// The part of a sentence around a match that punctuation sets apart, or a word that begins a clause.
pub(super) fn clause(text: &str, sentence: &Range<usize>, found: &Range<usize>) -> Range<usize> {
    let before = text.get(sentence.start..found.start).unwrap_or_default();
    let after = text.get(found.end..sentence.end).unwrap_or_default();
    let begun = SUBORDINATE.iter().filter_map(|word| before.rfind(word)).max();
    let begins = SUBORDINATE.iter().filter_map(|word| after.find(word)).min();
    let start = breaks(before).last().max(begun).map_or(sentence.start, |n| sentence.start + n);
    let end = breaks(after).next().into_iter().chain(begins).min().map_or(sentence.end, |n| found.end + n);
    start..end
}

/// The offsets after commas, semicolons, colons and dashes that part clauses.
fn breaks(text: &str) -> impl Iterator<Item = usize> {
    let mut last = [' ', ' '];
    text.char_indices().filter_map(move |(at, c)| {
        let [before, mark] = last;
        last = [mark, c];
        let parts = match mark {
            ',' | ';' | ':' => c == ' ' || c == '\n',
            '-' => before == ' ' && c == ' ',
            '，' | '；' | '、' | '،' | '؛' => true,
            _ => false,
        };
        parts.then_some(at)
    })
}

/// The range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

/// The range without the stop that ends its sentence; that of an abbreviation ("U.S.") stays.
pub(super) fn without_stops(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let cut = words.trim_end_matches([',', ';', '…', '。', '։', '!', '?']);
    let cut = match cut.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') && !is_initial(rest) => rest,
        _ => cut,
    };
    range.start..range.start + cut.len()
}

/// Whether the words end in a single letter.
fn is_initial(words: &str) -> bool {
    let mut last = words.chars().rev();
    last.next().is_some_and(char::is_alphabetic) && last.next().is_none_or(|c| !c.is_alphabetic())
}

/// Whether the place is inside an address: words of a link are no claim of the text.
pub(super) fn in_address(text: &str, at: usize) -> bool {
    let low = boundary_from(text, at.saturating_sub(ADDRESS_REACH));
    let before = text.get(low..at).unwrap_or_default();
    let token = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    token.contains("://") || token.starts_with("www.")
}

/// Header or footer, where the match is all that its paragraph says.
pub(super) fn stands_alone(text: &str, whole: &Range<usize>) -> Option<Placement> {
    let (before, after) = (text.get(..whole.start)?, text.get(whole.end..)?);
    rest_of_paragraph(before.char_indices().rev(), 0)?;
    rest_of_paragraph(after.char_indices(), after.len())?;
    edge(text, whole)
}

/// Header, where the match's paragraph is the first and others follow, else footer; nothing
/// where its ends are out of reach.
pub(super) fn edge(text: &str, whole: &Range<usize>) -> Option<Placement> {
    let paragraph = around(text, whole);
    let first = !text.get(..paragraph.start)?.chars().rev().any(char::is_alphanumeric);
    let more = text.get(paragraph.end..)?.contains(char::is_alphanumeric);
    Some(if first && more { Placement::Header } else { Placement::Footer })
}

/// The offset of the blank line that ends the paragraph, or `end`; nothing where the
/// paragraph still says something on the way.
fn rest_of_paragraph(chars: impl Iterator<Item = (usize, char)>, end: usize) -> Option<usize> {
    let mut line_break = false;
    for (at, c) in chars {
        match c {
            '\n' if line_break => return Some(at),
            '\n' => line_break = true,
            _ if c.is_alphanumeric() => return None,
            _ if c.is_whitespace() => (),
            _ => line_break = false,
        }
    }
    Some(end)
}

/// Whether the match is what stands between quotation marks.
pub(super) fn in_quotation_marks(text: &str, whole: &Range<usize>) -> bool {
    let before = text.get(..whole.start).unwrap_or_default().trim_end();
    let after = text.get(whole.end..).unwrap_or_default().trim_start_matches(['.', ',', ' ']);
    before.ends_with('"') && after.starts_with('"')
}

/// Whether the paragraph tells what somebody said: then it is a story's.
pub(super) fn reports(paragraph: &str) -> bool {
    const SAID: &[&str] = &[" said", " told ", " reported", "сообщи", "заяви", "рассказа", " sagte", " a déclaré"];
    SAID.iter().any(|word| paragraph.contains(word))
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
        assert_eq!(&text[sentence(text, &(at..at + 9))], " the u.s. lifts sanctions today.");
        let text = "it rained. harbour inc. lifts sanctions, gen. orlenko said no. 7 is far. he was on his own.";
        let at = text.find("sanctions").unwrap();
        assert_eq!(
            text[sentence(text, &(at..at + 9))].trim(),
            "harbour inc. lifts sanctions, gen. orlenko said no. 7 is far."
        );
    }

    #[test]
    fn abbreviations_of_two_words_and_doubled_letters_end_no_sentence() {
        for text in ["środki to m.in. zakaz wjazdu.", "ee. uu. y la ue sancionan.", "bl.a. får tre f.eks. et forbud."]
        {
            assert_eq!(&text[sentence(text, &(text.len() - 3..text.len() - 1))], text);
        }
        let text = "see port.example. they left";
        assert_eq!(&text[sentence(text, &(0..3))], "see port.example.");
    }

    #[test]
    fn an_ordinal_does_not_end_a_sentence_and_a_year_does() {
        let text = "sie dringen auf das 19. sanktionspaket. so war es 2019. sanktionen folgten.";
        let at = text.find("sanktionspaket").unwrap();
        assert_eq!(text[sentence(text, &(at..at + 9))].trim(), "sie dringen auf das 19. sanktionspaket.");
        let at = text.rfind("sanktionen").unwrap();
        assert_eq!(text[sentence(text, &(at..at + 9))].trim(), "sanktionen folgten.");
    }

    #[test]
    fn a_match_that_begins_a_sentence_is_in_that_sentence() {
        let text = "a court fined the club. sanctions hit oil";
        let at = text.find("sanctions").unwrap();
        assert_eq!(text[sentence(text, &(at..at + 9))].trim(), "sanctions hit oil");
    }

    #[test]
    fn stops_go_and_abbreviations_stay() {
        let cut = |text: &str| text[without_stops(text, 0..text.len())].to_owned();
        assert_eq!(cut("sanctions on bread."), "sanctions on bread");
        assert_eq!(cut("sanctions by the u.s."), "sanctions by the u.s.");
        assert_eq!(cut("banned,"), "banned");
    }

    #[test]
    fn words_of_an_address_are_known() {
        let text = "see https://port.example/iran-sanctions and sanctions";
        assert!(in_address(text, text.find("sanctions").unwrap()));
        assert!(!in_address(text, text.rfind("sanctions").unwrap()));
    }

    #[test]
    fn a_word_that_opposes_in_one_language_alone_parts_clauses_behind_a_comma_only() {
        let within = |text: &'static str| {
            let at = text.find("san").unwrap();
            text[clause(text, &(0..text.len()), &(at..at + 3))].trim()
        };
        let more = "a ue suspende por mais seis meses as sanções";
        assert_eq!(within(more), more);
        let has = "unia ma znieść sankcje";
        assert_eq!(within(has), has);
        assert_eq!(within("l'ue garde ses sanctions, mais lève l'embargo"), "l'ue garde ses sanctions,");
    }

    #[test]
    fn commas_part_clauses_and_decimals_do_not() {
        let text = "the bank, which lost 3,5 million, lifted the ban - for now";
        let at = text.find("ban -").unwrap();
        assert_eq!(text[clause(text, &(0..text.len()), &(at..at + 3))].trim(), "lifted the ban -");
        let text = "it imposed a ban on states that refuse people whom it wants to deport";
        let at = text.find("ban").unwrap();
        let clause = &text[clause(text, &(0..text.len()), &(at..at + 3))];
        assert_eq!(clause, "it imposed a ban on states that refuse people");
    }
}
