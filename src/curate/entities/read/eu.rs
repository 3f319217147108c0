//! The European Union's consolidated list of financial sanctions, XML.

use super::{
    File, ListError, Listed, Report,
    xml::{Step, Walk},
};
use crate::curate::entities::{Schema, Strength, programmes};

pub(super) fn read(file: File<'_>, each: &mut dyn FnMut(Listed)) -> Result<Report, ListError> {
    let mut walk = Walk::new(file);
    let mut report = Report::default();
    let mut open: Option<Listed> = None;
    loop {
        match walk.next()? {
            Step::Open => {
                if walk.path.len() == 1 {
                    if walk.path[0] != "export" {
                        let root = walk.path[0].clone();
                        return Err(walk.fault(format!("expected the root export of the EU's list, got {root:?}")));
                    }
                    let date = walk.attribute("generationDate");
                    report.date = (!date.is_empty()).then(|| date.to_owned());
                }
                opened(&walk, &mut open);
            }
            Step::Close(name) if name == "sanctionEntity" => match open.take() {
                Some(listed) if !listed.names.is_empty() => {
                    report.entries += 1;
                    each(listed);
                }
                _ => report.skipped += 1,
            },
            Step::Close(_) => {}
            Step::End => return Ok(report),
        }
    }
}

fn opened(walk: &Walk<'_>, open: &mut Option<Listed>) {
    let name = walk.path.last().map_or("", String::as_str);
    if name == "sanctionEntity" {
        let reference = walk.attribute("euReferenceNumber");
        let id = if reference.is_empty() { walk.attribute("logicalId") } else { reference };
        let date = walk.attribute("designationDate");
        let listed = (!date.is_empty()).then(|| date.chars().take(10).collect());
        *open = Some(Listed { id: id.to_owned(), schema: Schema::LegalEntity, listed, ..Listed::default() });
        return;
    }
    let Some(listed) = open else { return };
    match name {
        "subjectType" => listed.schema = Schema::of(walk.attribute("code")),
        "regulation" => {
            listed.programme(&programmes::eu(walk.attribute("programme")));
            let date = walk.attribute("publicationDate");
            if listed.listed.is_none() && !date.is_empty() {
                listed.listed = Some(date.chars().take(10).collect());
            }
        }
        "nameAlias" => alias(walk, listed),
        "citizenship" | "address" => listed.country(walk.attribute("countryIso2Code")),
        _ => {}
    }
}

fn alias(walk: &Walk<'_>, listed: &mut Listed) {
    let strength = match walk.attribute("strong") {
        "false" => Strength::Weak,
        _ => Strength::Primary,
    };
    let (first, middle, last) = (walk.attribute("firstName"), walk.attribute("middleName"), walk.attribute("lastName"));
    if last.is_empty() || first.is_empty() {
        listed.name(walk.attribute("wholeName"), strength);
    } else {
        listed.name(&format!("{last}, {first} {middle}"), strength);
    }
    let title = [walk.attribute("function"), walk.attribute("title")].into_iter().find(|text| !text.is_empty());
    if let Some(title) = title.filter(|_| listed.title.is_none()) {
        listed.title = Some(title.to_owned());
    }
}
