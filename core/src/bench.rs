//! Doors for the micro-benchmarks to what is measured there and is no part of the API. The feature
//! `benches` opens them; no package turns it on.

use std::fmt;
use std::sync::Arc;

use crate::content::markdown;
use crate::delivery::{Book, Books};
use crate::error::Result;
pub use crate::platform::imessage::Mapping;
use crate::store::Store;

/// Lays out markdown: the text, and how many runs of formatting it has.
pub fn render(source: &str) -> (String, usize) {
    let rendered = markdown::render(source);
    (rendered.text, rendered.runs.len())
}

/// The book of one stream, which takes each event in once.
pub struct Dedupe {
    book: Book,
    _store: Arc<dyn Store>,
}

impl Dedupe {
    /// A book in this store.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn open(store: Arc<dyn Store>) -> Result<Self> {
        let book = Arc::new(Books::new(&store)).open("bench", "messages", true)?;
        Ok(Self { book, _store: store })
    }

    /// Takes an event in and acknowledges it; false if it has been seen.
    pub fn take(&self, sequence: u64) -> bool {
        let ticket = self.book.accept(sequence);
        if let Some(ticket) = &ticket {
            ticket.handled();
        }
        ticket.is_some()
    }
}

impl fmt::Debug for Dedupe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dedupe")
    }
}
