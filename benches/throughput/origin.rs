//! Serves ready documents on loopback, with or without validators, and counts.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// The origin; it serves until the process ends.
#[derive(Clone)]
pub struct Origin {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    documents: Vec<Vec<u8>>,
    /// Whether answers carry an ETag, and a matching condition is answered 304.
    validators: AtomicBool,
    full: AtomicUsize,
    not_modified: AtomicUsize,
}

impl Origin {
    /// Starts to serve.
    pub fn start(documents: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let shared = Shared {
            documents,
            validators: AtomicBool::new(true),
            full: AtomicUsize::new(0),
            not_modified: AtomicUsize::new(0),
        };
        let origin = Self { address: listener.local_addr().unwrap(), shared: Arc::new(shared) };
        let shared = Arc::clone(&origin.shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve(&stream));
            }
        });
        origin
    }

    /// Where document `n` is.
    pub fn url(&self, n: usize) -> String {
        format!("http://{}/{n}", self.address)
    }

    /// Whether answers carry validators from now on.
    #[allow(dead_code)] // Asked by the `idle` benchmark alone.
    pub fn validators(&self, on: bool) {
        self.shared.validators.store(on, Ordering::SeqCst);
    }

    /// Answers so far: whole documents and 304.
    pub fn answered(&self) -> (usize, usize) {
        (self.shared.full.load(Ordering::SeqCst), self.shared.not_modified.load(Ordering::SeqCst))
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) {
        let _ = (stream.set_nodelay(true), stream.set_read_timeout(Some(Duration::from_secs(120))));
        let mut reader = BufReader::new(stream);
        while let Some((n, conditional)) = request(&mut reader) {
            if self.answer(stream, n, conditional).is_err() {
                return;
            }
        }
    }

    fn answer(&self, mut stream: &TcpStream, n: usize, conditional: bool) -> std::io::Result<()> {
        let Some(document) = self.documents.get(n) else { return Ok(()) };
        let validators = self.validators.load(Ordering::SeqCst);
        if validators && conditional {
            self.not_modified.fetch_add(1, Ordering::SeqCst);
            return stream.write_all(format!("HTTP/1.1 304 Not Modified\r\nETag: \"{n}\"\r\n\r\n").as_bytes());
        }
        let etag = if validators { format!("ETag: \"{n}\"\r\n") } else { String::new() };
        let head = format!(
            "HTTP/1.1 200 OK\r\n{etag}Content-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
            document.len()
        );
        stream.write_all(&[head.as_bytes(), document].concat())?;
        self.full.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// The document asked for, and whether on a condition.
fn request(reader: &mut BufReader<&TcpStream>) -> Option<(usize, bool)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let n = line.split(' ').nth(1)?.trim_start_matches('/').parse().ok()?;
    let mut conditional = false;
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
        if line.trim().is_empty() {
            return Some((n, conditional));
        }
        conditional |= line.to_ascii_lowercase().starts_with("if-none-match:");
    }
}
