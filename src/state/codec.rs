//! Records of `wire.state`: one for each feed, one small one for each item.
//!
//! A feed's key is its id. An item's key is `publisher/article-id`; a feed id has no
//! slash, so the two cannot be confused, and an item of two feeds is remembered once.

use serde::{Deserialize, Serialize};

use super::{
    items::{Change, Item},
    version::Version,
};
use crate::model::{ArticleId, FeedId, FeedState, Publisher};

/// The key of a feed's record.
pub type FeedKey = FeedId;

/// Whose record a key names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateKey {
    /// A feed's.
    Feed(FeedId),
    /// An item's.
    Item(ArticleId),
}

/// A record that was read back.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// All but the items of a feed.
    Feed(FeedId, Box<FeedState>),
    /// One item.
    Item(Change),
    /// Forget it.
    Tombstone(StateKey),
}

/// An item as it is written: short names, because there are many.
#[derive(Serialize, Deserialize)]
struct Wire {
    /// Hashes of title, of all, and of what is material in the body; of title, summary and body in
    /// items from before there was `w`.
    v: [u32; 3],
    /// How other words of it are weighed: what kind of version it is, the body's sketch and words, the
    /// summary's hash, sketch and words.
    #[serde(default, skip_serializing_if = "is_old")]
    w: (u8, u64, u16, u16, u32, u8),
    /// Parities of the body's words.
    #[serde(default, skip_serializing_if = "is_even")]
    c: u16,
    /// Hash of the raw entry.
    x: u64,
    /// First seen, seconds since 1970.
    f: u32,
    /// Written, days since 1970.
    d: u16,
    /// Revision.
    r: u32,
    /// The feed whose words it has.
    #[serde(default)]
    o: u32,
    /// Digests of the versions before.
    #[serde(default, skip_serializing_if = "is_none")]
    p: [u32; 3],
    /// Address.
    #[serde(default, skip_serializing_if = "is_zero")]
    u: u64,
    /// Story, where it is not its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<ArticleId>,
    /// Slug.
    #[serde(default, skip_serializing_if = "is_zero")]
    g: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it by reference
fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it by reference
fn is_even(parities: &u16) -> bool {
    *parities == 0
}

fn is_old(w: &(u8, u64, u16, u16, u32, u8)) -> bool {
    *w == Default::default()
}

fn is_none(past: &[u32; 3]) -> bool {
    *past == [0; 3]
}

/// The key of a feed's record.
pub fn feed_key(id: &FeedId) -> String {
    id.0.to_string()
}

/// The key of an item's record.
pub fn item_key(publisher: &Publisher, id: ArticleId) -> String {
    format!("{publisher}/{id}")
}

/// The value of a feed's record.
pub fn encode_feed(state: &FeedState) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(state)
}

/// The value of an item's record.
pub fn encode_item(change: &Change) -> Result<Vec<u8>, serde_json::Error> {
    let Item { version, raw, alias, first_seen, written, revision, source, past } = change.item;
    serde_json::to_vec(&Wire {
        v: [version.title, version.exact, version.body],
        w: (
            version.head,
            version.body_sketch,
            version.body_words,
            version.summary,
            version.summary_sketch,
            version.summary_words,
        ),
        c: version.body_check,
        x: raw,
        f: first_seen,
        d: written,
        r: revision,
        o: source,
        p: past,
        u: alias,
        s: change.story,
        g: change.slug,
    })
}

