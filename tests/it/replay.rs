//! Documents through the desk by the command line: what a consumer would get, without Kafka.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::PROGRAM;

/// Replays polls of one feed at the given times and returns the records.
fn replay(folder: &Path, polls: &[(&str, &str)]) -> (Vec<u8>, Vec<Value>) {
    replay_feeds(folder, polls.iter().map(|(at, file)| ("f", *at, *file)))
}

/// Replays polls of a publisher's feeds: the feed, the time, the document.
fn replay_feeds<'a>(folder: &Path, polls: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> (Vec<u8>, Vec<Value>) {
    let line = |(feed, at, file)| {
        let line = json!({"feed": feed, "url": format!("https://example.org/{feed}"), "at": at, "file": file});
        format!("{line}\n")
    };
    fs::write(folder.join("polls.jsonl"), polls.map(line).collect::<String>()).unwrap();
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

/// Writes documents and replays them an hour apart.
fn replay_documents(documents: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..documents.len()).map(|n| format!("{n}.xml")).collect();
    let times: Vec<_> = (0..documents.len()).map(|n| format!("2026-01-01T{n:02}:00:00Z")).collect();
    for (name, document) in names.iter().zip(documents) {
        let text = format!("<rss version=\"2.0\"><channel><title>t</title>{document}</channel></rss>");
        fs::write(folder.path().join(name), text).unwrap();
    }
    let polls: Vec<_> = times.iter().map(String::as_str).zip(names.iter().map(String::as_str)).collect();
    replay(folder.path(), &polls).1
}

fn titles(records: &[Value]) -> Vec<String> {
    of(records, "wire.articles").iter().map(|record| record["value"]["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn posts_of_a_live_blog_share_a_page_and_are_all_published() {
    let post = |n: usize| {
        format!("<item><guid>p{n}</guid><title>Post {n}</title><link>https://example.org/live#p{n}</link></item>")
    };
    let records = replay_documents(&[&format!("{}{}", post(2), post(1)), &format!("{}{}", post(3), post(2)), &post(4)]);
    assert_eq!(titles(&records), ["Post 1", "Post 2", "Post 3", "Post 4"]);
}

#[test]
fn stories_under_one_address_without_ids_are_told_apart() {
    let story = |n: usize| format!("<item><title>Story {n}</title><link>https://example.org/</link></item>");
    let all: String = (1..=5).rev().map(story).collect();
    assert_eq!(titles(&replay_documents(&[&all])), ["Story 1", "Story 2", "Story 3", "Story 4", "Story 5"]);
}

#[test]
fn changes_are_told_to_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let item = |guid: &str, title: &str, text: &str| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><description>{text}</description></item>"
        )
    };
    let ferry = "Council pays for two new ferries after strike";
    let text = "The harbour council will pay for the boats, said Mayor Anna Berg on the quay.";
    let documents = [
        item("f", ferry, text),
        format!(
            "{}{}",
            item("f", ferry, &text.replace("Anna Berg", "Eva \u{1b}[31mDahl")),
            item("o", "Other news", "Nothing.")
        ),
        item("k", &format!("KILL: {ferry}"), "Do not use."),
    ];
    let mut arguments = vec!["replay".to_owned(), "--changes".into(), "--at".into(), "2026-01-01T12:00:00Z".into()];
    for (n, items) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{n}.xml"));
        let document = format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
        fs::write(&path, document).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let output = Command::new(PROGRAM).args(arguments).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    for needed in [
        "2026-01-01T12:00:00Z replay: 1 new",
        "2026-01-01T12:01:00Z replay: 1 new, 1 revised",
        "  revision 2 [body] by guid  Council pays",
        "body  - Anna Berg",
        "body  + Eva",
        ", withdrawn, corrects ",
        "revision 3 [title, body], withdrawn, by ",
    ] {
        assert!(told.contains(needed), "{needed}: {told}");
    }
    assert!(!told.contains('\u{1b}'), "a feed writes to no terminal: {told}");
}

#[test]
fn a_correction_above_the_story_it_corrects_is_published() {
    let item = |title: &str| format!("<item><guid>g</guid><title>{title}</title></item>");
    let records = replay_documents(&[
        &item("Old story"),
        &format!("{}{}", item("CORRECTED story"), item("Old story")),
        &format!("{}{}", item("CORRECTED story"), item("Old story")),
    ]);
    assert_eq!(titles(&records), ["Old story", "CORRECTED story"]);
}

#[test]
fn two_feeds_with_words_of_their_own_for_one_item_do_not_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let document = |text: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>t</title><item><guid>g</guid><title>Story</title><description>{text}</description></item></channel></rss>"
        )
    };
    for (name, text) in
        [("long.xml", "All that there is to say."), ("short.xml", "Some of it."), ("new.xml", "More of it.")]
    {
        fs::write(folder.path().join(name), document(text)).unwrap();
    }
    let polls = ["long", "short", "long", "short", "long", "new", "short", "new"];
    let poll = |(n, name): (usize, &&'static str)| {
        let feed = if *name == "short" { "b" } else { "a" };
        // Another byte each time, so that each document is read.
        let file = format!("{n}-{name}.xml");
        let text = fs::read_to_string(folder.path().join(format!("{name}.xml"))).unwrap();
        fs::write(folder.path().join(&file), text + &"\n".repeat(n)).unwrap();
        (feed, format!("2026-01-01T{n:02}:00:00Z"), file)
    };
    let polls: Vec<_> = polls.iter().enumerate().map(poll).collect();
    let polls = polls.iter().map(|(feed, at, file)| (*feed, at.as_str(), file.as_str()));
    let (_, records) = replay_feeds(folder.path(), polls);
    let bodies: Vec<_> = of(&records, "wire.articles").iter().map(|record| record["value"]["body"].clone()).collect();
    assert_eq!(bodies, ["All that there is to say.", "Some of it.", "More of it."]);
}

#[test]
fn what_cannot_become_an_article_becomes_a_dead_letter_once() {
    let empty = "<item></item><item><guid>a</guid><title>a</title></item>";
    let records = replay_documents(&[empty, &format!("{empty} "), &format!("{empty}  ")]);
    assert_eq!(of(&records, "wire.dead-letters").len(), 1);
}

#[test]
fn a_title_without_end_spoils_no_record() {
    let long = "long ".repeat(500_000);
    let records = replay_documents(&[&format!("<title>{long}</title><item><guid>a</guid><title>a</title></item>")]);
    assert_eq!(titles(&records), ["a"]);
    assert!(records.iter().all(|record| record["value"].to_string().len() < 20_000));
}
