//! Lines around a story that are not of it: photo captions, bylines, slugs, embargoes.

use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};
use std::sync::LazyLock;

use super::shape;

/// Longest caption, byline and embargo line, in bytes.
const LONGEST: (usize, usize, usize) = (600, 120, 240);

/// A caption with the credit in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Photo<'t> {
    pub caption: &'t str,
    pub credit: Option<&'t str>,
}

/// Words that a caption begins with.
const CAPTIONS: &[&str] = &[
    "FILE PHOTO:",
    "FILE PHOTO -",
    "FILE - ",
    "FILE – ",
    "FILE — ",
    "PHOTO:",
    "Photo:",
    "Foto:",
    "FOTO:",
    "Фото:",
    "ФОТО:",
    "Photo credit:",
    "Photo Credit:",
    "Image:",
    "Image credit:",
    "Photograph:",
    "Bild:",
    "Foto / ",
    "©",
    "FOTO ARCHIVO:",
    "Foto de archivo:",
    "FOTO DE ARCHIVO:",
    "Archivfoto:",
    "ФАЙЛ ФОТО:",
    "AP Photo/",
];
/// Words that open the credit of a photo within brackets or at its end.
const CREDITS: &[&str] = &[
    "(AP Photo/",
    "(AP Photo",
    "(Photo by ",
    "(Photo: ",
    "(Foto: ",
    "(Фото: ",
    "(File photo",
    "REUTERS/",
    "/AFP via Getty",
    "via Getty Images",
    "AFP PHOTO/",
    "AFP PHOTO /",
    "(dpa/picture",
    "picture alliance/",
    "(Xinhua/",
    "(EPA-EFE/",
    "EPA-EFE/",
    "/Getty Images",
    "(c) dpa",
    "(Photo courtesy",
];

static START: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().start_kind(StartKind::Anchored).build(CAPTIONS).ok());
static WITHIN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(CREDITS).ok());

/// Reads a line that is the caption of a picture.
pub(super) fn photo(line: &str) -> Option<Photo<'_>> {
    if line.len() > LONGEST.0 {
        return None;
    }
    let starts = START.as_ref()?.find(Input::new(line).anchored(Anchored::Yes));
    // All but one of them have one of two marks, which most lines have not.
    let may = memchr::memchr2(b'(', b'/', line.as_bytes()).is_some() || line.contains("via Getty");
    let credit = if may { WITHIN.as_ref()?.find(line).map(|found| found.start()) } else { None };
    // A line that only names an agency's picture somewhere may go on as a story does.
    let at_end =
        credit.filter(|at| line.len() - at <= 120 && !line[*at..].trim_end_matches([')', '.', ' ']).contains(". "));
    if starts.is_none() && at_end.is_none() {
        return None;
    }
    let from =
        starts.filter(|_| !line.starts_with('©') && !line.starts_with("AP Photo")).map_or(0, |found| found.end());
    let end = at_end.unwrap_or(line.len()).max(from);
    let credit = at_end
        .map(|at| line[at..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.')));
    Some(Photo {
        caption: line[from..end].trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '/' | '·')),
        credit,
    })
}

/// The people of a line that is a byline and nothing else.
pub(super) fn byline(line: &str) -> Option<Vec<&str>> {
    const BY: &[&str] = &[
        "By ",
        "BY ",
        "by ",
        "Von ",
        "VON ",
        "Par ",
        "PAR ",
        "Por ",
        "POR ",
        "Di ",
        "Da ",
        "Door ",
        "Av ",
        "Af ",
        "Автор: ",
        "Авторы: ",
        "Текст: ",
        "Автор ",
        "Autor: ",
        "Autorin: ",
        "Author: ",
        "بقلم ",
        "文/",
        "記者",
    ];
    if line.len() > LONGEST.1 || line.ends_with('.') {
        return None;
    }
    let rest = BY.iter().find_map(|by| line.strip_prefix(by))?;
    // `By Ada Quay, Harbour Correspondent`, `BY ADA QUAY | AP`
    let rest = rest.split(['|', '•', '–', '—']).next().unwrap_or_default().trim();
    let names: Vec<&str> = rest
        .split([',', '&'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .map(str::trim)
        .collect();
    let first = names.first()?;
    let people = names.iter().copied().filter(|name| {
        shape::is_person(name) && name.contains(' ') && name.split(' ').all(|word| !word.ends_with(':'))
    });
    let people: Vec<&str> = people.filter(|name| !is_title(name)).collect();
    (people.first() == Some(first)).then_some(people)
}

/// What people are beside their names.
fn is_title(name: &str) -> bool {
    ["Writer", "Correspondent", "Reporter", "Editor", "Press", "News", "Staff", "Service"]
        .iter()
        .any(|word| name.ends_with(word))
}

/// Whether a line is a slug: `HARBOUR-FERRIES/TALKS (UPDATE 2, PIX)`, `BC-EU--Harbour`.
pub(super) fn is_slug(line: &str) -> bool {
    if line.len() > 80 || line.len() < 6 {
        return false;
    }
    if ["BC-", "AM-", "PM-"].iter().any(|code| line.starts_with(code)) && !line[3..].contains(". ") {
        return true;
    }
    let slug = line.split(" (").next().unwrap_or(line);
    let signs = slug
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b' ' | b'&'));
    let joined = slug.contains('/')
        && slug.contains('-')
        && slug.split(['/', '-']).all(|part| !part.trim().is_empty() && part.split(' ').count() <= 2);
    let noted = slug.len() == line.len() || (line.ends_with(')') && !line.contains(char::is_lowercase));
    signs && joined && noted
}

