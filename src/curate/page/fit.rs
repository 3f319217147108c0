//! What of a page belongs to the text that an extractor took, and what of that text does not: headings between
//! paragraphs are its, forms within it and headings of what follows it are not.

use super::{
    follows,
    outline::{Block, Kind},
};

/// Bytes of a heading.
const LONGEST_HEADING: usize = 160;
/// Bytes of a line that is a sentence even if it ends without a mark.
const RUNNING: usize = 100;
/// Lines behind a heading that ends a text.
const MOST_BEHIND: usize = 3;

/// A paragraph that was taken, and the blocks that it was known by: the first and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken<'t> {
    pub text: &'t str,
    pub blocks: Option<(usize, usize)>,
}

/// The paragraphs that were taken, made fit.
pub fn fit<'t>(taken: Vec<Taken<'t>>, blocks: &'t [Block]) -> Vec<&'t str> {
    let taken = without_forms(taken, blocks);
    let end = end(&taken, blocks);
    let mut fit: Vec<&str> = Vec::with_capacity(end);
    let mut last: Option<usize> = None;
    for paragraph in &taken[..end] {
        if let (Some(last), Some((first, _))) = (last, paragraph.blocks)
            && first == last + 2
            && is_heading(&blocks[last + 1])
        {
            fit.push(&blocks[last + 1].text);
        }
        last = paragraph.blocks.map(|(_, last)| last);
        fit.push(paragraph.text);
    }
    fit.truncate(follows::own(&fit));
    fit
}

/// A heading that an extractor lost: it stands alone between two paragraphs.
fn is_heading(block: &Block) -> bool {
    block.kind == Kind::Heading && !block.chrome && block.text.len() <= LONGEST_HEADING && block.is_unlinked()
}

/// Without forms and navigation, unless most of the text stands in them: some sites wrap a page into a form.
fn without_forms<'t>(taken: Vec<Taken<'t>>, blocks: &[Block]) -> Vec<Taken<'t>> {
    let is_chrome = |one: &Taken<'_>| one.blocks.is_some_and(|(first, _)| blocks[first].chrome);
    let bytes = |all: &mut dyn Iterator<Item = &Taken<'t>>| all.map(|one| one.text.len()).sum::<usize>();
    let chrome = bytes(&mut taken.iter().filter(|one| is_chrome(one)));
    if chrome == 0 || chrome * 4 > bytes(&mut taken.iter()) {
        return taken;
    }
    taken.into_iter().filter(|one| !is_chrome(one)).collect()
}

/// Where the text ends: before a heading behind which no sentence stands.
fn end(taken: &[Taken<'_>], blocks: &[Block]) -> usize {
    let kind = |one: &Taken<'_>| one.blocks.map(|(first, _)| blocks[first].kind);
    let behind = taken.iter().rev().take_while(|one| !is_running(one.text) && kind(one) != Some(Kind::Item)).count();
    let from = taken.len() - behind;
    let heading = taken[from..].iter().position(|one| kind(one) == Some(Kind::Heading));
    // An article of headings and pictures has them all behind its last sentence.
    match heading {
        Some(at) if from > 0 && behind - at <= 1 + MOST_BEHIND => from + at,
        _ => taken.len(),
    }
}

fn is_running(text: &str) -> bool {
    text.len() >= RUNNING
        || text.contains('\n')
        || text.trim_end().ends_with(['.', '!', '?', '…', '"', '”', '“', '»', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::page::outline;

    const STORY: &str = "<p>The council met.</p><h3>What next?</h3><p>The mayor knows.</p><h3><a href=/x>Also of note</a></h3><p>He said so.</p>
        <form><p>Give us your address.</p></form><p>That is all.</p><h3>More of the harbour</h3><p>5 March</p>";

    fn fitted(taken: &[&str]) -> Vec<String> {
        let tree = scraper::Html::parse_document(STORY);
        let blocks = outline::read(&tree).blocks;
        let find = |text: &str| blocks.iter().position(|block| block.text == text);
        let taken = taken.iter().map(|text| Taken { text, blocks: find(text).map(|at| (at, at)) }).collect();
        fit(taken, &blocks).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn headings_between_paragraphs_come_back_and_links_do_not() {
        let taken = ["The council met.", "The mayor knows.", "He said so."];
        assert_eq!(fitted(&taken), ["The council met.", "What next?", "The mayor knows.", "He said so."]);
    }

    #[test]
    fn forms_and_headings_of_what_follows_leave_the_text() {
        let taken = [
            "The council met.",
            "He said so.",
            "Give us your address.",
            "That is all.",
            "More of the harbour",
            "5 March",
        ];
        assert_eq!(fitted(&taken), ["The council met.", "He said so.", "That is all."]);
        // A page in a form is a page, and a text of headings a text.
        assert_eq!(fitted(&["Give us your address.", "Yes."]), ["Give us your address.", "Yes."]);
        assert_eq!(fitted(&["What next?", "5 March"]), ["What next?", "5 March"]);
    }
}
