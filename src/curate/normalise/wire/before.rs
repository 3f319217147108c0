//! What stands before a dateline in its own line: markers ("CORRECTED-LONDON, March 3 (Reuters) -"), the outlet that
//! the story came by ("Harbour Press - LONDON (HP) -"), or its host ("Harbour.com, London -").

use super::{
    agencies::Agencies,
    dateline::{self, Found},
    mark::marks,
    marker::{self, Marked},
    proof::describes,
    shape,
    story::tells,
};
use crate::curate::unicode::up_to;

/// Markers that are taken in a row.
const MOST: usize = 6;
/// Bytes within which the first marker ends.
const MARKER: usize = 48;
/// Bytes of a story that follows without a mark.
const STORY: usize = 60;
/// Bytes within which an outlet's name ends.
const REACH: usize = 60;

/// The markers that a line begins with, where a dateline follows them.
pub(super) fn marked<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    // What parts a marker from what follows it stands behind one or two words.
    let parts = |byte: u8| matches!(byte, b'-' | b':' | b'|' | b']' | b')' | b'!' | b'/' | b'+' | b'(' | b'[' | 0xE2..);
    if !up_to(line, MARKER).bytes().any(parts) {
        return None;
    }
    let mut markers = Vec::new();
    let mut rest = line;
    while let Some((name, urgency, after)) = marker::next(rest).filter(|_| markers.len() < MOST) {
        markers.push(Marked { name, urgency });
        rest = after.trim_start();
    }
    if markers.is_empty() {
        return None;
    }
    let found = dateline::of_start(rest, desk)?;
    Some(Found { markers, end: line.len() - rest.len() + found.end, ..found })
}

/// The outlet that a line begins with, where the dateline follows it: an agency's own dateline behind the name of one that
/// is known, or a known town behind a host.
pub(super) fn outlet<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    let head = up_to(line, REACH);
    if let Some(found) = head.split_once(", ").and_then(|(host, _)| behind_host(line, host, desk)) {
        return Some(found);
    }
    // Without one of these there is no dash: those of other writings begin with the last ones.
    if !head.bytes().any(|byte| matches!(byte, b'-' | b'~' | 0xD9 | 0xE2..)) {
        return None;
    }
    if let Some((host, rest)) = head.split_once(", ").filter(|(host, _)| shape::is_host(host)) {
        let (at, parting) = marks(rest).next().filter(|(_, parting)| parting.dashes > 0)?;
        let (town, end) = (rest[..at].trim(), host.len() + 2 + at + parting.length);
        // A company's host stands before its seat as well.
        let firm = desk.code(host).is_none() && describes(&line[end..]);
        let proved = !firm && desk.is_place(town.split(',').next().unwrap_or(town)) && tells(&line[end..]);
        return proved.then(|| Found { place: Some(town), agency: Some(host), end, ..Found::default() });
    }
    let (at, parting) = marks(head).next().filter(|(_, parting)| parting.dashes > 0 && parting.apart)?;
    let begins = at + parting.length;
    let outlet = &head[..at];
    let known = desk.code(outlet).is_some();
    // `Harbour Press - LAHORE (HP) - ...`: the letters are the outlet's, whoever that is.
    if !known && !line[begins..].contains('(') {
        return None;
    }
    let found = dateline::of_start(&line[begins..], desk)?;
    let of_outlet = |agency: &str| {
        let place = found.place.unwrap_or_default();
        shape::are_initials(agency, outlet)
            && (desk.is_place(place.split(',').next().unwrap_or_default()) || place.contains(", "))
    };
    let proved = found.place.is_some() && found.agency.is_some_and(|agency| known || of_outlet(agency));
    proved.then(|| Found { end: begins + found.end, ..found })
}

