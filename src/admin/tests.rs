use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;

#[test]
fn only_names_of_this_machine_are_on_loopback() {
    for host in ["localhost", "localhost:9464", "127.0.0.1:9464", "127.1.2.3", "[::1]:9464", "[::1]"] {
        assert!(is_loopback(host), "{host}");
    }
    for host in ["", "example.org", "localhost.example.org:9464", "10.0.0.1", "[::2]:80"] {
        assert!(!is_loopback(host), "{host}");
    }
}

#[tokio::test]
async fn readiness_names_its_reasons_and_metrics_are_served() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (status, ending) = (Arc::new(Status::new()), CancellationToken::new());
    let server =
        tokio::spawn(serve(listener, Arc::clone(&status), Arc::new(Metrics::new()), Arc::default(), ending.clone()));
    let get = |path: &'static str| async move {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let response = reqwest::get(format!("http://{address}{path}")).await.unwrap();
        let code = response.status().as_u16();
        let mut response = response;
        (code, String::from_utf8(response.chunk().await.unwrap().unwrap_or_default().to_vec()).unwrap())
    };
    assert_eq!(get("/livez").await.0, 200);
    status.not_ready("kafka", "no broker");
    let (code, body) = get("/readyz").await;
    assert!(code == 503 && body.contains("kafka") && body.contains("no broker"), "{code} {body}");
    ["kafka", "index", "group"].iter().for_each(|component| status.ready(component));
    assert_eq!(get("/readyz").await.0, 200);
    assert!(get("/metrics").await.1.contains("wiredesk_build_info"));
    assert_eq!(get("/api/feeds?limit=5&state=stale").await, (200, r#"{"feeds":[],"silent":0}"#.into()));
    assert_eq!((get("/api/feeds/x").await.0, get("/api/feeds?colour=red").await.0), (404, 400));
    ending.cancel();
    server.await.unwrap().unwrap();
}

/// The server, and what it answers to the bytes of a request.
struct Stage {
    address: SocketAddr,
    ending: CancellationToken,
}

impl Stage {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, ending) = (listener.local_addr().unwrap(), CancellationToken::new());
        let (status, metrics) = (Arc::new(Status::new()), Arc::new(Metrics::new()));
        tokio::spawn(serve(listener, status, metrics, Arc::default(), ending.clone()));
        Self { address, ending }
    }

    async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(3_600), stream.read_to_end(&mut text));
        read.await.expect("it never ends").unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    async fn ask(&self, method: &str, path: &str, headers: &str) -> String {
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")).await.to_lowercase()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.ending.cancel();
    }
}

const PATHS: [&str; 5] = ["/livez", "/readyz", "/metrics", "/api/feeds", "/api/feeds/x"];

#[tokio::test(start_paused = true)]
async fn nothing_can_be_written_by_whatever_method() {
    let stage = Stage::new().await;
    for path in PATHS {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X"] {
            let answer = stage.ask(method, path, "Content-Length: 2\r\n\r\n{}").await;
            assert!(
                answer.starts_with("http/1.1 405") || answer.starts_with("http/1.1 400"),
                "{method} {path}: {answer}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_somebody_else_learns_nothing() {
    let stage = Stage::new().await;
    for path in PATHS {
        // By a name of its own that it had point here.
        let rebound = stage.raw(&format!("GET {path} HTTP/1.1\r\nHost: evil.example:9464\r\n\r\n")).await;
        assert!(rebound.starts_with("HTTP/1.1 421"), "{path}: {rebound}");
        let nameless = stage.raw(&format!("GET {path} HTTP/1.0\r\n\r\n")).await;
        assert!(nameless.starts_with("HTTP/1.0 421"), "{path}: {nameless}");
        // From its own origin: no header allows it to read the answer, and none of it is run.
        let answer = stage.ask("GET", path, "Origin: https://evil.example\r\n").await;
        assert!(!answer.contains("access-control"), "{answer}");
        let preflight = "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n";
        assert!(!stage.ask("OPTIONS", path, preflight).await.contains("access-control"));
        for header in ["x-content-type-options: nosniff", "content-security-policy: default-src 'none'", "no-store"] {
            assert!(answer.contains(header), "{path} lacks {header}: {answer}");
        }
        assert!(!answer.contains("text/html"), "{answer}");
    }
    // The same server where its operator put it elsewhere: the name is the network's affair then.
    assert!(is_loopback("localhost") && !is_loopback("evil.example:9464"));
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_request_comes_back() {
    let stage = Stage::new().await;
    let word = "zzsentinelzz";
    for path in [
        format!("/api/feeds/%3Cscript%3E{word}"),
        format!("/api/feeds?after=%3Cscript%3E{word}"),
        format!("/api/feeds?state={word}"),
        format!("/api/feeds?{word}=1"),
        format!("/{word}"),
    ] {
        let answer = stage.ask("GET", &path, "").await;
        assert!(!answer.contains(word) && !answer.contains("<script"), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_are_bounded_in_time_size_and_number() {
    let stage = Stage::new().await;
    // A body is read by nobody, however long it claims to be.
    let answer = stage.ask("GET", "/livez", "Content-Length: 1000000000000\r\n").await;
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    // A head that never ends, and one that is too large.
    let started = tokio::time::Instant::now();
    stage.raw("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ").await;
    assert!(started.elapsed() < BOUNDS.all, "{:?}", started.elapsed());
    let long = stage.ask("GET", &format!("/api/feeds?after={}", "a".repeat(15 << 10)), "").await;
    assert!(long.starts_with("http/1.1 200") || long.starts_with("http/1.1 431"), "{long}");
    // More of them than there are places: who comes after waits no longer than they may stay.
    let mut held = Vec::new();
    for _ in 0..BOUNDS.connections + 40 {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        stream.write_all(b"GET /livez HTTP/1.1\r\n").await.unwrap();
        held.push(stream);
    }
    let started = tokio::time::Instant::now();
    assert!(stage.ask("GET", "/livez", "").await.starts_with("http/1.1 200"));
    assert!(started.elapsed() <= 2 * BOUNDS.head + Duration::from_secs(1), "{:?}", started.elapsed());
}

#[test]
fn it_listens_on_loopback_unless_told_otherwise() {
    assert!(Config::default().listen.ip().is_loopback());
}
