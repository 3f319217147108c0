//! The language of a text, by its letters and its words; where both leave a doubt by endings, then by trigrams.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

use crate::curate::unicode::{is_alphanumeric, lowercase, up_to};

use super::{
    endings,
    letters::{SIMPLIFIED, TRADITIONAL, says},
    script::{self, Script},
    words::votes,
};

/// Bytes of a text that are looked at: more than twice what the answer takes.
const SAMPLE: usize = 480;
/// Fewer letters than this say nothing.
const LEAST_LETTERS: usize = 12;
/// How often a letter is counted.
const MOST_OF_A_LETTER: u8 = 4;
/// Letters of its main writing that speak against a declared language.
const CLEARLY: usize = 20;

/// What was seen of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writing {
    pub script: Script,
    /// Letters of that writing, and of all.
    pub letters: usize,
    pub all: usize,
}

impl Writing {
    /// Whether the writing is beyond doubt.
    pub fn is_clear(self) -> bool {
        self.letters >= CLEARLY && self.letters * 3 >= self.all * 2
    }
}

/// The beginning of a text, as far as it is looked at.
pub(super) fn sample(text: &str) -> &str {
    up_to(text, SAMPLE)
}

/// The writing that most letters are of.
pub(super) fn writing(text: &str) -> Option<Writing> {
    let mut counts = [0_usize; 32];
    let mut scripts = [None; 32];
    for found in text.chars().filter_map(script::of) {
        counts[found as usize] += 1;
        scripts[found as usize] = Some(found);
    }
    let all: usize = counts.iter().sum();
    // Japanese and Korean are written with Chinese characters between their own.
    for own in [Script::Kana, Script::Hang] {
        if counts[own as usize] * 8 >= all.max(1) && counts[own as usize] + counts[Script::Hani as usize] > all / 2 {
            return Some(Writing { script: own, letters: counts[own as usize] + counts[Script::Hani as usize], all });
        }
    }
    let (at, letters) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    Some(Writing { script: scripts[at]?, letters: *letters, all })
}

/// The language as a tag, with how sure that is; `None` where it is not.
pub(super) fn detect(text: &str, writing: Writing) -> Option<Score> {
    if writing.script == Script::Hani {
        return (writing.letters >= LEAST_LETTERS / 2).then(|| (chinese(text), 0.95));
    }
    if writing.letters < LEAST_LETTERS {
        return None;
    }
    if let Some(only) = writing.script.only() {
        return Some((only, 0.99));
    }
    let lower = lowercase(text);
    let mut scores = scores(&lower);
    if let Some(found) = clear(&scores) {
        return Some(found);
    }
    endings::say(words(&lower), |tag, weight| add(&mut scores, tag, weight));
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    clear(&scores).or_else(|| doubtful(text, writing, &scores))
}

/// The first language, where it leaves the next well behind.
fn clear(scores: &[Score]) -> Option<Score> {
    let (first, second) = (scores.first().copied(), scores.get(1).map_or(0.0, |second| second.1));
    let (tag, score) = first.filter(|(_, score)| *score >= 1.5 && *score >= second * 1.4 + 0.5)?;
    Some((tag, confidence(score, second)))
}

fn confidence(first: f32, second: f32) -> f32 {
    let sure = first / (first + second.max(0.0) + 0.5);
    (sure.clamp(0.5, 0.99) * 100.0).round() / 100.0
}

/// A language, and how much speaks for it.
type Score = (&'static str, f32);

/// The words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_alphanumeric(c) && !matches!(c, '\'' | '‘' | 'ʻ' | '’')).filter(|word| !word.is_empty())
}

fn add(all: &mut Vec<Score>, tag: &'static str, weight: f32) {
    match all.iter_mut().find(|(known, _)| *known == tag) {
        Some((_, score)) => *score += weight,
        None => all.push((tag, weight)),
    }
}

