//! The UN Security Council's consolidated list.

use super::{
    File, ListError, Listed, Report,
    xml::{Step, Walk},
};
use crate::curate::entities::{Schema, Strength, programmes};

pub(super) fn read(file: File<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let mut walk = Walk::new(file);
    let mut report = Report::default();
    let mut open: Option<Entry> = None;
    loop {
        match walk.next()? {
            Step::Open => match walk.path.last().map(String::as_str) {
                Some("CONSOLIDATED_LIST") => {
                    let date = walk.attribute("dateGenerated");
                    report.date = (!date.is_empty()).then(|| date.to_owned());
                }
                Some(name @ ("INDIVIDUAL" | "ENTITY")) => {
                    let schema = if name == "INDIVIDUAL" { Schema::Person } else { Schema::Organization };
                    open = Some(Entry { listed: Listed { schema, ..Listed::default() }, ..Entry::default() });
                }
                _ if walk.path.len() == 1 => {
                    let root = walk.path.join("/");
                    return Err(
                        walk.fault(format!("expected the root CONSOLIDATED_LIST of the UN's list, got {root:?}"))
                    );
                }
                _ => {}
            },
            Step::Close(name) => {
                if matches!(name.as_str(), "INDIVIDUAL" | "ENTITY") {
                    match open.take().map(Entry::done) {
                        Some(listed) if !listed.names.is_empty() => {
                            report.entries += 1;
                            each(listed);
                        }
                        _ => report.skipped += 1,
                    }
                } else if let Some(entry) = &mut open {
                    let parent = walk.path.last().map_or("", String::as_str);
                    entry.close(&name, parent, walk.text.trim());
                    walk.text.clear();
                }
            }
            Step::End => return Ok(report),
        }
    }
}

/// An entry while it is being read.
#[derive(Default)]
struct Entry {
    listed: Listed,
    /// First to fourth name.
    parts: Vec<String>,
    original: String,
    quality: String,
    aliases: Vec<(String, Strength)>,
}

impl Entry {
    fn close(&mut self, name: &str, parent: &str, text: &str) {
        if text.is_empty() && name != "QUALITY" {
            return;
        }
        match (parent, name) {
            (_, "FIRST_NAME" | "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME") => self.parts.push(text.to_owned()),
            (_, "NAME_ORIGINAL_SCRIPT") => text.clone_into(&mut self.original),
            (_, "QUALITY") => text.clone_into(&mut self.quality),
            (_, "ALIAS_NAME") => {
                let weak = self.quality.eq_ignore_ascii_case("low");
                let strength = if weak { Strength::Weak } else { Strength::Strong };
                text.split(';').for_each(|alias| self.aliases.push((alias.to_owned(), strength)));
            }
            (_, "REFERENCE_NUMBER") => text.clone_into(&mut self.listed.id),
            (_, "UN_LIST_TYPE") => self.listed.programme(programmes::un(text)),
            (_, "LISTED_ON") => self.listed.listed = Some(text.chars().take(10).collect()),
            ("NATIONALITY", "VALUE") | ("INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS", "COUNTRY") => {
                self.listed.country(text);
            }
            ("DESIGNATION", "VALUE") if self.listed.title.is_none() => self.listed.title = Some(text.to_owned()),
            _ => {}
        }
    }

    fn done(mut self) -> Listed {
        self.listed.name(&self.parts.join(" "), Strength::Primary);
        self.listed.name(&self.original, Strength::Strong);
        for (name, strength) in self.aliases {
            self.listed.name(&name, strength);
        }
        self.listed
    }
}
