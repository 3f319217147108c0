//! Which of several tags that say the same stands.

use std::collections::BTreeMap;

use crate::model::{Kind, Tag};

/// Of the tags of one kind that overlap, keeps the surer, then the longer, then the earlier.
pub(super) fn resolve(mut found: Vec<(u32, Tag)>) -> Vec<Tag> {
    found.sort_by(|(a_rule, a), (b_rule, b)| {
        let length = |tag: &Tag| tag.end - tag.start;
        (b.confidence.total_cmp(&a.confidence))
            .then(length(b).cmp(&length(a)))
            .then((a.start, a_rule).cmp(&(b.start, b_rule)))
    });
    let mut kept: BTreeMap<(Kind, usize), Tag> = BTreeMap::new();
    for (_, tag) in found {
        let before = kept.range(..=(tag.kind, tag.start)).next_back().map(|(_, tag)| tag);
        let after = kept.range((tag.kind, tag.start)..).next().map(|(_, tag)| tag);
        let clashes = |other: &Tag| other.kind == tag.kind && other.start < tag.end && tag.start < other.end;
        if !before.is_some_and(clashes) && !after.is_some_and(clashes) {
            kept.insert((tag.kind, tag.start), tag);
        }
    }
    let mut tags: Vec<Tag> = kept.into_values().collect();
    tags.sort_by_key(|tag| (tag.start, tag.end, tag.kind));
    tags
}
