//! The blocks of a page in document order, unpruned: what extractors choose from, and where
//! datelines and credits are looked for, because every extractor loses them on some pages.

use ego_tree::{NodeId, iter::Edge};
use scraper::{Html, Node, node::Element};

use super::facts::Picture;

/// Blocks and figures that are kept of a page, and bytes of one block.
const MOST_BLOCKS: usize = 6_000;
const MOST_FIGURES: usize = 40;
const MOST_BYTES: usize = 64 << 10;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A caption of a picture.
    Caption,
    /// Anything else that holds text.
    Paragraph,
}

/// A run of text between two breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// One line.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes of it that stand in links.
    pub linked: usize,
    /// Whether it stands in navigation, a footer, a form or the like.
    pub chrome: bool,
    /// The element that it stands in.
    pub node: NodeId,
}

impl Block {
    /// Whether most of it stands in no link.
    pub fn is_unlinked(&self) -> bool {
        self.linked * 2 < self.text.len()
    }
}

/// A page's blocks and its pictures with captions.
#[derive(Debug, Default)]
pub struct Outline {
    /// In document order.
    pub blocks: Vec<Block>,
    /// Blocks that the site's rule takes out.
    pub removed: Vec<String>,
    /// Pictures that have a caption.
    pub figures: Vec<Picture>,
}

/// Reads the blocks of a tree.
pub fn read(tree: &Html) -> Outline {
    let mut walk = Walk::default();
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node.value(), node.id()),
            Edge::Close(node) => walk.close(node.value()),
        }
        if walk.out.blocks.len() >= MOST_BLOCKS {
            break;
        }
    }
    walk.flush();
    walk.out
}

#[derive(Default)]
struct Walk {
    out: Outline,
    text: String,
    linked: usize,
    node: Option<NodeId>,
    /// The element whose text is read, innermost last: what it is.
    kinds: Vec<Kind>,
    /// How many elements deep the walk is in each of these.
    links: usize,
    chrome: usize,
    skipped: usize,
    picture: Option<Picture>,
    figures: usize,
}

impl Walk {
    fn open(&mut self, node: &Node, id: NodeId) {
        match node {
            Node::Text(text) if self.skipped == 0 => self.push(text, id),
            Node::Element(element) => self.enter(element),
            _ => {}
        }
    }

    fn enter(&mut self, element: &Element) {
        let name = element.name();
        if self.skipped > 0 || is_mute(name) {
            self.skipped += 1;
            return;
        }
        if is_block(name) {
            self.flush();
        }
        match name {
            "a" => self.links += 1,
            "figure" => {
                self.figures += 1;
                self.picture = None;
            }
            "img" => self.image(element),
            _ => {}
        }
        self.chrome += usize::from(is_chrome(name, element));
        self.kinds.extend(kind(name));
    }

    fn close(&mut self, node: &Node) {
        let Node::Element(element) = node else { return };
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let name = element.name();
        if is_block(name) {
            self.flush();
        }
        match name {
            "a" => self.links = self.links.saturating_sub(1),
            "figure" => self.figures = self.figures.saturating_sub(1),
            _ => {}
        }
        self.chrome -= usize::from(is_chrome(name, element)).min(self.chrome);
        if kind(name).is_some() {
            self.kinds.pop();
        }
    }

