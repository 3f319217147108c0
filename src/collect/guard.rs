//! The address guard: what a feed may make us connect to. It is asked about every URL that
//! somebody else named: hops of redirects, hubs, images, pages of articles.
//!
//! hyper asks no resolver about addresses written as such, so every URL is checked by
//! itself (literals) and every name by what it resolves to, at the moment of connecting: what
//! was checked is what is connected to, so that no second answer can come between.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::{
    fetch::guards::{Guard, Guards},
    names::Names,
};

/// Why a target was refused.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Another scheme than http and https.
    #[error("expected http or https, got the scheme {0:?}")]
    Scheme(String),
    /// No host, or an empty one.
    #[error("expected an address with a host")]
    NoHost,
    /// A port of another protocol.
    #[error("port {0} is that of another protocol than HTTP")]
    Port(u16),
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

/// All of IPv6 that is given out as public addresses: 2000::/3. Loopback, unique local, link-local,
/// multicast, NAT64 and all forms that carry an address of IPv4 in front of it lie outside.
const V6_PUBLIC: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What lies within it and is not public.
const V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // Teredo and other protocol assignments
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Ports of other protocols, by the Fetch standard's list ("bad port"): a request sent there may
/// be understood as something else.
const OTHER_PORTS: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Whether an address is on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !V4.iter().any(|(net, bits)| within(v4.to_bits().into(), net.to_bits().into(), 32 - bits)),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            None => {
                let lies_in = |(net, bits): &(Ipv6Addr, u8)| within(v6.to_bits(), net.to_bits(), 128 - bits);
                lies_in(&V6_PUBLIC) && !V6.iter().any(lies_in)
            }
        },
    }
}

/// Whether two addresses are the same but for their last bits.
fn within(address: u128, net: u128, last: u8) -> bool {
    address >> last == net >> last
}

/// Whether an address may be reached: it is public, or the feed's operator says so.
pub fn allows(address: IpAddr, allowed: &[IpNet]) -> bool {
    let canonical = address.to_canonical();
    is_public(canonical) || allowed.iter().any(|net| net.contains(&canonical))
}

/// Checks a URL by its scheme, its port and, where its host is an address, by that. The URL
/// standard has made one form of decimal, octal and hexadecimal addresses already. A name passes:
/// what it resolves to is checked where it is connected to, or by
/// [`Fetcher::vet`](super::fetch::Fetcher::vet).
pub fn check(url: &Url, allowed: &[IpNet]) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme(url.scheme().to_owned()));
    }
    if let Some(port) = url.port().filter(|port| OTHER_PORTS.contains(port)) {
        return Err(Refusal::Port(port));
    }
    let address = match url.host() {
        None => return Err(Refusal::NoHost),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
    };
    if allows(address, allowed) { Ok(()) } else { Err(Refusal::Address(address)) }
}

/// Refuses a name of which any address is not allowed: one with mixed answers is an attempt to
/// get inside by luck.
pub fn check_all(addresses: &[IpAddr], allowed: &[IpNet]) -> Result<(), Refusal> {
    match addresses.iter().find(|address| !allows(**address, allowed)) {
        Some(inside) => Err(Refusal::Address(*inside)),
        None => Ok(()),
    }
}

/// Resolves names for a client, and refuses those that it may not reach.
#[derive(Clone)]
pub(super) struct GuardedResolver {
    names: Names,
    allowed: Arc<[IpNet]>,
    /// The configured proxy's name: the operator put it where it is.
    proxy: Option<Arc<str>>,
    guards: Guards,
}

