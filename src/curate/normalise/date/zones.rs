//! Zones as dates name them. A name with several meanings is not read: a wrong instant is
//! worse than none.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};

use super::names::fold;

/// Minutes east of Greenwich of names that have one meaning in feeds. `IST` has three, `AST`
/// two, and military letters were mostly used wrongly (RFC 2822, section 4.3): none is here.
const FIXED: &[(i32, &str)] = &[
    (0, "z ut utc gmt wet utc/gmt гмт zulu"),
    (60, "bst west cet mez wat wesz"),
    (120, "cest mesz mest eet oez sast cat"),
    (180, "eest oesz trt eat idt tsi fet"),
    (210, "irst"),
    (240, "msd мсд gst samt azt get"),
    (270, "aft irdt"),
    (300, "pkt uzt tmt tjt mvt"),
    (330, "slst"),
    (345, "npt"),
    (360, "kgt btt"),
    (420, "ict wib hovt"),
    (480, "hkt sgt awst myt pht wita ulat"),
    (540, "jst kst wit"),
    (570, "acst"),
    (600, "aest chst"),
    (630, "acdt"),
    (660, "aedt"),
    (720, "nzst fjt"),
    (780, "nzdt"),
    (-60, "azot"),
    (-120, "brst"),
    (-150, "ndt"),
    (-180, "adt art brt clst uyt"),
    (-210, "nst"),
    (-240, "edt hae bot gyt"),
    (-300, "est cdt hne cot pet"),
    (-360, "cst mdt"),
    (-420, "mst pdt"),
    (-480, "pst akdt"),
    (-540, "akst"),
    (-600, "hst"),
];

/// Names of a zone all year round, whose offset the date decides.
const BY_DATE: &[(&str, &str)] = &[
    ("et", "America/New_York"),
    ("ct", "America/Chicago"),
    ("mt", "America/Denver"),
    ("pt", "America/Los_Angeles"),
    ("at", "America/Halifax"),
];

/// Names under which months are written before days.
const AMERICAN: &[&str] = &["est", "edt", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct", "mt", "pt"];

/// A zone that a date states.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Zone {
    Fixed(Offset),
    Named(TimeZone),
    /// UTC+3, and UTC+4 from March 2011 to October 2014.
    Moscow,
}

impl Zone {
    /// The instant of a civil time here.
    pub(super) fn at(&self, civil: DateTime) -> Option<Timestamp> {
        match self {
            Self::Fixed(offset) => offset.to_timestamp(civil).ok(),
            Self::Named(zone) => zone.to_timestamp(civil).ok(),
            Self::Moscow => {
                let summer = Date::constant(2011, 3, 27)..Date::constant(2014, 10, 26);
                let hours = if summer.contains(&civil.date()) { 4 } else { 3 };
                Offset::from_hours(hours).ok()?.to_timestamp(civil).ok()
            }
        }
    }

    pub(super) fn is_utc(&self) -> bool {
        *self == Self::Fixed(Offset::UTC)
    }
}

/// An offset or the name of a zone.
pub(super) fn zone(word: &str) -> Option<Zone> {
    if word.starts_with(['+', '-', '\u{2212}']) {
        return numeric(word).map(Zone::Fixed);
    }
    let folded = fold(word.trim_end_matches('.'));
    // GMT+3, UTC+03:00, EST-0500, and МСК+0.
    if let Some(sign) = folded.find(['+', '-']).filter(|at| *at > 0) {
        let (name, rest) = folded.split_at(sign);
        let (named, stated) = (zone(name)?, Zone::Fixed(numeric(rest)?));
        return (named.is_utc() || named == stated).then_some(stated);
    }
    if matches!(folded.as_str(), "msk" | "мск" | "мск.") {
        return Some(Zone::Moscow);
    }
    if let Some((minutes, _)) = FIXED.iter().find(|(_, names)| names.split(' ').any(|name| name == folded)) {
        return Offset::from_seconds(minutes * 60).ok().map(Zone::Fixed);
    }
    let named = BY_DATE.iter().find(|(name, _)| *name == folded).map(|(_, zone)| *zone);
    // Europe/Berlin and its like.
    named.or_else(|| Some(word).filter(|word| word.contains('/') && word.is_ascii() && word.len() < 40)).and_then(
        |name| {
            let zone = TimeZone::get(name).ok()?;
            Some(if name.eq_ignore_ascii_case("etc/gmt") { Zone::Fixed(Offset::UTC) } else { Zone::Named(zone) })
        },
    )
}

/// Whether people who name this zone write the month first.
pub(super) fn is_american(word: &str) -> bool {
    AMERICAN.contains(&word.to_ascii_lowercase().as_str())
}

/// `+0300`, `+03:00`, `+03`, `+3`, `+03:00:00`.
fn numeric(word: &str) -> Option<Offset> {
    let negative = !word.starts_with('+');
    let digits: String = word.chars().skip(1).filter(|c| *c != ':').collect();
    let digits = if digits.len() == 6 { digits.strip_suffix("00")? } else { &digits };
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let minutes = if digits.len() <= 2 { number * 60 } else { number / 100 * 60 + number % 100 };
    if minutes > 14 * 60 || (digits.len() > 2 && number % 100 > 59) {
        return None;
    }
    Offset::from_seconds(if negative { -minutes * 60 } else { minutes * 60 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_has_two_offsets_and_none_is_ambiguous() {
        let names: Vec<&str> = FIXED.iter().flat_map(|(_, names)| names.split(' ')).collect();
        for (n, name) in names.iter().enumerate() {
            assert!(!names[n + 1..].contains(name), "{name}");
        }
        for name in ["IST", "AST", "A", "XYZ", "+15:00", "+0361", "++03", "EST+0300", "+", "Mars/Olympus"] {
            assert_eq!(zone(name), None, "{name}");
        }
    }
}
