//! An origin that writes down every request and answers by a row's script. Used in virtual time
//! by the tests, and in real time by `examples/manners.rs` for other readers.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};

use super::rows::Row;

/// What the time is: that of a start, what has passed since by tokio's clock, and what was skipped.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Timestamp,
    since: Instant,
    skipped: Option<&'static AtomicI64>,
}

impl Clock {
    pub fn starting(start: Timestamp) -> Self {
        Self { start, since: Instant::now(), skipped: None }
    }

    /// A clock that somebody else moves forward, by seconds.
    pub fn skipping(start: Timestamp, skipped: &'static AtomicI64) -> Self {
        Self { skipped: Some(skipped), ..Self::starting(start) }
    }

    pub fn now(&self) -> Timestamp {
        let skipped = self.skipped.map_or(0, |skipped| skipped.load(Ordering::SeqCst));
        self.start + SignedDuration::try_from(self.since.elapsed()).unwrap() + SignedDuration::from_secs(skipped)
    }

    /// When an instant of this clock comes.
    pub fn instant(&self, at: Timestamp) -> Instant {
        self.since + Duration::try_from(at.duration_since(self.start)).unwrap_or_default()
    }
}

/// A request that came, and the status it was answered with.
#[derive(Debug, Clone)]
pub struct Request {
    pub at: Timestamp,
    /// The path within the row, with its query: `/f0`.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub status: u16,
    /// Requests that were being answered, this one included.
    pub open: usize,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn is_conditional(&self) -> bool {
        self.header("if-none-match").is_some() || self.header("if-modified-since").is_some()
    }
}

/// A request that a script is to answer.
pub struct Turn<'a> {
    pub request: &'a Request,
    /// Those of the row that came before.
    pub before: &'a [Request],
    pub start: Timestamp,
    /// What the reader's clock shows.
    pub there: Timestamp,
    /// What the row's paths begin with: `http://127.0.0.1:1234/r7`.
    pub base: &'a str,
}

impl Turn<'_> {
    /// Requests for the same path before this one.
    pub fn n(&self) -> usize {
        self.before.iter().filter(|request| request.path == self.request.path).count()
    }

    /// Hours since the start.
    pub fn hours(&self) -> i64 {
        self.request.at.duration_since(self.start).as_secs() / 3_600
    }

    /// A date of HTTP so many hours from now.
    pub fn date(&self, hours: i64) -> String {
        (self.there + SignedDuration::from_hours(hours)).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

/// What a script answers.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Before it is sent.
    pub delay: Duration,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// A feed in its n-th version.
    pub fn feed(version: i64) -> Self {
        Self::document(version, "")
    }

    /// The same, with elements of the channel.
    pub fn document(version: i64, channel: &str) -> Self {
        let item = |n: i64| {
            format!(
                "<item><guid isPermaLink=\"false\">g{n}</guid><title>Item {n}</title><description>Of {n}.</description></item>"
            )
        };
        let items: String = (version..version + 5).rev().map(item).collect();
        let text = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\">\
             <channel><title>t</title><link>http://e.example/</link><description>d</description>{channel}{items}</channel></rss>"
        );
        Self { status: 200, body: text.into_bytes(), ..Self::default() }.with("Content-Type", "application/rss+xml")
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

#[derive(Default)]
struct Ledger {
    requests: HashMap<u8, Vec<Request>>,
    open: HashMap<u8, usize>,
}

/// The origin.
#[derive(Clone)]
pub struct Origin {
    address: SocketAddr,
    clock: Clock,
    there: Clock,
    start: Timestamp,
    ledger: Arc<Mutex<Ledger>>,
}

impl Origin {
    /// Serves the rows on loopback, each below a path of its own. `there`: the reader's clock.
    pub async fn start(rows: &'static [Row], clock: Clock, there: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let origin = Self { address, clock, there, start: clock.now(), ledger: Arc::default() };
        let shared = origin.clone();
        tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let origin = shared.clone();
                tokio::spawn(async move { origin.serve(stream, rows).await });
            }
        });
        origin
    }

    /// What the paths of a row begin with.
    pub fn base(&self, row: &Row) -> String {
        format!("http://{}/r{}", self.address, row.number)
    }

    /// The feeds of a row.
    pub fn feeds(&self, row: &Row) -> Vec<String> {
        row.feeds.iter().map(|path| format!("{}{path}", self.base(row))).collect()
    }

    /// All requests of a row.
    pub fn requests(&self, row: &Row) -> Vec<Request> {
        self.ledger.lock().unwrap().requests.get(&row.number).cloned().unwrap_or_default()
    }

    async fn serve(self, mut stream: TcpStream, rows: &'static [Row]) {
        while let Some((path, headers)) = read(&mut stream).await {
            let Some((row, path)) = which(rows, &path) else { return };
            let (reply, index) = self.reply(row, path, headers);
            tokio::time::sleep(reply.delay).await;
            let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
            for (name, value) in &reply.headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str(&format!("Content-Length: {}\r\n\r\n", reply.body.len()));
            let body = if reply.status == 304 { &[][..] } else { &reply.body };
            self.done(row, index, reply.status);
            if stream.write_all(&[head.as_bytes(), body].concat()).await.is_err() {
                return;
            }
        }
    }

    fn reply(&self, row: &Row, path: String, headers: Vec<(String, String)>) -> (Reply, usize) {
        let mut ledger = self.ledger.lock().unwrap();
        let open = ledger.open.entry(row.number).or_default();
        *open += 1;
        let request = Request { at: self.clock.now(), path, headers, status: 0, open: *open };
        let base = self.base(row);
        let before = ledger.requests.entry(row.number).or_default();
        let turn = Turn { request: &request, before, start: self.start, there: self.there.now(), base: &base };
        let reply = (row.answer)(&turn);
        before.push(request);
        (reply, before.len() - 1)
    }

    fn done(&self, row: &Row, index: usize, status: u16) {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.requests.get_mut(&row.number).unwrap()[index].status = status;
        *ledger.open.get_mut(&row.number).unwrap() -= 1;
    }
}

/// The row that a path belongs to. robots.txt stands at the root and says nothing of the row: that
/// is the one that asks for it.
fn which<'a>(rows: &'a [Row], path: &str) -> Option<(&'a Row, String)> {
    if path == "/robots.txt" {
        return Some((rows.iter().find(|row| row.robots)?, path.to_owned()));
    }
    let rest = path.strip_prefix("/r")?;
    let at = rest.find('/')?;
    let number = rest[..at].parse::<u8>().ok()?;
    Some((rows.iter().find(|row| row.number == number)?, rest[at..].to_owned()))
}

/// The path and headers of the next request.
async fn read(stream: &mut TcpStream) -> Option<(String, Vec<(String, String)>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        if head.len() > 1 << 16 {
            return None;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    Some((path, lines.filter_map(header).collect()))
}
