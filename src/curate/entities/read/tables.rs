//! Lists that are a table with a head: each dialect is a list of columns.

use super::{
    File, ListError, Listed, Report,
    columns::{Columns, Dialect, Role},
    rows::{Row, Rows},
};
use crate::curate::entities::{Schema, Strength, programmes};

/// OpenSanctions, simplified.
pub(super) const SIMPLE: Dialect = Dialect {
    name: "OpenSanctions' targets.simple.csv",
    separator: b',',
    columns: &[
        ("id", Role::Id),
        ("schema", Role::Schema),
        ("name", Role::Name),
        ("aliases", Role::Aliases),
        ("countries", Role::Country),
        ("program_ids", Role::Programme),
        ("first_seen", Role::Listed),
        ("last_change", Role::Changed),
    ],
    needed: &["id", "schema", "name", "aliases"],
    programme: str::to_owned,
    schema: Schema::LegalEntity,
};

/// The European Union's consolidated list.
pub(super) const EU: Dialect = Dialect {
    name: "the EU's consolidated list",
    separator: b';',
    columns: &[
        ("Entity_LogicalId", Role::Id),
        ("Entity_SubjectType", Role::Schema),
        ("Entity_Regulation_Programme", Role::Programme),
        ("Entity_DesignationDate", Role::Listed),
        ("Entity_Regulation_PublicationDate", Role::Listed),
        ("NameAlias_WholeName", Role::Name),
        ("NameAlias_Function", Role::Title),
        ("Address_CountryIso2Code", Role::Country),
        ("Citizenship_CountryIso2Code", Role::Country),
        ("fileGenerationDate", Role::Changed),
    ],
    needed: &["Entity_LogicalId", "NameAlias_WholeName"],
    programme: programmes::eu,
    schema: Schema::LegalEntity,
};

/// The United Kingdom's lists: the Sanctions List and OFSI's consolidated one.
pub(super) const UK: Dialect = Dialect {
    name: "the UK Sanctions List or OFSI's ConList",
    separator: b',',
    columns: &[
        ("Unique ID", Role::Id),
        ("Group ID", Role::Id),
        ("Designation Type", Role::Schema),
        ("Individual, Entity, Ship", Role::Schema),
        ("Group Type", Role::Schema),
        ("Name 6", Role::Surname),
        ("Name 1", Role::Given),
        ("Name 2", Role::Given),
        ("Name 3", Role::Given),
        ("Name 4", Role::Given),
        ("Name 5", Role::Given),
        ("Name non-latin script", Role::Original),
        ("Name type", Role::AliasKind),
        ("Alias type", Role::AliasKind),
        ("Alias strength", Role::AliasStrength),
        ("Alias quality", Role::AliasStrength),
        ("Position", Role::Title),
        ("Regime Name", Role::Programme),
        ("Regime", Role::Programme),
        ("Nationality*", Role::Country),
        ("Country", Role::Country),
        ("Address Country", Role::Country),
        ("Date Designated", Role::Listed),
        ("Listed On", Role::Listed),
    ],
    needed: &["Name 6", "Name 1"],
    programme: uk,
    schema: Schema::LegalEntity,
};

/// The US consolidated screening list.
pub(super) const US_CSL: Dialect = Dialect {
    name: "the US consolidated screening list",
    separator: b',',
    columns: &[
        ("entity_number", Role::Id),
        ("_id", Role::Id),
        ("type", Role::Schema),
        ("name", Role::Name),
        ("alt_names", Role::Aliases),
        ("title", Role::Title),
        ("programs", Role::Programme),
        ("source", Role::Source),
        ("nationalities", Role::Country),
        ("citizenships", Role::Country),
        ("start_date", Role::Listed),
    ],
    needed: &["source", "name", "alt_names"],
    programme: ofac,
    schema: Schema::Organization,
};

/// The US list of denied persons.
pub(super) const US_DPL: Dialect = Dialect {
    name: "the BIS denied persons list",
    separator: b'\t',
    columns: &[("Name", Role::Name), ("Country", Role::Country), ("Effective_Date", Role::Listed)],
    needed: &["Name", "Standard_Order"],
    programme: str::to_owned,
    schema: Schema::LegalEntity,
};

fn uk(regime: &str) -> String {
    programmes::uk(regime).to_owned()
}

fn ofac(code: &str) -> String {
    programmes::ofac(code).to_owned()
}

