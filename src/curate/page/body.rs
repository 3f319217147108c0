//! The body of a page: extractors say which of its blocks are the article, and evidence of the
//! page decides between them.

use std::collections::HashSet;

use scraper::Html;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use crate::curate::{normalise::text, unicode::nfc};

use super::{
    Source,
    complete::complete,
    facts::Facts,
    fit::fit,
    outline::{Block, Kind, Outline},
    sites::Marks,
};

/// A text with fewer characters may be a teaser alone: the second extractor is asked, too, and believed
/// where it finds more than twice as much. Both figures are of one half of the pages of docs/benchmarks.md.
const SHORT: usize = 1_500;

/// A body and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Paragraphs parted by a blank line.
    pub text: String,
    /// By which layer.
    pub by: Source,
}

/// Finds the body.
pub fn find(markup: &str, tree: &Html, outline: &Outline, facts: &Facts, marks: Option<&Marks>) -> Option<Body> {
    if let Some(marks) = marks.filter(|marks| !marks.body.is_empty()) {
        let within = |block: &&Block| Marks::within(&marks.body, tree, block.node);
        return join(outline.blocks.iter().filter(within), Source::Rule);
    }
    let mut best = pick(outline, facts, &trafilatura(markup), Source::Trafilatura);
    if best.as_ref().is_none_or(|body| body.text.chars().count() < SHORT) {
        let other = pick(outline, facts, &smoothie(markup), Source::Smoothie);
        if let Some(other) = other
            && best.as_ref().is_none_or(|body| body.text.len() * 2 < other.text.len())
        {
            best = Some(other);
        }
    }
    let linked = facts.body.as_deref().map(|text| text::html(text).text);
    if let Some(linked) = linked
        && best.as_ref().is_none_or(|body| body.text.len() * 2 < linked.len())
    {
        best = Some(Body { text: linked, by: Source::Linked });
    }
    best
}

fn trafilatura(markup: &str) -> String {
    let options = Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    trafilatura::extract(markup, &options).map(|found| found.content_html).unwrap_or_default()
}

fn smoothie(markup: &str) -> String {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let read = dom_smoothie::Readability::new(markup, None, Some(config)).and_then(|mut reader| reader.parse());
    read.map(|article| article.content.to_string()).unwrap_or_default()
}

/// The text of what an extractor took, as whole as the page has it, without captions, the title, and what the site's
/// rule takes out.
fn pick(outline: &Outline, facts: &Facts, taken: &str, by: Source) -> Option<Body> {
    let captions = outline.blocks.iter().filter(|block| block.kind == Kind::Caption).map(|block| &block.text);
    let gone: HashSet<&str> = captions.chain(&outline.removed).chain(&facts.title).map(String::as_str).collect();
    let text = text::html(taken).text;
    let kept: Vec<&str> = text.split("\n\n").filter(|paragraph| !gone.contains(paragraph)).collect();
    let taken = complete(&kept, &outline.blocks);
    let text = fit(taken, &outline.blocks).join("\n\n");
    (!text.is_empty()).then_some(Body { text: nfc(text), by })
}

/// Blocks as text: paragraphs parted by a blank line, items of a list by a line break.
fn join<'b>(blocks: impl Iterator<Item = &'b Block>, by: Source) -> Option<Body> {
    let mut text = String::new();
    let mut last: Option<&Block> = None;
    for block in blocks.filter(|block| block.kind != Kind::Caption) {
        if let Some(last) = last {
            let list = last.kind == Kind::Item && block.kind == Kind::Item;
            text.push_str(if list { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
        last = Some(block);
    }
    (!text.is_empty()).then_some(Body { text: nfc(text), by })
}
