//! Feed lists: defaults, groups and feeds, and how they are laid over one another.

mod transport;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::{
    checks::MOST_SPAN,
    diagnostics::{Diagnostic, Source, nearest},
};
use crate::model::{Credentials, Duplicates, Feed, Hints, Publisher, Secret, Settings, Span};

/// A feed as it is written; also what `[defaults]` and `[groups.NAME]` hold, without id and url.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    pub id: Option<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    pub groups: Option<Vec<String>>,
    pub name: Option<String>,
    pub publisher: Option<String>,
    pub aliases: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub language: Option<String>,
    pub min_interval: Option<Span>,
    pub max_interval: Option<Span>,
    pub feed_hints: Option<Hints>,
    pub timezone: Option<String>,
    pub headers: BTreeMap<String, Header>,
    pub username: Option<String>,
    pub password_file: Option<PathBuf>,
    pub bearer_file: Option<PathBuf>,
    pub full_text: Option<bool>,
    pub html: Option<bool>,
    pub websub: Option<bool>,
    pub duplicates: Option<Duplicates>,
    pub allow_networks: Option<Vec<IpNet>>,
    pub ca_file: Option<PathBuf>,
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    pub proxy_file: Option<PathBuf>,
    pub proxy: Option<String>,
    pub robots: Option<bool>,
}

/// The value of a header, or the file that holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Header {
    /// As it is sent.
    Text(String),
    /// A secret.
    File {
        /// Where it is.
        file: PathBuf,
    },
}

/// Never polled more often, where nothing else is said.
pub const MIN_INTERVAL: Span = Span::secs(300);
/// Never polled more seldom, where nothing else is said.
pub const MAX_INTERVAL: Span = Span::secs(6 * 3_600);

/// Names of a publisher, and bytes of one.
const MOST_ALIASES: usize = 50;
const LONGEST_ALIAS: usize = 200;

impl Entry {
    /// Lays this entry over another: a value here wins, maps are merged key by key.
    fn over(mut self, base: &Self) -> Self {
        let base = base.clone();
        let merge = |own: &mut BTreeMap<_, _>, base: BTreeMap<_, _>| {
            for (key, value) in base {
                own.entry(key).or_insert(value);
            }
        };
        merge(&mut self.labels, base.labels);
        for alias in base.aliases {
            if !self.aliases.contains(&alias) {
                self.aliases.push(alias);
            }
        }
        for (key, value) in base.headers {
            self.headers.entry(key).or_insert(value);
        }
        // Credentials go together: a feed's own bearer must not meet a group's password.
        if self.username.is_none() && self.password_file.is_none() && self.bearer_file.is_none() {
            (self.username, self.password_file, self.bearer_file) =
                (base.username, base.password_file, base.bearer_file);
        }
        if self.certificate_file.is_none() && self.key_file.is_none() {
            (self.certificate_file, self.key_file) = (base.certificate_file, base.key_file);
        }
        if self.proxy.is_none() && self.proxy_file.is_none() {
            (self.proxy, self.proxy_file) = (base.proxy, base.proxy_file);
        }
        Self {
            id: self.id,
            url: self.url,
            groups: self.groups.or(base.groups),
            name: self.name.or(base.name),
            publisher: self.publisher.or(base.publisher),
            language: self.language.or(base.language),
            min_interval: self.min_interval.or(base.min_interval),
            max_interval: self.max_interval.or(base.max_interval),
            feed_hints: self.feed_hints.or(base.feed_hints),
            timezone: self.timezone.or(base.timezone),
            full_text: self.full_text.or(base.full_text),
            html: self.html.or(base.html),
            websub: self.websub.or(base.websub),
            duplicates: self.duplicates.or(base.duplicates),
            allow_networks: self.allow_networks.or(base.allow_networks),
            ca_file: self.ca_file.or(base.ca_file),
            robots: self.robots.or(base.robots),
            ..self
        }
    }
}

/// Feeds of all files, before they are put together.
#[derive(Default)]
pub struct Lists {
    defaults: Entry,
    groups: BTreeMap<String, Entry>,
    feeds: Vec<(usize, Entry)>,
}

