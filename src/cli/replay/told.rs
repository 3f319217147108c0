//! What a poll published, for a person: what each item is to what is known, by what, and which words of it
//! came and went.

use std::{fmt::Write as _, io};

use jiff::Timestamp;

use crate::{
    model::{FieldChange, MatchedOn, Report, Status},
    publish::record::{ArticleRecord, RelationName},
    telemetry::Escaped,
};

/// Digits of an id that are shown; `dedup explain` takes them.
const DIGITS: usize = 8;

/// Writes what came of one poll.
pub fn poll(out: &mut impl io::Write, at: Timestamp, feed: &str, report: &Report) -> io::Result<()> {
    let counts = [
        (report.new, "new"),
        (report.revised, "revised"),
        (report.near, "copies"),
        (report.seen, "seen"),
        (report.damped, "of them damped"),
        (report.dropped, "dropped"),
    ];
    let mut line = format!("{at} {}:", Escaped(feed));
    for (n, what) in counts.into_iter().filter(|(n, _)| *n > 0) {
        let _ = write!(line, " {n} {what},");
    }
    writeln!(out, "{}", line.trim_end_matches([',', ':']))
}

/// Writes one article's record.
pub fn article(out: &mut impl io::Write, record: &ArticleRecord) -> io::Result<()> {
    let title = record.article.title.as_deref().unwrap_or("(no title)");
    writeln!(out, "  {}  {}", what(record), Escaped(title))?;
    for change in &record.changes {
        words(out, change)?;
    }
    Ok(())
}

/// Relation, status, and whose copy, correction or withdrawal it is, in one line.
fn what(record: &ArticleRecord) -> String {
    let short = |id: crate::model::ArticleId| id.to_string()[..DIGITS].to_owned();
    let mut what = match record.relation {
        RelationName::New => "new".to_owned(),
        RelationName::Revision => format!("revision {} [{}]", record.revision, record.changed_fields.join(", ")),
        RelationName::Near => "near".to_owned(),
    };
    if let Some(original) = record.duplicate_of {
        let _ = write!(what, " of {}", short(original));
    }
    if let Some(on) = record.matched_on {
        let _ = match (on, record.similarity) {
            (MatchedOn::Similarity, Some(similarity)) => write!(what, " by similarity {similarity:.3}"),
            (MatchedOn::Similarity, None) => write!(what, " by similarity"),
            (MatchedOn::Guid, _) => write!(what, " by guid"),
            (MatchedOn::Url, _) => write!(what, " by url"),
            (MatchedOn::Content, _) => write!(what, " by content"),
        };
    }
    if let Some(status) = record.status {
        what.push_str(match status {
            Status::Corrected => ", corrected",
            Status::Withdrawn => ", withdrawn",
        });
    }
    for (of, name) in [(record.corrects, "corrects"), (record.withdrawn_by, "by")] {
        if let Some(id) = of {
            let _ = write!(what, ", {name} {}", short(id));
        }
    }
    format!("{}  {what}", short(record.id))
}

/// The passages of a field that went and came.
fn words(out: &mut impl io::Write, change: &FieldChange) -> io::Result<()> {
    for (sign, passages) in [('-', &change.removed), ('+', &change.added)] {
        for passage in passages {
            writeln!(out, "      {}  {sign} {}", change.field, Escaped(passage))?;
        }
    }
    if change.cut {
        writeln!(out, "      {}  ... and more", change.field)?;
    }
    Ok(())
}
