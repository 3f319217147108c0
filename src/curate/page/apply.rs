//! A page laid over the article that its feed made. The feed's word stands where it has one; the
//! page says what the feed leaves out, and has the whole text.

use std::collections::HashMap;

use ::url::Url;
use jiff::{Timestamp, tz::TimeZone};

use super::{Page, Wall, facts::Picture, notices};
use crate::{
    curate::{
        normalise::{Config, address::Addresses, date, embargo, language, text, url, wire},
        tag::{Outlet, Rules},
        unicode::nfc,
    },
    model::{Article, Dateline, Instant, Media, Method, PageNote, PageOutcome, Precision},
};

/// Values of one field that are taken of a page.
const MOST_EACH: usize = 20;
/// Characters of a paragraph by which its block is known, and bytes that may stand before it there.
const FIRST_WORDS: usize = 40;
const MOST_BEFORE: usize = 120;
/// Characters of a message that records carry.
const MOST_MESSAGE: usize = 300;

/// What became of the pages of one poll, by the canonical address of their article.
#[derive(Debug, Default)]
pub struct Pages(HashMap<Url, Result<Box<Page>, Missing>>);

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// In words.
    pub message: String,
    /// Whether it may well be there at the next poll.
    pub transient: bool,
}

impl Pages {
    /// Adds what became of one.
    pub fn insert(&mut self, url: Url, page: Result<Page, Missing>) {
        self.0.insert(url, page.map(Box::new));
    }

    /// Whether an article's page could not be had and may be there at the next poll.
    pub fn is_delayed(&self, article: &Article) -> bool {
        let page = article.url.as_ref().and_then(|url| self.0.get(url));
        matches!(page, Some(Err(missing)) if missing.transient)
    }

