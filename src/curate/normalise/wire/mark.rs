//! The mark that parts a dateline from the story: a dash of any kind, two, or a colon.

/// A mark, with the spaces around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// In bytes, spaces included.
    pub length: usize,
    pub dashes: usize,
    pub colon: usize,
    /// A long dash, or several: what no word is joined by.
    pub strong: bool,
    /// Whether it stands apart from what is on at least one side.
    pub apart: bool,
    /// A dash right behind a dot.
    pub stopped: bool,
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{640}' | '－' | '~')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}')
}

/// The mark that a text begins with, after spaces, a dot or a comma.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let start = text.trim_start_matches(|c: char| is_space(c) || matches!(c, '.' | ',' | '،'));
    let (mut length, mut found) = (text.len() - start.len(), Mark::default());
    let mut last_space = length > 0;
    let spaced_before = last_space;
    found.stopped = text[..length].ends_with('.') && start.starts_with(is_dash);
    for c in start.chars() {
        if is_dash(c) {
            found.dashes += 1;
            found.strong |= matches!(c, '\u{2013}'..='\u{2015}') || found.dashes > 1;
        } else if matches!(c, ':' | '：') && found.colon == 0 {
            found.colon += 1;
        } else if !is_space(c) || found.dashes + found.colon == 0 {
            break;
        }
        last_space = is_space(c);
        length += c.len_utf8();
    }
    found.length = length;
    found.apart = (spaced_before && last_space) || found.strong || (last_space && found.dashes > 0);
    (found.dashes + found.colon > 0 && found.dashes <= 4).then_some(found)
}

/// All marks within a text that can part a dateline off, with where what is before them ends.
pub(super) fn marks(text: &str) -> impl Iterator<Item = (usize, Mark)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let at = from + rest.find(|c: char| is_dash(c) || matches!(c, ':' | '：'))?;
            let c = text[at..].chars().next()?;
            let before = text[..at].trim_end_matches(is_space);
            let mut found = mark(&text[before.len()..])?;
            found.stopped |= before.len() == at && before.ends_with('.') && found.dashes > 0;
            from = (before.len() + found.length).max(at + c.len_utf8());
            // A hyphen within a word parts nothing.
            let inside = found.dashes == 1 && !found.strong && before.len() == at && !found.apart;
            if !inside && !before.is_empty() {
                return Some((before.len(), found));
            }
        }
    })
}

/// No mark but a space, or a dot and a space.
pub(super) fn bare(rest: &str) -> Option<Mark> {
    let text = rest.trim_start_matches(['.', ' ', '\u{a0}']);
    (text.len() < rest.len()).then_some(Mark { length: rest.len() - text.len(), ..Mark::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_dashes_that_stand_apart() {
        for (text, length, strong, apart) in [
            (" - x", 3, false, true),
            (" — x", 5, true, true),
            (".- x", 3, false, true),
            ("-x", 1, false, false),
            ("--x", 2, true, true),
            (": x", 2, false, false),
        ] {
            let found = mark(text).unwrap();
            assert_eq!((found.length, found.strong, found.apart), (length, strong, apart), "{text}");
        }
        assert_eq!(mark(" x"), None);
        let all: Vec<_> = marks("NUR-SULTAN. KAZINFORM - a – b").map(|(at, _)| at).collect();
        assert_eq!(all, [21, 25]);
    }
}
