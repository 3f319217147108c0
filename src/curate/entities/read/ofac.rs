//! OFAC's lists: rows without a head, joined by number. The aliases, addresses and overlong
//! remarks stand in files of their own.

use std::collections::HashMap;

use super::{File, Files, ListError, Listed, Report, rows::Rows};
use crate::curate::entities::{Schema, Strength, programmes};

/// Columns of the main file: number, name, type, programme, title, call sign, vessel type,
/// tonnage, gross tonnage, flag, owner, remarks.
const MAIN: usize = 12;

pub(super) fn read(main: File<'_>, files: Files<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let aliases = aliases(files.alt)?;
    let countries = by_number(files.add, 4)?;
    let comments = by_number(files.comments, 1)?;
    let mut rows = Rows::new(main, b',');
    let mut report = Report::default();
    while let Some(row) = rows.next()? {
        let (columns, number) = (row.len(), row.field(0).into_owned());
        if columns < MAIN && columns > 1 || number.parse::<u64>().is_err() {
            if columns == 1 {
                continue;
            }
            let name = super::cut(&row.field(1));
            return Err(rows.fault(format!(
                "expected the {MAIN} columns of OFAC's SDN.CSV or CONS_PRIM.CSV with a number first, got {columns} \
                 with {number:?}, {name:?}"
            )));
        }
        let mut listed = Listed {
            id: number.clone(),
            schema: match &*row.field(2) {
                "" => Schema::Organization,
                kind => Schema::of(kind),
            },
            title: Some(row.field(4).into_owned()).filter(|title| !title.is_empty()),
            ..Listed::default()
        };
        listed.name(&row.field(1), Strength::Primary);
        for code in row.field(3).split(']') {
            listed.programme(programmes::ofac(code.trim_matches(|c| matches!(c, '[' | ' '))));
        }
        for (name, strength) in aliases.get(&number).into_iter().flatten() {
            listed.name(name, *strength);
        }
        listed.country(&row.field(9));
        countries.get(&number).into_iter().flatten().for_each(|country| listed.country(country));
        remarks(&mut listed, &row.field(11));
        comments.get(&number).into_iter().flatten().for_each(|text| remarks(&mut listed, text));
        if listed.names.is_empty() {
            report.skipped += 1;
        } else {
            report.entries += 1;
            each(listed);
        }
    }
    Ok(report)
}

/// Numbered aliases: number, number of the alias, `aka`, name, remark.
fn aliases(file: Option<File<'_>>) -> Result<HashMap<String, Vec<(String, Strength)>>, ListError> {
    let mut found: HashMap<String, Vec<_>> = HashMap::new();
    let Some(file) = file else { return Ok(found) };
    let mut rows = Rows::new(file, b',');
    while let Some(row) = rows.next()? {
        if row.len() == 1 {
            continue;
        }
        if row.len() < 4 || row.field(0).parse::<u64>().is_err() {
            let got = super::cut(&row.field(0));
            return Err(rows.fault(format!("expected OFAC's aliases (number, number, kind, name), got {got:?}")));
        }
        let weak = row.field(4).to_ascii_lowercase().contains("weak");
        let strength = if weak { Strength::Weak } else { Strength::Strong };
        found.entry(row.field(0).into_owned()).or_default().push((row.field(3).into_owned(), strength));
    }
    Ok(found)
}

/// A column of a file of numbered rows.
fn by_number(file: Option<File<'_>>, column: usize) -> Result<HashMap<String, Vec<String>>, ListError> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let Some(file) = file else { return Ok(found) };
    let mut rows = Rows::new(file, b',');
    while let Some(row) = rows.next()? {
        let text = row.field(column);
        if row.len() > column && !text.is_empty() {
            found.entry(row.field(0).into_owned()).or_default().push(text.into_owned());
        }
    }
    Ok(found)
}

/// What the remarks say: weak aliases in quotation marks, nationalities.
fn remarks(listed: &mut Listed, text: &str) {
    for part in text.split(';').map(|part| part.trim().trim_end_matches('.')) {
        let after = |start: &str| part.strip_prefix("alt. ").unwrap_or(part).strip_prefix(start);
        if let Some(name) = after("a.k.a. ") {
            listed.name(name, Strength::Weak);
        } else if let Some(country) = after("nationality ").or_else(|| after("citizen ")) {
            listed.country(country);
        } else if let Some(place) = after("POB ").and_then(|place| place.rsplit(", ").next()) {
            listed.country(place);
        }
    }
}
