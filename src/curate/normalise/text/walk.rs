//! What the elements of HTML mean for a text, whoever reads them.

use std::borrow::Cow;

use super::{
    Extracted, plain,
    writer::{Break, Writer},
};
use crate::model::MediaRef;

/// An attribute of an element, by its name in small letters.
pub(super) type Get<'g> = &'g dyn Fn(&str) -> Option<Cow<'g, str>>;

/// Takes elements and texts in the order of the document.
#[derive(Default)]
pub(super) struct Walk {
    raw: String,
    writer: Writer,
    pictures: Vec<MediaRef>,
    caption: Option<(Writer, usize)>,
    /// How many pictures there were when the figure began that the walk is in.
    figure: Option<usize>,
    /// A caption that stood before its picture.
    waiting: Option<String>,
    /// How many elements deep the walk is in all, and in something that is not read.
    depth: usize,
    skipped: usize,
    /// How many elements deep it is in lines that are the author's own.
    lines: usize,
    elements: bool,
}

impl Walk {
    pub fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        if !self.elements {
            self.raw.push_str(text);
        }
        let writer = self.caption.as_mut().map_or(&mut self.writer, |(writer, _)| writer);
        if self.lines == 0 {
            return writer.push(text);
        }
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                writer.line();
            }
            writer.push(line);
        }
    }

    /// `marked`: whether `class`, `style` or `hidden` are worth a look.
    pub fn open(&mut self, name: &str, marked: bool, get: Get<'_>) {
        self.elements = true;
        self.depth += 1;
        if self.skipped > 0 || is_chrome(name) || marked && is_hidden(get) {
            self.skipped += 1;
            return;
        }
        if self.caption.is_none() && (name == "figcaption" || marked && is_caption(get)) {
            self.caption = Some((Writer::default(), self.depth));
            return;
        }
        match name {
            "br" => self.caption.as_mut().map_or(&mut self.writer, |(writer, _)| writer).line(),
            "img" => self.picture(get),
            "figure" => {
                self.figure = Some(self.pictures.len());
                self.part(Break::Paragraph);
            }
            "pre" => {
                self.lines += 1;
                self.part(Break::Paragraph);
            }
            _ => self.part(before(name)),
        }
    }

    pub fn close(&mut self, name: &str) {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.caption.as_ref().is_some_and(|(_, opened)| *opened == depth) {
            return self.end_caption();
        }
        match name {
            "td" | "th" => self.part(Break::Space),
            "pre" => {
                self.lines = self.lines.saturating_sub(1);
                self.part(Break::Paragraph);
            }
            "figure" => self.end_figure(),
            name => self.part(before(name)),
        }
    }

    pub fn finish(mut self) -> Extracted {
        if self.caption.is_some() {
            self.end_caption();
        }
        self.end_figure();
        // Without any element line breaks were the author's own.
        let text = if self.elements { self.writer.text } else { plain(&self.raw) };
        Extracted { text, pictures: self.pictures }
    }

    fn part(&mut self, with: Break) {
        self.caption.as_mut().map_or(&mut self.writer, |(writer, _)| writer).part(with);
    }

    fn picture(&mut self, get: Get<'_>) {
        let number = |name| get(name).and_then(|text| text.trim_end_matches("px").parse().ok());
        // Where a picture is loaded late, `src` is a placeholder.
        let late = get("data-src").or_else(|| get("data-lazy-src")).filter(|address| !address.is_empty());
        let Some(url) = late.or_else(|| get("src")).filter(|address| !address.starts_with("data:")) else { return };
        self.pictures.push(MediaRef {
            url: url.into_owned(),
            media_type: Some("image".into()),
            caption: self.waiting.take().or_else(|| get("alt").map(Cow::into_owned)),
            credit: None,
            width: number("width"),
            height: number("height"),
        });
    }

    /// A caption belongs to the picture of its figure, or to the one before it, and not to the body.
    fn end_caption(&mut self) {
        let caption = self.caption.take().map(|(writer, _)| writer.text).filter(|text| !text.is_empty());
        self.writer.part(Break::Paragraph);
        let Some(caption) = caption else { return };
        let of_figure = self.pictures.get_mut(self.figure.unwrap_or(0)..).and_then(<[_]>::last_mut);
        match of_figure {
            Some(picture) => picture.caption = Some(caption),
            None => self.waiting = Some(caption),
        }
        if self.figure.is_none() {
            self.end_figure();
        }
    }

    /// What was to be the caption of a picture, and none came, is a text like any other.
    fn end_figure(&mut self) {
        self.figure = None;
        self.writer.part(Break::Paragraph);
        if let Some(text) = self.waiting.take() {
            text.split('\n').for_each(|line| {
                self.writer.push(line);
                self.writer.line();
            });
            self.writer.part(Break::Paragraph);
        }
    }
}

/// Whether attributes say that nobody is to see the element.
fn is_hidden(get: Get<'_>) -> bool {
    let style =
        || get("style").is_some_and(|style| style.to_ascii_lowercase().replace(' ', "").contains("display:none"));
    let class = || {
        get("class").is_some_and(|class| {
            class
                .split_ascii_whitespace()
                .any(|class| matches!(class, "feedflare" | "sharedaddy" | "screen-reader-text"))
        })
    };
    get("hidden").is_some() || style() || class()
}

/// Whether a class says that the element is the caption of a picture.
fn is_caption(get: Get<'_>) -> bool {
    get("class").is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|class| matches!(class, "wp-caption-text" | "caption-text" | "image-caption" | "photo-caption"))
    })
}

/// Words of attributes for which they are worth a look.
pub(super) const MARKS: &[&str] =
    &["hidden", "display", "caption", "feedflare", "sharedaddy", "screen-reader", "HIDDEN", "DISPLAY"];

/// What parts the element from what is around it.
pub(super) fn before(name: &str) -> Break {
    match name {
        "p" | "div" | "section" | "article" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol"
        | "dl" | "table" | "figure" | "header" | "footer" | "main" | "aside" | "pre" | "hr" | "address" | "center"
        | "details" | "fieldset" => Break::Paragraph,
        "li" | "tr" | "dt" | "dd" | "caption" | "summary" | "option" | "legend" => Break::Line,
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
            // How a word is read, beside the word (ruby): in the text it would stand within the word.
            | "rt"
            | "rp"
    )
}
