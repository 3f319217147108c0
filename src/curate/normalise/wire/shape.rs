//! What places, agencies and people look like when they are written, whoever they are.

mod words;

use self::words::{NO_PLACES, PARTICLES, TOWNS_BEGIN};
use super::agencies::{Agencies, is_unparted};

/// Most characters of a place.
const LONGEST_PLACE: usize = 60;

/// What was seen of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// All of its letters, or of its first part's, are capitals.
    pub capitals: bool,
    /// Its writing has no capitals.
    pub uncased: bool,
    /// More than the town is named: a state, a country, a second town.
    pub parts: usize,
    pub words: usize,
}

/// Reads what may be the name of a place: a few words that all begin with capitals.
pub(super) fn place(text: &str) -> Option<Place> {
    // `NEW YORK & LONDON`
    let joins = text.contains(" & ");
    let odd = |c: char| c.is_numeric() || is_no_name(c) && !matches!(c, '[' | ']') && !(c == '&' && joins);
    if text.chars().count() > LONGEST_PLACE || text.contains(odd) {
        return None;
    }
    let first = text.split([',', '(', '[']).next().unwrap_or(text);
    let letters = || first.chars().filter(|c| c.is_alphabetic());
    let uncased = !letters().any(|c| c.is_lowercase() || c.is_uppercase());
    let capitals = !uncased && letters().count() >= 2 && !letters().any(char::is_lowercase);
    let mut words = 0;
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')' | '[' | ']' | '&'))
        .filter(|word| !word.is_empty())
    {
        words += 1;
        let stem = word.trim_end_matches('.');
        if is_host(stem) {
            return None;
        }
        // A dot ends a sentence unless what it stands behind is short, or has dots within.
        if stem.len() < word.len() && stem.chars().count() > 6 && !stem.contains('.') {
            return None;
        }
        let begins = stem.chars().find(|c| c.is_alphabetic())?;
        let particle = words > 1 && PARTICLES.contains(&stem);
        // `d'Ivoire`, `al-Arish`, `ash-Sheikh`
        let joined = stem.split_once(['-', '\'', '’']).is_some_and(|(_, rest)| rest.starts_with(char::is_uppercase));
        if begins.is_lowercase() && !particle && !joined {
            return None;
        }
    }
    let most = if uncased { 4 } else { 8 };
    let parts = text.split([',', '/', '(', '[']).filter(|part| !part.trim().is_empty()).count();
    (1..=most).contains(&words).then_some(Place { capitals, uncased, parts, words })
}

