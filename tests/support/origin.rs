//! An origin on loopback that knows every item it served.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// One item of one feed, as it is served.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item {
    /// The guid.
    pub guid: String,
    /// Counts up with each material change, from 1.
    pub version: u32,
}

/// How a feed answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// RSS with the feed's items; 304 where the ETag matches.
    Items,
    /// These bytes.
    Body(Vec<u8>),
    /// A redirect to this path.
    Redirect(String),
    /// This status without a body.
    Status(u16),
    /// A body without end, a MiB at a time.
    Endless,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// When.
    pub at: Instant,
    /// The feed.
    pub feed: String,
    /// `If-None-Match`, where it was sent.
    pub condition: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

#[derive(Default)]
struct Feed {
    items: Vec<Item>,
    answer: Option<Answer>,
    head: String,
    delay: Duration,
}

#[derive(Default)]
struct Ledger {
    feeds: HashMap<String, Feed>,
    asked: Vec<Asked>,
    /// Everything that was ever served: the feed and the last version by guid, and when it came.
    ever: HashMap<String, (String, u32, Instant)>,
}

/// The origin; it serves until the process ends.
#[derive(Clone)]
pub struct Origin {
    address: SocketAddr,
    ledger: Arc<Mutex<Ledger>>,
}

/// Items that a feed shows at most. Larger than any test needs: an item that leaves the window
/// before it was polled would be the origin's loss.
const WINDOW: usize = 2_000;

