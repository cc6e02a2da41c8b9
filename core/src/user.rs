//! People.

use std::fmt;

/// The service that reaches an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// iMessage.
    IMessage,
    /// SMS.
    Sms,
    /// RCS.
    Rcs,
    /// Not known.
    Unknown,
}

impl Service {
    /// `iMessage`, `SMS`, `RCS` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IMessage => "iMessage",
            Self::Sms => "SMS",
            Self::Rcs => "RCS",
            Self::Unknown => "unknown",
        }
    }
}

impl serde::Serialize for Service {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who a user is to the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserKind {
    /// Somebody else.
    Person,
    /// This program.
    Agent,
}

/// Somebody in a conversation. The details are there where the platform sent them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// A phone number or an e-mail address, as given; not normalised.
    pub id: String,
    /// Whether this is the program itself.
    pub kind: UserKind,
    /// The phone number or e-mail address.
    pub address: Option<String>,
    /// The country code of the address.
    pub country: Option<String>,
    /// The service that reaches the address.
    pub service: Option<Service>,
}

impl User {
    /// A user by a phone number or an e-mail address. No network call, no normalisation.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), kind: UserKind::Person, address: None, country: None, service: None }
    }

    /// The program itself, on a line.
    pub(crate) fn agent(id: impl Into<String>) -> Self {
        Self { kind: UserKind::Agent, ..Self::new(id) }
    }
}

impl From<&str> for User {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for User {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}
