//! What is known of the scripted people, apart from what they write.

use super::State;

/// A person whom the service can be asked about.
#[derive(Debug, Clone)]
pub(crate) struct PersonRecord {
    /// Whether a Focus silences notifications.
    pub(crate) focus: bool,
    /// Whether the address can be reached by iMessage.
    pub(crate) imessage: bool,
}

impl State {
    /// Whether the address has been met with: in a conversation, or by what it said of itself.
    pub(crate) fn has_seen(&self, address: &str) -> bool {
        self.people.contains_key(address)
            || self.locations.contains_key(address)
            || self.chats.values().any(|chat| chat.people.iter().any(|person| person == address))
    }
}

impl Default for PersonRecord {
    fn default() -> Self {
        Self { focus: false, imessage: true }
    }
}