impl Origin {
    /// Starts to serve.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = Self { address: listener.local_addr().unwrap(), ledger: Arc::default() };
        let shared = origin.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let origin = shared.clone();
                thread::spawn(move || origin.serve(&stream));
            }
        });
        origin
    }

    /// Where a feed is.
    pub fn url(&self, feed: &str) -> String {
        format!("http://{}/{feed}", self.address)
    }

    /// Adds items to a feed, or new versions of items it has.
    pub fn publish(&self, feed: &str, items: impl IntoIterator<Item = Item>) {
        let mut ledger = self.ledger.lock().unwrap();
        let Ledger { feeds, ever, .. } = &mut *ledger;
        let shown = &mut feeds.entry(feed.to_owned()).or_default().items;
        for item in items {
            ever.insert(item.guid.clone(), (feed.to_owned(), item.version, Instant::now()));
            shown.retain(|old| old.guid != item.guid);
            shown.insert(0, item);
        }
    }

    /// Takes items off the end of feeds that show more than `keep`, but none that has not
    /// `arrived`: the oracle would take it for lost.
    pub fn retire(&self, keep: usize, arrived: impl Fn(&Item) -> bool) {
        for feed in self.ledger.lock().unwrap().feeds.values_mut() {
            while feed.items.len() > keep && feed.items.last().is_some_and(&arrived) {
                feed.items.pop();
            }
        }
    }

    /// When an item's last version was published.
    pub fn published_at(&self, item: &Item) -> Option<Instant> {
        let ledger = self.ledger.lock().unwrap();
        ledger.ever.get(&item.guid).filter(|(_, version, _)| *version == item.version).map(|(.., at)| *at)
    }

    /// Adds `n` new items to a feed; their guids count on from `first`.
    pub fn publish_new(&self, feed: &str, first: usize, n: usize) {
        self.publish(feed, (first..first + n).map(|k| Item { guid: format!("{feed}-{k}"), version: 1 }));
    }

    /// Has a feed answer in another way.
    pub fn answer(&self, feed: &str, answer: Answer) {
        self.ledger.lock().unwrap().feeds.entry(feed.to_owned()).or_default().answer = Some(answer);
    }

    /// Has a feed send headers besides, each with its end of line.
    pub fn head(&self, feed: &str, head: &str) {
        self.ledger.lock().unwrap().feeds.entry(feed.to_owned()).or_default().head = head.into();
    }

    /// A feed's document as it would be served now.
    pub fn document(&self, feed: &str) -> Vec<u8> {
        rss(feed, &self.ledger.lock().unwrap().feeds.get(feed).map(|feed| feed.items.clone()).unwrap_or_default())
    }

    /// All that was ever served, in its last version, by feed.
    pub fn served(&self) -> Vec<(String, Item)> {
        let ledger = self.ledger.lock().unwrap();
        let item = |(guid, (feed, version, _)): (&String, &(String, u32, Instant))| {
            (feed.clone(), Item { guid: guid.clone(), version: *version })
        };
        ledger.ever.iter().map(item).collect()
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.ledger.lock().unwrap().asked.clone()
    }

    /// How many requests for a feed came.
    pub fn polls(&self, feed: &str) -> usize {
        self.ledger.lock().unwrap().asked.iter().filter(|asked| asked.feed == feed).count()
    }

    fn serve(&self, stream: &TcpStream) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(120)));
        let mut reader = BufReader::new(stream);
        while let Some((feed, condition)) = request(&mut reader) {
            if self.respond(stream, &feed, condition).is_err() {
                return;
            }
        }
    }

    fn respond(&self, mut stream: &TcpStream, feed: &str, condition: Option<String>) -> std::io::Result<()> {
        let (answer, items, extra, delay) = {
            let ledger = self.ledger.lock().unwrap();
            match ledger.feeds.get(feed) {
                Some(feed) => {
                    let answer = feed.answer.clone().unwrap_or(Answer::Items);
                    (answer, feed.items.clone(), feed.head.clone(), feed.delay)
                }
                None => (Answer::Status(404), Vec::new(), String::new(), Duration::ZERO),
            }
        };
        thread::sleep(delay);
        let etag = format!("\"{:x}\"", xxhash(&items));
        let fresh = matches!(answer, Answer::Items) && condition.as_deref() == Some(&etag);
        let (status, head, body) = match answer {
            Answer::Items if fresh => (304, format!("ETag: {etag}\r\n"), Vec::new()),
            Answer::Items => (200, format!("ETag: {etag}\r\nContent-Type: application/rss+xml\r\n"), rss(feed, &items)),
            Answer::Body(body) => (200, String::new(), body),
            Answer::Redirect(path) => (302, format!("Location: {path}\r\n"), Vec::new()),
            Answer::Status(status) => (status, String::new(), Vec::new()),
            Answer::Endless => (200, String::new(), vec![b' '; 1 << 20]),
        };
        let asked = Asked { at: Instant::now(), feed: feed.to_owned(), condition, status };
        self.ledger.lock().unwrap().asked.push(asked);
        if matches!(self.ledger.lock().unwrap().feeds.get(feed).and_then(|f| f.answer.as_ref()), Some(Answer::Endless))
        {
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            // A GiB at most: the test stops by itself even if the reader does not.
            for _ in 0..1_024 {
                stream.write_all(&body)?;
            }
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        write!(stream, "HTTP/1.1 {status} X\r\n{head}{extra}Content-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(&body)
    }
}

/// The path and the condition of the next request; `None` at the end.
fn request(reader: &mut impl BufRead) -> Option<(String, Option<String>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let feed = line.split(' ').nth(1)?.trim_start_matches('/').to_owned();
    let mut condition = None;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
        if line.trim().is_empty() {
            return Some((feed, condition));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("if-none-match")
        {
            condition = Some(value.trim().to_owned());
        }
    }
}

fn xxhash(items: &[Item]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hash = DefaultHasher::new();
    items.hash(&mut hash);
    hash.finish()
}

/// The feed's document. The title says which version an item is; the text is long enough to
/// be worth a fingerprint.
fn rss(feed: &str, items: &[Item]) -> Vec<u8> {
    let mut text = format!("<rss version=\"2.0\"><channel><title>{feed}</title><link>https://{feed}.example/</link>");
    for Item { guid, version } in items.iter().take(WINDOW) {
        let words = format!("Word {guid} of version {version} was said at the town hall today. ").repeat(4);
        text.push_str(&format!(
            "<item><title>Item {guid} version {version}</title><guid isPermaLink=\"false\">{guid}</guid>\
             <link>https://{feed}.example/{guid}</link><description>&lt;p&gt;{words}&lt;/p&gt;</description></item>"
        ));
    }
    text.push_str("</channel></rss>");
    text.into_bytes()
}
