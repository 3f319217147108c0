//! How well datelines and credits are read, and how much of that hangs on knowing the agency.
//!
//!     cargo run --release --example wire -- LABELLED.jsonl... [--show]
//!
//! A line of the files is `{"text": ..., "dateline": {"place", "date", "agency"} or null, "credits": [names]}`.
//! A field counts as right only if all of its words are. `left out in turn` scores each line that names an
//! agency we know with that agency taken out of the data, and lines without one as they are; `none known`
//! takes all agencies out, and `no towns` the list of towns.

use std::{
    collections::{HashMap, hash_map::Entry},
    fs,
    process::ExitCode,
};

use serde_json::Value;
use wiredesk::curate::normalise::wire::{self, Agencies, BUILTIN, Reach};

type Fault = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (options, files): (Vec<_>, Vec<_>) = arguments.into_iter().partition(|one| one.starts_with("--"));
    if files.is_empty() {
        eprintln!("usage: wire LABELLED.jsonl... [--show]");
        return ExitCode::from(2);
    }
    for file in &files {
        if let Err(error) = measure(file, options.iter().any(|one| one == "--show")) {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(file: &str, show: bool) -> Result<(), Fault> {
    let lines: Vec<Value> = fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let with = lines.iter().filter(|line| line["dateline"].is_object()).count();
    println!("{file}: {} texts, {with} with a dateline", lines.len());
    println!("{:<20}{:>24}{:>24}{:>24}{:>24}", "", "place P / R", "date P / R", "agency P / R", "credits P / R");
    let shipped = Agencies::compile(&[BUILTIN])?;
    row("as shipped", &lines, show, |_| &shipped);
    let mut without: HashMap<String, Agencies> = HashMap::new();
    for line in &lines {
        for code in codes(line, &shipped) {
            if let Entry::Vacant(place) = without.entry(code) {
                let data = data(|_, key| key != place.key())?;
                place.insert(Agencies::compile(&[("without", data)])?);
            }
        }
    }
    row("left out in turn", &lines, show, |line| {
        codes(line, &shipped).first().and_then(|code| without.get(code)).unwrap_or(&shipped)
    });
    let none = Agencies::compile(&[("none", data(|section, _| section != "agencies")?)])?;
    row("none known", &lines, false, |_| &none);
    let no_towns = Agencies::compile(&[("no towns", data(|section, _| section == "agencies")?)])?;
    row("no towns", &lines, false, |_| &no_towns);
    Ok(())
}

/// The data that is built in, less what is not to be known: by section and key.
fn data(keep: impl Fn(&str, &str) -> bool) -> Result<String, Fault> {
    let mut all: toml::Table = BUILTIN.1.parse()?;
    for (section, table) in &mut all {
        if let Some(table) = table.as_table_mut() {
            table.retain(|key, _| keep(section, key));
        }
    }
    Ok(toml::to_string(&all)?)
}

/// The codes of the agencies that a line names, as far as they are known.
fn codes(line: &Value, agencies: &Agencies) -> Vec<String> {
    let credits = line["credits"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let names = line["dateline"]["agency"].as_str().into_iter().chain(credits);
    let parts = names.flat_map(|name| std::iter::once(name).chain(name.split(['/', ','])));
    parts.filter_map(|name| agencies.code(name)).map(str::to_owned).collect()
}

/// Right, wrongly found, missed.
type Counts = [usize; 3];

fn row<'a>(name: &str, lines: &[Value], show: bool, agencies: impl Fn(&Value) -> &'a Agencies) {
    let mut counts = [Counts::default(); 4];
    for line in lines {
        let text = line["text"].as_str().unwrap_or_default();
        let blocks: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let read = wire::read(agencies(line), None, &blocks, Reach::BODY);
        let found = read.dateline.as_ref();
        let fields = [
            ("place", found.and_then(|found| found.place.as_deref())),
            ("date", found.and_then(|found| found.date.as_deref())),
            ("agency", found.and_then(|found| found.agency.as_deref())),
        ];
        for (n, (key, got)) in fields.into_iter().enumerate() {
            let (got, wanted) = (words(got), words(line["dateline"][key].as_str()));
            let right = !wanted.is_empty() && got == wanted;
            let count = &mut counts[n];
            count[0] += usize::from(right);
            count[1] += usize::from(!right && !got.is_empty());
            count[2] += usize::from(!right && !wanted.is_empty());
            if show && got != wanted {
                println!(
                    "  {name}: {key}: expected {wanted:?}, got {got:?}: {}",
                    text.chars().take(90).collect::<String>()
                );
            }
        }
        let got: Vec<String> = read.credits.iter().map(|credit| words(Some(&credit.name))).collect();
        let wanted: Vec<String> = line["credits"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| words(one.as_str().or(one["name"].as_str())))
            .collect();
        counts[3][0] += got.iter().filter(|name| wanted.contains(name)).count();
        counts[3][1] += got.iter().filter(|name| !wanted.contains(name)).count();
        counts[3][2] += wanted.iter().filter(|name| !got.contains(name)).count();
        if show && got.iter().any(|name| !wanted.contains(name)) || wanted.iter().any(|name| !got.contains(name)) {
            println!("  {name}: credits: expected {wanted:?}, got {got:?}");
        }
    }
    let cell = |[right, wrong, missed]: Counts| {
        let share = |of: usize| if of == 0 { "-".to_owned() } else { format!("{:.3}", right as f64 / of as f64) };
        format!("{} / {} ({})", share(right + wrong), share(right + missed), right + missed)
    };
    println!("{name:<20}{:>24}{:>24}{:>24}{:>24}", cell(counts[0]), cell(counts[1]), cell(counts[2]), cell(counts[3]));
}

/// The words of a name: case and marks do not count.
fn words(name: Option<&str>) -> String {
    let name = name.unwrap_or_default().to_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