    /// Lays an article's page over it, and notes what came of it.
    /// Notices are told by `rules` and by what is known of the outlet.
    pub fn apply(
        &self,
        article: &mut Article,
        (rules, outlet): (&Rules, &Outlet<'_>),
        zone: Option<&TimeZone>,
        at: Timestamp,
        config: &Config,
    ) {
        let Some(url) = article.url.clone() else { return };
        let note = |outcome, message: Option<String>| Some(PageNote { outcome, message });
        article.extraction.page = match self.0.get(&url) {
            None => note(PageOutcome::NotFetched, None),
            Some(Err(missing)) => note(PageOutcome::Failed, Some(missing.message.chars().take(MOST_MESSAGE).collect())),
            Some(Ok(page)) => {
                let outcome = apply(page, article, zone, at, &config.known_addresses);
                if !matches!(outcome, PageOutcome::Paywall | PageOutcome::ConsentWall) {
                    if outcome == PageOutcome::Read {
                        of_body(article, config, zone, at);
                    }
                    of_blocks(page, article, config);
                    add_notices(page, article, rules, outlet);
                }
                note(outcome, None)
            }
        };
    }
}

/// What the conventions of the wires say of the body that is the page's. What the feed said stands otherwise.
fn of_body(article: &mut Article, config: &Config, zone: Option<&TimeZone>, at: Timestamp) {
    let feed = article.clone();
    // Who wrote it is stated where the page states it.
    let until = wire::apply(&config.known_agencies, article);
    article.embargoed = until.map(|raw| embargo::instant(&raw, zone, at)).or(article.embargoed.take());
    article.dateline = article.dateline.take().or(feed.dateline);
    article.urgency = article.urgency.or(feed.urgency);
    article.slugline = article.slugline.take().or(feed.slugline);
    for marker in feed.markers {
        if !article.markers.contains(&marker) {
            article.markers.push(marker);
        }
    }
    if article.credits.is_empty() {
        article.credits = feed.credits;
    }
}

/// What they say of every block of the page, because extractors lose datelines and credits.
fn of_blocks(page: &Page, article: &mut Article, config: &Config) {
    if article.dateline.is_some() && !article.credits.is_empty() {
        return;
    }
    article.dateline = article.dateline.take().or_else(|| cut_off(page, article, config));
    let blocks: Vec<_> = page.blocks.iter().map(String::as_str).collect();
    let found = wire::read(&config.known_agencies, None, &blocks, wire::Reach::PAGE);
    article.dateline = article.dateline.take().or(found.dateline);
    if article.credits.is_empty() {
        article.credits = found.credits;
    }
}

/// The dateline that an extractor took off the body: what stands before it in its block.
fn cut_off(page: &Page, article: &Article, config: &Config) -> Option<Dateline> {
    let body = article.body.as_deref()?;
    body.split("\n\n").take(3).find_map(|paragraph| {
        let end = paragraph.char_indices().nth(FIRST_WORDS).map_or(paragraph.len(), |(at, _)| at);
        let block = page.blocks.iter().find(|block| {
            end >= FIRST_WORDS && block.find(&paragraph[..end]).is_some_and(|at| (2..MOST_BEFORE).contains(&at))
        })?;
        wire::read(&config.known_agencies, None, &[block], wire::Reach::BODY).dateline
    })
}

/// Puts the notices that stand elsewhere on the page below the body, where tagging finds them.
fn add_notices(page: &Page, article: &mut Article, rules: &Rules, outlet: &Outlet<'_>) {
    let found = notices::outside(page, article, rules, outlet);
    let Some(body) = &mut article.body else { return };
    for notice in found {
        body.push_str("\n\n");
        body.push_str(notice);
    }
}

/// Lays a page over an article.
fn apply(page: &Page, article: &mut Article, zone: Option<&TimeZone>, at: Timestamp, known: &Addresses) -> PageOutcome {
    match page.wall {
        // All that such a page says is its own.
        Some(Wall::Consent) => return PageOutcome::ConsentWall,
        wall => {
            let base = page.url.clone().or_else(|| article.url.clone());
            state(page, article, zone, at);
            addresses(page, article, base.as_ref(), known);
            media(&page.facts.media, article, base.as_ref());
            if wall == Some(Wall::Paywall) {
                return PageOutcome::Paywall;
            }
        }
    }
    let Some(body) = page.body.as_deref() else { return PageOutcome::NoText };
    let known = article.body.as_deref().unwrap_or_default();
    // A feed that has the whole text has it without chrome.
    if !article.extraction.truncated && known.len() > body.len() {
        return PageOutcome::FeedLonger;
    }
    if article.summary.is_none() && !known.is_empty() && known != body {
        article.summary = article.body.take();
    }
    article.body = Some(body.to_owned());
    article.extraction.method = Method::Page;
    article.extraction.truncated = false;
    PageOutcome::Read
}

/// Title, summary, instants, people, section, language: where the feed says nothing.
fn state(page: &Page, article: &mut Article, zone: Option<&TimeZone>, at: Timestamp) {
    let facts = &page.facts;
    let line = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
    let title = line(&facts.title);
    // A feed may cut its titles.
    let cut = article
        .title
        .as_deref()
        .and_then(|title| title.strip_suffix(['…', '.']))
        .map(|title| title.trim_end_matches(['.', ' ']));
    if article.title.is_none() || cut.is_some_and(|cut| title.as_deref().is_some_and(|title| title.starts_with(cut))) {
        article.title = title.or(article.title.take());
    }
    if article.summary.is_none() {
        article.summary = line(&facts.description).filter(|text| article.body.as_ref() != Some(text));
    }
    let read = |raw: &Option<String>| raw.as_deref().and_then(|raw| date::read(raw.trim(), zone, at));
    article.published = reconcile(article.published.take(), read(&facts.published));
    article.updated = reconcile(article.updated.take(), read(&facts.modified));
    if article.authors.is_empty() {
        let names = facts.authors.iter().map(|name| clean(name));
        let names = names.filter(|name| !name.is_empty() && name.chars().count() <= 100 && !is_address(name));
        for name in names.take(MOST_EACH) {
            if !article.authors.contains(&name) {
                article.authors.push(name);
            }
        }
    }
    article.section = article.section.take().or_else(|| line(&facts.section));
    if article.language.is_none() {
        article.language = facts.language.as_deref().and_then(language::declared);
    }
}

/// The feed's instant stands; the page's takes its place where the feed has none, or names the same
/// day without a time of day.
fn reconcile(feed: Option<Instant>, page: Option<Instant>) -> Option<Instant> {
    let (Some(known), Some(found)) = (&feed, &page) else { return feed.or(page) };
    let finer = match (known.at, found.at) {
        (None, Some(_)) => true,
        (Some(day), Some(time)) => {
            let coarse = matches!(known.precision, Some(Precision::Day | Precision::Month | Precision::Year));
            let fine = matches!(found.precision, Some(Precision::Second | Precision::Minute | Precision::Hour));
            coarse && fine && time.duration_since(day).abs().as_hours() <= 36
        }
        _ => false,
    };
    if finer { page } else { feed }
}

/// The page's canonical address, where it is on the same site, and those of the same article elsewhere.
fn addresses(page: &Page, article: &mut Article, base: Option<&Url>, known: &Addresses) {
    let bases: Vec<_> = base.cloned().into_iter().collect();
    let site = |url: &Url| crate::model::Publisher::of(url);
    let own = |url: &Url| article.url.as_ref().is_none_or(|known| site(known) == site(url));
    let canonical = page.facts.canonical.as_deref().and_then(|href| url::resolve(href, &bases));
    // A page whose canonical address is the site's front says nothing of the article.
    let canonical = canonical.filter(|url| own(url) && url.path().len() > 1).map(|found| known.canonical(&found));
    let others: Vec<_> =
        page.facts.alternates.iter().filter_map(|href| url::resolve(href, &bases)).filter(own).collect();
    if let Some(canonical) = canonical
        && article.url.as_ref() != Some(&canonical)
    {
        let known = article.url.replace(canonical);
        article.alternate_urls.extend(known);
    }
    article.alternate_urls.extend(others.into_iter().take(MOST_EACH));
    let mut kept: Vec<Url> = Vec::new();
    for url in std::mem::take(&mut article.alternate_urls) {
        if article.url.as_ref() != Some(&url) && !kept.contains(&url) {
            kept.push(url);
        }
    }
    article.alternate_urls = kept;
}

fn media(pictures: &[Picture], article: &mut Article, base: Option<&Url>) {
    let bases: Vec<_> = base.cloned().into_iter().collect();
    for picture in pictures {
        let Some(url) = url::resolve(&picture.url, &bases) else { continue };
        let caption = picture.caption.as_deref().map(clean).filter(|caption| !caption.is_empty());
        if let Some(known) = article.media.iter_mut().find(|known| same_picture(&known.url, &url)) {
            known.caption = caption.or(known.caption.take());
            known.width = known.width.or(picture.width);
            known.height = known.height.or(picture.height);
        } else if article.media.len() < MOST_EACH {
            let media_type = Some(picture.kind.to_owned());
            article.media.push(Media {
                url,
                media_type,
                caption,
                credit: None,
                width: picture.width,
                height: picture.height,
            });
        }
    }
}

/// Whether two addresses are one picture in two sizes: the same file but for query and size marks.
fn same_picture(a: &Url, b: &Url) -> bool {
    fn stem(url: &Url) -> Option<&str> {
        let file = url.path_segments()?.next_back()?;
        let stem = file.split(['.', '_']).next()?;
        // A short name such as `image` says nothing.
        (stem.len() >= 8).then_some(stem)
    }
    a == b || (a.host_str() == b.host_str() && (a.path() == b.path() || (stem(a).is_some() && stem(a) == stem(b))))
}

/// Whether what should be a name is an address. `RFE/RL` is none.
fn is_address(name: &str) -> bool {
    name.contains('@') || name.starts_with('/') || name.contains("//") || name.contains('/') && name.contains('.')
}

fn clean(value: &str) -> String {
    text::one_line(&nfc(text::html(value).text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feeds_instant_stands_unless_the_page_has_the_time_of_its_day() {
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let read = |raw: &str| date::read(raw, None, now);
        let at = |feed: &str, page: &str| reconcile(read(feed), read(page)).map(|instant| instant.raw);
        let (day, time) = ("2026-01-02", "2026-01-02T10:00:00Z");
        for (feed, page, wanted) in [
            (time, "2026-01-02T11:00:00Z", Some(time)),
            (day, time, Some(time)),
            (day, "2025-05-05T10:00:00Z", Some(day)),
            ("", time, Some(time)),
            (time, "", Some(time)),
            ("soon", time, Some(time)),
            ("", "", None),
        ] {
            assert_eq!(at(feed, page).as_deref(), wanted, "{feed} {page}");
        }
    }

    #[test]
    fn an_embargo_of_the_page_is_the_articles() {
        let at = "2026-06-01T00:00:00Z".parse().unwrap();
        let mut article = crate::curate::normalise::tests::article_of(&crate::model::Entry::default());
        article.body = Some("EMBARGOED UNTIL 0001 GMT Friday June 5\n\nFerries will leave.".into());
        of_body(&mut article, &Config::default(), None, at);
        assert_eq!(article.embargoed.unwrap().at.unwrap().to_string(), "2026-06-05T00:01:00Z");
        assert_eq!(article.markers, ["embargoed"]);
    }

    #[test]
    fn one_picture_in_two_sizes_is_one() {
        let same = |a: &str, b: &str| same_picture(&a.parse().unwrap(), &b.parse().unwrap());
        assert!(same("https://e.org/a1b2c3d4-e5_w1200.jpg", "https://e.org/a1b2c3d4-e5_w400.jpg?x=1"));
        assert!(is_address("https://e.org/quay") && is_address("/authors/quay") && !is_address("RFE/RL"));
        assert!(!same("https://e.org/image_1.jpg", "https://e.org/image_2.jpg"));
    }
}
