//! Where a command takes a document from: a file, an address, or standard input.

use std::path::PathBuf;

use ipnet::IpNet;
use jiff::{Timestamp, tz::TimeZone};
use url::Url;

use super::{
    Error,
    replay::{bounded, read_bounded},
    runtime,
};
use crate::{
    collect::{answer, fetch::Fetcher},
    config::Settings,
    model::{Feed, Fetched, Validators},
};

/// Where a file is said to come from if nobody says it: a name that no registry gives out (RFC 6761).
pub(super) const NOWHERE: &str = "preview.invalid";

/// What is said of a document beside its source.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Origin {
    /// Where a file would have been fetched, for its relative links and the rule of its site
    #[arg(long, value_name = "URL")]
    pub url: Option<Url>,
    /// The zone of dates that name none
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// A network that may be reached although it is not public, as 127.0.0.0/8
    #[arg(long, value_name = "NETWORK")]
    pub allow_network: Vec<IpNet>,
}

impl Origin {
    /// Refuses a zone that there is not, before anything is read.
    pub fn check(&self) -> Result<(), Error> {
        match self.timezone.as_deref().filter(|zone| TimeZone::get(zone).is_err()) {
            None => Ok(()),
            Some(zone) => {
                Err(Error::Usage(format!("--timezone: expected an IANA name such as Europe/Berlin, got {zone:?}")))
            }
        }
    }

    /// Reads the file or standard input (`-`), or fetches the address, as a feed of that id would be.
    pub fn bring(&self, id: &str, source: &str, settings: &Settings) -> Result<(Feed, Fetched), Error> {
        let address = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = match (&address, &self.url) {
            (Some(url), _) | (None, Some(url)) => url.clone(),
            (None, None) => nowhere()?,
        };
        let mut feed = Feed::bare(id, url.clone());
        feed.timezone.clone_from(&self.timezone);
        feed.allow_networks.clone_from(&self.allow_network);
        if address.is_none() {
            let limit = settings.fetch.max_body.0;
            let bytes = match source {
                "-" => bounded("standard input", std::io::stdin().lock(), limit)?,
                path => read_bounded(&PathBuf::from(path), limit)?,
            };
            let fetched = answer::answered(200, &http::HeaderMap::new(), &url, bytes.into(), Timestamp::now());
            return Ok((feed, fetched));
        }
        let fetcher = Fetcher::new(&settings.fetch).map_err(|e| Error::Failed(e.to_string()))?;
        let fetched = runtime()?.block_on(fetcher.fetch(&feed, &Validators::default()));
        Ok((feed, fetched))
    }
}

/// Where a document is said to come from if nobody says it.
pub(super) fn nowhere() -> Result<Url, Error> {
    Url::parse(&format!("https://{NOWHERE}/feed")).map_err(|e| Error::Failed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_there_is_not_is_refused_and_a_file_comes_from_nowhere() {
        let zone = |name: &str| Origin { timezone: Some(name.to_owned()), ..Origin::default() };
        assert!(zone("Europe/Berlin").check().is_ok());
        assert!(zone("Europe/Atlantis").check().unwrap_err().to_string().contains("\"Europe/Atlantis\""));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "<p>x</p>").unwrap();
        let path = file.path().to_str().unwrap();
        let (feed, fetched) = zone("Europe/Berlin").bring("page", path, &Settings::default()).unwrap();
        assert_eq!((feed.url.host_str(), feed.timezone.as_deref()), (Some(NOWHERE), Some("Europe/Berlin")));
        assert!(matches!(fetched, Fetched::Fresh(body) if &body.bytes[..] == b"<p>x</p>"));
    }
}
