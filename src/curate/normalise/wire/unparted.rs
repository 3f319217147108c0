//! Datelines of writings without spaces: `新华社北京9月2日电（记者某某）`, `［東京 5日 ロイター］`,
//! `【ソウル聯合ニュース】`, `(서울=연합뉴스) 某某 기자 =`.

use super::{
    agencies::{Agencies, is_unparted},
    dateline::Found,
    mark::mark,
};

/// Characters within which such a dateline ends.
const REACH: usize = 60;

/// Finds the dateline of a line.
pub(super) fn find<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    let first = line.chars().next()?;
    match first {
        '(' | '[' | '（' | '［' | '【' | '〔' => bracketed(line, desk),
        c if is_unparted(c) => chinese(line, desk),
        _ => None,
    }
}

/// `AGENCY PLACE M月D日电`, with reporters in brackets behind it.
fn chinese<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    // `（中央社記者某某台北5日電）` stands in brackets and is read by `bracketed`.
    let told = |at: usize, c: char| matches!(c, '电' | '電' | '讯' | '訊') && line[..at].ends_with('日');
    // `新华社北京3月3日（某某、某某）`: who is known by name needs not say that it is a wire, nor who calls itself a news
    // agency and names its reporters.
    let signed = |at: usize, c: char| {
        let stands = matches!(c, '（' | '(') && line[..at].ends_with('日');
        stands && (desk.at_start(line).is_some() || after(line, &['社']).is_some()) && names(&line[at..]).is_some()
    };
    let end = line.char_indices().take(REACH).find_map(|(at, c)| {
        told(at, c).then(|| (at, at + c.len_utf8())).or_else(|| signed(at, c).then_some((at, at)))
    })?;
    let words = &line[..end.0];
    let digits = words.trim_end_matches('日').trim_end_matches(|c: char| c.is_numeric());
    let digits = digits.strip_suffix('月').map_or(digits, |month| month.trim_end_matches(|c: char| c.is_numeric()));
    let (before, date) = words.split_at(digits.len());
    let (agency, code) = match desk.at_start(before) {
        Some((length, code)) => (&before[..length], Some(code.to_owned())),
        // Whoever it is: the name of an agency or a paper ends so.
        None => (&before[..after(before, &['社', '网', '網', '報', '报'])?], None),
    };
    let place = before[agency.len()..].trim();
    if date.is_empty() || place.chars().count() > 12 || !place.chars().all(|c| is_unparted(c) || c == '·' || c == '/')
    {
        return None;
    }
    let (reporters, more) = reporters(&line[end.1..]);
    let end = end.1 + more;
    let end = end + mark(&line[end..]).map_or_else(|| spaces(&line[end..]), |mark| mark.length);
    Some(Found {
        place: Some(place).filter(|place| !place.is_empty()),
        date: Some(date),
        agency: Some(agency),
        code,
        reporters,
        end,
        ..Found::default()
    })
}

