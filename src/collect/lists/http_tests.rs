//! Lists over HTTP: conditional requests, and answers that must not replace what was there.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::{Config, Loader, Outcome, Shelf};
use crate::collect::fetch;

/// An origin that gives the answers it was told, one a request, and keeps what it was asked.
struct Origin {
    address: SocketAddr,
    answers: Arc<Mutex<VecDeque<String>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Origin {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (answers, asked) = (Arc::default(), Arc::default());
        let origin = Self { address, answers: Arc::clone(&answers), asked: Arc::clone(&asked) };
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { break };
                    head.push(byte);
                }
                asked.lock().unwrap().push(String::from_utf8_lossy(&head).to_lowercase());
                let answer: Option<String> = answers.lock().unwrap().pop_front();
                let _ = stream.write_all(answer.unwrap_or_default().as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        origin
    }

    /// Gives the answer to the next request of the loader.
    async fn load(&self, loader: &mut Loader, shelf: &Shelf, answer: String) -> Result<Option<usize>, String> {
        self.answers.lock().unwrap().push_back(answer);
        match loader.load().await {
            Ok(Outcome::Unchanged) => Ok(None),
            Ok(Outcome::Loaded(book)) => {
                let entries = book.len();
                shelf.put(book);
                Ok(Some(entries))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn last_asked(&self) -> String {
        self.asked.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

fn rows(n: usize) -> String {
    (0..n).fold("id,schema,name,aliases,countries\n".to_owned(), |text, n| {
        text + &format!("Q{n},Person,Gleb Orlenko{n},,ru\n")
    })
}

fn answer(status: &str, head: &str, length: usize, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

fn good(n: usize, etag: &str) -> String {
    let head = format!("ETag: \"{etag}\"\r\nLast-Modified: Sun, 01 Feb 2026 03:04:05 GMT\r\n");
    answer("200 OK", &head, rows(n).len(), &rows(n))
}

#[tokio::test]
async fn a_list_over_http_is_asked_for_on_condition_and_only_a_whole_good_one_replaces_it() {
    let origin = Origin::start().await;
    let config = Config {
        id: "test".into(),
        url: Some(format!("http://{}/targets.simple.csv", origin.address)),
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..Config::default()
    };
    let mut loader = Loader::new(&config, &fetch::Config::default(), std::path::Path::new("")).unwrap();
    let shelf = Shelf::default();
    let held = || shelf.read().0.iter().map(|book| book.len()).collect::<Vec<_>>();

    assert_eq!(origin.load(&mut loader, &shelf, good(10, "one")).await, Ok(Some(10)));
    assert!(!origin.last_asked().contains("if-none-match"), "{}", origin.last_asked());
    assert_eq!(shelf.read().0[0].provenance.date.as_deref(), Some("2026-02-01T03:04:05Z"));

    let same = answer("304 Not Modified", "ETag: \"one\"\r\n", 0, "");
    assert_eq!(origin.load(&mut loader, &shelf, same).await, Ok(None));
    assert!(origin.last_asked().contains("if-none-match: \"one\""), "{}", origin.last_asked());
    assert!(origin.last_asked().contains("if-modified-since: sun, 01 feb 2026 03:04:05 gmt"));

    let whole = rows(10);
    let half_a_row = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", &whole[..whole.len() - 9]);
    for (bad, expected) in [
        (answer("200 OK", "", whole.len() * 2, &whole), "the transfer broke"),
        (half_a_row, "the file is cut short"),
        (answer("200 OK", "", 9, "<html>gone"), "expected one of the formats"),
        (answer("503 Service Unavailable", "", 0, ""), "503"),
        (good(7, "seven"), "expected at least 8 entries"),
        (String::new(), ""),
    ] {
        let error = origin.load(&mut loader, &shelf, bad).await.unwrap_err();
        assert!(error.starts_with("list test: ") && error.contains(expected), "{expected}: {error}");
        assert!(origin.last_asked().contains("if-none-match: \"one\""), "{expected}: {}", origin.last_asked());
        assert_eq!(held(), [10], "{expected}");
    }

    assert_eq!(origin.load(&mut loader, &shelf, good(11, "two")).await, Ok(Some(11)));
    assert_eq!(held(), [11]);
    let same = answer("304 Not Modified", "", 0, "");
    assert_eq!(origin.load(&mut loader, &shelf, same).await, Ok(None));
    assert!(origin.last_asked().contains("if-none-match: \"two\""), "{}", origin.last_asked());
}
