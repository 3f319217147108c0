//! `wiredesk lists`: which sanctions lists there are, and what of a text stands in them.

use std::{
    io::{BufRead as _, Read as _, Write as _},
    path::{Path, PathBuf},
};

use anstream::println;
use anstyle::{AnsiColor, Style};
use serde::{Deserialize, Serialize};

use super::{Error, runtime};
use crate::{
    collect::{
        fetch,
        lists::{Config, Loader, Outcome},
    },
    config,
    curate::entities::{Candidate, Lists, Text, entity, find, find_all},
    model::EntityMatch,
    telemetry::{Escaped, EscapedJson},
};

/// Bytes of a text.
const INPUT_LIMIT: u64 = 16 << 20;
/// Words of what may be a name alone.
const MOST_WORDS: usize = 8;
/// Names that are shown beside a name that was looked up.
const MOST_NEAR: usize = 10;
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Yellow.on_default();

/// Shows sanctions lists, and looks names up in them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk lists status --config config/wiredesk.toml
  wiredesk lists match --list sdn.csv \"Gleb Orlenko\"
  wiredesk lists match --list sdn.csv --list un.xml --json - < article.txt")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Load the lists, and say what is in them
    Status(Source),
    /// Find the names of lists in a text, or those that are near a name
    Match(Match),
}

/// Where the lists are.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// The config file whose lists are loaded, where no --list is given
    #[arg(long, short, value_name = "FILE", default_value = "config/wiredesk.toml")]
    config: PathBuf,
    /// Files or addresses of lists
    #[arg(long, value_name = "PATH|URL")]
    list: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Match {
    #[command(flatten)]
    source: Source,
    /// A text or a name; - reads it from standard input
    #[arg(value_name = "TEXT|NAME|-", required_unless_present = "jsonl")]
    text: Option<String>,
    /// Read {"id", "text", "title"?} and write {"id", "entities"}, one object a line
    #[arg(long, conflicts_with = "text")]
    jsonl: bool,
    /// Print the matches as JSON Lines, as records have them
    #[arg(long)]
    json: bool,
    /// Take it that the text speaks of sanctions, as a tag of an article would say
    #[arg(long)]
    tagged: bool,
}

/// Does what was asked.
pub fn run(args: &Args) -> Result<(), Error> {
    match &args.command {
        Command::Status(source) => status(source),
        Command::Match(args) => look(args),
    }
}

/// The lists by files or addresses alone; they are called by their places' last part.
pub fn by_place(places: &[String]) -> Result<Lists, Error> {
    if places.is_empty() {
        return Ok(Lists::none());
    }
    let configs = configs(places);
    let (lists, errors) = load(&configs, &fetch::Config::default(), Path::new(""))?;
    match errors.first() {
        Some(error) => Err(Error::Config(error.clone())),
        None => Ok(lists),
    }
}

fn configs(places: &[String]) -> Vec<Config> {
    let config = |place: &String| {
        let url = place.starts_with("http://") || place.starts_with("https://");
        let name = place.trim_end_matches('/').rsplit('/').next().unwrap_or(place);
        Config {
            id: name.split(['.', '?']).next().unwrap_or(name).to_ascii_lowercase(),
            path: (!url).then(|| place.into()),
            url: url.then(|| place.clone()),
            ..Config::default()
        }
    };
    places.iter().map(config).collect()
}

fn given(source: &Source) -> Result<(Lists, Vec<String>), Error> {
    if !source.list.is_empty() {
        return load(&configs(&source.list), &fetch::Config::default(), Path::new(""));
    }
    let loaded = config::load(&source.config, std::env::vars()).map_err(|e| Error::Config(e.to_string()))?;
    if loaded.lists.is_empty() {
        let file = source.config.display();
        return Err(Error::Usage(format!("{file} has no [[lists]]; name some by --list, or add them there")));
    }
    load(&loaded.lists, &loaded.settings.fetch, &loaded.base_dir)
}

/// Loads lists; what could not be loaded comes as messages.
fn load(configs: &[Config], fetch: &fetch::Config, base: &Path) -> Result<(Lists, Vec<String>), Error> {
    let (mut books, mut errors) = (Vec::new(), Vec::new());
    let runtime = runtime()?;
    for config in configs {
        let mut loader = Loader::new(config, fetch, base).map_err(|e| Error::Failed(e.to_string()))?;
        match runtime.block_on(loader.load()) {
            Ok(Outcome::Loaded(book)) => books.push(book),
            Ok(Outcome::Unchanged) => {}
            Err(error) => errors.push(error.to_string()),
        }
    }
    Ok((Lists(books), errors))
}

