//! Words that rules share: `санкци[я и й ям]` in a list, `{ru.sanctions}` in an expression.
//!
//! An entry is a stem with the endings it may have, in square brackets and parted by spaces:
//! `-` is no ending, `*` any. A list stands in expressions as a group of whole words; scripts
//! that write without spaces, or glue their articles to the word, have no borders to ask for.

use std::collections::BTreeMap;

use super::fold::fold;

/// What stands for any ending: letters, and what else is no border of a word. A negated class of
/// ASCII compiles to a hundredth of what `\w` takes.
const ANY: &str = r#"[^\s.,;:!?()\[\]"/։-]*"#;

/// Expressions of word lists by their full names.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Adds a list. Of two of one name the later stands, so that an operator can widen one.
    pub(super) fn add<'e>(&mut self, name: String, entries: impl Iterator<Item = &'e str>) -> Result<(), String> {
        let mut parts = Vec::new();
        for entry in entries {
            parts.push(expression(entry)?);
        }
        if parts.is_empty() {
            return Err(format!("expected words in the list {name}, got none; name some, or leave the list out"));
        }
        // Of words that begin alike the longer is tried first, whatever their order in the list.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        self.0.insert(name, format!("(?:{})", parts.join("|")));
        Ok(())
    }

    /// The expression with its `{group.name}` replaced, and folded as the shadow text is.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, String> {
        let spaced = spaced(pattern);
        let mut expanded = String::with_capacity(pattern.len() * 2);
        let mut rest = spaced.as_str();
        while let Some(open) = rest.find('{') {
            let (before, tail) = rest.split_at(open);
            push_folded(before, &mut expanded);
            let name = tail.get(1..).and_then(|tail| tail.split_once('}')).map(|(name, _)| name).unwrap_or_default();
            if !before.ends_with("\\p") && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.contains('.') {
                let list = self.0.get(name).ok_or_else(|| self.unknown(name))?;
                expanded.push_str(list);
                rest = tail.get(name.len() + 2..).unwrap_or_default();
            } else {
                expanded.push('{');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
        push_folded(rest, &mut expanded);
        Ok(expanded)
    }

    fn unknown(&self, name: &str) -> String {
        let near = self.0.keys().max_by(|a, b| {
            let likeness = |known: &str| strsim::jaro_winkler(known, name);
            likeness(a).total_cmp(&likeness(b))
        });
        let hint = near.map(|near| format!("; did you mean {{{near}}}?")).unwrap_or_default();
        format!("expected the name of a list of words, got {{{name}}}{hint}")
    }
}

/// A space of an expression stands for any white space: wires break their lines anywhere. Those
/// within a class of characters stay.
fn spaced(pattern: &str) -> String {
    let (mut spaced, mut escaped, mut depth) = (String::with_capacity(pattern.len() * 2), false, 0_u32);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                spaced.push_str(r"(?:[ \t\r\n]+)");
                continue;
            }
            _ => (),
        }
        spaced.push(c);
    }
    spaced
}

/// What is not ASCII in an expression stands for itself, and is folded as texts are.
fn push_folded(part: &str, expanded: &mut String) {
    if part.is_ascii() {
        expanded.push_str(part);
        return;
    }
    for piece in part.split_inclusive(|c: char| !c.is_ascii()) {
        let (ascii, other) = piece.split_at(piece.find(|c: char| !c.is_ascii()).unwrap_or(piece.len()));
        expanded.push_str(ascii);
        expanded.push_str(&fold(other));
    }
}

