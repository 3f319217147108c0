//! Rule files compiled: one automaton over all anchors, and each rule's expressions.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    builtin::BUILTIN,
    errors::{RuleError, RuleErrors, line_of, of_toml},
    expression::Expression,
    fold::fold,
    format::{Cue, Example, Field, File, Rule as Written, Within},
    words::Words,
};
use crate::model::{Action, Kind, Placement, Role};

/// Hexadecimal digits of the version.
const VERSION_DIGITS: usize = 12;
/// Rules of a set, and anchors of them all: more would be a mistake, or an attack.
const MOST_RULES: usize = 10_000;

/// A compiled set of rules; immutable, and shared between threads.
#[derive(Debug)]
pub struct Rules {
    pub(super) all: Vec<Rule>,
    pub(super) anchors: AhoCorasick,
    /// The anchors as they are sought, and the rules of each.
    pub(super) owners: Vec<(String, Vec<u32>)>,
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
    pub pattern: Expression,
    pub require: Vec<Expression>,
    pub near: Vec<Expression>,
    pub not: Vec<Expression>,
    pub not_near: Vec<Expression>,
    pub not_in: Vec<Expression>,
    pub action: Action,
    pub cues: Vec<(Action, Expression)>,
    pub asides: Vec<Expression>,
    pub authority: Option<String>,
    pub jurisdiction: Option<String>,
    pub placement: Option<Placement>,
    pub alone: bool,
    pub upper: bool,
    pub at_start: bool,
    pub within: Within,
    pub confidence: f32,
    pub source: String,
    pub place: Place,
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

    /// Reads files, given by name and text; all that is wrong with their form is told at once.
    /// Expressions are compiled when a text first needs them: see [`Rules::verify`].
    pub fn compile(files: &[(String, String)]) -> Result<Self, RuleErrors> {
        let mut set = Compiler::default();
        let mut hash = Sha256::new();
        let mut parsed = Vec::new();
        for (name, text) in files {
            // Not the name: the same rules have the same version wherever they lie.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
            match toml::from_str::<File>(text) {
                Ok(mut file) => {
                    set.share(name, text, &mut file);
                    parsed.push((name, text, file.rule));
                }
                Err(error) => set.errors.push(of_toml(name, text, &error)),
            }
        }
        for (name, text, rules) in parsed {
            rules.into_iter().for_each(|rule| set.add(name, text, rule));
        }
        set.finish(version(&hash.finalize()))
    }

    /// Everything that is wrong with the expressions, or the examples that do not come out.
    pub fn verify(&self) -> Vec<RuleError> {
        let faults: Vec<_> = self.all.iter().flat_map(Rule::faults).collect();
        if faults.is_empty() { self.examples() } else { faults }
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

impl Rule {
    fn faults(&self) -> impl Iterator<Item = RuleError> {
        let named = |name: &'static str| move |e| (name, e);
        let all = std::iter::once(("match", &self.pattern))
            .chain(self.require.iter().map(named("require")))
            .chain(self.near.iter().map(named("near")))
            .chain(self.not.iter().map(named("not")))
            .chain(self.not_near.iter().map(named("not_near")))
            .chain(self.not_in.iter().map(named("not_in")))
            .chain(self.asides.iter().map(named("asides")))
            .chain(self.cues.iter().map(|(_, cue)| ("cue", cue)));
        all.filter_map(|(name, expression)| {
            let error = expression.fault()?;
            let message = format!("expected a regular expression as `{name}` of {}: {error}", self.id);
            let line = if expression.line() > 0 { expression.line() } else { self.place.line };
            Some(RuleError { file: self.place.file.clone(), line, message })
        })
    }
}

/// The first digits of a hash.
fn version(hash: &[u8]) -> String {
    let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).take(VERSION_DIGITS).collect()
}

/// What has been read so far, and what was wrong with it.
#[derive(Default)]
struct Compiler {
    words: Words,
    cues: BTreeMap<String, Vec<Cue>>,
    asides: BTreeMap<String, String>,
    rules: Vec<Rule>,
    ids: HashMap<String, usize>,
    anchors: HashMap<String, usize>,
    owners: Vec<(String, Vec<u32>)>,
    errors: Vec<RuleError>,
}

impl Compiler {
    /// Takes in the words and cues of a file, which rules of all files may use.
    fn share(&mut self, file: &str, text: &str, written: &mut File) {
        for (group, lists) in &written.words {
            for (name, entries) in lists {
                let added = self.words.add(format!("{group}.{name}"), entries.iter().map(|e| e.get_ref().as_str()));
                if let Err(message) = added {
                    let line = entries.first().map_or(0, |entry| line_of(text, entry.span().start));
                    self.fail(&Place { file: file.to_owned(), line }, message);
                }
            }
        }
        self.cues.append(&mut written.cues);
        let asides = std::mem::take(&mut written.asides);
        self.asides.extend(asides.into_iter().map(|(name, aside)| (name, aside.into_inner())));
    }

