//! Names of sanctions lists that stand in a text: pointers to look at, never a claim.
//!
//! `read` makes [`Listed`] entries of the lists' own files; `book` keeps the names of one list
//! by what they sound like (`phones`), so that scripts, romanisations and case endings meet;
//! `find` walks the words of a text and asks the book, `verdict` says how alike two names are
//! and `signs` what else of the text speaks for it.

mod book;
mod build;
mod candidate;
mod common;
mod countries;
mod dense;
mod find;
mod listed;
mod mark;
mod name;
mod phones;
mod programmes;
pub mod read;
mod romanise;
mod signs;
#[cfg(test)]
mod tests;
mod verdict;
mod words;

pub use book::{Book, Lists, Provenance};
pub use build::Builder;
pub use candidate::Candidate;
pub use find::{Text, find, find_all};
pub use listed::{Listed, Name, Schema, Strength};
pub use mark::{entity, is_about_lists, mark};
pub use verdict::likeness;
