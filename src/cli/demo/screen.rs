//! The screen: each record as lines that fit the terminal, with its evidence in colour.

use std::collections::VecDeque;

use anstyle::{AnsiColor, Style};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use super::{
    reader::{Record, Topic},
    tally::feed_of,
    text::{fit, safe, width, wrap},
};
use crate::model::Feed;

/// Articles whose titles are remembered, so that a copy can name what it repeats.
const REMEMBERED: usize = 2_000;
/// Columns before the details of a record.
const INDENT: usize = 10;
/// Lines that a title, a quote or another detail may take.
const LINES: usize = 4;

const PLAIN: Style = Style::new();
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const NEW: Style = AnsiColor::Green.on_default().bold();
const REVISION: Style = AnsiColor::Yellow.on_default().bold();
const COPY: Style = AnsiColor::Cyan.on_default().bold();
const DEAD: Style = AnsiColor::Red.on_default().bold();
const KIND: Style = AnsiColor::Magenta.on_default();
const QUOTE: Style = AnsiColor::Yellow.on_default();

/// Turns records into lines; remembers titles.
pub struct Screen {
    width: usize,
    zone: TimeZone,
    feed_columns: usize,
    titles: VecDeque<(String, String)>,
}

impl Screen {
    /// For a terminal of `width` columns; times are shown in `zone`.
    pub fn new(width: usize, zone: TimeZone, feeds: &[Feed]) -> Self {
        let widest = feeds.iter().map(|feed| feed.id.0.len()).max().unwrap_or(0);
        Self { width, zone, feed_columns: widest.clamp(6, 20), titles: VecDeque::new() }
    }

    /// The lines of a record received at `at`, with ANSI styles; none for a notice, whose
    /// tag stands under its article.
    pub fn show(&mut self, record: &Record, at: Timestamp) -> Option<String> {
        let time = at.to_zoned_datetime(self.zone.clone()).strftime("%H:%M:%S").to_string();
        let mut lines = Lines { width: self.width, text: String::new() };
        match record.topic {
            Topic::Notices => return None,
            Topic::DeadLetters => self.dead_letter(&mut lines, &time, record),
            Topic::Articles => self.article(&mut lines, &time, record),
        }
        Some(lines.text)
    }

    fn article(&mut self, lines: &mut Lines, time: &str, record: &Record) {
        let Ok(article) = serde_json::from_slice::<Value>(&record.value) else {
            let message = format!("a record of {} bytes that is no JSON", record.value.len());
            return self.head(lines, time, ("?", DEAD), "", &message);
        };
        let feed = feed_of(record, &article).unwrap_or("?");
        let title = article["title"].as_str().or(article["url"].as_str()).unwrap_or("(no title)");
        let revision = format!("rev {}", article["revision"]);
        let mark = match article["relation"].as_str() {
            Some("revision") => (&*revision, REVISION),
            Some("near") => ("copy", COPY),
            _ => ("new", NEW),
        };
        self.head(lines, time, mark, feed, title);
        if let Some(relation) = self.relation(&article) {
            lines.detail(INDENT, mark.1, &relation);
        }
        let facts = facts(&article);
        if !facts.is_empty() {
            lines.detail(INDENT, FAINT, &facts);
        }
        list(&article["tags"]).for_each(|tag| tag_lines(lines, tag));
        if let Some(id) = article["id"].as_str() {
            if self.titles.len() >= REMEMBERED {
                self.titles.pop_front();
            }
            self.titles.push_back((id.to_owned(), format!("{feed}, “{title}”")));
        }
    }

    fn dead_letter(&self, lines: &mut Lines, time: &str, record: &Record) {
        let feed = record.header("wd_feed").or(record.key.as_deref()).unwrap_or("?");
        let cause = record.header("wd_cause").unwrap_or("unknown cause");
        let stage = record.header("wd_stage").map(|stage| format!(" in {stage}")).unwrap_or_default();
        self.head(lines, time, ("dead", DEAD), feed, &format!("{cause}{stage}, {} bytes kept", record.value.len()));
        lines.detail(INDENT, PLAIN, record.header("wd_message").unwrap_or("no message"));
    }

    fn head(&self, lines: &mut Lines, time: &str, (mark, style): (&str, Style), feed: &str, title: &str) {
        let (mark, feed) = (fit(&safe(mark), 7), fit(&safe(feed), self.feed_columns));
        let column = INDENT + 7 + self.feed_columns + 2;
        let title = wrap(&safe(title), self.width.saturating_sub(column), LINES);
        let mut title = title.iter();
        let first = title.next().map_or("", |line| line);
        lines.line(&format!("{FAINT}{time}{FAINT:#}  {style}{mark}{style:#}{feed}  {TITLE}{first}{TITLE:#}"));
        for line in title {
            lines.line(&format!("{:column$}{TITLE}{line}{TITLE:#}", ""));
        }
    }

