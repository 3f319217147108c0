//! Lines that say who is credited: agencies, reporters, desks.
//!
//! A line is read only if one of the phrases stands at its beginning, or at that of brackets that end
//! it; it is believed only if all that follows the phrase are names.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use super::{
    agencies::Agencies,
    phrases::{self, Says},
    shape,
};
use crate::model::{Credit, CreditRole};

/// Longest line that is read as a whole, and longest brackets at the end of one, in bytes.
const LONGEST: usize = 420;
/// Longest "and" with its spaces, in bytes.
const LONGEST_AND: usize = 12;

static START: LazyLock<Option<(AhoCorasick, Vec<Says>)>> = LazyLock::new(|| automaton(StartKind::Anchored));
static ANYWHERE: LazyLock<Option<(AhoCorasick, Vec<Says>)>> = LazyLock::new(|| automaton(StartKind::Unanchored));

fn automaton(kind: StartKind) -> Option<(AhoCorasick, Vec<Says>)> {
    // Within a line only what announces people parts it: `editing by` after `reporting by`.
    let people = |says: Says| kind == StartKind::Anchored || matches!(says, Says::Reporters | Says::Desk);
    let all: Vec<_> = phrases::all().filter(|(_, says)| people(*says)).collect();
    let built = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(kind)
        .build(all.iter().map(|(phrase, _)| *phrase));
    Some((built.ok()?, all.into_iter().map(|(_, says)| says).collect()))
}

/// What a line credits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Credits {
    pub credits: Vec<Credit>,
    /// Where in the line it stands, in bytes: from here to its end it leaves the text.
    pub from: usize,
}

/// Reads a line; `None` where it credits nobody.
pub(super) fn find(line: &str, desk: &Agencies) -> Option<Credits> {
    if line.len() <= LONGEST
        && let Some(credits) = announced(line, desk, false)
    {
        return Some(Credits { credits, from: 0 });
    }
    if let Some(credits) = contributed(line, desk) {
        return Some(Credits { credits, from: 0 });
    }
    let (from, inner) = last_brackets(line)?;
    let credits = announced(inner, desk, true).or_else(|| agencies_alone(inner, desk))?;
    Some(Credits { credits, from })
}

/// A line that is an agency's name, or several, and nothing else: `dpa/AFP`, `(Reuters, AFP)`.
pub(super) fn alone(line: &str, desk: &Agencies) -> Option<Credits> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    if line.len() > 80 || bare.is_empty() {
        return None;
    }
    agencies_alone(bare, desk).map(|credits| Credits { credits, from: 0 })
}

/// The brackets that a line ends with, and where they open.
fn last_brackets(line: &str) -> Option<(usize, &str)> {
    let end = line.trim_end_matches(['.', ' ', '"', '*']);
    let body = end.strip_suffix([')', '）', ']'])?;
    let mut start = body.len().saturating_sub(LONGEST);
    while !body.is_char_boundary(start) {
        start += 1;
    }
    let open = start + body[start..].rfind(['(', '（', '['])?;
    let inner = body[open..].char_indices().nth(1).map(|(at, _)| &body[open + at..])?;
    Some((open, inner.trim()))
}

/// All names of a list in brackets are agencies that are known.
fn agencies_alone(inner: &str, desk: &Agencies) -> Option<Vec<Credit>> {
    if inner.len() > 120 || inner.is_empty() {
        return None;
    }
    // Nearly all such lines end the search with their first name.
    let known = |name: &&str| desk.code(name).is_some() || service_of(name, desk).is_some();
    let one = |name| Some(name).filter(known).and_then(|name| credit(name, desk));
    let credits: Vec<Credit> = list(inner, desk).map(one).collect::<Option<_>>()?;
    // Two letters alone are the name of too much else.
    let long = credits.len() > 1
        || credits.first().is_some_and(|one| one.name.chars().count() > 2 || matches!(&*one.name, "AP" | "PA" | "AA"));
    (long && !credits.is_empty()).then_some(credits)
}

/// `Associated Press writers Ada Quay in Paris and Bo Lind in Rome contributed to this report.`
fn contributed(line: &str, desk: &Agencies) -> Option<Vec<Credit>> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    let names =
        phrases::CONTRIBUTED.iter().find_map(|end| bare.strip_suffix(end)).filter(|names| names.len() < 240)?.trim();
    let names = names.strip_prefix("The ").unwrap_or(names);
    let cut = phrases::WHO.iter().filter_map(|who| Some((names.find(who)?, who.len()))).min();
    let people = cut.map_or_else(|| of_whom(names), |(at, length)| &names[at + length..]);
    let all = helpers(people, desk).into_iter().map(|name| name.strip_prefix("The ").unwrap_or(name));
    let credits: Vec<Credit> = all.map(|name| credit(name, desk)).collect::<Option<_>>()?;
    (!credits.is_empty()).then_some(credits)
}

