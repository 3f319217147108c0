//! Addresses: absolute, canonical, and as keys.

use url::Url;

/// Parameters that say where a reader came from and nothing of what is read. An unknown
/// parameter is never dropped: it may be the article.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_openstat",
    "ns_source",
    "ns_mchannel",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "cmpid",
    "ncid",
    "ocid",
    "smid",
    "ftag",
    "wt_mc",
    "xtor",
    "maca",
    "traffic_source",
    "rssfeed",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "vero_id",
    "vero_conv",
    "cvid",
    "oly_enc_id",
    "oly_anon_id",
];

/// An absolute http or https address; `None` for anything else.
pub fn resolve(href: &str, bases: &[Url]) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    let url = match Url::parse(href) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => bases.iter().find_map(|base| base.join(href).ok())?,
        Err(_) => return None,
    };
    let mut url = Some(url).filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    // Credentials in an address are nobody's business downstream.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(url)
}

/// What relative addresses are relative to: what the document states, which may itself be
/// relative to where it came from, and then that.
pub fn bases(stated: [Option<&str>; 2], document: Option<&Url>) -> Vec<Url> {
    let absolute = |base: &str| match Url::parse(base.trim()) {
        Ok(url) => Some(url),
        Err(_) => document.and_then(|document| document.join(base.trim()).ok()),
    };
    stated.into_iter().flatten().filter_map(absolute).chain(document.cloned()).collect()
}

/// The address without fragment and tracking parameters.
pub fn canonical(url: &Url, also: &[String]) -> Url {
    let tracks = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("utm_") || TRACKING.contains(&name.as_str()) || also.contains(&name)
    };
    let mut url = url.clone();
    url.set_fragment(None);
    if let Some(query) = url.query() {
        // The pairs are kept as they were written: encoding them anew could change what they mean.
        let kept: Vec<_> =
            query.split('&').filter(|pair| !tracks(pair.split('=').next().unwrap_or_default())).collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
    url
}

/// What two addresses of one article have in common: no scheme, no `www`, `m` or `amp`
/// before the domain, sorted parameters, no slash at the end.
pub fn key(url: &Url) -> String {
    let mut host = url.host_str().unwrap_or_default();
    while let Some(rest) = ["www.", "m.", "amp.", "mobile."].iter().find_map(|prefix| host.strip_prefix(prefix)) {
        // What is left must still be a domain.
        if !rest.contains('.') {
            break;
        }
        host = rest;
    }
    let mut key = host.to_owned();
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(url.path().trim_end_matches('/'));
    if let Some(query) = url.query() {
        let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        pairs.sort_unstable();
        key.push('?');
        key.push_str(&pairs.join("&"));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn only_what_tracks_is_dropped() {
        for (given, kept) in [
            ("https://e.org/a?utm_source=rss&id=7#top", "https://e.org/a?id=7"),
            ("https://e.org/a?fbclid=x", "https://e.org/a"),
            ("https://e.org/a?p=1&q=%20b", "https://e.org/a?p=1&q=%20b"),
            ("https://e.org/a?ref=7", "https://e.org/a?ref=7"),
        ] {
            assert_eq!(canonical(&url(given), &[]).as_str(), kept);
        }
        assert_eq!(canonical(&url("https://e.org/a?ref=7"), &["ref".into()]).as_str(), "https://e.org/a");
    }

    #[test]
    fn addresses_of_one_article_have_one_key() {
        let keys = ["http://www.e.org/a/?b=1&a=2", "https://m.e.org/a?a=2&b=1", "https://amp.e.org/a?a=2&b=1"];
        for text in keys {
            assert_eq!(key(&url(text)), "e.org/a?a=2&b=1", "{text}");
        }
        assert_ne!(key(&url("https://e.org/a?id=1")), key(&url("https://e.org/a?id=2")));
    }

    #[test]
    fn a_base_may_itself_be_relative() {
        let document = url("https://e.org/x/feed.xml");
        let all = bases([Some("/blog/"), Some("https://f.org/")], Some(&document));
        let all: Vec<_> = all.iter().map(Url::as_str).collect();
        assert_eq!(all, ["https://e.org/blog/", "https://f.org/", "https://e.org/x/feed.xml"]);
    }

    #[test]
    fn only_addresses_of_pages_are_kept() {
        let bases = [url("https://e.org/x/feed.xml")];
        assert_eq!(resolve("../a", &bases).unwrap().as_str(), "https://e.org/a");
        assert_eq!(resolve("//f.org/a", &bases).unwrap().as_str(), "https://f.org/a");
        for text in ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.c", "", "http://", "file:///etc/passwd"] {
            assert_eq!(resolve(text, &bases), None, "{text}");
        }
        assert_eq!(resolve("https://user:pw@e.org/", &[]).unwrap().as_str(), "https://e.org/");
    }
}