/// Bytes up to and with the first of these within the first eight characters.
fn after(text: &str, ends: &[char]) -> Option<usize> {
    text.char_indices()
        .take(8)
        .filter(|(_, c)| ends.contains(c))
        .map(|(at, c)| at + c.len_utf8())
        .next()
        .filter(|at| *at >= 6)
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// `（记者某某、某某）`, or the names alone.
fn reporters(text: &str) -> (Vec<&str>, usize) {
    names(text).unwrap_or_default()
}

fn names(text: &str) -> Option<(Vec<&str>, usize)> {
    let inner = text.trim_start().strip_prefix(['（', '('])?;
    let close = inner.find(['）', ')']).filter(|close| *close < 120)?;
    let called = ["记者", "記者", "通讯员"].iter().find_map(|word| inner[..close].strip_prefix(word));
    let all = called.unwrap_or(&inner[..close]).split(['、', '，', ' ', ',']).map(str::trim);
    let short = |name: &str| name.chars().all(is_unparted) && name.chars().count() <= 4;
    // Without the word, nothing but names may stand there.
    if called.is_none() && !all.clone().all(|name| short(name) && super::shape::is_person(name)) {
        return None;
    }
    let length = text.len() - inner.len() + close + inner[close..].chars().next().map_or(0, char::len_utf8);
    Some((all.filter(|name| super::shape::is_person(name)).collect(), length))
}

/// A place, a date and an agency within brackets.
fn bracketed<'t>(line: &'t str, desk: &Agencies) -> Option<Found<'t>> {
    let open = line.chars().next()?.len_utf8();
    let inner = &line[open..];
    let close = inner
        .char_indices()
        .take(REACH)
        .find(|(_, c)| matches!(c, ')' | ']' | '）' | '］' | '】' | '〕'))
        .map(|(at, _)| at)?;
    let words = inner[..close].trim();
    let after = open + close + inner[close..].chars().next()?.len_utf8();
    if !words.chars().any(is_unparted) {
        return None;
    }
    let end = after + mark(&line[after..]).map_or_else(|| spaces(&line[after..]), |mark| mark.length);
    // `(서울=연합뉴스) 某某 기자 =`, `【ワシントン＝某某某某】`
    if let Some((place, agency)) = words.split_once(['=', '＝']) {
        let name = agency.trim();
        let outlet = name.ends_with(['社', '聞', '信', '網']) || code(name, desk).is_some();
        if line.starts_with('【') && !outlet && name.chars().all(is_unparted) {
            // `【訃報＝俳優】`, `【東京＝大阪】`: only a town that is known, and a whole name, are no topics.
            let place = Some(place.trim()).filter(|place| desk.is_place(place) || is_katakana(place))?;
            let whole = name.chars().count() >= 3 && !desk.is_place(name) && !is_katakana(name);
            return (whole && super::shape::is_person(name)).then(|| Found {
                place: Some(place),
                reporters: vec![name],
                end,
                ..Found::default()
            });
        }
        if line.starts_with('【') && !desk.is_place(place.trim()) && !is_katakana(place.trim()) {
            return None;
        }
        let (names, length) = korean_reporters(&line[after..]);
        let end = if length > 0 { after + length } else { end };
        return Some(Found {
            place: Some(place.trim()),
            date: None,
            agency: Some(agency.trim()),
            code: code(agency, desk),
            reporters: names,
            end,
            ..Found::default()
        });
    }
    if words.ends_with(['電', '电']) {
        return taipei(words, desk, end);
    }
    let (length, code) = desk.at_end(words)?;
    let (agency, before) = (&words[words.len() - length..], words[..words.len() - length].trim());
    let (place, date) = match before.rsplit_once(' ') {
        Some((place, date)) if date.ends_with('日') => (place.trim(), Some(date)),
        _ => (before, None),
    };
    let plain = !place.is_empty() && place.chars().count() <= 16;
    plain.then(|| Found {
        place: Some(place),
        date,
        agency: Some(agency),
        code: Some(code.to_owned()),
        end,
        ..Found::default()
    })
}

/// Whether a name is written as Japanese writes those of foreign towns.
fn is_katakana(name: &str) -> bool {
    name.chars().count() >= 3 && name.chars().all(|c| matches!(c, '\u{30a1}'..='\u{30fc}'))
}

/// The code of an agency, or of the first of several: `AP/뉴시스`.
fn code(agency: &str, desk: &Agencies) -> Option<String> {
    desk.code(agency).or_else(|| agency.split(['/', '·']).find_map(|part| desk.code(part))).map(str::to_owned)
}

/// `中央社記者某某台北5日電`: who reports stands before the town, and nothing parts them.
fn taipei<'t>(words: &'t str, desk: &Agencies, end: usize) -> Option<Found<'t>> {
    let (length, code) = match desk.at_start(words) {
        Some((length, code)) => (length, Some(code.to_owned())),
        None => (after(words, &['社', '网', '網', '報', '报'])?, None),
    };
    let before = words.trim_end_matches(['電', '电']);
    let date = before.trim_end_matches('日').trim_end_matches(|c: char| c.is_numeric()).len();
    let rest = before.get(length..date)?;
    let place = match rest.strip_prefix("記者").or_else(|| rest.strip_prefix("记者")) {
        // Names have three letters, and towns two.
        Some(named) => named.char_indices().nth(3).map(|(at, _)| &named[at..])?,
        None => rest,
    };
    Some(Found {
        place: Some(place).filter(|place| !place.is_empty()),
        date: Some(&before[date..]),
        agency: Some(&words[..length]),
        code,
        end,
        ..Found::default()
    })
}

/// `某某 기자 = `
fn korean_reporters(text: &str) -> (Vec<&str>, usize) {
    let Some(at) = text.find('=').filter(|at| *at < 90) else { return (Vec::new(), 0) };
    let Some(names) = text[..at]
        .trim()
        .trim_end_matches("특파원")
        .trim_end()
        .strip_suffix("기자")
        .or_else(|| text[..at].trim().strip_suffix("특파원"))
    else {
        return (Vec::new(), 0);
    };
    let names = names.split([' ', '·', ',']).filter(|name| super::shape::is_person(name)).collect();
    let rest = &text[at + 1..];
    (names, at + 1 + spaces(rest))
}
