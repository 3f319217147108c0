//! Events become entries, in one pass and without recursion: a stack of frames says where
//! the reader stands, `fields` what an element means there, `entry` keeps the best of it.

use std::borrow::Cow;

use url::Url;

use super::{
    capture::Capture,
    entry::Draft,
    fields::{Action, Field, Place, Say, action},
    names::{Lower, Ns, Scope},
};
use crate::{
    bounds::{self, Bound},
    curate::decode::{
        attributes::Attributes,
        references,
        structure::{Event, Events, Tag},
    },
    model::{Link, ParsedFeed},
};

/// Entries that are taken of one document; the rest is counted in a note.
pub(super) const MOST_ENTRIES: usize = 50_000;

/// What begins with an element and ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Nothing,
    Item,
    Scopes,
}

/// An open element.
struct Frame<'t> {
    place: Place,
    opened: Opened,
    name: &'t str,
}

/// The reader and what it has read.
pub(super) struct Reader<'t, 'n> {
    pub(super) events: Events<'t, 'n>,
    scope: Scope<'t>,
    frames: Vec<Frame<'t>>,
    pub(super) capture: Option<Capture>,
    pub(super) draft: Option<Draft>,
    bases: Vec<(usize, Url)>,
    languages: Vec<(usize, &'t str)>,
    pub(super) feed: ParsedFeed,
    /// Items that were begun, read or not.
    begun: usize,
}

impl<'t, 'n> Reader<'t, 'n> {
    pub fn of(events: Events<'t, 'n>) -> Self {
        Self {
            events,
            scope: Scope::default(),
            frames: Vec::with_capacity(16),
            capture: None,
            draft: None,
            bases: Vec::new(),
            languages: Vec::new(),
            feed: ParsedFeed::default(),
            begun: 0,
        }
    }

    /// Reads to the end: the feed, and how many items were begun.
    pub fn read(mut self) -> (ParsedFeed, usize) {
        while let Some(event) = self.events.step() {
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End => self.end(),
                Event::Text(text, cdata) => {
                    if let Some(capture) = &mut self.capture {
                        capture.text(text, cdata);
                    }
                }
            }
        }
        (self.feed, self.begun)
    }

    fn start(&mut self, tag: Tag<'t>) {
        let depth = self.frames.len();
        if let Some(capture) = &mut self.capture {
            if capture.start(tag) {
                self.events.note("inline_markup");
            }
            self.frames.push(Frame { place: Place::Nowhere, opened: Opened::Nothing, name: tag.name });
            return;
        }
        let scoped = !tag.attributes.is_empty() && self.scopes(tag, depth);
        let (ns, local, by_custom) = self.scope.resolve(tag.name);
        if by_custom {
            self.events.note("undeclared_prefix");
        }
        let lower = Lower::of(local);
        let name = lower.as_str();
        let place = self.frames.last().map_or(Place::Feed, |frame| frame.place);
        if depth == 0 {
            self.root(tag, ns, name);
        }
        // A document that is one item is a feed of that item.
        let action = if depth == 0 && !matches!(name, "item" | "entry" | "newsitem") {
            Action::Enter(Place::Feed)
        } else {
            action(place, ns, name)
        };
        let mut opened = if scoped { Opened::Scopes } else { Opened::Nothing };
        let inside = match action {
            Action::Enter(place) => {
                if place == Place::Group {
                    self.draft.iter_mut().for_each(Draft::enter_group);
                }
                place
            }
            Action::Item | Action::Attributes(Say::ItemRef) if self.draft.is_none() => {
                opened = Opened::Item;
                self.item(tag);
                Place::Item
            }
            Action::Take(field, rank) => {
                self.take(tag, ns, field, rank, depth);
                Place::Nowhere
            }
            Action::Attributes(say) => self.say(say, tag),
            Action::Item | Action::Skip => Place::Nowhere,
        };
        self.frames.push(Frame { place: inside, opened, name: tag.name });
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let depth = self.frames.len();
        if let Some(capture) = &mut self.capture {
            if capture.depth < depth {
                capture.end(frame.name);
                return;
            }
            self.finish_capture();
        }
        if frame.opened == Opened::Item
            && let Some(mut draft) = self.draft.take()
        {
            draft.language = draft.language.take().or_else(|| self.language(1));
            draft.base = draft.base.take().or_else(|| self.base()).or_else(|| self.feed.base.clone());
            // An item that the end of the document cut off is not a whole one.
            if !self.events.is_cut() {
                self.push(draft);
            }
        }
        if frame.opened != Opened::Nothing {
            self.scope.leave(depth);
            self.bases.retain(|(at, _)| *at < depth);
            self.languages.retain(|(at, _)| *at < depth);
        }
    }

    fn push(&mut self, draft: Draft) {
        if self.feed.entries.len() < bounds::of(Bound::Entries, MOST_ENTRIES) {
            self.feed.entries.push(draft.finish());
        } else {
            self.events.note("too_many_entries");
        }
    }

    fn finish_capture(&mut self) {
        if let Some(capture) = self.capture.take()
            && !(self.events.is_cut() && self.draft.is_none() && !self.feed.entries.is_empty())
        {
            super::apply::apply(capture, self.draft.as_mut(), &mut self.feed);
        }
    }

