//! How a feed's connections differ: own authorities, a client's certificate, a proxy.

use std::{fs, path::Path, sync::Arc};

use url::Url;

use super::{Desk, Entry};
use crate::{
    collect::fetch::try_transport,
    model::{Secret, Transport},
};

/// Bytes that a file of certificates may have: more than all public authorities need.
const MOST_BYTES: u64 = 4 << 20;

impl Desk<'_> {
    /// What the feed's files and addresses come to; `None` where it asks for nothing.
    pub(super) fn transport(&mut self, entry: &Entry) -> Option<Arc<Transport>> {
        let authorities = entry.ca_file.as_ref().and_then(|file| self.pem("ca_file", file)).map(Into::into);
        let identity = match (&entry.certificate_file, &entry.key_file) {
            (None, None) => None,
            (Some(certificate), Some(key)) => self.identity(certificate, key),
            _ => {
                self.fault("expected certificate_file and key_file together");
                None
            }
        };
        let proxy = match (&entry.proxy, &entry.proxy_file) {
            (None, None) => None,
            (Some(proxy), None) => self.proxy(Secret::new(proxy.as_str()), false),
            (None, Some(file)) => self.secret("proxy_file", file).and_then(|proxy| self.proxy(proxy, true)),
            (Some(_), Some(_)) => {
                self.fault("expected proxy or proxy_file, got both");
                None
            }
        };
        let transport = Transport { authorities, identity, proxy };
        if let Err(error) = try_transport(&transport) {
            self.fault(format!("ca_file, certificate_file, key_file or proxy: {error}"));
        }
        (transport != Transport::default()).then(|| Arc::new(transport))
    }

    fn identity(&mut self, certificate: &Path, key: &Path) -> Option<Secret> {
        let chain = self.pem("certificate_file", certificate)?;
        let key = self.secret("key_file", key)?;
        Some(Secret::new(format!("{}\n{}\n", String::from_utf8_lossy(&chain), key.expose())))
    }

    fn pem(&mut self, name: &str, file: &Path) -> Option<Vec<u8>> {
        let path = self.base_dir.join(file);
        let read = fs::metadata(&path).map(|meta| (meta.len(), meta.is_file()));
        let fault = match read {
            Ok((1..=MOST_BYTES, true)) => match fs::read(&path) {
                Ok(bytes) => return Some(bytes),
                Err(error) => error.to_string(),
            },
            Ok(_) => format!("expected a file of 1 byte to {} MiB", MOST_BYTES >> 20),
            Err(error) => error.to_string(),
        };
        self.fault(format!("{name}: cannot read {}: {fault}", path.display()));
        None
    }

    fn proxy(&mut self, proxy: Secret, from_file: bool) -> Option<Secret> {
        let key = if from_file { "proxy_file" } else { "proxy" };
        let parsed = Url::parse(proxy.expose()).ok().filter(|url| url.host().is_some());
        let Some(url) = parsed.filter(|url| matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h")) else {
            self.fault(format!("{key}: expected http://, https:// or socks5:// and an address"));
            return None;
        };
        if !from_file && (!url.username().is_empty() || url.password().is_some()) {
            self.fault("proxy: it holds a user name or password; put the whole address in proxy_file");
            return None;
        }
        Some(proxy)
    }
}
