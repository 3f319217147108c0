//! The document that the project started from, as a feed of our own writing with its structure: an
//! article with a section, a caption, seven paragraphs, credits, the blurb of its author, two legal
//! notices, and what its page has around it.

use std::{fs, path::Path};

use wiredesk::{
    curate::{self, Poll, entities::Lists, normalise::Config, tag::Rules},
    model::{Article, CutKind, Feed, Kind},
    state::{Index, Memory},
};

fn articles() -> Vec<Article> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles/seed.xml");
    let document = curate::read(&fs::read(path).unwrap(), None, None).unwrap();
    let feed = Feed::bare("desk", "https://harbourdesk.example/feed".parse().unwrap());
    let (memory, index) = (Memory::default(), Index::new(std::time::Duration::from_secs(3600)));
    let (rules, config) = (Rules::builtin().unwrap(), Config::default());
    let at = "2026-11-10T12:00:00Z".parse().unwrap();
    let lists = Lists::default();
    let poll = Poll {
        feed: &feed,
        url: None,
        at,
        memory: &memory,
        index: &index,
        rules: &rules,
        lists: &lists,
        pages: None,
        pushed: false,
        config: &config,
    };
    curate::curate(&document, poll).findings.into_iter().map(|finding| finding.article).collect()
}

#[test]
fn every_field_of_the_seed_is_as_specified_and_nothing_of_the_chrome() {
    let articles = articles();
    let seed = articles.iter().find(|article| article.guid.as_deref() == Some("harbour-1")).unwrap();
    assert_eq!(seed.title.as_deref(), Some("Harbour Master To Meet Pilots At Fair, Port Says"));
    let body = seed.body.as_deref().unwrap();
    let paragraphs: Vec<_> = body.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 7, "{body}");
    assert!(paragraphs[0].starts_with("The harbour master of Oporto") && paragraphs[6].ends_with("next master."));
    assert_eq!(seed.section.as_deref(), Some("Breaking News"));
    assert_eq!(
        (&seed.categories[..], &seed.authors[..]),
        (&["Ports".to_owned()][..], &["Harbour Desk".to_owned()][..])
    );
    let credits: Vec<_> =
        seed.credits.iter().map(|credit| (credit.name.as_str(), credit.code.as_deref().unwrap())).collect();
    assert_eq!(credits, [("AFP", "afp"), ("dpa", "dpa"), ("Interfax", "interfax"), ("RIA Novosti", "ria-novosti")]);
    assert_eq!(seed.media.len(), 1);
    assert_eq!(
        seed.media[0].caption.as_deref(),
        Some("The harbour master (right) and a pilot on the pier, on September 16.")
    );
    let notices: Vec<_> = seed.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(notices, [Kind::UndesirableOrg, Kind::ReaderRisk]);
    assert_eq!(seed.language.as_ref().unwrap().tag, "en");
    assert_eq!(seed.published.as_ref().unwrap().at.unwrap().to_string(), "2026-11-09T08:00:00Z");
    let shown = serde_json::to_string(&(&seed.title, &seed.body, &seed.summary, &seed.media)).unwrap();
    for chrome in [
        "Accessibility",
        "Skip to",
        "XS",
        "LG",
        "16x9",
        "click here",
        "nine languages",
        "Share on",
        "With reporting",
        "Breaking News",
    ] {
        assert!(!shown.contains(chrome), "{chrome}: {shown}");
    }
    // What left the text can be seen.
    let cut = |kind| seed.extraction.cut.iter().filter(|cut| cut.kind == kind).count();
    assert_eq!((cut(CutKind::Credit), cut(CutKind::Outlet), cut(CutKind::Boilerplate)), (1, 1, 8));
}
