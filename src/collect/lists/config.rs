//! `[[lists]]`: which sanctions lists there are.

use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    curate::entities::read::Format,
    model::{ByteSize, Span},
};

/// `[[lists]]`: one sanctions list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Its name in records.
    pub id: String,
    /// How it is written; found out by its first bytes where absent.
    pub format: Option<Format>,
    /// Its file, or ...
    pub path: Option<PathBuf>,
    /// ... its address.
    pub url: Option<String>,
    /// OFAC's file of aliases: a path or an address. Beside a path it is found by its name.
    pub alt: Option<String>,
    /// OFAC's file of addresses, likewise.
    pub add: Option<String>,
    /// OFAC's file of overlong remarks, likewise.
    pub comments: Option<String>,
    /// How often it is looked whether it has changed.
    pub refresh: Span,
    /// Whose list it is: ISO 3166-1 alpha-2, `EU` or `UN`.
    pub jurisdiction: Option<String>,
    /// A list that lost more of its entries than this share, in percent, does not replace the old one.
    pub max_shrink: u8,
    /// Of each of its files.
    pub max_size: ByteSize,
    /// Networks that its address may be in although they are not public.
    pub allow_networks: Vec<IpNet>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            id: String::new(),
            format: None,
            path: None,
            url: None,
            alt: None,
            add: None,
            comments: None,
            refresh: Span::secs(6 * 3600),
            jurisdiction: None,
            max_shrink: 20,
            max_size: ByteSize(512 << 20),
            allow_networks: Vec::new(),
        }
    }
}

impl Config {
    /// What cannot work, by key.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let named = !self.id.is_empty()
            && self.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
        if !named {
            faults.push(("id", format!("expected lower-case letters, digits, '-', '_' and '.', got {:?}", self.id)));
        }
        if self.path.is_some() == self.url.is_some() {
            faults.push(("id", format!("expected either path or url of the list {:?}", self.id)));
        }
        if self.url.as_ref().is_some_and(|url| !is_address(url)) {
            faults.push(("url", "expected an address with http or https".to_owned()));
        }
        if self.refresh < Span::secs(60) {
            faults.push(("refresh", format!("expected at least 1m, got {}", self.refresh)));
        }
        if self.max_shrink > 100 {
            faults.push(("max_shrink", format!("expected a share of 0 to 100 percent, got {}", self.max_shrink)));
        }
        faults
    }
}

/// Whether it is an address, and no path.
pub(super) fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_needs_a_name_and_one_place() {
        let good = Config { id: "ofac-sdn".into(), path: Some("sdn.csv".into()), ..Config::default() };
        assert_eq!(good.faults(), []);
        let both = Config { url: Some("https://lists.example/sdn.csv".into()), ..good.clone() };
        assert_eq!(both.faults()[0].0, "id");
        let keys = |config: Config| config.faults().into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Config { id: "A b".into(), ..good.clone() }), ["id"]);
        assert_eq!(keys(Config { refresh: Span::secs(1), max_shrink: 101, ..good }), ["refresh", "max_shrink"]);
        assert_eq!(keys(Config { id: "x".into(), url: Some("ftp://x".into()), ..Config::default() }), ["url"]);
    }
}
