//! `--json`: a record as one line.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

use super::{
    reader::{Record, Topic},
    text::obeyed,
};

/// `{"topic","key","headers","value"}`. JSON values stand as they were received; the bytes of
/// a dead letter stand as a string, with U+FFFD where they are not UTF-8.
pub fn line(record: &Record) -> String {
    let headers: Vec<_> =
        record.headers.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    let line = format!(
        "{{\"topic\":{},\"key\":{},\"headers\":{{{}}},\"value\":{}}}",
        text(&record.topic_name),
        record.key.as_deref().map_or_else(|| "null".into(), text),
        headers.join(","),
        value(record),
    );
    harmless(&line)
}

fn value(record: &Record) -> String {
    let shown = String::from_utf8_lossy(&record.value);
    let is_json = || serde_json::from_str::<IgnoredAny>(&shown).is_ok() && !shown.contains(['\n', '\r']);
    if record.topic != Topic::DeadLetters && is_json() { shown.into_owned() } else { text(&shown) }
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// JSON escapes few of the characters that a terminal obeys. Outside strings it has none of
/// them, so that each may be written as `\u009b`.
fn harmless(line: &str) -> String {
    let mut harmless = String::with_capacity(line.len());
    for c in line.chars() {
        if obeyed(c) {
            // All of them lie in the basic multilingual plane; writing to a String cannot fail.
            let _ = write!(harmless, "\\u{:04x}", u32::from(c));
        } else {
            harmless.push(c);
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(topic: Topic, value: &[u8]) -> Record {
        Record {
            topic,
            topic_name: "wire.x".into(),
            key: Some("k\"".into()),
            headers: vec![("b".into(), "1".into()), ("a".into(), "\u{1b}".into())],
            value: value.to_vec(),
        }
    }

    #[test]
    fn a_value_stands_as_it_was_received() {
        let line = line(&record(Topic::Articles, "{\"z\":1,\"a\":\"\u{9b}я\"}".as_bytes()));
        assert_eq!(
            line,
            r#"{"topic":"wire.x","key":"k\"","headers":{"b":"1","a":"\u001b"},"value":{"z":1,"a":"\u009bя"}}"#
        );
    }

    #[test]
    fn a_dead_letter_is_a_string_and_every_line_is_json() {
        for value in [&b"<rss>\n\xff"[..], b"{\"a\":1}", b""] {
            let line = line(&record(Topic::DeadLetters, value));
            let parsed: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(parsed["value"], String::from_utf8_lossy(value).as_ref());
            assert!(!line.contains('\n'));
        }
        assert!(line(&record(Topic::Notices, b"{\n}")).ends_with(r#""value":"{\n}"}"#));
    }
}
