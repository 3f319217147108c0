//! Hostile servers, one by one: what each attempts is refused, and succeeds once the guard
//! against it is switched off. Sockets are real and on loopback, time is virtual.

mod address;
mod resets;
mod tls;
mod transport;
mod ways;

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::model::{ByteSize, Span};

/// A whole feed, small.
const FEED: &str =
    "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><title>One</title></item></channel></rss>";

/// What a server does with a request.
enum Act {
    /// Sends this and waits for the next request.
    Send(Vec<u8>),
    /// Sends this and closes.
    Close(Vec<u8>),
    /// Sends this and breaks the connection off (RST).
    Reset(Vec<u8>),
    /// Sends the first, then the second again and again, so many times, with a pause between.
    Repeat(Vec<u8>, Vec<u8>, usize, Duration),
}

/// A server on loopback.
struct Origin {
    url: Url,
    /// The heads of all requests.
    asked: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Origin {
    /// Serves at an address, by what the head of a request makes it do.
    async fn at(ip: &str, act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.unwrap();
        let url = format!("http://{}/feed", listener.local_addr().unwrap()).parse().unwrap();
        let (asked, connections) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<usize>>::default());
        let (log, count, act) = (Arc::clone(&asked), Arc::clone(&connections), Arc::new(act));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                *count.lock().unwrap() += 1;
                let (log, act) = (Arc::clone(&log), Arc::clone(&act));
                tokio::spawn(async move { serve(stream, &log, &*act).await });
            }
        });
        Self { url, asked, connections }
    }

    async fn new(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1", act).await
    }

    fn feed(&self) -> Feed {
        allowed(&self.url)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A feed whose operator let it reach the one address where our servers are, and no other.
fn allowed(url: &Url) -> Feed {
    let mut feed = Feed::bare("f", url.clone());
    feed.allow_networks = vec!["127.0.0.1/32".parse().unwrap()];
    feed
}

async fn serve(mut stream: TcpStream, log: &Mutex<Vec<String>>, act: &(impl Fn(&str) -> Act + ?Sized)) {
    while let Some(head) = read_head(&mut stream).await {
        let act = act(&head);
        log.lock().unwrap().push(head);
        match act {
            Act::Send(bytes) => drop(stream.write_all(&bytes).await),
            Act::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Act::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.set_zero_linger();
                return;
            }
            Act::Repeat(first, again, times, pause) => {
                let _ = stream.write_all(&first).await;
                for _ in 0..times {
                    tokio::time::sleep(pause).await;
                    if stream.write_all(&again).await.is_err() {
                        return;
                    }
                }
                return;
            }
        }
    }
}

async fn read_head(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// An answer with headers of its own (each with its line end) and a stated length.
fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", headers, body)
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn to(url: impl std::fmt::Display) -> Vec<u8> {
    answer("302 Found", &format!("Location: {url}\r\n"), b"")
}

fn config() -> Config {
    Config { max_body: ByteSize(15 << 20), timeout: Span::secs(30), ..Config::default() }
}

/// A fetcher with all its guards, and one without.
fn with_and_without(guard: Guard, names: &Names) -> [Fetcher; 2] {
    [Guards::default(), Guards::without(guard)].map(|guards| Fetcher::with(&config(), names.clone(), guards).unwrap())
}

fn no_names() -> Names {
    Names::told(|_| Vec::new())
}

async fn get(fetcher: &Fetcher, feed: &Feed) -> Fetched {
    fetcher.fetch(feed, &Validators::default()).await
}

/// The cause of a failure, or how many bytes came.
fn outcome(fetched: &Fetched) -> Result<usize, Cause> {
    match fetched {
        Fetched::Fresh(body) => Ok(body.bytes.len()),
        Fetched::NotModified(_) => Ok(0),
        Fetched::Failed(failure) => Err(failure.cause),
    }
}
