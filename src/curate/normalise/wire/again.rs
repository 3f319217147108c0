//! Datelines that only the story itself proves: a town in capitals and a dash, where the text names
//! the same town again as a place ("TOWN — The council ...", and later "in Town").
//!
//! Local papers and magazines write so, of towns that no list has. The form alone is that of
//! "OPINION — ..." as well, so nothing is believed that the text does not say.

use super::{
    dateline::Found,
    mark::marks,
    named::{is_named, is_town, listed, small},
    shape,
    story::{tells, tells_of_day},
};
use crate::curate::{
    normalise::date::{WordKind, word_kind},
    unicode::up_to,
};

/// Bytes of a line in which such a dateline ends.
const REACH: usize = 60;
/// Words of a town's name.
const MOST_WORDS: usize = 4;

/// What papers call their parts, what is played, who decides, and when it is: in capitals and with a dash as often as
/// a town, and behind "in" without an article.
const SUBJECTS: &str = "politics politik politique política politica polityka политика sport sports deportes esportes спорт \
    economy wirtschaft économie economía economia экономика culture kultur cultura культура football fußball \
    fussball fútbol futebol calcio футбол soccer tennis tenis handball basketball basket volleyball rugby \
    cricket hockey golf serie liga ligue bundesliga champions euro formula formel technology tech science \
    wissenschaft ciencia health gesundheit santé salud music musik musique música film cinema kino cine \
    weather wetter météo climate klima climat education bildung religion society gesellschaft société \
    sociedad общество world welt monde mundo мир campus college university school transport traffic military border federal state county city town village \
    europe europa local lokales regional national международная \
    court league cup liga congress parliament senate house office bundestag bundesrat landtag parlament kongress congrès sénat \
    congreso senado kongre meclis дума госдума рада сейм конгресс сенат парламент christmas easter weihnachten ostern \
    noël pâques navidad natale ramadan ramazan heaven hell english french german spanish russian arabic turkish";

/// Finds the dateline of a line; `texts` are what follows the line. Titles prove nothing: they leave articles out, and
/// in some countries every word of them has a capital.
pub(super) fn find<'t: 'x, 'x>(line: &'t str, texts: impl Iterator<Item = &'x str>) -> Option<Found<'t>> {
    let (at, parting) = marks(up_to(line, REACH)).next().filter(|(_, parting)| parting.dashes > 0 && parting.apart)?;
    if let Some((name, agency)) = signed(&line[..at]) {
        let found = behind_agency(name, agency, &line[at + parting.length..], texts)?;
        return Some(Found { end: at + parting.length, ..found });
    }
    let (name, story) = (line[..at].trim_end_matches('.').trim(), at + parting.length);
    // Beside capitals a country in brackets: "Talbruck (Nordland) - ..."; what has capitals alone is short for something.
    let in_country = name.split_once('(').is_some_and(|(_, country)| {
        country.ends_with(')') && !country.contains('(') && country.contains(char::is_lowercase)
    });
    let place = shape::place(name).filter(|place| place.capitals || in_country && place.parts == 2)?;
    let town = name.split([',', '/', '(', '[']).next()?.trim();
    let few = place.words <= MOST_WORDS + place.parts && town.split_whitespace().count() <= MOST_WORDS;
    let subject = town.split([' ', '-']).any(|word| listed(SUBJECTS, &small(word)) || is_time(word));
    if !few
        || subject
        || town.contains('&')
        || shape::is_label(town)
        || town.chars().count() < 3
        || !tells(&line[story..])
    {
        return None;
    }
    is_named(std::iter::once(&line[story..]).chain(texts), town, place.capitals && place.parts > 1).then(|| Found {
        place: Some(name),
        end: story,
        ..Found::default()
    })
}

/// `Talbruck (TRA)`: an agency that nobody knows, by letters alone.
fn signed(text: &str) -> Option<(&str, &str)> {
    let (name, agency) = text.strip_suffix(')')?.split_once('(')?;
    let letters = agency.chars().all(char::is_alphabetic) && (2..=8).contains(&agency.chars().count());
    let case = !agency.contains(char::is_lowercase) || agency.len() <= 6 && !agency.contains(char::is_uppercase);
    (letters && case).then(|| (name.trim(), agency))
}

/// A product and its maker's letters are written as a town and its agency are, and told of as "in" it. So the text must call it a town,
/// or tell of a day beside naming it as a place.
fn behind_agency<'t: 'x, 'x>(
    name: &'t str,
    agency: &'t str,
    story: &'t str,
    texts: impl Iterator<Item = &'x str>,
) -> Option<Found<'t>> {
    let place = shape::place(name).filter(|place| !place.uncased)?;
    let town = name.split([',', '/', '[']).next()?.trim();
    let explains = shape::abbreviates(agency, name) || shape::are_initials(agency, town);
    let few = place.words <= MOST_WORDS && town.chars().count() >= 3;
    if explains || !few || shape::is_label(name) || !tells(story) {
        return None;
    }
    let found = Found { place: Some(name), agency: Some(agency), ..Found::default() };
    is_town(std::iter::once(story).chain(texts), town, tells_of_day(story)).then_some(found)
}

