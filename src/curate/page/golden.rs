//! The page that the project started from, in the structure of the real one and words of our own:
//! every field as it is to be, and nothing of what stands around it.

use crate::{
    curate::{Document, Poll, curate, entities::Lists, normalise, page, tag::Rules},
    model::{Article, Entry, Feed, Link, Method, PageOutcome, ParsedFeed, Text, TextKind},
    state::{Index, Memory},
};

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pages/story.html"));
const TITLE: &str = "Harbour Ministers To Meet For Talks In Port Amber, Spokeswoman Says";
const CAPTION: &str = "The ministers of the two harbours at the old pier in Saltmarsh on September 3.";
const ADDRESS: &str = "https://www.harbourdesk.example/a/ministers-talks-port-amber/32070001.html";

/// The article that a feed with a short text and this page make.
fn article(page: &str) -> Article {
    let feed = Feed::bare("desk", "https://www.harbourdesk.example/api/rss".parse().unwrap());
    let text = |value: &str| Some(Text { kind: TextKind::Html, value: value.into() });
    let entry = Entry {
        guid: Some(ADDRESS.into()),
        links: vec![Link { href: format!("{ADDRESS}?utm_source=rss"), ..Link::default() }],
        title: text(TITLE),
        summary: text("The ministers of the two northern harbours will meet for talks."),
        published: Some("Sun, 11 Oct 2026 13:05:02 GMT".into()),
        ..Entry::default()
    };
    let document = Document::of(ParsedFeed { format: "rss2", entries: vec![entry], ..ParsedFeed::default() });
    let url = ADDRESS.parse().unwrap();
    let mut pages = page::Pages::default();
    pages.insert(url, Ok(page::read(page, Some(&ADDRESS.parse().unwrap()), &page::Sites::default()).unwrap()));
    let (memory, index, rules, config) =
        (Memory::default(), Index::default(), Rules::builtin().unwrap(), normalise::Config::default());
    let found = curate(
        &document,
        Poll {
            feed: &feed,
            url: None,
            at: "2026-10-11T15:00:00Z".parse().unwrap(),
            memory: &memory,
            index: &index,
            rules: &rules,
            lists: &Lists::default(),
            config: &config,
            pages: Some(&pages),
            pushed: false,
        },
    );
    found.findings.into_iter().next().unwrap().article
}

#[test]
fn every_field_is_as_it_should_be() {
    let article = article(PAGE);
    assert_eq!(article.title.as_deref(), Some(TITLE));
    assert_eq!(article.section.as_deref(), Some("Breaking News"));
    assert_eq!(article.authors, ["Harbour Desk"]);
    let credits: Vec<_> = article.credits.iter().map(|credit| credit.name.as_str()).collect();
    assert_eq!(credits, ["AFP", "dpa", "Interfax", "RIA Novosti"]);
    assert_eq!(article.url.as_ref().unwrap().as_str(), ADDRESS);
    assert!(article.alternate_urls.iter().any(|url| url.path().starts_with("/amp/")), "{:?}", article.alternate_urls);
    assert_eq!(article.summary.as_deref(), Some("The ministers of the two northern harbours will meet for talks."));
    assert_eq!(article.published.unwrap().at.unwrap().to_string(), "2026-10-11T13:05:02Z");
    assert_eq!(article.updated.unwrap().at.unwrap().to_string(), "2026-10-11T14:10:00Z");
    assert_eq!(article.language.unwrap().tag, "en");
    let captions: Vec<_> = article.media.iter().filter_map(|media| media.caption.as_deref()).collect();
    assert_eq!(captions, [CAPTION], "{:?}", article.media);
    assert_eq!((article.media[0].width, article.media[0].height), (Some(1200), Some(675)));
    assert_eq!(article.extraction.page.unwrap().outcome, PageOutcome::Read);
    assert_eq!(article.extraction.method, Method::Page);
}

#[test]
fn the_body_is_the_story_and_nothing_of_what_stands_around_it() {
    let body = article(PAGE).body.unwrap();
    let paragraphs: Vec<_> = body.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 7, "{body}");
    assert!(paragraphs[0].starts_with("The ministers of the two northern") && paragraphs[6].ends_with("old promises."));
    for chrome in [
        "Accessibility",
        "Skip to",
        "Breaking News",
        TITLE,
        CAPTION,
        "XS",
        "LG",
        "16x9",
        "click here",
        "27 coasts",
        "Share",
        "Print",
        "With reporting",
        "GMT",
        "By Harbour",
        "Rights Reserved",
        "Two Piers",
        "undesirable",
        "track",
    ] {
        assert!(!body.contains(chrome), "{chrome}: {body}");
    }
}

#[test]
fn the_notices_stand_apart_each_with_its_tag() {
    let article = article(PAGE);
    let kinds: Vec<_> = article.notices.iter().map(|notice| notice.kind.as_str()).collect();
    assert_eq!(article.notices.len(), 2, "{kinds:?}");
    assert!(article.notices[0].text.starts_with("Harbour Desk has been declared"));
    assert!(article.notices[1].text.starts_with("If you are in Russia"));
    for (n, notice) in article.notices.iter().enumerate() {
        let field = format!("notices/{n}/text");
        assert!(article.tags.iter().any(|tag| tag.field == field && tag.kind == notice.kind), "{:?}", article.tags);
    }
}

#[test]
fn without_linked_data_and_meta_the_page_itself_says_most() {
    let bare = PAGE.replace("application/ld+json", "text/plain").replace("<meta property", "<x ");
    let article = article(&bare);
    assert!(article.body.unwrap().starts_with("The ministers of the two northern"));
    let captions = article.media.iter().filter(|media| media.caption.as_deref() == Some(CAPTION)).count();
    assert_eq!(captions, 1);
}
