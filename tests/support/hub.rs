//! A hub on loopback that follows the W3C Recommendation to the letter, and can be told to break it.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use ring::hmac;
use url::{Url, form_urlencoded};

/// A request for a subscription, or for its end.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `subscribe` or `unsubscribe`.
    pub mode: String,
    /// The topic.
    pub topic: String,
    /// Where the subscriber is called.
    pub callback: Url,
    /// What is signed with.
    pub secret: String,
    /// The lease wanted.
    pub lease: Option<i64>,
    /// The path that was asked.
    pub path: String,
    /// Whether the subscriber confirmed it; absent where it was not asked.
    pub confirmed: Option<bool>,
}

/// How it treats requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Accepts and verifies.
    Strict,
    /// Accepts, and never verifies.
    Silent,
    /// Refuses with this status.
    Refuse(u16),
    /// Accepts, and denies in the place of verifying.
    Deny,
    /// Sends on to another path, 308, which is strict.
    Moved,
}

struct State {
    manner: Manner,
    asked: Vec<Asked>,
    grants: Option<i64>,
}

/// The hub; it serves until the process ends.
#[derive(Clone)]
pub struct Hub {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Hub {
    /// Starts to serve.
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = State { manner, asked: Vec::new(), grants: None };
        let hub = Self { address: listener.local_addr().unwrap(), state: Arc::new(Mutex::new(state)) };
        let shared = hub.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let hub = shared.clone();
                thread::spawn(move || hub.serve(&stream));
            }
        });
        hub
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}/hub", self.address)
    }

    /// `Link` headers that name it and a topic.
    pub fn link(&self, topic: &str) -> String {
        format!("Link: <{}>; rel=\"hub\", <{topic}>; rel=\"self\"\r\n", self.url())
    }

    /// Treats requests from now on in another way.
    pub fn manner(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// Grants leases of so many seconds, whatever is wanted.
    pub fn grants(&self, seconds: i64) {
        self.state.lock().unwrap().grants = Some(seconds);
    }

    /// Requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// The last subscription to a topic that was confirmed.
    pub fn subscription(&self, topic: &str) -> Option<Asked> {
        let confirmed = |asked: &Asked| asked.topic == topic && asked.confirmed == Some(true);
        self.asked().into_iter().rev().find(confirmed)
    }

    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let Some((line, headers, body)) = read(&mut reader) else { return };
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut answer = |status: u16, head: &str| {
            let _ = write!(stream, "HTTP/1.1 {status} X\r\n{head}Content-Length: 0\r\nConnection: close\r\n\r\n");
        };
        let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
        let manner = self.state.lock().unwrap().manner;
        if manner == Manner::Moved && path == "/hub" {
            return answer(308, "Location: /moved\r\n");
        }
        if let Some(fault) = fault(&line, &headers, &form) {
            eprintln!("hub: {fault}");
            return answer(400, "");
        }
        let of = |name: &str| form.get(name).cloned().unwrap_or_default();
        let mut asked = Asked {
            mode: of("hub.mode"),
            topic: of("hub.topic"),
            callback: of("hub.callback").parse().unwrap(),
            secret: of("hub.secret"),
            lease: form.get("hub.lease_seconds").and_then(|lease| lease.parse().ok()),
            path,
            confirmed: None,
        };
        match manner {
            Manner::Refuse(status) => answer(status, ""),
            _ => answer(202, ""),
        }
        match manner {
            Manner::Strict | Manner::Moved => asked.confirmed = Some(self.verify(&asked)),
            Manner::Deny => {
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("hub.mode", "denied")
                    .append_pair("hub.topic", &asked.topic)
                    .append_pair("hub.reason", "not for you")
                    .finish();
                get(&asked.callback, &query);
            }
            Manner::Silent | Manner::Refuse(_) => {}
        }
        self.state.lock().unwrap().asked.push(asked);
    }

    /// Section 5.3: the challenge must come back, byte for byte.
    pub fn verify(&self, asked: &Asked) -> bool {
        let challenge = format!("challenge {}/?=&+%<b>", asked.callback.path().len() * 7_919);
        let lease = self.state.lock().unwrap().grants.or(asked.lease);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("hub.mode", &asked.mode).append_pair("hub.topic", &asked.topic);
        query.append_pair("hub.challenge", &challenge);
        if let Some(lease) = lease.filter(|_| asked.mode == "subscribe") {
            query.append_pair("hub.lease_seconds", &lease.to_string());
        }
        let (status, body) = get(&asked.callback, &query.finish());
        (200..300).contains(&status) && body == challenge
    }
}

/// What is wrong with a request by section 5.1.
fn fault(line: &str, headers: &HashMap<String, String>, form: &HashMap<String, String>) -> Option<String> {
    let kind = headers.get("content-type").map(String::as_str).unwrap_or_default();
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if !line.starts_with("POST ") || !kind.starts_with("application/x-www-form-urlencoded") {
        return Some(format!("no form: {line} {kind}"));
    }
    if !matches!(of("hub.mode"), "subscribe" | "unsubscribe") || Url::parse(of("hub.topic")).is_err() {
        return Some(format!("mode or topic: {form:?}"));
    }
    // What is in an address that can be guessed is no secret (section 5.1, section 8).
    let path = Url::parse(of("hub.callback")).map(|url| url.path().len()).unwrap_or_default();
    if path < 40 || of("hub.secret").len() >= 200 {
        return Some("callback or secret".into());
    }
    headers.contains_key("referer").then(|| "a Referer".into())
}

/// A ping as it is sent.
pub struct Ping<'a> {
    /// The document.
    pub body: &'a [u8],
    /// `X-Hub-Signature`, where one is sent.
    pub signature: Option<String>,
}

/// The signature of a body by a secret; `method` is `sha1`, `sha256`, `sha384` or `sha512`.
pub fn sign(method: &str, secret: &str, body: &[u8]) -> String {
    let algorithm = match method {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    let tag = hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), body);
    format!("{method}={}", data_encoding::HEXLOWER.encode(tag.as_ref()))
}

/// Sends a ping; `port` where another instance than that of the address is to be called. The status.
pub fn ping(callback: &Url, port: Option<u16>, ping: &Ping<'_>) -> u16 {
    let Ping { body, signature } = ping;
    let signature = signature.as_ref().map(|value| format!("X-Hub-Signature: {value}\r\n")).unwrap_or_default();
    let head = format!("Content-Type: application/rss+xml\r\n{signature}Content-Length: {}\r\n", body.len());
    exchange(callback, port, "POST", "", &head, body).0
}

/// Calls a callback with a query.
pub fn get(callback: &Url, query: &str) -> (u16, String) {
    exchange(callback, None, "GET", &format!("?{query}"), "", b"")
}

/// One request with whatever head and body; status 0 where nothing came back.
pub fn exchange(url: &Url, port: Option<u16>, method: &str, query: &str, head: &str, body: &[u8]) -> (u16, String) {
    let address = (url.host_str().unwrap_or_default(), port.or(url.port()).unwrap_or(80));
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        write!(stream, "{method} {}{query} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n{head}\r\n", url.path())?;
        // A subscriber may refuse before all was sent.
        let _ = stream.write_all(body);
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        Ok(text)
    };
    let text = ask().unwrap_or_default();
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// The first line, the headers and the body of a request.
fn read(reader: &mut impl BufRead) -> Option<(String, HashMap<String, String>, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut headers = HashMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|n| *n > 0)?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((line.trim().to_owned(), headers, body))
}
