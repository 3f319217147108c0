//! Ways to a server: proxies of both kinds, whichever of its addresses answers, and HTTP/2.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::atomic::{AtomicUsize, Ordering},
};

use http::Version;
use http_body_util::Full;
use hyper::{Request, Response as Reply, body::Incoming, server::conn, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::net::TcpSocket;
use tokio_rustls::TlsAcceptor;

use super::{tls::Authority, *};
use crate::model::{Secret, Transport};

fn here(last: u8) -> IpAddr {
    IpAddr::from([127, 0, 0, last])
}

/// SOCKS5 (RFC 1928) without authentication, which answers in the target's place: the addresses and
/// names that it was asked for.
async fn socks() -> (u16, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<Vec<u8>>>>::default());
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut greeting = [0; 3];
            stream.read_exact(&mut greeting).await.unwrap();
            assert_eq!(greeting, [5, 1, 0]);
            stream.write_all(&[5, 0]).await.unwrap();
            let mut head = [0; 4];
            stream.read_exact(&mut head).await.unwrap();
            let length = if head[3] == 1 { 4 } else { usize::from(stream.read_u8().await.unwrap()) };
            let mut target = vec![0; length + 2];
            stream.read_exact(&mut target).await.unwrap();
            log.lock().unwrap().push(target[..length].to_vec());
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
            if read_head(&mut stream).await.is_some() {
                stream.write_all(&ok("", FEED.as_bytes())).await.unwrap();
            }
        }
    });
    (port, asked)
}

fn proxied(url: &str, proxy: String) -> Feed {
    let transport = Transport { proxy: Some(Secret::new(proxy)), ..Transport::default() };
    let mut feed = Feed::bare("f", url.parse().unwrap());
    feed.transport = Some(Arc::new(transport));
    feed
}

#[tokio::test]
async fn a_socks_proxy_of_one_feed_is_used_by_that_feed_alone() {
    let names = Names::told(|name| vec![if name == "feeds.example" { [1, 1, 1, 1].into() } else { here(2) }]);
    let fetcher = Fetcher::with(&config(), names, Guards::default()).unwrap();
    // Who resolves the name is the scheme's matter: we, or (socks5h) the proxy.
    for (scheme, seen) in [("socks5", &[1, 1, 1, 1][..]), ("socks5h", b"feeds.example")] {
        let (port, asked) = socks().await;
        let proxy = || format!("{scheme}://127.0.0.1:{port}");
        let fetched = get(&fetcher, &proxied("http://feeds.example/f", proxy())).await;
        assert_eq!(outcome(&fetched), Ok(FEED.len()), "{scheme}: {fetched:?}");
        assert_eq!(*asked.lock().unwrap(), [seen], "{scheme}");
        // What leads inside is refused before the proxy hears of it, by its name and by its address.
        for url in ["http://inside.example/f", "http://127.0.0.2/f", "http://[::ffff:10.0.0.1]/f"] {
            let refused = get(&fetcher, &proxied(url, proxy())).await;
            assert_eq!(outcome(&refused), Err(Cause::AddressRefused), "{scheme}: {url}");
        }
        let without = Feed::bare("g", "http://inside.example/f".parse().unwrap());
        assert!(outcome(&get(&fetcher, &without).await).is_err());
        assert_eq!(asked.lock().unwrap().len(), 1, "{scheme}");
    }
}

/// A proxy that opens tunnels (RFC 9110, section 9.3.6) to loopback: the heads that it was sent.
async fn tunnels() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<String>>>::default());
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let Some(head) = read_head(&mut stream).await else { return };
                let target = head.split([' ', ':']).nth(2).and_then(|port| port.parse::<u16>().ok());
                log.lock().unwrap().push(head);
                let mut there = TcpStream::connect(("127.0.0.1", target.unwrap())).await.unwrap();
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
            });
        }
    });
    (port, asked)
}

#[tokio::test]
async fn an_http_proxy_sees_a_tunnel_and_none_of_the_secrets_in_it() {
    let authority = Authority::new();
    let url = tls::server(authority.issue("feeds.example", 2099), None).await;
    let (port, asked) = tunnels().await;
    let proxy = Some(Secret::new(format!("http://desk:sesame@127.0.0.1:{port}")));
    let transport = Transport { proxy, authorities: Some(authority.pem()), ..Transport::default() };
    let mut feed = tls::with(&url, transport);
    feed.credentials = Some(Box::new(Credentials::Bearer(Secret::new("token"))));
    feed.headers = vec![("X-Key".into(), Secret::new("hush"))];
    let fetched = get(&tls::fetcher(), &feed).await;
    assert_eq!(outcome(&fetched), Ok(FEED.len()), "{fetched:?}");
    let asked = asked.lock().unwrap().join("\n");
    assert!(asked.starts_with(&format!("CONNECT feeds.example:{} ", url.port().unwrap())), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("proxy-authorization: basic zgvzazpzzxnhbwu="), "{asked}");
    assert!(!asked.contains("token") && !asked.contains("hush"), "{asked}");
    // A proxy that is not there is a failure that shows no password.
    let gone = proxied("http://1.1.1.1/f", format!("http://desk:sesame@127.0.0.1:{}", free_port().await));
    let Fetched::Failed(failure) = get(&tls::fetcher(), &gone).await else { panic!() };
    assert!(failure.cause == Cause::Connect && !format!("{failure:?}").contains("sesame"), "{failure:?}");
}

