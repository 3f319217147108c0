//! Where the document starts, and what it is.

use super::Notes;

/// What a document is, by its first element or character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A feed in XML.
    Xml,
    /// A JSON Feed, by its first character.
    Json,
    /// A web page.
    Html,
    /// Something else.
    Unknown,
}

/// Local names of the roots of feeds.
const ROOTS: &[&str] = &["rss", "feed", "rdf", "channel", "newsmessage", "newsitem", "packageitem"];
/// Elements that stand for a feed whose root was lost.
const PARTS: &[&str] = &["item", "entry"];
/// Bytes in which a root is looked for: warnings of the publisher's software stand before it.
const REACH: usize = 64 * 1_024;

/// Finds the root: what the document is, and the byte offset where it starts.
pub fn find(text: &str, notes: &mut Notes) -> (Kind, usize) {
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let list = |text: &str| text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    if text[start..].starts_with('{') || list(&text[start..]) {
        return (Kind::Json, start);
    }
    let (mut at, mut page, mut part) = (start, false, None);
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        if open - start > REACH {
            break;
        }
        let rest = &text[open..];
        at = if let Some(length) = skip(rest) {
            open + length
        } else {
            let name = local_name(rest);
            if ROOTS.iter().any(|root| name.eq_ignore_ascii_case(root)) {
                before(text, start, open, notes);
                return (Kind::Xml, open);
            }
            if part.is_none() && PARTS.iter().any(|part| name.eq_ignore_ascii_case(part)) {
                part = Some(open);
            }
            page |= ["html", "head", "body"].iter().any(|tag| name.eq_ignore_ascii_case(tag));
            open + 1
        };
    }
    if let Some(open) = part.filter(|_| !page) {
        notes.add("missing_root", text, open);
        return (Kind::Xml, open);
    }
    if page || text[start..].get(..14).is_some_and(|doctype| doctype.eq_ignore_ascii_case("<!doctype html")) {
        (Kind::Html, start)
    } else {
        (Kind::Unknown, start)
    }
}

/// The length of a declaration, comment, instruction or DTD at the start of `text`.
fn skip(text: &str) -> Option<usize> {
    let past = |end: &str| text.find(end).map_or(text.len(), |n| n + end.len());
    if text.starts_with("<!--") {
        return Some(past("-->"));
    }
    if text.starts_with("<?") {
        return Some(past("?>"));
    }
    if !text.starts_with("<!") {
        return None;
    }
    // An internal subset holds declarations of its own; it is never read.
    let close = text.find('>').unwrap_or(text.len());
    // Looked for before the sign alone: a document of nothing but `<!>` would be searched anew for each.
    match text[..close].find('[') {
        Some(open) => {
            let end = text[open..].find("]>").or_else(|| text[open..].find(']')).map_or(text.len(), |n| open + n + 1);
            Some(text[end..].find('>').map_or(text.len(), |n| end + n + 1))
        }
        _ => Some((close + 1).min(text.len())),
    }
}

/// The name of the element that starts here, without its prefix.
fn local_name(text: &str) -> &str {
    let name = text.get(1..).unwrap_or_default();
    let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'))).unwrap_or(name.len());
    let name = &name[..end];
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Notes words that stand before the document: warnings of the publisher's software.
fn before(text: &str, start: usize, root: usize, notes: &mut Notes) {
    let mut at = start;
    while at < root {
        let rest = &text[at..root];
        let blank = rest.len() - rest.trim_start().len();
        at += blank;
        match text.get(at..).and_then(skip) {
            Some(length) => at += length,
            None if at < root => return notes.add("text_before_document", text, at),
            None => return,
        }
    }
}
