//! Endings of words that tell languages of one alphabet apart, asked where common words and letters
//! leave a doubt: a short text may hold none of those. Data.

use std::sync::LazyLock;

use super::letters::weights;
use crate::curate::hashed::Table;

/// Letters of the longest and the shortest ending, and of what must stand before one.
const LONGEST: usize = 7;
const SHORTEST: usize = 2;
const LEAST_STEM: usize = 2;

/// Endings, and what each of them says of a language.
const ENDINGS: &[(&str, &str)] = &[
    // Cyrillic
    ("нинг", "uz-Cyrl 1.5"),
    ("лари ларни лардан ларини лигини лиги", "uz-Cyrl .8"),
    ("лар", "uz-Cyrl .5 kk .3 ky .3 tt .3"),
    ("ган", "uz-Cyrl .4 ky .2"),
    ("иши ишни ишга", "uz-Cyrl .5"),
    ("ның нің дың дің тың тің", "kk 1"),
    ("нын дын тын", "ky .6"),
    ("тся", "ru .6"),
    ("ться", "ru .3 uk .4"),
    ("ния нию нием", "ru .4 bg .2"),
    ("ение ание", "ru .3 bg .3"),
    ("ого его", "ru .3 uk .3"),
    ("ый ой ая", "ru .4"),
    ("ых ыми", "ru .3 be .2"),
    ("ага яга", "be .6"),
    ("цца ецца", "be 1"),
    ("ість ості ення ання", "uk .8"),
    ("ът ят ият ията", "bg .8"),
    ("ите", "bg .5 mk .5"),
    ("ата ото", "bg .4 mk .4"),
    ("ето ято", "bg .4 mk .2"),
    ("ијата", "mk 1.2"),
    ("уваат ување", "mk .8"),
    ("ува", "mk .5 bg .3"),
    ("ије ији", "sr .8"),
    ("ог", "sr .6"),
    ("ома има ама ом", "sr .3"),
    ("ити ати", "sr .4"),
    ("ала ило или", "sr .1 ru .1"),
    // Latin
    ("ului ilor elor", "ro 1.2"),
    ("ție ția ţie ţia ește eşte", "ro 1"),
    ("area ările", "ro .5"),
    ("zione zioni", "it 1.2"),
    ("mento menti", "it .5 pt .2"),
    ("ono anno", "it .4"),
    ("ção ções dade", "pt 1"),
    ("ción ciones dades", "es 1"),
    ("idad iendo", "es .8"),
    ("tion tions", "fr .4 en .4"),
    ("ement eux euse aient", "fr .5"),
    ("ing ings", "en .5"),
    ("ung ungen keit heit", "de .6"),
    ("lich lichen isch ische", "de .5"),
    ("lijk lijke heid", "nl .7"),
    ("ego emu ych ymi", "pl .6"),
    ("ości ość ania enia", "pl .9"),
    ("ého ých ým", "cs .5 sk .5"),
    ("ování", "cs 1"),
    ("ovania ovanie", "sk 1"),
    ("ları leri ların lerin lara lere", "tr .6 az .5"),
    ("nda nde ndan nden", "tr .5 az .4"),
    ("ması mesi", "tr .6 az .4"),
    ("yor ıyor iyor", "tr .8"),
    ("ssa ssä sta stä lla llä", "fi .5"),
    ("ból ből nak nek", "hu .4"),
    ("larning lari larni", "uz-Latn .8"),
];

/// What the endings of a text's words say, by language: `add` is called for each.
pub(super) fn say<'t>(words: impl Iterator<Item = &'t str>, mut add: impl FnMut(&'static str, f32)) {
    for word in words {
        // What is before an ending is a stem, and not nothing.
        let longest = word.chars().count().saturating_sub(LEAST_STEM).min(LONGEST);
        let endings = word.char_indices().rev().take(longest).skip(SHORTEST - 1).map(|(at, _)| &word[at..]);
        let longest_known = endings.filter_map(|ending| TABLE.get(ending)).last();
        longest_known.into_iter().flatten().for_each(|(tag, weight)| add(tag, *weight));
    }
}

static TABLE: LazyLock<Table<&'static str, Vec<(&'static str, f32)>>> = LazyLock::new(|| {
    let each = ENDINGS.iter().flat_map(|(endings, said)| endings.split(' ').map(move |one| (one, *said)));
    each.map(|(ending, said)| (ending, weights(said))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_known_ending_of_a_stem_speaks() {
        let said = |text: &'static str| {
            let mut all = Vec::new();
            say(text.split(' '), |tag, weight| all.push((tag, weight)));
            all
        };
        assert_eq!(said("халқларнинг"), [("uz-Cyrl", 1.5)]);
        assert_eq!(said("ung zeitung nation"), [("de", 0.6), ("fr", 0.4), ("en", 0.4)]);
        assert_eq!(said("нинг a è ab 今日"), []);
        for (endings, said) in ENDINGS {
            assert!(endings.split(' ').all(|one| (SHORTEST..=LONGEST).contains(&one.chars().count())), "{endings}");
            assert!(!weights(said).is_empty(), "{said}");
        }
    }
}
