//! The address guard: what a feed may make us connect to.
//!
//! hyper asks no resolver about addresses written as such, so every URL is checked by
//! itself (literals) and every name by what it resolves to.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why a target was refused.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Another scheme than http and https.
    #[error("expected http or https, got the scheme {0:?}")]
    Scheme(String),
    /// No host, or an empty one.
    #[error("expected an address with a host")]
    NoHost,
    /// An address that is not on the public internet.
    #[error("{0} is not a public address; if this feed is meant to be there, name its network in allow_networks")]
    Address(IpAddr),
}

/// Networks that are not the public internet, by the IANA special-purpose registries
/// (RFC 6890 and its updates).
const V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),           // "this network"
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, cloud metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // IETF protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

const V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::UNSPECIFIED, 96),                         // unspecified, loopback, IPv4-compatible
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 32), // NAT64, global and local
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64),     // discard
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),    // Teredo and other protocol assignments
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),    // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),    // documentation
    (Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16),    // segment routing
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),     // unique local
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),    // link-local
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10),    // site-local, deprecated
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8),     // multicast
];

/// Whether an address is on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !V4
            .iter()
            .any(|(net, bits)| prefix(v4.to_bits().into(), 32, *bits) == prefix(net.to_bits().into(), 32, *bits)),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => !V6.iter().any(|(net, bits)| prefix(v6.to_bits(), 128, *bits) == prefix(net.to_bits(), 128, *bits)),
        },
    }
}

/// The first `bits` of an address of `width` bits.
fn prefix(address: u128, width: u8, bits: u8) -> u128 {
    address >> (width - bits)
}

/// Whether an address may be reached: it is public, or the feed's operator says so.
pub fn allows(address: IpAddr, allowed: &[IpNet]) -> bool {
    let canonical = address.to_canonical();
    is_public(canonical) || allowed.iter().any(|net| net.contains(&canonical))
}

/// Checks a URL by its scheme and, where its host is an address, by that. The URL standard
/// has made one form of decimal, octal and hexadecimal addresses already.
pub fn check(url: &Url, allowed: &[IpNet]) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme(url.scheme().to_owned()));
    }
    let address = match url.host() {
        None => return Err(Refusal::NoHost),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
    };
    if allows(address, allowed) { Ok(()) } else { Err(Refusal::Address(address)) }
}

/// Resolves names, and refuses those of which any address is not allowed: a name with
/// mixed answers is an attempt to get inside by luck.
#[derive(Debug, Clone)]
pub struct GuardedResolver {
    allowed: Arc<[IpNet]>,
}

impl GuardedResolver {
    /// A resolver for feeds with these networks.
    pub fn new(allowed: &[IpNet]) -> Self {
        Self { allowed: allowed.into() }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match addresses.iter().find(|address| !allows(address.ip(), &allowed)) {
                Some(inside) => Err(io::Error::other(Refusal::Address(inside.ip())).into()),
                None => Ok(Box::new(addresses.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_inside_address_is_refused() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://10.1.2.3/",
            "http://100.64.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://172.31.255.255/",
            "http://192.0.0.8/",
            "http://192.168.0.1/",
            "http://198.19.0.1/",
            "http://203.0.113.7/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::]/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:a00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[64:ff9b:1::1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:0:7f00:1::]/",
            "http://[2001:db8::1]/",
            "http://[fc00::1]/",
            "http://[fe80::1]/",
            "http://[fec0::1]/",
            "http://[ff02::1]/",
        ] {
            assert!(matches!(check(&url.parse().unwrap(), &[]), Err(Refusal::Address(_))), "{url}");
        }
        for url in ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)"] {
            assert!(matches!(check(&url.parse().unwrap(), &[]), Err(Refusal::Scheme(_))), "{url}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for url in ["https://example.org/", "http://1.1.1.1/", "http://[2606:4700::1111]/", "http://172.32.0.1/"] {
            assert_eq!(check(&url.parse().unwrap(), &[]), Ok(()), "{url}");
        }
    }

    #[test]
    fn a_named_network_passes_and_only_that() {
        let allowed = ["127.0.0.0/8".parse().unwrap()];
        assert_eq!(check(&"http://127.0.0.1/".parse().unwrap(), &allowed), Ok(()));
        assert_eq!(check(&"http://[::ffff:127.0.0.1]/".parse().unwrap(), &allowed), Ok(()));
        assert!(check(&"http://10.0.0.1/".parse().unwrap(), &allowed).is_err());
    }
}
