//! The closing table: what was asked, what was answered and what came of it, by feed.

use std::{collections::BTreeMap, fmt};

use super::{
    origin::Served,
    tally::Tally,
    text::{fit, safe},
};
use crate::model::Feed;

/// What the newsroom had in store, for those who looked away.
pub const LEGEND: &str = "
What there was to see: steppe ends each story with two legal notices, which
become tags and leave the body; vestnik opens with a label that a law
prescribes; meridian updates one story and corrects another; harbour prints
meridian's copy word for word; ledger speaks of sanctions that are none;
courier sends broken XML, which is mended where it can be; gazette asks for
patience (429); bulletin never changes (304); portal is a web page, which
becomes a dead letter.
";

/// What to do next.
pub const NEXT: &str = "
Next: `wiredesk preview URL` shows what would become of a feed of yours,
`wiredesk demo --feeds URL` sends it through all of this, and README.md has a
first config for `wiredesk run` on a real Kafka.";

const COLUMNS: [&str; 12] =
    ["feed", "format", "polls", "200", "304", "429", "else", "new", "rev", "copy", "notices", "dead"];

/// Rows of text; all columns but the first two are numbers.
pub struct Table {
    rows: Vec<[String; 12]>,
}

impl Table {
    /// `served` knows the feeds of the loopback origin; of others it is not known who answered what.
    pub fn new(feeds: &[Feed], served: &BTreeMap<String, Served>, tally: &Tally) -> Self {
        let row = |feed: &Feed| {
            let served = served.get(&*feed.id.0);
            let asked = |of: fn(&Served) -> usize| served.map_or_else(|| "?".to_owned(), |s| shown(of(s) as u64));
            let received = tally.of(&feed.id.0);
            [
                safe(&feed.id.0),
                served.map_or_else(|| "remote".to_owned(), |served| safe(&served.format)),
                asked(|s| s.counts.polls),
                asked(|s| s.counts.fresh),
                asked(|s| s.counts.not_modified),
                asked(|s| s.counts.busy),
                asked(|s| s.counts.polls - s.counts.fresh - s.counts.not_modified - s.counts.busy),
                shown(received.articles),
                shown(received.revisions),
                shown(received.copies),
                shown(received.notices),
                shown(received.dead_letters),
            ]
        };
        Self { rows: feeds.iter().map(row).collect() }
    }
}

/// A table full of zeros hides what happened.
fn shown(count: u64) -> String {
    if count == 0 { "·".into() } else { count.to_string() }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feed = self.rows.iter().map(|[id, ..]| id.len()).max().unwrap_or(0).clamp(8, 15);
        let mut line = |cells: &[String; 12]| {
            let [id, format, numbers @ ..] = cells;
            write!(f, "{}  {}", fit(id, feed), fit(format, 9))?;
            for (number, name) in numbers.iter().zip(&COLUMNS[2..]) {
                let wide = name.len().max(4);
                write!(f, " {number:>wide$}")?;
            }
            writeln!(f)
        };
        line(&COLUMNS.map(str::to_owned))?;
        self.rows.iter().try_for_each(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::{
        origin::Counts,
        reader::{Record, Topic},
        text::width,
    };

    fn record(topic: Topic, value: &str, feed: Option<&str>) -> Record {
        Record {
            topic,
            topic_name: String::new(),
            key: None,
            headers: feed.map(|feed| ("wd_feed".to_owned(), feed.to_owned())).into_iter().collect(),
            value: value.into(),
        }
    }

    #[test]
    fn it_adds_up_what_was_asked_and_what_was_received() {
        let feed = |id: &str| Feed::bare(id, "http://127.0.0.1/".parse().unwrap());
        let mut tally = Tally::default();
        for relation in ["new", "new", "revision", "near"] {
            let value = format!(r#"{{"feed":{{"id":"meridian"}},"relation":"{relation}"}}"#);
            tally.count(&record(Topic::Articles, &value, None));
        }
        tally.count(&record(Topic::Notices, r#"{"feed":{"id":"meridian"}}"#, None));
        tally.count(&record(Topic::DeadLetters, "<html>", Some("portal")));
        let counts = Counts { polls: 9, fresh: 3, not_modified: 4, busy: 1 };
        let served = BTreeMap::from([("meridian".to_owned(), Served { format: "Atom".into(), counts })]);
        let table = Table::new(&[feed("meridian"), feed("portal")], &served, &tally).to_string();
        let expected = "
feed      format    polls  200  304  429 else  new  rev copy notices dead
meridian  Atom          9    3    4    1    1    2    1    1       1    ·
portal    remote        ?    ?    ?    ?    ?    ·    ·    ·       ·    1
";
        assert_eq!(format!("\n{table}"), expected);
    }

    #[test]
    fn words_fit_eighty_columns() {
        for line in LEGEND.lines().chain(NEXT.lines()) {
            assert!(width(line) <= 80, "{line}");
        }
    }
}
