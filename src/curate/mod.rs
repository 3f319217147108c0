//! Bay 2: bytes become articles. Pure: nothing here awaits, reads a clock or does I/O;
//! all it may know comes in as an argument, what it wants done goes out as data.
//!
//! `decode` makes clean text of bytes, `parse` makes entries of text, `normalise` makes
//! articles of entries, `relate` says what is new, `tag` adds claims with evidence.

pub mod decode;
pub mod normalise;
pub mod parse;
pub mod relate;
pub mod tag;
