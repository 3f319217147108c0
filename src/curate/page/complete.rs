//! What an extractor lost of the blocks that it chose. It takes elements rather than lines, so that of a
//! line which has no element of its own a part may be missing: in `<b>Town.- </b>The council ...<br>` all
//! behind the name.

use std::collections::HashSet;

use super::outline::{Block, Kind};

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
pub fn complete<'t>(paragraphs: &[&'t str], blocks: &'t [Block]) -> Vec<&'t str> {
    let whole: HashSet<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    let all = paragraphs.join("\n\n");
    let (mut from, mut left) = (0, SEARCHED);
    let mut kept = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let ahead = || blocks.iter().enumerate().skip(from).take(AHEAD);
        let block = if whole.contains(paragraph) {
            ahead().find(|(_, block)| block.text == *paragraph)
        } else {
            ahead().filter(|(_, block)| is_text(block)).find(|(_, block)| {
                left = left.saturating_sub(block.text.len());
                left > 0 && is_more(&block.text, paragraph, &all)
            })
        };
        if let Some((n, block)) = block {
            from = n + 1;
            kept.push(block.text.as_str());
        } else {
            kept.push(paragraph);
        }
    }
    kept
}

fn is_text(block: &Block) -> bool {
    block.kind == Kind::Paragraph && !block.chrome && block.linked * 2 < block.text.len()
}

/// Whether a block holds a paragraph, and words beside it that stand nowhere in the text.
fn is_more(block: &str, paragraph: &str, text: &str) -> bool {
    let Some(at) = block.find(paragraph) else { return false };
    if paragraph.len() < if at == 0 { BEGINNING } else { TELLING } {
        return false;
    }
    let is_missing = |part: &str| {
        let part = part.trim();
        let end = part.char_indices().nth(LOOKED_FOR).map_or(part.len(), |(at, _)| at);
        part.chars().any(char::is_alphanumeric) && !text.contains(&part[..end])
    };
    is_missing(&block[..at]) || is_missing(&block[at + paragraph.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::page::outline;

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
        ] {
            assert_eq!(complete(&taken, &blocks), wanted, "{taken:?}");
        }
    }
}
