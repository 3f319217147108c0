//! What a hub said, on its way to the instance that polls the feed: a record of
//! `wire.pushes`. It is written before the hub is answered, so what was acknowledged is kept.

use bytes::Bytes;
use jiff::Timestamp;

use super::{record::Record, topics::Topic};
use crate::model::FeedId;

/// One call of a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The feed whose callback was called.
    pub feed: FeedId,
    /// The number of the subscription.
    pub issue: u64,
    /// What was said.
    pub said: Said,
}

/// What a hub says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// News, with their document, signed.
    Ping {
        /// `Content-Type`, verbatim.
        content_type: Option<String>,
        /// As it was sent.
        body: Bytes,
    },
    /// That there are news, and nothing that could be believed or kept of them.
    Hint,
    /// That it tells us from now on, for so many seconds.
    Verified {
        /// Absent where the hub did not say.
        lease: Option<i64>,
    },
    /// That it does not tell us, or no more.
    Denied {
        /// In its words.
        reason: String,
    },
}

impl Said {
    /// The name in records and metrics.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ping { .. } => "ping",
            Self::Hint => "hint",
            Self::Verified { .. } => "verified",
            Self::Denied { .. } => "denied",
        }
    }
}

impl Call {
    /// The record for the partition that the feed belongs to.
    pub fn record(&self, partition: i32, at: Timestamp) -> Record {
        let mut headers = vec![("wd_said", self.said.as_str().to_owned()), ("wd_issue", self.issue.to_string())];
        let mut value = Vec::new();
        match &self.said {
            Said::Ping { content_type, body } => {
                headers.extend(content_type.clone().map(|kind| ("content-type", kind)));
                value = body.to_vec();
            }
            Said::Hint => {}
            Said::Verified { lease } => headers.extend(lease.map(|lease| ("wd_lease", lease.to_string()))),
            Said::Denied { reason } => headers.push(("wd_reason", reason.clone())),
        }
        Record {
            topic: Topic::Pushes,
            partition: Some(partition),
            key: self.feed.to_string(),
            headers,
            value,
            timestamp: at.as_millisecond(),
        }
    }

    /// Reads a record back; `None` where it is none of ours.
    pub fn read<'h>(key: &[u8], headers: impl Fn(&str) -> Option<&'h [u8]>, value: &[u8]) -> Option<Self> {
        let text = |name: &str| headers(name).and_then(|value| std::str::from_utf8(value).ok());
        let said = match text("wd_said")? {
            "ping" => Said::Ping {
                content_type: text("content-type").map(str::to_owned),
                body: Bytes::copy_from_slice(value),
            },
            "hint" => Said::Hint,
            "verified" => Said::Verified { lease: text("wd_lease").and_then(|lease| lease.parse().ok()) },
            "denied" => Said::Denied { reason: text("wd_reason").unwrap_or_default().to_owned() },
            _ => return None,
        };
        Some(Self { feed: FeedId(std::str::from_utf8(key).ok()?.into()), issue: text("wd_issue")?.parse().ok()?, said })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_read_back() {
        for said in [
            Said::Ping { content_type: Some("application/atom+xml".into()), body: Bytes::from_static(b"<feed/>") },
            Said::Ping { content_type: None, body: Bytes::new() },
            Said::Hint,
            Said::Verified { lease: Some(-1) },
            Said::Verified { lease: None },
            Said::Denied { reason: "no".into() },
        ] {
            let call = Call { feed: FeedId("world".into()), issue: u64::MAX, said };
            let record = call.record(3, Timestamp::UNIX_EPOCH);
            let header =
                |name: &str| record.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_bytes());
            assert_eq!(Call::read(record.key.as_bytes(), header, &record.value), Some(call));
        }
        assert_eq!(Call::read(b"world", |_| None, b""), None);
        assert_eq!(Call::read(b"world", |_| Some(b"other"), b""), None);
    }
}