    /// How it is tied to what was there before.
    fn relation(&self, article: &Value) -> Option<String> {
        let by = article["matched_on"].as_str().map(|key| format!("known by its {key}"));
        match article["relation"].as_str()? {
            "revision" => {
                let changed = join(&article["changed_fields"]);
                Some(parts([Some(format!("changed: {changed}")), by]))
            }
            "near" => {
                let original = article["duplicate_of"].as_str().unwrap_or("?");
                let title = self.titles.iter().rev().find(|(id, _)| id == original).map(|(_, title)| title);
                let alike = article["similarity"].as_f64().map(|s| format!("{:.0}% alike", s * 100.0));
                Some(parts([Some(format!("the copy of {}", title.map_or(original, |t| t))), alike, by]))
            }
            _ => None,
        }
    }
}

/// Lines as they come to be.
struct Lines {
    width: usize,
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line.trim_end());
    }

    fn detail(&mut self, indent: usize, style: Style, text: &str) {
        for line in wrap(&safe(text), self.width.saturating_sub(indent), LINES) {
            self.line(&format!("{:indent$}{style}{line}{style:#}", ""));
        }
    }
}

/// A tag: kind, role and what is known of it, and below the words that prove it.
fn tag_lines(lines: &mut Lines, tag: &Value) {
    let kind = safe(tag["kind"].as_str().unwrap_or("?"));
    let rest = ["role", "action", "subject", "jurisdiction"].iter().filter_map(|field| tag[*field].as_str());
    let rest = safe(&rest.collect::<Vec<_>>().join(" · "));
    let column = INDENT + width(&kind) + 2;
    let mut rest = wrap(&rest, lines.width.saturating_sub(column), 2).into_iter();
    lines.line(&format!("{:INDENT$}{KIND}{kind}{KIND:#}  {}", "", rest.next().unwrap_or_default()));
    rest.for_each(|line| lines.line(&format!("{:column$}{line}", "")));
    if let Some(quote) = tag["quote"].as_str() {
        lines.detail(INDENT + 2, QUOTE, &format!("“{quote}”"));
    }
}

/// Dateline, byline, credits and repairs, where the record has them.
fn facts(article: &Value) -> String {
    let some = |text: String, before: &str| (!text.is_empty()).then(|| format!("{before}{text}"));
    let credits = list(&article["credits"]).filter_map(|credit| credit["name"].as_str());
    let repairs = list(&article["extraction"]["repairs"]).filter_map(|repair| {
        let count = repair["count"].as_u64().filter(|count| *count > 1);
        Some(format!("{}{}", repair["kind"].as_str()?, count.map(|n| format!(" ×{n}")).unwrap_or_default()))
    });
    parts([
        article["dateline"]["place"].as_str().map(str::to_owned),
        some(join(&article["authors"]), "by "),
        some(credits.collect::<Vec<_>>().join(", "), "with "),
        some(join(&article["markers"]), "marked "),
        some(repairs.collect::<Vec<_>>().join(", "), "repaired: "),
    ])
}

