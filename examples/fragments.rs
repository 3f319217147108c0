//! How well the text of HTML fragments agrees with what a browser shows of them.
//!
//!     python3 examples/support/inner_text.py FRAGMENTS.jsonl > TEXTS.jsonl   # any Chromium
//!     cargo run --release --example fragments -- FRAGMENTS.jsonl TEXTS.jsonl [--show]
//!
//! Words are compared in their order. What only one of both has is counted by its kind; `--show` prints it.
//! A fragment that we read twice, because it was escaped twice, is compared with the browser's second reading.

#[path = "support/diff.rs"]
mod diff;

use std::{collections::BTreeMap, fs, ops::Range, process::ExitCode};

use scraper::{Html, Selector};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use wiredesk::curate::normalise::text;

/// Elements of which we take no text, and a browser shows some.
const LEFT_OUT: &str = "form, button, select, textarea, noscript, nav, object, embed, audio, video, map, title, canvas, \
                        svg, iframe, template, [hidden], .feedflare, .sharedaddy, .screen-reader-text";
/// Longest piece of a text that is shown.
const SHOWN: usize = 12;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [fragments, texts, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: fragments FRAGMENTS.jsonl TEXTS.jsonl [--show]");
        return ExitCode::from(2);
    };
    match measure(fragments, texts, rest.iter().any(|one| one == "--show")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(fragments: &str, texts: &str, show: bool) -> Result<(), Box<dyn std::error::Error>> {
    let lines = |path: &str| -> Result<Vec<Value>, Box<dyn std::error::Error>> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    };
    let (fragments, texts) = (lines(fragments)?, lines(texts)?);
    if fragments.len() != texts.len() {
        return Err(format!("expected a text for each of {} fragments, got {}", fragments.len(), texts.len()).into());
    }
    let mut tally = Tally::default();
    for (n, (fragment, text)) in fragments.iter().zip(&texts).enumerate() {
        let get = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let found = tally.add(&get(fragment, "html"), &get(text, "text"), &get(text, "again"));
        for line in found.iter().filter(|_| show) {
            println!("{n:>4} {line}");
        }
    }
    tally.print();
    Ok(())
}

#[derive(Default)]
struct Tally {
    fragments: usize,
    same: usize,
    twice: usize,
    words: [usize; 2],
    common: usize,
    /// Runs and words of either side by kind.
    kinds: BTreeMap<&'static str, [usize; 3]>,
    left: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Compares one fragment; returns what differs, in words.
    fn add(&mut self, html: &str, shown: &str, again: &str) -> Vec<String> {
        let read = text::html(html);
        let ours = words(&read.text);
        let (once, again_words) = (words(shown), words(again));
        let differing =
            |theirs: &[String]| -> usize { diff::runs(&ours, theirs).iter().map(|(x, y)| x.len() + y.len()).sum() };
        // The second reading is the one to compare with only if the first shows markup.
        let twice = once != again_words && differing(&again_words) < differing(&once);
        let theirs = if twice { again_words } else { once };
        self.twice += usize::from(twice);
        let around = Around::of(html, &read);
        let mut lines = Vec::new();
        let runs = diff::runs(&ours, &theirs);
        for (mine, shown) in &runs {
            let kind = around.kind(&ours, mine, &theirs, shown);
            let counts = self.kinds.entry(kind).or_default();
            *counts = [counts[0] + 1, counts[1] + mine.len(), counts[2] + shown.len()];
            lines.push(format!("{kind}: ours {:?}, browser {:?}", piece(&ours, mine), piece(&theirs, shown)));
        }
        self.fragments += 1;
        self.same += usize::from(runs.is_empty());
        self.words = [self.words[0] + ours.len(), self.words[1] + theirs.len()];
        self.common += theirs.len() - runs.iter().map(|(_, shown)| shown.len()).sum::<usize>();
        for (what, mark) in left(html, &read.text, if twice { again } else { shown }) {
            *self.left.entry(what).or_default() += 1;
            lines.push(format!("{what}: {mark}"));
        }
        lines
    }

