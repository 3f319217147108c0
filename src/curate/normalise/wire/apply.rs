//! Lays what the wires' conventions say into an article, and takes it out of its text.

use std::ops::Range;

use super::{Agencies, Reach, Wire, WireCut, read};
use crate::model::{Article, Cut, CutKind};

/// Reads the article's title and its body, or the summary that stands for it. Returns the time of an
/// embargo, as written.
pub(in crate::curate) fn apply(agencies: &Agencies, article: &mut Article) -> Option<String> {
    let text = if article.body.is_some() { article.body.take() } else { article.summary.take() };
    let whole = text.unwrap_or_default();
    let lines = ends(&whole, Reach::BODY);
    let blocks: Vec<&str> = lines.iter().map(|line| &whole[line.clone()]).collect();
    let mut wire = read(agencies, article.title.as_deref(), &blocks, Reach::BODY);
    let kept = without(&whole, &lines, &wire.cuts, &mut article.extraction.cut);
    let (text, ends) = kept.unwrap_or((whole, None));
    let text = Some(text).filter(|text| !text.is_empty());
    article.story_ends = ends;
    let embargo = wire.embargo.take();
    lay(wire, article);
    article.body = text;
    embargo
}

/// The fields that a wire's conventions fill.
fn lay(wire: Wire, article: &mut Article) {
    article.dateline = wire.dateline;
    article.credits = wire.credits;
    article.markers = wire.markers;
    article.urgency = wire.urgency;
    article.slugline = wire.slugline;
    if article.authors.is_empty() {
        article.authors = wire.authors;
    }
    for (caption, credit) in wire.captions {
        if let Some(medium) = article.media.iter_mut().find(|medium| medium.caption.is_none()) {
            medium.caption = Some(caption).filter(|caption| !caption.is_empty());
            medium.credit = medium.credit.take().or(credit);
        }
    }
}

/// The first and last lines of a text that are not empty, in bytes.
fn ends(text: &str, reach: Reach) -> Vec<Range<usize>> {
    let range = |line: &str| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    };
    let is_line = |line: &&str| !line.trim().is_empty();
    let head = reach.of_head(text.split('\n').filter(is_line));
    let mut lines: Vec<_> = text.split('\n').filter(is_line).take(head).map(range).collect();
    let from = lines.last().map_or(0, |last| last.end);
    let mut tail: Vec<_> = text[from..].rsplit('\n').filter(is_line).take(reach.tail).map(range).collect();
    tail.reverse();
    lines.append(&mut tail);
    lines
}

/// The text without what was cut, and where in it the story ends, as far as a line of credits says so;
/// `None` where nothing was cut, or nothing would be left of it.
fn without(
    text: &str,
    lines: &[Range<usize>],
    cuts: &[WireCut],
    noted: &mut Vec<Cut>,
) -> Option<(String, Option<usize>)> {
    if cuts.is_empty() {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let (mut from, mut ends) = (0, None);
    for cut in cuts {
        let line = &lines[cut.block];
        let (start, mut end) = (line.start + cut.range.start, line.start + cut.range.end);
        kept.push_str(text.get(from..start)?);
        if cut.kind == CutKind::Credit && cut.range == (0..line.len()) {
            ends = ends.or(Some(kept.trim_end().len()));
        }
        let ends_line = end == line.end;
        if ends_line && (kept.is_empty() || kept.ends_with('\n')) {
            // The whole line: what parts it from the next goes with it.
            end += text[end..].len() - text[end..].trim_start_matches('\n').len();
        } else if ends_line {
            kept.truncate(kept.trim_end_matches(' ').len());
        }
        from = end;
    }
    kept.push_str(&text[from..]);
    kept.truncate(kept.trim_end().len());
    if kept.is_empty() {
        return None;
    }
    for cut in cuts.iter().filter(|cut| cut.kind != CutKind::Dateline) {
        let line = &text[lines[cut.block].clone()];
        noted.push(Cut { kind: cut.kind, text: line[cut.range.clone()].to_owned() });
    }
    // A credit above a story ends none: what ends it has the longer part before it.
    let ends = ends.filter(|ends| *ends > 2 * kept.len().saturating_sub(*ends));
    Some((kept, ends))
}