async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// An address at which nobody ever answers, as behind a firewall: a listener whose queue is full
/// drops whoever comes. It stays so while what is returned is held.
async fn black_hole(address: SocketAddr) -> impl Sized {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.unwrap();
    socket.bind(address).unwrap();
    let listener = socket.listen(1).unwrap();
    let mut held = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect(address)).await {
        held.push(stream);
        assert!(held.len() < 64, "nothing drops connections here");
    }
    (listener, held)
}

/// Where one address of a name is refused or leads nowhere, another is tried: the other family
/// after 300 ms (RFC 8305), the next of the same family in its share of `fetch.connect_timeout`.
#[tokio::test(start_paused = true)]
async fn an_address_that_leads_nowhere_does_not_keep_a_feed() {
    let origin = Origin::new(|_| Act::Send(ok("", FEED.as_bytes()))).await;
    let port = origin.url.port().unwrap();
    let v6 = IpAddr::from(Ipv6Addr::LOCALHOST);
    let mut feed = allowed(&format!("http://feeds.example:{port}/feed").parse().unwrap());
    feed.allow_networks = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
    let fetch = async |addresses: &[IpAddr]| {
        let told = addresses.to_vec();
        let fetcher = Fetcher::with(&config(), Names::told(move |_| told.clone()), Guards::default()).unwrap();
        let started = Instant::now();
        (outcome(&get(&fetcher, &feed).await), started.elapsed().as_millis())
    };
    // Nothing listens there: refused at once.
    for refused in [v6, here(9)] {
        assert_eq!(fetch(&[refused]).await.0, Err(Cause::Connect), "{refused}");
        let (found, took) = fetch(&[refused, here(1)]).await;
        assert!(found == Ok(FEED.len()) && took < 1_000, "{refused}: {found:?} after {took} ms");
    }
    let _holes = (black_hole((v6, port).into()).await, black_hole((here(9), port).into()).await);
    for (hole, most) in [(v6, 1_000), (here(9), 6_000)] {
        let (found, took) = fetch(&[hole]).await;
        assert!(found == Err(Cause::Timeout) && took >= 9_000, "{hole} is none: {found:?} after {took} ms");
        let (found, took) = fetch(&[hole, here(1)]).await;
        assert!(found == Ok(FEED.len()) && took < most, "{hole}: {found:?} after {took} ms");
    }
}

/// A server by hyper with these protocols to choose from; the versions of the requests, and the
/// number of connections.
async fn by_alpn(authority: &Authority, protocols: &[&[u8]]) -> (Url, Arc<Mutex<Vec<Version>>>, Arc<AtomicUsize>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (certificate, key) = authority.issue("feeds.example", 2099);
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let builder = ServerConfig::builder().with_no_client_auth();
    let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://feeds.example:{}/", listener.local_addr().unwrap().port()).parse().unwrap();
    let (versions, connections) = (Arc::<Mutex<Vec<Version>>>::default(), Arc::<AtomicUsize>::default());
    let (log, count) = (Arc::clone(&versions), Arc::clone(&connections));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let (acceptor, log) = (acceptor.clone(), Arc::clone(&log));
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await.unwrap();
                let is_2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                let service = service_fn(move |request: Request<Incoming>| {
                    log.lock().unwrap().push(request.version());
                    std::future::ready(Ok::<_, std::convert::Infallible>(Reply::new(Full::new(FEED.as_bytes()))))
                });
                let io = TokioIo::new(stream);
                if is_2 {
                    drop(conn::http2::Builder::new(TokioExecutor::new()).serve_connection(io, service).await);
                } else {
                    drop(conn::http1::Builder::new().serve_connection(io, service).await);
                }
            });
        }
    });
    (url, versions, connections)
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_has_it_and_one_connection_is_enough() {
    let authority = Authority::new();
    for (protocols, version) in
        [(&[&b"h2"[..], b"http/1.1"][..], Version::HTTP_2), (&[b"http/1.1"], Version::HTTP_11), (&[], Version::HTTP_11)]
    {
        let (url, versions, connections) = by_alpn(&authority, protocols).await;
        let feed = tls::with(&url, Transport { authorities: Some(authority.pem()), ..Transport::default() });
        let fetcher = tls::fetcher();
        assert_eq!(outcome(&get(&fetcher, &feed).await), Ok(FEED.len()), "{protocols:?}");
        let many = futures_util::future::join_all((0..20).map(|_| get(&fetcher, &feed))).await;
        assert!(many.iter().all(|fetched| outcome(fetched) == Ok(FEED.len())), "{protocols:?}");
        assert_eq!(*versions.lock().unwrap(), [version; 21], "{protocols:?}");
        let connections = connections.load(Ordering::SeqCst);
        // Twenty requests at once share the one connection of HTTP/2; HTTP/1.1 needs more.
        assert_eq!(connections == 1, version == Version::HTTP_2, "{protocols:?}: {connections} connections");
    }
}
