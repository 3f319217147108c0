//! Legal notices that stand outside the story on its page: extractors leave them out with the chrome,
//! and the desk must not lose them.

use super::Page;
use crate::{
    curate::tag::{Input, Outlet, Rules},
    model::{Article, Role},
};

/// Bytes of a block that may be a notice, and how many of them are looked at.
const LENGTHS: std::ops::Range<usize> = 30..3_000;
const MOST_BLOCKS: usize = 400;
/// Notices taken of a page.
const MOST: usize = 10;

/// The blocks of a page that are a notice of its publisher and no part of the body, in their order.
pub fn outside<'p>(page: &'p Page, article: &Article, rules: &Rules, outlet: &Outlet<'_>) -> Vec<&'p str> {
    let Some(body) = article.body.as_deref() else { return Vec::new() };
    let fits = |block: &&String| LENGTHS.contains(&block.len()) && !body.contains(block.as_str());
    let blocks: Vec<_> = page.blocks.iter().filter(fits).take(MOST_BLOCKS).collect();
    let mut text = String::new();
    let mut ends = Vec::with_capacity(blocks.len());
    let mut points = 0;
    for block in &blocks {
        text.push_str(block);
        text.push_str("\n\n");
        points += block.chars().count() + 2;
        ends.push(points);
    }
    let tags = rules.tag(&Input {
        body: Some(&text),
        language: article.language.as_ref().map(|language| language.tag.as_str()),
        publisher: Some(&article.publisher),
        names: &outlet.names(article),
        recurring: outlet.recurring,
        ..Input::default()
    });
    let mut found: Vec<&str> = Vec::new();
    for tag in tags {
        // The copyright line at the foot of a page is its site's, and says nothing of the article.
        let kind = Some(tag.kind.as_str()).filter(|kind| *kind != "notice.copyright");
        let legal = kind.is_some_and(|kind| kind.starts_with("designation.") || kind.starts_with("notice."));
        if tag.role != Role::PublisherNotice || !legal {
            continue;
        }
        let at = ends.partition_point(|end| *end <= tag.start);
        if let Some(block) = blocks.get(at)
            && !found.contains(&block.as_str())
            && found.len() < MOST
        {
            found.push(block.as_str());
        }
    }
    found
}