/// Reads a record back. `Err` says what is wrong with it; such a record is skipped and counted.
pub fn decode(key: &[u8], value: Option<&[u8]>) -> Result<Stored, String> {
    let key = std::str::from_utf8(key).map_err(|_| "the key is not UTF-8".to_owned())?;
    let key = match key.rsplit_once('/') {
        None => StateKey::Feed(FeedId(key.into())),
        Some((_, id)) => StateKey::Item(id.parse().map_err(|e| format!("the key {key:?} has no article id: {e}"))?),
    };
    let wrong = |e: serde_json::Error| format!("the value does not fit: {e}");
    match (key, value) {
        (key, None) => Ok(Stored::Tombstone(key)),
        (StateKey::Feed(id), Some(value)) => {
            serde_json::from_slice(value).map(|state| Stored::Feed(id, Box::new(state))).map_err(wrong)
        }
        (StateKey::Item(id), Some(value)) => {
            serde_json::from_slice::<Wire>(value).map(|wire| Stored::Item(from_wire(id, &wire))).map_err(wrong)
        }
    }
}

fn from_wire(id: ArticleId, wire: &Wire) -> Change {
    let [title, exact, body] = wire.v;
    let (head, body_sketch, body_words, summary, summary_sketch, summary_words) = wire.w;
    let item = Item {
        version: Version {
            title,
            exact,
            body,
            body_sketch,
            body_check: wire.c,
            body_words,
            summary,
            summary_sketch,
            summary_words,
            head,
        },
        raw: wire.x,
        alias: wire.u,
        first_seen: wire.f,
        written: wire.d,
        revision: wire.r,
        source: wire.o,
        past: wire.p,
    };
    Change { id, item, story: wire.s, slug: wire.g }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let item = Item {
            version: Version {
                title: 1,
                exact: 2,
                body: u32::MAX,
                body_sketch: u64::MAX,
                body_check: 5,
                ..Version::new()
            },
            raw: u64::MAX,
            alias: u64::MAX - 1,
            first_seen: 1_700_000_000,
            written: 20_000,
            revision: 70_000,
            source: u32::MAX,
            past: [1, 2, 0],
        };
        let change = Change { id: ArticleId([9; 16]), item, story: Some(ArticleId([8; 16])), slug: 3 };
        let key = item_key(&Publisher("example.org".into()), change.id);
        assert_eq!(decode(key.as_bytes(), Some(&encode_item(&change).unwrap())), Ok(Stored::Item(change)));

        let state = FeedState { body: Some(std::num::NonZeroU64::MAX), ..FeedState::default() };
        let id = FeedId("a.feed".into());
        let read = decode(feed_key(&id).as_bytes(), Some(&encode_feed(&state).unwrap()));
        assert_eq!(read, Ok(Stored::Feed(id, Box::new(state))));
    }

    /// Items that were written before versions had sketches are read as what they are.
    #[test]
    fn older_records_are_read() {
        let value = br#"{"v":[1,2,3],"x":7,"f":1700000000,"d":20454,"r":2,"o":5,"p":[9,0,0]}"#;
        let key = item_key(&Publisher("example.org".into()), ArticleId([9; 16]));
        let Ok(Stored::Item(change)) = decode(key.as_bytes(), Some(value)) else { panic!("not an item") };
        assert!(change.item.version.is_old());
        assert_eq!((change.item.version.title, change.item.version.exact, change.item.version.body), (1, 2, 3));
        assert_eq!((change.item.past, change.item.revision), ([9, 0, 0], 2));
    }

    #[test]
    fn records_without_parities_are_compared_without_them() {
        let value = br#"{"v":[1,2,3],"w":[1,4369,30,5,6,7],"x":7,"f":1700000000,"d":20454,"r":2}"#;
        let key = item_key(&Publisher("example.org".into()), ArticleId([9; 16]));
        let Ok(Stored::Item(change)) = decode(key.as_bytes(), Some(value)) else { panic!("not an item") };
        let version = change.item.version;
        assert!(!version.is_old() && !version.has_check() && Version::new().has_check());
        assert_eq!((version.body_sketch, version.body_words, version.body_check), (4369, 30, 0));
    }

    #[test]
    fn what_does_not_fit_says_why() {
        for (key, value) in [(&b"p/12"[..], &b"{}"[..]), (b"\xff", b"{}"), (b"feed", b"[")] {
            assert!(decode(key, Some(value)).is_err());
        }
    }
}
