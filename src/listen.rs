//! What listens: the connections that strangers open are few, short and small. One server for operators
//! and for hubs, so that a bound that holds for one holds for the other.

use std::{error::Error, time::Duration};

use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::Service,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

type Wrong = Box<dyn Error + Send + Sync>;

/// What a listener takes.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at once; others wait until one ends.
    pub connections: usize,
    /// For the head of a request.
    pub head: Duration,
    /// For all of a connection, which serves one request.
    pub all: Duration,
    /// Bytes of a head; its lines are bounded by hyper, to 100.
    pub most_head: usize,
}

/// Serves until told to end; what is being answered then has two seconds more.
pub async fn serve<S, B>(listener: TcpListener, bounds: Bounds, service: S, ending: CancellationToken)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Wrong>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Wrong>,
{
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = ending.cancelled() => break,
            accepted = listener.accept(), if open.len() < bounds.connections.max(1) => match accepted {
                Ok((stream, _)) => drop(open.spawn(connection(stream, bounds, service.clone()))),
                // Out of descriptors, mostly: a moment may help, and spinning does not.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = open.join_next(), if !open.is_empty() => {}
        }
    }
    let _ = timeout(Duration::from_secs(2), async { while open.join_next().await.is_some() {} }).await;
}

async fn connection<S, B>(stream: TcpStream, bounds: Bounds, service: S)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Send,
    S::Future: Send,
    S::Error: Into<Wrong>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Wrong>,
{
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(bounds.most_head)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // A broken connection is the caller's affair.
    let _ = timeout(bounds.all, served).await;
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::{BodyExt, Full};
    use hyper::service::service_fn;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        time::Instant,
    };

    use super::*;

    const BOUNDS: Bounds =
        Bounds { connections: 4, head: Duration::from_secs(10), all: Duration::from_secs(45), most_head: 16 << 10 };
    const DAY: Duration = Duration::from_secs(86_400);

    /// A server that reads a request's body, however long that takes, and says how long it was.
    async fn server(bounds: Bounds) -> (std::net::SocketAddr, CancellationToken) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, ending) = (listener.local_addr().unwrap(), CancellationToken::new());
        let service = service_fn(|request: Request<Incoming>| async move {
            let read = request.into_body().collect().await.map_or(0, |body| body.to_bytes().len());
            Ok::<_, Infallible>(Response::new(Full::new(bytes::Bytes::from(format!("read {read}\n")))))
        });
        tokio::spawn(serve(listener, bounds, service, ending.clone()));
        (address, ending)
    }

    async fn send(address: std::net::SocketAddr, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream
    }

    /// What comes until the server closes; `None` where it does not for a day.
    async fn answer(mut stream: TcpStream) -> Option<String> {
        let mut text = Vec::new();
        timeout(DAY, stream.read_to_end(&mut text)).await.ok()?.ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    const WHOLE: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    /// How long somebody honest waits while others hold all places in this way.
    async fn wait_beside(bounds: Bounds, attack: &[u8]) -> Option<Duration> {
        let (address, _ending) = server(bounds).await;
        let mut held = Vec::new();
        for _ in 0..BOUNDS.connections {
            held.push(send(address, attack).await);
        }
        // All places are taken before the honest one comes.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let started = Instant::now();
        answer(send(address, WHOLE).await).await.filter(|text| text.contains("read 0"))?;
        Some(started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_holds_its_place_for_a_moment_only() {
        let attack = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ";
        let waited = wait_beside(BOUNDS, attack).await.unwrap();
        assert!(waited <= Duration::from_secs(11), "{waited:?}");
        let unguarded = Bounds { head: 2 * DAY, all: 2 * DAY, ..BOUNDS };
        assert_eq!(wait_beside(unguarded, attack).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_holds_its_place_until_the_connection_is_over() {
        let attack = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx";
        let waited = wait_beside(BOUNDS, attack).await.unwrap();
        assert!(waited <= Duration::from_secs(46), "{waited:?}");
        assert_eq!(wait_beside(Bounds { all: 2 * DAY, ..BOUNDS }, attack).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn connections_are_no_more_than_their_places() {
        let open = async |bounds: Bounds| {
            let (address, _ending) = server(bounds).await;
            let mut answered = 0;
            let mut held = Vec::new();
            for _ in 0..40 {
                held.push(send(address, b"GET / HTTP/1.1\r\n").await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            // Who is served within the time that a head may take found a place beside all of them.
            for _ in 0..4 {
                let honest = send(address, WHOLE).await;
                answered += usize::from(timeout(Duration::from_secs(5), answer(honest)).await.is_ok());
            }
            answered
        };
        assert_eq!(open(BOUNDS).await, 0, "forty at once were taken");
        assert_eq!(open(Bounds { connections: 1_000, ..BOUNDS }).await, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_is_bounded_in_bytes_and_in_lines() {
        let long = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(200 << 10));
        let lines: String = (0..101).map(|n| format!("X-{n}: a\r\n")).collect();
        let many = format!("GET / HTTP/1.1\r\n{lines}\r\n");
        let status = async |bounds, text: &str| {
            let (address, _ending) = server(bounds).await;
            let mut stream = TcpStream::connect(address).await.unwrap();
            // It closes in the middle of what it does not want.
            let _ = stream.write_all(text.as_bytes()).await;
            let mut status = [0; 12];
            stream.read_exact(&mut status).await.map(|_| String::from_utf8_lossy(&status).into_owned())
        };
        let refused = status(BOUNDS, &long).await;
        assert!(
            refused.as_ref().is_err() || refused.as_ref().is_ok_and(|status| status == "HTTP/1.1 431"),
            "{refused:?}"
        );
        assert_eq!(status(Bounds { most_head: 1 << 20, ..BOUNDS }, &long).await.unwrap(), "HTTP/1.1 200");
        assert_eq!(status(BOUNDS, &many).await.unwrap(), "HTTP/1.1 431");
    }

    #[tokio::test(start_paused = true)]
    async fn one_connection_serves_one_request_and_an_end_waits_for_nobody() {
        let (address, ending) = server(BOUNDS).await;
        let both = answer(send(address, &[WHOLE, WHOLE].concat()).await).await.unwrap();
        assert_eq!(both.matches("read 0").count(), 1);
        let _held = send(address, b"GET / HTTP/1.1\r\n").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        ending.cancel();
        let started = Instant::now();
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    }
}