/// Whether a word in small letters stands within names.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// `INTERFAX.RU` is where something is read, and not where it happened.
pub(super) fn is_host(word: &str) -> bool {
    let named = |name: &str| name.chars().all(char::is_alphanumeric) && name.starts_with(char::is_alphabetic);
    word.split_once('.').is_some_and(|(name, end)| {
        name.len() >= 4 && (2..=3).contains(&end.len()) && named(name) && end.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// Whether a name says that it is a news agency's, whoever that is: `Agence de Presse du Port`, `Harbour News Agency`.
/// Offices and brokers are agencies as well.
pub(super) fn is_named_as_agency(name: &str) -> bool {
    const FIRST: &[&str] = &["Agence", "Agencia", "Agência", "Agenzia", "Agentur", "Agencija", "Agencja", "Agentura"];
    const NEWS: &[&str] = &["press", "prensa", "stampa", "news", "notic", "notíc", "notiz", "nachrichten", "inform"];
    const LAST: &[&str] = &["News Agency", "News Service", "Newswire", "Presswire", "Nachrichtenagentur", "Ajansı"];
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let rest = rest.to_lowercase();
    let of_news = || rest.split(' ').any(|word| NEWS.iter().any(|news| word.starts_with(news)));
    FIRST.contains(&first) && of_news() || LAST.iter().any(|last| name.ends_with(last) && name.len() > last.len())
}

fn is_no_name(c: char) -> bool {
    matches!(
        c,
        ':' | ';'
            | '!'
            | '?'
            | '"'
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '['
            | ']'
            | '…'
            | '|'
            | '='
            | '<'
            | '>'
            | '@'
            | '&'
            | '。'
            | '，'
    )
}

/// Whether a word of the place is one that opens lines which are no datelines.
pub(super) fn is_label(place: &str) -> bool {
    place.split(|c: char| !c.is_alphanumeric()).any(|word| NO_PLACES.contains(&word.to_lowercase().as_str()))
}

/// An agency as a line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agency<'t, 'a> {
    pub name: &'t str,
    /// Its code, where it is a known one.
    pub code: Option<&'a str>,
}

/// Reads what stands where an agency does. Of several that are known, all are its name.
pub(super) fn agency<'t, 'a>(text: &'t str, desk: &'a Agencies) -> Option<Agency<'t, 'a>> {
    let text = text.trim().trim_matches('/').trim();
    // `Корр. БЕЛТА`: who wrote it, for the agency.
    let text = ["Корр.", "корр.", "Кор.", "Corr.", "ИА "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim();
    if let Some(code) = desk.code(text) {
        return Some(Agency { name: text, code: Some(code) });
    }
    let parts = || text.split([',', '/', '-', '+']).map(str::trim);
    let known: Vec<_> = parts().filter_map(|part| Some((part, desk.code(part)?))).collect();
    if let Some((name, code)) = known.first() {
        let name = if known.len() > 1 && known.len() == parts().count() { text } else { name };
        return Some(Agency { name, code: Some(code) });
    }
    is_agency_like(text).then_some(Agency { name: text, code: None })
}

/// Whether a text has the form of an agency's name.
fn is_agency_like(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let count = text.chars().count();
    if !(2..=30).contains(&count) || letters < 2 || text.contains(|c: char| is_no_name(c) || c.is_numeric() || c == ',')
    {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = words.len() == 1 && (letters <= 6 && !text.chars().any(char::is_uppercase) || is_host(text));
    let names = words.iter().all(|word| !word.starts_with(char::is_lowercase));
    // `ك و ن ا`: letter by letter.
    let spelled = words.len() == 4 && words.iter().all(|word| word.chars().count() == 1);
    words.len() <= 3 && (small || names) || spelled
}

/// Whether letters in brackets only shorten the words before them: `Bitcoin (BTC)`.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let mut letters = long.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    let mut short = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).peekable();
    let same_start = short
        .peek()
        .copied()
        .is_some_and(|first| long.chars().flat_map(char::to_lowercase).find(|c| c.is_alphabetic()) == Some(first));
    same_start && short.all(|wanted| letters.any(|c| c == wanted))
}

/// Whether letters are the initials of words that follow one another: `Wireless Access Point (AP)`,
/// whoever else is called so. Words in small letters may have none. A town with its state is no such name.
pub(super) fn are_initials(short: &str, long: &str) -> bool {
    let short: String = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    if short.chars().count() < 2 || long.contains([',', '(', '[']) {
        return false;
    }
    let words = || long.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let small = |firsts: &mut dyn Iterator<Item = char>| firsts.flat_map(char::to_lowercase).collect::<String>();
    small(&mut words()).contains(&short) || small(&mut words().filter(|first| first.is_uppercase())).contains(&short)
}

/// How many words a town's name has beside particles and those that only towns begin with.
pub(super) fn names_of(town: &str) -> usize {
    let small = |word: &str| word.trim_end_matches('.').to_lowercase();
    let counts = |(n, word): &(usize, String)| {
        let word = word.as_str();
        !PARTICLES.contains(&word) && (*n > 0 || !TOWNS_BEGIN.contains(&word))
    };
    town.split_whitespace().map(small).enumerate().filter(counts).count()
}

/// Whether a text has the form of a person's name.
pub(super) fn is_person(text: &str) -> bool {
    if text.is_empty()
        || text.len() > 60
        || text.contains(|c: char| c.is_numeric() || is_no_name(c) || matches!(c, '/' | '(' | ')' | '_'))
    {
        return false;
    }
    if text.chars().all(is_unparted) {
        return (2..=5).contains(&text.chars().count());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let begins = |word: &&str| !word.starts_with(char::is_lowercase);
    let fits = |word: &&str| begins(word) || PARTICLES.contains(word) || word.contains(['-', '\'', '’']);
    let ends = words.last().is_some_and(|word| !word.ends_with('.') || word.chars().count() <= 3);
    (1..=5).contains(&words.len())
        && words.iter().all(fits)
        && words.iter().any(|word| word.starts_with(char::is_alphabetic) && begins(word))
        && ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_begin_with_capitals_and_hold_no_sentence() {
        for text in [
            "LA CROSSE, Wis.",
            "Manchester (United Kingdom)",
            "MONOPOLI (BARI)",
            "Rio de Janeiro",
            "SHARM EL-SHEIKH",
            "القاهرة",
            "Düsseldorf/Bonn",
            "ST. JOHN'S",
        ] {
            assert!(place(text).is_some(), "{text}");
        }
        for text in [
            "He said",
            "The council met. Later",
            "5 things",
            "INTERFAX.RU",
            "What now?",
            "a town",
            "Said the mayor of this town of ours on Friday",
        ] {
            assert!(place(text).is_none(), "{text}");
        }
        assert!(place("AUBURN, Wash.").unwrap().capitals && !place("Auburn, WASH").unwrap().capitals);
        assert!(is_label("WATCH") && !is_label("WARSAW"));
    }

    #[test]
    fn an_abbreviation_of_what_stands_before_it_is_no_agency() {
        assert!(
            abbreviates("BTC", "Bitcoin")
                && abbreviates("TSLA", "TESLA")
                && abbreviates("WHO", "World Health Organization")
        );
        assert!(are_initials("CP", "Contas a Pagar") && are_initials("PTI", "Parent Training and Information Centers"));
        assert!(are_initials("CP", "Career Profile") && !are_initials("PA", "PARIS") && !are_initials("CP", "TORONTO"));
        assert!(are_initials("AP", "Wireless Access Point") && !are_initials("AP", "ALTOONA, Pa."));
        assert!(!abbreviates("dpa", "Berlin") && !abbreviates("AFP", "Tokyo"));
    }

    #[test]
    fn agencies_are_known_or_look_like_some() {
        let desk = Agencies::builtin();
        for (text, name, code) in [
            ("Reuters", "Reuters", Some("reuters")),
            ("dpa/bb", "dpa", Some("dpa")),
            ("AFP, dpa", "AFP, dpa", Some("afp")),
            ("Корр. БЕЛТА", "БЕЛТА", Some("belta")),
            ("Harbour News", "Harbour News", None),
        ] {
            assert_eq!(agency(text, &desk), Some(Agency { name, code }), "{text}");
        }
        for text in ["he is 40", "see below", "2026", "x"] {
            assert_eq!(agency(text, &desk), None, "{text}");
        }
    }

    #[test]
    fn people_have_names() {
        for text in ["Karen Jacobs", "Ludwig van der Rohe", "白瀛", "Ada"] {
            assert!(is_person(text), "{text}");
        }
        for text in ["a man", "", "the BBC said so", "Room 5"] {
            assert!(!is_person(text), "{text}");
        }
    }
}
