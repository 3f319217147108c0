//! HTML to text, by the tree that a browser would build, walked without recursion.

use ego_tree::iter::Edge;
use scraper::{Html, Node, node::Element};

use crate::model::MediaRef;

/// Text and what stood beside it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Extracted {
    /// Paragraphs parted by a blank line.
    pub text: String,
    /// Pictures of the text, with their captions.
    pub pictures: Vec<MediaRef>,
}

/// What was cut from the end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// Whether it says that the text goes on elsewhere.
    pub truncated: bool,
}

/// Text of HTML. Text that was escaped twice is read twice, never more often.
pub fn html(markup: &str) -> Extracted {
    let read = once(markup);
    if !escaped_twice(&read.text) {
        return read;
    }
    let mut again = once(&read.text);
    again.pictures.splice(0..0, read.pictures);
    again
}

fn once(markup: &str) -> Extracted {
    // Most titles and many summaries have no markup at all.
    if !markup.contains(['<', '&']) {
        return Extracted { text: plain(markup), pictures: Vec::new() };
    }
    let tree = Html::parse_fragment(markup);
    let mut walk = Walk::default();
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node.value()),
            Edge::Close(node) => walk.close(node.value()),
        }
    }
    // Without any element line breaks were the author's own.
    if !walk.elements {
        return Extracted { text: plain(&walk.raw), pictures: walk.pictures };
    }
    Extracted { text: walk.out, pictures: walk.pictures }
}

/// Plain text: lines of a paragraph are joined, blank lines part paragraphs.
pub fn plain(text: &str) -> String {
    let mut out = Writer::default();
    for line in text.lines() {
        if line.trim().is_empty() {
            out.part(Break::Paragraph);
        } else {
            out.push(line);
            out.part(Break::Space);
        }
    }
    out.text
}

/// A text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether decoded text still holds markup: a known tag or a known reference.
fn escaped_twice(text: &str) -> bool {
    const TAGS: &[&str] =
        &["</p>", "</a>", "</div>", "</strong>", "</em>", "</b>", "<br>", "<br/>", "<br />", "<img ", "<p>"];
    const REFERENCES: &[&str] = &[
        "&amp;", "&nbsp;", "&quot;", "&lt;", "&gt;", "&#8", "&#39;", "&#x", "&laquo;", "&raquo;", "&mdash;", "&ndash;",
    ];
    (text.contains('<') && TAGS.iter().any(|tag| text.contains(tag)))
        || (text.contains('&') && REFERENCES.iter().any(|reference| text.contains(reference)))
}

/// What parts two pieces of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// Puts pieces together with the strongest break between them.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    pending: Break,
}

impl Writer {
    fn part(&mut self, with: Break) {
        self.pending = self.pending.max(with);
    }

    /// Adds text; white space within it is one space.
    fn push(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.part(Break::Space);
        }
        for word in text.split_whitespace() {
            if !self.text.is_empty() {
                self.text.push_str(match self.pending {
                    Break::None => "",
                    Break::Space => " ",
                    Break::Line => "\n",
                    Break::Paragraph => "\n\n",
                });
            }
            self.text.push_str(word);
            self.pending = Break::Space;
        }
        if text.ends_with(|c: char| !c.is_whitespace()) {
            self.pending = Break::None;
        }
    }
}

#[derive(Default)]
struct Walk {
    out: String,
    raw: String,
    writer: Writer,
    pictures: Vec<MediaRef>,
    caption: Option<Writer>,
    /// How many elements deep the walk is in something that is not read.
    skipped: usize,
    elements: bool,
}

impl Walk {
    fn open(&mut self, node: &Node) {
        match node {
            Node::Text(text) if self.skipped == 0 => {
                self.raw.push_str(text);
                self.caption.as_mut().unwrap_or(&mut self.writer).push(text);
            }
            Node::Element(element) => self.open_element(element),
            _ => {}
        }
    }

    fn open_element(&mut self, element: &Element) {
        let name = element.name();
        self.elements |= name != "html";
        if self.skipped > 0 || is_chrome(name) {
            self.skipped += 1;
            return;
        }
        match name {
            "br" => self.writer.part(Break::Line),
            "img" => self.picture(element),
            "li" => self.writer.part(Break::Line),
            "figcaption" => self.caption = Some(Writer::default()),
            _ => self.writer.part(before(name)),
        }
    }

    fn close(&mut self, node: &Node) {
        match node {
            Node::Element(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Element(element) => match element.name() {
                "figcaption" => self.end_caption(),
                "td" | "th" => self.writer.push(" "),
                name => self.writer.part(before(name)),
            },
            Node::Document | Node::Fragment => self.out = std::mem::take(&mut self.writer.text),
            _ => {}
        }
    }

    fn picture(&mut self, element: &Element) {
        let number = |name| element.attr(name).and_then(|text| text.trim_end_matches("px").parse().ok());
        let Some(url) = element.attr("src").or_else(|| element.attr("data-src")) else { return };
        self.pictures.push(MediaRef {
            url: url.to_owned(),
            media_type: Some("image".into()),
            caption: element.attr("alt").map(str::to_owned),
            credit: None,
            width: number("width"),
            height: number("height"),
        });
    }

    /// A caption belongs to the picture before it, and never to the body.
    fn end_caption(&mut self) {
        let caption = self.caption.take().map(|writer| writer.text).filter(|text| !text.is_empty());
        if let (Some(caption), Some(picture)) = (caption, self.pictures.last_mut()) {
            picture.caption = Some(caption);
        }
        self.writer.part(Break::Paragraph);
    }
}

/// What parts the element from what is around it.
fn before(name: &str) -> Break {
    match name {
        "p" | "div" | "section" | "article" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol"
        | "dl" | "table" | "figure" | "header" | "footer" | "main" | "aside" | "pre" | "hr" | "address" | "center" => {
            Break::Paragraph
        }
        "li" | "tr" | "dt" | "dd" | "caption" => Break::Line,
        _ => Break::None,
    }
}

/// What is no text of the article.
fn is_chrome(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "template"
            | "form"
            | "button"
            | "select"
            | "textarea"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "head"
            | "nav"
            | "title"
    )
}

/// Cuts what stands at the end of many summaries and says nothing.
pub fn cut_tail(text: &str) -> (&str, Option<Tail>) {
    const MORE: &[&str] = &[
        "read more",
        "continue reading",
        "read the full story",
        "читать далее",
        "читать дальше",
        "weiterlesen",
        "lire la suite",
        "leer más",
        "leggi tutto",
    ];
    let text = text.trim_end();
    let last = text.rfind('\n').map_or(0, |n| n + 1);
    let line = text[last..].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let cut = |at: usize, truncated| (text[..at].trim_end(), Some(Tail { truncated }));
    if last > 0 && MORE.iter().any(|more| line.starts_with(more)) && line.chars().count() < 60 {
        return cut(last, true);
    }
    if last > 0 && line.starts_with("the post ") && line.contains(" appeared first on ") {
        return cut(last, false);
    }
    for mark in ["[...]", "[…]", "[&hellip;]"] {
        if let Some(rest) = text.strip_suffix(mark) {
            return cut(rest.len(), true);
        }
    }
    (text, None)
}