fn parts(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn join(values: &Value) -> String {
    list(values).filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use serde_json::json;

    use super::*;

    fn screen() -> Screen {
        let feed = Feed::bare("steppe", "http://127.0.0.1/steppe".parse().unwrap());
        Screen::new(80, TimeZone::UTC, &[feed])
    }

    fn received(topic: Topic, headers: &[(&str, &str)], value: Vec<u8>) -> Record {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Record { topic, topic_name: String::new(), key: Some("portal".into()), headers, value }
    }

    fn shown(screen: &mut Screen, record: &Record) -> String {
        let styled = screen.show(record, "2026-03-01T12:00:09Z".parse().unwrap()).unwrap_or_default();
        strip_str(&styled).to_string()
    }

    fn article(value: &Value) -> Record {
        received(Topic::Articles, &[], value.to_string().into_bytes())
    }

    #[test]
    fn an_article_shows_its_facts_and_the_words_that_prove_each_tag() {
        let record = article(&json!({
            "id": "a1", "revision": 1, "relation": "new", "feed": {"id": "steppe"},
            "title": "Karsanian President To See Belogorian Counterpart At Lake Summit, Spokeswoman Says",
            "dateline": {"place": "ARKAND", "raw": "ARKAND --"}, "authors": ["RFS"],
            "credits": [{"name": "AFP"}, {"name": "dpa"}], "markers": ["urgent"],
            "extraction": {"repairs": [{"kind": "bare_ampersand", "count": 2}, {"kind": "truncated", "count": 1}]},
            "tags": [{
                "kind": "designation.undesirable_org", "role": "publisher_notice", "placement": "footer",
                "action": "label", "subject": "RFS", "jurisdiction": "RU",
                "quote": "has been declared an \"undesirable organization\" by the Russian government",
            }],
        }));
        let expected = "
12:00:09  new    steppe  Karsanian President To See Belogorian Counterpart At
                         Lake Summit, Spokeswoman Says
          ARKAND · by RFS · with AFP, dpa · marked urgent · repaired:
          bare_ampersand ×2, truncated
          designation.undesirable_org  publisher_notice · label · RFS · RU
            “has been declared an \"undesirable organization\" by the Russian
            government”";
        assert_eq!(format!("\n{}", shown(&mut screen(), &record)), expected);
    }

    #[test]
    fn a_revision_says_what_changed_and_a_copy_what_it_repeats() {
        let mut screen = screen();
        let revision = article(&json!({
            "id": "a1", "revision": 2, "relation": "revision", "changed_fields": ["title", "body"],
            "matched_on": "guid", "feed": {"id": "meridian"}, "title": "CORRECTED-Rate 10.5%",
        }));
        let copy = article(&json!({
            "id": "b1", "revision": 1, "relation": "near", "duplicate_of": "a1", "similarity": 1.0,
            "matched_on": "content", "feed": {"id": "harbour"}, "title": "港の大時計、四十年ぶりに正しい時刻を示し町の人々が驚く",
        }));
        let expected = "
12:00:09  rev 2  merid…  CORRECTED-Rate 10.5%
          changed: title, body · known by its guid
12:00:09  copy   harbo…  港の大時計、四十年ぶりに正しい時刻を示し町の人々が驚く
          the copy of meridian, “CORRECTED-Rate 10.5%” · 100% alike · known by
          its content";
        assert_eq!(format!("\n{}\n{}", shown(&mut screen, &revision), shown(&mut screen, &copy)), expected);
    }

    #[test]
    fn a_dead_letter_shows_cause_and_message_and_a_notice_nothing() {
        let headers =
            [("wd_cause", "not_a_feed"), ("wd_stage", "parse"), ("wd_message", "expected a feed, got an HTML page")];
        let expected = "
12:00:09  dead   portal  not_a_feed in parse, 6 bytes kept
          expected a feed, got an HTML page";
        let mut screen = screen();
        let dead = shown(&mut screen, &received(Topic::DeadLetters, &headers, b"<html>".to_vec()));
        assert_eq!(format!("\n{dead}"), expected);
        assert_eq!(shown(&mut screen, &received(Topic::Notices, &[], b"{}".to_vec())), "");
    }

    #[test]
    fn nothing_that_a_feed_says_is_obeyed_by_the_terminal() {
        let evil = "a\u{1b}]0;owned\u{7}b\u{9b}2J\u{202e}c\nd";
        let everywhere = json!({
            "id": evil, "revision": evil, "relation": "near", "duplicate_of": evil, "feed": {"id": evil}, "title": evil,
            "matched_on": evil, "authors": [evil], "dateline": {"place": evil}, "markers": [evil],
            "credits": [{"name": evil}], "extraction": {"repairs": [{"kind": evil, "count": 3}]},
            "tags": [{"kind": evil, "role": evil, "subject": evil, "quote": evil}],
        });
        let headers = [("wd_cause", evil), ("wd_stage", evil), ("wd_message", evil), ("wd_feed", evil)];
        // Our own styles are `ESC [ ... m`; nothing else may be left once they are taken off.
        let ours = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        let mut screen = screen();
        for record in [article(&everywhere), received(Topic::DeadLetters, &headers, evil.into())] {
            let styled = screen.show(&record, Timestamp::UNIX_EPOCH).unwrap();
            let rest = ours.replace_all(&styled, "");
            assert!(rest.contains("\\u{1b}]0;owned"), "{rest}");
            assert!(!rest.chars().any(|c| c != '\n' && super::super::text::obeyed(c)), "{rest:?}");
        }
    }

    #[test]
    fn what_is_no_json_is_said_and_not_shown() {
        assert!(
            shown(&mut screen(), &received(Topic::Articles, &[], b"\x1b[2J".to_vec()))
                .contains("4 bytes that is no JSON")
        );
    }
}
