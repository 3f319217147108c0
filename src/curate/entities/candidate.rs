//! A name of a list that stands in a text, and what the list says of its entry.

use super::{
    book::{Book, Entity},
    listed::{Schema, Strength},
    name::Form,
    signs::Sign,
};

/// A name of a list that stands in a text.
#[derive(Clone)]
pub struct Candidate<'a> {
    /// The list.
    pub book: &'a Book,
    /// Which of the text's fields.
    pub field: usize,
    /// By bytes.
    pub start: usize,
    /// By bytes.
    pub end: usize,
    /// 0 to 1.
    pub score: f32,
    /// What else of the text speaks for it.
    pub signs: Vec<Sign>,
    /// Why it is not taken for a match, where it is not.
    pub refused: Option<&'static str>,
    pub(super) name: u32,
    pub(super) form: Form,
    /// How much the matched words say of who is meant.
    pub(super) bits: f32,
    pub(super) words: usize,
}

impl<'a> Candidate<'a> {
    pub(super) fn entity(&self) -> Option<&'a Entity> {
        let row = self.book.names.get(self.name as usize)?;
        self.book.entities.get(row.entity as usize)
    }

    /// The list's id of the entry.
    pub fn id(&self) -> &'a str {
        self.entity().map_or("", |entity| self.book.id(entity))
    }

    /// What the entry is.
    pub fn schema(&self) -> Schema {
        self.entity().map_or(Schema::LegalEntity, |entity| entity.schema)
    }

    /// The name that it is listed under.
    pub fn listed_as(&self) -> &'a str {
        self.entity().map_or("", |entity| self.book.name(entity.first))
    }

    /// The name or alias that matched.
    pub fn matched(&self) -> &'a str {
        self.book.name(self.name)
    }

    /// Programmes of the entry.
    pub fn programmes(&self) -> impl Iterator<Item = &'a str> {
        self.entity().into_iter().flat_map(|entity| self.book.lines(entity.programmes))
    }

    /// When it was listed.
    pub fn listed_on(&self) -> Option<&'a str> {
        self.entity().and_then(|entity| self.book.lines(entity.date).next())
    }

    pub(super) fn strength(&self) -> Strength {
        self.book.names.get(self.name as usize).map_or(Strength::Weak, |row| row.strength)
    }
}
