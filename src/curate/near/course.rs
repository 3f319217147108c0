//! The pairs of a text in their order. What two texts share in runs of words was copied; short turns of speech, names
//! and what somebody said stand in reports that were written apart.

use super::{
    sketch::{Pairs, texts_of, title_of},
    words::{self, MOST_WORDS, Word},
};
use crate::model::Article;

/// What a pair of words counts in a run, and what one of characters does: two of them are about a word.
const PARTED: usize = 2;
const UNPARTED: usize = 1;
/// What a run of a text counts at least (five words), and one of a title (four).
const RUN: usize = 4 * PARTED;
const TITLE_RUN: usize = 3 * PARTED;
/// What a title counts at least that proves something (seven words).
const TITLE: usize = 6 * PARTED;

/// One pair.
struct Step {
    pair: u32,
    counts: usize,
    /// Both of its words stand within quotation marks.
    quoted: bool,
    /// Another text begins with it, or something lies between it and the pair before.
    begins: bool,
}

/// The way through an article's pairs.
pub struct Course {
    steps: Vec<Step>,
    /// How many of them are the title's.
    title: usize,
}

/// What of a course stands in another text, in runs.
#[derive(Debug, PartialEq)]
pub struct Runs {
    /// Of the pairs in common, in their order: whether it stands in a run.
    pub within: Vec<bool>,
    /// Share of the title's weight that does, 0 to 1; 0 for a title that is too short to prove anything.
    pub title: f32,
}

impl Course {
    /// The pairs of an article, as [`sketch`](super::sketch()) takes them.
    pub fn of(article: &Article) -> Self {
        let (mut steps, mut pairs) = (Vec::new(), Pairs::default());
        let (mut title, mut before) = (None, None::<Word>);
        for text in std::iter::once(title_of(article)).chain(texts_of(article)) {
            pairs.part();
            let mut begins = true;
            words::each(text, |word| {
                pairs.take(word, false);
                match pairs.pop() {
                    Some(pair) => {
                        let counts = if word.unparted { UNPARTED } else { PARTED };
                        let quoted = word.quoted && before.is_some_and(|before| before.quoted);
                        steps.push(Step { pair, counts, quoted, begins: std::mem::take(&mut begins) });
                    }
                    None => begins = true,
                }
                before = Some(word);
                pairs.words() < MOST_WORDS
            });
            title.get_or_insert(steps.len());
        }
        Self { steps, title: title.unwrap_or(0) }
    }

    /// What of it stands in runs of pairs that another text has, too. `shared` has those in ascending order, `weight`
    /// says what each pair of the course weighs.
    pub fn runs(&self, shared: &[(u32, f32)], weight: impl Fn(u32) -> f32) -> Runs {
        let mut runs = Runs { within: vec![false; shared.len()], title: 0.0 };
        let place = |step: &Step| shared.binary_search_by_key(&step.pair, |(pair, _)| *pair).ok();
        let (title, text) = self.steps.split_at(self.title);
        let mut in_title = vec![false; title.len()];
        each_run(title, TITLE_RUN, place, |from, places| {
            in_title[from..from + places.len()].fill(true);
            places.iter().for_each(|place| runs.within[*place] = true);
        });
        // What somebody said is no copied run, but for the title, whose quotation marks are for other things.
        let unquoted = |step: &Step| place(step).filter(|_| !step.quoted);
        each_run(text, RUN, unquoted, |_, places| places.iter().for_each(|place| runs.within[*place] = true));
        let weigh = |all: &mut dyn Iterator<Item = &Step>| all.map(|step| weight(step.pair)).sum::<f32>();
        let whole = weigh(&mut title.iter());
        if title.iter().map(|step| step.counts).sum::<usize>() >= TITLE && whole > f32::EPSILON {
            let mut shared = title.iter().zip(&in_title).filter(|(_, within)| **within).map(|(step, _)| step);
            runs.title = weigh(&mut shared) / whole;
        }
        runs
    }
}

