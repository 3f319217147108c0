//! What a reader makes of a file, ours and others', in one form.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde::Deserialize;
use wiredesk::{
    curate::{
        decode::{decode, references::escape},
        normalise::date,
        parse::parse,
    },
    model::TextKind,
};

/// One entry, as far as readers can be compared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub id: Option<String>,
    pub link: Option<String>,
    pub title: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub text: bool,
    /// What there is of text, where the reader gives it.
    pub words: String,
}

/// One file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub file: String,
    pub ok: bool,
    pub entries: Vec<Fields>,
    pub repairs: Vec<String>,
}

/// Reads a document as the desk does.
pub fn ours(file: &str, bytes: &[u8]) -> Reading {
    let read = decode(bytes, None, None).and_then(|decoded| Ok((parse(&decoded)?, decoded.repairs)));
    let Ok((feed, repairs)) = read else { return Reading { file: file.to_owned(), ..Reading::default() } };
    let now = jiff::Timestamp::now();
    let instant = |raw: &Option<String>| {
        raw.as_deref().and_then(|raw| date::read(raw, None, now)).and_then(|date| date.at).map(|at| at.to_string())
    };
    let entries = feed.entries.iter().map(|entry| {
        let alternate = entry.links.iter().find(|link| link.is_alternate()).map(|link| link.href.clone());
        Fields {
            id: entry.guid.clone(),
            link: alternate.or_else(|| entry.guid.clone().filter(|_| entry.guid_is_permalink)),
            title: entry.title.as_ref().map(|title| match title.kind {
                TextKind::Html => title.value.clone(),
                TextKind::Plain => escape(&title.value).into_owned(),
            }),
            published: instant(&entry.published),
            updated: instant(&entry.updated),
            text: entry.summary.is_some() || entry.content.is_some(),
            words: entry
                .content
                .iter()
                .chain(&entry.summary)
                .map(|text| folded(&text.value))
                .collect::<Vec<_>>()
                .join(" "),
        }
    });
    Reading {
        file: file.to_owned(),
        ok: true,
        entries: entries.collect(),
        repairs: repairs.iter().chain(&feed.repairs).map(|repair| repair.kind.clone()).collect(),
    }
}

/// Runs another reader: paths go in, one a line; one JSON object a line comes out.
pub fn peer(command: &str, files: &[String]) -> std::io::Result<Vec<Reading>> {
    let mut words = command.split_whitespace();
    let mut child = Command::new(words.next().unwrap_or_default())
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().ok_or_else(|| std::io::Error::other("no standard input"))?;
    let paths = files.join("\n") + "\n";
    let feeder = std::thread::spawn(move || input.write_all(paths.as_bytes()));
    let output = child.wait_with_output()?;
    let _ = feeder.join();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut readings: Vec<Reading> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    // An instant has many writings.
    for fields in readings.iter_mut().flat_map(|reading| &mut reading.entries) {
        let instant = fields.published.as_deref().and_then(|raw| raw.parse::<jiff::Timestamp>().ok());
        fields.published = instant.map(|at| at.to_string()).or(fields.published.take());
    }
    Ok(readings)
}

/// A text without markup, references and white space, for comparing.
pub fn folded(text: &str) -> String {
    wiredesk::curate::normalise::text::html(text).text.split_whitespace().collect::<Vec<_>>().join(" ")
}
