//! How far an expression holds in a text that it does not match: for the author of a rule.

use super::expression::Expression;

/// Groups within groups that are looked into.
const DEEPEST: usize = 4;
/// Characters of an expression that are shown.
const SHOWN: usize = 60;

/// How far the expression holds somewhere in the text, and the part with which it does not, in words.
pub(super) fn reach(pattern: &str, text: &str) -> Option<String> {
    let (held, fails) = longest(pattern, text, DEEPEST)?;
    let (held, fails) = (tail(held), head(fails));
    Some(match held.as_str() {
        "" => format!("not even `{fails}` of it is"),
        _ => format!("it holds up to `{held}` and not with `{fails}`"),
    })
}

/// Of the expression's alternatives the one that holds longest: what holds, and the piece after it.
fn longest<'p>(pattern: &'p str, text: &str, depth: usize) -> Option<(&'p str, &'p str)> {
    let pattern = if depth > 0 { inner(pattern) } else { pattern };
    let alternatives = split(pattern, true);
    if alternatives.len() > 1 {
        let tried = alternatives.into_iter().filter_map(|one| longest(one, text, depth.saturating_sub(1)));
        return tried.max_by_key(|(held, _)| held.len());
    }
    let pieces = split(pattern, false);
    // With every piece an expression asks for more, so that those that hold are the first ones.
    let holds = |count: usize| {
        let end: usize = pieces.iter().take(count).map(|piece| piece.len()).sum();
        Expression::new(pattern.get(..end).unwrap_or_default().to_owned(), 0).is_match(text)
    };
    let (mut good, mut bad) = (0, pieces.len());
    while good + 1 < bad {
        let middle = usize::midpoint(good, bad);
        if holds(middle) { good = middle } else { bad = middle }
    }
    let end: usize = pieces.iter().take(good).map(|piece| piece.len()).sum();
    Some((pattern.get(..end)?, pieces.get(good).copied()?))
}

/// What a group that is the whole expression holds.
fn inner(pattern: &str) -> &str {
    let whole = split(pattern, false).len() == 1 && split(pattern, true).len() == 1;
    let body = pattern.strip_prefix("(?:").and_then(|rest| rest.strip_suffix(')'));
    body.filter(|_| whole).unwrap_or(pattern)
}

/// The alternatives of an expression, or the pieces that follow one another in it.
fn split(pattern: &str, alternatives: bool) -> Vec<&str> {
    let (mut depth, mut class, mut escaped, mut from) = (0_usize, false, false, 0);
    let mut parts = Vec::new();
    for (at, c) in pattern.char_indices() {
        let top = depth == 0 && !class && !escaped;
        if alternatives && top && c == '|' {
            parts.push(pattern.get(from..at).unwrap_or_default());
            from = at + 1;
        } else if !alternatives && top && at > from && !matches!(c, '*' | '+' | '?' | '{' | '}' | '|' | ')') {
            // What counts a piece, and the braces around it, belong to it.
            let counted =
                pattern.get(from..at).is_some_and(|piece| piece.matches('{').count() > piece.matches('}').count());
            if !counted {
                parts.push(pattern.get(from..at).unwrap_or_default());
                from = at;
            }
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if !class => class = true,
            ']' if class => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    parts.push(pattern.get(from..).unwrap_or_default());
    parts
}

fn head(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() { shown + "…" } else { shown }
}

fn tail(text: &str) -> String {
    let skip = text.chars().count().saturating_sub(SHOWN);
    let shown: String = text.chars().skip(skip).collect();
    if skip > 0 { format!("…{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_does_not_match_is_pointed_at() {
        let of = |pattern: &str, text: &str| reach(pattern, text).unwrap();
        assert_eq!(of("bans", "a ban"), "it holds up to `ban` and not with `s`");
        let pattern = r"(?:lifts|eases) (?P<what>[a-z]+ ){1,3}on \w+";
        assert_eq!(
            of(pattern, "it lifts all bans of bread"),
            "it holds up to `(?:lifts|eases) (?P<what>[a-z]+ ){1,3}o` and not with `n`"
        );
        assert_eq!(of("(?:far away|near [0-9]+)", "near by"), "it holds up to `near ` and not with `[0-9]+`");
        assert_eq!(of(r"\(x\)", "y"), r"not even `\(` of it is");
    }

    proptest::proptest! {
        #[test]
        fn any_expression_is_cut_without_a_word_lost(pattern in r"[ab|()\[\]{}\\*+?^$.ё]{0,24}", text in "[abё ]{0,12}") {
            let _ = reach(&pattern, &text);
            proptest::prop_assert_eq!(split(&pattern, false).concat(), pattern.clone());
            proptest::prop_assert_eq!(split(&pattern, true).join("|"), pattern);
        }
    }
}