/// Calls `found` for each run that counts enough: where it begins, and the places of its pairs.
fn each_run(
    steps: &[Step],
    least: usize,
    place: impl Fn(&Step) -> Option<usize>,
    mut found: impl FnMut(usize, &[usize]),
) {
    let (mut places, mut counts) = (Vec::new(), 0);
    for (at, step) in steps.iter().enumerate() {
        let here = place(step);
        if here.is_none() || step.begins {
            end(at, &mut places, &mut counts, least, &mut found);
        }
        if let Some(here) = here {
            places.push(here);
            counts += step.counts;
        }
    }
    end(steps.len(), &mut places, &mut counts, least, &mut found);
}

/// Ends a run before a step.
fn end(at: usize, places: &mut Vec<usize>, counts: &mut usize, least: usize, found: &mut impl FnMut(usize, &[usize])) {
    if *counts >= least {
        found(at - places.len(), places);
    }
    places.clear();
    *counts = 0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::normalise::tests::article_of;

    fn course(title: &str, body: &str) -> Course {
        let mut article = article_of(&crate::model::Entry::default());
        (article.title, article.body) = (Some(title.to_owned()), Some(body.to_owned()));
        Course::of(&article)
    }

    /// What of one stands in another in runs: how many pairs, and the title's share in per cent, rounded down.
    fn runs(a: (&str, &str), b: (&str, &str)) -> (usize, f32) {
        let (a, b) = (course(a.0, a.1), course(b.0, b.1));
        let mut shared: Vec<(u32, f32)> = b.steps.iter().map(|step| (step.pair, 1.0)).collect();
        shared.retain(|(pair, _)| a.steps.iter().any(|step| step.pair == *pair));
        shared.sort_by_key(|(pair, _)| *pair);
        shared.dedup();
        let runs = a.runs(&shared, |_| 1.0);
        (runs.within.iter().filter(|within| **within).count(), (runs.title * 100.0).floor())
    }

    #[test]
    fn turns_of_four_words_are_no_run_and_five_are() {
        let with = |text| ("Council pays", text);
        let ferry = with("Crews asked for a ferry that sails in winter");
        assert_eq!(runs(ferry, with("Nobody asked for a ferry, said the mayor")), (0, 0.0));
        assert_eq!(runs(ferry, with("Nobody asked for a ferry that floats")), (4, 0.0));
        // And the pairs must stand in one text.
        assert_eq!(runs(("Boats sail", "in winter they"), ("Boats", "sail in winter they rest")), (0, 0.0));
    }

    #[test]
    fn what_is_quoted_is_no_run_of_a_text() {
        let said = ("Mayor speaks", "“We will build a ferry that sails in winter,” he said");
        let other = ("Ferry promised", "The mayor said “we will build a ferry that sails in winter” on the quay");
        assert_eq!(runs(said, other), (0, 0.0));
        let reported = ("Mayor speaks", "We will build a ferry that sails in winter, he said");
        assert!(runs(reported, other).0 > 5);
    }

    #[test]
    #[allow(clippy::float_cmp)] // Shares of eight ones.
    fn a_title_that_another_text_has_heads_it() {
        let title = "Council pays for two new ferries after long strike";
        assert_eq!(runs((title, "Crews rest"), (title, "Boats rest")), (8, 100.0));
        assert_eq!(runs((title, "Crews rest"), ("Strike: council pays for two new ferries", "")).1, 62.0);
        // Of six words nothing is said.
        let short = "Council pays for two new ferries";
        assert_eq!(runs((short, ""), (short, "")).1, 0.0);
    }

    #[test]
    fn in_scripts_without_spaces_a_run_is_as_long_as_its_words() {
        let with = |text| ("渡轮", text);
        assert_eq!(runs(with("渡轮周五恢复前往各岛"), with("他说渡轮周五恢复")).0, 0);
        assert!(runs(with("渡轮周五恢复前往各岛负责人说"), with("他说渡轮周五恢复前往各岛负责人")).0 > 7);
    }
}
