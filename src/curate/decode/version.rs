//! Versions and namespaces that feed-rs refuses, rewritten to ones that it reads.

use super::Notes;

/// Returns the rewritten text, or `None` where nothing is to be rewritten.
pub fn rewrite(text: &str, notes: &mut Notes) -> Option<String> {
    let lowered = lower_case(text, notes);
    let text_now = lowered.as_deref().unwrap_or(text);
    rss(text_now, notes).or_else(|| atom_03(text_now, notes)).or_else(|| rss_090(text_now, notes)).or(lowered)
}

/// The start tag of the root, and where it ends.
fn root_tag(text: &str) -> &str {
    &text[..text.find('>').map_or(text.len(), |n| n + 1)]
}

/// `<RSS>`, `<CHANNEL>`, `<ITEM>`: tags in upper case.
fn lower_case(text: &str, notes: &mut Notes) -> Option<String> {
    if !["<RSS", "<Rss", "<FEED", "<CHANNEL"].iter().any(|tag| text.starts_with(tag)) {
        return None;
    }
    notes.add("upper_case_tags", text, 0);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let skipped = ["<![CDATA[", "<!--"].iter().zip(["]]>", "-->"]).find(|(start, _)| rest.starts_with(**start));
        let end = if let Some((_, end)) = skipped {
            rest.find(end).map_or(rest.len(), |n| n + end.len())
        } else {
            let name = rest[1..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | ':' | '_' | '-')));
            let name = name.map_or(rest.len(), |n| n + 1);
            out.push_str(&rest[..name].to_ascii_lowercase());
            rest = &rest[name..];
            continue;
        };
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    Some(out)
}

/// `<rss>` without version or with one that feed-rs does not know, or in a default namespace
/// of its own; `<channel>` without `<rss>` around it.
fn rss(text: &str, notes: &mut Notes) -> Option<String> {
    if text.starts_with("<channel") {
        notes.add("missing_root", text, 0);
        return Some(format!("<rss version=\"2.0\">{text}</rss>"));
    }
    let tag = root_tag(text);
    if !tag.starts_with("<rss") {
        return None;
    }
    let known = ["2.0", "0.91", "0.92"].iter().any(|version| attribute(tag, "version") == Some(version));
    let namespaced = attribute(tag, "xmlns").is_some();
    if known && !namespaced {
        return None;
    }
    notes.add(if known { "rss_namespace" } else { "rss_version" }, text, 0);
    let mut kept = tag.to_owned();
    for name in ["version", "xmlns"] {
        if let Some((start, end)) = attribute_span(&kept, name) {
            kept.replace_range(start..end, "");
        }
    }
    kept.insert_str("<rss".len(), " version=\"2.0\"");
    Some(kept + &text[tag.len()..])
}

/// Atom 0.3: its namespace, and the names that Atom 1.0 gave to its dates.
fn atom_03(text: &str, notes: &mut Notes) -> Option<String> {
    const OLD: &str = "http://purl.org/atom/ns#";
    let tag = root_tag(text);
    if !tag.contains(OLD) {
        return None;
    }
    notes.add("atom_0_3", text, 0);
    let mut out = text.replacen(OLD, "http://www.w3.org/2005/Atom", 1);
    for (old, new) in [("issued", "published"), ("modified", "updated"), ("tagline", "subtitle")] {
        out = out.replace(&format!("<{old}>"), &format!("<{new}>")).replace(&format!("</{old}>"), &format!("</{new}>"));
    }
    for (old, new) in [("text/html", "html"), ("text/plain", "text"), ("application/xhtml+xml", "xhtml")] {
        out = out.replace(&format!("type=\"{old}\" mode=\""), &format!("type=\"{new}\" mode=\""));
        for element in ["title", "summary", "content", "subtitle"] {
            out = out.replace(&format!("<{element} type=\"{old}\""), &format!("<{element} type=\"{new}\""));
        }
    }
    Some(out)
}

/// RSS 0.90: RDF in Netscape's namespace.
fn rss_090(text: &str, notes: &mut Notes) -> Option<String> {
    const OLD: [&str; 2] = ["http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/"];
    let tag = root_tag(text);
    let old = OLD.iter().find(|old| tag.contains(**old))?;
    notes.add("rss_0_90", text, 0);
    Some(text.replacen(old, "http://purl.org/rss/1.0/", 1))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (start, end) = attribute_span(tag, name)?;
    let (_, value) = tag[start..end].split_once('=')?;
    Some(value.trim().trim_matches(['"', '\'']))
}

/// The span of ` name="value"` in a start tag.
fn attribute_span(tag: &str, name: &str) -> Option<(usize, usize)> {
    for (at, _) in tag.match_indices(name) {
        let before = tag[..at].chars().next_back().is_some_and(char::is_whitespace);
        let rest = &tag[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start).filter(|_| before) else { continue };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = value[1..].find(quote)? + 2;
        let start = tag.len() - value.len();
        return Some((at - 1, start + length));
    }
    None
}