    fn add(&mut self, file: &str, text: &str, rule: Written) {
        let place = |offset| Place { file: file.to_owned(), line: line_of(text, offset) };
        let at = place(rule.id.span().start);
        let number = self.rules.len();
        if number >= MOST_RULES {
            return self.fail(&at, format!("expected at most {MOST_RULES} rules, got more; leave some out"));
        }
        if self.ids.insert(rule.id.get_ref().clone(), number).is_some() {
            self.fail(&at, format!("expected an id of its own, got {:?} again; rename it", rule.id.get_ref()));
        }
        if !(0.0..=1.0).contains(rule.confidence.get_ref()) {
            let got = rule.confidence.get_ref();
            self.fail(&place(rule.confidence.span().start), format!("expected a confidence from 0 to 1, got {got}"));
        }
        if !rule.example.iter().any(|example| example.quote.is_some()) {
            self.fail(&at, "expected an example with a quote, got none; add a [[rule.example]] that must match".into());
        }
        if !rule.example.iter().any(|example| example.quote.is_none()) {
            self.fail(&at, "expected an example without a quote, got none; add a trap that must not match".into());
        }
        if rule.anchors.is_empty() {
            self.fail(&at, "expected at least one anchor, got none; name a word that every match has".into());
        }
        for anchor in &rule.anchors {
            self.anchor(&place(anchor.span().start), anchor.get_ref(), number);
        }
        let mut cues = Vec::new();
        for cue in rule.cue.iter().chain(self.shared_cues(&rule.cues, &place)) {
            cues.push((cue.action, cue.pattern.get_ref().clone()));
        }
        let cues = cues.into_iter().filter_map(|(action, cue)| Some((action, self.expand(&at, &cue)?))).collect();
        let asides: Vec<_> = rule.cues.iter().filter_map(|name| self.asides.get(name.get_ref()).cloned()).collect();
        let asides = asides.iter().filter_map(|aside| self.expand(&at, aside)).collect();
        let mut expand = |written: &Spanned<String>| self.expand(&place(written.span().start), written.get_ref());
        let Some(pattern) = expand(&rule.pattern) else { return };
        let require = rule.require.iter().filter_map(&mut expand).collect();
        let near = rule.near.iter().filter_map(&mut expand).collect();
        let not = rule.not.iter().filter_map(&mut expand).collect();
        let not_near = rule.not_near.iter().filter_map(&mut expand).collect();
        let not_in = rule.not_in.iter().filter_map(&mut expand).collect();
        let news = rule.role == Role::NewsMention;
        self.rules.push(Rule {
            id: rule.id.into_inner(),
            kind: rule.kind,
            role: rule.role,
            lang: rule.lang,
            fields: rule.fields,
            pattern,
            require,
            near,
            not,
            not_near,
            not_in,
            action: rule.action,
            cues,
            asides,
            authority: rule.authority,
            jurisdiction: rule.jurisdiction,
            placement: rule.placement,
            alone: rule.alone,
            upper: rule.upper,
            at_start: rule.at_start,
            within: rule.within.unwrap_or(if news { Within::Sentence } else { Within::Paragraph }),
            confidence: rule.confidence.into_inner(),
            source: rule.source,
            examples: rule.example.into_iter().map(|e| (place(e.text.span().start), e)).collect(),
            place: at,
        });
    }

    /// The shared cues that a rule names; a name that is none is an error.
    fn shared_cues(&mut self, names: &[Spanned<String>], place: &impl Fn(usize) -> Place) -> Vec<&Cue> {
        for name in names.iter().filter(|name| !self.cues.contains_key(name.get_ref())) {
            let known: Vec<_> = self.cues.keys().map(String::as_str).collect();
            let message = format!("expected cues by name, got {:?}; known are {}", name.get_ref(), known.join(", "));
            let at = place(name.span().start);
            self.errors.push(RuleError { file: at.file, line: at.line, message });
        }
        names.iter().filter_map(|name| self.cues.get(name.get_ref())).flatten().collect()
    }

    fn anchor(&mut self, at: &Place, anchor: &str, rule: usize) {
        let folded = fold(anchor);
        if folded.len() < 3 {
            return self.fail(
                at,
                format!("expected an anchor of three bytes or more, got {anchor:?}; it would be everywhere"),
            );
        }
        let number = *self.anchors.entry(folded.clone()).or_insert_with(|| {
            self.owners.push((folded, Vec::new()));
            self.owners.len() - 1
        });
        if let (Some((_, owners)), Ok(rule)) = (self.owners.get_mut(number), u32::try_from(rule)) {
            owners.push(rule);
        }
    }

    fn expand(&mut self, at: &Place, pattern: &str) -> Option<Expression> {
        let expanded = self.words.expand(pattern).map_err(|message| self.fail(at, message)).ok()?;
        Some(Expression::new(expanded, at.line))
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
            .build(self.owners.iter().map(|(anchor, _)| anchor));
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
