//! The text of one element while it is read, with the markup that stands in it.

use std::borrow::Cow;

use url::Url;

use super::{entry::looks_like_html, fields::Field};
use crate::curate::decode::{references, structure::Tag};

/// Elements without an end.
const VOID: [&str; 9] = ["br", "img", "hr", "input", "wbr", "source", "meta", "col", "link"];

/// The value of a field on its way.
pub(super) struct Capture {
    pub field: Field,
    pub rank: u8,
    /// How deep its element stands.
    pub depth: usize,
    /// Atom's rules, in which text is plain unless it says otherwise.
    pub atom: bool,
    pub format: &'static str,
    pub value: String,
    /// Elements stood in the text: its value is markup.
    pub markup: bool,
    pub kind: Option<String>,
    pub base64: bool,
    pub permalink: Option<bool>,
    pub source: Option<String>,
    pub base: Option<Url>,
}

impl Capture {
    pub fn of(field: Field, rank: u8, depth: usize, atom: bool) -> Self {
        Self {
            field,
            rank,
            depth,
            atom,
            format: "",
            value: String::new(),
            markup: false,
            kind: None,
            base64: false,
            permalink: None,
            source: None,
            base: None,
        }
    }

    /// An attribute of the element.
    pub fn attribute(&mut self, name: &str, value: &str) {
        match name {
            "type" => self.kind = Some(value.trim().to_ascii_lowercase()),
            "mode" => self.base64 = value.trim().eq_ignore_ascii_case("base64"),
            "ispermalink" => self.permalink = Some(!value.trim().eq_ignore_ascii_case("false")),
            "src" | "url" => self.source = Some(value.trim().to_owned()),
            _ => {}
        }
    }

    /// Whether markup in the text is part of it.
    fn keeps_markup(&self) -> bool {
        matches!(self.field, Field::Title | Field::Summary | Field::Content | Field::FeedTitle | Field::Caption(_))
    }

    pub fn text(&mut self, text: Cow<'_, str>, cdata: bool) {
        if self.markup && !cdata {
            self.value.push_str(&references::escape(&text));
        } else if self.value.is_empty() {
            self.value = text.into_owned();
        } else {
            self.value.push_str(&text);
        }
    }

    /// An element within the text. Returns whether it stands where text was to be.
    pub fn start(&mut self, tag: Tag<'_>) -> bool {
        if !self.keeps_markup() {
            return false;
        }
        let first = !self.markup;
        if first {
            self.markup = true;
            // What was text until now is markup from now on, unless it was escaped markup.
            if !looks_like_html(&self.value) {
                self.value = references::escape(&self.value).into_owned();
            }
        }
        self.value.push('<');
        self.value.push_str(local(tag.name));
        self.value.push_str(tag.attributes);
        self.value.push('>');
        let stated = self.kind.as_deref().is_some_and(|kind| kind.contains("xhtml") || kind.contains("xml"));
        first && !self.atom && !stated && self.format != "newsml" && matches!(self.field, Field::Title | Field::Summary)
    }

    /// The end of an element within the text.
    pub fn end(&mut self, name: &str) {
        let name = local(name);
        if self.markup && !VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) {
            self.value.push_str("</");
            self.value.push_str(name);
            self.value.push('>');
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
