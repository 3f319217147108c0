//! Full pages: what an article's page says beyond its feed. One parse of the page, then layers:
//! a site's rule, linked data and `meta` for what is stated, extractors for the text. Pure.

mod apply;
mod body;
mod complete;
mod facts;
mod fit;
mod follows;
mod head;
mod linked;
mod merge;
mod notices;
mod outline;
mod sites;
mod strip;
mod wall;

use std::borrow::Cow;

use memchr::memmem;
use serde::Serialize;
use url::Url;

pub use apply::{Missing, Pages};
pub use facts::{Facts, Picture};
pub use sites::{Fault, Site, Sites};
pub use wall::Wall;

/// Bytes of text and tags, scripts and styles not counted.
const MOST_MARKUP: usize = 4 << 20;
/// Bytes of a text that may be less than the article, and of a `noscript` that may be the article.
const MOST_TEASER: usize = 600;
const LEAST_NOSCRIPT: usize = 2_000;
/// Bytes in which a page's own word on its encoding is looked for.
const HEAD: usize = 4_096;

/// Which layer of a page says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The site's rule.
    Rule,
    /// JSON-LD.
    Linked,
    /// `meta`, `link`, `title` and `h1`.
    Meta,
    /// Microdata.
    Microdata,
    /// trafilatura, with precision.
    Trafilatura,
    /// dom_smoothie, where the first found nothing or clearly too little.
    Smoothie,
}

impl Source {
    /// Its name, for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "site rule",
            Self::Linked => "linked data",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::Trafilatura => "trafilatura",
            Self::Smoothie => "dom_smoothie",
        }
    }
}

/// Why a page is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More markup than any article needs.
    #[error("expected at most {MOST_MARKUP} bytes of text and tags, the page has more")]
    Markup,
    /// Its tree would be too large.
    #[error("{0}")]
    Tree(#[from] super::tree::TooMuch),
}

/// What was found on a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it came from.
    pub url: Option<Url>,
    /// What is stated, the layers put together; its `body` is the linked data's own.
    pub facts: Facts,
    /// The text, paragraphs parted by a blank line; absent where there is none, or a wall.
    pub body: Option<String>,
    /// Which layer said what.
    pub by: Vec<(&'static str, Source)>,
    /// What stands before the text.
    pub wall: Option<Wall>,
    /// The text that was found although something stands before it: for measuring, never published.
    pub behind: Option<String>,
    /// Every block of the page, unpruned, one line each.
    pub blocks: Vec<String>,
}

/// Reads a page that was decoded already.
pub fn read(page: &str, url: Option<&Url>, sites: &Sites) -> Result<Page, Unreadable> {
    let stripped = strip::strip(page);
    let noscript = stripped.noscript;
    let read = read_stripped(&stripped, url, sites)?;
    let length = |page: &Page| page.body.as_ref().map_or(0, String::len);
    // Some sites build their articles by script, and have them whole for who runs none.
    if noscript < LEAST_NOSCRIPT || length(&read) > MOST_TEASER || read.wall.is_some() {
        return Ok(read);
    }
    let other = read_stripped(&strip::strip_without_scripts(page), url, sites).ok();
    Ok(other.filter(|other| length(other) > 4 * length(&read)).unwrap_or(read))
}

fn read_stripped(stripped: &strip::Stripped<'_>, url: Option<&Url>, sites: &Sites) -> Result<Page, Unreadable> {
    if stripped.markup.len() > MOST_MARKUP {
        return Err(Unreadable::Markup);
    }
    let tree = super::tree::document(&stripped.markup)?;
    let mut outline = outline::read(&tree);
    let mut layers = Vec::new();
    let marks = sites.mark(url, &tree);
    if let Some(marks) = &marks {
        let is_removed = |block: &mut outline::Block| sites::Marks::within(&marks.removed, &tree, block.node);
        outline.removed = outline.blocks.extract_if(.., is_removed).map(|block| block.text).collect();
        layers.push((Source::Rule, marks.facts.clone()));
    }
    let (meta, micro) = head::read(&tree);
    let here: Vec<_> = url.map(Url::as_str).into_iter().chain(meta.canonical.as_deref()).collect();
    layers.extend(linked::read(&stripped.data, &here).map(|facts| (Source::Linked, facts)));
    layers.extend([(Source::Meta, meta), (Source::Microdata, micro)]);
    let (mut facts, mut by) = merge::merge(layers);
    facts.media.extend(std::mem::take(&mut outline.figures));
    if facts.partly && wall::is_absent(&facts.paid, &tree) {
        facts.free = None;
    }
    let found = body::find(&stripped.markup, &tree, &outline, &facts, marks.as_ref());
    let wall = wall::find(&facts, &outline.blocks, found.as_ref().map_or("", |body| &body.text));
    let (body, behind) = if wall.is_none() { (found, None) } else { (None, found) };
    by.extend(body.as_ref().map(|body| ("body", body.by)));
    let blocks = outline.blocks.into_iter().map(|block| block.text).collect();
    Ok(Page {
        url: url.cloned(),
        facts,
        body: body.map(|body| body.text),
        by,
        wall,
        behind: behind.map(|body| body.text),
        blocks,
    })
}

/// The text of a page's bytes: by byte order mark, header, `meta`, or what the bytes look like.
pub fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    let stated = content_type.is_some_and(|header| header.to_ascii_lowercase().contains("charset"));
    let own = charset(bytes).filter(|_| !stated).map(|name| format!("text/html; charset={name}"));
    super::decode::text(bytes, own.as_deref().or(content_type))
}

/// What `<meta charset>` or its older form says.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let at = memmem::find(&head, b"charset=")? + 8;
    let name = head[at..].iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let name: Vec<_> =
        name.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).copied().collect();
    String::from_utf8(name).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
