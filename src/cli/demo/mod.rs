//! `wiredesk demo`: a newsroom on loopback, a Kafka in memory, the real daemon between
//! them, and a screen that shows what a consumer receives.
//!
//! `newsroom` says what the outlets publish and `origin` serves it; `broker` is the
//! Kafka; `desk` starts the daemon; `reader` is the consumer; `screen`, `table` and
//! `jsonl` show what it got.

mod broker;
mod desk;
mod jsonl;
mod newsroom;
mod origin;
mod own;
mod reader;
mod screen;
mod table;
mod tally;
mod text;
mod times;

use std::{
    io::{self, Write},
    pin::pin,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use tokio::{runtime::Runtime, time::sleep};
use tokio_util::sync::CancellationToken;

use self::{broker::Broker, origin::Origin, reader::Record, screen::Screen, table::Table, tally::Tally};
use super::Error;
use crate::model::{Feed, Span};

/// What `wiredesk demo` takes.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  wiredesk demo
  wiredesk demo --for 2m
  wiredesk demo --feeds https://example.org/news.rss saved.xml
  wiredesk demo --json | jq -r 'select(.topic == \"wire.articles\") | .value.title'

Ctrl-C ends it early, with the closing table. Set NO_COLOR=1 for a screen without colours.")]
pub struct Args {
    /// Your own feeds instead of the newsroom: files, served from loopback every 2 s, or
    /// addresses, asked at most once a minute.
    #[arg(long, value_name = "FILE|URL", num_args = 1..)]
    pub feeds: Vec<String>,
    /// How long it runs; all of the newsroom's script has happened after 20s.
    #[arg(long = "for", value_name = "SPAN", default_value = "30s")]
    pub duration: Span,
    /// Print the records as JSON Lines {"topic","key","headers","value"}; all else goes to standard error.
    #[arg(long)]
    pub json: bool,
}

/// Runs the demo to its end: the time given, or Ctrl-C.
pub fn run(args: &Args) -> Result<(), Error> {
    let runtime = Runtime::new().map_err(|e| Error::Failed(format!("cannot start the runtime: {e}")))?;
    let result = runtime.block_on(show(args));
    // What still hangs on a request or a broker's answer must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(2));
    result
}

async fn show(args: &Args) -> Result<(), Error> {
    let outlets = if args.feeds.is_empty() { newsroom::outlets(Timestamp::now()) } else { own::outlets(&args.feeds)? };
    let origin = Origin::start(outlets).await?;
    let feeds = if args.feeds.is_empty() { origin.feeds() } else { own::feeds(&args.feeds, &origin)? };
    let broker = Broker::start()?;
    let mut settings = desk::settings(&broker.address());
    if feeds.iter().any(|feed| feed.allow_networks.is_empty()) {
        desk::mind_strangers(&mut settings);
    }

    let mut stage = Stage::new(args, &feeds);
    stage.say(&opening(&origin.address(), &broker.address(), feeds.len(), args))?;
    let (mut records, reader) = reader::start(&broker.address(), &settings.topics)?;
    let stop = CancellationToken::new();
    let mut curtain = pin!(async {
        tokio::select! {
            () = sleep(args.duration.0) => {}
            _ = tokio::signal::ctrl_c() => {}
            () = stop.cancelled() => {}
        }
        stop.cancel();
    });
    let mut daemon = pin!(desk::run(settings, feeds.clone(), stop.clone().cancelled_owned()));
    let ended = loop {
        if stage.deserted {
            stop.cancel();
        }
        tokio::select! {
            ended = &mut daemon => break ended,
            // Once it is over only the daemon is awaited, and what it still commits is shown.
            () = &mut curtain, if !stop.is_cancelled() => {}
            Some(record) = records.recv() => stage.record(&record)?,
        }
    };
    reader.finish();
    while let Some(record) = records.recv().await {
        stage.record(&record)?;
    }
    ended?;
    stage.close(&origin, &feeds)
}

/// What is said before the first record.
fn opening(origin: &str, kafka: &str, feeds: usize, args: &Args) -> String {
    let whose = if args.feeds.is_empty() { "a newsroom that we made up" } else { "your own feeds" };
    format!(
        "Wiredesk demo: {whose} (feeds: {feeds}), a Kafka in memory,
and the real daemon between them. What follows is what a consumer receives.

  feeds  {origin}  (what the loopback origin serves)
  kafka  {kafka}  (read along from another terminal while this runs:)
  kcat -C -b {kafka} -t wire.articles -X isolation.level=read_committed

The Kafka is librdkafka's mock cluster: all in memory, not durable, gone at the
end. It hides no aborted transaction, so nothing here proves exactly-once.
This ends by itself after {span}, or with Ctrl-C.
",
        span = args.duration,
    )
}

/// Where everything is shown: the screen, or JSON Lines.
struct Stage {
    screen: Option<Screen>,
    tally: Tally,
    out: anstream::AutoStream<io::Stdout>,
    newsroom: bool,
    /// Whoever looked went away, as `head` does: no failure, but the end.
    deserted: bool,
}

impl Stage {
    fn new(args: &Args, feeds: &[Feed]) -> Self {
        let screen = (!args.json).then(|| Screen::new(text::terminal_width(), TimeZone::system(), feeds));
        let newsroom = args.feeds.is_empty();
        Self { screen, tally: Tally::default(), out: anstream::stdout(), newsroom, deserted: false }
    }

    /// Words for a person: on the screen, or beside the JSON Lines.
    fn say(&mut self, words: &str) -> Result<(), Error> {
        let written =
            if self.screen.is_some() { writeln!(self.out, "{words}") } else { writeln!(anstream::stderr(), "{words}") };
        self.survive(written)
    }

    fn record(&mut self, record: &Record) -> Result<(), Error> {
        self.tally.count(record);
        let shown = match &mut self.screen {
            Some(screen) => screen.show(record, Timestamp::now()),
            None => Some(jsonl::line(record)),
        };
        let Some(shown) = shown else { return Ok(()) };
        let written = writeln!(self.out, "{shown}").and_then(|()| self.out.flush());
        self.survive(written)
    }

    fn survive(&mut self, written: io::Result<()>) -> Result<(), Error> {
        match written {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => self.deserted = true,
            Err(e) => return Err(Error::Failed(format!("cannot write what was received: {e}"))),
            Ok(()) => {}
        }
        Ok(())
    }

    fn close(&mut self, origin: &Origin, feeds: &[Feed]) -> Result<(), Error> {
        let table = Table::new(feeds, &origin.counts(), &self.tally);
        let legend = if self.newsroom { table::LEGEND } else { "" };
        self.say(&format!("\n{table}{legend}{}", table::NEXT))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        demo: Args,
    }

    fn args(line: &str) -> Args {
        Command::try_parse_from(line.split(' ')).unwrap().demo
    }

    #[test]
    fn arguments_are_read_and_the_default_ends_after_the_whole_script() {
        let plain = args("demo");
        assert!(!plain.json && plain.feeds.is_empty());
        assert!(plain.duration >= Span::secs(20));
        let full = args("demo --feeds a.xml https://example.org/f --for 90s --json");
        assert_eq!((full.feeds.len(), full.duration, full.json), (2, Span::secs(90), true));
        assert!(Command::try_parse_from(["demo", "--for", "soon"]).is_err());
    }

    #[test]
    fn the_opening_is_plain_about_the_mock_and_fits_eighty_columns() {
        let words = opening("http://127.0.0.1:65535/", "127.0.0.1:65535", 11, &args("demo"));
        assert!(words.contains("not durable") && words.contains("nothing here proves exactly-once"));
        for line in words.lines() {
            assert!(text::width(line) <= 80, "{line}");
        }
    }
}
