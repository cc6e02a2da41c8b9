//! Files that belong to messages.

use std::sync::Arc;

use serde::Serialize;

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// Not begun.
    Pending,
    /// Under way.
    Transferring,
    /// There; with optimised storage it may be missing all the same.
    Complete,
    /// Given up.
    Failed,
}

impl TransferState {
    pub(crate) fn from_column(state: i64) -> Self {
        match state {
            -1 | 0 => Self::Pending,
            5 => Self::Complete,
            6 | 7 => Self::Failed,
            _ => Self::Transferring,
        }
    }
}

/// A file that belongs to a message.
#[derive(Clone, PartialEq, Serialize)]
pub struct Attachment {
    /// Its id.
    pub guid: Arc<str>,
    /// The name to show.
    pub name: Option<Arc<str>>,
    /// Its type, if the database knows it.
    pub mime_type: Option<Arc<str>>,
    /// Apple's identifier of its type, if the database knows it.
    pub uti: Option<Arc<str>>,
    /// Its size in bytes.
    pub bytes: i64,
    /// Where it lies, as stored: `~` is the home folder of the owner of the database.
    pub path: Option<Arc<str>>,
    /// Whether it is a sticker.
    pub is_sticker: bool,
    /// How far it has come.
    pub state: TransferState,
    /// Previews of links and the like, which are not shown.
    #[serde(skip)]
    pub hidden: bool,
}

impl std::fmt::Debug for Attachment {
    /// Leaves name and path out: they can tell as much as a text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {} bytes, {:?})", self.guid, self.bytes, self.state)
    }
}
