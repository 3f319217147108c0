//! Servers of every kind on loopback, told apart by the address that was asked: 127.101.0.0/16 and
//! 127.102.0.0/16 are quick, 127.103.0.0/16 drips, all others are quick as well.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UdpSocket},
};

/// Items of a quick feed come so far apart.
const APART: Duration = Duration::from_secs(7);
const DRIPS: u8 = 103;

/// How long an item waited until it was asked for.
pub struct Delay {
    /// Since the beginning.
    pub published: Duration,
    pub waited: Duration,
}

/// The most that was seen at once.
#[derive(Default, Clone, Copy)]
pub struct Most {
    pub all: usize,
    pub host: usize,
    pub starts: usize,
}

#[derive(Default)]
struct Host {
    /// Items that were served.
    served: u64,
    open: usize,
    starts: Vec<Instant>,
}

#[derive(Default)]
struct Ledger {
    published: Option<Instant>,
    hosts: HashMap<Ipv4Addr, Host>,
    delays: HashMap<u8, Vec<Delay>>,
    open: usize,
    most: Most,
}

pub struct Origin {
    http: SocketAddr,
    stalled: SocketAddr,
    names: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Mutex<Ledger>,
    answered: AtomicUsize,
    dripping: AtomicUsize,
    delay: Duration,
}

impl Origin {
    /// Servers whose quick answers take so long.
    pub async fn start(delay: Duration) -> Self {
        let http = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let stalled = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let names = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (answered, dripping) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let shared = Arc::new(Shared { ledger: Mutex::default(), answered, dripping, delay });
        let origin = Self {
            http: http.local_addr().unwrap(),
            stalled: stalled.local_addr().unwrap(),
            names: names.local_addr().unwrap(),
            shared: Arc::clone(&shared),
        };
        tokio::spawn(async move {
            loop {
                let (stream, _) = http.accept().await.unwrap();
                tokio::spawn(Arc::clone(&shared).serve(stream));
            }
        });
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = stalled.accept().await.unwrap();
                tokio::spawn(async move {
                    // Takes what comes, and says nothing.
                    let mut buffer = [0; 1_024];
                    while stream.read(&mut buffer).await.is_ok_and(|n| n > 0) {}
                });
            }
        });
        tokio::spawn(async move {
            let mut buffer = [0; 1_500];
            loop {
                let _ = names.recv_from(&mut buffer).await;
            }
        });
        origin
    }

    pub fn url(&self, host: Ipv4Addr) -> String {
        format!("http://{host}:{}/feed", self.http.port())
    }

    pub fn stalled(&self, host: Ipv4Addr) -> String {
        format!("https://{host}:{}/feed", self.stalled.port())
    }

    /// A server of names that never answers.
    pub fn names(&self) -> SocketAddr {
        self.names
    }

    /// From now on items come.
    pub fn publish(&self) {
        self.shared.ledger.lock().unwrap().published = Some(Instant::now());
    }

    /// Of the hosts of a network.
    pub fn delays(&self, net: u8) -> Vec<Delay> {
        self.shared.ledger.lock().unwrap().delays.remove(&net).unwrap_or_default()
    }

    pub fn most(&self) -> Most {
        self.shared.ledger.lock().unwrap().most
    }

    pub fn answered(&self) -> usize {
        self.shared.answered.load(Ordering::SeqCst)
    }

    pub fn dripping(&self) -> usize {
        self.shared.dripping.load(Ordering::SeqCst)
    }
}

impl Shared {
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let Ok(SocketAddr::V4(here)) = stream.local_addr() else { return };
        let (host, mut buffer, mut filled) = (*here.ip(), [0; 8_192], 0);
        loop {
            while !buffer[..filled].ends_with(b"\r\n\r\n") {
                match stream.read(&mut buffer[filled..]).await {
                    Ok(n) if n > 0 => filled += n,
                    _ => return,
                }
            }
            let path = String::from_utf8_lossy(&buffer[..filled]).split(' ').nth(1).unwrap_or_default().to_owned();
            filled = 0;
            if host.octets()[1] == DRIPS {
                self.dripping.fetch_add(1, Ordering::SeqCst);
                return drip(stream).await;
            }
            let version = self.begin(host);
            tokio::time::sleep(self.delay).await;
            self.end(host);
            if stream.write_all(&answer(host, &path, version)).await.is_err() {
                return;
            }
            self.answered.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Counts a request; returns which item is the newest.
    fn begin(&self, host: Ipv4Addr) -> u64 {
        let (mut ledger, now) = (self.ledger.lock().unwrap(), Instant::now());
        let Ledger { published, hosts, delays, open, most } = &mut *ledger;
        let seen = hosts.entry(host).or_default();
        *open += 1;
        seen.open += 1;
        seen.starts.retain(|start| now.duration_since(*start) < Duration::from_secs(1));
        seen.starts.push(now);
        *most = Most {
            all: most.all.max(*open),
            host: most.host.max(seen.open),
            starts: most.starts.max(seen.starts.len()),
        };
        let Some(begin) = *published else { return 0 };
        // Each host's items come at a time of their own.
        let [_, net, third, fourth] = host.octets();
        let offset = APART.mul_f64(f64::from(u16::from_be_bytes([third, fourth]) % 101) / 101.0);
        let at = |n: u64| offset + APART * u32::try_from(n).unwrap();
        let passed = now.duration_since(begin);
        while at(seen.served) <= passed {
            let published = at(seen.served);
            delays.entry(net).or_default().push(Delay { published, waited: passed.saturating_sub(published) });
            seen.served += 1;
        }
        seen.served
    }

    fn end(&self, host: Ipv4Addr) {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.open -= 1;
        ledger.hosts.get_mut(&host).unwrap().open -= 1;
    }
}

/// One byte a second, for as long as somebody takes it.
async fn drip(mut stream: TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").await;
    while stream.write_all(b" ").await.is_ok() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A feed with the newest items.
fn answer(host: Ipv4Addr, path: &str, version: u64) -> Vec<u8> {
    let item =
        |n: u64| format!("<item><guid>{host}{path} {n}</guid><title>Item {n} of {host} at {path}</title></item>");
    let items: String = (version.saturating_sub(4)..=version).rev().map(item).collect();
    let body = format!("<rss version=\"2.0\"><channel><title>{host}</title>{items}</channel></rss>");
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}
