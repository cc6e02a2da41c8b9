//! The typing indicator.

use super::Content;

/// Whether the indicator shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// It shows.
    Start,
    /// It is gone.
    Stop,
}

impl Typing {
    /// `start` or `stop`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
        }
    }
}

/// Shows or hides the typing indicator. Nothing is repeated by itself.
pub fn typing(state: Typing) -> Content {
    Content::Typing(state)
}
