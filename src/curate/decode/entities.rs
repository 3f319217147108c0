//! The entities that a document declares in its own DTD (XML 1.0, section 4.2).
//!
//! Only literal values are taken: nothing outside the document is ever fetched, so an external
//! entity stays as it is written. Each value and all that values put into a document are
//! bounded, or ten lines of declarations could stand for gigabytes.

use std::{borrow::Cow, collections::HashMap};

use super::{Notes, references};
use crate::bounds::{self, Bound};

/// Declarations that are read of one document.
const MOST: usize = 256;
/// Longest value, in bytes, with all that it refers to.
const LONGEST: usize = 4_096;
/// Bytes that values put into one document.
const BUDGET: usize = 1 << 20;
/// How deep a value may refer to values that refer to values.
const DEEPEST: usize = 4;

/// What a document's names stand for.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    values: HashMap<String, String>,
    spent: usize,
}

impl Declared {
    /// Of what stands before the root.
    pub(super) fn of(prologue: &str) -> Self {
        let mut declared = Self::default();
        let Some(subset) = prologue.find("<!DOCTYPE").and_then(|at| prologue.get(at..)) else { return declared };
        for declaration in subset.split("<!ENTITY").skip(1).take(MOST) {
            if let Some((name, value)) = literal(declaration)
                && value.len() <= LONGEST
            {
                // The first declaration of a name binds.
                declared.values.entry(name.to_owned()).or_insert_with(|| numbers(&letters(value)));
            }
        }
        declared.resolve();
        declared
    }

    /// What a name stands for. `None` where it was not declared, or where the document has
    /// used up what values may put into it.
    pub(super) fn get(&mut self, name: &str) -> Option<&str> {
        if self.values.is_empty() {
            return None;
        }
        let value = self.values.get(name)?;
        self.spent = self.spent.saturating_add(value.len());
        (self.spent <= bounds::of(Bound::Values, BUDGET)).then_some(value.as_str())
    }

    /// Puts values into values. Names that refer to themselves stay as they are written.
    fn resolve(&mut self) {
        for _ in 0..DEEPEST {
            let open: Vec<_> = self.values.iter().filter(|(_, value)| value.contains('&')).collect();
            if open.is_empty() {
                return;
            }
            let mut known = Notes { declared: self.clone(), ..Notes::default() };
            let resolved: Vec<_> = open
                .into_iter()
                .map(|(name, value)| (name.clone(), references::decode(value, value, 0, &mut known).into_owned()))
                .collect();
            for (name, value) in resolved {
                if value.len() <= bounds::of(Bound::Value, LONGEST) {
                    self.values.insert(name, value);
                } else {
                    self.values.remove(&name);
                }
            }
        }
    }
}

/// Name and value of `name "value">`; `None` for parameter and external entities.
fn literal(declaration: &str) -> Option<(&str, &str)> {
    let rest = declaration.strip_prefix(|c: char| c.is_ascii_whitespace())?.trim_start();
    let (name, rest) = rest.split_once(|c: char| c.is_ascii_whitespace())?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = rest.get(1..)?.split_once(quote)?;
    name.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some((name, value))
}

/// What XML allows of a value.
fn letters(value: &str) -> Cow<'_, str> {
    references::letters(value, value, 0, &mut Notes::default())
}

/// Character references of a value are read where it is declared (section 4.5), and only they.
fn numbers(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        let end = rest[at..].find(';').map(|n| at + n + 1);
        let Some(end) = end.filter(|end| end - at < 12) else { break };
        out.push_str(&rest[..at]);
        out.push_str(&references::decode(&rest[at..end], "", 0, &mut Notes::default()));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(dtd: &str, name: &str) -> Option<String> {
        Declared::of(dtd).get(name).map(str::to_owned)
    }

    #[test]
    fn literal_values_are_read_and_nothing_else() {
        let dtd = "<!DOCTYPE rss [\n<!ENTITY desk 'Wire &amp; desk'>\n<!ENTITY space \"&#38;#160;\">\
            <!ENTITY both \"&desk;/&later;\"><!ENTITY later 'x'><!ENTITY desk 'second'>\
            <!ENTITY % parameter 'p'><!ENTITY file SYSTEM \"file:///etc/hosts\"><!ENTITY self '&self;'>]>";
        assert_eq!(value(dtd, "desk").as_deref(), Some("Wire & desk"));
        assert_eq!(value(dtd, "space").as_deref(), Some("\u{a0}"));
        assert_eq!(value(dtd, "both").as_deref(), Some("Wire & desk/x"));
        assert_eq!(value(dtd, "file"), None);
        assert_eq!(value(dtd, "parameter"), None);
        assert_eq!(value(dtd, "self").as_deref(), Some("&self;"));
    }

    #[test]
    fn a_bomb_of_entities_does_not_go_off() {
        let mut dtd = String::from("<!DOCTYPE rss [<!ENTITY a0 'haha'>");
        for n in 1..10 {
            let inside = format!("&a{};", n - 1).repeat(10);
            dtd.push_str(&format!("<!ENTITY a{n} '{inside}'>"));
        }
        let longest = |declared: Declared| declared.values.values().map(String::len).max().unwrap_or(0);
        assert!(bounds::without(Bound::Value, || longest(Declared::of(&dtd))) > 10 * LONGEST, "it was none");
        let mut declared = Declared::of(&dtd);
        assert!((0..10).all(|n| declared.get(&format!("a{n}")).is_none_or(|value| value.len() <= LONGEST)));
        // A value within its bound, used for ever, ends with the document's budget.
        let dtd = format!("<!DOCTYPE rss [<!ENTITY x '{}'>", "y".repeat(LONGEST));
        let used = || {
            let mut declared = Declared::of(&dtd);
            (0..10_000).filter(|_| declared.get("x").is_some()).count()
        };
        assert_eq!((used(), bounds::without(Bound::Values, used)), (BUDGET / LONGEST, 10_000));
    }
}
