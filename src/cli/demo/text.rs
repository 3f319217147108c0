//! Words of feeds on a terminal: nothing that it would obey, in lines that fit.

use unicode_width::UnicodeWidthChar;

/// Columns of the terminal; 80 where the output is none.
pub fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).clamp(60, 160)
}

/// Text of others, made safe for a terminal: white space of any kind becomes one space, and
/// what a terminal would obey or what would turn the line around is shown as `\u{1b}`.
pub fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() => {
                if !safe.ends_with(' ') {
                    safe.push(' ');
                }
            }
            _ if obeyed(c) => safe.extend(c.escape_unicode()),
            _ => safe.push(c),
        }
    }
    safe.trim().to_owned()
}

/// Control characters, and those of bidirectional text that outlive the word they stand in.
pub fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text in exactly `to` columns: filled with spaces, or cut with an ellipsis.
pub fn fit(text: &str, to: usize) -> String {
    let mut fitted = if width(text) > to { ellipsis(text, to) } else { text.to_owned() };
    let used = width(&fitted);
    fitted.extend(std::iter::repeat_n(' ', to.saturating_sub(used)));
    fitted
}

/// As much of the text as leaves room for an ellipsis, and that.
fn ellipsis(text: &str, to: usize) -> String {
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += columns(c);
        if used > to {
            break;
        }
        cut.push(c);
    }
    let end = if to > 0 { "…" } else { "" };
    format!("{}{end}", cut.trim_end())
}

/// The text in lines of at most `to` columns and at most `lines` of them, the last one cut
/// with an ellipsis. Breaks between words; a word that is too long for a line (or Chinese
/// and Japanese, which part no words) breaks anywhere.
pub fn wrap(text: &str, to: usize, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let (wide, gap) = (width(word), usize::from(used > 0));
        if used > 0 && (used + gap >= to || wide <= to && used + gap + wide > to) {
            wrapped.push(String::new());
            used = 0;
        } else if gap == 1 {
            push(&mut wrapped, ' ');
            used += 1;
        }
        for c in word.chars() {
            if used + columns(c) > to {
                wrapped.push(String::new());
                used = 0;
            }
            push(&mut wrapped, c);
            used += columns(c);
        }
        if wrapped.len() > lines {
            break;
        }
    }
    if wrapped.len() > lines {
        wrapped.truncate(lines);
        if let Some(last) = wrapped.last_mut() {
            *last = ellipsis(last, to);
        }
    }
    wrapped
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        for (text, shown) in [
            ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
            ("a\tb\r\n c\u{a0}d", "a b c d"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("left \u{202e}thgir", "left \\u{202e}thgir"),
            ("Привет, 世界", "Привет, 世界"),
        ] {
            assert_eq!(safe(text), shown);
        }
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("東京の港", 6), "東京… ");
        assert_eq!(fit("Степь", 7), "Степь  ");
        assert_eq!(wrap("東京の港で停電", 6, 9), ["東京の", "港で停", "電"]);
    }

    #[test]
    fn lines_break_between_words_and_end_with_an_ellipsis() {
        assert_eq!(wrap("one two three four", 9, 9), ["one two", "three", "four"]);
        assert_eq!(wrap("one two three four", 9, 2), ["one two", "three…"]);
        assert_eq!(wrap("abcdefghijkl", 5, 2), ["abcde", "fghi…"]);
        assert_eq!(wrap("", 5, 2), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_or_obeyed(text in "\\PC{0,80}|.{0,80}", to in 2_usize..40, lines in 1_usize..5) {
            let safe = safe(&text);
            prop_assert!(!safe.chars().any(obeyed));
            let wrapped = wrap(&safe, to, lines);
            prop_assert!(wrapped.len() <= lines);
            for line in wrapped {
                prop_assert!(width(&line) <= to, "{line:?}");
            }
            prop_assert_eq!(width(&fit(&safe, to)), to);
        }
    }
}