/// Rows before the head: a line with the date of the report.
const MOST_BEFORE: usize = 3;

pub(super) fn read(dialect: &Dialect, file: File<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let mut rows = Rows::new(file, dialect.separator);
    let mut report = Report::default();
    let columns = head(dialect, file, &mut rows, &mut report)?;
    let mut open: Option<Listed> = None;
    while let Some(row) = rows.next()? {
        let id = columns.first(row, Role::Id).into_owned();
        let same = open.as_ref().is_some_and(|listed| !id.is_empty() && listed.id == id);
        if !same {
            close(open.take(), &mut report, each);
        }
        let listed = open.get_or_insert_with(|| Listed { id, schema: dialect.schema, ..Listed::default() });
        fill(dialect, &columns, row, listed);
        let changed = columns.first(row, Role::Changed);
        if report.date.as_deref().is_none_or(|date| *date < *changed) && !changed.is_empty() {
            report.date = Some(changed.into_owned());
        }
        if listed.id.is_empty() {
            listed.id = format!("line-{}", rows.line());
        }
    }
    close(open, &mut report, each);
    Ok(report)
}

fn close(listed: Option<Listed>, report: &mut Report, each: &mut dyn FnMut(Listed)) {
    match listed {
        Some(listed) if listed.names.is_empty() => report.skipped += 1,
        Some(listed) => {
            report.entries += 1;
            each(listed);
        }
        None => {}
    }
}

/// Finds the head, and the date that may stand before it.
fn head(dialect: &Dialect, file: File<'_>, rows: &mut Rows<'_>, report: &mut Report) -> Result<Columns, ListError> {
    let mut first = None;
    for _ in 0..=MOST_BEFORE {
        let Some(row) = rows.next()? else { break };
        if let Some(columns) = Columns::of(dialect, row) {
            return Ok(columns);
        }
        let text = format!("{},{}", row.field(0), row.field(1));
        if report.date.is_none() {
            report.date = text.split([':', ',']).nth(1).map(|date| date.trim().to_owned()).filter(|d| !d.is_empty());
        }
        first.get_or_insert(text);
    }
    Err(Columns::missing(dialect, file.name, &super::cut(first.as_deref().unwrap_or_default())))
}

fn fill(dialect: &Dialect, columns: &Columns, row: Row<'_>, listed: &mut Listed) {
    let schema = columns.first(row, Role::Schema);
    if !schema.is_empty() {
        listed.schema = Schema::of(&schema);
    }
    let weak = matches!(columns.first(row, Role::AliasStrength).to_ascii_lowercase().as_str(), "low quality" | "weak");
    let alias = columns.first(row, Role::AliasKind).to_ascii_lowercase();
    let strength = match () {
        () if weak => Strength::Weak,
        () if matches!(alias.as_str(), "" | "primary name") => Strength::Primary,
        () => Strength::Strong,
    };
    columns.of_role(Role::Name).for_each(|n| listed.name(&row.field(n), strength));
    let surname = columns.first(row, Role::Surname);
    if !surname.is_empty() {
        let given: Vec<_> =
            columns.of_role(Role::Given).map(|n| row.field(n)).filter(|part| !part.is_empty()).collect();
        let comma = if given.is_empty() { "" } else { ", " };
        listed.name(&format!("{surname}{comma}{}", given.join(" ")), strength);
    }
    listed.name(&columns.first(row, Role::Original), strength.min(Strength::Strong));
    for (role, strength) in [(Role::Aliases, Strength::Strong), (Role::WeakAliases, Strength::Weak)] {
        for n in columns.of_role(role) {
            row.field(n).split(';').for_each(|name| listed.name(name, strength));
        }
    }
    for n in columns.of_role(Role::Country) {
        row.field(n).split([';', '(']).for_each(|country| listed.country(country.trim_matches([' ', ')'])));
    }
    for n in columns.of_role(Role::Programme) {
        row.field(n).split(';').for_each(|code| listed.programme(&(dialect.programme)(code.trim())));
    }
    if let Some(key) = programmes::us_list(&columns.first(row, Role::Source)) {
        listed.programme(key);
    }
    let title = columns.first(row, Role::Title);
    if !title.is_empty() && listed.title.is_none() {
        listed.title = Some(title.into_owned());
    }
    let date = columns.first(row, Role::Listed);
    if !date.is_empty() && listed.listed.is_none() {
        listed.listed = Some(date.chars().take(10).collect());
    }
}
