//! What a date's words say, one by one: RFC 822 and its kin, ISO 8601, and the dates that
//! people write in twenty languages. A word that is not understood ends the reading.

use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::{
    Reading, Stated,
    calendar::jalali,
    names::{self, Meaning},
    numeric::{self, Order},
    text,
    zones::{self, Zone},
};
use crate::model::Precision;

/// Words of the longest date that was met, and some.
const MOST_WORDS: usize = 14;

/// What the words have said so far.
#[derive(Default)]
pub(super) struct Words {
    date: Option<Date>,
    /// Two numbers and a year of which nobody said which number is the day.
    either: Option<(i8, i8, i16)>,
    day: Option<i8>,
    /// A day with a dot behind it, as some languages write it.
    dotted: bool,
    month: Option<i8>,
    /// A month, or a weekday if there is another month.
    perhaps: Option<(i8, i8)>,
    persian: Option<i8>,
    /// In the calendar of Iran.
    tehran: bool,
    weekday: Option<i8>,
    year: Option<i16>,
    time: Option<(Time, Precision)>,
    end_of_day: bool,
    afternoon: Option<bool>,
    zone: Option<Zone>,
    american: bool,
    croatian: bool,
    /// How many words there were that said something.
    said: usize,
}

/// Reads a cleaned date.
pub(super) fn read(clean: &text::Clean) -> Option<Reading> {
    let mut words = Words::default();
    for (count, word) in clean.words().enumerate() {
        if count == MOST_WORDS {
            return None;
        }
        words.take(&word)?;
    }
    let mut reading = words.reading()?;
    reading.home = reading.home.or(clean.korean.then_some("Asia/Seoul"));
    Some(reading)
}

impl Words {
    /// Takes in a word; `None` where it is not understood or says something twice.
    fn take(&mut self, word: &text::Word<'_>) -> Option<()> {
        let taken = self.take_plain(word.text);
        // A comment may say anything where all has been said outside of it.
        taken.or_else(|| (word.comment && self.zone.is_some()).then_some(()))
    }

    fn take_plain(&mut self, word: &str) -> Option<()> {
        let bare = word.trim_end_matches(['.', ':']);
        let Some(first) = bare.chars().next() else { return Some(()) };
        if matches!(bare, "-" | "/" | "@") {
            return Some(());
        }
        if first.is_ascii_digit() {
            self.said += 1;
            return self.take_digits(bare, word.ends_with('.'));
        }
        // After the time, capitals are a zone: `AT`, `PT` and `ET` are words elsewhere.
        let capitals = bare.bytes().all(|byte| byte.is_ascii_uppercase());
        if ((capitals && self.time.is_some()) || matches!(first, '+' | '-'))
            && let Some(zone) = zones::zone(bare)
        {
            return self.set_zone(bare, zone);
        }
        match names::meaning_of(bare) {
            Some(meaning) => self.take_name(bare, meaning),
            None => self.set_zone(bare, zones::zone(bare)?),
        }
    }

    fn take_name(&mut self, word: &str, meaning: Meaning) -> Option<()> {
        self.said += 1;
        match meaning {
            Meaning::Month(month) => {
                // October in Croatian, November in Polish.
                self.croatian |= word.to_lowercase() == "listopada";
                set(&mut self.month, month)
            }
            Meaning::MonthOrWeekday(month, _) if self.perhaps.is_some() => set(&mut self.month, month),
            Meaning::MonthOrWeekday(month, day) => set(&mut self.perhaps, (month, day)),
            Meaning::Jalali(month) => set(&mut self.persian, month),
            Meaning::Weekday(day) => {
                self.weekday = self.weekday.or(day);
                Some(())
            }
            Meaning::Half(afternoon) => set(&mut self.afternoon, afternoon),
            Meaning::Silent => Some(()),
        }
    }

    fn take_digits(&mut self, word: &str, dotted: bool) -> Option<()> {
        // ISO 8601: date and time in one word.
        if let Some((date, time)) = word.split_once(['T', 't']).filter(|(date, time)| {
            date.len() >= 4
                && date.bytes().all(|b| b.is_ascii_digit() || b == b'-')
                && time.starts_with(|c: char| c.is_ascii_digit())
        }) {
            self.take_date(date)?;
            return self.take_time(time);
        }
        if word.contains(':') || numeric::is_hour(word) {
            return self.take_time(word);
        }
        let word = without_unit(word);
        if word.contains(['-', '.', '/']) {
            return self.take_date(word);
        }
        let lower = word.to_lowercase();
        let digits = ["st", "nd", "rd", "th", "er", "º", "ª", "-го"].iter().find_map(|end| lower.strip_suffix(end));
        self.take_number(digits.unwrap_or(&lower), dotted)
    }

    fn take_number(&mut self, digits: &str, dotted: bool) -> Option<()> {
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if matches!(digits.len(), 8 | 12 | 14) {
            let (date, time) = digits.split_at(8);
            set(&mut self.date, numeric::compact_date(date)?)?;
            return if time.is_empty() { Some(()) } else { self.take_time(time) };
        }
        let number: i16 = digits.parse().ok()?;
        match digits.len() {
            1 | 2 if self.day.is_none() && self.date.is_none() && self.either.is_none() => {
                self.dotted = dotted;
                set(&mut self.day, i8::try_from(number).ok()?)
            }
            2 if self.time.is_some() && number == 0 => self.set_zone("00", zones::zone("Z")?),
            // RFC 2822, section 4.3: 00 to 49 are of this century.
            2 => set(&mut self.year, if number < 50 { 2_000 + number } else { 1_900 + number }),
            4 => set(&mut self.year, number),
            _ => None,
        }
    }

