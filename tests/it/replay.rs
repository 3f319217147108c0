//! Documents through the desk by the command line: what a consumer would get, without Kafka.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::PROGRAM;

/// Replays polls of `/feed` at the given times and returns the records.
fn replay(folder: &Path, polls: &[(&str, &str)]) -> (Vec<u8>, Vec<Value>) {
    let lines: String = polls
        .iter()
        .map(|(at, file)| {
            let line = json!({"feed": "f", "url": "https://example.org/feed", "at": at, "file": file});
            format!("{line}\n")
        })
        .collect();
    fs::write(folder.join("polls.jsonl"), lines).unwrap();
    let output = Command::new(PROGRAM).arg("replay").arg(folder.join("polls.jsonl")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let records = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    (output.stdout.clone(), records.map(|line| serde_json::from_slice(line).unwrap()).collect())
}

fn feed(guids: &[&str]) -> String {
    let items: String =
        guids.iter().map(|guid| format!("<item><guid>{guid}</guid><title>{guid}</title></item>")).collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

fn of<'a>(records: &'a [Value], topic: &str) -> Vec<&'a Value> {
    records.iter().filter(|record| record["topic"] == topic).collect()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.xml"), feed(&["a", "b"])).unwrap();
    let polls = [("2026-01-01T00:00:00Z", "1.xml"), ("2026-01-01T01:00:00Z", "1.xml")];
    let (first, records) = replay(folder.path(), &polls);
    assert_eq!(first, replay(folder.path(), &polls).0);
    assert_eq!(of(&records, "wire.articles").len(), 2);
}

/// A feed that shows the same item for half a year is not published anew when the state topic
/// would have forgotten its first record: the record is written again in time.
#[test]
fn what_a_feed_goes_on_to_show_is_remembered_for_as_long() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.xml"), feed(&["a"])).unwrap();
    let days: Vec<_> = (0..180).map(|day| jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(day)).collect();
    let times: Vec<_> = days.iter().map(|day| format!("{day}T00:00:00Z")).collect();
    let polls: Vec<_> = times.iter().map(|at| (at.as_str(), "1.xml")).collect();
    let (_, records) = replay(folder.path(), &polls);
    assert_eq!(of(&records, "wire.articles").len(), 1);
    let state = of(&records, "wire.state");
    let items: Vec<_> = state.iter().filter(|record| record["key"].as_str().unwrap().contains('/')).collect();
    let mut written: Vec<_> = items.iter().map(|record| record["value"]["d"].as_i64().unwrap()).collect();
    written.push(jiff::civil::date(1970, 1, 1).until(*days.last().unwrap()).unwrap().get_days().into());
    assert!(written.windows(2).all(|pair| pair[1] - pair[0] < 45), "{written:?}");
    assert!((5..12).contains(&written.len()), "once in a while, not at each poll: {written:?}");
}