fn status(source: &Source) -> Result<(), Error> {
    let (lists, errors) = given(source)?;
    for book in &lists.0 {
        let of = &book.provenance;
        println!("{BOLD}{}{BOLD:#}", book.list);
        println!("  source     {}", Escaped(&of.source));
        println!("  date       {}", Escaped(of.date.as_deref().unwrap_or("unknown")));
        println!("  sha-256    {}", of.sha256);
        println!("  holds      {} entries, {} names, {} KiB in memory", book.len(), book.names(), book.size() >> 10);
    }
    for error in &errors {
        anstream::eprintln!("wiredesk: {}", Escaped(error));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Failed(format!("{} lists could not be loaded", errors.len()))) }
}

fn look(args: &Match) -> Result<(), Error> {
    let (lists, errors) = given(&args.source)?;
    if let Some(error) = errors.first() {
        return Err(Error::Failed(error.clone()));
    }
    let text = match args.text.as_deref() {
        None => return lines(&lists, args.tagged),
        Some("-") => input()?,
        Some(text) => text.to_owned(),
    };
    let fields = [("text", text.as_str())];
    let text = Text { fields: &fields, tagged: args.tagged };
    let found = find_all(&lists, &text);
    for candidate in &found {
        match (args.json, candidate.refused) {
            (true, None) => {
                let json = serde_json::to_string(&entity(candidate, &text)).unwrap_or_default();
                println!("{}", EscapedJson(&json));
            }
            (true, Some(_)) => {}
            (false, _) => show(candidate, &text),
        }
    }
    if !args.json {
        near(&lists, fields[0].1, &found);
    }
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    title: Option<String>,
}

#[derive(Serialize)]
struct Found<'a> {
    id: &'a serde_json::Value,
    entities: Vec<EntityMatch>,
}

/// Texts as JSON Lines; a line that is none ends it.
fn lines(lists: &Lists, tagged: bool) -> Result<(), Error> {
    let (mut input, mut line, mut number) = (std::io::stdin().lock(), Vec::new(), 0_u64);
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let wrong = |e: std::io::Error| Error::Failed(format!("cannot read or write lines: {e}"));
    loop {
        line.clear();
        number += 1;
        if input.by_ref().take(INPUT_LIMIT).read_until(b'\n', &mut line).map_err(wrong)? == 0 {
            return output.flush().map_err(wrong);
        }
        let Line { id, text, title } = serde_json::from_slice(&line).map_err(|e| {
            Error::Failed(format!("standard input, line {number}: expected {{\"id\", \"text\", \"title\"?}}: {e}"))
        })?;
        let fields = [("title", title.as_deref().unwrap_or_default()), ("text", text.as_str())];
        let text = Text { fields: &fields, tagged };
        let entities = find(lists, &text).iter().map(|candidate| entity(candidate, &text)).collect();
        let json = serde_json::to_string(&Found { id: &id, entities }).map_err(|e| Error::Failed(e.to_string()))?;
        writeln!(output, "{json}").map_err(wrong)?;
    }
}

fn input() -> Result<String, Error> {
    let mut bytes = Vec::new();
    let wrong = |e: std::io::Error| Error::Failed(format!("cannot read standard input: {e}"));
    std::io::stdin().lock().take(INPUT_LIMIT + 1).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() as u64 > INPUT_LIMIT {
        return Err(Error::Failed(format!(
            "expected at most {INPUT_LIMIT} bytes of text, got more; cut it into parts"
        )));
    }
    String::from_utf8(bytes).map_err(|e| Error::Failed(format!("expected text in UTF-8: {e}; convert it first")))
}

fn show(candidate: &Candidate<'_>, text: &Text<'_>) {
    let entity = entity(candidate, text);
    let programmes = entity.programmes.join(" ");
    let verdict = candidate.refused.map_or_else(
        || format!("{GOOD}match {:.2}{GOOD:#}", entity.score),
        |why| format!("{DIM}no match: {why}{DIM:#}"),
    );
    println!("{BOLD}{}{BOLD:#} {}..{} {verdict}", Escaped(&entity.quote), entity.start, entity.end);
    println!("  {} {} {} {} {programmes}", entity.list, Escaped(&entity.id), entity.schema, Escaped(&entity.name));
    if let Some(alias) = &entity.alias {
        println!("  {DIM}by the alias{DIM:#} {}", Escaped(alias));
    }
    if !entity.signs.is_empty() {
        println!("  {DIM}what else speaks for it{DIM:#} {}", Escaped(&entity.signs.join(", ")));
    }
}

/// Names that are like a name that was looked up, and were not found by their keys.
fn near(lists: &Lists, name: &str, found: &[Candidate<'_>]) {
    if name.split_whitespace().count() > MOST_WORDS {
        if found.is_empty() {
            println!("no name of a list stands in the text");
        }
        return;
    }
    for book in &lists.0 {
        for (likeness, id, known) in book.nearest(name, MOST_NEAR) {
            println!("{DIM}near{DIM:#} {likeness:.2} {} {} {}", book.list, Escaped(id), Escaped(known));
        }
    }
}
