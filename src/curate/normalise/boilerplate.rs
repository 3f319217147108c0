//! Boilerplate: lines that end many of a feed's articles are not the articles'.
//!
//! They are learned from the document that is being read and from what the feed's state kept of
//! those before, and cut after the tags: what is a legal notice has left the text by then, and a line
//! that holds a tag stays, so that its quote stays where it is.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    curate::material,
    model::{Article, Cut, CutKind, Recurring},
};

/// Lines at the end of an article that are looked at.
const LAST: usize = 16;
/// And at its start, where some laws want their notices.
const FIRST: usize = 3;
/// Bytes of a line; no boilerplate is longer.
const LENGTH: Range<usize> = 2..800;

/// What is counted of an article's lines, and what is known of its text once they were read.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of its last and first lines.
    pub hashes: Vec<u32>,
    /// See [`material::copy`].
    pub content: Option<u64>,
}

/// Learns from articles that were not seen before.
pub fn learn<'a>(recurring: &mut Recurring, articles: impl Iterator<Item = &'a Article>) {
    let articles: Vec<Vec<u32>> = articles.map(|article| read(article).hashes).collect();
    recurring.learn(&articles);
}

/// Reads the lines of an article.
pub fn read(article: &Article) -> Lines {
    // What is cut out of an article without a body is cut out of its summary.
    let Some(text) = article.body.as_deref().or(article.summary.as_deref()) else { return Lines::default() };
    let mut last = [""; LAST + 1];
    let count = last.iter_mut().zip(lines(text)).map(|(place, line)| *place = line).count();
    if count > LAST {
        let first = text.split('\n').filter(|line| !line.trim().is_empty()).take(FIRST);
        let hashes = last[..LAST].iter().copied().chain(first).map(hash).collect();
        return Lines { hashes, content: material::copy(article) };
    }
    // Of a short text the lines are the whole, and the first lines are among the last.
    let mut folded = String::with_capacity(text.len());
    let mut hashes = Vec::with_capacity(count);
    for line in last[..count].iter().rev() {
        let from = folded.len();
        material::fold(line, &mut folded);
        hashes.push(short(if line.len() < LENGTH.end { &folded[from..] } else { "" }));
    }
    hashes.reverse();
    Lines { hashes, content: material::copy_of(&folded) }
}

/// Whether every line of a paragraph is known to stand with many of the feed's articles.
pub fn recurs(recurring: &Recurring, paragraph: &str) -> bool {
    let mut lines = paragraph.lines().filter(|line| !line.trim().is_empty()).peekable();
    !recurring.is_empty()
        && lines.peek().is_some()
        && lines.all(|line| LENGTH.contains(&line.len()) && recurring.holds(hash(line)))
}

/// Cuts what recurs from the end of an article's body, and what stands behind the credits that end the story:
/// blurbs of authors, sizes of pictures, calls to read on.
pub fn cut(recurring: &Recurring, article: &mut Article) {
    let story = article.story_ends.take();
    let Some(body) = article.body.as_deref().filter(|_| !recurring.is_empty() || story.is_some()) else { return };
    let mut end = body.len();
    let mut gone = Vec::new();
    for line in last_lines(body) {
        let text = &body[line.clone()];
        // The first line is the article, whatever it is.
        if line.start == 0
            || !LENGTH.contains(&text.len())
            || !(story.is_some_and(|story| line.start >= story) || recurring.holds(hash(text)))
            || is_tagged(article, body, &line)
        {
            break;
        }
        gone.push(Cut { kind: CutKind::Boilerplate, text: text.to_owned() });
        end = body[..line.start].trim_end().len();
    }
    if !gone.is_empty() {
        let kept = body[..end].to_owned();
        article.body = Some(kept);
        gone.reverse();
        article.extraction.cut.append(&mut gone);
    }
}

/// Whether a line stands with many of the feed's articles, or with two and leads the reader elsewhere: it has an
/// address, or announces one in the line behind it.
pub fn recurs_or_leads(recurring: &Recurring, line: &str) -> bool {
    let leads = || line.contains("://") || line.contains("www.") || line.trim_end().ends_with([':', '：']);
    recurs(recurring, line) || leads() && LENGTH.contains(&line.len()) && recurring.count(hash(line)) > 1
}

/// An article without the lines at the end of its summary and body of which this holds; `None` where it has none.
pub fn bare(article: &Article, holds: impl Fn(&str) -> bool) -> Option<Article> {
    let without = |text: Option<&str>| {
        let text = text?;
        let holds = |line: &Range<usize>| line.start > 0 && holds(&text[line.clone()]);
        let last = last_lines(text).take_while(holds).last()?;
        Some(text[..last.start].trim_end().to_owned())
    };
    let (summary, body) = (without(article.summary.as_deref()), without(article.body.as_deref()));
    if summary.is_none() && body.is_none() {
        return None;
    }
    let mut article = article.clone();
    article.summary = summary.or(article.summary);
    article.body = body.or(article.body);
    Some(article)
}

/// Whether a tag quotes words from the line on.
fn is_tagged(article: &Article, body: &str, line: &Range<usize>) -> bool {
    let mut tags = article.tags.iter().filter(|tag| tag.field == "body").peekable();
    if tags.peek().is_none() {
        return false;
    }
    let start = body[..line.start].chars().count();
    tags.any(|tag| tag.end > start)
}

/// The last lines of a text, the last first, in bytes.
fn last_lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    lines(text).take(LAST).map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    })
}

/// The lines of a text that are not empty, the last first.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit('\n').filter(|line| !line.trim().is_empty())
}

/// A hash of what a line says, whatever its typography.
fn hash(line: &str) -> u32 {
    let mut folded = String::new();
    if line.len() < LENGTH.end {
        material::fold(line, &mut folded);
    }
    short(&folded)
}

fn short(folded: &str) -> u32 {
    (xxh3_64(folded.as_bytes()) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Whether it is folded by lines or as a whole, a text is the same copy.
        #[test]
        fn a_text_read_by_lines_is_the_copy_that_it_is(
            text in "([a-zА-я0-9 .,%:…«»\u{2212}\u{a0}-]|[\u{301}ﬁ①é]|\n){0,400}|\\PC{0,300}",
        ) {
            let mut article = crate::curate::normalise::tests::article_of(&crate::model::Entry::default());
            article.body = Some(text);
            let read = read(&article);
            proptest::prop_assert_eq!(read.content, material::copy(&article));
        }
    }
}
