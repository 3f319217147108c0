//! Datelines that only the story itself proves: a town in capitals and a dash, where the text names
//! the same town again as a place ("TOWN — The council ...", and later "in Town").
//!
//! Local papers and magazines write so, of towns that no list has. The form alone is that of
//! "OPINION — ..." as well, so nothing is believed that the text does not say.

use super::{
    dateline::Found,
    mark::marks,
    named::{is_named, listed, small},
    shape,
    story::tells,
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
    let (name, story) = (line[..at].trim_end_matches('.').trim(), at + parting.length);
    // Beside capitals a country in brackets: "Talbruck (Nordland) - ..."; what has capitals alone is short for something.
    let in_country = name.split_once('(').is_some_and(|(_, country)| {
        country.ends_with(')') && !country.contains('(') && country.contains(char::is_lowercase)
    });
    let place = shape::place(name).filter(|place| place.capitals || in_country && place.parts == 2)?;
    let town = name.split([',', '/', '(', '[']).next()?.trim();
    let few = place.words <= MOST_WORDS + place.parts && town.split_whitespace().count() <= MOST_WORDS;
    let subject = town.split([' ', '-']).any(|word| listed(SUBJECTS, &small(word)) || is_time(word));
    if !few || subject || shape::is_label(town) || town.chars().count() < 3 || !tells(&line[story..]) {
        return None;
    }
    is_named(std::iter::once(&line[story..]).chain(texts), town, place.capitals && place.parts > 1).then(|| Found {
        place: Some(name),
        end: story,
        ..Found::default()
    })
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
