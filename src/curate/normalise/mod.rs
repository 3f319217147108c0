//! Entries become articles: text out of HTML, addresses made absolute, dates made instants.

pub mod address;
pub mod boilerplate;
pub mod date;
pub(in crate::curate) mod embargo;
pub mod language;
mod outlet;
mod sanitise;
pub mod text;
pub mod url;
pub mod wire;

use std::{path::PathBuf, sync::Arc};

use ::url::Url;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use self::{address::Addresses, wire::Agencies};
use super::{material::Wordings, near::Limits, unicode::nfc};
use crate::model::{Article, Cut, CutKind, Entry, Extraction, Feed, FeedRef, Media, MediaRef, Repair, Text, TextKind};

/// Authors, categories and media that are taken of one entry.
const MOST_EACH: usize = 50;

/// `[curate]`: what is made of entries.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Entries read of one document; the rest is counted and left out.
    pub max_entries: usize,
    /// Query parameters dropped from addresses, beside those that are built in.
    pub tracking_parameters: Vec<String>,
    /// Files about addresses beside what is built in, relative to the config file.
    pub addresses: Vec<PathBuf>,
    /// Files of agencies beside those that are built in, relative to the config file.
    pub agencies: Vec<PathBuf>,
    /// Files of wordings beside those that are built in, relative to the config file.
    pub wordings: Vec<PathBuf>,
    /// All agencies: the built-in ones, and those of the files once they are read.
    #[serde(skip)]
    pub known_agencies: Arc<Agencies>,
    /// What is known of addresses: built in, of the files, of `tracking_parameters` and of `[[sites]]`.
    #[serde(skip)]
    pub known_addresses: Arc<Addresses>,
    /// All wordings, likewise.
    #[serde(skip)]
    pub known_wordings: Arc<Wordings>,
    /// By how much copies must agree. No setting: what was measured holds for these.
    #[serde(skip)]
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_entries: 2_000,
            tracking_parameters: Vec::new(),
            addresses: Vec::new(),
            agencies: Vec::new(),
            wordings: Vec::new(),
            known_agencies: Agencies::builtin(),
            known_addresses: Addresses::builtin(),
            known_wordings: Wordings::builtin(),
            limits: Limits::default(),
        }
    }
}

/// What an entry is read by: its feed, its document, its time.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The feed as declared.
    pub feed: &'a Feed,
    /// The feed as records show it.
    pub feed_ref: &'a FeedRef,
    /// Where the document came from after redirects.
    pub base: Option<&'a Url>,
    /// The site's address as the feed states it.
    pub site: Option<&'a str>,
    /// The language that the feed declares.
    pub language: Option<&'a str>,
    /// The name of the feed's format.
    pub format: &'static str,
    /// When the document was fetched.
    pub at: Timestamp,
    /// When the item was first seen.
    pub first_seen: Timestamp,
    /// Settings.
    pub config: &'a Config,
}

