//! Printing records as JSON Lines: `{"topic","key","headers","value"}`.

use std::{fmt::Write as _, io::Write};

use crate::publish::{
    record::Record,
    topics::{Topic, Topics},
};

/// Writes one record as one line. The value is the very JSON that is produced; raw bytes
/// (dead letters) become a string where they are UTF-8, else `{"hex": ...}`.
pub fn write_record(out: &mut impl Write, record: &Record, topics: &Topics) -> std::io::Result<()> {
    let headers: serde_json::Map<_, _> =
        record.headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    write!(
        out,
        "{{\"topic\":{},\"key\":{},\"headers\":{},\"value\":",
        serde_json::Value::from(topics.name(record.topic)),
        serde_json::Value::from(record.key.as_str()),
        serde_json::Value::Object(headers),
    )?;
    match record.topic {
        Topic::DeadLetters => write!(out, "{}", raw(&record.value))?,
        Topic::Index => write!(out, "{}", hex(&record.value))?,
        _ => out.write_all(&record.value)?,
    }
    out.write_all(b"}\n")
}

/// Bytes as JSON: a string where they are UTF-8, else `{"hex": ...}`.
pub fn raw(bytes: &[u8]) -> serde_json::Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => hex(bytes),
    }
}

fn hex(bytes: &[u8]) -> serde_json::Value {
    let hex = bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    serde_json::json!({ "hex": hex })
}
