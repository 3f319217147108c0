//! Files of sanctions lists to entries, one reader a format. All of them are bounded: a line,
//! a field or a depth beyond what any real list has is refused with its place, never followed.

mod columns;
mod eu;
mod ftm;
mod ofac;
mod rows;
#[cfg(test)]
mod shapes;
mod tables;
#[cfg(test)]
mod tests;
mod un;
mod xml;

use serde::{Deserialize, Serialize};

use super::Listed;

/// The formats that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// OFAC's `SDN.CSV` or `CONS_PRIM.CSV`, with its `ALT`, `ADD` and `COMMENTS` beside it.
    Ofac,
    /// The UN Security Council's consolidated XML.
    Un,
    /// The European Union's consolidated list (FSF), XML.
    EuXml,
    /// The same as CSV.
    EuCsv,
    /// The UK Sanctions List or OFSI's consolidated list, CSV.
    Uk,
    /// OpenSanctions' `targets.simple.csv`.
    OpensanctionsSimple,
    /// OpenSanctions' entities as FollowTheMoney JSON lines.
    OpensanctionsFtm,
    /// The US consolidated screening list, CSV.
    UsCsl,
    /// The denied persons list of the US Bureau of Industry and Security, tab separated.
    UsDpl,
}

/// Whose lists these formats are and how the config calls them, for messages.
const UNDERSTOOD: &str = "ofac, un, eu_xml, eu_csv, uk, opensanctions_simple, opensanctions_ftm, us_csl, us_dpl";

impl Format {
    /// The format of a file by its first bytes, where they tell.
    pub fn detect(bytes: &[u8]) -> Result<Self, ListError> {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned();
        let start = start.trim_start_matches('\u{feff}').trim_start();
        let holds = |words: &[&str]| words.iter().all(|word| start.contains(word));
        let head = start.lines().next().unwrap_or_default();
        match () {
            () if start.starts_with('<') && holds(&["CONSOLIDATED_LIST"]) => Ok(Self::Un),
            () if start.starts_with('<') && holds(&["<export"]) => Ok(Self::EuXml),
            () if start.starts_with('{') && holds(&["\"schema\""]) => Ok(Self::OpensanctionsFtm),
            () if holds(&["Entity_LogicalId"]) => Ok(Self::EuCsv),
            () if holds(&["Name 6", "Name 1"]) => Ok(Self::Uk),
            () if head.contains("schema") && head.contains("aliases") => Ok(Self::OpensanctionsSimple),
            () if head.starts_with("source,") || head.contains(",alt_names") => Ok(Self::UsCsl),
            () if head.contains("Standard_Order") => Ok(Self::UsDpl),
            () if head.contains("-0-") && head.starts_with(|c: char| c.is_ascii_digit()) => Ok(Self::Ofac),
            () => Err(ListError::new("", 1, format!("expected one of the formats {UNDERSTOOD}, got {:?}", cut(head)))),
        }
    }

    /// Whether files of other names belong to it.
    pub fn has_companions(self) -> bool {
        self == Self::Ofac
    }
}

/// One file of a list.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The files of a list: the main one, and those that belong to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files<'a> {
    /// The list itself.
    pub main: Option<File<'a>>,
    /// Aliases (OFAC).
    pub alt: Option<File<'a>>,
    /// Addresses (OFAC).
    pub add: Option<File<'a>>,
    /// What did not fit into the remarks (OFAC).
    pub comments: Option<File<'a>>,
}

impl<'a> Files<'a> {
    /// A list of one file.
    pub fn one(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { main: Some(File { name, bytes }), ..Self::default() }
    }
}

/// What a reading says beside the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The list's own date, where it states one.
    pub date: Option<String>,
    /// Entries read.
    pub entries: usize,
    /// Rows that are no entry: without a name, or too short.
    pub skipped: usize,
}

/// Why a file cannot be read as a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{message}", if file.is_empty() { String::new() } else { format!("{file}:") }, if *line == 0 { String::from(" ") } else { format!("{line}: ") })]
pub struct ListError {
    /// The file.
    pub file: String,
    /// 1-based; 0 where it is unknown.
    pub line: u64,
    /// What was expected, what came.
    pub message: String,
}

impl ListError {
    fn new(file: &str, line: u64, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

/// Reads the entries of a list, one by one.
pub fn read(format: Format, files: Files<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let Some(main) = files.main else {
        return Err(ListError::new("", 0, "expected the list's file, got none"));
    };
    let report = match format {
        Format::Ofac => ofac::read(main, files, each),
        Format::Un => un::read(main, each),
        Format::EuXml => eu::read(main, each),
        Format::EuCsv => tables::read(&tables::EU, main, each),
        Format::Uk => tables::read(&tables::UK, main, each),
        Format::OpensanctionsSimple => tables::read(&tables::SIMPLE, main, each),
        Format::OpensanctionsFtm => ftm::read(main, each),
        Format::UsCsl => tables::read(&tables::US_CSL, main, each),
        Format::UsDpl => tables::read(&tables::US_DPL, main, each),
    }?;
    if report.entries == 0 {
        return Err(ListError::new(main.name, 0, "expected entries with names, found none; is the format right?"));
    }
    Ok(report)
}

/// A piece of a line for a message.
fn cut(line: &str) -> String {
    line.chars().take(80).collect()
}
