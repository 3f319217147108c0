//! `wiredesk tag`: text on standard input to tags, for a person or as JSON Lines.

use std::io::{self, BufRead, Read, Write};

use anstyle::{AnsiColor, Style};
use serde::{Deserialize, Serialize};

use crate::{
    cli::{Error, lists, rules::source::RuleArgs},
    curate::{
        entities::{self, Lists},
        tag::{Input, Rules, Step},
    },
    model::{EntityMatch, Role, Tag},
};

/// Bytes of one line, or of the whole text where it is one text.
const INPUT_LIMIT: usize = 16 << 20;
/// Code points shown on either side of a quote.
const CONTEXT: usize = 60;

/// Arguments of `wiredesk tag`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wiredesk tag < article.txt
  wiredesk tag --jsonl < articles.jsonl
  wiredesk tag --rules my-rules.toml --explain < article.txt
  wiredesk tag --name \"Harbour Desk\" --list sdn.csv < article.txt

A line of JSON Lines is {\"id\", \"text\", \"title\"?, \"language\"?, \"names\"?} and gives {\"id\", \"tags\": [...]}, with
\"entities\" where a name of a list is in it.")]
pub struct Args {
    /// Read and write one JSON object a line.
    #[arg(long)]
    pub jsonl: bool,
    /// Also tell which anchors were found, and what each rule made of them
    #[arg(long)]
    pub explain: bool,
    /// What the outlet is called, in its own notices
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Sanctions lists whose names are looked for: files or addresses
    #[arg(long, value_name = "PATH|URL")]
    list: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    title: Option<String>,
    language: Option<String>,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Serialize)]
struct Tagged<'a> {
    id: &'a serde_json::Value,
    tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entities: Vec<EntityMatch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explained: Vec<String>,
}

/// By what texts are tagged, and how much of it is told.
struct Tagger {
    rules: Rules,
    names: Vec<String>,
    lists: Lists,
    explain: bool,
}

/// A text as it came.
#[derive(Clone, Copy)]
struct Given<'t> {
    title: Option<&'t str>,
    text: &'t str,
    language: Option<&'t str>,
    names: &'t [String],
}

/// Tags what stands on standard input. Lines that cannot be read are told on standard
/// error and left out; then the command fails at the end.
pub fn run(args: &Args) -> Result<(), Error> {
    let rules = args.rules.load()?;
    let lists = lists::by_place(&args.list)?;
    let rules = &Tagger { rules, names: args.name.clone(), lists, explain: args.explain };
    let (input, output) = (io::stdin().lock(), anstream::stdout().lock());
    let done = if args.jsonl { lines(rules, input, output, io::stderr().lock()) } else { text(rules, input, output) };
    match done {
        // The reader of our output has seen enough.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Io(error)) => Err(Error::Failed(format!("expected to read text and write tags: {error}"))),
        Err(Stop::Said(message)) => Err(Error::Failed(message)),
        Ok(()) => Ok(()),
    }
}

