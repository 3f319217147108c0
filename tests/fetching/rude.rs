//! Readers as they should not be. Between them they break every row, which shows that each row
//! can be broken.

use std::collections::HashMap;

use jiff::SignedDuration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    origin::{Clock, Origin},
    rows::Row,
};

/// What is wrong with a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rude {
    /// Knows no conditions, no headers, no waiting: everything every ten minutes.
    Careless,
    /// Knows conditions, and holds on to everything it was ever told.
    Clinging,
}

/// What is remembered of a feed.
#[derive(Default)]
struct Known {
    url: String,
    etag: Option<String>,
    hurry: bool,
}

/// Runs a row.
pub async fn run(rude: Rude, origin: &Origin, row: &Row, clock: Clock) {
    let end = clock.now() + SignedDuration::from_hours(row.hours);
    let mut known: HashMap<String, Known> = HashMap::new();
    let mut turn = 0_u64;
    while clock.now() < end {
        for declared in origin.feeds(row) {
            let state = known.entry(declared.clone()).or_insert_with(|| Known { url: declared, ..Known::default() });
            if rude == Rude::Careless || turn.is_multiple_of(2) || state.hurry {
                poll(rude, state).await;
            }
        }
        turn += 1;
        tokio::time::sleep(std::time::Duration::from_secs(600)).await;
    }
}

async fn poll(rude: Rude, known: &mut Known) {
    let mut url = known.url.clone();
    for _ in 0..25 {
        let (status, headers) = get(rude, &url, known.etag.as_deref()).await;
        let header =
            |name: &str| headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone());
        known.etag = header("etag").or(known.etag.take());
        known.hurry = header("cache-control").is_some_and(|control| control.contains("no-store"));
        match header("location").filter(|_| (300..400).contains(&status)) {
            Some(next) => url = next,
            None => break,
        }
    }
    if rude == Rude::Clinging {
        known.url = url;
    }
}

async fn get(rude: Rude, url: &str, etag: Option<&str>) -> (u16, Vec<(String, String)>) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = match rude {
        Rude::Careless => {
            let path = if path.contains('?') { format!("{path}&nocache=1") } else { path.to_owned() };
            format!(
                "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\
                 Accept-Encoding: gzip\r\nCookie: id=1\r\nReferer: {url}\r\n\r\n"
            )
        }
        Rude::Clinging => {
            let condition = etag.map(|etag| format!("If-None-Match: {etag}\r\n")).unwrap_or_default();
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{condition}\r\n")
        }
    };
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    (status, head.lines().skip(1).filter_map(header).collect())
}
