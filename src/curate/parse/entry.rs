//! An entry while it is read: of several elements that say the same, the best is kept.

use std::collections::BTreeMap;

use crate::{
    curate::unicode::up_to,
    model::{Entry, Link, MediaRef, Text, TextKind},
};

/// Most links, people, categories and media that are taken of one entry.
const MOST: usize = 100;
/// Longest value that is kept of a module's element that has no field of its own, in bytes.
const LONGEST_EXTENSION: usize = 2_000;

/// A value and how far its element is from the one that is meant for it; 0 is that one.
#[derive(Debug)]
struct Ranked<T>(Option<(u8, T)>);

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Ranked<T> {
    fn offer(&mut self, rank: u8, value: T) {
        if self.0.as_ref().is_none_or(|(known, _)| rank < *known) {
            self.0 = Some((rank, value));
        }
    }

    fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// An entry that is being read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    guid: Ranked<String>,
    permalink: bool,
    links: Vec<Link>,
    title: Ranked<Text>,
    summary: Ranked<Text>,
    content: Ranked<Text>,
    published: Ranked<String>,
    updated: Ranked<String>,
    authors: Vec<(u8, String)>,
    categories: Vec<String>,
    contents: Vec<MediaRef>,
    thumbnails: Vec<MediaRef>,
    /// Where the media of the open group begin.
    group: usize,
    caption: Option<String>,
    credit: Option<String>,
    pub language: Option<String>,
    pub base: Option<String>,
    rights: Ranked<String>,
    extensions: BTreeMap<String, String>,
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

impl Draft {
    pub fn guid(&mut self, rank: u8, value: &str, permalink: bool) {
        let value = value.trim();
        if !value.is_empty() && self.guid.0.as_ref().is_none_or(|(known, _)| rank < *known) {
            self.permalink = permalink && (value.starts_with("http://") || value.starts_with("https://"));
            self.guid.offer(rank, value.to_owned());
        }
    }

    pub fn link(&mut self, link: Link) {
        let href = link.href.trim();
        if href.is_empty()
            || self.links.len() >= MOST
            || self.links.iter().any(|known| known.href == href && known.rel == link.rel)
        {
            return;
        }
        // `&amp;` that was escaped twice is in no address meant.
        let href = if href.contains("&amp;") { href.replace("&amp;", "&") } else { href.to_owned() };
        self.links.push(Link { href, ..link });
    }

    pub fn title(&mut self, rank: u8, text: Text) {
        if !is_blank(&text.value) {
            self.title.offer(rank, text);
        }
    }

    pub fn summary(&mut self, rank: u8, text: Text) {
        if !is_blank(&text.value) {
            self.summary.offer(rank, text);
        }
    }

    pub fn content(&mut self, rank: u8, text: Text) {
        if !is_blank(&text.value) {
            self.content.offer(rank, text);
        }
    }

    pub fn published(&mut self, rank: u8, raw: &str) {
        if !is_blank(raw) {
            self.published.offer(rank, date(raw));
        }
    }

    pub fn updated(&mut self, rank: u8, raw: &str) {
        if !is_blank(raw) {
            self.updated.offer(rank, date(raw));
        }
    }

    /// A person; those of the nearest elements are kept, and only those.
    pub fn author(&mut self, rank: u8, text: &str) {
        if let Some(name) = super::person::name(text)
            && self.authors.len() < MOST
        {
            self.authors.push((rank, name));
        }
    }

    pub fn category(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.categories.len() < MOST && !self.categories.iter().any(|known| known == text) {
            self.categories.push(text.to_owned());
        }
    }

    pub fn rights(&mut self, rank: u8, text: &str) {
        if !is_blank(text) {
            self.rights.offer(rank, text.trim().to_owned());
        }
    }

    pub fn medium(&mut self, medium: MediaRef) {
        if !is_blank(&medium.url)
            && self.contents.len() < MOST
            && !self.contents.iter().any(|known| known.url == medium.url)
        {
            self.contents.push(medium);
        }
    }

    pub fn thumbnail(&mut self, medium: MediaRef) {
        if !is_blank(&medium.url) && self.thumbnails.len() < MOST {
            self.thumbnails.push(medium);
        }
    }

    /// A group of media begins: what is said in it is said of its media alone.
    pub fn enter_group(&mut self) {
        self.group = self.contents.len();
    }

    /// A caption of one medium, of a group, or of all.
    pub fn caption(&mut self, of: Whose, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.of(of, text, |medium| &mut medium.caption, |draft| &mut draft.caption);
        }
    }

    /// Who is to be credited for media.
    pub fn credit(&mut self, of: Whose, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.of(of, text, |medium| &mut medium.credit, |draft| &mut draft.credit);
        }
    }

    fn of(
        &mut self,
        of: Whose,
        text: &str,
        field: fn(&mut MediaRef) -> &mut Option<String>,
        own: fn(&mut Self) -> &mut Option<String>,
    ) {
        let from = match of {
            Whose::Medium => self.contents.len().saturating_sub(1),
            Whose::Group => self.group,
            Whose::All => {
                own(self).get_or_insert_with(|| text.to_owned());
                return;
            }
        };
        for medium in self.contents.iter_mut().skip(from) {
            field(medium).get_or_insert_with(|| text.to_owned());
        }
    }

    /// An element of a module that has no field here.
    pub fn extension(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() && self.extensions.len() < MOST {
            self.extensions.entry(name.to_owned()).or_insert_with(|| up_to(value, LONGEST_EXTENSION).to_owned());
        }
    }

    /// The entry.
    pub fn finish(mut self) -> Entry {
        // The article's address stands first: it is what an entry is known by.
        self.links.sort_by_key(|link| !link.is_alternate());
        let nearest = self.authors.iter().map(|(rank, _)| *rank).min();
        let mut authors: Vec<String> = Vec::new();
        for (rank, name) in self.authors {
            if Some(rank) == nearest && !authors.contains(&name) {
                authors.push(name);
            }
        }
        let mut media = if self.contents.is_empty() { self.thumbnails } else { self.contents };
        for medium in &mut media {
            medium.caption = medium.caption.take().or_else(|| self.caption.clone());
            medium.credit = medium.credit.take().or_else(|| self.credit.clone());
        }
        let summary = self.summary.take();
        Entry {
            guid: self.guid.take(),
            guid_is_permalink: self.permalink,
            links: self.links,
            title: self.title.take(),
            summary,
            content: self.content.take(),
            published: self.published.take(),
            updated: self.updated.take(),
            authors,
            categories: self.categories,
            media,
            language: self.language,
            base: self.base,
            rights: self.rights.take(),
            extensions: self.extensions,
        }
    }
}

