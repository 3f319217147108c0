//! `--json`: a record as one line.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

use super::{
    reader::{Record, Topic},
    text::obeyed,
};
use crate::cli::output::raw;

/// `{"topic","key","headers","value"}`. JSON values stand as they were received; the bytes of
/// a dead letter stand as a string, or as `{"hex": ...}` where they are not UTF-8, as `replay` has them.
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
    let Ok(shown) = str::from_utf8(&record.value) else {
        return raw(&record.value).to_string();
    };
    let is_json = || serde_json::from_str::<IgnoredAny>(shown).is_ok() && !shown.contains(['\n', '\r']);
    if record.topic != Topic::DeadLetters && is_json() { shown.to_owned() } else { text(shown) }
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
    fn a_dead_letter_is_a_string_or_hex_and_every_line_is_json() {
        use serde_json::{Value, json};
        let cases: [(&[u8], Value); 3] =
            [(b"<rss>\n", json!("<rss>\n")), (b"{\"a\":1}", json!("{\"a\":1}")), (b"<\xff", json!({"hex": "3cff"}))];
        for (bytes, value) in cases {
            let line = line(&record(Topic::DeadLetters, bytes));
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["value"], value);
        }
        assert!(line(&record(Topic::Notices, b"{\n}")).ends_with(r#""value":"{\n}"}"#));
    }
}
