//! Names of weekdays, which part one day's bulletin from another's.

use std::{collections::BTreeMap, sync::LazyLock};

use xxhash_rust::xxh3::xxh3_64;

use super::super::normalise::date::WEEKDAYS;

/// Russian and Ukrainian weekdays in the cases that news puts them in; [`WEEKDAYS`] has dates' own.
const INFLECTED: [&str; 7] = [
    "понедельник понедельника понедельнику понеділка",
    "вторник вторника вторнику вівторка",
    "среду среды середу",
    "четверг четверга четвергу четверга",
    "пятницу пятницы пятнице п'ятницю",
    "субботу субботы субботе суботу",
    "воскресенье воскресенья воскресенью неділю",
];

/// Weekdays by the hash of their name; abbreviations are too much like other words.
pub(super) static WEEKDAY_HASHES: LazyLock<Hashed> = LazyLock::new(|| {
    let names = WEEKDAYS.iter().zip(1..).chain(INFLECTED.iter().zip(1..));
    let words = names.flat_map(|(names, day)| names.split_whitespace().map(move |name| (name, day)));
    let long = words.filter(|(name, _)| name.chars().count() > 4);
    let mut all = Hashed { maybe: [0; 64], days: BTreeMap::new() };
    for (name, day) in long {
        let hash = xxh3_64(name.replace(['\'', '’'], "").as_bytes());
        all.maybe[(hash >> 58) as usize] |= 1 << (hash >> 52 & 63);
        all.days.insert(hash, day);
    }
    all
});

/// Words by hash, behind a filter that answers for most.
pub(super) struct Hashed {
    maybe: [u64; 64],
    days: BTreeMap<u64, u8>,
}

impl Hashed {
    /// The day of a word by its hash.
    pub(super) fn get(&self, hash: u64) -> Option<u8> {
        let maybe = self.maybe[(hash >> 58) as usize] >> (hash >> 52 & 63) & 1 == 1;
        if maybe { self.days.get(&hash).copied() } else { None }
    }
}