/// What a caption or a credit is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The medium it stands in.
    Medium,
    /// The media of the group it stands in.
    Group,
    /// All media of the entry.
    All,
}

/// A date, on one line and not longer than any date.
fn date(raw: &str) -> String {
    raw.trim().chars().take(200).collect()
}

/// A text without stated markup: what looks like HTML is HTML, else a less-than sign is one.
pub(super) fn guessed(value: String) -> Text {
    let kind = if looks_like_html(&value) { TextKind::Html } else { TextKind::Plain };
    Text { kind, value }
}

/// Whether a text holds a reference, an end tag, or a tag that needs none.
pub(super) fn looks_like_html(text: &str) -> bool {
    const ALONE: [&str; 4] = ["br", "img", "hr", "p"];
    let reference = |rest: &str| {
        let end = rest.bytes().take(12).position(|byte| byte == b';').unwrap_or(0);
        end > 1 && rest[1..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    };
    let tag = |rest: &str| {
        let inside = rest[1..].trim_start_matches('/');
        let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let closed = rest.starts_with("</") || rest.contains("</");
        !name.is_empty()
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && rest.contains('>')
            && (closed || ALONE.iter().any(|alone| name.eq_ignore_ascii_case(alone)))
    };
    // A few of them decide; a text of nothing but signs must not cost the square of its length.
    text.match_indices('&').take(20).any(|(at, _)| reference(&text[at..]))
        || text.match_indices('<').take(20).any(|(at, _)| tag(&text[at..]))
}
