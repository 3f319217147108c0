//! Names of elements: which module a prefix stands for.

use super::super::decode::attributes::Attributes;
use crate::bounds::{self, Bound};

/// A vocabulary that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS of any version, CDF, and names without a namespace.
    Own,
    Atom,
    Dc,
    DcTerms,
    Content,
    Media,
    Itunes,
    Syndication,
    Slash,
    GeoRss,
    Geo,
    GoogleNews,
    Yandex,
    Thread,
    History,
    Xhtml,
    Rdf,
    Newsml,
    FeedBurner,
    Xml,
    /// Declared, and not known here.
    Foreign,
}

/// What the address of a namespace contains, in lower case, and the prefix it has by custom.
/// Versions and slips (a missing slash, https) are so many that parts are compared.
const KNOWN: &[(&str, &str, Ns)] = &[
    ("purl.org/rss/1.0/modules/content", "content", Ns::Content),
    ("purl.org/rss/1.0/modules/syndication", "sy", Ns::Syndication),
    ("purl.org/rss/1.0/modules/slash", "slash", Ns::Slash),
    ("purl.org/syndication/thread", "thr", Ns::Thread),
    ("purl.org/syndication/history", "fh", Ns::History),
    ("purl.org/rss/1.0/modules/", "", Ns::Foreign),
    ("purl.org/rss/", "rss", Ns::Own),
    ("my.netscape.com/rdf/simple/0.9", "", Ns::Own),
    ("channel.netscape.com/rdf/simple/0.9", "", Ns::Own),
    ("backend.userland.com", "", Ns::Own),
    ("blogs.law.harvard.edu/tech/rss", "", Ns::Own),
    ("cyber.law.harvard.edu/rss", "", Ns::Own),
    ("www.w3.org/2005/atom", "atom", Ns::Atom),
    ("purl.org/atom", "atom10", Ns::Atom),
    ("purl.org/dc/elements", "dc", Ns::Dc),
    ("purl.org/metadata/dublin_core", "", Ns::Dc),
    ("purl.org/dc/terms", "dcterms", Ns::DcTerms),
    ("search.yahoo.com/mrss", "media", Ns::Media),
    ("tools.search.yahoo.com/mrss", "", Ns::Media),
    ("itunes.com/dtds/podcast", "itunes", Ns::Itunes),
    ("example.com/dtds/podcast", "", Ns::Itunes),
    ("georss.org/georss", "georss", Ns::GeoRss),
    ("w3.org/2003/01/geo", "geo", Ns::Geo),
    ("google.com/schemas/sitemap-news", "news", Ns::GoogleNews),
    ("news.yandex.ru", "yandex", Ns::Yandex),
    ("w3.org/1999/xhtml", "xhtml", Ns::Xhtml),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf", Ns::Rdf),
    ("iptc.org/std/nar", "", Ns::Newsml),
    ("rssnamespace.org/feedburner", "feedburner", Ns::FeedBurner),
    ("w3.org/xml/1998/namespace", "xml", Ns::Xml),
];

/// Declarations that are kept; a document that has more wants to be slow, not to be read.
const MOST: usize = 64;

/// The namespaces that are declared where the reader stands.
#[derive(Debug, Default)]
pub(super) struct Scope<'t> {
    declared: Vec<(&'t str, Ns, usize)>,
}

impl<'t> Scope<'t> {
    /// Takes in the declarations of a start tag at a depth.
    pub fn enter(&mut self, attributes: &'t str, depth: usize) {
        if !attributes.contains("xmlns") {
            return;
        }
        for (name, value) in Attributes::of(attributes) {
            let prefix = match name.split_once(':') {
                None if name.eq_ignore_ascii_case("xmlns") => "",
                Some((xmlns, prefix)) if xmlns.eq_ignore_ascii_case("xmlns") => prefix,
                _ => continue,
            };
            if self.declared.len() < bounds::of(Bound::Namespaces, MOST) {
                self.declared.push((prefix, by_address(value), depth));
            }
        }
    }

    /// Forgets what was declared at a depth.
    pub fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(.., at)| *at >= depth) {
            self.declared.pop();
        }
    }

    /// The vocabulary of a name, its local part, and whether only custom says so: a prefix that
    /// nobody declared means what it means by custom.
    pub fn resolve<'n>(&self, name: &'n str) -> (Ns, &'n str, bool) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.declared.iter().rev().find(|(known, ..)| *known == prefix).map(|(_, ns, _)| *ns);
        let ns = declared.unwrap_or_else(|| if prefix.is_empty() { Ns::Own } else { by_prefix(prefix) });
        // A namespace of the publisher's own around the whole feed changes no word in it.
        let known = ns != Ns::Foreign && ns != Ns::Xml;
        let ns = if ns == Ns::Foreign && prefix.is_empty() { Ns::Own } else { ns };
        (ns, local, declared.is_none() && !prefix.is_empty() && known)
    }
}

fn by_address(address: &str) -> Ns {
    let address = address.trim().to_ascii_lowercase();
    KNOWN.iter().find(|(part, ..)| address.contains(part)).map_or(Ns::Foreign, |(.., ns)| *ns)
}

fn by_prefix(prefix: &str) -> Ns {
    let known = KNOWN.iter().find(|(_, known, _)| !known.is_empty() && known.eq_ignore_ascii_case(prefix));
    known.map_or(Ns::Foreign, |(.., ns)| *ns)
}

/// A local name in lower case, without allocating: `pubDate` is `pubdate`.
pub(super) struct Lower {
    bytes: [u8; 24],
    length: usize,
}

impl Lower {
    /// Empty for names that are longer than any that is known.
    pub fn of(name: &str) -> Self {
        let mut bytes = [0; 24];
        let length = if name.len() <= bytes.len() { name.len() } else { 0 };
        bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
        bytes[..length].make_ascii_lowercase();
        Self { bytes, length }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_declarations_are_not_kept() {
        let tag: String = (0..100_000).map(|n| format!(" xmlns:n{n}='http://n{n}.example/'")).collect();
        let kept = || {
            let mut scope = Scope::default();
            scope.enter(&tag, 1);
            scope.declared.len()
        };
        assert_eq!((kept(), bounds::without(Bound::Namespaces, kept)), (MOST, 100_000));
    }

    #[test]
    fn prefixes_mean_what_is_declared_and_else_what_is_custom() {
        let mut scope = Scope::default();
        scope.enter(" xmlns:x='http://purl.org/dc/elements/1.1/' xmlns='http://www.w3.org/2005/Atom'", 1);
        scope.enter(" xmlns:x='http://search.yahoo.com/mrss/'", 2);
        assert_eq!(scope.resolve("x:title"), (Ns::Media, "title", false));
        scope.leave(2);
        assert_eq!(scope.resolve("x:title"), (Ns::Dc, "title", false));
        assert_eq!(scope.resolve("title"), (Ns::Atom, "title", false));
        assert_eq!(scope.resolve("media:title"), (Ns::Media, "title", true));
        assert_eq!(scope.resolve("y:title"), (Ns::Foreign, "title", false));
        scope.leave(1);
        assert_eq!(scope.resolve("title"), (Ns::Own, "title", false));
    }
}
