//! Datelines that only the story itself proves: a town in capitals and a dash, where the text names
//! the same town again as a place ("TOWN — The council ...", and later "in Town").
//!
//! Local papers and magazines write so, of towns that no list has. The form alone is that of
//! "OPINION — ..." as well, so nothing is believed that the text does not say.

use super::{
    dateline::{Found, tells},
    mark::marks,
    shape,
};
use crate::curate::unicode::up_to;

/// Bytes of a line in which such a dateline ends, and bytes of the text that is searched.
const REACH: usize = 60;
const SEARCHED: usize = 16 << 10;
/// Words of a town's name.
const MOST_WORDS: usize = 4;
/// Letters that an inflected name may have beside those of the name.
const INFLECTED: usize = 3;

/// What stands before the name of a place and, before a name, before little else. `im`, `en` and `of` are left out:
/// they stand before sports and subjects as well.
const BEFORE: &str = "in at near from outside around aus nach bei à près desde hasta cerca em da w we z ze v ve do din lângă i \
    på från fra till te uit naar bij в во из под близ у із зі на от до";
/// Turkish says it behind the name.
const BEHIND: &str = "'da 'de 'ta 'te 'dan 'den 'tan 'ten ’da ’de ’ta ’te ’dan ’den";
/// What papers call their parts, and what is played: in capitals and with a dash as often as a town.
const SUBJECTS: &str = "politics politik politique política politica polityka политика sport sports deportes esportes спорт \
    economy wirtschaft économie economía economia экономика culture kultur cultura культура football fußball \
    fussball fútbol futebol calcio футбол soccer tennis tenis handball basketball basket volleyball rugby \
    cricket hockey golf serie liga ligue bundesliga champions euro formula formel technology tech science \
    wissenschaft ciencia health gesundheit santé salud music musik musique música film cinema kino cine \
    weather wetter météo climate klima climat education bildung religion society gesellschaft société \
    sociedad общество world welt monde mundo мир europe europa local lokales regional national международная";

/// Finds the dateline of a line; `texts` are the title and what follows the line.
pub(super) fn find<'t: 'x, 'x>(line: &'t str, texts: impl Iterator<Item = &'x str>) -> Option<Found<'t>> {
    let (at, parting) = marks(up_to(line, REACH)).next().filter(|(_, parting)| parting.dashes > 0 && parting.apart)?;
    let (name, story) = (line[..at].trim_end_matches('.').trim(), at + parting.length);
    let place = shape::place(name).filter(|place| place.capitals)?;
    let town = name.split([',', '/', '(', '[']).next()?.trim();
    let few = place.words <= MOST_WORDS + place.parts && town.split_whitespace().count() <= MOST_WORDS;
    let subject = town.split([' ', '-']).any(|word| listed(SUBJECTS, &word.to_lowercase()));
    if !few || subject || shape::is_label(town) || town.chars().count() < 3 || !tells(&line[story..]) {
        return None;
    }
    let mut left = SEARCHED;
    for text in std::iter::once(&line[story..]).chain(texts) {
        let searched = up_to(text, left);
        if names(searched, town) {
            return Some(Found { place: Some(name), end: story, ..Found::default() });
        }
        left -= searched.len();
        if left == 0 {
            break;
        }
    }
    None
}

/// Whether a text names a town as a place.
fn names(text: &str, town: &str) -> bool {
    let town: Vec<String> = town.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(town.len() + 1)
        .any(|run| listed(BEFORE, &trimmed(run[0]).to_lowercase()) && is_named(&run[1..], &town))
        || words.windows(town.len()).any(|run| {
            let last = run.last().map_or("", |word| *word).trim_end_matches(['.', ',']);
            BEHIND.split(' ').any(|ending| last.ends_with(ending)) && is_named(run, &town)
        })
}

fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// Whether words are a name as running text writes it, maybe inflected at its end.
fn is_named(run: &[&str], town: &[String]) -> bool {
    run.iter().zip(town).all(|(word, wanted)| {
        let word = trimmed(word);
        // `LaLiga` and `NATO` are written so by themselves.
        let capital = word.starts_with(char::is_uppercase)
            && word.split('-').all(|part| part.chars().skip(1).all(|c| !c.is_uppercase()));
        let word = word.to_lowercase();
        let same = word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
        let (length, wanted) = (word.chars().count(), wanted.chars().count());
        let whole = same == wanted && length == wanted;
        let inflected = !wanted_is_ascii(town) && same >= 4 && same + 2 >= wanted && length <= same + INFLECTED;
        capital && (whole || inflected)
    })
}

/// English and its like do not inflect names.
fn wanted_is_ascii(town: &[String]) -> bool {
    town.iter().all(|word| word.is_ascii())
}

/// A word without the marks around it, and what an apostrophe adds.
fn trimmed(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split(['\'', '’']).next().unwrap_or(word)
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
            ("TALBRUCK – Impressum", "in Talbruck"),
            ("TALBRUCK-SÜD ist ein Stadtteil, in dem viele Menschen wohnen.", "in Talbruck-Süd"),
        ] {
            assert_eq!(find(line, [more].into_iter()), None, "{line}");
        }
    }
}
