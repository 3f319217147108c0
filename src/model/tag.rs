//! A claim with its evidence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One tag. The invariant that desks rely on: the text of `field`, from code point
/// `start` to code point `end`, equals `quote`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tag {
    /// What is claimed.
    pub kind: Kind,
    /// Whether the outlet labels itself or the story reports it.
    pub role: Role,
    /// Where in the document the words stand.
    pub placement: Placement,
    /// What was done, threatened or lifted.
    pub action: Action,
    /// Whom it concerns, in the words of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who decided it, in the words of the text or as the rule knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// ISO 3166-1 alpha-2, or `EU`, `UN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The sanctions programme, where the text names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The field that holds the words: `title`, `summary`, `body` or `notices/N/text`.
    /// With a slash before it, it is a JSON Pointer (RFC 6901) into the record's value.
    pub field: String,
    /// First code point of the quote in that field.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words that prove it, verbatim.
    pub quote: String,
    /// 0 to 1: how often this rule is right, as its author measured or judged.
    pub confidence: f32,
    /// The rule's id.
    pub rule: String,
    /// Hash of the whole rule set, so that a tag can be reproduced.
    pub rules_version: String,
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $name)] $variant),* }
        impl $type {
            /// Every value, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// The name in records and rules.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $name),* } }
        }
    };
}

names! {
    /// What is claimed.
    Kind {
        /// Declared an undesirable organization (Russia, law 129-FZ of 2015).
        UndesirableOrg = "designation.undesirable_org",
        /// Declared a foreign agent.
        ForeignAgent = "designation.foreign_agent",
        /// Declared extremist: an organisation, formation or material.
        Extremist = "designation.extremist",
        /// Declared terrorist.
        Terrorist = "designation.terrorist",
        /// Readers are warned that reading, sharing or donating may be punished.
        ReaderRisk = "notice.reader_risk",
        /// The site is blocked, or the notice says how to reach it.
        BlockedSite = "notice.blocked_site",
        /// Labelled as state-controlled media.
        StateMedia = "notice.state_media",
        /// Paid for.
        Sponsored = "notice.sponsored",
        /// Rights reserved.
        Copyright = "notice.copyright",
        /// Economic or political sanctions.
        Sanctions = "sanctions",
        /// Assets frozen.
        AssetFreeze = "asset_freeze",
        /// Entry banned.
        TravelBan = "travel_ban",
        /// Exports controlled.
        ExportControl = "export_control",
        /// A price cap as a sanction.
        PriceCap = "price_cap",
        /// A trade embargo.
        EmbargoTrade = "embargo.trade",
        /// Not to be published before a time: a thing of newsrooms.
        EmbargoNews = "embargo.news",
        /// Corrects what was sent.
        WireCorrection = "wire.correction",
        /// Clarifies what was sent.
        WireClarification = "wire.clarification",
        /// Withdraws what was sent.
        WireWithdraw = "wire.withdraw",
        /// Sends again.
        WireRefile = "wire.refile",
        /// Updates what was sent.
        WireUpdate = "wire.update",
        /// Urgent.
        WireUrgent = "wire.urgent",
    }
}

names! {
    /// Whether the outlet labels itself or the story reports it.
    Role {
        /// About the outlet or this item: a mandated label, a warning, a correction.
        PublisherNotice = "publisher_notice",
        /// The story reports it.
        NewsMention = "news_mention",
    }
}

names! {
    /// Where in the document the words stand.
    Placement {
        /// Before the headline proper: `CORRECTED-`.
        HeadlinePrefix = "headline_prefix",
        /// Before the first paragraph of the story.
        Header = "header",
        /// A mandated label inside a sentence.
        InlineLabel = "inline_label",
        /// In the story.
        Body = "body",
        /// After the story.
        Footer = "footer",
    }
}

names! {
    /// What was done; the last six are for notices.
    Action {
        /// Proposed.
        Proposed = "proposed",
        /// Threatened.
        Threatened = "threatened",
        /// Imposed.
        Imposed = "imposed",
        /// Designated.
        Designated = "designated",
        /// Extended in time.
        Extended = "extended",
        /// Made harder.
        Tightened = "tightened",
        /// Made softer.
        Eased = "eased",
        /// Suspended.
        Suspended = "suspended",
        /// Exempted.
        Exempted = "exempted",
        /// Lifted.
        Lifted = "lifted",
        /// Taken off a list.
        Delisted = "delisted",
        /// Upheld by a court.
        Upheld = "upheld",
        /// Annulled by a court.
        Annulled = "annulled",
        /// Evaded.
        Evaded = "evaded",
        /// Enforced: a fine, a seizure.
        Enforced = "enforced",
        /// In force.
        InForce = "in_force",
        /// Mentioned only.
        Mentioned = "mentioned",
        /// A label that a law prescribes.
        Label = "label",
        /// A warning.
        Warn = "warn",
        /// Corrected.
        Corrected = "corrected",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// Sent again.
        Refiled = "refiled",
        /// Updated.
        Updated = "updated",
    }
}
