//! The newsroom's documents carry ages, not dates: `{{5m rfc2822}}` is five minutes before
//! the demo began, as RSS writes it. So what they report is always of today.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::model::Span;

const MONTHS_RU: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// The document with every `{{AGE FORM}}` replaced. What is no such placeholder stays as it
/// is, and a test sees to it that none does.
pub fn fill(document: &str, now: Timestamp) -> String {
    let mut filled = String::with_capacity(document.len());
    let mut rest = document;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let known = after.split_once("}}").and_then(|(inside, after)| Some((date(inside, now)?, after)));
        if let Some((date, after)) = known {
            filled.push_str(&date);
            rest = after;
        } else {
            filled.push_str("{{");
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

fn date(placeholder: &str, now: Timestamp) -> Option<String> {
    let (age, form) = placeholder.split_once(' ')?;
    let age = SignedDuration::try_from(age.parse::<Span>().ok()?.0).ok()?;
    let at = now.checked_sub(age).ok()?.to_zoned_datetime(TimeZone::UTC);
    Some(match form {
        "rfc2822" => at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
        "rfc3339" => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "day" => at.strftime("%b %-d").to_string(),
        "day-dotted" => at.strftime("%-d.%-m.").to_string(),
        "day-ru" => {
            let month = MONTHS_RU.get(usize::try_from(at.month() - 1).ok()?)?;
            format!("{} {month}", at.day())
        }
        "day-ja" => format!("{}日", at.day()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_becomes_a_date_in_the_form_asked_for() {
        let now = "2026-03-01T00:04:00Z".parse().unwrap();
        for (form, date) in [
            ("{{5m rfc2822}}", "Sat, 28 Feb 2026 23:59:00 +0000"),
            ("{{0s rfc3339}}", "2026-03-01T00:04:00Z"),
            ("a {{1d day}} b {{0s day-ru}}", "a Feb 28 b 1 марта"),
            ("{{5 rfc2822}} {{", "{{5 rfc2822}} {{"),
        ] {
            assert_eq!(fill(form, now), date);
        }
    }
}
