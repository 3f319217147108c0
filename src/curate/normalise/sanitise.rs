//! HTML that is safe to show: the elements and attributes of a list, and nothing else.
//!
//! Own, and not ammonia: the list is short, the tree is the one that the text is read from, and what
//! is not on the list is left out by not being written.

use ::url::Url;
use ego_tree::iter::Edge;
use scraper::{Node, node::Element};

use super::url;
use crate::curate::tree;

/// Longest result, in bytes; what is longer is no article.
const LONGEST: usize = 2 << 20;
/// Elements that are kept. Of others the content is kept, without them.
const KEPT: &[&str] = &[
    "p",
    "br",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "u",
    "s",
    "small",
    "sub",
    "sup",
    "blockquote",
    "q",
    "cite",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "figure",
    "figcaption",
    "img",
    "pre",
    "code",
    "hr",
    "time",
    "abbr",
    "div",
    "span",
];
/// Elements that are left out with all that is in them.
const DROPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "iframe",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
    "template",
    "form",
    "button",
    "select",
    "textarea",
    "input",
    "audio",
    "video",
    "canvas",
    "map",
    "head",
    "title",
    "link",
    "meta",
    "base",
    "frame",
    "frameset",
    "noframes",
    "noembed",
    "plaintext",
    "xmp",
];
/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "img"];

/// The markup with nothing in it that runs, loads from elsewhere than it says, or follows readers.
pub(super) fn sanitise(markup: &str, bases: &[Url]) -> String {
    // Too large a tree gives none, as a text that is too long does.
    let Ok(tree) = tree::fragment(markup) else { return String::new() };
    let mut out = String::with_capacity(markup.len());
    let mut dropped = 0_usize;
    for edge in tree.tree.root().traverse() {
        if out.len() > LONGEST {
            return String::new();
        }
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if dropped == 0 => escape(text, &mut out),
                Node::Element(element) if dropped > 0 || DROPPED.contains(&element.name()) => dropped += 1,
                Node::Element(element) => open(element, bases, &mut out),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(_) if dropped > 0 => dropped -= 1,
                Node::Element(element) if KEPT.contains(&element.name()) && !VOID.contains(&element.name()) => {
                    out.push_str("</");
                    out.push_str(element.name());
                    out.push('>');
                }
                _ => {}
            },
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn open(element: &Element, bases: &[Url], out: &mut String) {
    let name = element.name();
    if !KEPT.contains(&name) || (name == "img" && !is_picture(element, bases)) {
        return;
    }
    out.push('<');
    out.push_str(name);
    for (attribute, value) in element.attrs() {
        let value = match (name, attribute) {
            ("a", "href") | ("img", "src") | ("blockquote" | "q", "cite") => {
                url::resolve(value, bases).map(String::from)
            }
            ("img", "alt") | ("a" | "abbr", "title") | ("time", "datetime") => Some(value.to_owned()),
            ("img", "width" | "height") | ("td" | "th", "colspan" | "rowspan") => Some(value.to_owned())
                .filter(|value| value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit())),
            _ => None,
        };
        let Some(value) = value else { continue };
        out.push(' ');
        out.push_str(attribute);
        out.push_str("=\"");
        escape(&value, out);
        out.push('"');
    }
    out.push('>');
}

/// Whether a picture has an address, and is none of the dots that count readers.
fn is_picture(element: &Element, bases: &[Url]) -> bool {
    let dot = |name| {
        element
            .attr(name)
            .and_then(|size| size.trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|size| size <= 2)
    };
    element.attr("src").is_some_and(|src| url::resolve(src, bases).is_some()) && !dot("width") && !dot("height")
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(markup: &str) -> String {
        sanitise(markup, &["https://desk.example/a/".parse().unwrap()])
    }

    #[test]
    fn what_is_on_the_list_stays_and_nothing_else() {
        for (markup, kept) in [
            ("<p onclick='x()' class='c'>A <b>b</b> &amp; c</p>", "<p>A <b>b</b> &amp; c</p>"),
            ("<a href='../x?a=1&amp;b=2' target=_blank>t</a>", "<a href=\"https://desk.example/x?a=1&amp;b=2\">t</a>"),
            ("<a href='javascript:x()'>t</a>", "<a>t</a>"),
            ("<script>x()</script><style>p{}</style><p>t</p><iframe src=x></iframe>", "<p>t</p>"),
            (
                "<img src=a.jpg alt='\"q\"' onerror=x() width=10><img src=p.gif width=1 height=1>",
                "<img alt=\"&quot;q&quot;\" src=\"https://desk.example/a/a.jpg\" width=\"10\">",
            ),
            ("<section><font color=red>t</font></section>", "t"),
            ("<img src='data:image/png;base64,x'>", ""),
            ("<svg><a xlink:href='javascript:x()'><text>t</text></a></svg><math><mi>x</mi></math>", ""),
        ] {
            assert_eq!(of(markup), kept, "{markup}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_gets_in_that_is_not_on_the_list(
            markup in "(<script>|</script>|<p |onload=x|>|<a href=|javascript:|\"|'|<svg>|<math>|</|<!--|-->|<style>|<img src=x |<noscript>|<table>|<title>|&lt;|&#60;|script|[a-z <>&]){0,24}"
        ) {
            let clean = of(&markup);
            let tree = scraper::Html::parse_fragment(&clean);
            for element in tree.tree.root().descendants().filter_map(|node| node.value().as_element()) {
                let name = element.name();
                proptest::prop_assert!(name == "html" || KEPT.contains(&name), "{} in {}", name, clean);
                for (attribute, value) in element.attrs() {
                    proptest::prop_assert!(["href", "src", "cite", "alt", "title", "datetime", "width", "height", "colspan", "rowspan"].contains(&attribute), "{attribute}");
                    let address = matches!(attribute, "href" | "src" | "cite");
                    proptest::prop_assert!(!address || value.starts_with("http"), "{}", clean);
                }
            }
        }
    }
}
