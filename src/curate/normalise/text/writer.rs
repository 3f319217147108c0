//! Puts pieces of text together: paragraphs, lines and words, with one space where many were.

/// What parts two pieces of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// Puts pieces together with the strongest break between them.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub text: String,
    pending: Break,
}

impl Writer {
    pub fn part(&mut self, with: Break) {
        self.pending = self.pending.max(with);
    }

    /// A line break of the text's own; two of them part paragraphs.
    pub fn line(&mut self) {
        self.pending = if self.pending >= Break::Line { Break::Paragraph } else { Break::Line };
    }

    /// Adds text; white space within it is one space.
    pub fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let inner = text.trim();
        if text.starts_with(char::is_whitespace) {
            self.part(Break::Space);
        }
        if is_tidy(inner) {
            self.word(inner);
        } else {
            self.words(inner);
        }
        if text.ends_with(char::is_whitespace) {
            self.part(Break::Space);
        }
    }

    /// Adds words one by one. What is not seen parts no words and glues none.
    fn words(&mut self, text: &str) {
        let mut pieces = text.split(char::is_whitespace).peekable();
        while let Some(piece) = pieces.next() {
            // A hyphen that is only shown at the end of a line is no letter.
            if piece.contains(is_invisible) {
                self.word(&piece.replace(is_invisible, ""));
            } else {
                self.word(piece);
            }
            if pieces.peek().is_some() {
                self.part(Break::Space);
            }
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(match self.pending {
                Break::None => "",
                Break::Space => " ",
                Break::Line => "\n",
                Break::Paragraph => "\n\n",
            });
        }
        self.text.push_str(word);
        self.pending = Break::None;
    }
}

/// What takes no room and says nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{feff}')
}

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Whether a text has no white space but single spaces, and nothing that is left out.
pub(super) fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut before, mut at) = (0, 0);
    while at < bytes.len() {
        // Blocks of nothing but letters, marks and single spaces are seen at once.
        while let Some(block) = bytes[at..].first_chunk::<BLOCK>().filter(|block| is_calm(block, before)) {
            before = block[BLOCK - 1];
            at += BLOCK;
        }
        let Some(&byte) = bytes.get(at) else { break };
        let white = match byte {
            b' ' => before == b' ',
            0..=0x1f | 0x7f => true,
            // The first bytes of white space beyond ASCII, soft hyphens and marks of order.
            0xC2 => bytes.get(at + 1).is_some_and(|next| matches!(next, 0x85 | 0xA0 | 0xAD)),
            0xE1 => bytes.get(at + 1) == Some(&0x9A),
            0xE2 => matches!(
                (bytes.get(at + 1), bytes.get(at + 2)),
                (Some(0x80), Some(0x80..=0x8A | 0xA8 | 0xA9 | 0xAF)) | (Some(0x81), Some(0x9F))
            ),
            0xE3 => bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) == Some(&0x80),
            0xEF => bytes.get(at + 1) == Some(&0xBB),
            _ => false,
        };
        if white {
            return false;
        }
        before = byte;
        at += 1;
    }
    true
}

/// Whether a block has no byte that may be white space or begin some, but single spaces. Without a branch, so that it
/// is done for many bytes at once.
fn is_calm(block: &[u8; BLOCK], before: u8) -> bool {
    let mut odd = 0;
    let mut spaces = 0_u32;
    for (n, &byte) in block.iter().enumerate() {
        let begins = byte == 0xC2 || byte.wrapping_sub(0xE1) <= 2 || byte == 0xEF;
        odd |= u8::from(byte < b' ') | u8::from(byte == 0x7f) | u8::from(begins);
        spaces |= u32::from(byte == b' ') << n;
    }
    odd == 0 && spaces & (spaces << 1) == 0 && !(before == b' ' && spaces & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_is_what_needs_no_look_at_its_words() {
        for c in ('\0'..='\u{ffff}').filter(|c| c.is_whitespace() && *c != ' ' || is_invisible(*c)) {
            for before in [1, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 7] {
                assert!(!is_tidy(&format!("{}{c}{}", "a".repeat(before), "b".repeat(BLOCK))), "{c:?}");
            }
        }
        assert!(is_tidy("a b “c” — d") && !is_tidy("a  b"));
        for n in 0..2 * BLOCK {
            let (one, two) = (format!("{} {}", "a".repeat(n), "b".repeat(50)), format!("{}  b", "a".repeat(n)));
            assert!(is_tidy(&one) && !is_tidy(&two) && !is_tidy(&format!("{two}{one}")), "{n}");
        }
    }

    #[test]
    fn the_strongest_break_stands_and_hyphens_of_line_ends_fall_away() {
        let mut writer = Writer::default();
        writer.push("one ");
        writer.push(" two\u{ad}three\n four");
        writer.line();
        writer.push("five");
        writer.line();
        writer.line();
        writer.push("\u{ad}");
        writer.push("six");
        assert_eq!(writer.text, "one twothree four\nfive\n\nsix");
    }
}