/// What a line says of the time before which a story must not be published.
pub(super) fn embargo(line: &str) -> Option<&str> {
    const UNTIL: &[&str] = &[
        "embargoed until",
        "embargoed till",
        "embargoed for release until",
        "embargoed to",
        "embargoed for",
        "embargoed:",
        "embargo until",
        "embargo till",
        "embargo:",
        "under embargo until",
        "strictly embargoed until",
        "strict embargo until",
        "strictly embargoed for",
        "not for release before",
        "not for release until",
        "not for publication before",
        "not for publication until",
        "hold for release until",
        "hold for release",
        "for release at",
        "sperrfrist:",
        "sperrfrist bis",
        "sperrfrist",
        "embargado hasta",
        "embargo hasta",
        "embargo jusqu'au",
        "embargo jusqu’au",
        "sous embargo jusqu'au",
        "sous embargo jusqu’au",
        "embargo até",
        "embargo fino",
        "эмбарго до",
        "эмбарго:",
        "embargo tot",
        "embargo do",
        "ембарго до",
    ];
    if line.len() > LONGEST.2 {
        return None;
    }
    let text = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    // Hardly any line begins as one of the words does, and to look for figures in all others costs more.
    let mut begins = ['\0'; 4];
    for (place, c) in begins.iter_mut().zip(text.chars()) {
        *place = c.to_lowercase().next().unwrap_or(c);
    }
    if !UNTIL.iter().any(|word| word.chars().zip(begins).all(|(a, b)| a == b || b == '\0'))
        || !line.contains(char::is_numeric)
    {
        return None;
    }
    let start: String = text.chars().take(40).flat_map(char::to_lowercase).collect();
    let word = UNTIL.iter().filter(|word| start.starts_with(**word)).max_by_key(|word| word.len())?;
    let rest = text.char_indices().nth(word.chars().count()).map_or("", |(at, _)| &text[at..]);
    // A time follows, and no story.
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    (rest.chars().count() <= 80 && rest.contains(char::is_numeric) && !rest.contains(". ") || rest.len() < 40)
        .then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_told_by_their_credit_or_their_first_words() {
        for (line, caption, credit) in [
            (
                "Ferries wait at the pier, March 3. (AP Photo/Ada Quay)",
                "Ferries wait at the pier, March 3.",
                Some("AP Photo/Ada Quay"),
            ),
            (
                "FILE PHOTO: Ferries at the pier. REUTERS/Ada Quay/File Photo",
                "Ferries at the pier.",
                Some("REUTERS/Ada Quay/File Photo"),
            ),
            ("Foto: Hafen", "Hafen", None),
        ] {
            assert_eq!(photo(line), Some(Photo { caption, credit }), "{line}");
        }
        assert_eq!(
            photo("He showed REUTERS/Ipsos figures. They said that a third of all would vote for the harbour."),
            None
        );
    }

    #[test]
    fn every_credit_of_a_picture_is_looked_for() {
        for credit in CREDITS {
            assert!(photo(&format!("Ferries at the pier {credit} Ada")).is_some(), "{credit}");
        }
    }

    #[test]
    fn bylines_are_names_and_nothing_else() {
        assert_eq!(byline("By Ada Quay and Bo Lind"), Some(vec!["Ada Quay", "Bo Lind"]));
        assert_eq!(byline("BY ADA QUAY, Associated Press"), Some(vec!["ADA QUAY"]));
        for line in ["By Tuesday", "By then the port had opened", "By Ada Quay.", "Byron Quay"] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn slugs_and_embargoes_are_lines_of_their_own() {
        assert!(is_slug("HARBOUR-FERRIES/TALKS (UPDATE 2, PIX)") && is_slug("BC-EU--Harbour, 1st Ld"));
        assert!(!is_slug("NATO") && !is_slug("THE PORT OPENS AGAIN") && !is_slug("A/B testing"));
        assert_eq!(embargo("EMBARGOED UNTIL 0001 GMT Friday March 6"), Some("0001 GMT Friday March 6"));
        assert_eq!(embargo("Sperrfrist: 6. März 2026, 18.00 Uhr"), Some("6. März 2026, 18.00 Uhr"));
        assert_eq!(embargo("The embargo until 2027 hurts"), None);
    }
}
