//! `wiredesk export`: article records as other people's formats, line by line.

mod jsonld;
mod ninjs;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::PathBuf,
};

use serde_json::Value;

use super::Error;
use crate::publish::record::ArticleRecord;

/// Bytes of one line: no topic takes a larger record.
const MOST_LINE: u64 = 16 << 20;

/// Turns article records into IPTC ninjs 2.1 or schema.org NewsArticle in JSON-LD, one a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  kcat -C -b localhost:9092 -t wire.articles -e -q | wiredesk export ninjs > news.ninjs.jsonl
  wiredesk export jsonld articles.jsonl
  wiredesk page --json https://example.org/story | wiredesk export jsonld

A line that is no article record is told on standard error by its number; all others are exported,
and the command fails at the end.")]
pub struct Args {
    /// What to write
    #[arg(value_enum)]
    format: Format,
    /// Files of records, one a line, as a consumer of wire.articles gets them; standard input where absent
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Formats that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// IPTC ninjs 2.1
    Ninjs,
    /// schema.org NewsArticle
    Jsonld,
}

/// Exports; fails at the end if a line could not be read.
pub fn run(args: &Args) -> Result<(), Error> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut bad = 0;
    if args.files.is_empty() {
        bad += export(args.format, "standard input", io::stdin().lock(), &mut out, &mut io::stderr())?;
    }
    for path in &args.files {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| Error::Failed(format!("{name}: cannot open: {e}")))?;
        bad += export(args.format, &name, BufReader::new(file), &mut out, &mut io::stderr())?;
    }
    out.flush().map_err(|e| Error::Failed(format!("cannot write: {e}")))?;
    match bad {
        0 => Ok(()),
        n => Err(Error::Failed(format!("{n} lines were no article records and were left out"))),
    }
}

/// Exports every line of a source; returns how many could not be read.
fn export(
    format: Format,
    name: &str,
    mut lines: impl BufRead,
    out: &mut impl Write,
    faults: &mut impl Write,
) -> Result<usize, Error> {
    let read = |e: io::Error| Error::Failed(format!("{name}: cannot read: {e}"));
    let write = |e: io::Error| Error::Failed(format!("cannot write: {e}"));
    let (mut line, mut number, mut bad) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        number += 1;
        if lines.by_ref().take(MOST_LINE).read_until(b'\n', &mut line).map_err(read)? == 0 {
            return Ok(bad);
        }
        let whole = line.ends_with(b"\n") || (line.len() as u64) < MOST_LINE;
        if !whole {
            skip_line(&mut lines).map_err(read)?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let exported = if whole { one(format, &line) } else { Err(format!("expected at most {MOST_LINE} bytes")) };
        match exported {
            Ok(value) => writeln!(out, "{value}").map_err(write)?,
            Err(why) => {
                bad += 1;
                writeln!(faults, "wiredesk: {name}, line {number}: {}", crate::telemetry::Escaped(&why))
                    .map_err(write)?;
            }
        }
    }
}

fn skip_line(lines: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = lines.fill_buf()?;
        let (used, done) = match memchr::memchr(b'\n', buffer) {
            Some(n) => (n + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        lines.consume(used);
        if done {
            return Ok(());
        }
    }
}

fn one(format: Format, line: &[u8]) -> Result<Value, String> {
    let record: ArticleRecord = serde_json::from_slice(line).map_err(|e| format!("expected an article record: {e}"))?;
    if record.schema.split('/').next() != Some("wiredesk.article") {
        return Err(format!("expected the schema wiredesk.article, got {:?}", record.schema));
    }
    Ok(match format {
        Format::Ninjs => ninjs::of(&record),
        Format::Jsonld => jsonld::of(&record),
    })
}

/// Puts a value under a name, unless it says nothing.
fn put(object: &mut serde_json::Map<String, Value>, name: &str, value: impl Into<Value>) {
    let value = value.into();
    let empty = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    };
    if !empty {
        object.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
