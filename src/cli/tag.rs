//! `wiredesk tag`: text on standard input to tags, for a person or as JSON Lines.

use std::io::{self, BufRead, Read, Write};

use anstyle::{AnsiColor, Style};
use serde::{Deserialize, Serialize};

use crate::{
    cli::{Error, rules::source::RuleArgs},
    curate::tag::{Input, Rules, Step},
    model::{Role, Tag},
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

A line of JSON Lines is {\"id\", \"text\", \"title\"?, \"language\"?} and gives {\"id\", \"tags\": [...]}.")]
pub struct Args {
    /// Read and write one JSON object a line.
    #[arg(long)]
    pub jsonl: bool,
    /// Also tell which anchors were found, and what each rule made of them
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    title: Option<String>,
    language: Option<String>,
}

#[derive(Serialize)]
struct Tagged<'a> {
    id: &'a serde_json::Value,
    tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explained: Vec<String>,
}

/// By what texts are tagged, and how much of it is told.
struct Tagger {
    rules: Rules,
    explain: bool,
}

/// Tags what stands on standard input. Lines that cannot be read are told on standard
/// error and left out; then the command fails at the end.
pub fn run(args: &Args) -> Result<(), Error> {
    let rules = args.rules.load()?;
    let rules = &Tagger { rules, explain: args.explain };
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
    let expected = "expected an object {\"id\", \"text\", \"title\"?, \"language\"?}";
    let line: Line = serde_json::from_slice(line).map_err(|error| format!("{expected}: {error}"))?;
    let (tags, steps) = rules.tags(line.title.as_deref(), &line.text, line.language.as_deref());
    let explained = steps.iter().map(told).collect();
    serde_json::to_string(&Tagged { id: &line.id, tags, explained }).map_err(|error| error.to_string())
}

impl Tagger {
    /// Tags whose field is called as the input calls it, and what rules made of anchors.
    fn tags(&self, title: Option<&str>, text: &str, language: Option<&str>) -> (Vec<Tag>, Vec<Step>) {
        let input = Input { title, body: Some(text), language, ..Input::default() };
        let (mut tags, steps) =
            if self.explain { self.rules.explain(&input) } else { (self.rules.tag(&input), Vec::new()) };
        for tag in tags.iter_mut().filter(|tag| tag.field == "body") {
            "text".clone_into(&mut tag.field);
        }
        (tags, steps)
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
    let (tags, steps) = rules.tags(None, &text, None);
    for tag in &tags {
        show(&mut output, &text, tag)?;
    }
    if tags.is_empty() {
        writeln!(output, "no tags")?;
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
        Tagger { rules: Rules::builtin().unwrap(), explain }
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
    fn control_characters_do_not_reach_the_terminal() {
        let mut out = Vec::new();
        text(&tagger(false), "UPDATE 2-\u{1b}[2J\u{7}\u{202e}Rain".as_bytes(), &mut out).unwrap();
        let plain = anstream::adapter::strip_bytes(&out).into_vec();
        let shown = String::from_utf8(plain).unwrap();
        assert!(shown.contains("UPDATE 2-\u{fffd}[2J\u{fffd}\u{fffd}Rain"), "{shown:?}");
    }
}
