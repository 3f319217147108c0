//! Datelines that name their agency in brackets, before or behind the place.

use super::{
    super::{
        day::place_and_date,
        mark::{Mark, bare, mark, marks},
        proof::describes,
        shape::{self, Agency, Place, abbreviates},
        story::{starts_sentence, tells},
    },
    Found, LONGEST_AGENCY, Read, Search, found, unknown,
};

impl<'t> Search<'t, '_> {
    /// `(ANSA) - ROMA, 22 MAR - ...`, `(Reuters) - ...`, `/CNW/ - ...`
    pub(super) fn leading(&self) -> Option<Found<'t>> {
        let inner = self.head.strip_prefix(['(', '[', '（', '/'])?;
        let open = self.head.len() - inner.len();
        let ends: &[char] = if self.head.starts_with('/') { &['/'] } else { &[')', ']', '）'] };
        let close = inner.find(ends).filter(|close| *close <= LONGEST_AGENCY)?;
        let agency = shape::agency(&inner[..close], self.desk)?;
        let after = open + close + inner[close..].chars().next()?.len_utf8();
        let Some(parted) = mark(&self.head[after..]) else {
            return Some(agency).filter(|_| self.head.starts_with('[')).and_then(|agency| self.outlet(agency, after));
        };
        let rest = &self.head[after + parted.length..];
        let known = agency.code.is_some();
        for (at, parting) in marks(rest).take(2) {
            let Some(read) = self.read(&rest[..at]).filter(|read| read.both.rest.is_none()) else { continue };
            let Some(place) = read.place else { continue };
            let certain = read.both.date.is_some() || (known && (place.capitals || self.desk.is_place(read.town())));
            if certain && (known || read.both.date.is_some() && place.capitals) {
                return Some(found(&read, Some(agency), after + parted.length + at + parting.length));
            }
        }
        // Nothing else is said: the abbreviation of much needs a story behind it.
        let proved = known && (self.desk.weight(agency.name) > 1 || tells(rest))
            || parted.dashes > 0 && shape::is_named_as_agency(agency.name) && tells(rest);
        proved.then(|| Found {
            agency: Some(agency.name),
            code: agency.code.map(str::to_owned),
            end: after + parted.length,
            ..Found::default()
        })
    }

    /// `PLACE, date (AGENCY) - ...`
    pub(super) fn bracketed(&self) -> Option<Found<'t>> {
        let openings = self.head.char_indices().filter(|(at, c)| *at > 0 && matches!(c, '(' | '（' | '['));
        openings.take(4).find_map(|(open, bracket)| {
            let inner = &self.head[open + bracket.len_utf8()..];
            let close = inner.find([')', '）', ']']).filter(|close| *close <= LONGEST_AGENCY)?;
            let (agency, date) = self.signed(&inner[..close])?;
            // `ROMA - (ANSA) - ...`
            let before =
                self.head[..open].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
            let mut read = self.read(before).filter(|read| read.both.rest.is_none())?;
            read.both.date = read.both.date.or(date);
            let after = open + bracket.len_utf8() + close + inner[close..].chars().next()?.len_utf8();
            let rest = &self.head[after..];
            let parted = mark(rest)
                .or_else(|| self.ends(rest))
                .or_else(|| bare(rest).filter(|_| read.both.date.is_some() || starts_sentence(rest)));
            let parted = parted?;
            let rest = &rest[parted.length..];
            // `Singer (Label, March 3, 2026) - ...`: with a date beside a name that nobody knows, something must be a place
            // and the story not the town's film.
            let of_town = self.desk.is_place(read.town()) && !describes(rest);
            let proved = of_town
                || read.place.is_some_and(|place| place.parts > 1)
                || shape::is_named_as_agency(agency.name)
                || agency.code.is_some();
            if date.is_some() && !proved {
                return None;
            }
            self.believes(&read, agency, parted, rest).then(|| found(&read, Some(agency), after + parted.length))
        })
    }

    /// The agency in brackets, and the date where it stands there as well: `(Harbour Wire - March 3, 2026)`.
    fn signed(&self, inner: &'t str) -> Option<(Agency<'t, '_>, Option<&'t str>)> {
        let alone = |date| {
            let both = place_and_date(date).filter(|both| both.place.is_none() && both.rest.is_none())?;
            both.date
        };
        let parted = inner.split_once(" - ").or_else(|| inner.split_once(", "));
        let dated = parted.and_then(|(name, date)| Some((name, alone(date)?)));
        let name = dated.map_or(inner, |(name, _)| name);
        Some((shape::agency(name, self.desk)?, dated.map(|(_, date)| date)))
    }

    /// Whether a place and an agency in brackets are a dateline.
    fn believes(&self, read: &Read<'t>, agency: Agency<'t, '_>, parted: Mark, story: &str) -> bool {
        let dated = read.both.date.is_some();
        let Some(place) = read.place else { return dated && (agency.code.is_some() || parted.dashes > 0) };
        if dated {
            return agency.code.is_none() || place.words <= 6;
        }
        let long = read.both.place.unwrap_or_default();
        // `Miami (mia) - near ...`: the code of a town, and no sentence.
        if !story.is_empty() && !starts_sentence(story) && begins(agency.name, read.town()) {
            return false;
        }
        if agency.code.is_some() {
            return self.outweighs(read, place, agency.name, parted, story);
        }
        // Nothing but the form: the dash must stand apart, and the brackets not explain the words before.
        let town = self.desk.is_place(read.town());
        let explains = abbreviates(agency.name, long) || shape::are_initials(agency.name, long);
        if unknown::is_spelled(agency.name) {
            return place.uncased && place.words <= 3 && !unknown::spells(agency.name, long) && tells(story);
        }
        let marked = parted.dashes > 0 && parted.apart;
        marked
            && (town
                || place.capitals && !explains && !shape::is_label(read.town()) && tells(story)
                || self.in_state(read, agency.name, parted, story))
    }

    /// Whether enough speaks for a place and an agency that is known, without a date. What an agency is
    /// called is the abbreviation of much else: the words before it must look like a town rather than like
    /// what it stands for, and a story must follow rather than an explanation.
    fn outweighs(&self, read: &Read<'t>, place: Place, agency: &str, parted: Mark, story: &str) -> bool {
        let long = read.both.place.unwrap_or_default();
        let town = self.desk.is_place(read.town());
        let place_says = if town { 2 } else { i32::from(place.capitals || place.uncased) };
        let explained = match (shape::are_initials(agency, long), abbreviates(agency, long)) {
            (true, _) => 3,
            (false, true) if !town && place.parts == 1 && self.desk.weight(agency) < 2 => 1,
            _ => 0,
        };
        let after = match story {
            // In writings without capitals a line of two words may be anything.
            "" if place_says == 0 => -1,
            "" => i32::from(!place.uncased),
            story if tells(story) => 1,
            _ => -1,
        };
        // `(EFE).- ...` is written by wires alone.
        let dash = if parted.stopped { 2 } else { i32::from(parted.dashes > 0) };
        let says = place_says + self.desk.weight(agency) + dash + after - explained;
        let short = parted.dashes > 0 && shape::names_of(read.town()) <= 1;
        place.words <= 6 && says >= if short { 3 } else { 4 }
    }

    /// `[Harbour FM] Nairobi -- ...`
    fn outlet(&self, agency: Agency<'t, '_>, after: usize) -> Option<Found<'t>> {
        let rest = &self.head[after..];
        let (at, parting) = marks(rest).next().filter(|(_, parting)| parting.strong && parting.apart)?;
        let read = self.read(&rest[..at]).filter(|read| read.both.rest.is_none() && read.place.is_some())?;
        let end = after + at + parting.length;
        let proved = self.desk.is_place(read.town()) && !shape::is_label(agency.name) && tells(&self.head[end..]);
        proved.then(|| found(&read, Some(agency), end))
    }
}

/// Whether a town begins with such letters.
fn begins(letters: &str, town: &str) -> bool {
    let mut town = town.chars().flat_map(char::to_lowercase);
    letters.chars().flat_map(char::to_lowercase).all(|c| town.next() == Some(c))
}
