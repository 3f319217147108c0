//! A feed as an operator declared it.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    ops::{Deref, DerefMut},
    sync::{Arc, LazyLock},
};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Secret, Span};

/// The operator's name for a feed: lower-case letters, digits, `-`, `_` and `.`.
/// It is the key of `wire.feeds` and `wire.state`, so it must stay the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedId(pub Arc<str>);

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who publishes: the registrable domain of the feed's URL, or what config says.
/// All feeds of one publisher live in one partition and share article ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Publisher(pub Arc<str>);

impl Publisher {
    /// The publisher of a feed that names none: the registrable domain by the
    /// public suffix list, or the host itself where there is none (an address, `localhost`).
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let domain = match url.host() {
            Some(url::Host::Domain(name)) => psl::domain_str(name).unwrap_or(host),
            _ => host,
        };
        Self(domain.into())
    }
}

impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a feed's server asks for before it serves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// The user's name.
        username: String,
        /// The password, read from a file.
        password: Secret,
    },
    /// HTTP Bearer (RFC 6750).
    Bearer(Secret),
}

/// How a feed's connections differ from those of others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Transport {
    /// PEM of authorities that are trusted beside the system's, by the feed's own origin alone.
    pub authorities: Option<Arc<[u8]>>,
    /// PEM of the certificate and key that the feed's own origin is shown.
    pub identity: Option<Secret>,
    /// The proxy that the feed's requests go by.
    pub proxy: Option<Secret>,
}

/// What is done with copies of articles that others published first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Published as if they were alone: not looked for.
    Publish,
    /// Published, and tied to the original and its story.
    #[default]
    Link,
    /// Not published; remembered and counted.
    Drop,
}

/// Which of a feed's wishes for rest are heeded: `ttl`, `sy:updatePeriod`, `skipHours`, `skipDays`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hints {
    /// All of them.
    All,
    /// Those that somebody chose: not an hourly `sy:updatePeriod`, which WordPress writes by itself.
    #[default]
    Chosen,
    /// None.
    None,
}

/// One feed, with the defaults and groups of the config already laid under it. What many feeds have alike
/// is shared by them, and read as if it were the feed's own.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its key everywhere.
    pub id: FeedId,
    /// Where it is fetched.
    pub url: Url,
    /// For people; the feed's own title stands in where it is absent.
    pub name: Option<String>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// All else.
    pub settings: Arc<Settings>,
}

/// What is declared of a feed beside who it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    /// The groups it was put in, in the order given.
    pub groups: Vec<String>,
    /// What the publisher is called beside its domain and the feed's title, in its own notices.
    pub aliases: Box<[String]>,
    /// Free labels that consumers find on each record.
    pub labels: BTreeMap<String, String>,
    /// BCP 47 tag that stands in where the feed declares none.
    pub language: Option<String>,
    /// Never polled more often than this.
    pub min_interval: Span,
    /// Never polled more seldom than this.
    pub max_interval: Span,
    /// Which of its wishes for rest are heeded.
    pub hints: Hints,
    /// IANA zone of dates that name none.
    pub timezone: Option<String>,
    /// Additional request headers; sent to the feed's own origin only.
    pub headers: Vec<(String, Secret)>,
    /// Sent to the feed's own origin only.
    pub credentials: Option<Box<Credentials>>,
    /// Whether the article's page is to be read as well.
    pub full_text: bool,
    /// Whether sanitised HTML is published beside the text.
    pub html: bool,
    /// Whether a hub that the feed names is asked to tell us of news.
    pub websub: bool,
    /// What is done with copies of articles that others published first.
    pub duplicates: Duplicates,
    /// Networks that the address guard lets this feed reach although they are not public.
    pub allow_networks: Vec<IpNet>,
    /// How its connections differ, where they do.
    pub transport: Option<Arc<Transport>>,
    /// Whether the origin's robots.txt is heeded.
    pub robots: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            aliases: Box::default(),
            labels: BTreeMap::new(),
            language: None,
            min_interval: Span::secs(300),
            max_interval: Span::secs(6 * 3600),
            hints: Hints::Chosen,
            timezone: None,
            headers: Vec::new(),
            credentials: None,
            full_text: false,
            html: false,
            websub: true,
            duplicates: Duplicates::Link,
            allow_networks: Vec::new(),
            transport: None,
            robots: false,
        }
    }
}

impl Deref for Feed {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

impl DerefMut for Feed {
    /// The feed has settings of its own from then on.
    fn deref_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }
}

impl Feed {
    /// A feed with nothing but an id and a URL, as `preview` and `replay` use it.
    pub fn bare(id: impl Into<Arc<str>>, url: Url) -> Self {
        static USUAL: LazyLock<Arc<Settings>> = LazyLock::new(Arc::default);
        let (id, publisher) = (FeedId(id.into()), Publisher::of(&url));
        Self { id, publisher, url, name: None, settings: Arc::clone(&USUAL) }
    }

    /// The same feed by other settings.
    #[must_use]
    pub fn with(self, settings: Settings) -> Self {
        Self { settings: Arc::new(settings), ..self }
    }

    /// Has feeds that were declared alike share what they have alike.
    pub fn share(feeds: &mut [Self]) {
        let mut known: HashSet<Arc<Settings>> = HashSet::new();
        for feed in feeds {
            if let Some(same) = known.get(&feed.settings) {
                feed.settings = Arc::clone(same);
            } else {
                known.insert(Arc::clone(&feed.settings));
            }
        }
    }

    /// The URL without user name and password, for records and logs.
    pub fn shown_url(&self) -> Url {
        without_credentials(&self.url)
    }
}

/// A URL without user name and password. A scheme that can carry neither is left alone.
pub fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_publisher_is_the_registrable_domain() {
        for (url, publisher) in [
            ("https://www.rferl.example.co.uk/api/x", "example.co.uk"),
            ("http://127.0.0.1:8080/f", "127.0.0.1"),
            ("http://localhost/f", "localhost"),
            ("http://[::1]:8080/f", "[::1]"),
        ] {
            assert_eq!(&*Publisher::of(&url.parse().unwrap()).0, publisher, "{url}");
        }
    }

    #[test]
    fn a_shown_url_has_no_password() {
        let feed = Feed::bare("x", "https://user:secret@example.org/f".parse().unwrap());
        assert_eq!(feed.shown_url().as_str(), "https://example.org/f");
    }

    #[test]
    fn feeds_that_are_declared_alike_share_their_settings_until_one_differs() {
        let feed = |id: &str| Feed::bare(id, "https://example.org/f".parse().unwrap());
        let mut feeds: Vec<_> = ["a", "b", "c"].map(|id| feed(id).with(Settings::default())).into();
        feeds[2].robots = true;
        assert!(!Arc::ptr_eq(&feeds[0].settings, &feeds[1].settings));
        Feed::share(&mut feeds);
        assert!(Arc::ptr_eq(&feeds[0].settings, &feeds[1].settings) && feeds[2].robots && !feeds[0].robots);
        feeds[0].html = true;
        assert!(feeds[0].html && !feeds[1].html);
    }
}
