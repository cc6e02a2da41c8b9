//! Apple's Messages database, read-only.
//!
//! [`typedstream`] decodes the archives that hold the text of messages, [`body`] makes parts,
//! mentions, links and styles of them, [`database`] opens the database and reads its rows,
//! [`record`] says what they are.

pub mod body;
pub mod database;
mod edits;
mod plist;
pub mod record;
pub mod typedstream;
pub mod watch;

pub use edits::Edit;
