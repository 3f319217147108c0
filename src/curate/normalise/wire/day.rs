//! A place and a date out of what stands before an agency: `LISBOA, 18 jun`, `8 июня, Минск`.

use super::super::date::{WordKind, word_kind};

/// Most words of place and date together.
const MOST_WORDS: usize = 16;

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PlaceAndDate<'t> {
    pub place: Option<&'t str>,
    pub date: Option<&'t str>,
    /// What stands after a date that follows a place: an agency, or something else.
    pub rest: Option<&'t str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A day or a year.
    Number,
    /// A whole date in figures.
    Date,
    Month,
    Weekday,
    /// `de`, `of`, `года`.
    Silent,
    Other,
}

/// Parts a text into place and date. `None` where it is too long for both.
pub(super) fn place_and_date(text: &str) -> Option<PlaceAndDate<'_>> {
    let mut room = [(0, ""); MOST_WORDS];
    let words = words(text, &mut room)?;
    // No date goes without a figure.
    if !text.contains(char::is_numeric) {
        return Some(PlaceAndDate { place: trimmed(text), ..PlaceAndDate::default() });
    }
    let mut kinds = [Kind::Other; MOST_WORDS];
    let kinds = &mut kinds[..words.len()];
    words.iter().zip(kinds.iter_mut()).for_each(|((_, word), kind)| *kind = kind_of(word));
    let parted = words.len() > 1 && words[words.len() - 2].1.ends_with([',', '،']);
    let Some((from, to)) = span(kinds, parted) else {
        return Some(PlaceAndDate { place: trimmed(text), ..PlaceAndDate::default() });
    };
    let start = words[from].0;
    let end = words[to - 1].0 + words[to - 1].1.len();
    let (before, after) = (trimmed(&text[..start]), trimmed(&text[end..]));
    // The dot of `24.` and of a whole word ends the date, that of `Mar.` is the month's.
    let ends = |date: &str| {
        date.ends_with(char::is_numeric) || date.chars().rev().take_while(|c| c.is_alphabetic()).count() > 4
    };
    let date = trimmed(&text[start..end]).map(|date| date.strip_suffix('.').filter(|date| ends(date)).unwrap_or(date));
    Some(match (before, after) {
        (None, place) => PlaceAndDate { place, date, rest: None },
        (place, rest) => PlaceAndDate { place, date, rest },
    })
}