/// `MARCH — ...` is told of as "in March".
fn is_time(word: &str) -> bool {
    matches!(word_kind(word), Some(WordKind::Month | WordKind::Weekday))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_that_the_story_names_again_is_a_dateline() {
        for (line, more, place) in [
            (
                "TALBRUCK – Der Rat der Stadt berät heute über den neuen Hafen.",
                "Fähren sollen in Talbruck halten.",
                "TALBRUCK",
            ),
            (
                "OTTER CREEK, Harbor County — The bridge will close for a week, the mayor said.",
                "Traffic from Otter Creek will be led round it.",
                "OTTER CREEK, Harbor County",
            ),
            (
                "Talbruck (Nordland) - Bei einem Brand in einem Haus am Hafen ist niemand verletzt worden.",
                "Das Haus in Talbruck war alt.",
                "Talbruck (Nordland)",
            ),
            (
                "OTTERVILLE — The following arrests were made over the weekend, by the blotter.",
                "A driver was ticketed by Otterville police.",
                "OTTERVILLE",
            ),
            (
                "KARASU — Belediye meclisi limanı iki hafta kapattı, bir karar bekleniyor.",
                "Karasu’da feribotlar durdu.",
                "KARASU",
            ),
            (
                "РЕЧНОГОРСК — Городской совет закрыл порт на две недели из-за льда.",
                "Паромы в Речногорске не ходят.",
                "РЕЧНОГОРСК",
            ),
        ] {
            let found = find(line, [more].into_iter()).map(|found| (found.place, &line[found.end..]));
            assert_eq!(found.map(|(place, _)| place), Some(Some(place)), "{line}");
            assert!(found.is_some_and(|(_, story)| story.starts_with(char::is_alphabetic)), "{line}");
            assert_eq!(find(line, ["Elsewhere ferries ran."].into_iter()), None, "{line}");
        }
    }

    #[test]
    fn a_town_before_letters_that_nobody_knows_must_be_called_one() {
        for (line, more) in [
            (
                "Talbruck (HNA) - Dewan kota menutup pelabuhan selama dua pekan.",
                "Pemerintah Kota Talbruck masih menunggu keputusan dewan.",
            ),
            ("Talbruck (HNA) - Kebakaran terjadi di sebuah toko yang berada di Talbruck pada 3 November.", ""),
            (
                "Talbruck (hna) - Der Hafen der Stadt ist am Dienstag geschlossen worden.",
                "Fähren halten in Talbruck nicht.",
            ),
            (
                "Otter Creek (HNA) - The bridge will close for a week because of the ice.",
                "The city of Otter Creek has no other.",
            ),
            ("Otter Creek (HNA) - The bridge will close for a week because of the ice.", "Otter Creek residents wait."),
        ] {
            let found = find(line, [more].into_iter()).unwrap_or_default();
            assert!(found.place.is_some_and(|place| line.starts_with(place)), "{line}");
            assert!(found.agency.is_some_and(|agency| agency.eq_ignore_ascii_case("hna")), "{line}");
        }
        for (line, more) in [
            ("Ferrylang (HNA) - The language that ferries are written in nowadays.", "Much is written in Ferrylang."),
            ("Ferrylang (FL) - The language that was shown on Tuesday at the fair.", "Much is written in Ferrylang."),
            ("Ferry Harbour Lang (FHL) - The language that was shown on Tuesday.", "in Ferry Harbour Lang."),
            ("Opinion (HNA) - The bridge should close on Tuesday, and here is why.", "More in Opinion."),
            ("Talbruck (HNA) - Der Hafen der Stadt ist am Dienstag geschlossen worden.", "Talbruck wartet."),
        ] {
            assert_eq!(find(line, [more].into_iter()), None, "{line}");
        }
    }

    #[test]
    fn what_is_no_town_stays() {
        for (line, more) in [
            ("OPINION — The bridge should have been closed a year ago, and here is why.", "Read more in Opinion."),
            ("FUSSBALL – Die Mannschaft der Stadt verliert auch das dritte Spiel.", "Mehr aus Fussball."),
            ("NATO — The alliance said that it would look at the bridge in spring.", "Members in NATO agreed."),
            ("LALIGA — El equipo de la ciudad pierde también el tercer partido.", "Se juega desde LaLiga."),
            ("HARBOUR — The story of a word that sailors use and others do not.", "Ships in the harbour wait."),
            ("UNFALL – Ein Wagen ist am Freitag in den Hafen gerollt.", "Nach Unfall gesperrt bleibt nur der Kai."),
            ("HAFT – Der Mann muss sich seit Freitag verantworten, und er schweigt.", "Er sitzt in Haft."),
            ("MARCH — The council wants to have a look at the bridge in spring.", "It was closed in March."),
            ("MECLİS — Belediye limanı iki hafta kapattı, bir karar bekleniyor.", "Karar Meclis'te bekliyor."),
            (
                "NOËL — Le maire promet des ferries pour tous, et des feux.",
                "On les attend à Noël. Ici, à Noël, il neige.",
            ),
            ("TALBRUCK – Impressum", "in Talbruck."),
            ("TALBRUCK-SÜD ist ein Stadtteil, in dem viele Menschen wohnen.", "in Talbruck-Süd."),
        ] {
            assert_eq!(find(line, [more].into_iter()), None, "{line}");
        }
    }
}
