//! HTTP clients: one for each way of connecting. Networks that may be reached, authorities,
//! certificate and proxy belong to a client, and so do its open connections, which must not
//! serve a feed that could not have made them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use reqwest::{Certificate, Client, Identity, Proxy, redirect::Policy};
use url::Url;

use super::{Config, SetupError, guards::Guards};
use crate::{
    collect::{guard::GuardedResolver, names::Names},
    model::{Feed, Secret, Transport},
};

/// Connections kept open to one host while nothing is asked of it: as many as may be used at
/// once, and few.
const LEAST_IDLE_PER_HOST: usize = 2;
/// How long they are kept: feeds of one host are asked one after the other. A connection that is
/// kept for the next poll of the same feed would be one open file a feed.
const IDLE: Duration = Duration::from_secs(15);
/// Lines that the head of an answer may have, and its bytes where the protocol counts them.
const MOST_HEADERS: usize = 100;
pub(super) const MOST_HEAD: u32 = 64 << 10;
/// Ways of connecting that are kept. Config bounds them; this is against a mistake of ours.
const MOST_CLIENTS: usize = 1_024;

/// What tells one way of connecting from another: networks, then transport. Looked up without a copy of either.
type Ways = HashMap<Vec<IpNet>, HashMap<Transport, Client>>;

/// The clients of one instance.
pub(super) struct Clients {
    config: Arc<Config>,
    names: Names,
    guards: Guards,
    /// For feeds that ask for nothing in particular: nearly all.
    plain: Client,
    others: Mutex<Ways>,
}

impl Clients {
    pub fn new(config: &Arc<Config>, names: &Names, guards: Guards) -> Result<Self, SetupError> {
        let plain = build(config, names, guards, &[], &Transport::default())?;
        let (config, names) = (Arc::clone(config), names.clone());
        Ok(Self { config, names, guards, plain, others: Mutex::default() })
    }

    /// The client for a request to `url` on behalf of a feed. Certificates and authorities are
    /// those of the declared origin, and of no other.
    pub fn of(&self, feed: &Feed, url: &Url) -> Result<Client, SetupError> {
        const PLAIN: &Transport = &Transport { authorities: None, identity: None, proxy: None };
        let (networks, elsewhere) = (feed.allow_networks.as_slice(), Transport::default());
        let transport = match feed.transport.as_deref() {
            None if networks.is_empty() => return Ok(self.plain.clone()),
            None => PLAIN,
            Some(transport) if url.origin() == feed.url.origin() => transport,
            Some(transport) => &Transport { proxy: transport.proxy.clone(), ..elsewhere },
        };
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = others.get(networks).and_then(|by| by.get(transport)) {
            return Ok(client.clone());
        }
        let client = build(&self.config, &self.names, self.guards, networks, transport)?;
        if others.values().map(HashMap::len).sum::<usize>() >= MOST_CLIENTS {
            others.clear();
        }
        others.entry(networks.to_vec()).or_default().insert(transport.clone(), client.clone());
        Ok(client)
    }

    /// Whether requests for a feed go through a proxy.
    pub fn by_proxy(&self, feed: &Feed) -> bool {
        self.config.proxy.is_some() || feed.transport.as_ref().is_some_and(|transport| transport.proxy.is_some())
    }
}

/// A client that follows no redirect, keeps no cookie, tells no referrer and heeds no
/// proxy of the environment.
fn build(
    config: &Config,
    names: &Names,
    guards: Guards,
    networks: &[IpNet],
    transport: &Transport,
) -> Result<Client, SetupError> {
    let proxy = transport.proxy.as_ref().map(Secret::expose).or(config.proxy.as_deref());
    let proxy_host = proxy.and_then(|proxy| Url::parse(proxy).ok()).and_then(|url| Some(url.host_str()?.to_owned()));
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .dns_resolver(GuardedResolver::new(names, networks, proxy_host.as_deref(), guards))
        .connect_timeout(config.connect_timeout.0)
        .http1_max_headers(MOST_HEADERS)
        .http2_max_header_list_size(MOST_HEAD)
        .pool_max_idle_per_host(config.host_concurrency.max(LEAST_IDLE_PER_HOST))
        .pool_idle_timeout(IDLE);
    if let Some(proxy) = proxy {
        builder = builder.proxy(Proxy::all(proxy).map_err(SetupError::Proxy)?);
    }
    if let Some(pem) = &transport.authorities {
        builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem).map_err(SetupError::Certificates)?);
    }
    if let Some(pem) = &transport.identity {
        builder = builder.identity(Identity::from_pem(pem.expose().as_bytes()).map_err(SetupError::Certificates)?);
    }
    builder.build().map_err(SetupError::Client)
}

/// Whether the settings of a feed's connections can be used at all; for the check of a config.
pub fn try_transport(transport: &Transport) -> Result<(), SetupError> {
    if let Some(proxy) = &transport.proxy {
        Proxy::all(proxy.expose()).map_err(SetupError::Proxy)?;
    }
    if let Some(pem) = &transport.authorities {
        let all = Certificate::from_pem_bundle(pem).map_err(SetupError::Certificates)?;
        if all.is_empty() {
            return Err(SetupError::NoCertificate);
        }
    }
    if let Some(pem) = &transport.identity {
        Identity::from_pem(pem.expose().as_bytes()).map_err(SetupError::Certificates)?;
    }
    Ok(())
}