    fn print(&self) {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let agreement = |apart: usize| share(2 * (self.common + apart), self.words[0] + apart + self.words[1]);
        let captions = self.kinds.get(CAPTION).map_or(0, |counts| counts[2]);
        println!(
            "{} fragments, {} read twice; words: ours {}, browser {}",
            self.fragments, self.twice, self.words[0], self.words[1]
        );
        println!(
            "agreement of the sequences {:.2}%, captions counted where they were put {:.2}%",
            agreement(0),
            agreement(captions)
        );
        println!("the same sequence in {} fragments ({:.1}%)", self.same, share(self.same, self.fragments));
        for what in ["tag", "tag, as text", "entity", "entity, as text", "script"] {
            println!("{what:<16} left {} times", self.left.get(what).unwrap_or(&0));
        }
        println!("{:<44}{:>6}{:>8}{:>9}", "differences", "runs", "ours", "browser");
        for (kind, [runs, ours, browser]) in &self.kinds {
            println!("{kind:<44}{runs:>6}{ours:>8}{browser:>9}");
        }
    }
}

const CAPTION: &str = "caption, kept with its picture";

/// What a fragment holds beside the text.
struct Around {
    captions: Vec<String>,
    left_out: Vec<String>,
}

impl Around {
    fn of(html: &str, read: &text::Extracted) -> Self {
        let captions: Vec<&str> = read.pictures.iter().filter_map(|picture| picture.caption.as_deref()).collect();
        let mut left_out = String::new();
        if let Ok(selector) = Selector::parse(LEFT_OUT) {
            for element in Html::parse_fragment(html).select(&selector) {
                left_out.extend(element.text().chain([" "]));
            }
        }
        Self { captions: words(&captions.join(" ")), left_out: words(&left_out) }
    }

    fn kind(&self, ours: &[String], mine: &Range<usize>, theirs: &[String], shown: &Range<usize>) -> &'static str {
        let (mine, shown) = (&ours[mine.clone()], &theirs[shown.clone()]);
        let holds = |all: &[String]| !shown.is_empty() && all.windows(shown.len()).any(|part| part == shown);
        if mine.concat() == shown.concat() {
            return if mine.len() < shown.len() { "GLUED" } else { "parted, where the browser glues" };
        }
        match (mine.is_empty(), shown.is_empty()) {
            (true, false) if holds(&self.captions) => CAPTION,
            (true, false) if holds(&self.left_out) => "in an element that is left out",
            (true, false) => "LOST",
            (false, true) => "not shown by the browser",
            _ => "changed",
        }
    }
}

/// Tags, references and script that are left in our text. What the browser shows too is text about them.
fn left(html: &str, ours: &str, shown: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut add = |theirs: &'static str, about: &'static str, mark: &str| {
        found.push((if shown.contains(mark) { about } else { theirs }, mark.to_owned()));
    };
    for (at, _) in ours.match_indices('<') {
        let name = ours[at + 1..].trim_start_matches('/');
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length > 0 && name.starts_with(|c: char| c.is_ascii_alphabetic()) || ours[at..].starts_with("<!--") {
            let end = ours.len() - name.len() + length;
            add("tag", "tag, as text", &ours[at..end]);
        }
    }
    for (at, _) in ours.match_indices('&') {
        let rest = &ours[at + 1..];
        let length = rest.bytes().take(12).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        if length > 1 && rest.as_bytes().get(length) == Some(&b';') {
            add("entity", "entity, as text", &ours[at..=at + 1 + length]);
        }
    }
    if let Ok(selector) = Selector::parse("script, style") {
        for element in Html::parse_fragment(html).select(&selector) {
            let code = words(&element.text().collect::<String>());
            let text = words(ours);
            if code.len() >= 4 && text.windows(4).any(|part| part == &code[..4]) {
                found.push(("script", code[..4].join(" ")));
            }
        }
    }
    found
}

/// The words of a text. Of writings that part no words, each character is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.nfc().filter(|c| !matches!(c, '\u{ad}' | '\u{feff}')) {
        let unparted = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        match words.last_mut() {
            Some(word) if open && c.is_alphanumeric() && !unparted => word.push(c),
            _ if c.is_alphanumeric() => words.push(c.to_string()),
            _ => {}
        }
        open = c.is_alphanumeric() && !unparted;
    }
    words
}

fn piece(words: &[String], range: &Range<usize>) -> String {
    let text = words[range.clone()].iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(" ");
    if range.len() > SHOWN { format!("{text} ... ({} words)", range.len()) } else { text }
}
