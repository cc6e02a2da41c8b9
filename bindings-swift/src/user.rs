//! People.

use spectrum_imessage::{Service, User, UserKind};

use crate::mirror::mirror;

mirror! {
    /// The service that reaches an address.
    NativeService = Service {
        /// iMessage.
        IMessage,
        /// SMS.
        Sms,
        /// RCS.
        Rcs,
        /// Not known.
        Unknown,
    }
}

mirror! {
    /// Who a user is to the conversation.
    NativeUserKind = UserKind {
        /// Somebody else.
        Person,
        /// This program.
        Agent,
    }
}

/// Somebody in a conversation.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeUser {
    /// A phone number or an e-mail address.
    pub id: String,
    /// Whether this is the program itself.
    pub kind: NativeUserKind,
    /// The phone number or e-mail address.
    pub address: Option<String>,
    /// The country code.
    pub country: Option<String>,
    /// The service that reaches the address.
    pub service: Option<NativeService>,
}

impl From<User> for NativeUser {
    fn from(User { id, kind, address, country, service }: User) -> Self {
        Self { id, kind: kind.into(), address, country, service: service.map(Into::into) }
    }
}

impl From<NativeUser> for User {
    fn from(NativeUser { id, kind, address, country, service }: NativeUser) -> Self {
        Self { id, kind: kind.into(), address, country, service: service.map(Into::into) }
    }
}
