//! Attributes as people write them: with quotes of either kind or none, with spaces around
//! the equals sign or none between two.

/// The names and values of a tag, values as written.
pub struct Attributes<'t>(&'t str);

impl<'t> Attributes<'t> {
    /// Of the text between a tag's name and its end.
    pub fn of(text: &'t str) -> Self {
        Self(text)
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
        let length = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/' | '>')).unwrap_or(text.len());
        if length == 0 {
            return None;
        }
        let (name, rest) = text.split_at(length);
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.0 = rest;
            return Some((name, ""));
        };
        let (value, rest) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.0 = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_writings_are_read() {
        let read: Vec<_> = Attributes::of(" a=\"1\" b='2'c = \"3\" d=4 e f=\"x>y\" g=\"open").collect();
        assert_eq!(read, [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", ""), ("f", "x>y"), ("g", "open")]);
    }
}
