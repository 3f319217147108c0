//! What an extractor lost of the blocks that it chose. It takes elements rather than lines, so that of a
//! line which has no element of its own a part may be missing: in `<b>Town.- </b>The council ...<br>` all
//! behind the name.

use std::collections::HashSet;

use super::{
    fit::Taken,
    outline::{Block, Kind},
};

/// Bytes of a paragraph by which a block that holds it is known, wherever it stands there.
const TELLING: usize = 40;
/// And of one that a block begins with.
const BEGINNING: usize = 5;
/// Characters of what may be missing that are looked for elsewhere.
const LOOKED_FOR: usize = 24;
/// Blocks behind the last that was known in which the next is looked for.
const AHEAD: usize = 300;
/// Bytes of a page that are searched in all: many times what any article needs.
const SEARCHED: usize = 32 << 20;

/// The paragraphs that were taken, each as whole as the block that it stands in.
pub fn complete<'t>(paragraphs: &[&'t str], blocks: &'t [Block]) -> Vec<Taken<'t>> {
    let mut search = Search { blocks, all: paragraphs.join("\n\n"), from: 0, given: None, left: SEARCHED };
    let whole: HashSet<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    let mut kept = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        if search.was_given(paragraph) {
            continue;
        }
        let line = paragraph.split('\n').next().unwrap_or_default();
        let found = if whole.contains(line) {
            // A list has a block for each of its items.
            search.equal(line).map(|at| (at, *paragraph, paragraph.matches('\n').count()))
        } else {
            search.larger(paragraph).map(|at| (at, blocks[at].text.as_str(), 0))
        };
        kept.push(match found {
            Some((at, text, more)) => Taken { text, blocks: Some((at, (at + more).min(blocks.len() - 1))) },
            None => Taken { text: paragraph, blocks: None },
        });
    }
    kept
}

/// Goes through the blocks as the paragraphs do.
struct Search<'t> {
    blocks: &'t [Block],
    /// All paragraphs.
    all: String,
    /// The block behind the last that was known.
    from: usize,
    /// What is left of the last block that was given back whole, behind the paragraph that it was known by.
    given: Option<&'t str>,
    /// Bytes that may still be searched.
    left: usize,
}

impl<'t> Search<'t> {
    /// Whether a paragraph is a further piece of the block that was given back whole.
    fn was_given(&mut self, paragraph: &str) -> bool {
        let Some(rest) = self.given else { return false };
        self.spend(rest.len());
        self.given = rest.find(paragraph).map(|at| &rest[at + paragraph.len()..]);
        self.given.is_some()
    }

    /// The block that a paragraph is.
    fn equal(&mut self, paragraph: &str) -> Option<usize> {
        let mut ahead = self.blocks.iter().enumerate().skip(self.from).take(AHEAD);
        let (n, _) = ahead.find(|(_, block)| block.text == paragraph)?;
        self.from = n + 1;
        Some(n)
    }

    /// The block that a paragraph is a piece of, where words of it are missing.
    fn larger(&mut self, paragraph: &str) -> Option<usize> {
        for (n, block) in self.blocks.iter().enumerate().skip(self.from).take(AHEAD) {
            if !is_text(block) {
                continue;
            }
            self.spend(block.text.len());
            if self.left == 0 {
                return None;
            }
            if let Some(rest) = self.rest(&block.text, paragraph) {
                (self.from, self.given) = (n + 1, Some(rest));
                return Some(n);
            }
        }
        None
    }

    /// What stands behind a paragraph in a block that holds it, and words beside it that stand nowhere in the text.
    fn rest(&mut self, block: &'t str, paragraph: &str) -> Option<&'t str> {
        let at = block.find(paragraph)?;
        if paragraph.len() < if at == 0 { BEGINNING } else { TELLING } {
            return None;
        }
        let rest = &block[at + paragraph.len()..];
        (self.is_missing(&block[..at]) || self.is_missing(rest)).then_some(rest)
    }

    fn is_missing(&mut self, part: &str) -> bool {
        let part = part.trim();
        if !part.chars().any(char::is_alphanumeric) {
            return false;
        }
        let end = part.char_indices().nth(LOOKED_FOR).map_or(part.len(), |(at, _)| at);
        self.spend(self.all.len());
        !self.all.contains(&part[..end])
    }

    fn spend(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }
}

fn is_text(block: &Block) -> bool {
    block.kind == Kind::Paragraph && !block.chrome && block.is_unlinked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::page::outline;

    fn texts<'t>(taken: &[&'t str], blocks: &'t [Block]) -> Vec<&'t str> {
        complete(taken, blocks).into_iter().map(|taken| taken.text).collect()
    }

    #[test]
    fn what_is_missing_of_a_line_comes_back_and_nothing_else() {
        let page = "<nav>Quays and more of it</nav><div><b>Talbruck.- </b>The council met on Friday.<br><br>It will \
            meet again, the mayor said on <a href=/x>a page of the town</a>.</div><p>By the quay.</p>";
        let tree = scraper::Html::parse_document(page);
        let blocks = outline::read(&tree).blocks;
        for (taken, wanted) in [
            (
                vec!["Talbruck.-", "It will meet again, the mayor said on", "By the quay."],
                vec![
                    "Talbruck.- The council met on Friday.",
                    "It will meet again, the mayor said on a page of the town.",
                    "By the quay.",
                ],
            ),
            // What stands elsewhere already is not missing.
            (vec!["Talbruck.-", "The council met on Friday."], vec!["Talbruck.-", "The council met on Friday."]),
            (vec!["Quays", "on Friday."], vec!["Quays", "on Friday."]),
            (vec![], vec![]),
            (vec!["Talbruck.-", "The council", "on Friday."], vec!["Talbruck.- The council met on Friday."]),
        ] {
            assert_eq!(texts(&taken, &blocks), wanted, "{taken:?}");
        }
    }

    #[test]
    fn a_page_is_searched_for_so_long_and_no_longer() {
        // Each paragraph is held by the block, beside a word that stands elsewhere: each asks for a search of the whole text.
        let page = "<p>Quays of the town, which everybody there knows. Ferry</p>";
        let tree = scraper::Html::parse_document(page);
        let blocks = outline::read(&tree).blocks;
        let long = format!("{} Ferry", "By the water. ".repeat(4_000));
        let mut taken = vec!["Quays of the town, which everybody there knows."; 2_000];
        taken.push(&long);
        let mut search = Search { blocks: &blocks, all: taken.join("\n\n"), from: 0, given: None, left: SEARCHED };
        let searched = taken.iter().take_while(|paragraph| {
            search.larger(paragraph);
            search.left > 0
        });
        assert_eq!(
            searched.count(),
            SEARCHED / (search.all.len() + blocks[0].text.len()),
            "searches of the text count"
        );
        assert_eq!(texts(&taken, &blocks), taken);
    }
}
