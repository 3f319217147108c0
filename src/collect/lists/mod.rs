//! Sanctions lists arrive: from files or by polite conditional requests, verified before they
//! replace what was there.

mod config;
mod gather;
#[cfg(test)]
mod http_tests;
mod load;

use std::sync::{Arc, PoisonError, RwLock};

pub use config::Config;
pub use load::{LoadError, Loader, Outcome};

use crate::curate::entities::{Book, Lists};

/// The lists in force, read by every poll and replaced one by one.
#[derive(Default)]
pub struct Shelf(RwLock<Arc<Lists>>);

impl Shelf {
    /// A shelf with these lists.
    pub fn of(lists: Lists) -> Self {
        Self(RwLock::new(Arc::new(lists)))
    }

    /// The lists as they stand.
    pub fn read(&self) -> Arc<Lists> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a list in the place of the one with its name, or beside the others.
    pub fn put(&self, book: Arc<Book>) {
        let mut lists = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut books = lists.0.clone();
        match books.iter_mut().find(|known| known.list == book.list) {
            Some(known) => *known = book,
            None => books.push(book),
        }
        *lists = Arc::new(Lists(books));
    }
}
