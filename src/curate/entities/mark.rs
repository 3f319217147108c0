//! Puts the names of lists that stand in an article into its record.

use super::{
    book::Lists,
    candidate::Candidate,
    find::{Text, find},
};
use crate::model::{Article, EntityMatch, Kind};

/// Matches of one article; one with more is a list itself.
const MOST: usize = 100;

/// Sets the entities of an article that has been tagged.
pub fn mark(lists: &Lists, article: &mut Article) {
    if lists.0.is_empty() {
        return;
    }
    let named = [("title", &article.title), ("summary", &article.summary), ("body", &article.body)];
    let fields: Vec<_> = named.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
    let tagged = article.tags.iter().any(|tag| is_about_lists(tag.kind));
    let text = Text { fields: &fields, tagged };
    let entities: Vec<_> = find(lists, &text).iter().take(MOST).map(|candidate| entity(candidate, &text)).collect();
    article.entities = entities;
}

/// Whether such a tag makes it likely that a name of a list is that of the list's entry.
pub fn is_about_lists(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Sanctions
            | Kind::AssetFreeze
            | Kind::TravelBan
            | Kind::ExportControl
            | Kind::Terrorist
            | Kind::EmbargoTrade
    )
}

/// The match as records have it.
pub fn entity(candidate: &Candidate<'_>, text: &Text<'_>) -> EntityMatch {
    let (field, whole) = text.fields.get(candidate.field).copied().unwrap_or_default();
    let quote = whole.get(candidate.start..candidate.end).unwrap_or_default();
    let start = whole.get(..candidate.start).map_or(0, |before| before.chars().count());
    let (name, matched) = (candidate.listed_as(), candidate.matched());
    let of = &candidate.book.provenance;
    EntityMatch {
        list: candidate.book.list.clone(),
        id: candidate.id().to_owned(),
        schema: candidate.schema().as_str().to_owned(),
        name: name.to_owned(),
        alias: (matched != name).then(|| matched.to_owned()),
        programmes: candidate.programmes().map(str::to_owned).collect(),
        jurisdiction: candidate.book.jurisdiction.clone(),
        listed: candidate.listed_on().map(str::to_owned),
        field: field.to_owned(),
        start,
        end: start + quote.chars().count(),
        quote: quote.to_owned(),
        score: (candidate.score * 1000.0).round() / 1000.0,
        signs: candidate.signs.iter().map(ToString::to_string).collect(),
        list_source: of.source.clone(),
        list_date: of.date.clone(),
        list_sha256: of.sha256.clone(),
    }
}
