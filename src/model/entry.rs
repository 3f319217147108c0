//! What a feed said, before anything is believed.

use std::collections::BTreeMap;

use super::Repair;

/// A feed document as the parser understood it.
#[derive(Debug, Clone, Default)]
pub struct ParsedFeed {
    /// `rss2`, `rss1`, `rss0`, `atom`, `json`, `cdf`, `newsml` or `ninjs`.
    pub format: &'static str,
    /// The feed's own title.
    pub title: Option<String>,
    /// The feed's declared language, verbatim.
    pub language: Option<String>,
    /// The site's address as the feed states it.
    pub link: Option<String>,
    /// Links with a relation: the feed itself, its hub, its next page and archive (RFC 5005).
    pub links: Vec<Link>,
    /// `xml:base` of the whole document, where it is itself relative.
    pub base: Option<String>,
    /// `ttl` in minutes (RSS 2.0).
    pub ttl: Option<u32>,
    /// `skipHours` (RSS 2.0, UTC), one bit an hour.
    pub skip_hours: u32,
    /// `skipDays` (RSS 2.0), one bit a day, Thursday first, as 1970 began.
    pub skip_days: u32,
    /// In document order.
    pub entries: Vec<Entry>,
    /// Elements of known modules that speak of the whole feed, by qualified name.
    pub extensions: BTreeMap<String, String>,
    /// What had to be repaired on the way here, beyond the front's own notes.
    pub repairs: Vec<Repair>,
}

/// One entry, all of it optional.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// `guid`, Atom `id`, `rdf:about` or JSON Feed `id`, verbatim; never invented.
    pub guid: Option<String>,
    /// Whether the guid is an address, and the feed does not say that it leads nowhere.
    pub guid_is_permalink: bool,
    /// Those to the article first, else in document order; none to comments.
    pub links: Vec<Link>,
    /// The title.
    pub title: Option<Text>,
    /// `description` or `summary`.
    pub summary: Option<Text>,
    /// `content:encoded`, Atom `content`, `yandex:full-text`.
    pub content: Option<Text>,
    /// `pubDate`, `published`, `dc:date`: verbatim.
    pub published: Option<String>,
    /// `updated`, `dcterms:modified`: verbatim.
    pub updated: Option<String>,
    /// Names as given, without e-mail addresses.
    pub authors: Vec<String>,
    /// Terms or labels, verbatim.
    pub categories: Vec<String>,
    /// Enclosures, `media:content`, thumbnails.
    pub media: Vec<MediaRef>,
    /// `xml:lang` or JSON Feed `language` of this entry.
    pub language: Option<String>,
    /// `xml:base` or the content's base.
    pub base: Option<String>,
    /// `dc:rights`, `rights`.
    pub rights: Option<String>,
    /// Elements of known modules that have no field here, by qualified name.
    pub extensions: BTreeMap<String, String>,
}

/// A text construct with its stated kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What the markup is.
    pub kind: TextKind,
    /// The value, entity-decoded once by the parser.
    pub value: String,
}

/// How a text construct is marked up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextKind {
    /// No markup: a `<` is a less-than sign.
    Plain,
    /// HTML or XHTML; RSS says nothing and means this.
    #[default]
    Html,
}

/// A link of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// The address, possibly relative.
    pub href: String,
    /// The relation; absent means `alternate` (RFC 4287).
    pub rel: Option<String>,
    /// The media type, where stated.
    pub media_type: Option<String>,
}

impl Link {
    /// Whether it leads to the article itself (RFC 4287, section 4.2.7.2).
    pub fn is_alternate(&self) -> bool {
        self.rel.as_deref().is_none_or(|rel| rel == "alternate")
    }
}

/// A medium that an entry refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaRef {
    /// The address, possibly relative.
    pub url: String,
    /// The media type, or `image`, `video`, `audio` where only the medium is stated.
    pub media_type: Option<String>,
    /// A caption, description or alternative text.
    pub caption: Option<String>,
    /// Who is to be credited, as written.
    pub credit: Option<String>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}
