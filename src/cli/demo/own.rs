//! `--feeds`: the user's own feeds instead of the newsroom.

use std::{collections::BTreeSet, fs::File, io::Read, path::Path};

use bytes::Bytes;
use url::{Host, Url};

use super::origin::{Origin, Outlet, Step};
use crate::{
    cli::Error,
    collect::fetch,
    model::{Feed, Span},
};

/// Other people's servers are asked no more often than this.
const STRANGERS: Span = Span::secs(60);

/// The files among the arguments, for the origin to serve.
pub fn outlets(arguments: &[String]) -> Result<Vec<Outlet>, Error> {
    named(arguments).filter(|(_, argument)| address(argument).is_none()).map(|(id, path)| outlet(id, path)).collect()
}

/// All arguments as feeds, in their order.
pub fn feeds(arguments: &[String], origin: &Origin) -> Result<Vec<Feed>, Error> {
    let mut served = origin.feeds().into_iter();
    let missing = || Error::Failed("the origin of the demo lost a feed".into());
    named(arguments)
        .map(|(id, argument)| match address(argument) {
            Some(url) => Ok(remote(&id, url)),
            None => served.next().ok_or_else(missing),
        })
        .collect()
}

/// `http` and `https` are addresses, all else is a path.
fn address(argument: &str) -> Option<Url> {
    Url::parse(argument).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn remote(id: &str, url: Url) -> Feed {
    let mut feed = Feed::bare(id, url);
    if loopback(&feed.url) {
        feed.allow_networks = ["127.0.0.0/8", "::1/128"].iter().filter_map(|net| net.parse().ok()).collect();
    }
    feed.min_interval = STRANGERS;
    feed
}

/// Whoever types a loopback address means it; whoever types another one does not mean loopback.
fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn outlet(id: String, path: &str) -> Result<Outlet, Error> {
    let cap = fetch::Config::default().max_body;
    let unreadable =
        |e| Error::Usage(format!("cannot read the feed {path:?}: {e}; expected a file or an http(s) address"));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(cap.0 + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > cap.0 {
        return Err(Error::Usage(format!("the feed {path:?} is larger than {cap}; the daemon would refuse it too")));
    }
    let extension = Path::new(path).extension().and_then(|e| e.to_str()).unwrap_or("file");
    let json = extension.eq_ignore_ascii_case("json");
    Ok(Outlet {
        name: path.to_owned(),
        publisher: id.clone(),
        id,
        format: extension.to_owned(),
        content_type: if json { "application/feed+json" } else { "application/xml" }.to_owned(),
        editions: vec![Bytes::from(bytes)],
        script: vec![Step::Edition(1)],
        validates: true,
    })
}

/// Each argument with an id made of its file name or host; repeated ones get a number.
fn named(arguments: &[String]) -> impl Iterator<Item = (String, &str)> {
    let mut taken = BTreeSet::new();
    arguments.iter().map(move |argument| {
        let name = match address(argument) {
            Some(url) => url.host_str().unwrap_or("feed").trim_start_matches("www.").to_owned(),
            None => Path::new(argument).file_stem().map_or_else(|| "feed".into(), |s| s.to_string_lossy().into_owned()),
        };
        let base = id(&name);
        let mut unique = base.clone();
        let mut number = 1;
        while !taken.insert(unique.clone()) {
            number += 1;
            unique = format!("{base}-{number}");
        }
        (unique, &**argument)
    })
}

/// Lower-case letters, digits, `-`, `_` and `.`, as ids of feeds are.
fn id(name: &str) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c) { c } else { '-' })
        .take(40)
        .collect();
    let kept = kept.trim_matches(['-', '.']);
    if kept.is_empty() { "feed".into() } else { kept.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_served_and_addresses_asked_politely_in_the_order_given() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("World News.json");
        std::fs::write(&file, "{}").unwrap();
        let arguments: Vec<String> =
            ["https://www.example.org/a", file.to_str().unwrap(), "https://example.org/b", "http://127.0.0.1:9/"]
                .map(str::to_owned)
                .into();
        let origin = Origin::start(outlets(&arguments).unwrap()).await.unwrap();
        let feeds = feeds(&arguments, &origin).unwrap();
        let ids: Vec<_> = feeds.iter().map(|feed| &*feed.id.0).collect();
        assert_eq!(ids, ["example.org", "world-news", "example.org-2", "127.0.0.1"]);
        let reachable: Vec<_> = feeds.iter().map(|feed| !feed.allow_networks.is_empty()).collect();
        assert_eq!(reachable, [false, true, false, true]);
        assert!(feeds[0].min_interval >= Span::secs(60));
        assert!(feeds[1].url.as_str().starts_with("http://127.0.0.1:"), "{}", feeds[1].url);
    }

    #[test]
    fn what_is_neither_file_nor_address_says_what_was_expected() {
        let error = outlets(&["/no/such/feed.xml".into()]).unwrap_err();
        assert!(
            matches!(&error, Error::Usage(text) if text.contains("/no/such/feed.xml") && text.contains("expected"))
        );
    }
}
