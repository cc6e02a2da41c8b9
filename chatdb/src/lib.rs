//! Apple's Messages database, read-only.
//!
//! [`typedstream`] decodes the archives that hold the text of messages, [`body`] makes parts,
//! mentions, links and styles of them.

pub mod body;
pub mod typedstream;
