//! The fields that only iMessage has, taken apart when somebody asks for them.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::inbound::Unread;
use super::native::Native;

/// The fields of a message that only iMessage has.
#[derive(Clone)]
pub(crate) enum Fields {
    Read(Arc<Native>),
    /// As they came, and what they are once somebody has asked.
    Unread(Unread, OnceLock<Arc<Native>>),
}

impl Fields {
    pub(crate) fn unread(unread: Unread) -> Self {
        Self::Unread(unread, OnceLock::new())
    }

    /// The guid, if it stands here alone.
    pub(crate) fn guid(&self) -> Option<&str> {
        match self {
            Self::Read(_) => None,
            Self::Unread(unread, _) => Some(unread.guid()),
        }
    }

    pub(crate) fn get(&self) -> &Native {
        match self {
            Self::Read(native) => native,
            Self::Unread(unread, native) => native.get_or_init(|| Arc::new(unread.read())),
        }
    }
}

impl From<Arc<Native>> for Fields {
    fn from(native: Arc<Native>) -> Self {
        Self::Read(native)
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
