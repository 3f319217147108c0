//! What the desk vouches for: one article, as consumers read it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Credit, Dateline, EntityMatch, Extraction, Feed, FeedId, Kind, Publisher, Tag};

/// The stable id of an article: the first 128 bits of SHA-256 over publisher and
/// the identity the item was first seen under, as 32 lower-case hexadecimal digits.
///
/// A pure function: the same item gives the same id on every instance, in every
/// feed of its publisher, and again after all state was lost.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// `kind` keeps a guid and an address with the same letters apart.
    pub fn derive(publisher: &Publisher, kind: &str, identity: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [&*publisher.0, kind, identity] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self(id)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written several times for each article: not digit by digit.
        let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' - 10 + value };
        let mut text = [0; 32];
        for (digits, byte) in text.chunks_exact_mut(2).zip(self.0) {
            digits.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What was wrong with the text of an id.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct NotAnId;

impl FromStr for ArticleId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 32 || !text.is_ascii() {
            return Err(NotAnId);
        }
        let mut id = [0; 16];
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| NotAnId)?;
        }
        Ok(Self(id))
    }
}

impl Serialize for ArticleId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ArticleId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The content of one article. Names follow schema.org `NewsArticle` and IPTC ninjs
/// where they have one. Absent means unknown; nothing is ever guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Article {
    /// The feed it was read from.
    pub feed: FeedRef,
    /// Who publishes the feed: its registrable domain, or what the operator says.
    pub publisher: String,
    /// The feed's own id of the item, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// The canonical address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub url: Option<Url>,
    /// Other addresses of the same article: as the feed gave it, AMP, mobile.
    #[schemars(with = "Vec<String>")]
    pub alternate_urls: Vec<Url>,
    /// Plain text, NFC, one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Plain text, NFC, paragraphs parted by a blank line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Plain text, NFC, paragraphs parted by a blank line, without boilerplate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Sanitised HTML, where the operator asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The language of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// When it was first published, by its publisher's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Instant>,
    /// When it was last changed, by its publisher's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Instant>,
    /// When this desk first saw the item.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub first_seen: Timestamp,
    /// When the document that this revision was read from was fetched.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub fetched: Timestamp,
    /// Bylines.
    pub authors: Vec<String>,
    /// Agencies credited.
    pub credits: Vec<Credit>,
    /// Place, date and agency that the story opens with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The publisher's section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The feed's categories.
    pub categories: Vec<String>,
    /// 1 (flash) to 8, as IPTC counts, where the wire states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    /// `urgent`, `update 2`, `corrected` and the like.
    pub markers: Vec<String>,
    /// The line that names the story among the wires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slugline: Option<String>,
    /// Where in the body the story ends, in bytes, as far as a line of credits said so: what is left behind that is
    /// no text of the article. Not published.
    #[serde(skip)]
    pub story_ends: Option<usize>,
    /// The time before which the wire asks not to publish; the marker `embargoed` goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed: Option<Instant>,
    /// Images, video and audio.
    pub media: Vec<Media>,
    /// Legal notices cut out of the body, verbatim; each has a tag.
    pub notices: Vec<Notice>,
    /// Claims with their evidence.
    pub tags: Vec<Tag>,
    /// Names of sanctions lists that stand in the text; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityMatch>,
    /// How the text was had.
    pub extraction: Extraction,
}

impl Article {
    /// The text of a field by the name that tags use: `title`, `summary`, `body` or `notices/N/text`.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "title" => self.title.as_deref(),
            "summary" => self.summary.as_deref(),
            "body" => self.body.as_deref(),
            _ => {
                let n: usize = name.strip_prefix("notices/")?.strip_suffix("/text")?.parse().ok()?;
                self.notices.get(n).map(|notice| notice.text.as_str())
            }
        }
    }
}

/// The feed that an article was read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeedRef {
    /// The operator's id of the feed.
    #[schemars(with = "String")]
    pub id: FeedId,
    /// The operator's name, else the feed's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address, without credentials.
    #[schemars(with = "String")]
    pub url: Url,
    /// The operator's groups.
    pub groups: Vec<String>,
    /// The operator's labels.
    pub labels: BTreeMap<String, String>,
}

impl FeedRef {
    /// As records show a feed.
    pub fn of(feed: &Feed, title: Option<&str>) -> Self {
        Self {
            id: feed.id.clone(),
            name: feed.name.clone().or_else(|| title.map(str::to_owned)),
            url: feed.shown_url(),
            groups: feed.groups.clone(),
            labels: feed.labels.clone(),
        }
    }
}

/// An instant with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instant {
    /// UTC, RFC 3339 with `Z`; absent where the string could not be read with certainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub at: Option<Timestamp>,
    /// How much of `at` was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// The zone that was assumed because the string names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_assumed: Option<String>,
    /// The string as the feed gave it.
    pub raw: String,
}

/// The smallest unit that was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second or better.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// The language of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// BCP 47.
    pub tag: String,
    /// Who says so.
    pub source: LanguageSource,
    /// 0 to 1.
    pub confidence: f32,
}

/// Who says which language it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageSource {
    /// The entry, the feed or the operator.
    Declared,
    /// The letters of the text.
    Detected,
}

/// An image, video or audio file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    /// Its address.
    #[schemars(with = "String")]
    pub url: Url,
    /// Media type, or `image`, `video`, `audio`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Caption or alternative text, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who is to be credited for it, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A legal notice that was cut out of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// The kind of its tag.
    pub kind: Kind,
    /// Verbatim.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_publisher_kind_and_identity_and_on_their_borders() {
        let id = |publisher: &str, kind, identity| ArticleId::derive(&Publisher(publisher.into()), kind, identity);
        let one = id("example.org", "guid", "1");
        assert_eq!(one, id("example.org", "guid", "1"));
        assert_eq!(one.to_string().parse::<ArticleId>().unwrap(), one);
        // Pinned: ids that consumers hold must never change.
        assert_eq!(one.to_string(), "52843d59784416e5958a8b4a038d0015");
        for other in [id("example.com", "guid", "1"), id("example.org", "url", "1"), id("example.org", "gui", "d1")] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "12", "zz345678901234567890123456789012", "é2345678901234567890123456789012"] {
            assert!(text.parse::<ArticleId>().is_err(), "{text}");
        }
    }
}
