//! Where a message goes.

/// Where a message goes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A conversation that the database knows.
    Chat {
        /// Its guid as stored, prefix included.
        guid: String,
        /// The address of the other side, for a direct one: the way if Messages refuses the guid.
        address: Option<String>,
        /// Whether it goes by iMessage. Only then an address may stand for the guid.
        imessage: bool,
    },
    /// A person without a conversation. Goes by iMessage.
    Person {
        /// The phone number or e-mail address.
        address: String,
    },
}
