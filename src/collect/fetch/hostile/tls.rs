//! Certificates: those that nobody vouches for are refused, the operator's own authority is
//! believed where it was named, and a client's certificate is shown to its own origin alone.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{RootCertStore, ServerConfig, pki_types::PrivateKeyDer, server::WebPkiClientVerifier};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::model::{Secret, Transport};

pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "an authority of our own");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A certificate for a name, valid until that year, with its key.
    pub(super) fn issue(&self, name: &str, until: i32) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    pub(super) fn pem(&self) -> Arc<[u8]> {
        self.0.pem().into_bytes().into()
    }
}

/// A server with this certificate; where `clients` is given, it wants one signed by that authority.
pub(super) async fn server((certificate, key): (rcgen::Certificate, KeyPair), clients: Option<&Authority>) -> Url {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let builder = match clients {
        None => ServerConfig::builder().with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.0.der().clone()).unwrap();
            ServerConfig::builder()
                .with_client_cert_verifier(WebPkiClientVerifier::builder(roots.into()).build().unwrap())
        }
    };
    let config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    let (acceptor, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                while let Some(head) = read_head(&mut stream).await {
                    let elsewhere = head.split(' ').nth(1).and_then(|path| path.strip_prefix("/to/"));
                    let reply = match elsewhere {
                        Some(port) => to(format!("https://feeds.example:{port}/feed")),
                        None => ok("", FEED.as_bytes()),
                    };
                    let _ = stream.write_all(&reply).await;
                }
            });
        }
    });
    format!("https://feeds.example:{port}/feed").parse().unwrap()
}

pub(super) fn fetcher() -> Fetcher {
    Fetcher::with(&config(), Names::told(|_| vec![[127, 0, 0, 1].into()]), Guards::default()).unwrap()
}

pub(super) fn with(url: &Url, transport: Transport) -> Feed {
    let mut feed = allowed(url);
    feed.transport = Some(Arc::new(transport));
    feed
}

#[tokio::test]
async fn only_certificates_that_somebody_vouches_for_are_believed() {
    let authority = Authority::new();
    let own = Transport { authorities: Some(authority.pem()), ..Transport::default() };
    let good = server(authority.issue("feeds.example", 2099), None).await;
    let expired = server(authority.issue("feeds.example", 2021), None).await;
    let misnamed = server(authority.issue("other.example", 2099), None).await;
    for (what, url, transport, expected) in [
        ("an authority that nobody named", &good, Transport::default(), Err(Cause::Tls)),
        ("the operator's own authority", &good, own.clone(), Ok(FEED.len())),
        ("a certificate that ran out", &expired, own.clone(), Err(Cause::Tls)),
        ("a certificate for another name", &misnamed, own, Err(Cause::Tls)),
    ] {
        let fetched = get(&fetcher(), &with(url, transport)).await;
        assert_eq!(outcome(&fetched), expected, "{what}: {fetched:?}");
    }
}

/// The authority is believed at the origin it was named for; a redirect elsewhere is on its own.
#[tokio::test]
async fn an_authority_of_ones_own_is_believed_at_its_own_origin_alone() {
    let authority = Authority::new();
    let other = server(authority.issue("feeds.example", 2099), None).await;
    let first = server(authority.issue("feeds.example", 2099), None).await;
    let url = first.join(&format!("/to/{}", other.port().unwrap())).unwrap();
    let feed = with(&url, Transport { authorities: Some(authority.pem()), ..Transport::default() });
    assert_eq!(outcome(&get(&fetcher(), &feed).await), Err(Cause::Tls));
}

#[tokio::test]
async fn a_clients_certificate_is_shown_where_it_was_named() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("desk.example", 2099);
    let identity = Some(Secret::new(certificate.pem() + &key.serialize_pem()));
    let own = Transport { authorities: Some(authority.pem()), ..Transport::default() };
    let url = server(authority.issue("feeds.example", 2099), Some(&authority)).await;
    assert!(outcome(&get(&fetcher(), &with(&url, own.clone())).await).is_err());
    let shown = get(&fetcher(), &with(&url, Transport { identity, ..own })).await;
    assert_eq!(outcome(&shown), Ok(FEED.len()), "{shown:?}");
}
