//! An instant, or none, in a third of what `Option<Timestamp>` takes: eight are remembered of each of up to a
//! million feeds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An instant to the microsecond, or none. Written as RFC 3339, or as null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Option<Timestamp>", into = "Option<Timestamp>")]
pub struct Moment(i64);

/// No year that a [`Timestamp`] can have is so early.
const NONE: i64 = i64::MIN;

impl Moment {
    /// None.
    pub const NONE: Self = Self(NONE);

    /// As an option.
    pub fn get(self) -> Option<Timestamp> {
        // All but none was made of an instant; the last microsecond that there is is not taken back as it was given.
        (!self.is_none()).then(|| Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX))
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.0 == NONE
    }
}

impl Default for Moment {
    fn default() -> Self {
        Self::NONE
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl From<Option<Timestamp>> for Moment {
    fn from(at: Option<Timestamp>) -> Self {
        at.map_or(Self::NONE, Self::from)
    }
}

impl From<Moment> for Option<Timestamp> {
    fn from(moment: Moment) -> Self {
        moment.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_was_made_of_comes_back_to_the_microsecond() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, "2026-01-02T03:04:05.123456Z".parse().unwrap()] {
            let moment = Moment::from(at);
            let text = serde_json::to_string(&moment).unwrap();
            assert_eq!((moment.get(), text.as_str()), (Some(at), &*format!("\"{at}\"")));
            assert_eq!(serde_json::from_str::<Moment>(&text).unwrap(), moment);
        }
        assert_eq!(Moment::from(Timestamp::MAX).get(), Some(Timestamp::MAX));
        assert_eq!((Moment::default().get(), Moment::from(None)), (None, Moment::NONE));
        assert_eq!(serde_json::to_string(&Moment::NONE).unwrap(), "null");
    }
}
