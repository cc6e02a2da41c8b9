//! What must survive the process: a small key-value store, in memory, in one SQLite file, or in a
//! Postgres database.
//!
//! Nothing here knows what is kept; what the keys mean is said by who reads and writes them
//! (`delivery`).

mod batch;
#[cfg(test)]
mod contract;
mod memory;
mod open;
#[cfg(feature = "postgres")]
mod postgres;
mod ring;
mod shelf;
mod sqlite;

use std::fmt;
use std::sync::{Arc, Weak};

pub use memory::MemoryStore;
pub use open::open_store;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub(crate) use ring::Ring;
pub(crate) use shelf::Shelf;
pub use sqlite::SqliteStore;

use crate::error::{Error, ErrorKind, Result};

/// One change of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Sets a key.
    Put {
        /// The key.
        key: String,
        /// What it holds from now on.
        value: Vec<u8>,
    },
    /// Removes a key, if it is there.
    Delete {
        /// The key.
        key: String,
    },
}

/// A small key-value store. One application uses a store at a time.
///
/// Calls are synchronous and are made on the threads of the program and of the library's I/O, once
/// for each message: they must be short (the SQLite store takes tens of microseconds, the one in
/// Postgres a round trip for a write and nothing for a read). Who needs longer must answer from memory
/// and give up durability.
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// The value of a key; `None` if it is not there.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>>;

    /// Makes all changes of a batch, or none. What was written is there after the process was
    /// killed, if the store is durable.
    ///
    /// # Errors
    /// If the store cannot be written; then nothing has changed.
    fn write(&self, batch: Vec<Write>) -> Result<()>;

    /// Whether what is written outlives the process.
    fn is_durable(&self) -> bool;
}

/// The code of the error of who wants a store that another application has.
pub(crate) const IN_USE: &str = "storeInUse";

/// The store of an application, which holds it until it has stopped.
///
/// # Errors
/// After the application has let go of it.
pub(crate) fn held(store: &Weak<dyn Store>) -> Result<Arc<dyn Store>> {
    store.upgrade().ok_or_else(Error::stopped)
}

/// Something stored cannot be read; `what` begins the sentence.
pub(crate) fn unknown_form(what: &str) -> Error {
    let text = format!("{what} has an unknown form; was it written by another version?");
    Error::new(ErrorKind::Other, "storeUnusable", text)
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A store in memory that says it is durable.
    #[derive(Debug, Default)]
    pub(crate) struct Disk(MemoryStore);

    impl Store for Disk {
        fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
            self.0.get(key)
        }

        fn write(&self, batch: Vec<Write>) -> Result<()> {
            self.0.write(batch)
        }

        fn is_durable(&self) -> bool {
            true
        }
    }
}
