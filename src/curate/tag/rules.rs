//! Rule files compiled: one automaton over all anchors, and each rule's expressions.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{Regex, RegexBuilder};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    errors::{RuleError, RuleErrors, line_of, of_toml},
    fold::fold,
    format::{Example, Field, File, Rule as Written},
};
use crate::model::{Action, Kind, Placement, Role};

/// Bytes that one compiled expression may take; a counted repetition can ask for any number.
const EXPRESSION_LIMIT: usize = 2 << 20;
/// Hexadecimal digits of the version.
const VERSION_DIGITS: usize = 12;

/// The rules that come with the program, by file name and text.
pub const BUILTIN: &[(&str, &str)] = &[
    ("config/rules/russia.toml", include_str!("../../../config/rules/russia.toml")),
    ("config/rules/wire.toml", include_str!("../../../config/rules/wire.toml")),
    ("config/rules/sanctions.toml", include_str!("../../../config/rules/sanctions.toml")),
];

/// A compiled set of rules; immutable, and shared between threads.
#[derive(Debug)]
pub struct Rules {
    pub(super) all: Vec<Rule>,
    pub(super) anchors: AhoCorasick,
    /// The rules of each anchor, by the anchor's number in the automaton.
    pub(super) owners: Vec<Vec<usize>>,
    version: String,
}

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub id: String,
    pub kind: Kind,
    pub role: Role,
    pub lang: Vec<String>,
    pub fields: Vec<Field>,
    pub pattern: Regex,
    pub require: Vec<Regex>,
    pub not: Vec<Regex>,
    pub action: Action,
    pub cues: Vec<(Action, Regex)>,
    pub authority: Option<String>,
    pub jurisdiction: Option<String>,
    pub placement: Option<Placement>,
    pub alone: bool,
    pub upper: bool,
    pub confidence: f32,
    pub examples: Vec<(Place, Example)>,
}

/// A line of a rule file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
}

impl Rules {
    /// The rules that come with the program.
    pub fn builtin() -> Result<Self, RuleErrors> {
        let files: Vec<_> = BUILTIN.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        Self::compile(&files)
    }

    /// Compiles files, given by name and text; all that is wrong with them is told at once.
    pub fn compile(files: &[(String, String)]) -> Result<Self, RuleErrors> {
        let mut set = Compiler::default();
        let mut hash = Sha256::new();
        for (name, text) in files {
            // Not the name: the same rules have the same version wherever they lie.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
            match toml::from_str::<File>(text) {
                Ok(file) => file.rule.into_iter().for_each(|rule| set.add(name, text, rule)),
                Err(error) => set.errors.push(of_toml(name, text, &error)),
            }
        }
        set.finish(version(&hash.finalize()))
    }

    /// A short hash of the whole set: tags that bear it can be reproduced.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// The first digits of a hash.
fn version(hash: &[u8]) -> String {
    let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).take(VERSION_DIGITS).collect()
}

/// What has been compiled so far, and what was wrong with it.
#[derive(Default)]
struct Compiler {
    rules: Vec<Rule>,
    anchors: Vec<String>,
    owners: Vec<Vec<usize>>,
    errors: Vec<RuleError>,
}

impl Compiler {
    fn add(&mut self, file: &str, text: &str, rule: Written) {
        let place = |offset| Place { file: file.to_owned(), line: line_of(text, offset) };
        let at = place(rule.id.span().start);
        if self.rules.iter().any(|known| known.id == *rule.id.get_ref()) {
            self.fail(&at, format!("expected an id of its own, got {:?} again; rename it", rule.id.get_ref()));
        }
        if !(0.0..=1.0).contains(rule.confidence.get_ref()) {
            let got = rule.confidence.get_ref();
            self.fail(&place(rule.confidence.span().start), format!("expected a confidence from 0 to 1, got {got}"));
        }
        if !rule.example.iter().any(|example| example.quote.is_some()) {
            self.fail(&at, "expected an example with a quote, got none; add a [[rule.example]] that must match".into());
        }
        let number = self.rules.len();
        if rule.anchors.is_empty() {
            self.fail(&at, "expected at least one anchor, got none; name a word that every match has".into());
        }
        for anchor in &rule.anchors {
            self.anchor(&place(anchor.span().start), anchor.get_ref(), number);
        }
        let mut regex = |written: &Spanned<String>| self.regex(&place(written.span().start), written.get_ref());
        let Some(pattern) = regex(&rule.pattern) else { return };
        let require = rule.require.iter().filter_map(&mut regex).collect();
        let not = rule.not.iter().filter_map(&mut regex).collect();
        let cues = rule.cues.iter().filter_map(|cue| Some((cue.action, regex(&cue.pattern)?))).collect();
        let examples = rule.example.into_iter().map(|e| (place(e.text.span().start), e)).collect();
        self.rules.push(Rule {
            id: rule.id.into_inner(),
            kind: rule.kind,
            role: rule.role,
            lang: rule.lang,
            fields: rule.fields,
            pattern,
            require,
            not,
            action: rule.action,
            cues,
            authority: rule.authority,
            jurisdiction: rule.jurisdiction,
            placement: rule.placement,
            alone: rule.alone,
            upper: rule.upper,
            confidence: rule.confidence.into_inner(),
            examples,
        });
    }

    fn anchor(&mut self, at: &Place, anchor: &str, rule: usize) {
        let folded = fold(anchor);
        if folded.len() < 3 {
            self.fail(at, format!("expected an anchor of three bytes or more, got {anchor:?}; it would be everywhere"));
        } else if let Some(owners) =
            self.anchors.iter().position(|known| *known == folded).and_then(|n| self.owners.get_mut(n))
        {
            owners.push(rule);
        } else {
            self.anchors.push(folded);
            self.owners.push(vec![rule]);
        }
    }

    fn regex(&mut self, at: &Place, pattern: &str) -> Option<Regex> {
        let built = RegexBuilder::new(pattern).size_limit(EXPRESSION_LIMIT).dot_matches_new_line(true).build();
        built.map_err(|error| self.fail(at, format!("expected a regular expression: {error}"))).ok()
    }

    fn fail(&mut self, at: &Place, message: String) {
        self.errors.push(RuleError { file: at.file.clone(), line: at.line, message });
    }

    fn finish(mut self, version: String) -> Result<Rules, RuleErrors> {
        let anchors = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // The text itself is scanned where it is ASCII; see `fold::scannable`.
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&self.anchors);
        match anchors {
            Ok(anchors) if self.errors.is_empty() => {
                Ok(Rules { all: self.rules, anchors, owners: self.owners, version })
            }
            Ok(_) => Err(RuleErrors(self.errors)),
            Err(error) => {
                let file = "all rule files".to_owned();
                let message = format!("expected anchors that fit one automaton: {error}; use fewer");
                self.errors.push(RuleError { file, line: 0, message });
                Err(RuleErrors(self.errors))
            }
        }
    }
}
