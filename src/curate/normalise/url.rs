//! Addresses made absolute.

use url::Url;

/// An absolute http or https address; `None` for anything else.
pub fn resolve(href: &str, bases: &[Url]) -> Option<Url> {
    resolve_by(href, |href| bases.iter().find_map(|base| base.join(href).ok()))
}

/// The same; `join` makes a relative one absolute, and is asked for those alone.
pub fn resolve_by(href: &str, join: impl FnOnce(&str) -> Option<Url>) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    let url = match Url::parse(href) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => join(href)?,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
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