/// `Harbour.com, Jakarta Feri ...`: a host and a known town, and a sentence without any mark between.
fn behind_host<'t>(line: &'t str, host: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    if !shape::is_host(host) {
        return None;
    }
    let begins = host.len() + 2;
    let spaces = line[begins..].match_indices(' ').map(|(at, _)| begins + at).take(3);
    let ends = spaces.filter(|end| desk.is_place(&line[begins..*end])).last()?;
    let story = &line[ends + 1..];
    let second = story.split(' ').nth(1).unwrap_or_default();
    let names = story.split(' ').next().is_some_and(|word| desk.is_place(word) || desk.is_state(word));
    // "Harbour.com, London Bridge is where ..." goes on with a verb.
    let begun =
        story.starts_with(char::is_uppercase) && second.chars().all(char::is_alphabetic) && second.chars().count() > 3;
    let firm = || desk.code(host).is_none() && describes(story);
    (begun && !names && story.len() >= STORY && tells(story) && !firm()).then(|| Found {
        place: Some(&line[begins..ends]),
        agency: Some(host),
        end: ends + 1,
        ..Found::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_before_a_dateline_are_none_of_its_place() {
        let desk = Agencies::builtin();
        for (before, names) in [
            ("CORRECTED-", &["corrected"][..]),
            ("CORRECTED - ", &["corrected"]),
            ("(CORRECTED) ", &["corrected"]),
            ("CORRECTED (OFFICIAL)-", &["corrected", "official"]),
            ("REFILE-UPDATE 2-", &["refile", "update 2"]),
            ("UPDATE 1-", &["update 1"]),
            ("RPT-", &["repeat"]),
            ("RPT - ", &["repeat"]),
            ("UPDATE 3 – ", &["update 3"]),
            ("URGENT: ", &["urgent"]),
            ("[BREAKING] ", &["breaking"]),
            ("+++ EILMELDUNG +++ ", &["breaking"]),
        ] {
            for (dateline, place) in [
                ("OPORTO, March 3 (Reuters) - ", "OPORTO"),
                ("KIEL (dpa) - ", "KIEL"),
                ("AUBURN, Wash. — ", "AUBURN, Wash."),
                ("ПСКОВ, 3 мар — РИА Новости. ", "ПСКОВ"),
            ] {
                let line = format!("{before}{dateline}Ferries left the harbour on Tuesday, and nobody was surprised.");
                let found = dateline::find(&line, &desk).unwrap_or_default();
                assert_eq!(found.place, Some(place), "{line}");
                let got: Vec<&str> = found.markers.iter().map(|marked| marked.name.as_str()).collect();
                assert_eq!((got, &line[found.end..found.end + 7]), (names.to_vec(), "Ferries"), "{line}");
            }
        }
    }

    #[test]
    fn an_outlet_before_a_dateline_is_no_part_of_it() {
        let desk = Agencies::builtin();
        for (line, place, agency) in [
            (
                "Associated Press - OPORTO, Portugal (AP) - Ferries left the harbour on Tuesday.",
                "OPORTO, Portugal",
                "AP",
            ),
            ("Hafen24.com, Jakarta - Feri meninggalkan pelabuhan pada hari Selasa.", "Jakarta", "Hafen24.com"),
            ("JAKARTA, HAFEN.com - Feri meninggalkan pelabuhan pada hari Selasa.", "JAKARTA", "HAFEN.com"),
            ("HAVEN.CO, Jakarta - Feri meninggalkan pelabuhan pada hari Selasa.", "Jakarta", "HAVEN.CO"),
            (
                "Hafen24.com, Jakarta Feri meninggalkan pelabuhan pada hari Selasa karena es di laut.",
                "Jakarta",
                "Hafen24.com",
            ),
            ("Quay Press - LAHORE (QP) - Ferries left the harbour on Tuesday.", "LAHORE", "QP"),
            (
                "Quay Press - OTTER CREEK, Nordland (QP) - Ferries left the harbour on Tuesday.",
                "OTTER CREEK, Nordland",
                "QP",
            ),
        ] {
            let found = dateline::find(line, &desk).unwrap_or_default();
            assert_eq!((found.place, found.agency), (Some(place), Some(agency)), "{line}");
            assert!(line[found.end..].starts_with("Fer"), "{line}");
        }
        for line in [
            "Reuters - Nachrichten aus dem Hafen",
            "Quay Press - LEDGER (QP) - Ferries left the harbour on Tuesday.",
            "Quay Press - LAHORE (XYZ) - Ferries left the harbour on Tuesday.",
            "Harbour.com, London Bridge is where ferries stop and where nobody has ever seen any of them",
            "Harbour.com, Jakarta Indonesia lists the ferries of the whole country and their timetables",
            "Harbour.com, Jakarta Ferries",
            "Harbour.com, Inc. - Ferries of all kinds, and of all sizes, for everybody.",
            "UPDATE 1-Harbour opens after two weeks, and the ferries leave again",
            "CORRECTED: the harbour master - and nobody else - said so on Tuesday.",
            "EXCLUSIVE - The harbour master has never been on a ferry, he said.",
        ] {
            assert_eq!(dateline::find(line, &desk), None, "{line}");
        }
    }
}