impl Lists {
    /// Takes in what one file says; `file` is its number among the sources.
    pub fn add(&mut self, file: usize, defaults: Option<Entry>, groups: BTreeMap<String, Entry>, feeds: Vec<Entry>) {
        if let Some(defaults) = defaults {
            self.defaults = defaults.over(&self.defaults);
        }
        for (name, group) in groups {
            let merged = match self.groups.get(&name) {
                Some(known) => group.over(known),
                None => group,
            };
            self.groups.insert(name, merged);
        }
        self.feeds.extend(feeds.into_iter().map(|feed| (file, feed)));
    }

    /// Puts the feeds together; faults are added to `faults`.
    pub fn build(
        self,
        sources: &[Source<'_>],
        base_dir: &Path,
        faults: &mut Vec<Diagnostic>,
        warnings: &mut Vec<String>,
    ) -> Vec<Feed> {
        let mut seen: HashMap<String, Diagnostic> = HashMap::new();
        let mut feeds = Vec::with_capacity(self.feeds.len());
        for (file, entry) in &self.feeds {
            let mut desk = Desk { source: sources[*file], base_dir, faults, warnings, offset: 0, id: String::new() };
            let Some(feed) = desk.feed(entry, &self.groups, &self.defaults) else { continue };
            desk.offset = entry.id.as_ref().map_or(desk.offset, |id| id.span().start);
            let here = desk.source.at(desk.offset, "");
            if let Some(first) = seen.insert(desk.id.clone(), here) {
                let (line, _) = first.at.unwrap_or_default();
                desk.fault(format!("the id was taken already at {}:{line}; each feed needs its own", first.file));
            }
            feeds.push(feed);
        }
        Feed::share(&mut feeds);
        feeds
    }
}

/// One feed while it is being put together.
struct Desk<'a> {
    source: Source<'a>,
    base_dir: &'a Path,
    faults: &'a mut Vec<Diagnostic>,
    warnings: &'a mut Vec<String>,
    offset: usize,
    id: String,
}