/// The expression of one entry: stems and their endings in turn.
fn expression(entry: &str) -> Result<String, String> {
    let (first, _) = entry.split_once('[').unwrap_or((entry, ""));
    if first.trim().is_empty() {
        return Err(format!("expected a stem, got {entry:?}; write the part that all forms share"));
    }
    let bounded = |c: Option<char>| c.is_some_and(has_borders);
    let mut expression = String::from(if bounded(fold(first).chars().next()) { r"\b" } else { "" });
    let (mut rest, mut open_end, mut last) = (entry, false, None);
    while !rest.is_empty() {
        let (stem, tail) = rest.split_once('[').map_or((rest, None), |(stem, tail)| (stem, Some(tail)));
        let stem = fold(stem);
        expression.push_str(&escaped(&stem));
        (last, open_end) = (stem.chars().next_back().or(last), open_end && stem.is_empty());
        let Some(tail) = tail else { break };
        let Some((endings, after)) = tail.split_once(']').filter(|(endings, _)| !endings.contains('[')) else {
            return Err(format!("expected stem[ending ending], got {entry:?}; close the bracket"));
        };
        expression.push_str(&alternatives(endings, entry)?);
        open_end = endings.split_whitespace().any(|ending| ending == "*");
        rest = after;
    }
    if !open_end && bounded(last) {
        expression.push_str(r"\b");
    }
    Ok(expression)
}

/// The expression of a list of endings.
fn alternatives(endings: &str, entry: &str) -> Result<String, String> {
    let each = endings.split_whitespace().map(|ending| match ending {
        "-" => String::new(),
        "*" => ANY.to_owned(),
        _ => escaped(&fold(ending)),
    });
    let (empty, mut full): (Vec<_>, Vec<_>) = each.partition(String::is_empty);
    if empty.is_empty() && full.is_empty() {
        return Err(format!("expected endings in the brackets of {entry:?}, got none; `-` is no ending"));
    }
    full.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    let optional = if empty.is_empty() { "" } else { "?" };
    Ok(if full.is_empty() { String::new() } else { format!("(?:{}){optional}", full.join("|")) })
}

/// A space stands for any white space, or a hyphen: wires break their lines.
fn escaped(text: &str) -> String {
    regex::escape(text).replace(' ', r"[\s-]+")
}

/// Whether words of the character's script have borders, and begin with themselves.
fn has_borders(c: char) -> bool {
    let glued =
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}');
    c.is_alphanumeric() && !glued
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(entry: &str, text: &str) -> bool {
        regex::Regex::new(&expression(entry).unwrap()).unwrap().is_match(&fold(text))
    }

    #[test]
    fn a_stem_has_its_endings_and_no_others() {
        for word in ["санкция", "Санкциями", "САНКЦИЙ"] {
            assert!(matches("санкци[я й ями]", word), "{word}");
        }
        for word in ["санкционный", "несанкция", "санкциях"] {
            assert!(!matches("санкци[я й ями]", word), "{word}");
        }
        assert!(matches("embarg[o -]", "embarg") && !matches("embarg[o -]", "embargos"));
        assert!(matches("sanktion[*]", "Sanktionspaket") && !matches("sanktion[*]", "Wirtschaftssanktion"));
        assert!(matches("制裁", "对其实施制裁措施") && matches("عقوبات", "والعقوبات"));
        assert!(
            matches("полн[ый ого] запрет[- а]", "полного запрета")
                && !matches("полн[ый ого] запрет[- а]", "полного запретом")
        );
        assert!(matches("price cap[- s]", "price-cap") && matches("price cap[- s]", "PRICE\nCAPS"));
    }

    #[test]
    fn lists_stand_in_expressions_and_counts_stay_counts() {
        let mut words = Words::default();
        words.add("ru.a".into(), ["ёж[- и]"].into_iter()).unwrap();
        let expanded = words.expand(r"(?:{ru.a},){1,3}\p{L}ё").unwrap();
        assert_eq!(expanded, r"(?:(?:\bеж(?:и)?\b),){1,3}\p{L}е");
        let spaced = regex::Regex::new(&words.expand(r"a ?b [ ]c\[ d").unwrap()).unwrap();
        assert!(spaced.is_match("ab\n c[  d") && spaced.is_match("a\nb  c[\nd") && !spaced.is_match("ab \nc[ d"));
        assert_eq!(
            words.expand("{ru.b}").unwrap_err(),
            "expected the name of a list of words, got {ru.b}; did you mean {ru.a}?"
        );
    }

    #[test]
    fn an_entry_that_is_none_is_refused() {
        for entry in ["", "[a b]", "a[b", "a[]", "a[b[c]]"] {
            assert!(expression(entry).is_err(), "{entry:?}");
        }
    }
}