    fn push(&mut self, text: &str, id: NodeId) {
        if self.text.len() > MOST_BYTES {
            return;
        }
        let before = self.text.len();
        if text.starts_with(char::is_whitespace) && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        for (n, word) in text.split_whitespace().enumerate() {
            if n > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if text.ends_with(char::is_whitespace) && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        if self.links > 0 {
            self.linked += self.text.len() - before;
        }
        if !self.text.is_empty() {
            self.node.get_or_insert(id);
        }
    }

    fn flush(&mut self) {
        let (text, linked) = (std::mem::take(&mut self.text), std::mem::take(&mut self.linked));
        let (text, node) = (text.trim(), self.node.take());
        let Some(node) = node.filter(|_| !text.is_empty()) else { return };
        let kind = self.kinds.last().copied().unwrap_or(Kind::Paragraph);
        if kind == Kind::Caption {
            self.caption(text);
        }
        self.out.blocks.push(Block { text: text.to_owned(), kind, linked, chrome: self.chrome > 0, node });
    }

    fn image(&mut self, element: &Element) {
        let number = |name| element.attr(name).and_then(|text| text.trim_end_matches("px").parse().ok());
        let source =
            |name: &&str| element.attr(name).is_some_and(|url| !url.trim().is_empty() && !url.starts_with("data:"));
        let Some(name) = ["src", "data-src", "data-original", "data-lazy-src"].into_iter().find(source) else { return };
        let picture = Picture {
            url: element.attr(name).unwrap_or_default().trim().to_owned(),
            kind: "image",
            caption: element.attr("alt").map(str::to_owned).filter(|text| !text.trim().is_empty()),
            width: number("width"),
            height: number("height"),
        };
        if self.figures > 0 && self.picture.is_none() {
            self.picture = Some(picture);
        }
    }

    /// The caption of a figure belongs to its first picture.
    fn caption(&mut self, text: &str) {
        if let Some(mut picture) = self.picture.take()
            && self.out.figures.len() < MOST_FIGURES
        {
            picture.caption = Some(text.to_owned());
            self.out.figures.push(picture);
        }
    }
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Kind::Heading),
        "li" | "dt" | "dd" => Some(Kind::Item),
        "figcaption" => Some(Kind::Caption),
        "p" => Some(Kind::Paragraph),
        _ => None,
    }
}

/// Elements that part what is in them from what is around them.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "blockquote"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "figure"
            | "figcaption"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "nav"
            | "pre"
            | "hr"
            | "address"
            | "center"
            | "br"
            | "body"
            | "form"
    )
}

/// Elements whose text nobody reads as a page's text; `rt` and `rp` say how a word beside them is read.
fn is_mute(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "select"
            | "option"
            | "textarea"
            | "button"
            | "audio"
            | "video"
            | "title"
            | "rt"
            | "rp"
    )
}

fn is_chrome(name: &str, element: &Element) -> bool {
    matches!(name, "nav" | "footer" | "form" | "aside")
        || element.attr("role").is_some_and(|role| matches!(role, "navigation" | "banner" | "contentinfo" | "dialog"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<(String, Kind)> {
        read(&Html::parse_document(page)).blocks.into_iter().map(|block| (block.text, block.kind)).collect()
    }

    #[test]
    fn blocks_are_what_a_reader_sees_as_lines() {
        let page =
            "<h1>T</h1><p>One <b>bo</b>ld<br>two</p><ul><li>a<li>b</ul><div>x<p>y</p>z</div><select><option>n</select>";
        let text = |text: &str, kind| (text.to_owned(), kind);
        assert_eq!(
            texts(page),
            [
                text("T", Kind::Heading),
                text("One bold", Kind::Paragraph),
                text("two", Kind::Paragraph),
                text("a", Kind::Item),
                text("b", Kind::Item),
                text("x", Kind::Paragraph),
                text("y", Kind::Paragraph),
                text("z", Kind::Paragraph),
            ]
        );
    }

    #[test]
    fn links_chrome_and_captions_are_known_as_such() {
        let page = "<nav><a href=/>Home</a></nav><figure><img src=/a.jpg alt=x><figcaption>Seen</figcaption></figure>
            <p>See <a href=/b>this</a>.</p>";
        let outline = read(&Html::parse_document(page));
        let blocks = &outline.blocks;
        assert!(blocks[0].chrome && blocks[0].linked == 4 && !blocks[2].chrome);
        assert_eq!((blocks[2].text.as_str(), blocks[2].linked), ("See this.", 4));
        assert_eq!((blocks[1].kind, outline.figures[0].caption.as_deref()), (Kind::Caption, Some("Seen")));
    }
}
