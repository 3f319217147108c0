//! `wiredesk replay`: documents through the desk in a given order, without network or Kafka.

mod manifest;
mod told;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;

use self::manifest::{Line, polls};
use super::{Error, output::write_record, rules::source::RuleArgs};
use crate::{
    collect::lists::Shelf,
    config::Settings,
    curate::{entities::Lists, tag::Rules},
    daemon::poll::{Beside, Rulebook, remember, settle},
    model::{Feed, Report},
    publish::{record::Record, topics::Topic},
    state::{Index, Memory, partition_of},
};

/// Feeds documents through curate in the given order, with memory that starts empty, and
/// prints every record as it would be produced: JSON Lines of topic, key, headers, value.
/// The same input gives the same bytes. With --changes it says for a person what each poll came to.
#[derive(Debug, clap::Args)]
#[command(after_help = "A manifest is JSON Lines, one poll a line; `file` is relative to the manifest:
  {\"feed\":\"id\",\"url\":\"https://...\",\"at\":\"2026-01-01T12:00:00Z\",\"file\":\"1.xml\",
   \"status\":200,\"headers\":{\"content-type\":\"text/xml\"},\"timezone\":\"Europe/Berlin\",\"language\":\"de\"}
status, headers, timezone and language may be left out.

Examples:
  wiredesk replay polls.jsonl | jq -c 'select(.topic == \"wire.articles\") | .value.title'
  wiredesk replay yesterday.xml today.xml --at 2026-01-01T12:00:00Z
  wiredesk replay --changes yesterday.xml today.xml")]
pub struct Args {
    /// A manifest (.jsonl), or documents that are polls of one feed, a minute apart
    #[arg(required = true, value_name = "MANIFEST|FILE")]
    files: Vec<PathBuf>,
    /// When the first document was fetched; the file's own time where absent
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Say for a person what is new, revised (with the words that came and went), a copy, corrected, withdrawn
    #[arg(long)]
    changes: bool,
    /// Sanctions lists whose names are looked for: files or addresses
    #[arg(long, value_name = "PATH|URL")]
    list: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Replays.
pub fn run(args: &Args) -> Result<(), Error> {
    let polls = polls(&args.files, args.at)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let lists = super::lists::by_place(&args.list)?;
    match args
        .rules
        .load()
        .and_then(|rules| replay(&polls, rules, lists, args.changes, &mut out))
        .and_then(|()| out.flush().map_err(|e| write_error(&e)))
    {
        // A reader that has seen enough is no failure.
        Err(Error::Failed(text)) if text == BROKEN_PIPE => Ok(()),
        other => other,
    }
}

const BROKEN_PIPE: &str = "broken pipe";

fn write_error(error: &std::io::Error) -> Error {
    Error::Failed(if error.kind() == std::io::ErrorKind::BrokenPipe {
        BROKEN_PIPE.to_owned()
    } else {
        format!("cannot write to standard output: {error}")
    })
}

fn replay(polls: &[Line], rules: Rules, lists: Lists, changes: bool, out: &mut impl Write) -> Result<(), Error> {
    let settings = Settings::default();
    let book = Rulebook { lists: Arc::new(Shelf::of(lists)), ..Rulebook::of(&settings, rules) };
    let mut index = Index::new(settings.topics.index_retention.0).holding(settings.daemon.index_memory.0);
    let mut memory = Memory::default();
    let mut feeds = HashMap::new();
    for poll in polls {
        let feed: &Feed = feeds.entry(poll.feed.clone()).or_insert_with(|| poll.declare());
        let partition = partition_of(&feed.publisher, settings.topics.state_partitions);
        let fetched = poll.fetched(settings.fetch.max_body.0)?;
        let wrong = |e: serde_json::Error| Error::Failed(format!("{}: cannot write a record: {e}", poll.feed));
        let (mut delivery, report) =
            settle(&book, feed, partition, &fetched, poll.at, &mut memory, Beside { index: &index, pages: None })
                .map_err(wrong)?;
        remember(&mut delivery, feed, partition, &memory, report.health_changed, poll.at).map_err(wrong)?;
        if changes {
            tell(out, poll, &report, &delivery.records)?;
        } else {
            for record in &delivery.records {
                write_record(out, record, &book.topics).map_err(|e| write_error(&e))?;
            }
        }
        delivery.fingerprints.into_iter().for_each(|print| index.insert(&print));
        if let Some(failure) = report.failure {
            anstream::eprintln!("wiredesk: {} at {}: {failure}", poll.feed, poll.at);
        }
    }
    Ok(())
}

/// Says for a person what came of a poll.
fn tell(out: &mut impl Write, poll: &Line, report: &Report, records: &[Record]) -> Result<(), Error> {
    told::poll(out, poll.at, &poll.feed, report).map_err(|e| write_error(&e))?;
    for record in records.iter().filter(|record| record.topic == Topic::Articles) {
        let article = serde_json::from_slice(&record.value)
            .map_err(|e| Error::Failed(format!("{}: cannot read an article's record: {e}", poll.feed)))?;
        told::article(out, &article).map_err(|e| write_error(&e))?;
    }
    Ok(())
}

/// Reads a file that may not be larger than `limit` bytes.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|e| Error::Failed(format!("{name}: cannot open: {e}")))?;
    bounded(&name, file, limit)
}

/// All that a reader has, up to a limit.
pub fn bounded(name: &str, from: impl Read, limit: u64) -> Result<Vec<u8>, Error> {
    let wrong = |what: String| Error::Failed(format!("{name}: {what}"));
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(|e| wrong(format!("cannot read: {e}")))?;
    if bytes.len() as u64 > limit {
        return Err(wrong(format!("expected at most {limit} bytes (fetch.max_body), there are more")));
    }
    Ok(bytes)
}