/// The words with where they begin; `None` where there are more than may be.
fn words<'t, 'r>(text: &'t str, room: &'r mut [(usize, &'t str); MOST_WORDS]) -> Option<&'r [(usize, &'t str)]> {
    let mut count = 0;
    for word in text.split_whitespace() {
        *room.get_mut(count)? = (word.as_ptr() as usize - text.as_ptr() as usize, word);
        count += 1;
    }
    Some(&room[..count])
}

/// Without the marks that part it from what is around it.
fn trimmed(text: &str) -> Option<&str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '،'));
    // The dot of an abbreviation is its own: `Wash.`; that of a town ends it: `Москва.`
    let last = text.rsplit([' ', ',']).next().unwrap_or_default();
    let abbreviated = text.len() > last.len() && last.chars().count() <= 6 || last.trim_end_matches('.').contains('.');
    let text = if abbreviated { text } else { text.trim_end_matches('.') };
    (!text.is_empty()).then_some(text)
}

fn kind_of(word: &str) -> Kind {
    let bare = word.trim_matches([',', '.', ';', ':', '(', ')']);
    if bare.starts_with(char::is_numeric) {
        return figures(bare);
    }
    match word_kind(bare) {
        Some(WordKind::Month) => Kind::Month,
        Some(WordKind::Weekday) => Kind::Weekday,
        Some(WordKind::Silent) => Kind::Silent,
        None => Kind::Other,
    }
}

fn figures(word: &str) -> Kind {
    let digits = word.chars().take_while(|c| c.is_numeric()).count();
    let rest: String = word.chars().skip(digits).collect();
    match rest.as_str() {
        "" if digits <= 4 => Kind::Number,
        "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "e" if digits <= 2 => Kind::Number,
        rest if rest.chars().all(|c| c.is_numeric() || matches!(c, '.' | '/' | '-')) && word.len() >= 6 => {
            if may_be_date(word) {
                Kind::Date
            } else {
                Kind::Other
            }
        }
        _ => Kind::Other,
    }
}

/// Whether figures may be a day, month and year: `1508/2012` is the number of something.
fn may_be_date(word: &str) -> bool {
    let parts = word.split(['.', '/', '-']).filter(|part| !part.is_empty());
    // Figures of other writings are not looked at.
    let Ok(parts) = parts.map(str::parse).collect::<Result<Vec<u32>, _>>() else { return true };
    (2..=3).contains(&parts.len())
        && parts.iter().filter(|part| **part > 31).count() <= 1
        && parts.iter().any(|part| *part <= 12)
}

/// The words, from and to, that are a date.
///
/// `parted`: whether a comma stands before the last of them.
fn span(kinds: &[Kind], parted: bool) -> Option<(usize, usize)> {
    let number = |at: Option<usize>| at.and_then(|at| kinds.get(at)) == Some(&Kind::Number);
    let before = |at: usize, by: usize| at.checked_sub(by);
    // The last month: those before it are part of a town, as in `Rio de Janeiro, 5. Juli`.
    for at in (0..kinds.len()).rev().filter(|at| kinds[*at] == Kind::Month) {
        let silent = |at: Option<usize>| at.and_then(|at| kinds.get(at)) == Some(&Kind::Silent);
        let (mut from, mut to) = (at, at + 1);
        if number(before(at, 1)) {
            from = at - 1;
        } else if silent(before(at, 1)) && number(before(at, 2)) {
            from = at - 2;
        }
        let day_before = from < at;
        if number(Some(to)) {
            to += 1;
        } else if day_before && silent(Some(to)) && number(Some(to + 1)) {
            to += 2;
        }
        if from == at && to == at + 1 {
            continue;
        }
        // A year after day and month, or before them; `года`; the weekday.
        if number(Some(to)) {
            to += 1;
        }
        while matches!(kinds.get(to), Some(Kind::Silent | Kind::Weekday)) {
            to += 1;
        }
        while from > 0 && matches!(kinds[from - 1], Kind::Weekday | Kind::Number) {
            from -= 1;
        }
        return Some((from, to));
    }
    if let Some(at) = kinds.iter().position(|kind| *kind == Kind::Date) {
        return Some((at, at + 1));
    }
    // The day alone, at the end: `MADRID, 5`. Without the comma it numbers something.
    let last = kinds.len().checked_sub(1)?;
    (last > 0 && kinds[last] == Kind::Number && parted).then_some((last, last + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_on_either_side_of_a_place() {
        for (text, place, date) in [
            ("LISBOA, 18 jun", Some("LISBOA"), Some("18 jun")),
            ("8 июня, Минск", Some("Минск"), Some("8 июня")),
            ("Москва. 22 ноября.", Some("Москва"), Some("22 ноября")),
            ("SEATTLE, Wash., Jan. 5", Some("SEATTLE, Wash."), Some("Jan. 5")),
            (
                "MAR DEL PLATA, Argentina, 5 de marzo de 2026",
                Some("MAR DEL PLATA, Argentina"),
                Some("5 de marzo de 2026"),
            ),
            ("Budapest, 2026. május 5., kedd", Some("Budapest"), Some("2026. május 5., kedd")),
            ("Warszawa, 05.03.2026", Some("Warszawa"), Some("05.03.2026")),
            ("Warszawa, 2026-03-05", Some("Warszawa"), Some("2026-03-05")),
            ("Warszawa, 05/03/26", Some("Warszawa"), Some("05/03/26")),
            ("MADRID, 5", Some("MADRID"), Some("5")),
            ("Decree 1508/2012", Some("Decree 1508/2012"), None),
            ("Jan 30", None, Some("Jan 30")),
            ("RIO DE JANEIRO, 5. Juli", Some("RIO DE JANEIRO"), Some("5. Juli")),
            ("KUWAIT", Some("KUWAIT"), None),
        ] {
            let read = place_and_date(text).unwrap();
            assert_eq!((read.place, read.date, read.rest), (place, date, None), "{text}");
        }
        assert_eq!(place_and_date("КИЇВ. 5 березня. УНН").unwrap().rest, Some("УНН"));
    }
}
