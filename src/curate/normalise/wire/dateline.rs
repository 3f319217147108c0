//! Datelines: the place, the date and the agency that a wire story opens with.
//!
//! The forms are general, whoever the agency is; what is known of agencies and towns only decides
//! where a form alone proves too little. A line that is no dateline must not become one.

mod brackets;
mod unknown;

use super::{
    agencies::{Agencies, is_unparted},
    before,
    day::{PlaceAndDate, place_and_date},
    mark::{Mark, bare, mark, marks},
    marker::Marked,
    proof::{describes, is_of_work, second_sign},
    shape::{self, Agency, Place},
    story::{is_title, readable, reporters, starts_sentence, tells},
    unparted,
};
use crate::curate::unicode::up_to;

/// Bytes of a line in which a dateline ends.
const REACH: usize = 220;
/// Bytes behind the dash of a town in capitals that are a story.
const STORY: usize = 60;
/// Bytes of an agency's name.
const LONGEST_AGENCY: usize = 48;

/// A dateline in a line of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found<'t> {
    pub place: Option<&'t str>,
    pub date: Option<&'t str>,
    pub agency: Option<&'t str>,
    pub code: Option<String>,
    /// Who reported, where the dateline says so.
    pub reporters: Vec<&'t str>,
    /// What stood before it in its line, as `CORRECTED-`.
    pub markers: Vec<Marked>,
    /// Where the story begins, in bytes of the line.
    pub end: usize,
}

/// Finds the dateline of a line, also behind markers or the name of an outlet.
pub(super) fn find<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    before::marked(line, desk).or_else(|| of_start(line, desk)).or_else(|| before::outlet(line, desk))
}

/// Finds the dateline that a line begins with.
pub(super) fn of_start<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    let first = line.chars().next()?;
    if first.is_lowercase() {
        return None;
    }
    let head = up_to(line, REACH);
    if !has_sign(head) {
        return None;
    }
    let readable = readable(head);
    // Nor where nothing but words stands before the one behind which no place goes on: so most stories begin.
    if !is_unparted(first) && head.get(..readable).is_some_and(is_of_words) {
        return None;
    }
    find_within(line, head, readable, desk)
}

/// No form goes without one of these, or without one of the signs of other writings.
fn has_sign(head: &str) -> bool {
    head.bytes().any(|byte| matches!(byte, b'(' | b'/' | b'-' | b':' | b'.' | b'[' | 0xD9 | 0xE2..=0xEF))
}

/// Whether a text has letters, spaces and apostrophes alone.
fn is_of_words(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '\'' | '’'))
}

/// The same, where so much of the head may be a place and a date.
pub(super) fn find_within<'t>(line: &'t str, head: &'t str, readable: usize, desk: &Agencies) -> Option<Found<'t>> {
    if !has_sign(head) {
        return None;
    }
    let search = Search { head, whole: head.len() == line.len() && line.len() < 90, readable, desk };
    unparted::find(line, desk)
        .or_else(|| search.leading())
        .or_else(|| search.bracketed())
        .or_else(|| search.slashed())
        .or_else(|| search.dashed())
        .or_else(|| search.dotted())
        .or_else(|| search.behind_comma())
}

struct Search<'t, 'a> {
    head: &'t str,
    /// Whether the line is so short that it can be a dateline and nothing else.
    whole: bool,
    /// What of the head may be a place and a date, in bytes.
    readable: usize,
    desk: &'a Agencies,
}