/// The people of `CNN's Ada Quay and Bo Lind`.
fn of_whom(names: &str) -> &str {
    let owned = ["'s ", "’s ", "' ", "’ "].iter().find_map(|mark| names.split_once(mark));
    let whose = |whose: &str| whose.len() <= 24 && whose.split(' ').all(|word| word.starts_with(char::is_uppercase));
    owned.filter(|(who, _)| whose(who)).map_or(names, |(_, people)| people)
}

/// The names of a list, without the places that they reported from: `Ada Quay in Puebla, Mexico and Bo Lind`.
fn helpers<'t>(text: &'t str, desk: &'t Agencies) -> Vec<&'t str> {
    let mut placed = false;
    let mut names = Vec::new();
    for item in list(text, desk).filter(|item| !describes(item)) {
        let name = without_place(item);
        // Behind a place stands its country, and a person has two names.
        let region = placed && !item.contains(' ') && desk.code(item).is_none();
        placed = name.len() < item.len();
        if !region {
            names.push(name);
        }
    }
    names
}

/// What follows one of the phrases at the start of a line.
fn announced(line: &str, desk: &Agencies, in_brackets: bool) -> Option<Vec<Credit>> {
    let (matcher, says) = START.as_ref()?;
    let text = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | '（' | '[' | '*' | '-' | '–' | '—' | '•' | '_' | '/' | '"')
    });
    // The phrases that have a bracket of their own see it.
    let text = if line.starts_with('（') { line } else { text };
    let found = matcher.find(Input::new(text).anchored(Anchored::Yes))?;
    let rest = &text[found.end()..];
    // `mit` begins words, too.
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric())
        || text[..found.end()].ends_with(|c: char| !c.is_alphanumeric() || super::agencies::is_unparted(c));
    if !whole {
        return None;
    }
    match says[found.pattern().as_usize()] {
        Says::Sources => sources(rest, desk),
        Says::Source => {
            let credits = sources(rest, desk)?;
            let colon = text[..found.end()].ends_with([':', '：']);
            let known = |n: usize| credits.iter().filter(|credit| credit.code.is_some()).count() >= n;
            let believed = if colon {
                known(1) || (credits.len() <= 3 && rest.len() < 60 && !in_brackets)
            } else {
                known(credits.len())
            };
            (believed && !credits.is_empty()).then_some(credits)
        }
        Says::Reporters | Says::Desk => people(text, desk),
    }
}

/// A list of agencies and helpers.
fn sources(rest: &str, desk: &Agencies) -> Option<Vec<Credit>> {
    let end = rest
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '）' | ']' | '.' | '*' | '_' | '。' | '"'));
    let end = [
        " for this report",
        " in this report",
        " for this article",
        " was used in this report",
        " was used",
        " contributed to this report",
    ]
    .iter()
    .find_map(|tail| end.strip_suffix(tail))
    .unwrap_or(end);
    // A sentence follows, or something else that is no list.
    if end.contains([';', '?', '!']) || end.len() > 240 {
        return None;
    }
    list(end.trim_start_matches([':', ' ', '：']), desk).map(|name| credit(name, desk)).collect()
}

/// People and what they did; of those who reported the names, of the desk none.
fn people(text: &str, desk: &Agencies) -> Option<Vec<Credit>> {
    let (matcher, says) = ANYWHERE.as_ref()?;
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '）' | ']' | '.' | '*'));
    let marks: Vec<_> = matcher
        .find_iter(text)
        .take(12)
        .map(|found| (found.start(), found.end(), says[found.pattern().as_usize()]))
        .collect();
    let mut credits = Vec::new();
    for (n, (_, start, says)) in marks.iter().enumerate() {
        let end = marks.get(n + 1).map_or(text.len(), |next| next.0);
        let names = text
            .get(*start..end)?
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | ':' | '：' | '.' | '-' | '—' | '；'));
        let names = names.trim_end_matches(" and").trim_end_matches(" y").trim_end_matches(" et");
        let all: Vec<&str> = helpers(names, desk).into_iter().filter(|name| !is_desk(name)).collect();
        let fits = all.iter().all(|name| desk.code(name).is_some() || shape::is_person(name));
        match says {
            Says::Desk if fits || n > 0 => {}
            Says::Reporters if fits => credits.extend(all.into_iter().filter_map(|name| credit(name, desk))),
            _ => return None,
        }
    }
    Some(credits)
}

