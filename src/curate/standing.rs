//! Whether the wire says of what it sends that it corrects or withdraws something.

use super::material::{Hints, Said, Wordings};
use crate::model::{Article, Kind, Placement, Role, Status};

/// Characters of a line that are looked at, and words of a text that withdraws another one at most: what
/// is longer tells a story in which something was withdrawn.
const MOST_LINE: usize = 300;
const MOST_WITHDRAWAL: usize = 150;
/// Lines at the beginning of a text.
const HEAD: usize = 2;

/// What the wire says of an article, and what of its title is the other article's. `hints` spare a second reading of
/// what was read already.
pub fn of<'a>(article: &'a Article, words: &Wordings, hints: Hints) -> Option<(Status, &'a str)> {
    let title = article.title.as_deref().unwrap_or_default();
    // Of a title of several lines each was read by itself.
    let may = hints.title || title.contains('\n');
    if let Some((said, rest)) = may.then(|| words.before(title)).flatten() {
        return Some((status(said), rest));
    }
    if article.markers.iter().any(|marker| marker == "withdrawn") {
        return Some((Status::Withdrawn, title));
    }
    let marked = article.markers.iter().any(|marker| marker.starts_with("corrected"));
    let body = article.body.as_deref().or(article.summary.as_deref()).filter(|_| hints.text).unwrap_or_default();
    let lines = body.lines().filter(|line| !line.trim().is_empty());
    let head = lines.clone().take(HEAD).map(start);
    let said = head.chain(lines.skip(HEAD).last().map(start)).find_map(|line| words.says(line));
    // Words enough for a story are counted only where something was said.
    let said = said.filter(|said| *said == Said::Corrected || body.split_whitespace().nth(MOST_WITHDRAWAL).is_none());
    said.map(status).or_else(|| marked.then_some(Status::Corrected)).map(|status| (status, title))
}

/// What the tags of an article say beside: they know more wordings of a correction.
pub fn of_tags(article: &Article) -> Option<Status> {
    let says = |kind| move |tag: &&crate::model::Tag| tag.kind == kind && tag.role == Role::PublisherNotice;
    let prefixed = |tag: &crate::model::Tag| tag.placement == Placement::HeadlinePrefix;
    if article.tags.iter().filter(says(Kind::WireWithdraw)).any(prefixed) {
        return Some(Status::Withdrawn);
    }
    article.tags.iter().find(says(Kind::WireCorrection)).map(|_| Status::Corrected)
}

fn status(said: Said) -> Status {
    match said {
        Said::Corrected => Status::Corrected,
        Said::Withdrawn => Status::Withdrawn,
    }
}

fn start(line: &str) -> &str {
    line.char_indices().nth(MOST_LINE).map_or(line, |(end, _)| &line[..end])
}
