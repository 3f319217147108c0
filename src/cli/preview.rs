//! `wiredesk preview`: what would be published of a feed, and every repair on the way.

mod json;

use anstream::println;
use anstyle::{AnsiColor, Style};
use jiff::Timestamp;

use super::{
    Error,
    rules::source::RuleArgs,
    source::{NOWHERE, Origin},
};
use crate::{
    config::Settings,
    curate::{self, Curated, Document, entities::Lists, tag::Rules},
    model::{Article, Feed, Fetched, ParsedFeed, Relation},
    state::{Index, Memory},
    telemetry::{Escaped, EscapedJson},
};

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
    #[command(flatten)]
    origin: Origin,
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
    args.origin.check()?;
    let settings = Settings::default();
    let rules = args.rules.load()?;
    let lists = super::lists::by_place(&args.list)?;
    let mut failed = 0;
    for source in &args.sources {
        if let Err(Unshown { error, seen }) = preview(source, args, &settings, &rules, &lists) {
            failed += 1;
            if let Some(object) = seen.filter(|_| args.json) {
                println!("{}", EscapedJson(&object.to_string()));
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
    let (feed, fetched) = args.origin.bring("preview", source, settings)?;
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
        println!("{}", EscapedJson(&json::shown(source, &feed, &document, body.bytes.len(), found)?.to_string()));
    } else {
        show(&feed, &document, body.bytes.len(), &found);
    }
    Ok(())
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