    fn take_date(&mut self, word: &str) -> Option<()> {
        if !word.contains(['-', '.', '/']) {
            return self.take_number(word, false);
        }
        // RFC 850: 06-Nov-94.
        let parts: Vec<&str> = word.split(['-', '/', '.']).filter(|part| !part.is_empty()).collect();
        if let [day, month, year] = parts.as_slice()
            && let Some(Meaning::Month(month) | Meaning::MonthOrWeekday(month, _)) = names::meaning(&names::fold(month))
        {
            let (day, year) = if day.len() == 4 { (year, day) } else { (day, year) };
            self.take_number(day, false)?;
            set(&mut self.month, month)?;
            return self.take_number(year, false);
        }
        match numeric::date(word)? {
            Order::Certain(date) => set(&mut self.date, date),
            Order::Persian(date) => {
                self.tehran = true;
                set(&mut self.date, date)
            }
            Order::Either(a, b, year) => set(&mut self.either, (a, b, year)),
            Order::Month(year, month) => {
                set(&mut self.year, year)?;
                set(&mut self.month, month)
            }
        }
    }

    /// A time, with half of the day or zone behind it where there is one.
    fn take_time(&mut self, word: &str) -> Option<()> {
        let clock = numeric::clock(word)?;
        set(&mut self.time, (clock.time, clock.precision))?;
        self.end_of_day = clock.end_of_day;
        match clock.rest.trim_end_matches('.').to_lowercase().as_str() {
            "" | "h" | "uhr" | "hrs" => Some(()),
            rest => match names::meaning(rest) {
                Some(Meaning::Half(afternoon)) => set(&mut self.afternoon, afternoon),
                _ => self.set_zone(clock.rest, zones::zone(clock.rest)?),
            },
        }
    }

    /// A second zone must say what the first said; but `GMT +0300` is one zone.
    fn set_zone(&mut self, word: &str, zone: Zone) -> Option<()> {
        self.said += 1;
        self.american |= zones::is_american(word);
        match &self.zone {
            Some(known) if *known == zone => Some(()),
            Some(known) if known.is_utc() && word.starts_with(['+', '-']) => {
                self.zone = Some(zone);
                Some(())
            }
            Some(_) => None,
            None => set(&mut self.zone, zone),
        }
    }

    fn reading(mut self) -> Option<Reading> {
        if let Some((month, weekday)) = self.perhaps.take() {
            match self.month {
                None => self.month = Some(month),
                Some(_) => self.weekday = self.weekday.or(Some(weekday)),
            }
        }
        if self.croatian && self.dotted {
            return None;
        }
        let (mut date, unit) = self.day()?;
        if unit != Precision::Day && self.time.is_some() {
            return None;
        }
        let (mut time, precision) = self.time.unwrap_or((Time::midnight(), unit));
        match self.afternoon {
            Some(afternoon) => time = half(time, afternoon)?,
            None if self.end_of_day => date = date.tomorrow().ok()?,
            None => {}
        }
        let home = self.tehran.then_some("Asia/Tehran");
        Some(Reading { at: Stated::Civil(date.to_datetime(time)), zone: self.zone, precision, home })
    }

    /// The day, or the first day of the month or year that is stated.
    fn day(&mut self) -> Option<(Date, Precision)> {
        if let Some(month) = self.persian {
            self.tehran = true;
            let date = jalali(self.year?, month, self.day?);
            return date.filter(|_| self.month.is_none() && self.date.is_none()).map(|date| (date, Precision::Day));
        }
        let (date, unit) = match (self.date, self.either, self.day, self.month, self.year) {
            (Some(date), None, None, None, None) => (date, Precision::Day),
            (None, Some(either), None, None, None) => (self.choose(either)?, Precision::Day),
            (None, None, Some(day), Some(month), Some(year)) => (Date::new(year, month, day).ok()?, Precision::Day),
            (None, None, None, Some(month), Some(year)) => (Date::new(year, month, 1).ok()?, Precision::Month),
            (None, None, None, None, Some(year)) if self.said == 1 => (Date::new(year, 1, 1).ok()?, Precision::Year),
            _ => return None,
        };
        Some((date, unit))
    }

    /// Day first or month first: as the weekday says, or as those write who name such a zone.
    fn choose(&self, (a, b, year): (i8, i8, i16)) -> Option<Date> {
        let (day_first, month_first) = (Date::new(year, b, a).ok()?, Date::new(year, a, b).ok()?);
        if let Some(weekday) = self.weekday {
            let fits = |date: Date| {
                Weekday::from_monday_one_offset(weekday).ok().filter(|day| *day == date.weekday()).map(|_| date)
            };
            return match (fits(day_first), fits(month_first)) {
                (Some(date), None) | (None, Some(date)) => Some(date),
                _ => None,
            };
        }
        (a == b || self.american).then_some(month_first)
    }
}

/// A number without the word for year that is written to it: `2026г`, `2026-yil`, `2026-cı`.
fn without_unit(word: &str) -> &str {
    let Some(at) = word.find(char::is_alphabetic) else { return word };
    let (number, unit) = word.split_at(at);
    let silent = names::meaning(&names::fold(unit)) == Some(Meaning::Silent);
    if silent { number.trim_end_matches(['-', '.']) } else { word }
}

/// The time of a 12-hour clock; `None` for what no such clock shows.
fn half(time: Time, afternoon: bool) -> Option<Time> {
    match time.hour() {
        0 if !afternoon => Some(time),
        1..=12 => {
            let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
            Time::new(hour, time.minute(), time.second(), 0).ok()
        }
        _ => None,
    }
}

fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(value);
    Some(())
}

/// A zone by its IANA name.
pub(super) fn named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}
