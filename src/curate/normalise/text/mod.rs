//! HTML to text: `quick` reads what most feeds write in one pass, `tree` everything as a browser would,
//! `flat` what no browser should be asked to.

mod flat;
#[cfg(test)]
mod laws;
mod quick;
mod tail;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod writer;

pub use tail::{Tail, cut_tail};

use self::writer::{Break, Writer};
use crate::model::MediaRef;

/// Text and what stood beside it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Extracted {
    /// Paragraphs parted by a blank line.
    pub text: String,
    /// Pictures of the text, with their captions.
    pub pictures: Vec<MediaRef>,
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
    if memchr::memchr2(b'<', b'&', markup.as_bytes()).is_none() {
        return Extracted { text: plain(markup), pictures: Vec::new() };
    }
    quick::read(markup).unwrap_or_else(|| tree::read(markup))
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
    let text = text.trim();
    if writer::is_tidy(text) {
        return text.to_owned();
    }
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
