//! OpenSanctions' entities as FollowTheMoney JSON, one a line.

use serde::Deserialize;

use super::{File, ListError, Listed, Report};
use crate::curate::entities::{Schema, Strength};

/// Bytes of one line.
const MOST_LINE: usize = 4 << 20;
/// Schemata that are listed themselves; others (addresses, passports, sanctions) stand beside them.
const LISTED: [&str; 8] =
    ["Person", "Organization", "Company", "LegalEntity", "PublicBody", "Vessel", "Airplane", "Security"];

#[derive(Deserialize)]
struct Line {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Properties,
    #[serde(default)]
    first_seen: Option<String>,
    #[serde(default)]
    last_change: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    weak_alias: Vec<String>,
    previous_name: Vec<String>,
    abbreviation: Vec<String>,
    country: Vec<String>,
    nationality: Vec<String>,
    citizenship: Vec<String>,
    jurisdiction: Vec<String>,
    program_id: Vec<String>,
    program: Vec<String>,
    position: Vec<String>,
}

pub(super) fn read(file: File<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let mut report = Report::default();
    let mut rest = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
    let mut number = 0;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest[..end].trim_ascii();
        rest = rest.get(end + 1..).unwrap_or_default();
        number += 1;
        if line.is_empty() {
            continue;
        }
        if line.len() > MOST_LINE {
            let message = format!("expected lines of at most {MOST_LINE} bytes, got {}", line.len());
            return Err(ListError::new(file.name, number, message));
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| {
            ListError::new(
                file.name,
                number,
                format!("expected an object {{\"id\", \"schema\", \"properties\"}}: {error}"),
            )
        })?;
        if let Some(date) = &line.last_change
            && report.date.as_ref().is_none_or(|known| known < date)
        {
            report.date = Some(date.clone());
        }
        match listed(line) {
            Some(listed) => {
                report.entries += 1;
                each(listed);
            }
            None => report.skipped += 1,
        }
    }
    Ok(report)
}

fn listed(line: Line) -> Option<Listed> {
    if !LISTED.contains(&line.schema.as_str()) {
        return None;
    }
    let of = line.properties;
    let mut listed = Listed {
        id: line.id,
        schema: Schema::of(&line.schema),
        title: of.position.first().cloned(),
        listed: line.first_seen.map(|date| date.chars().take(10).collect()),
        ..Listed::default()
    };
    of.name.iter().for_each(|name| listed.name(name, Strength::Primary));
    of.alias.iter().chain(&of.previous_name).for_each(|name| listed.name(name, Strength::Strong));
    of.weak_alias.iter().chain(&of.abbreviation).for_each(|name| listed.name(name, Strength::Weak));
    of.country
        .iter()
        .chain(&of.nationality)
        .chain(&of.citizenship)
        .chain(&of.jurisdiction)
        .for_each(|c| listed.country(c));
    let programmes = if of.program_id.is_empty() { &of.program } else { &of.program_id };
    programmes.iter().for_each(|key| listed.programme(key));
    (!listed.names.is_empty()).then_some(listed)
}
