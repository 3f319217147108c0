//! The rules of one robots.txt that speak of us, and what they say of a URL (RFC 9309, section 2.2).

use memchr::memmem;
use url::Url;

/// Rules that are kept of one file, and octets that a pattern may have.
const MOST_RULES: usize = 5_000;
const LONGEST: usize = 2_048;

/// The rules of the groups that name us, or of those for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Percent-encoded as [`normal`] does it; `*` and a `$` at the end are special.
    pattern: Vec<u8>,
}

/// Whose rules are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Before the first, or of others.
    Other,
    Everybody,
    Ours,
}

impl Rules {
    /// Rules that allow nothing.
    pub fn nothing() -> Self {
        Self(vec![Rule { allow: false, pattern: b"/".to_vec() }])
    }

    /// Reads a file: the rules of all groups that name `product`, else of all groups for `*`.
    pub fn read(text: &[u8], product: &str) -> Self {
        let (mut ours, mut everybody, mut named) = (Vec::new(), Vec::new(), false);
        let (mut group, mut in_names) = (Group::Other, false);
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
            let line = line.split(|byte| *byte == b'#').next().unwrap_or_default();
            let Some(colon) = memchr::memchr(b':', line) else { continue };
            let (key, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
            if key.eq_ignore_ascii_case(b"user-agent") {
                // Names in a row share the rules after them; the most telling one counts.
                let this = whose(value, product);
                named |= this == Group::Ours;
                group = match (in_names, group, this) {
                    (true, Group::Ours, _) => Group::Ours,
                    (true, Group::Everybody, Group::Other) => Group::Everybody,
                    _ => this,
                };
                in_names = true;
                continue;
            }
            let allow = key.eq_ignore_ascii_case(b"allow");
            if !allow && !key.eq_ignore_ascii_case(b"disallow") {
                continue;
            }
            in_names = false;
            let rules = match group {
                Group::Other => continue,
                Group::Ours => &mut ours,
                Group::Everybody => &mut everybody,
            };
            if !value.is_empty() && value.len() <= LONGEST && rules.len() < MOST_RULES {
                rules.push(Rule { allow, pattern: normal(value) });
            }
        }
        Self(if named { ours } else { everybody })
    }

    /// Whether a URL may be asked for: the longest pattern that fits decides, and of two as
    /// long the one that allows.
    pub fn allow(&self, url: &Url) -> bool {
        let path = match url.query() {
            Some(query) => normal(format!("{}?{query}", url.path()).as_bytes()),
            None => normal(url.path().as_bytes()),
        };
        if path == b"/robots.txt" {
            return true;
        }
        let fitting = self.0.iter().filter(|rule| fits(&rule.pattern, &path));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }
}

fn whose(value: &[u8], product: &str) -> Group {
    let token = value.split(|byte| !(byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'))).next();
    match value {
        b"*" => Group::Everybody,
        _ if token.is_some_and(|token| token.eq_ignore_ascii_case(product.as_bytes())) => Group::Ours,
        _ => Group::Other,
    }
}

/// Whether a pattern fits the beginning of a path. Each part between stars is looked for behind
/// the one before it, so that the time is that of reading both once.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split(|byte| *byte == b'*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return !to_end || rest.is_empty() };
    for part in between {
        match memmem::find(rest, part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    if to_end { rest.ends_with(last) } else { memmem::find(rest, last).is_some() }
}

/// One way of writing an octet (section 2.2.2): unreserved ones as they are, what is not ASCII or
/// no letter of a URL percent-encoded, hexadecimal digits large. Others stay as they were written.
fn normal(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let encoded = match (byte, tail) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        match encoded {
            Some(octet) => {
                rest = &tail[2..];
                if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') {
                    out.push(octet);
                } else {
                    percent(octet, &mut out);
                }
            }
            None if byte.is_ascii_graphic() => out.push(*byte),
            None => percent(*byte, &mut out),
        }
    }
    out
}

fn percent(octet: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([b'%', DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str, path: &str) -> bool {
        Rules::read(text.as_bytes(), "wiredesk").allow(&format!("https://example.org{path}").parse().unwrap())
    }

    #[test]
    fn the_groups_that_name_us_count_together_and_others_do_not() {
        let text = "user-agent: *\ndisallow: /\n\nUser-Agent: other\nUser-agent: WireDesk/2.0\nDisallow: /a\n\
                    Sitemap: x\n\nUser-agent: wiredesk # us\nDisallow:/b\n\nuser-agent: wiredesk-images\ndisallow: /c";
        for (path, allowed) in [("/", true), ("/a", false), ("/b/x", false), ("/c", true), ("/robots.txt", true)] {
            assert_eq!(allows(text, path), allowed, "{path}");
        }
    }

    #[test]
    fn everybodys_rules_are_ours_where_nobody_names_us() {
        let text =
            "User-agent: a\nDisallow: /\nUser-agent: b\nUser-agent: *\nCrawl-delay: 9\nUser-agent: c\nDisallow: /x";
        assert!(!allows(text, "/x") && allows(text, "/y"));
        assert!(allows("Disallow: /", "/x"), "rules before any group are nobody's");
        assert!(allows("User-agent: wiredesk\n\nUser-agent: *\nDisallow:", "/x"));
        assert!(!allows("\u{feff}User-agent: *\rDisallow: /\r", "/x"));
    }

    #[test]
    fn the_longest_pattern_decides_and_of_two_as_long_the_one_that_allows() {
        let text = "User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /page.*\nAllow: /page.a$\nDisallow: /q\nAllow: /q";
        for (path, allowed) in
            [("/p", true), ("/page", true), ("/page.htm", false), ("/page.a", true), ("/q", true), ("/x", false)]
        {
            assert_eq!(allows(text, path), allowed, "{path}");
        }
    }

    #[test]
    fn stars_and_the_end_are_understood() {
        for (pattern, path, fitting) in [
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish.asp", false),
            ("/fish*", "/fishheads/yummy", true),
            ("/*.php", "/folder/any.php.file", true),
            ("/*.php$", "/filename.php?x", false),
            ("/*.php$", "/a.php.php", true),
            ("/a*b*c", "/a1c2b3c", true),
            ("/a*b*c$", "/a1c2b3", false),
            ("/*a*a$", "/a", false),
            ("*", "/", true),
            ("/$", "/", true),
            ("/$", "/x", false),
        ] {
            assert_eq!(allows(&format!("User-agent: *\nDisallow: {pattern}"), path), !fitting, "{pattern} {path}");
        }
    }

    #[test]
    fn octets_are_compared_however_they_are_written() {
        for (pattern, path) in [
            ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%e3%83%84", "/foo/bar/\u{30c4}"),
            ("/%62%61%7a", "/baz"),
            ("/a%3cd.html", "/a%3Cd.html"),
            ("/x?a=1", "/x?a=1&b=2"),
        ] {
            assert!(!allows(&format!("User-agent: *\nDisallow: {pattern}"), path), "{pattern} {path}");
        }
        assert!(allows("User-agent: *\nDisallow: /a/b", "/a%2Fb"), "an encoded slash is no slash");
    }

    #[test]
    fn a_file_made_to_take_long_does_not() {
        let pattern = "/*".to_owned() + &"a*".repeat(1_000) + "$";
        let text = format!("User-agent: *\n{}", format!("Disallow: {pattern}\n").repeat(1_000));
        assert!(allows(&text, &("/".to_owned() + &"a".repeat(900) + "b")));
    }
}
