//! The document that the project started from, as a feed of our own writing with its structure: an
//! article with a section, a caption, seven paragraphs, credits, the blurb of its author, two legal
//! notices, and what its page has around it.

use std::{fs, path::Path};

use wiredesk::{
    curate::{
        self, Document, Poll,
        entities::Lists,
        normalise::Config,
        page::{self, Pages, Sites},
        tag::Rules,
    },
    model::{Article, CutKind, Entry, Feed, Kind, Link, ParsedFeed, Text, TextKind},
    state::{Index, Memory},
};

fn articles() -> Vec<Article> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles/seed.xml");
    curated(&curate::read(&fs::read(path).unwrap(), None, None).unwrap(), None)
}

fn curated(document: &Document, pages: Option<&Pages>) -> Vec<Article> {
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
        pages,
        pushed: false,
        config: &config,
    };
    curate::curate(document, poll).findings.into_iter().map(|finding| finding.article).collect()
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

/// The real page's text, put back into the markup of a page and of a feed.
struct Seed {
    lines: Vec<String>,
    /// Where its credits stand: the paragraphs end there.
    credits: usize,
}

impl Seed {
    fn read() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/seed/rferl-erdogan-putin.txt");
        let text = fs::read_to_string(path).ok()?;
        let lines = text.lines().map(|line| line.trim().trim_start_matches("•").trim().to_owned());
        let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        let credits = lines.iter().position(|line| line.starts_with("With reporting by"))?;
        Some(Self { lines, credits })
    }

    fn paragraphs(&self) -> &[String] {
        &self.lines[5..self.credits]
    }

    /// What stands below the credits: the size of an image, the author and their blurb, the notices, sizes of letters.
    fn below(&self) -> String {
        self.lines[self.credits + 1..].iter().map(|line| format!("<li><p>{line}</p></li>")).collect()
    }

    fn story(&self) -> String {
        let all = &self.lines[5..=self.credits];
        all.iter().map(|line| format!("<p>{line}</p>\n")).collect()
    }

    fn page(&self) -> Article {
        let [skip, section, title, picture, caption, ..] = self.lines.as_slice() else { panic!("the seed has lines") };
        let author = &self.lines[self.credits + 2];
        let markup = format!(
            "<html lang=en><head><title>{title}</title><meta property='article:section' content='{section}'>\
             <meta name=author content='{author}'></head><body><a href='#c'>{skip}</a><div><a href='/z'>{section}</a></div>\
             <h1>{title}</h1><figure><img src='/a.jpg' alt='{picture}'><figcaption>{caption}</figcaption></figure>\
             <div id=c>{}</div><ul>{}</ul></body></html>",
            self.story(),
            self.below()
        );
        let url: url::Url = "https://harbourdesk.example/a".parse().unwrap();
        let mut pages = Pages::default();
        pages.insert(url.clone(), Ok(page::read(&markup, Some(&url), &Sites::default()).unwrap()));
        let link = Link { href: url.to_string(), ..Link::default() };
        let entries = vec![Entry { links: vec![link], ..Entry::default() }];
        let document = Document::of(ParsedFeed { format: "page", entries, ..ParsedFeed::default() });
        curated(&document, Some(&pages)).remove(0)
    }

    fn feed(&self) -> Article {
        let html = |value: String| Some(Text { kind: TextKind::Html, value });
        let [_, section, title, picture, caption, ..] = self.lines.as_slice() else { panic!("the seed has lines") };
        let figure = format!(
            "<figure><img src='https://harbourdesk.example/a.jpg' alt='{picture}'><figcaption>{caption}</figcaption></figure>"
        );
        let entry = Entry {
            title: html(title.clone()),
            content: html(format!("{figure}{}<ul>{}</ul>", self.story(), self.below())),
            authors: vec![self.lines[self.credits + 2].clone()],
            categories: vec![section.clone()],
            links: vec![Link { href: "/a".into(), ..Link::default() }],
            ..Entry::default()
        };
        curated(&Document::of(ParsedFeed { format: "rss", entries: vec![entry], ..ParsedFeed::default() }), None)
            .remove(0)
    }
}

#[test]
fn the_seeds_own_text_is_measured_field_by_field() {
    let Some(seed) = Seed::read() else {
        return eprintln!("*** NOT MEASURED: ../shared/data/seed is not here ***");
    };
    for (way, article) in [("page", seed.page()), ("feed", seed.feed())] {
        let body = article.body.clone().unwrap_or_default();
        let paragraphs: Vec<&str> = body.split("\n\n").collect();
        let kept = seed.paragraphs().iter().filter(|line| paragraphs.contains(&line.as_str())).count();
        let credits: Vec<_> = article.credits.iter().map(|credit| credit.name.as_str()).collect();
        let notices: Vec<_> = article.notices.iter().map(|notice| notice.kind).collect();
        let section = if way == "page" { article.section.as_ref() } else { article.categories.first() };
        let chrome = ["Accessibility", "16x9", "click here", "27 languages", "With reporting", "XS", "LG"];
        let left: Vec<_> = chrome.iter().filter(|words| body.contains(**words)).collect();
        let captions: Vec<_> = article.media.iter().filter_map(|medium| medium.caption.as_deref()).collect();
        let mut wrong = Vec::new();
        for (field, right, found) in [
            ("title", article.title.as_ref() == Some(&seed.lines[2]), format!("{:?}", article.title)),
            ("section or category", section == Some(&seed.lines[1]), format!("{section:?}")),
            ("authors", article.authors == [seed.lines[seed.credits + 2].clone()], format!("{:?}", article.authors)),
            (
                "caption, once",
                captions == [seed.lines[4].as_str()] && !body.contains(&seed.lines[4]),
                format!("{captions:?}"),
            ),
            ("paragraphs", kept == seed.paragraphs().len(), format!("{kept} of {}", seed.paragraphs().len())),
            ("nothing else in the body", paragraphs.len() == kept, format!("{} more", paragraphs.len() - kept)),
            ("credits", credits == ["AFP", "dpa", "Interfax", "RIA Novosti"], format!("{credits:?}")),
            ("notices", notices == [Kind::UndesirableOrg, Kind::ReaderRisk], format!("{notices:?}")),
            ("language", article.language.as_ref().is_some_and(|language| language.tag == "en"), String::new()),
            ("nothing of the chrome", left.is_empty(), format!("{left:?}")),
        ] {
            eprintln!("the seed by {way}: {field}: {}", if right { "right" } else { "WRONG" });
            if !right {
                wrong.push((field, found));
            }
        }
        assert!(wrong.is_empty(), "the seed by {way}: {wrong:?}");
    }
}
