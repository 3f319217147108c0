//! What kinds of tags are in the vocabularies of others.

use super::Kind;

/// A concept of IPTC's Media Topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaTopic {
    /// Its code: `medtop:20000642`.
    pub code: &'static str,
    /// Its name in English.
    pub name: &'static str,
}

impl MediaTopic {
    /// Its address.
    pub fn uri(self) -> String {
        self.code.replace("medtop:", "http://cv.iptc.org/newscodes/mediatopic/")
    }
}

const SANCTION: MediaTopic = MediaTopic { code: "medtop:20000642", name: "economic sanction" };
const RELATIONS: MediaTopic = MediaTopic { code: "medtop:20000638", name: "international relations" };
const TRADE: MediaTopic = MediaTopic { code: "medtop:20000377", name: "trade policy" };
const TERRORISM: MediaTopic = MediaTopic { code: "medtop:20000103", name: "terrorism" };
const CENSORSHIP: MediaTopic = MediaTopic { code: "medtop:20000588", name: "censorship" };
const PRESS: MediaTopic = MediaTopic { code: "medtop:20000591", name: "freedom of the press" };

impl Kind {
    /// The topic of an entity that such a tag concerns, in OpenSanctions' vocabulary. Designations that
    /// say something of the state rather than of whom it designates have none.
    pub fn open_sanctions(self) -> Option<&'static str> {
        match self {
            Self::Sanctions | Self::TravelBan | Self::PriceCap | Self::EmbargoTrade => Some("sanction"),
            Self::AssetFreeze => Some("asset.frozen"),
            Self::ExportControl => Some("export.control"),
            Self::Terrorist => Some("crime.terror"),
            Self::UndesirableOrg | Self::ForeignAgent | Self::Extremist => None,
            Self::ReaderRisk | Self::BlockedSite | Self::StateMedia | Self::Sponsored | Self::Copyright => None,
            Self::EmbargoNews | Self::WireCorrection | Self::WireClarification | Self::WireWithdraw => None,
            Self::WireRefile | Self::WireUpdate | Self::WireUrgent => None,
        }
    }

    /// What such a tag is about, in IPTC's Media Topics; nothing for what newsrooms say to newsrooms.
    pub fn media_topic(self) -> Option<MediaTopic> {
        match self {
            Self::Sanctions | Self::AssetFreeze | Self::PriceCap | Self::EmbargoTrade => Some(SANCTION),
            Self::TravelBan => Some(RELATIONS),
            Self::ExportControl => Some(TRADE),
            Self::Terrorist => Some(TERRORISM),
            Self::UndesirableOrg | Self::ForeignAgent | Self::Extremist | Self::BlockedSite => Some(CENSORSHIP),
            Self::ReaderRisk | Self::StateMedia => Some(PRESS),
            Self::Sponsored | Self::Copyright | Self::EmbargoNews | Self::WireCorrection => None,
            Self::WireClarification | Self::WireWithdraw | Self::WireRefile => None,
            Self::WireUpdate | Self::WireUrgent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_documentation_is_this_one() {
        let docs = include_str!("../../docs/tags.md");
        for kind in Kind::ALL {
            let topic = kind.open_sanctions().map_or("-".to_owned(), |topic| format!("`{topic}`"));
            let media = kind.media_topic().map_or("-".to_owned(), |topic| format!("`{}` {}", topic.code, topic.name));
            let row = format!("| `{}` | {topic} | {media} |", kind.as_str());
            assert!(docs.contains(&row), "docs/tags.md has no row {row}");
        }
    }
}