impl<'t> Search<'t, '_> {
    /// `PLACE, date. /AGENCY/. ...`
    fn slashed(&self) -> Option<Found<'t>> {
        let openings = self
            .head
            .match_indices('/')
            .filter(|(at, _)| *at > 0 && self.head[..*at].ends_with([' ', '.', ',', '\u{a0}']));
        openings.take(2).find_map(|(open, _)| {
            let inner = &self.head[open + 1..];
            let close = inner.find('/').filter(|close| *close <= LONGEST_AGENCY)?;
            let agency = shape::agency(&inner[..close], self.desk)?;
            let read = self.read(&self.head[..open]).filter(|read| read.both.rest.is_none())?;
            let after = open + 1 + close + 1;
            let rest = &self.head[after..];
            let parted = mark(rest).or_else(|| self.ends(rest)).or_else(|| bare(rest))?;
            // `PLACE / AGENCY / date / ...`
            if let (Some(_), Some((date, length)), false) =
                (read.place, slashed_date(rest), self.desk.is_place(agency.name))
            {
                let mut found = found(&read, Some(agency), after + length);
                found.date = found.date.or(Some(date));
                return Some(found);
            }
            let dated = read.both.date.is_some();
            let proved = match agency.code {
                Some(_) => dated || read.place.is_some(),
                None => dated && (read.place.is_some() || parted.dashes > 0),
            };
            proved.then(|| found(&read, Some(agency), after + parted.length))
        })
    }

    /// `ASTANA. KAZINFORM - ...`, `МОСКВА, 31 дек - РИА Новости. ...`, `AUBURN, Wash. — ...`
    fn dashed(&self) -> Option<Found<'t>> {
        marks(self.head).take(3).find_map(|(at, parting)| {
            let (left, right) = (&self.head[..at], at + parting.length);
            // `EFE.- ...`
            if let Some(name) = left.strip_suffix('.')
                && let Some(code) = self.desk.code(name).filter(|_| parting.dashes > 0)
            {
                return Some(Found { agency: Some(name), code: Some(code.to_owned()), end: right, ..Found::default() });
            }
            let left = if parting.stopped { left.trim_end_matches('.') } else { left };
            let read = self.read(left)?;
            // `30 ноября. INTERFAX.RU - ...`
            if let (None, Some(name)) = (read.place, read.named) {
                let agency = shape::agency(name, self.desk).filter(|_| parting.dashes > 0 && parting.apart)?;
                return Some(found(&read, Some(agency), right));
            }
            // `LONDON, Booking.com - The firm ...`
            if read.named.is_some_and(|name| shape::is_host(name) && self.desk.code(name).is_none())
                && describes(&self.head[right..])
            {
                return None;
            }
            if read.both.rest.is_some() || read.named.is_some() {
                return self.named(&read, parting).map(|agency| found(&read, Some(agency), right));
            }
            self.follows(&read, right)
                .or_else(|| self.unsigned(&read, parting, right).then(|| found(&read, None, right)))
        })
    }

    /// `КИЇВ. 5 березня. УНН. ...`: the agency ends with a dot.
    fn dotted(&self) -> Option<Found<'t>> {
        let ends = self.head.match_indices(['.', ':', ',']).map(|(at, _)| at);
        ends.chain(self.whole.then_some(self.head.len())).take(6).find_map(|at| {
            let length = mark(&self.head[at..])
                .or_else(|| bare(self.head.get(at + 1..)?).map(|bare| Mark { length: bare.length + 1, ..bare }));
            let length = length.or_else(|| self.ends(&self.head[at..]))?.length;
            let read = self.read(&self.head[..at])?;
            let place = read.place?;
            let agency = self.named(&read, Mark::default())?;
            let known = agency.code.is_some() && (place.capitals || self.desk.is_place(read.town()));
            let dated = read.both.date.is_some();
            let comma = self.head[at..].starts_with(',');
            (dated || known && !comma).then(|| found(&read, Some(agency), at + length))
        })
    }

    /// The agency that a place and a date are followed by.
    fn named<'r>(&'r self, read: &Read<'t>, parting: Mark) -> Option<Agency<'t, 'r>> {
        let place = read.place?;
        let name = read.both.rest.or(read.named)?;
        let agency = shape::agency(name, self.desk)?;
        let capitals = name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let known = agency.code.is_some() && (place.words <= 4);
        let dated = read.both.date.is_some() && parting.colon == 0;
        // `ASTANA. KAZINFORM - ...`, whoever that is.
        let behind_town = read.named.is_some() && parting.dashes > 0 && parting.apart;
        (known || capitals && (dated || behind_town) || behind_town && shape::is_host(name)).then_some(agency)
    }

    /// `- AGENCY. ...` after a place and a date.
    fn follows(&self, read: &Read<'t>, right: usize) -> Option<Found<'t>> {
        let place = read.place?;
        let rest = &self.head[right..];
        let end = rest.find(['.', ',', ':', '(']).into_iter().chain(marks(rest).next().map(|(at, _)| at)).min()?;
        // `INTERFAX.RU` has its dot within.
        let end =
            if rest[end..].starts_with('.') && !rest[end + 1..].starts_with([' ', '\u{a0}']) && rest.len() > end + 1 {
                end + 1 + rest[end + 1..].find([' ', '.', ',']).unwrap_or(0)
            } else {
                end
            };
        let agency = shape::agency(rest.get(..end).filter(|name| name.len() <= LONGEST_AGENCY)?, self.desk)?;
        let dated = read.both.date.is_some();
        let tail = &rest[end..];
        let parted = mark(tail);
        let length = match (parted, tail.chars().next()?) {
            (Some(parted), _) => parted.length,
            (None, '.') if dated || place.capitals => 1 + bare(&tail[1..])?.length,
            (None, ',') if dated => {
                return reporters(tail).map(|(names, length)| Found {
                    reporters: names,
                    ..found(read, Some(agency), right + end + length)
                });
            }
            _ => return None,
        };
        let words = agency.name.split_whitespace().count();
        let capitals = agency.name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let proved = match agency.code {
            Some(_) => dated || place.capitals || parted.is_some(),
            // A sentence of two words that all begin with capitals is a name.
            None => {
                let town = !read.is_dated_before() || self.desk.is_place(read.town());
                dated && town && words <= 2 && tail.starts_with('.') && (capitals || place.capitals)
            }
        };
        proved.then(|| found(read, Some(agency), right + end + length))
    }

    /// A dateline without an agency.
    fn unsigned(&self, read: &Read<'t>, parting: Mark, right: usize) -> bool {
        let Some(place) = read.place else { return false };
        // `Singer (Label, March 3, 2026) - ...`
        let open = read.both.place.is_some_and(|place| place.contains('(') && !place.contains(')'));
        if !parting.apart || parting.dashes == 0 || open || shape::is_label(read.town()) {
            return false;
        }
        let town = self.desk.is_place(read.town());
        if read.both.date.is_some() {
            // Nothing but capitals: the date stands apart from them, and they are as few as the words of a town.
            let few = place.words <= 4 + place.parts;
            return town || place.capitals && few && !read.is_dated_before() && self.is_parted(read);
        }
        let story = &self.head[right..];
        let alone = self.whole && parting.stopped && town && story.trim().is_empty();
        let follows = alone || starts_sentence(story) && story.len() >= 30;
        // `Washington.- El senador ...` is written by wires alone.
        let long = || tells(story) && story.len() >= STORY && !is_title(story, 3);
        // Much else is called as a town is: see `proof`. What the rest of the text says is asked by `again`.
        let told = place.capitals && town && long() && second_sign(read.town(), story, std::iter::empty());
        // `CHICAGO - DETROIT in five hours ...`
        let route = || story.split(' ').next().is_some_and(|word| word.len() > 4 && !word.contains(char::is_lowercase));
        let marked = parting.strong && place.capitals && !is_of_work(story)
            || parting.stopped && (place.capitals || town)
            || told && !route();
        marked && follows && (place.parts > 1 || town)
    }

    /// Whether a comma or a dot stands between place and date.
    fn is_parted(&self, read: &Read<'t>) -> bool {
        let (Some(place), Some(date)) = (read.both.place, read.both.date) else { return false };
        let at = |text: &str| text.as_ptr() as usize - self.head.as_ptr() as usize;
        self.head.get(at(place) + place.len()..at(date)).is_some_and(|gap| gap.contains([',', '.']))
    }

    /// Nothing after it: the line is the dateline.
    fn ends(&self, rest: &str) -> Option<Mark> {
        (self.whole && rest.trim_matches(|c: char| c.is_whitespace() || c == '.').is_empty())
            .then_some(Mark { length: rest.len(), ..Mark::default() })
    }

    /// Whether what follows a town is an agency. `ALTOONA, Pa.` names a state.
    fn signs(&self, town: &str, mark: &str, name: &str) -> bool {
        if self.desk.code(name).is_some() {
            return mark == "." || self.desk.weight(name) > 0;
        }
        // `TOWN. NAME`, both in capitals, and the town one that is known.
        let capitals = |text: &str| text.chars().all(|c| c.is_uppercase() || matches!(c, '-' | ' '));
        // `TOWN, Name.com`
        if shape::is_host(name) {
            return capitals(town) || self.desk.is_place(town);
        }
        mark == "."
            && name.len() >= 4
            && !name.contains(' ')
            && capitals(town)
            && capitals(name)
            && self.desk.is_place(town)
    }

    /// Whether each of several is a known town, or has its region behind it.
    fn are_towns(&self, text: &str) -> bool {
        text.split(" & ").all(|one| {
            let town = one.split([',', '(']).next().unwrap_or(one).trim();
            self.desk.is_place(town) || town.len() < one.trim_end().len()
        })
    }

    fn read(&self, text: &'t str) -> Option<Read<'t>> {
        if text.len() >= self.readable && std::ptr::eq(text.as_ptr(), self.head.as_ptr()) {
            return None;
        }
        let text = text.trim_start_matches([' ', '*', '•', '"', '\u{feff}']);
        let mut both = place_and_date(text)?;
        let mut named = None;
        // `ASTANA. KAZINFORM`, `TEHRAN, IRNA`: the agency is the last part of what reads as a place.
        if both.date.is_none()
            && let Some(place) = both.place
            && let Some(cut) = place.rfind(". ").or_else(|| place.rfind(", "))
            && self.signs(&place[..cut], &place[cut..=cut], &place[cut + 2..])
        {
            named = Some(place[cut + 2..].trim());
            both.place = Some(place[..cut].trim_end_matches(['.', ',', ' ']));
        }
        // Behind a date alone stands a place or an agency.
        if let (Some(_), Some(name)) = (both.date, both.place)
            && !text.starts_with(name)
            && (self.desk.code(name).is_some() || shape::is_host(name))
        {
            named = both.place.take();
        }
        let place = match both.place {
            // Companies are called so as well.
            Some(text) if text.contains(" & ") && !self.are_towns(text) => return None,
            Some(text) => Some(shape::place(text)?),
            None => None,
        };
        (both.place.is_some() || both.date.is_some()).then_some(Read { both, place, named })
    }
}

/// A date before the next slash, and where what stands behind that begins.
fn slashed_date(rest: &str) -> Option<(&str, usize)> {
    let (date, story) = rest.split_once('/').filter(|(date, _)| date.len() <= LONGEST_AGENCY)?;
    let both = place_and_date(date).filter(|both| both.place.is_none() && both.rest.is_none())?;
    Some((both.date?, rest.len() - story.trim_start().len()))
}

/// A place and a date that were read.
struct Read<'t> {
    both: PlaceAndDate<'t>,
    place: Option<Place>,
    /// An agency that stood behind the place.
    named: Option<&'t str>,
}

impl<'t> Read<'t> {
    /// Whether the date stands before the place. `October 20: ACCIDENT - ...`: there anything may stand in capitals.
    fn is_dated_before(&self) -> bool {
        matches!((self.both.date, self.both.place), (Some(date), Some(place)) if date.as_ptr() < place.as_ptr())
    }

    /// The town: the first part of the place.
    fn town(&self) -> &'t str {
        self.both.place.unwrap_or_default().split([',', '/', '(', '[']).next().unwrap_or_default().trim()
    }
}

fn found<'t>(read: &Read<'t>, agency: Option<Agency<'t, '_>>, end: usize) -> Found<'t> {
    Found {
        place: read.both.place,
        date: read.both.date,
        agency: agency.map(|agency| agency.name),
        code: agency.and_then(|agency| agency.code).map(str::to_owned),
        end,
        ..Found::default()
    }
}
