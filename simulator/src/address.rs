//! Addresses and chat guids: what is well formed, and what a guid says.

use spectrum_imessage_wire::v1::{ChatServiceType, SingleServiceAddressInfo};

use crate::bounds::ADDRESS;
use crate::refusal::Refusal;

/// What a chat guid names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChatName {
    /// A conversation with one address.
    Direct(String),
    /// A group.
    Group(String),
}

impl ChatName {
    /// Reads `any;-;<address>` or `any;+;<id>`. The service in front may be named, and means the
    /// same chat.
    pub(crate) fn parse(guid: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::invalid(format!("malformed chat guid {guid:?}"));
        let mut pieces = guid.splitn(3, ';');
        let (service, kind, name) = (pieces.next(), pieces.next(), pieces.next());
        if !matches!(service, Some("any" | "iMessage" | "SMS" | "RCS")) {
            return Err(malformed());
        }
        match (kind, name) {
            (Some("-"), Some(address)) if is_address(address) => Ok(Self::Direct(address.into())),
            (Some("+"), Some(id)) if is_token(id) => Ok(Self::Group(id.into())),
            _ => Err(malformed()),
        }
    }

    /// The guid in the form in which the service writes it.
    pub(crate) fn guid(&self) -> String {
        match self {
            Self::Direct(address) => direct_guid(address),
            Self::Group(id) => format!("any;+;{id}"),
        }
    }
}

/// The guid of the conversation with one address.
pub(crate) fn direct_guid(address: &str) -> String {
    format!("any;-;{address}")
}

/// Whether this is a phone number (digits, maybe behind a plus) or an e-mail address.
pub(crate) fn is_address(text: &str) -> bool {
    text.len() <= ADDRESS && (is_phone(text) || is_email(text))
}

/// An address as it is kept: without white space around it, and e-mail in small letters.
///
/// # Errors
/// If it is neither a phone number nor an e-mail address.
pub(crate) fn canonical(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match is_address(text) {
        true if is_phone(text) => Ok(text.to_owned()),
        true => Ok(text.to_lowercase()),
        false => Err(Refusal::invalid(format!(
            "{text:?} is neither a phone number nor an e-mail address"
        ))),
    }
}

/// Whether this is a phone number: 3 to 15 digits, maybe behind a plus.
pub(crate) fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    is_token(name) && is_token(host) && !host.contains('@')
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c == ';')
}

/// The country of a phone number, for the few prefixes that scripted people use.
pub(crate) fn country(address: &str) -> Option<String> {
    const PREFIXES: [(&str, &str); 6] =
        [("+1", "US"), ("+44", "GB"), ("+49", "DE"), ("+33", "FR"), ("+81", "JP"), ("+61", "AU")];
    PREFIXES
        .iter()
        .find(|(prefix, _)| address.starts_with(prefix))
        .map(|(_, country)| (*country).to_owned())
}

/// The address as the service describes it.
pub(crate) fn info(address: &str) -> SingleServiceAddressInfo {
    SingleServiceAddressInfo {
        address: address.to_owned(),
        service: ChatServiceType::Imessage as i32,
        country: country(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_read_and_written() {
        let direct = ChatName::parse("any;-;+15551230001").expect("well formed");
        assert_eq!(direct, ChatName::Direct("+15551230001".into()));
        assert_eq!(ChatName::parse("iMessage;-;a@b.c").expect("well formed").guid(), "any;-;a@b.c");
        assert_eq!(ChatName::parse("any;+;chat1").expect("well formed").guid(), "any;+;chat1");
    }

    #[test]
    fn malformed_guids_are_refused() {
        for guid in [
            "",
            "x",
            "any;-;",
            "any;+;",
            "any;*;x",
            "who;-;+15551230001",
            "any;-;not an address",
            "any;-;+1;2",
        ] {
            assert!(ChatName::parse(guid).is_err(), "{guid:?} was accepted");
        }
    }
}
