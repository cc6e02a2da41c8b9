//! What is known of the scripted people, apart from what they write.

/// A person whom the service can be asked about.
#[derive(Debug, Clone)]
pub(crate) struct PersonRecord {
    /// Whether a Focus silences notifications.
    pub(crate) focus: bool,
    /// Whether the address can be reached by iMessage.
    pub(crate) imessage: bool,
}

impl Default for PersonRecord {
    fn default() -> Self {
        Self { focus: false, imessage: true }
    }
}
