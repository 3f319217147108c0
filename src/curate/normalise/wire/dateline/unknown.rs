//! Agencies that nobody knows, behind a place without a date: by what stands around them.

use super::{
    super::{
        mark::{Mark, marks},
        shape::{self, Agency, abbreviates},
        story::tells,
    },
    Found, LONGEST_AGENCY, Read, Search,
};

/// Bytes of a story behind them.
const STORY: usize = 60;

impl<'t> Search<'t, '_> {
    /// `Canadensis, Pennsylvania (HNN) -- ...`: the state says that it is a place; what is short for a company or for the country does not.
    pub(super) fn in_state(&self, read: &Read<'t>, agency: &str, parted: Mark, story: &str) -> bool {
        let place = read.both.place.unwrap_or_default();
        let parts = || place.split([',', '(']).map(|part| part.trim_matches([' ', ')']));
        let state = match parts().count() {
            1 => self.desk.is_state(place),
            2 => parts().next_back().is_some_and(|last| self.desk.is_state(last) || self.desk.is_place(last)),
            _ => false,
        };
        let letters = agency.chars().all(char::is_uppercase) && agency.chars().count() >= 2;
        // Three letters of a long name are found in it by chance: there its initials count, and what the state is short for.
        let last = parts().next_back().unwrap_or_default();
        let explains = || {
            abbreviates(agency, last)
                || !parted.strong && abbreviates(agency, place)
                || parts().any(|part| shape::are_initials(agency, part))
        };
        state
            && letters
            && read.town().split(' ').count() <= 3
            && !explains()
            && !shape::is_label(place)
            && tells(story)
            && story.len() >= STORY
    }

    /// `Lahore, HNN Harbour -- ...`: a known town and an outlet with letters in its name, with small letters beside them, which states
    /// have not.
    pub(super) fn behind_comma(&self) -> Option<Found<'t>> {
        let (town, rest) =
            self.head.split_once(", ").filter(|(town, _)| self.desk.is_place(town) && !shape::is_label(town))?;
        let (at, parting) = marks(rest).next().filter(|(at, parting)| parting.strong && *at <= LONGEST_AGENCY)?;
        let name = &rest[..at];
        let letters =
            |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_uppercase) && !self.desk.is_state(word);
        let titled =
            |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && word != town;
        let words: Vec<&str> = name.split(' ').collect();
        let outlet = matches!(words[..], [first, second] if letters(first) && titled(second));
        let agency = shape::agency(name, self.desk).filter(|_| outlet)?;
        let end = town.len() + 2 + at + parting.length;
        let story = &self.head[end..];
        let Agency { name, code } = agency;
        (tells(story) && story.len() >= STORY).then(|| Found {
            place: Some(town),
            agency: Some(name),
            code: code.map(str::to_owned),
            end,
            ..Found::default()
        })
    }
}

/// `أ ف ب`: letters of a writing without capitals, each by itself, as agencies alone are written in it.
pub(super) fn is_spelled(agency: &str) -> bool {
    let letters = || agency.split([' ', '.']).filter(|word| !word.is_empty());
    let single = |word: &str| {
        word.chars().count() == 1 && word.chars().all(|c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase())
    };
    (2..=4).contains(&letters().count()) && letters().all(single)
}

/// Whether such letters are those that the words begin with, without their article.
pub(super) fn spells(agency: &str, long: &str) -> bool {
    let same = |c: char| if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c };
    let letters = agency.chars().filter(|c| c.is_alphabetic()).map(same);
    let firsts =
        long.split_whitespace().filter_map(|word| word.strip_prefix("ال").unwrap_or(word).chars().next()).map(same);
    letters.eq(firsts)
}

#[cfg(test)]
mod tests {
    use super::super::{Agencies, find};

    #[test]
    fn a_state_or_the_letters_of_an_outlet_prove_a_dateline() {
        let desk = Agencies::builtin();
        let story = "Ferries left the harbour on Tuesday, and nobody was surprised.";
        for (before, place, agency) in [
            ("Otter Creek, Pennsylvania (HNN) -- ", "Otter Creek, Pennsylvania", "HNN"),
            ("Otter Haven Nook, Pennsylvania (HVN) -- ", "Otter Haven Nook, Pennsylvania", "HVN"),
            ("Otter Creek, Pa. (HNN) - ", "Otter Creek, Pa.", "HNN"),
            ("Otter Creek (Canada) (HNN) - ", "Otter Creek (Canada)", "HNN"),
            ("Banten (HNN) - ", "Banten", "HNN"),
            ("Lahore, HNN Harbour -- ", "Lahore", "HNN Harbour"),
            ("تل النهر (ق ط و) - ", "تل النهر", "ق ط و"),
        ] {
            let story = if place.is_ascii() {
                story
            } else {
                "غادرت العبارات الميناء يوم الثلاثاء ولم يتفاجأ أحد في المدينة."
            };
            let line = format!("{before}{story}");
            let found = find(&line, &desk).unwrap_or_default();
            assert_eq!((found.place, found.agency, found.code), (Some(place), Some(agency), None), "{line}");
            assert_eq!(found.end, before.len(), "{line}");
        }
        for before in [
            "Otter Creek, Inc. (HNN) - ",
            "Otter Creek Harbour, Ohio (OCH) - ",
            "Ada Quay, Norway (NOR) -- ",
            "Otter Creek, Ohio (OTTR) - ",
            "Georgia (GEO) - ",
            "Otter Creek, Ohio (harbour) - ",
            "Sydney, NSW Australia -- ",
            "Jakarta, DKI Jakarta -- ",
            "Lahore, Harbour Road -- ",
            "Lahore, HNN Harbour - ",
            "Otter, HNN Harbour -- ",
        ] {
            assert_eq!(find(&format!("{before}{story}"), &desk), None, "{before}");
        }
        for line in [
            "HARBOUR DATA (XYZ) - SET TO NOTHING BY THE LOADER",
            "HARBOUR (XYZ) -- Quay et al., 2016.",
            "Miami (mia) - where the ferries stop and nobody waits for them",
            "تل النهر (ت ن) - غادرت العبارات الميناء يوم الثلاثاء ولم يتفاجأ أحد.",
            "تل النهر (ق ط و)",
        ] {
            assert_eq!(find(line, &desk), None, "{line}");
        }
    }
}
