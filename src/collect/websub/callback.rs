//! Addresses that hubs call, and the secrets that they sign with: both follow from the
//! operator's key, so that every instance knows them and none is written down.
//!
//! An address proves itself: whoever can name one was told it by us. It says to which feed,
//! topic and subscription it belongs, so an instance that does not poll the feed can answer.

use std::{fmt, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use ring::{digest, hmac};
use url::Url;

use crate::model::{FeedId, Secret};

/// Bytes of the operator's key, at least.
pub const LEAST_KEY: usize = 32;
/// Bytes of a topic's digest in an address.
const BYTES: usize = 16;
/// Bytes of the number of a subscription.
const NUMBER: usize = 8;
/// Bytes of the proof: nobody guesses 256 bits.
const PROOF: usize = 32;
/// All of them.
const TOKEN: usize = NUMBER + BYTES + PROOF;

/// The operator's key.
#[derive(Clone)]
pub struct Keys {
    key: Arc<hmac::Key>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys([redacted])")
    }
}

/// What a callback address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The feed.
    pub feed: FeedId,
    /// The number of the subscription.
    pub issue: u64,
    /// Which topic.
    topic: [u8; BYTES],
}

impl Keys {
    /// Keys of what the operator's file holds; `None` where that is too short to be unguessable.
    pub fn new(secret: &Secret) -> Option<Self> {
        let bytes = secret.expose().trim().as_bytes();
        (bytes.len() >= LEAST_KEY).then(|| Self { key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, bytes)) })
    }

    /// Tells this key from another, and says nothing of it.
    pub fn id(&self) -> u32 {
        let tag = self.sign("key", &[]);
        tag.as_ref().iter().take(4).fold(0, |id, byte| id << 8 | u32::from(*byte))
    }

    /// The address of a subscription's callback under the address that hubs reach us by.
    pub fn address(&self, public: &Url, callback: &Callback) -> Url {
        let mut token = [0; TOKEN];
        token[..NUMBER].copy_from_slice(&callback.issue.to_be_bytes());
        token[NUMBER..NUMBER + BYTES].copy_from_slice(&callback.topic);
        token[NUMBER + BYTES..].copy_from_slice(self.sign("callback", &callback.bytes()).as_ref());
        let mut url = public.clone();
        let path = format!("{}/{}/{}", url.path().trim_end_matches('/'), callback.feed, BASE64URL_NOPAD.encode(&token));
        url.set_path(&path);
        url
    }

    /// Reads the path of a request; `None` where it is no address of ours.
    pub fn read(&self, path: &str) -> Option<Callback> {
        let mut parts = path.rsplit('/');
        let (token, feed) = (parts.next()?, parts.next()?);
        // Nothing longer than an address of ours is looked into.
        if token.len() != BASE64URL_NOPAD.encode_len(TOKEN) || feed.is_empty() || feed.len() > 100 {
            return None;
        }
        let token: [u8; TOKEN] = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?.try_into().ok()?;
        let mut callback = Callback { feed: FeedId(feed.into()), issue: 0, topic: [0; BYTES] };
        let mut number = [0; NUMBER];
        number.copy_from_slice(&token[..NUMBER]);
        callback.issue = u64::from_be_bytes(number);
        callback.topic.copy_from_slice(&token[NUMBER..NUMBER + BYTES]);
        // The comparison takes the same time whatever differs.
        let said = message("callback", &callback.bytes());
        hmac::verify(&self.key, &said, &token[NUMBER + BYTES..]).ok().map(|()| callback)
    }

    /// The secret that the hub signs with: 64 characters, other for each subscription.
    pub fn secret(&self, callback: &Callback) -> Secret {
        Secret::new(data_encoding::HEXLOWER.encode(self.sign("secret", &callback.bytes()).as_ref()))
    }

    fn sign(&self, purpose: &str, bytes: &[u8]) -> hmac::Tag {
        hmac::sign(&self.key, &message(purpose, bytes))
    }
}

/// What is signed: a signature for one purpose is none for another.
fn message(purpose: &str, bytes: &[u8]) -> Vec<u8> {
    [b"wiredesk websub ", purpose.as_bytes(), &[0], bytes].concat()
}

impl Callback {
    /// The callback of one subscription to a topic.
    pub fn new(feed: &FeedId, topic: &str, issue: u64) -> Self {
        Self { feed: feed.clone(), issue, topic: digest_of(topic) }
    }

    /// Whether it was made for this topic.
    pub fn is_for(&self, topic: &str) -> bool {
        self.topic == digest_of(topic)
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.issue.to_be_bytes()[..], &self.topic, self.feed.0.as_bytes()].concat()
    }
}

fn digest_of(topic: &str) -> [u8; BYTES] {
    let mut out = [0; BYTES];
    out.copy_from_slice(&digest::digest(&digest::SHA256, topic.as_bytes()).as_ref()[..BYTES]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Keys {
        Keys::new(&Secret::new(text)).unwrap()
    }

    fn callback() -> Callback {
        Callback::new(&FeedId("world".into()), "https://example.org/feed", 7)
    }

    const ONE: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn an_address_is_read_back_by_every_instance_that_has_the_key() {
        let address = keys(ONE).address(&"https://push.example/in/".parse().unwrap(), &callback());
        assert!(address.as_str().starts_with("https://push.example/in/world/"), "{address}");
        assert_eq!(keys(ONE).read(address.path()), Some(callback()));
        // A proxy may have taken the folder away.
        assert_eq!(keys(ONE).read(address.path().strip_prefix("/in").unwrap()), Some(callback()));
        let read = keys(ONE).read(address.path()).unwrap();
        assert!(read.is_for("https://example.org/feed") && !read.is_for("https://example.org/Feed"));
    }

    #[test]
    fn no_other_address_is_ours() {
        let address = keys(ONE).address(&"https://push.example".parse().unwrap(), &callback());
        let path = address.path();
        assert_eq!(keys("another key that is long enough for it").read(path), None);
        for n in 1..path.len() {
            let mut other = path.to_owned().into_bytes();
            other[n] = if other[n] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys(ONE).read(&String::from_utf8(other).unwrap()), None, "byte {n}");
            assert_eq!(keys(ONE).read(&path[..n]), None);
        }
        for path in ["", "/", "//", "/world", "/world/", &"/".repeat(100_000)] {
            assert_eq!(keys(ONE).read(path), None);
        }
    }

    #[test]
    fn secrets_are_short_enough_differ_and_are_shown_nowhere() {
        let keys = keys(ONE);
        let secret = keys.secret(&callback());
        assert!(secret.expose().len() <= 200 && secret.expose().len() >= 32);
        assert_ne!(secret, keys.secret(&Callback { issue: 8, ..callback() }));
        assert_ne!(secret, keys.secret(&Callback { feed: FeedId("other".into()), ..callback() }));
        assert_eq!(format!("{keys:?}"), "Keys([redacted])");
    }

    #[test]
    fn a_key_that_could_be_guessed_is_none() {
        assert!(Keys::new(&Secret::new("short")).is_none());
        assert!(Keys::new(&Secret::new(format!("   {}   ", "a".repeat(LEAST_KEY - 1)))).is_none());
        assert_ne!(keys(ONE).id(), keys("another key that is long enough for it").id());
    }
}
