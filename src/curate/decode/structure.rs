//! Tags that were never closed, never opened, or cut off with the rest of the document.

use quick_xml::{Reader, events::Event};

use super::Notes;

/// Deepest nesting of elements; feeds have five to ten, and xhtml content some more.
pub const DEEPEST: usize = 256;

/// Returns the mended text, or `None` where the tags match.
pub fn recover(text: &str, notes: &mut Notes) -> Option<String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.check_comments = false;
    let mut tree = Tree { text, open: Vec::new(), out: String::new(), copied: 0, complete: None, notes };
    let mut from = 0;
    loop {
        let event = reader.read_event();
        let to = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        match event {
            Ok(Event::Start(tag)) => {
                let name = tag.name();
                if !tree.start(name.as_ref()) {
                    break;
                }
            }
            Ok(Event::End(tag)) => {
                let name = tag.name();
                tree.end(name.as_ref().trim_end(), from, to);
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // The tokeniser cannot go on: what follows is lost, what came before is not.
            Err(_) => break,
        }
        from = to;
    }
    tree.finish(from)
}

struct Tree<'a> {
    text: &'a str,
    open: Vec<String>,
    out: String,
    copied: usize,
    /// How much of `text` ends with the last complete item, and how deep it stood.
    complete: Option<(usize, usize)>,
    notes: &'a mut Notes,
}

impl Tree<'_> {
    /// Returns whether to go on: what is nested too deeply is cut off.
    fn start(&mut self, name: &str) -> bool {
        self.open.push(name.to_owned());
        self.open.len() <= DEEPEST
    }

    fn end(&mut self, name: &str, from: usize, to: usize) {
        match self.open.iter().rposition(|open| open == name) {
            Some(depth) if depth + 1 == self.open.len() => {
                self.open.pop();
            }
            Some(depth) => {
                self.notes.add("unclosed_tag", self.text, from);
                self.out.push_str(&self.text[self.copied..from]);
                self.copied = from;
                for open in self.open.drain(depth..).skip(1).rev() {
                    self.out.push_str(&format!("</{open}>"));
                }
            }
            None => {
                self.notes.add("stray_end_tag", self.text, from);
                self.out.push_str(&self.text[self.copied..from]);
                self.copied = to;
            }
        }
        if matches!(name, "item" | "entry") && from >= self.copied.min(from) {
            self.complete = Some((to, self.open.len()));
        }
    }

    /// Closes what is open. Of a document that was cut off only complete items are kept.
    fn finish(mut self, end: usize) -> Option<String> {
        if self.open.is_empty() {
            return (self.copied > 0).then(|| self.out + &self.text[self.copied..]);
        }
        self.notes.add("truncated", self.text, end.min(self.text.len()));
        let (keep, depth) = self.complete.unwrap_or((end, self.open.len()));
        let keep = keep.max(self.copied).min(self.text.len());
        self.out.push_str(&self.text[self.copied..keep]);
        for open in self.open.iter().take(depth).rev() {
            self.out.push_str(&format!("</{open}>"));
        }
        Some(self.out)
    }
}
