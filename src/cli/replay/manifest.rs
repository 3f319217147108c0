//! The polls to replay: lines of a manifest, or plain documents.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::Url;

use super::{super::Error, read_bounded};
use crate::{
    collect::answer,
    model::{Feed, Fetched},
};

/// Longest line of a manifest, in bytes.
const MOST_LINE: u64 = 1 << 20;

/// One poll of one feed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The feed's id.
    pub feed: String,
    /// Where it would be fetched.
    pub url: Url,
    /// When it was fetched.
    pub at: Timestamp,
    /// The document; not read for a status that has none.
    #[serde(default)]
    file: Option<PathBuf>,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    timezone: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

fn ok() -> u16 {
    200
}

impl Line {
    /// The feed as an operator would declare it.
    pub fn declare(&self) -> Feed {
        let mut feed = Feed::bare(self.feed.as_str(), self.url.clone());
        feed.timezone.clone_from(&self.timezone);
        feed.language.clone_from(&self.language);
        feed
    }

    /// What the poll brought.
    pub fn fetched(&self, limit: u64) -> Result<Fetched, Error> {
        let bytes = match &self.file {
            Some(file) => read_bounded(file, limit)?,
            None => Vec::new(),
        };
        let mut headers = http::HeaderMap::new();
        for (name, value) in &self.headers {
            let wrong = |e: String| Error::Failed(format!("{}: header {name:?}: {e}", self.feed));
            let name = http::HeaderName::try_from(name).map_err(|e| wrong(e.to_string()))?;
            let value = http::HeaderValue::try_from(value).map_err(|e| wrong(e.to_string()))?;
            headers.append(name, value);
        }
        Ok(answer::answered(self.status, &headers, &self.url, bytes.into(), self.at))
    }
}

/// The polls that the arguments name. Without `at`, a document's own time is when it came.
pub fn polls(files: &[PathBuf], at: Option<Timestamp>) -> Result<Vec<Line>, Error> {
    if let [file] = files
        && is_manifest(file)
    {
        return read_manifest(file);
    }
    files.iter().zip(0..).map(|(file, n)| document(file, n, at)).collect()
}

fn is_manifest(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

fn read_manifest(path: &Path) -> Result<Vec<Line>, Error> {
    let wrong = |n: usize, what: String| Error::Failed(format!("{}:{n}: {what}", path.display()));
    let file = File::open(path).map_err(|e| Error::Failed(format!("{}: cannot open: {e}", path.display())))?;
    let (folder, mut reader) = (path.parent().unwrap_or(Path::new("")), BufReader::new(file));
    let (mut polls, mut n) = (Vec::new(), 0);
    loop {
        n += 1;
        let mut line = Vec::new();
        let read = std::io::Read::take(&mut reader, MOST_LINE).read_until(b'\n', &mut line);
        match read.map_err(|e| wrong(n, format!("cannot read: {e}")))? {
            0 => return Ok(polls),
            _ if line.iter().all(u8::is_ascii_whitespace) => continue,
            _ => {}
        }
        let mut poll: Line = serde_json::from_slice(&line).map_err(|e| {
            wrong(n, format!("expected an object with feed, url, at and file, got something else: {e}"))
        })?;
        poll.file = poll.file.map(|file| folder.join(file));
        polls.push(poll);
    }
}

/// Documents without a manifest are polls of one feed, a minute apart.
fn document(path: &Path, n: i64, at: Option<Timestamp>) -> Result<Line, Error> {
    let wrong = |what: String| Error::Failed(format!("{}: {what}", path.display()));
    let at = if let Some(at) = at {
        at + SignedDuration::from_mins(n)
    } else {
        let modified = path.metadata().and_then(|meta| meta.modified()).map_err(|e| wrong(e.to_string()))?;
        Timestamp::try_from(modified).map_err(|e| wrong(e.to_string()))?
    };
    // A name that no registry gives out (RFC 6761).
    let url = Url::parse("https://replay.invalid/feed").map_err(|e| wrong(e.to_string()))?;
    Ok(Line {
        feed: "replay".into(),
        url,
        at,
        file: Some(path.to_owned()),
        status: 200,
        headers: BTreeMap::new(),
        timezone: None,
        language: None,
    })
}