impl Desk<'_> {
    fn fault(&mut self, message: impl Into<String>) {
        let message = format!("feed \"{}\": {}", self.id, message.into());
        self.faults.push(self.source.at(self.offset, message));
    }

    fn feed(&mut self, entry: &Entry, groups: &BTreeMap<String, Entry>, defaults: &Entry) -> Option<Feed> {
        match (&entry.id, &entry.url) {
            (Some(id), _) => self.offset = id.span().start,
            (None, Some(url)) => self.offset = url.span().start,
            (None, None) => {
                self.faults.push(self.source.whole("a feed has neither id nor url; each needs both"));
                return None;
            }
        }
        self.id = entry.id.as_ref().map(|id| id.get_ref().clone()).unwrap_or_default();
        let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if self.id.is_empty() || self.id.len() > 100 || !self.id.chars().all(usual) {
            self.fault("expected an id of 1 to 100 lower-case letters, digits, '-', '_' and '.'");
        }
        let mut merged = entry.clone();
        for name in entry.groups.as_ref().or(defaults.groups.as_ref()).into_iter().flatten() {
            match groups.get(name) {
                Some(group) => merged = merged.over(group),
                None => self.no_group(name, groups),
            }
        }
        merged = merged.over(defaults);
        let url = self.url(&merged)?;
        self.build(merged, url)
    }

    fn no_group(&mut self, name: &str, groups: &BTreeMap<String, Entry>) {
        let hint = match nearest(name, groups.keys().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("declare it as [groups.{name}]"),
        };
        self.fault(format!("there is no group \"{name}\"; {hint}"));
    }

    fn url(&mut self, entry: &Entry) -> Option<Url> {
        let Some(text) = &entry.url else {
            self.fault("expected a url");
            return None;
        };
        self.offset = text.span().start;
        match Url::parse(text.get_ref()) {
            Ok(url) if !matches!(url.scheme(), "http" | "https") => {
                self.fault(format!("url: expected http or https, got the scheme \"{}\"", url.scheme()));
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                self.fault("url: it holds a user name or password; set username and password_file instead");
                // The line itself is the secret.
                self.faults.last_mut().map(|fault| fault.excerpt.take());
            }
            Ok(url) => return Some(url),
            Err(error) => self.fault(format!("url: expected an address such as https://example.org/rss: {error}")),
        }
        None
    }

    fn build(&mut self, entry: Entry, url: Url) -> Option<Feed> {
        let (min, max) = (entry.min_interval.unwrap_or(MIN_INTERVAL), entry.max_interval);
        // A long shortest interval given alone moves the longest one with it.
        let max = max.unwrap_or_else(|| MAX_INTERVAL.max(min));
        if min > max || min.0.is_zero() {
            self.fault(format!("expected 0s < min_interval <= max_interval, got {min} and {max}"));
        }
        if max > MOST_SPAN {
            self.fault(format!("max_interval: expected at most {MOST_SPAN}, got {max}"));
        }
        if let Some(zone) = &entry.timezone
            && jiff::tz::TimeZone::get(zone).is_err()
        {
            self.fault(format!("timezone: expected an IANA name such as \"Europe/Berlin\", got \"{zone}\""));
        }
        if let Some(tag) = &entry.language
            && !is_language(tag)
        {
            self.fault(format!("language: expected a BCP 47 tag such as \"ru\" or \"en-GB\", got \"{tag}\""));
        }
        self.aliases(&entry.aliases);
        let credentials = self.credentials(&entry);
        let headers = self.headers(&entry.headers);
        let transport = self.transport(&entry);
        let publisher = entry.publisher.map_or_else(|| Publisher::of(&url), |name| Publisher(name.into()));
        let feed = Feed { publisher, name: entry.name, ..Feed::bare(self.id.as_str(), url) };
        Some(feed.with(Settings {
            groups: entry.groups.unwrap_or_default(),
            aliases: entry.aliases.into(),
            labels: entry.labels,
            language: entry.language,
            min_interval: min,
            max_interval: max,
            hints: entry.feed_hints.unwrap_or_default(),
            timezone: entry.timezone,
            headers,
            credentials: credentials.map(Box::new),
            full_text: entry.full_text.unwrap_or(false),
            html: entry.html.unwrap_or(false),
            websub: entry.websub.unwrap_or(true),
            duplicates: entry.duplicates.unwrap_or_default(),
            allow_networks: entry.allow_networks.unwrap_or_default(),
            transport,
            robots: entry.robots.unwrap_or(false),
        }))
    }

    fn aliases(&mut self, aliases: &[String]) {
        if aliases.len() > MOST_ALIASES {
            self.fault(format!("aliases: expected at most {MOST_ALIASES} names, got {}", aliases.len()));
        }
        for alias in aliases {
            let letters = alias.chars().filter(|c| c.is_alphanumeric()).count();
            if letters < 2 || alias.len() > LONGEST_ALIAS {
                self.fault(format!("aliases: expected a name of 2 letters to {LONGEST_ALIAS} bytes, got {alias:?}"));
            }
        }
    }

    fn credentials(&mut self, entry: &Entry) -> Option<Credentials> {
        match (&entry.username, &entry.password_file, &entry.bearer_file) {
            (None, None, None) => None,
            (Some(username), Some(file), None) => {
                let password = self.secret("password_file", file)?;
                Some(Credentials::Basic { username: username.clone(), password })
            }
            (None, None, Some(file)) => self.secret("bearer_file", file).map(Credentials::Bearer),
            _ => {
                self.fault("expected username with password_file, or bearer_file alone");
                None
            }
        }
    }

    fn headers(&mut self, headers: &BTreeMap<String, Header>) -> Vec<(String, Secret)> {
        let mut out = Vec::new();
        for (name, value) in headers {
            if http::HeaderName::try_from(name.as_str()).is_err() {
                self.fault(format!("headers: \"{name}\" is no name of a header"));
            }
            let value = match value {
                Header::Text(text) => Some(Secret::new(text.as_str())),
                Header::File { file } => self.secret(&format!("headers.{name}"), file),
            };
            if let Some(value) = value {
                if http::HeaderValue::from_str(value.expose()).is_err() {
                    self.fault(format!("headers.{name}: expected printable characters"));
                }
                out.push((name.clone(), value));
            }
        }
        out
    }

    fn secret(&mut self, key: &str, file: &Path) -> Option<Secret> {
        let path = self.base_dir.join(file);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                self.fault(format!("{key}: cannot read {}: {error}", path.display()));
                return None;
            }
        };
        let value = text.trim_end_matches(['\r', '\n']);
        if value.is_empty() {
            self.fault(format!("{key}: {} is empty; expected the secret alone", path.display()));
            return None;
        }
        if let Some(warning) = open_to_all(&path) {
            self.warnings.push(warning);
        }
        Some(Secret::new(value))
    }
}

/// A warning where everybody on the machine can read a secret.
pub fn open_to_all(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o004 != 0).then(|| format!("{} can be read by everybody on this machine; chmod o-r it", path.display()))
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|part| matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        && parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
