//! Datelines of papers that part the town by a colon: "NEW DELHI: The Supreme Court said on Tuesday ...".
//!
//! Lists, guides and titles are written the same way ("London: The Biography"), so only a known town is believed, in
//! capitals, or where the first sentence tells of a day; a sentence must follow, and no other line have the form.

use super::{
    agencies::Agencies,
    dateline::Found,
    proof::second_sign,
    shape,
    story::{is_title, tells, tells_of_day},
};
use crate::curate::unicode::up_to;

/// Bytes of a town.
const REACH: usize = 40;
/// Words of a sentence that tells of something.
const FEWEST: usize = 6;
/// And of one that says who says so.
const FEWEST_SAID: usize = 14;
/// What names a source: "according to new research".
const SAID: &[&str] =
    &["according to", "said on", "officials said", "police said", "was told", "told reporters", "study has found"];
/// Bytes of the sentence that are looked at.
const SENTENCE: usize = 400;

/// Finds the dateline of a line; `others` are the lines around it.
pub(super) fn find<'t: 'x, 'x>(
    line: &'t str,
    others: impl Iterator<Item = &'x str> + Clone,
    desk: &Agencies,
) -> Option<Found<'t>> {
    let (town, end) = town(line)?;
    let story = &line[end..];
    let place = shape::place(town).filter(|place| !place.uncased)?;
    let first = town.split(',').next().unwrap_or(town).trim();
    if shape::is_label(town) || !desk.is_place(first) || !story_begins(story) {
        return None;
    }
    let sentence = first_sentence(story);
    let long = sentence.split_whitespace().count() >= FEWEST;
    let said = || sentence.split_whitespace().count() >= FEWEST_SAID && SAID.iter().any(|said| sentence.contains(said));
    let proved = long && (place.capitals || tells_of_day(sentence) || said());
    (proved && !others.clone().any(is_listed) && second_sign(first, story, others)).then(|| Found {
        place: Some(town),
        end,
        ..Found::default()
    })
}

/// What stands before a colon, and where what stands behind it begins.
fn town(line: &str) -> Option<(&str, usize)> {
    let at = up_to(line, REACH).find(':')?;
    let behind = &line[at + 1..];
    let spaces = behind.len() - behind.trim_start().len();
    (spaces > 0).then(|| (line[..at].trim_end(), at + 1 + spaces))
}

fn story_begins(story: &str) -> bool {
    let first = story.chars().find(|c| !matches!(c, '"' | '“' | '‘' | '\'' | '«' | '„'));
    first.is_some_and(char::is_uppercase) && tells(story) && !is_title(story, 3)
}

/// Up to the first end of a sentence; the dot of an abbreviation or a title ends none.
fn first_sentence(story: &str) -> &str {
    let story = up_to(story, SENTENCE);
    let ends = story.match_indices(['.', '!', '?']).map(|(at, _)| at);
    let end = ends.into_iter().find(|at| {
        let word = story[..*at].rsplit([' ', '.']).next().unwrap_or_default();
        word.chars().count() > 3 && story[at + 1..].trim_start().starts_with(|c: char| !c.is_lowercase())
    });
    end.map_or(story, |end| &story[..end])
}

/// Whether another line begins with a few words and a colon as well.
fn is_listed(line: &str) -> bool {
    town(line.trim())
        .is_some_and(|(before, _)| before.starts_with(char::is_uppercase) && before.split_whitespace().count() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The council has closed the harbour for two weeks, the mayor of the town said";

    fn place<'t>(line: &'t str, more: &[&'t str]) -> Option<&'t str> {
        find(line, more.iter().copied(), &Agencies::builtin()).and_then(|found| found.place)
    }

    #[test]
    fn a_known_town_before_a_colon_and_a_sentence_is_a_dateline() {
        for (line, town) in [
            (format!("LAHORE: {STORY}."), "LAHORE"),
            ("LAHORE: The council closed the old harbour. It stays so.".to_owned(), "LAHORE"),
            (format!("KUALA LUMPUR: \"{STORY}.\""), "KUALA LUMPUR"),
            (format!("Lahore: {STORY} on Tuesday."), "Lahore"),
            (format!("SRINAGAR, India: {STORY}."), "SRINAGAR, India"),
            (format!("Lahore: {STORY}, according to a new study of the ice."), "Lahore"),
        ] {
            assert_eq!(place(&line, &["The ferries stay."]), Some(town), "{line}");
        }
    }

    #[test]
    fn lists_titles_and_guides_are_none() {
        for line in [
            &format!("Lahore: {STORY}."),
            &format!("EUROPE: {STORY}."),
            &format!("OPINION: {STORY}."),
            "LONDON: The Biography of a Town That Never Sleeps",
            "London: The capital city. Its harbour is old, and nobody would say that it closed on Tuesday.",
            "LAHORE: THE COUNCIL HAS CLOSED THE HARBOUR FOR TWO WEEKS, SAID THE MAYOR OF THE TOWN",
            "London: Tuesday 3 March at the harbour of the old town, and on Friday as well",
            "London: 12C, overcast with light drizzle on Tuesday and more of it on Friday",
            "London: The capital, according to a new guide, is old.",
            "London: it is where the harbour was closed on Tuesday and nobody was surprised",
            "LONDON:The council has closed the harbour for two weeks, the mayor said",
        ] {
            assert_eq!(place(line, &["The ferries stay."]), None, "{line}");
        }
        let line = format!("LAHORE: {STORY}.");
        assert_eq!(place(&line, &["KARACHI: The ferries stay in the harbour, the council said."]), None);
    }
}