    /// Namespaces, base and language; whether there were any.
    fn scopes(&mut self, tag: Tag<'t>, depth: usize) -> bool {
        self.scope.enter(tag.attributes, depth);
        if let Some(base) = self.value(tag, "xml:base")
            && self.bases.len() < 64
        {
            let resolved = Url::parse(base.trim()).ok().or_else(|| self.bases.last()?.1.join(base.trim()).ok());
            match resolved {
                Some(url) => self.bases.push((depth, url)),
                // Relative to where the document came from, which is not known here.
                None if self.feed.base.is_none() && depth == 0 => self.feed.base = Some(base.trim().to_owned()),
                None => {}
            }
        }
        if let Some((_, language)) = attribute(tag, "xml:lang").filter(|(_, value)| !value.trim().is_empty()) {
            if depth == 0 && self.feed.language.is_none() {
                self.feed.language = Some(language.trim().to_owned());
            }
            self.languages.push((depth, language.trim()));
        }
        true
    }

    /// The language that is stated at or below a depth.
    fn language(&self, from: usize) -> Option<String> {
        self.languages.last().filter(|(depth, _)| *depth >= from).map(|(_, language)| (*language).to_owned())
    }

    fn base(&self) -> Option<String> {
        self.bases.last().map(|(_, url)| url.to_string())
    }

    /// An attribute's value, its references read.
    pub(super) fn value(&mut self, tag: Tag<'t>, name: &str) -> Option<Cow<'t, str>> {
        let (_, value) = attribute(tag, name)?;
        let (text, from) = self.events.place();
        Some(references::decode(value, text, from, self.events.notes()))
    }

    fn root(&mut self, tag: Tag<'t>, ns: Ns, name: &str) {
        let version = attribute(tag, "version").map(|(_, version)| version.trim());
        self.feed.format = match name {
            "feed" | "entry" => "atom",
            "rdf" if tag.attributes.contains("simple/0.9") => "rss0",
            "rdf" => "rss1",
            "newsmessage" | "newsitem" | "packageitem" => "newsml",
            "channel" if attribute(tag, "href").is_some() || attribute(tag, "base").is_some() => "cdf",
            _ if version.is_some_and(|version| version.starts_with("0.9")) => "rss0",
            _ => "rss2",
        };
        if name == "rss"
            && !version.is_some_and(|version| ["0.9", "1.0", "2.0"].iter().any(|known| version.starts_with(known)))
        {
            self.events.note("rss_version");
        }
        if matches!(name, "channel" | "item") && self.feed.format == "rss2" {
            self.events.note("missing_root");
        }
        if ns == Ns::Foreign {
            self.events.note("unknown_namespace");
        }
        if let Some(base) = self.value(tag, "base").filter(|_| self.feed.format == "cdf")
            && let Ok(url) = Url::parse(base.trim())
        {
            self.bases.push((0, url));
        }
    }

    /// An item begins, with what its attributes say: `rdf:about`, and CDF's and NewsML's own.
    fn item(&mut self, tag: Tag<'t>) {
        self.begun += 1;
        let mut draft = Draft::default();
        if !tag.attributes.is_empty() {
            for (name, rank, permalink) in [("guid", 0, false), ("about", 1, true), ("residref", 1, false)] {
                if let Some(id) = self.value(tag, name) {
                    draft.guid(rank, &id, permalink);
                }
            }
            if let Some(href) = self.value(tag, "href") {
                draft.link(Link { href: self.absolute(&href), ..Link::default() });
            }
            if let Some(date) = self.value(tag, "lastmod") {
                draft.updated(1, &date);
            }
        }
        self.draft = Some(draft);
    }

    /// An element whose text is a field.
    fn take(&mut self, tag: Tag<'t>, ns: Ns, field: Field, rank: u8, depth: usize) {
        // Atom's form of a link where RSS has its own.
        if field == Field::Link && !tag.attributes.is_empty() && attribute(tag, "href").is_some() {
            self.say(Say::Link, tag);
            return;
        }
        let mut capture = Capture::of(field, rank, depth, ns == Ns::Atom);
        capture.format = self.feed.format;
        if !tag.attributes.is_empty() {
            for name in ["type", "mode", "ispermalink", "src", "url", "domain"] {
                if let Some(value) = self.value(tag, name) {
                    capture.attribute(name, &value);
                }
            }
            if matches!(field, Field::Content | Field::Summary) {
                let (language, base) = (self.language(2), self.base());
                if let Some(draft) = &mut self.draft {
                    draft.language = draft.language.take().or(language);
                    draft.base = draft.base.take().or(base);
                }
            }
        }
        capture.base = if matches!(field, Field::Link | Field::FeedLink | Field::Guid) {
            self.bases.last().map(|(_, url)| url.clone())
        } else {
            None
        };
        self.capture = Some(capture);
    }

    /// A relative address made absolute where the document itself says by what.
    pub(super) fn absolute(&self, href: &str) -> String {
        let base = self.bases.last().map(|(_, url)| url);
        base.and_then(|base| base.join(href.trim()).ok()).map_or_else(|| href.trim().to_owned(), String::from)
    }
}

/// An attribute by its name without prefix, or with it where `name` has one.
pub(super) fn attribute<'t>(tag: Tag<'t>, name: &str) -> Option<(&'t str, &'t str)> {
    let same = |given: &str| {
        let local = given.rsplit_once(':').map_or(given, |(_, local)| local);
        given.eq_ignore_ascii_case(name)
            || (!name.contains(':') && local.eq_ignore_ascii_case(name) && !given.starts_with("xml"))
    };
    Attributes::of(tag.attributes).find(|(given, _)| same(given))
}
