//! `wiredesk preview`: what would be published of a feed, and every repair on the way.

mod json;

use std::path::PathBuf;

use anstream::println;
use anstyle::{AnsiColor, Style};
use ipnet::IpNet;
use jiff::Timestamp;
use url::Url;

use super::{
    Error,
    replay::{bounded, read_bounded},
    rules::source::RuleArgs,
    runtime,
};
use crate::{
    collect::{answer, fetch::Fetcher},
    config::Settings,
    curate::{self, Curated, Document, entities::Lists, tag::Rules},
    model::{Article, Feed, Fetched, ParsedFeed, Relation, Validators},
    state::{Index, Memory},
    telemetry::Escaped,
};

/// Where a file is said to come from if nobody says it: a name that no registry gives out (RFC 6761).
const NOWHERE: &str = "preview.invalid";
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const QUOTE: Style = AnsiColor::Yellow.on_default();

/// Fetches or reads feeds once and shows what would be published of each, with every repair.
/// Nothing is remembered and no Kafka is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk preview https://example.org/rss
  wiredesk preview saved.xml --url https://example.org/rss
  curl -s https://example.org/rss | wiredesk preview -
  wiredesk preview --json saved.xml | jq '.articles[].title'")]
pub struct Args {
    /// Addresses or files; "-" for standard input
    #[arg(required = true, value_name = "URL|FILE")]
    sources: Vec<String>,
    /// Where a file would have been fetched, for its relative links
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// The zone of dates that name none
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// A network that may be reached although it is not public, as 127.0.0.0/8
    #[arg(long, value_name = "NETWORK")]
    allow_network: Vec<IpNet>,
    /// Print one JSON object a source: what is shown otherwise, with the articles as they would be published
    #[arg(long)]
    json: bool,
    /// Sanctions lists whose names are looked for: files or addresses
    #[arg(long, value_name = "PATH|URL")]
    list: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Shows them; fails if one could not be read.
pub fn run(args: &Args) -> Result<(), Error> {
    if let Some(zone) = args.timezone.as_deref().filter(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
        return Err(Error::Usage(format!("--timezone: expected an IANA name such as Europe/Berlin, got {zone:?}")));
    }
    let settings = Settings::default();
    let rules = args.rules.load()?;
    let lists = super::lists::by_place(&args.list)?;
    let mut failed = 0;
    for source in &args.sources {
        if let Err(Unshown { error, seen }) = preview(source, args, &settings, &rules, &lists) {
            failed += 1;
            if let Some(object) = seen.filter(|_| args.json) {
                println!("{object}");
            }
            anstream::eprintln!("wiredesk: {}: {}", Escaped(source), Escaped(&error.to_string()));
        }
    }
    match failed {
        0 => Ok(()),
        n => Err(Error::Failed(format!("{n} of {} could not be shown", args.sources.len()))),
    }
}

/// Why a source could not be shown, and what a machine is told of it.
struct Unshown {
    error: Error,
    seen: Option<serde_json::Value>,
}

impl From<Error> for Unshown {
    fn from(error: Error) -> Self {
        Self { error, seen: None }
    }
}

fn preview(source: &str, args: &Args, settings: &Settings, rules: &Rules, lists: &Lists) -> Result<(), Unshown> {
    let timezone = args.timezone.as_deref();
    let (feed, fetched) = bring(source, args.url.as_ref(), timezone, &args.allow_network, settings)?;
    let body = match fetched {
        Fetched::Fresh(body) => body,
        Fetched::NotModified(_) => return Err(Error::Failed("expected a document, got 304".into()).into()),
        Fetched::Failed(failure) => {
            let seen = Some(json::failed(source, &failure, None, None));
            return Err(Unshown { error: Error::Failed(failure.message), seen });
        }
    };
    let url = body.meta.final_url.as_ref();
    let page = url.filter(|url| url.host_str() != Some(NOWHERE));
    let document = curate::read(&body.bytes, body.meta.content_type.as_deref(), page).map_err(|unreadable| {
        let seen = Some(json::failed(source, &unreadable.failure, Some(&unreadable), Some(body.bytes.len())));
        Unshown { error: Error::Failed(unreadable.failure.message), seen }
    })?;
    let (memory, index) = (Memory::default(), Index::default());
    let poll = curate::Poll {
        feed: &feed,
        url,
        at: Timestamp::now(),
        pushed: false,
        memory: &memory,
        index: &index,
        rules,
        lists,
        config: &settings.curate,
        pages: None,
    };
    let found = curate::curate(&document, poll);
    if args.json {
        println!("{}", json::shown(source, &feed, &document, body.bytes.len(), found)?);
    } else {
        show(&feed, &document, body.bytes.len(), &found);
    }
    Ok(())
}

/// Reads the file or fetches the address.
pub(super) fn bring(
    source: &str,
    url: Option<&Url>,
    timezone: Option<&str>,
    allow_network: &[IpNet],
    settings: &Settings,
) -> Result<(Feed, Fetched), Error> {
    let address = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = match (&address, url) {
        (Some(url), _) | (None, Some(url)) => url.clone(),
        (None, None) => nowhere()?,
    };
    let mut feed = Feed::bare("preview", url.clone());
    feed.timezone = timezone.map(str::to_owned);
    feed.allow_networks = allow_network.to_vec();
    if address.is_none() {
        let limit = settings.fetch.max_body.0;
        let bytes = match source {
            "-" => bounded("standard input", std::io::stdin().lock(), limit)?,
            path => read_bounded(&PathBuf::from(path), limit)?,
        };
        let fetched = answer::answered(200, &http::HeaderMap::new(), &url, bytes.into(), Timestamp::now());
        return Ok((feed, fetched));
    }
    let fetcher = Fetcher::new(&settings.fetch).map_err(|e| Error::Failed(e.to_string()))?;
    let fetched = runtime()?.block_on(fetcher.fetch(&feed, &Validators::default()));
    Ok((feed, fetched))
}

/// Where a document is said to come from if nobody says it.
pub(super) fn nowhere() -> Result<Url, Error> {
    Url::parse(&format!("https://{NOWHERE}/feed")).map_err(|e| Error::Failed(e.to_string()))
}

/// Relations of a feed's links that lead to more of it.
fn followed(feed: &ParsedFeed) -> impl Iterator<Item = (&str, &str)> {
    feed.links.iter().filter_map(|link| {
        let rel = link.rel.as_deref()?;
        ["next", "prev-archive", "next-archive", "hub", "current"].contains(&rel).then_some((rel, &*link.href))
    })
}

fn show(feed: &Feed, document: &Document, bytes: usize, found: &Curated) {
    let parsed = &document.feed;
    println!("{BOLD}{}{BOLD:#}", Escaped(parsed.title.as_deref().unwrap_or("(a feed without a title)")));
    println!("  publisher  {}", feed.publisher);
    println!("  format     {}, {bytes} bytes, {} entries", parsed.format, parsed.entries.len());
    println!("  encoding   {}, by {}", document.encoding, document.evidence.in_words());
    for repair in &document.repairs {
        let line = repair.line.map(|line| format!(", first at line {line}")).unwrap_or_default();
        println!("  repaired   {} x{}{line}", Escaped(&repair.kind), repair.count);
        if !repair.around.trim().is_empty() {
            println!("             {DIM}{}{DIM:#}", Escaped(&format!("{:?}", repair.around)));
        }
    }
    for (rel, href) in followed(parsed) {
        println!("  {rel:<10} {}", Escaped(href));
    }
    for letter in &found.dead {
        println!("  dropped    {}: {}", letter.cause.as_str(), Escaped(&letter.message));
    }
    if found.seen > 0 || found.left_out > 0 {
        println!("  also       {} repeated in the document, {} past the limit", found.seen, found.left_out);
    }
    for finding in &found.findings {
        println!();
        article(&finding.article, &finding.relation);
    }
}

/// One article, for a person.
pub(super) fn article(article: &Article, relation: &Relation) {
    println!("{BOLD}{}{BOLD:#}", Escaped(article.title.as_deref().unwrap_or("(no title)")));
    let line = |name: &str, value: &str| println!("  {DIM}{name:<10}{DIM:#} {}", Escaped(value));
    if let Some(url) = &article.url {
        line("url", url.as_str());
    }
    if let Some(published) = &article.published {
        match published.at {
            Some(at) => line("published", &format!("{at} (from {:?})", published.raw)),
            None => line("published", &format!("unknown: {:?} was not understood", published.raw)),
        }
    }
    if let Some(language) = &article.language {
        line("language", &language.tag);
    }
    if !article.authors.is_empty() {
        line("by", &article.authors.join(", "));
    }
    if let Relation::Near { original, .. } = relation {
        line("copy of", &original.to_string());
    }
    for (name, text) in [("summary", &article.summary), ("body", &article.body)] {
        if let Some(text) = text {
            let start: String = text.chars().take(160).collect();
            line(name, &format!("{} ({} characters)", start.replace('\n', " "), text.chars().count()));
        }
    }
    for notice in &article.notices {
        line("notice", &notice.text);
    }
    for entity in &article.entities {
        let (name, list) = (Escaped(&entity.name), &entity.list);
        println!(
            "  {DIM}entity{DIM:#}     {QUOTE}\"{}\"{QUOTE:#} {name} of {list} ({})",
            Escaped(&entity.quote),
            entity.field
        );
    }
    for tag in &article.tags {
        println!(
            "  {DIM}tag{DIM:#}        {} {} {} {QUOTE}\"{}\"{QUOTE:#} ({})",
            tag.kind.as_str(),
            tag.role.as_str(),
            tag.action.as_str(),
            Escaped(&tag.quote),
            tag.field
        );
    }
}
