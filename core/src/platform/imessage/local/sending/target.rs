//! Where a message goes.

use spectrum_imessage_chatdb::record::{ChatKind, conversation_key, same_conversation};

use crate::error::{Error, Result};

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

impl Target {
    /// The same for all ways to name a conversation.
    pub(super) fn key(&self) -> String {
        conversation_key(self.name())
    }

    /// The guid or the address.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Chat { guid: name, .. } | Self::Person { address: name } => name,
        }
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(self, Self::Chat { guid, .. } if guid.contains(";+;"))
    }

    /// The address that may stand for the guid. Never for a group: Messages would make another
    /// conversation. Never for SMS: an address goes by iMessage.
    pub(super) fn instead(&self) -> Option<&str> {
        match self {
            Self::Chat { address: Some(address), imessage: true, .. } if !self.is_group() => {
                Some(address)
            }
            _ => None,
        }
    }

    /// Whether a conversation of the database is meant.
    pub(super) fn is(&self, guid: &str, kind: Option<ChatKind>) -> bool {
        match self {
            Self::Chat { guid: own, .. } if same_conversation(own, guid) => true,
            Self::Chat { .. } => {
                self.instead().is_some_and(|address| is_direct(address, guid, kind))
            }
            Self::Person { address } => is_direct(address, guid, kind),
        }
    }

    /// # Errors
    /// `ValidationError` if it names nothing.
    pub(super) fn check(&self) -> Result<()> {
        let (what, is_guid) = match self {
            Self::Chat { .. } => ("chat", false),
            // A semicolon would make a guid of an address.
            Self::Person { address } => ("address", address.contains(';')),
        };
        if self.name().trim().is_empty() || is_guid {
            return Err(Error::invalid(format!("the {what} of a send makes no sense"))
                .with_context("field", what));
        }
        Ok(())
    }
}

fn is_direct(address: &str, guid: &str, kind: Option<ChatKind>) -> bool {
    kind != Some(ChatKind::Group) && same_conversation(address, guid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(guid: &str, address: Option<&str>, imessage: bool) -> Target {
        Target::Chat { guid: guid.to_owned(), address: address.map(str::to_owned), imessage }
    }

    #[test]
    fn an_address_stands_for_direct_imessage_only() {
        let number = Some("+15550100001");
        assert_eq!(chat("any;-;+15550100001", number, true).instead(), number);
        assert_eq!(chat("SMS;-;+15550100001", number, false).instead(), None);
        assert_eq!(chat("any;+;chat831", number, true).instead(), None);
        assert_eq!(chat("any;-;+15550100001", None, true).instead(), None);
    }

    #[test]
    fn one_conversation_has_one_key() {
        let person = Target::Person { address: "+1 (555) 010-0001".to_owned() };
        assert_eq!(person.key(), chat("iMessage;-;+15550100001", None, true).key());
        assert!(person.is("any;-;+15550100001", Some(ChatKind::Dm)));
        assert!(!person.is("any;-;+15550100001", Some(ChatKind::Group)));
        assert!(!person.is("any;-;+15550100002", Some(ChatKind::Dm)));
        assert!(chat("iMessage;+;chat831", None, true).is("any;+;chat831", Some(ChatKind::Group)));
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for wrong in ["", " ", "any;-;+15550100001"] {
            assert!(Target::Person { address: wrong.to_owned() }.check().is_err(), "{wrong}");
        }
        assert!(chat("", None, true).check().is_err());
        assert!(chat("any;-;+15550100001", None, true).check().is_ok());
    }
}