/// What a list says of the person before it: `Bo Lind, MD, a fellow in the Harbour Unit`.
fn describes(item: &str) -> bool {
    const DEGREES: [&str; 10] = ["MD", "M.D", "PhD", "Ph.D", "MPH", "RN", "Jr", "Sr", "II", "III"];
    let begins =
        ["a ", "an ", "one of ", "who ", "eine ", "ein ", "un ", "une "].iter().any(|word| item.starts_with(word));
    begins || DEGREES.contains(&item.trim_end_matches('.'))
}

/// `Ada Quay in Paris` is Ada Quay.
fn without_place(name: &str) -> &str {
    let cut = [" in ", " at ", " from ", " en ", " à ", " in\u{a0}", " aus ", " em ", " a ", " для ", " в "]
        .iter()
        .filter_map(|word| name.find(word))
        .min();
    cut.map_or(name, |cut| name[..cut].trim_end())
}

/// A desk is nobody's name.
fn is_desk(name: &str) -> bool {
    ["newsroom", "Newsroom", "bureau", "Bureau", "staff", "desk", "Redaktion", "redacción"]
        .iter()
        .any(|word| name.contains(word))
}

fn credit(name: &str, desk: &Agencies) -> Option<Credit> {
    let code = desk.code(name).or_else(|| service_of(name, desk)).map(str::to_owned);
    let role = match code {
        Some(_) => CreditRole::Agency,
        None if name.contains(' ') || name.chars().all(super::agencies::is_unparted) => CreditRole::Reporter,
        None => CreditRole::Source,
    };
    let domain = name.contains('.') && !name.contains(' ') && name.len() < 40;
    let short = name.chars().count() <= 4 && name.chars().all(char::is_alphabetic);
    let fits = code.is_some() || domain || short || shape::is_person(name);
    fits.then(|| Credit { name: name.to_owned(), code, role: Some(role) })
}

/// `RFE/RL's Kyrgyz Service` is RFE/RL.
fn service_of<'a>(name: &str, desk: &'a Agencies) -> Option<&'a str> {
    let at = name.find(['\'', '’'])?;
    name[at..].trim_start_matches(['\'', '’']).starts_with("s ").then(|| desk.code(&name[..at]))?
}

/// Words for agencies in general, which name none.
fn is_general(name: &str) -> bool {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| phrases::GENERAL.split('|').map(str::trim).collect());
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// The first "and" of a text, and its length with the spaces around it.
fn first_and(text: &str) -> Option<(usize, usize)> {
    let is_and = |(at, length): &(usize, usize)| {
        let word = &text[*at..*at + *length];
        phrases::AND.contains(&word)
    };
    let spaces = memchr::memchr_iter(b' ', text.as_bytes());
    let words = spaces.filter_map(|at| Some((at, memchr::memchr(b' ', &text.as_bytes()[at + 1..])? + 2)));
    words.filter(|(_, length)| *length <= LONGEST_AND).find(is_and)
}

/// The names of a list.
fn list<'t>(text: &'t str, desk: &'t Agencies) -> impl Iterator<Item = &'t str> {
    let commas = text.split([',', ';', '、', '،', '，', '·', '|', '\u{200f}']).take(24);
    let words = commas.flat_map(|part| {
        let part = part.trim();
        let part = phrases::AND.iter().find_map(|and| part.strip_prefix(and.trim_start())).unwrap_or(part);
        let cut = first_and(part).filter(|_| desk.code(part).is_none());
        match cut {
            Some((at, length)) => [Some(&part[..at]), Some(&part[at + length..])],
            None => [Some(part), None],
        }
    });
    let whole = move |part: &str| desk.code(part).is_some() || service_of(part, desk).is_some();
    let parts =
        words.flatten().flat_map(move |part| if whole(part) { part.split('\0') } else { part.split('/') }.take(6));
    let bare = parts.map(|name| {
        let name = name.trim().trim_matches(['(', ')', '"', '*', '«', '»', '_', '[', ']']).trim();
        let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("agencies ")).unwrap_or(name);
        ["the news agencies ", "news agencies ", "агентств ", "агентства "]
            .iter()
            .find_map(|word| name.strip_prefix(word))
            .unwrap_or(name)
    });
    bare.filter(|name| !name.is_empty() && !is_general(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_and_parts_a_list_at_its_first_place() {
        for and in phrases::AND {
            assert!(and.len() <= LONGEST_AND, "{and}");
            assert_eq!(first_and(&format!("Ada Quay{and}Bo{and}Cy")), Some((8, and.len())), "{and}");
        }
        assert_eq!(first_and("Ada Quay and"), None);
        assert_eq!(first_and("Anders and brandy"), Some((6, 5)));
    }
}
