//! Names to addresses: through a bounded cache that honours TTLs, or as the system does it.
//!
//! The system's own way (`getaddrinfo`) takes a thread for as long as a name is slow, tells
//! no TTL and remembers nothing; but it knows what a machine adds to DNS. So the resolver of
//! our own is the default, and the system's the way out.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, LookupIpStrategy, NameServerConfig, ProtocolConfig, ResolverConfig, ResolverOpts},
    net::{NetError, runtime::TokioRuntimeProvider},
};
use serde::{Deserialize, Serialize};

/// Answers remembered at once.
const CACHED: u64 = 8_192;
/// Longest that an answer is believed, whatever its TTL says.
const LONGEST: Duration = Duration::from_secs(3_600);
/// Longest that a name is believed not to exist; an answer without a TTL is asked again.
const LONGEST_ABSENT: Duration = Duration::from_secs(60);

/// `fetch.resolver`: how names are resolved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum How {
    /// By asking the servers of `/etc/resolv.conf` ourselves, and `/etc/hosts` first.
    #[default]
    Own,
    /// By asking this server, and no other.
    Server(SocketAddr),
    /// By the C library, with all that the machine adds (mDNS, LDAP); nothing is remembered.
    System,
}

impl TryFrom<String> for How {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "own" => Ok(Self::Own),
            "system" => Ok(Self::System),
            text => text.parse().map(Self::Server).map_err(|_| {
                format!(
                    "expected \"own\", \"system\" or the address of a server such as \"192.0.2.53:53\", got {text:?}"
                )
            }),
        }
    }
}

impl From<How> for String {
    fn from(how: How) -> Self {
        match how {
            How::Own => "own".into(),
            How::System => "system".into(),
            How::Server(address) => address.to_string(),
        }
    }
}

/// Resolves names. Cheap to clone: the cache is shared.
#[derive(Clone)]
pub struct Names(Arc<Inner>);

#[cfg(test)]
type Told = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

enum Inner {
    Own(Box<TokioResolver>),
    System,
    #[cfg(test)]
    Told(Box<Told>),
}

impl Names {
    /// A resolver of this kind. Where the system's settings cannot be read, the system is asked.
    pub fn new(how: How) -> Self {
        let resolver = match how {
            How::System => None,
            How::Own => own()
                .inspect_err(|error| {
                    tracing::warn!(%error, "cannot read the system's DNS settings; names are resolved by the C library");
                })
                .ok(),
            How::Server(address) => asking(address)
                .inspect_err(|error| tracing::error!(%error, "fetch.resolver: names are resolved by the C library"))
                .ok(),
        };
        Self(Arc::new(resolver.map_or(Inner::System, |resolver| Inner::Own(Box::new(resolver)))))
    }

    /// A resolver that answers what it is told.
    #[cfg(test)]
    pub(super) fn told(answer: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner::Told(Box::new(answer))))
    }

    /// The addresses of a name, those of IPv6 first: connecting tries both families, the
    /// second 300 ms after the first (RFC 8305).
    pub async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match &*self.0 {
            Inner::Own(resolver) => {
                let found = resolver.lookup_ip(name).await.map_err(io::Error::other)?;
                let mut addresses: Vec<_> = found.iter().collect();
                addresses.sort_by_key(IpAddr::is_ipv4);
                Ok(addresses)
            }
            Inner::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()),
            #[cfg(test)]
            Inner::Told(answer) => Ok(answer(name)),
        }
    }
}

/// A resolver that asks one server.
fn asking(server: SocketAddr) -> Result<TokioResolver, NetError> {
    let connection = |protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = server.port();
        connection
    };
    let connections = vec![connection(ProtocolConfig::Udp), connection(ProtocolConfig::Tcp)];
    let server = NameServerConfig::new(server.ip(), true, connections);
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    bounds(builder.options_mut());
    builder.build()
}

fn own() -> Result<TokioResolver, NetError> {
    let mut builder = TokioResolver::builder_tokio()?;
    bounds(builder.options_mut());
    builder.build()
}

fn bounds(options: &mut ResolverOpts) {
    options.cache_size = CACHED;
    options.positive_max_ttl = Some(LONGEST);
    options.negative_max_ttl = Some(LONGEST_ABSENT);
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    // Many lanes ask at once; the client's own bound is on requests, not on names.
    options.max_active_requests = 1_024;
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        sync::atomic::{AtomicU32, Ordering},
    };

    use tokio::net::UdpSocket;

    use super::*;

    /// An answer with one address of class A, or none: what is asked is repeated, then pointed at.
    fn answer(question: &[u8], ttl: u32, address: Ipv4Addr) -> Vec<u8> {
        let name = question[12..].iter().position(|byte| *byte == 0).unwrap() + 13;
        let is_a = question[name..name + 2] == [0, 1];
        let mut out = question[..2].to_vec();
        out.extend([0x81, 0x80, 0, 1, 0, u8::from(is_a), 0, 0, 0, 0]);
        out.extend(&question[12..name + 4]);
        if is_a {
            out.extend([0xc0, 12, 0, 1, 0, 1]);
            out.extend(ttl.to_be_bytes());
            out.extend([0, 4]);
            out.extend(address.octets());
        }
        out
    }

    /// A server whose answers have this TTL; counts questions for addresses of IPv4.
    async fn server(ttl: u32) -> (SocketAddr, Arc<AtomicU32>) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (address, asked) = (socket.local_addr().unwrap(), Arc::new(AtomicU32::new(0)));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut buffer = [0; 1_500];
            loop {
                let (n, from) = socket.recv_from(&mut buffer).await.unwrap();
                let reply = answer(&buffer[..n], ttl, Ipv4Addr::new(1, 2, 3, 4));
                if reply.len() > n {
                    count.fetch_add(1, Ordering::SeqCst);
                }
                socket.send_to(&reply, from).await.unwrap();
            }
        });
        (address, asked)
    }

    #[tokio::test]
    async fn an_answer_is_remembered_for_its_ttl_and_no_longer() {
        for (ttl, questions) in [(300, 1), (0, 3)] {
            let (address, asked) = server(ttl).await;
            let names = Names::new(How::Server(address));
            for _ in 0..3 {
                assert_eq!(names.lookup("feeds.example.").await.unwrap(), ["1.2.3.4".parse::<IpAddr>().unwrap()]);
            }
            assert_eq!(asked.load(Ordering::SeqCst), questions, "TTL {ttl}");
        }
    }

    #[test]
    fn a_server_of_ones_own_is_named_by_its_address() {
        let how = |text: &str| How::try_from(text.to_owned());
        assert_eq!(how("own"), Ok(How::Own));
        for text in ["127.0.0.1:5353", "[::1]:53", "own", "system"] {
            assert_eq!(String::from(how(text).unwrap()), text);
        }
        assert!(how("127.0.0.1").unwrap_err().contains("192.0.2.53:53"));
    }
}