type Step = fn(&Entry, &Context<'_>, &mut Article);

/// The steps, in order.
const STEPS: &[Step] = &[
    // Before anything that reads body or summary.
    texts,
    dates,
    people, // After the texts: they bring pictures of their own.
    media,  // After the media: captions among the text are theirs.
    conventions,
    // After the conventions: a marker stands before a title, an outlet behind it.
    outlet,
    // Last: the script of the text may speak against what is declared.
    language,
];

/// Makes an article of an entry. Tags and notices are added later.
pub fn normalise(entry: &Entry, context: &Context<'_>) -> Article {
    normalise_at(address(entry, context), entry, context)
}

/// The same, of an entry whose [`address()`] is known.
pub fn normalise_at(address: Option<(Url, Url)>, entry: &Entry, context: &Context<'_>) -> Article {
    let (given, url) = address.unzip();
    let mut article = Article {
        feed: context.feed_ref.clone(),
        publisher: context.feed.publisher.to_string(),
        guid: entry.guid.clone(),
        alternate_urls: given.filter(|given| Some(given) != url.as_ref()).into_iter().collect(),
        url,
        title: None,
        summary: None,
        body: None,
        html: None,
        language: None,
        published: None,
        updated: None,
        first_seen: context.first_seen,
        fetched: context.at,
        authors: Vec::new(),
        credits: Vec::new(),
        dateline: None,
        section: None,
        categories: Vec::new(),
        urgency: None,
        markers: Vec::new(),
        slugline: None,
        embargoed: None,
        story_ends: None,
        media: Vec::new(),
        notices: Vec::new(),
        tags: Vec::new(),
        entities: Vec::new(),
        extraction: Extraction::default(),
    };
    STEPS.iter().for_each(|step| step(entry, context, &mut article));
    article
}

/// The address that an entry gives for itself, as it is given and in its canonical form.
pub fn address(entry: &Entry, context: &Context<'_>) -> Option<(Url, Url)> {
    // Feeds that count clicks say where their links lead; the counter's address dies with the counter.
    let original = entry.links.iter().find(|link| link.rel.as_deref() == Some("original"));
    let alternate = original.or_else(|| entry.links.iter().find(|link| link.is_alternate()));
    // A guid that is an address is one, where the feed gives no other and does not deny it.
    let guid = entry.guid.as_deref().filter(|_| entry.guid_is_permalink);
    let given = alternate.map(|link| link.href.as_str()).or(guid);
    let join = |href: &str| bases(entry, context).iter().find_map(|base| base.join(href).ok());
    let url = url::resolve_by(given?, join)?;
    let canonical = context.config.known_addresses.canonical(&url);
    Some((url, canonical))
}

/// What relative addresses are relative to, in order.
fn bases(entry: &Entry, context: &Context<'_>) -> Vec<Url> {
    url::bases([entry.base.as_deref(), context.site], context.base)
}

fn texts(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    article.title = entry.title.as_ref().map(plain).map(|text| text::one_line(&text)).filter(|text| !text.is_empty());
    let (body, summary) = match (&entry.content, &entry.summary) {
        (Some(content), summary) => (Some(content), summary.as_ref()),
        // The only text that there is is the body.
        (None, summary) => (summary.as_ref(), None),
    };
    let mut read = |source: Option<&Text>| {
        let text = source.map(|source| extract(source, entry, context, article))?;
        Some(text).filter(|text| !text.is_empty())
    };
    let (body, summary) = (read(body), read(summary));
    article.html = markup(source_of_body(entry), entry, context);
    // Content that is empty or repeats the summary says nothing by itself.
    (article.body, article.summary) = match (body, summary) {
        (None, summary) => (summary, None),
        (body, summary) if body == summary => (body, None),
        both => both,
    };
}

/// The text that the body is read from.
fn source_of_body(entry: &Entry) -> Option<&Text> {
    entry.content.as_ref().or(entry.summary.as_ref())
}

/// The body's markup, where the operator asks for it.
fn markup(source: Option<&Text>, entry: &Entry, context: &Context<'_>) -> Option<String> {
    let source = source.filter(|source| context.feed.html && source.kind == TextKind::Html)?;
    Some(sanitise::sanitise(&source.value, &bases(entry, context))).filter(|html| !html.is_empty())
}

fn plain(text: &Text) -> String {
    match text.kind {
        TextKind::Plain => nfc(text::plain(&text.value)),
        TextKind::Html => nfc(text::html(&text.value).text),
    }
}

/// Text of a body or summary; pictures and cuts go to the article.
fn extract(source: &Text, entry: &Entry, context: &Context<'_>, article: &mut Article) -> String {
    let read = match source.kind {
        TextKind::Plain => text::Extracted { text: text::plain(&source.value), ..text::Extracted::default() },
        TextKind::Html => text::html(&source.value),
    };
    let bases = if read.pictures.is_empty() { Vec::new() } else { bases(entry, context) };
    for picture in &read.pictures {
        add_media(article, picture, &bases);
    }
    let text = nfc(read.text);
    let (kept, tail) = text::cut_tail(&text);
    let Some(tail) = tail else { return text };
    article.extraction.truncated |= tail.truncated;
    article.extraction.repairs.push(Repair::once("tail_cut"));
    article.extraction.cut.push(Cut { kind: CutKind::Tail, text: tail.text.to_owned() });
    kept.to_owned()
}

fn dates(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    let zone = zone(context);
    let read = |raw: &Option<String>| raw.as_deref().and_then(|raw| date::read(raw, zone.as_ref(), context.at));
    article.published = read(&entry.published);
    article.updated = read(&entry.updated);
}

/// The zone of dates that name none.
fn zone(context: &Context<'_>) -> Option<TimeZone> {
    context.feed.timezone.as_deref().and_then(|name| TimeZone::get(name).ok())
}

fn people(entry: &Entry, _: &Context<'_>, article: &mut Article) {
    let clean = |texts: &[String]| {
        let mut kept: Vec<String> = Vec::new();
        for text in texts.iter().take(MOST_EACH) {
            let text = text::one_line(&nfc(text::html(text).text));
            if !text.is_empty() && !kept.contains(&text) {
                kept.push(text);
            }
        }
        kept
    };
    article.authors = clean(&entry.authors);
    article.authors.retain(|author| !author.contains('@'));
    article.section = entry.extensions.get("slash:section").map(|text| text::one_line(text));
    article.categories = clean(&entry.categories);
}

fn media(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    let bases = if entry.media.is_empty() { Vec::new() } else { bases(entry, context) };
    for medium in &entry.media {
        add_media(article, medium, &bases);
    }
}

fn add_media(article: &mut Article, medium: &MediaRef, bases: &[Url]) {
    let Some(url) = url::resolve(&medium.url, bases) else { return };
    // Pictures of one pixel count readers.
    let pixel = medium.width.is_some_and(|n| n <= 2) || medium.height.is_some_and(|n| n <= 2);
    if pixel || article.media.len() >= MOST_EACH || article.media.iter().any(|known| known.url == url) {
        return;
    }
    let caption = medium.caption.as_deref().map(|text| text::one_line(&nfc(text::html(text).text)));
    article.media.push(Media {
        url,
        media_type: medium.media_type.clone(),
        caption: caption.filter(|caption| !caption.is_empty()),
        credit: medium.credit.as_deref().map(text::one_line).filter(|credit| !credit.is_empty()),
        width: medium.width,
        height: medium.height,
    });
}

fn conventions(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    let embargo = wire::apply(&context.config.known_agencies, article);
    article.embargoed = embargo.map(|raw| embargo::instant(&raw, zone(context).as_ref(), context.at));
    // What a wire states in fields of its own: the slug, and that the item is taken back (IPTC's `pubStatus`).
    let field = |name: &str| entry.extensions.get(name).map(|text| text::one_line(text));
    article.slugline = article.slugline.take().or_else(|| field("slugline").filter(|line| !line.is_empty()));
    let state = field("pubStatus").unwrap_or_default();
    if matches!(state.trim_start_matches("stat:").to_ascii_lowercase().as_str(), "canceled" | "cancelled") {
        article.markers.push("withdrawn".to_owned());
    }
}

fn outlet(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    let publisher = &context.feed.publisher.0;
    let names = [context.feed_ref.name.as_deref(), Some(publisher)].into_iter().flatten();
    outlet::cut(entry, names, article);
}

fn language(entry: &Entry, context: &Context<'_>, article: &mut Article) {
    let stated = [entry.language.as_deref(), context.language, context.feed.language.as_deref()];
    let stated: Vec<&str> = stated.into_iter().flatten().collect();
    let texts = [&article.body, &article.summary, &article.title];
    // The longest text says most; a title in capitals is seldom that.
    let text = texts.into_iter().flatten().max_by_key(|text| text.len().min(400));
    article.language = language::of(text.map_or("", String::as_str), &stated);
}

#[cfg(test)]
pub(in crate::curate) mod tests;