impl GuardedResolver {
    /// A resolver for feeds with these networks, whose requests go by this proxy.
    pub fn new(names: &Names, allowed: &[IpNet], proxy: Option<&str>, guards: Guards) -> Self {
        Self { names: names.clone(), allowed: allowed.into(), proxy: proxy.map(Into::into), guards }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let addresses = this.names.lookup(name.as_str()).await?;
            if this.proxy.as_deref() != Some(name.as_str()) && this.guards.on(Guard::Addresses) {
                check_all(&addresses, &this.allowed).map_err(io::Error::other)?;
            }
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> Option<Refusal> {
        check(&url.parse().unwrap(), &[]).err()
    }

    /// One row for each form: what it is, and how it may be written.
    const INSIDE: &[(&str, &str)] = &[
        ("loopback", "http://127.0.0.1/"),
        ("loopback, its far end", "http://127.255.255.254/"),
        ("loopback, short", "http://127.1/"),
        ("loopback, decimal", "http://2130706433/"),
        ("loopback, hexadecimal", "http://0x7f000001/"),
        ("loopback, octal", "http://017700000001/"),
        ("loopback, mixed", "http://0x7f.0.0.01/"),
        ("loopback, octal first", "http://0177.0.0.1/"),
        ("loopback, percent-encoded", "http://%31%32%37.0.0.1/"),
        ("loopback, full-width digits", "http://\u{ff11}27.0.0.1/"),
        ("loopback, ideographic stops", "http://127\u{3002}0\u{3002}0\u{3002}1/"),
        ("loopback, dot at the end", "http://127.0.0.1./"),
        ("loopback, with a user before it", "http://example.org@127.0.0.1/"),
        ("loopback, backslash", "http:\\\\127.0.0.1\\"),
        ("this network", "http://0/"),
        ("this network, its far end", "http://0.255.255.255/"),
        ("private 10", "http://10.1.2.3/"),
        ("private 10, decimal", "http://167838211/"),
        ("private 172.16", "http://172.16.0.1/"),
        ("private 172.31", "http://172.31.255.255/"),
        ("private 192.168", "http://192.168.0.1/"),
        ("carrier-grade NAT", "http://100.64.0.1/"),
        ("carrier-grade NAT, its far end", "http://100.127.255.255/"),
        ("link-local, metadata", "http://169.254.169.254/latest/meta-data"),
        ("metadata, hexadecimal", "http://0xa9fea9fe/"),
        ("metadata, mapped", "http://[::ffff:169.254.169.254]/"),
        ("metadata of IPv6", "http://[fd00:ec2::254]/"),
        ("protocol assignments", "http://192.0.0.8/"),
        ("documentation 192.0.2", "http://192.0.2.1/"),
        ("documentation 198.51.100", "http://198.51.100.1/"),
        ("documentation 203.0.113", "http://203.0.113.7/"),
        ("6to4 relays", "http://192.88.99.1/"),
        ("benchmarks", "http://198.18.0.1/"),
        ("benchmarks, its far end", "http://198.19.255.255/"),
        ("multicast", "http://224.0.0.1/"),
        ("reserved", "http://240.0.0.1/"),
        ("broadcast", "http://255.255.255.255/"),
        ("unspecified of IPv6", "http://[::]/"),
        ("loopback of IPv6", "http://[::1]/"),
        ("IPv4-compatible", "http://[::127.0.0.1]/"),
        ("IPv4-mapped", "http://[::ffff:127.0.0.1]/"),
        ("IPv4-mapped, hexadecimal", "http://[::ffff:a00:1]/"),
        ("IPv4-translated", "http://[::ffff:0:127.0.0.1]/"),
        ("NAT64", "http://[64:ff9b::7f00:1]/"),
        ("NAT64, local", "http://[64:ff9b:1::1]/"),
        ("discard", "http://[100::1]/"),
        ("Teredo", "http://[2001:0:7f00:1::]/"),
        ("ORCHID", "http://[2001:20::1]/"),
        ("documentation of IPv6", "http://[2001:db8::1]/"),
        ("documentation of IPv6, the new one", "http://[3fff::1]/"),
        ("6to4", "http://[2002:7f00:1::]/"),
        ("segment routing", "http://[5f00::1]/"),
        ("unique local", "http://[fc00::1]/"),
        ("unique local, fd", "http://[fd12:3456::1]/"),
        ("link-local of IPv6", "http://[fe80::1]/"),
        ("site-local", "http://[fec0::1]/"),
        ("multicast of IPv6", "http://[ff02::1]/"),
        ("not given out", "http://[4000::1]/"),
    ];

    #[test]
    fn every_form_of_an_inside_address_is_refused() {
        for (what, url) in INSIDE {
            assert!(matches!(refusal(url), Some(Refusal::Address(_))), "{what}: {url} gave {:?}", refusal(url));
        }
    }

    #[test]
    fn odd_schemes_and_ports_are_refused() {
        for url in [
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "javascript:alert(1)",
            "data:text/xml,x",
            "ws://example.org/",
            "unix:/run/docker.sock",
            "dict://example.org:11211/",
        ] {
            assert!(matches!(refusal(url), Some(Refusal::Scheme(_))), "{url}");
        }
        for port in [22, 25, 110, 6667] {
            assert_eq!(refusal(&format!("http://example.org:{port}/")), Some(Refusal::Port(port)));
        }
        for port in [80, 81, 443, 8_000, 8_080, 8_443] {
            assert_eq!(refusal(&format!("http://example.org:{port}/")), None, "{port}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for url in [
            "https://example.org/",
            "http://1.1.1.1/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2606:4700::1111]/",
            "http://[2a00:1450:4001::1]/",
            "http://[::ffff:1.1.1.1]/",
        ] {
            assert_eq!(refusal(url), None, "{url}");
        }
    }

    #[test]
    fn a_named_network_passes_and_only_that() {
        let allowed = ["127.0.0.0/8".parse().unwrap()];
        let check = |url: &str| check(&url.parse().unwrap(), &allowed);
        assert_eq!(check("http://127.0.0.1/"), Ok(()));
        assert_eq!(check("http://[::ffff:127.0.0.1]/"), Ok(()));
        for url in ["http://10.0.0.1/", "http://[::1]/", "http://[64:ff9b::127.0.0.1]/"] {
            assert!(check(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_name_with_mixed_answers_is_refused() {
        let all = |text: &str| text.split(' ').map(|address| address.parse().unwrap()).collect::<Vec<IpAddr>>();
        for (addresses, passes) in [
            ("1.1.1.1 8.8.8.8 2606:4700::1111", true),
            ("1.1.1.1 127.0.0.1", false),
            ("2606:4700::1111 ::1", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(check_all(&all(addresses), &[]).is_ok(), passes, "{addresses}");
        }
        assert_eq!(check_all(&all("1.1.1.1 10.0.0.1"), &["10.0.0.0/8".parse().unwrap()]), Ok(()));
    }
}
