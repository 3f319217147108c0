//! Names to addresses: through a bounded cache that honours TTLs, or as the system does it.
//!
//! The system's own way (`getaddrinfo`) takes a thread for as long as a name is slow, tells
//! no TTL and remembers nothing; but it knows what a machine adds to DNS. So the resolver of
//! our own is the default, and the system's the way out.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{LookupIpStrategy, ResolverOpts},
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
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By asking the servers of `/etc/resolv.conf` ourselves, and `/etc/hosts` first.
    #[default]
    Own,
    /// By the C library, with all that the machine adds (mDNS, LDAP); nothing is remembered.
    System,
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
        let inner = match how {
            How::System => Inner::System,
            How::Own => match own() {
                Ok(resolver) => Inner::Own(Box::new(resolver)),
                Err(error) => {
                    tracing::warn!(%error, "cannot read the system's DNS settings; names are resolved by the C library");
                    Inner::System
                }
            },
        };
        Self(Arc::new(inner))
    }

    /// A resolver that answers what it is told.
    #[cfg(test)]
    pub(super) fn told(answer: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner::Told(Box::new(answer))))
    }

    /// A resolver that asks one server.
    #[cfg(test)]
    pub(super) fn asking(server: std::net::SocketAddr) -> Self {
        use hickory_resolver::{
            config::{ConnectionConfig, NameServerConfig, ProtocolConfig, ResolverConfig},
            net::runtime::TokioRuntimeProvider,
        };
        let mut connection = ConnectionConfig::new(ProtocolConfig::Udp);
        connection.port = server.port();
        let server = NameServerConfig::new(server.ip(), true, vec![connection]);
        let config = ResolverConfig::from_name_servers(vec![server]);
        let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        bounds(builder.options_mut());
        Self(Arc::new(Inner::Own(Box::new(builder.build().unwrap()))))
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

fn own() -> Result<TokioResolver, hickory_resolver::net::NetError> {
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
    async fn server(ttl: u32) -> (std::net::SocketAddr, Arc<AtomicU32>) {
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
            let names = Names::asking(address);
            for _ in 0..3 {
                assert_eq!(names.lookup("feeds.example.").await.unwrap(), ["1.2.3.4".parse::<IpAddr>().unwrap()]);
            }
            assert_eq!(asked.load(Ordering::SeqCst), questions, "TTL {ttl}");
        }
    }
}
