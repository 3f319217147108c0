//! The bytes of a list's files, where they have changed.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::SystemTime,
};

use bytes::Bytes;
use ipnet::IpNet;
use jiff::Timestamp;
use url::Url;

use crate::{
    collect::{answer::shown, fetch::Fetcher},
    model::{Feed, Fetched, Validators, Whence},
};

/// Where a file of a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// On this machine.
    Path(PathBuf),
    /// On another one.
    Url(Url),
}

/// What was seen of it last.
#[derive(Debug, Clone, Default)]
pub(super) enum Seen {
    #[default]
    Nothing,
    File(Option<SystemTime>, u64),
    Answer(Box<Validators>),
}

/// A file that has changed.
pub(super) struct Part {
    pub bytes: Bytes,
    pub seen: Seen,
    /// When it was changed, by the word of its machine; RFC 3339.
    pub changed: Option<String>,
}

impl Place {
    /// For messages and records, without credentials.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Url(url) => shown(url),
        }
    }

    /// The file, unless it is as it was seen.
    pub(super) async fn get(
        &self,
        seen: &Seen,
        fetcher: &Fetcher,
        networks: &[IpNet],
        most: u64,
    ) -> Result<Option<Part>, String> {
        match self {
            Self::Path(path) => {
                let (path, seen) = (path.clone(), seen.clone());
                let read = tokio::task::spawn_blocking(move || read(&path, &seen, most));
                read.await.map_err(|error| format!("the reading broke off: {error}"))?
            }
            Self::Url(url) => fetch(url, seen, fetcher, networks).await,
        }
    }
}

fn read(path: &Path, seen: &Seen, most: u64) -> Result<Option<Part>, String> {
    let wrong = |error: std::io::Error| format!("{}: expected the list's file: {error}", path.display());
    let file = File::open(path).map_err(wrong)?;
    let meta = file.metadata().map_err(wrong)?;
    let now = Seen::File(meta.modified().ok(), meta.len());
    if let (Seen::File(old, len), Seen::File(new, now)) = (seen, &now)
        && old == new
        && len == now
        && old.is_some()
    {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(most)).unwrap_or(0));
    file.take(most + 1).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() as u64 > most {
        return Err(format!("{}: expected at most {most} bytes (max_size), the file is larger", path.display()));
    }
    let changed = meta.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Ok(Some(Part { bytes: bytes.into(), seen: now, changed: changed.map(|at| at.to_string()) }))
}

async fn fetch(url: &Url, seen: &Seen, fetcher: &Fetcher, networks: &[IpNet]) -> Result<Option<Part>, String> {
    let mut feed = Feed::bare("list", url.clone());
    feed.allow_networks = networks.to_vec();
    let validators = match seen {
        Seen::Answer(validators) => (**validators).clone(),
        _ => Validators::default(),
    };
    match fetcher.fetch(&feed, &validators).await {
        Fetched::NotModified(_) => Ok(None),
        Fetched::Failed(failure) => Err(failure.message),
        Fetched::Fresh(body) => {
            let modified = body.meta.last_modified.as_deref().and_then(|text| httpdate::parse_http_date(text).ok());
            let changed = modified.and_then(|time| Timestamp::try_from(time).ok()).map(|at| at.to_string());
            let seen = Validators {
                etag: body.meta.etag,
                last_modified: body.meta.last_modified,
                url: body.meta.final_url.as_ref().map(Whence::of),
            };
            Ok(Some(Part { bytes: body.bytes, seen: Seen::Answer(Box::new(seen)), changed }))
        }
    }
}
