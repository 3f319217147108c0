//! `wiredesk page`: what is found on an article's page, and by which layer.

use anstream::println;
use anstyle::Style;
use jiff::Timestamp;

use super::{Error, preview, rules::source::RuleArgs, source::Origin};
use crate::{
    config::{self, Settings},
    curate::{
        self, Document,
        entities::Lists,
        page::{self, Page, Pages, Sites},
        tag::Rules,
    },
    model::{Entry, Feed, Fetched, Link, ParsedFeed, Relation},
    publish::{delivery::Delivery, topics::Topic},
    state::{Index, Memory},
    telemetry::{Escaped, EscapedJson},
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Reads one article's page, and shows what would be published of it and which layer said so.
/// Nothing is remembered and no Kafka is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk page https://example.org/2026/story
  wiredesk page saved.html --url https://example.org/2026/story
  wiredesk page --json - < saved.html | jq .body")]
pub struct Args {
    /// An address, a file, or - for standard input
    #[arg(value_name = "URL|FILE|-")]
    source: String,
    #[command(flatten)]
    origin: Origin,
    #[command(flatten)]
    rules: RuleArgs,
    /// Print the article as it would be published
    #[arg(long)]
    json: bool,
}

/// Shows it; fails where no page could be read.
pub fn run(args: &Args) -> Result<(), Error> {
    args.origin.check()?;
    let rules = args.rules.load()?;
    let (settings, sites) = match &args.rules.config {
        None => (Settings::default(), Sites::default()),
        Some(path) => {
            let loaded = config::load(path, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
            (loaded.settings, loaded.sites)
        }
    };
    let (feed, fetched) = args.origin.bring("page", &args.source, &settings)?;
    let body = match fetched {
        Fetched::Fresh(body) => body,
        Fetched::NotModified(_) => return Err(Error::Failed("expected a page, got 304".into())),
        Fetched::Failed(failure) => return Err(Error::Failed(failure.message)),
    };
    let text = page::decode(&body.bytes, body.meta.content_type.as_deref());
    let url = body.meta.final_url.as_ref().unwrap_or(&feed.url);
    let page = page::read(&text, Some(url), &sites).map_err(|e| Error::Failed(format!("{}: {e}", args.source)))?;
    show(args, &settings, &rules, &feed, page)
}

fn show(args: &Args, settings: &Settings, rules: &Rules, feed: &Feed, page: Page) -> Result<(), Error> {
    let config = &settings.curate;
    let address = config.known_addresses.canonical(&feed.url);
    let (by, wall, url) = (page.by.clone(), page.wall, page.url.clone());
    let mut pages = Pages::default();
    pages.insert(address, Ok(page));
    let link = Link { href: feed.url.to_string(), ..Link::default() };
    let entries = vec![Entry { links: vec![link], ..Entry::default() }];
    // An article stands in a feed: here in one that says nothing but its address.
    let document = Document::of(ParsedFeed { format: "page", entries, ..ParsedFeed::default() });
    let (memory, index) = (Memory::default(), Index::default());
    let poll = curate::Poll {
        feed,
        url: url.as_ref(),
        at: Timestamp::now(),
        memory: &memory,
        index: &index,
        rules,
        lists: &Lists::default(),
        config,
        pages: Some(&pages),
        pushed: false,
    };
    let found = curate::curate(&document, poll);
    if args.json {
        let wrong = |e: serde_json::Error| Error::Failed(e.to_string());
        let mut delivery = Delivery::default();
        delivery.add(feed, 0, found, Timestamp::now()).map_err(wrong)?;
        for record in delivery.records.iter().filter(|record| record.topic == Topic::Articles) {
            println!("{}", EscapedJson(&String::from_utf8_lossy(&record.value)));
        }
        return Ok(());
    }
    for finding in &found.findings {
        let outcome = finding.article.extraction.page.as_ref().map_or("nothing", |note| note.outcome.as_str());
        println!("{BOLD}{}{BOLD:#}", Escaped(&args.source));
        println!(
            "  {DIM}{:<10}{DIM:#} {outcome}{}",
            "text",
            wall.map(|_| ": its text is not published").unwrap_or_default()
        );
        for (field, source) in &by {
            println!("  {DIM}{:<10}{DIM:#} by {}", field, source.as_str());
        }
        println!();
        preview::article(&finding.article, &Relation::New);
        if let Some(body) = &finding.article.body {
            println!();
            for line in body.lines() {
                println!("  {}", Escaped(line));
            }
        }
    }
    Ok(())
}