/// What letters and words of a text in small letters say together, the best first.
fn scores(lower: &str) -> Vec<Score> {
    let mut all = votes(words(lower));
    let mut seen: Vec<(char, u8)> = Vec::new();
    for letter in lower.chars().filter(|c| !c.is_ascii()) {
        // A letter says little more by standing there often: one wrong encoding has it everywhere.
        let at = seen.iter().position(|(known, _)| *known == letter).unwrap_or_else(|| {
            seen.push((letter, 0));
            seen.len() - 1
        });
        seen[at].1 = seen[at].1.saturating_add(1);
        if seen[at].1 <= MOST_OF_A_LETTER {
            says(letter).iter().for_each(|(tag, weight)| add(&mut all, tag, *weight));
        }
    }
    // `oʻ` and `gʻ`, whichever sign is at hand.
    let signs = ["o‘", "g‘", "oʻ", "gʻ", "o'z", "g'i", "o'l", "bo'l"];
    let count = if lower.contains(['‘', 'ʻ', '\'']) {
        signs.iter().map(|sign| lower.matches(sign).count()).sum()
    } else {
        0
    };
    add(&mut all, "uz-Latn", count as f32 * 1.5);
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

/// Trigrams decide among the languages of the writing, if what is known of letters and words does
/// not speak against it.
fn doubtful(text: &str, writing: Writing, scores: &[Score]) -> Option<Score> {
    let detector = match writing.script {
        Script::Cyrl => &*CYRILLIC,
        Script::Deva => &*DEVANAGARI,
        Script::Latn => &*LATIN,
        _ => {
            return scores
                .first()
                .filter(|(_, score)| *score >= 0.5)
                .map(|(tag, score)| (*tag, confidence(*score, 0.0).min(0.8)));
        }
    };
    let found = detector.detect(text)?;
    let tag = tag(found.lang())?;
    let score = |tag: &str| scores.iter().find(|(known, _)| *known == tag).map_or(0.0, |(_, score)| *score);
    let (best, most) = scores.first().copied().unwrap_or((tag, 0.0));
    // Croatian, Bosnian and Serbian differ by words that a short text need not have.
    let agreed = best == tag || f64::from(score(tag)) + 2.5 * found.confidence() >= f64::from(most);
    let chosen = if agreed { tag } else { best };
    let sure = found.confidence() >= 0.1 || most >= 0.8 || writing.letters >= 40;
    sure.then_some((chosen, if best == tag { 0.9 } else { 0.6 }))
}

fn chinese(text: &str) -> &'static str {
    let count = |set: &str| text.chars().filter(|c| !c.is_ascii() && set.contains(*c)).count();
    // Characters of both sets, such as 書, are none of this count's business.
    let (simple, full) = (count(SIMPLIFIED), count(TRADITIONAL));
    match simple.cmp(&full) {
        std::cmp::Ordering::Less => "zh-Hant",
        std::cmp::Ordering::Greater => "zh-Hans",
        std::cmp::Ordering::Equal => "zh",
    }
}

/// The more common languages: to others words and letters must speak.
static LATIN: LazyLock<Detector> = LazyLock::new(|| {
    use Lang::{
        Aze, Ces, Dan, Deu, Eng, Fin, Fra, Hrv, Hun, Ind, Ita, Nld, Nob, Pol, Por, Ron, Slk, Spa, Swe, Tur, Uzb, Vie,
    };
    Detector::with_allowlist(vec![
        Aze, Ces, Dan, Deu, Eng, Fin, Fra, Hrv, Hun, Ind, Ita, Nld, Nob, Pol, Por, Ron, Slk, Spa, Swe, Tur, Uzb, Vie,
    ])
});
static CYRILLIC: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(vec![Lang::Rus, Lang::Ukr, Lang::Bel, Lang::Bul, Lang::Srp, Lang::Mkd]));
static DEVANAGARI: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(vec![Lang::Hin, Lang::Mar, Lang::Nep]));

fn tag(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Ces => "cs",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Uzb => "uz-Latn",
        Lang::Vie => "vi",
        _ => return None,
    })
}