/// Why the command ends early, or fails at the end.
#[derive(Debug)]
enum Stop {
    Io(io::Error),
    Said(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn lines(
    rules: &Tagger,
    mut input: impl BufRead,
    mut output: impl Write,
    mut complaints: impl Write,
) -> Result<(), Stop> {
    let (mut line, mut number, mut bad) = (Vec::new(), 0_u64, 0_u64);
    loop {
        number += 1;
        line.clear();
        let read = input.by_ref().take(INPUT_LIMIT as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        let long = read > INPUT_LIMIT && line.last() != Some(&b'\n');
        if long {
            input.skip_until(b'\n')?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer =
            if long { Err(format!("expected at most {INPUT_LIMIT} bytes, got more")) } else { tagged(rules, &line) };
        match answer {
            Ok(json) => writeln!(output, "{json}")?,
            Err(message) => {
                bad += 1;
                writeln!(complaints, "standard input, line {number}: {message}")?;
            }
        }
    }
    output.flush()?;
    if bad == 0 { Ok(()) } else { Err(Stop::Said(format!("{bad} of {} lines could not be read", number - 1))) }
}

fn tagged(rules: &Tagger, line: &[u8]) -> Result<String, String> {
    let expected = "expected an object {\"id\", \"text\", \"title\"?, \"language\"?, \"names\"?}";
    let line: Line = serde_json::from_slice(line).map_err(|error| format!("{expected}: {error}"))?;
    let (title, language) = (line.title.as_deref(), line.language.as_deref());
    let given = Given { title, text: &line.text, language, names: &line.names };
    let (tags, steps) = rules.tags(given);
    let entities = rules.entities(given, &tags);
    let explained = steps.iter().map(told).collect();
    serde_json::to_string(&Tagged { id: &line.id, tags, entities, explained }).map_err(|error| error.to_string())
}

impl Tagger {
    /// Tags whose field is called as the input calls it, and what rules made of anchors.
    fn tags(&self, given: Given<'_>) -> (Vec<Tag>, Vec<Step>) {
        let Given { title, text, language, names } = given;
        let names: Vec<&str> = self.names.iter().chain(names).map(String::as_str).collect();
        let input = Input { title, body: Some(text), language, names: &names, ..Input::default() };
        let (mut tags, steps) =
            if self.explain { self.rules.explain(&input) } else { (self.rules.tag(&input), Vec::new()) };
        for tag in tags.iter_mut().filter(|tag| tag.field == "body") {
            "text".clone_into(&mut tag.field);
        }
        (tags, steps)
    }

    /// Names of lists that stand in the text.
    fn entities(&self, given: Given<'_>, tags: &[Tag]) -> Vec<EntityMatch> {
        let fields: Vec<_> =
            given.title.map(|title| ("title", title)).into_iter().chain([("text", given.text)]).collect();
        let tagged = tags.iter().any(|tag| entities::is_about_lists(tag.kind));
        let text = entities::Text { fields: &fields, tagged };
        entities::find(&self.lists, &text).iter().map(|candidate| entities::entity(candidate, &text)).collect()
    }
}

/// A step in a line.
fn told(step: &Step) -> String {
    format!("{} (anchor {:?}, {}): {}", step.rule, step.anchor, step.field, step.outcome)
}

fn text(rules: &Tagger, input: impl Read, mut output: impl Write) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    input.take(INPUT_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > INPUT_LIMIT {
        return Err(Stop::Said(format!("expected at most {INPUT_LIMIT} bytes of text, got more; cut it into parts")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Stop::Said(format!("expected text in UTF-8, got something else at byte {at}; convert it first"))
    })?;
    let given = Given { title: None, text: &text, language: None, names: &[] };
    let (tags, steps) = rules.tags(given);
    for tag in &tags {
        show(&mut output, &text, tag)?;
    }
    if tags.is_empty() {
        writeln!(output, "no tags")?;
    }
    for entity in rules.entities(given, &tags) {
        let shown = |text: &str| printable(text.chars());
        let (quote, name, list, id) = (&entity.quote, shown(&entity.name), &entity.list, shown(&entity.id));
        writeln!(output, "entity {} is {name} of {list} ({id}), {}..{}", shown(quote), entity.start, entity.end)?;
    }
    for step in &steps {
        writeln!(output, "  {}", printable(told(step).chars()))?;
    }
    if rules.explain && steps.is_empty() {
        writeln!(output, "  no anchor of any of {} rules is in the text", rules.rules.len())?;
    }
    output.flush()?;
    Ok(())
}

/// One tag: what it claims on one line, the words in their context on the next.
fn show(output: &mut impl Write, text: &str, tag: &Tag) -> io::Result<()> {
    let colour = match tag.role {
        Role::PublisherNotice => AnsiColor::Yellow,
        Role::NewsMention => AnsiColor::Cyan,
    };
    let (strong, dim) = (Style::new().bold().fg_color(Some(colour.into())), Style::new().dimmed());
    write!(output, "{strong}{}{strong:#} {} {}", tag.kind.as_str(), tag.role.as_str(), tag.action.as_str())?;
    for (name, value) in [("subject", &tag.subject), ("authority", &tag.authority)] {
        if let Some(value) = value {
            write!(output, " {name}={}", printable(value.chars()))?;
        }
    }
    let (field, place) = (printable(tag.field.chars()), tag.placement.as_str());
    writeln!(output, " {dim}{field} {}..{} {place} {}{dim:#}", tag.start, tag.end, printable(tag.rule.chars()))?;
    let skip = tag.start.saturating_sub(CONTEXT);
    let before = printable(text.chars().skip(skip).take(tag.start - skip));
    let after = printable(text.chars().skip(tag.end).take(CONTEXT));
    writeln!(output, "    {dim}{before}{dim:#}{strong}{}{strong:#}{dim}{after}{dim:#}", printable(tag.quote.chars()))
}

/// Text for a terminal: control and direction characters of the input must not act on it.
fn printable(text: impl Iterator<Item = char>) -> String {
    text.map(|c| match c {
        '\n' | '\t' | '\r' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        _ if c.is_control() => '\u{fffd}',
        _ => c,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagger(explain: bool) -> Tagger {
        Tagger { rules: Rules::builtin().unwrap(), names: Vec::new(), lists: Lists::none(), explain }
    }

    #[test]
    fn it_explains_what_fell_and_why() {
        let mut out = Vec::new();
        text(&tagger(true), "The court sanctions motion was heard. Sunshine.".as_bytes(), &mut out).unwrap();
        let shown = String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap();
        assert!(shown.starts_with("no tags\n  sanctions.en (anchor \"sanction\", body): "), "{shown}");
    }

    #[test]
    fn a_bad_line_is_told_and_the_others_go_on() {
        let input = "{\"id\":1,\"text\":\"UPDATE 2-Rain\"}\n{\"id\":2}\n\n{\"id\":3,\"text\":\"Sun\"}\n";
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let done = lines(&tagger(false), input.as_bytes(), &mut out, &mut err);
        assert!(
            matches!(done, Err(Stop::Said(ref message)) if message == "1 of 4 lines could not be read"),
            "{done:?}"
        );
        let (out, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
        let ids: Vec<_> = out.lines().map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(ids, ["{\"id\":1", "{\"id\":3"]);
        assert!(out.contains("\"quote\":\"UPDATE 2-\"") && out.contains("\"field\":\"text\""), "{out}");
        assert!(err.starts_with("standard input, line 2: expected an object"), "{err}");
    }

    #[test]
    fn it_knows_the_outlet_by_its_names_and_people_by_their_list() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("us.csv");
        std::fs::write(&path, "id,schema,name,aliases\nQ1,Person,Gleb Orlenko,\n").unwrap();
        let lists = lists::by_place(&[path.display().to_string()]).unwrap();
        let tagger = Tagger { names: vec!["Tide".into()], lists, ..tagger(false) };
        let input = "{\"id\":1,\"text\":\"Gleb Orlenko sailed.\\n\\nIn 2024 Russia declared Tide an undesirable organization.\"}\n";
        let (mut out, mut err) = (Vec::new(), Vec::new());
        lines(&tagger, input.as_bytes(), &mut out, &mut err).unwrap();
        let told: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(told["tags"][0]["role"], "publisher_notice", "{told}");
        assert_eq!((&told["entities"][0]["id"], &told["entities"][0]["field"]), (&"Q1".into(), &"text".into()));
        let mut out = Vec::new();
        text(&tagger, "Gleb Orlenko sailed.".as_bytes(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "no tags\nentity Gleb Orlenko is Gleb Orlenko of us (Q1), 0..12\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut out = Vec::new();
        text(&tagger(false), "UPDATE 2-\u{1b}[2J\u{7}\u{202e}Rain".as_bytes(), &mut out).unwrap();
        let plain = anstream::adapter::strip_bytes(&out).into_vec();
        let shown = String::from_utf8(plain).unwrap();
        assert!(shown.contains("UPDATE 2-\u{fffd}[2J\u{fffd}\u{fffd}Rain"), "{shown:?}");
    }
}
