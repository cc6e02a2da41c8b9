//! Addresses and chat guids.

use crate::error::{Error, Result};
use crate::space::SpaceType;

/// A direct chat is `any;-;<address>`, a group `any;+;<id>`.
pub(super) const DM_PREFIX: &str = "any;-;";
const GROUP_PREFIX: &str = "any;+;";
const GROUP_MARK: &str = ";+;";

/// The kind of conversation that a guid names.
pub(super) fn space_type(guid: &str) -> SpaceType {
    if guid.contains(GROUP_MARK) { SpaceType::Group } else { SpaceType::Dm }
}

/// The guid as the service takes it, without white space around it.
///
/// # Errors
/// `ValidationError` if it is none.
pub(super) fn chat_guid(id: &str) -> Result<String> {
    let guid = id.trim();
    let rest = guid.strip_prefix(DM_PREFIX).or_else(|| guid.strip_prefix(GROUP_PREFIX));
    if rest.is_none_or(|rest| rest.trim().is_empty()) {
        return Err(Error::invalid(format!(
            "a chat id is {DM_PREFIX}<address> or {GROUP_PREFIX}<id>, as an earlier call gave it; \
             for a phone number or an e-mail address use space.create"
        ))
        .with_context("field", "chat")
        .with_context("value", id));
    }
    Ok(guid.to_owned())
}

/// The other person of a direct chat.
pub(super) fn dm_address(guid: &str) -> Option<&str> {
    guid.trim().strip_prefix(DM_PREFIX)
}

/// An address to begin a conversation with: a phone number or an e-mail address.
///
/// # Errors
/// `ValidationError` if it is neither.
pub(super) fn address(value: &str) -> Result<String> {
    let address = value.trim();
    if is_phone(address) || is_email(address) {
        return Ok(address.to_owned());
    }
    Err(Error::validation(
        "invalidAddress",
        format!("\"{address}\" is neither a phone number (+15551234567) nor an e-mail address"),
    ))
}

/// Digits with an optional plus; three at least, since short codes exist, and at most the 15 of
/// E.164.
fn is_phone(address: &str) -> bool {
    let digits = address.strip_prefix('+').unwrap_or(address);
    (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_email(address: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || matches!(c, '@' | ';' | ','))
    };
    address.split_once('@').is_some_and(|(user, host)| plain(user) && plain(host))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn guids_are_checked_and_trimmed() {
        assert_eq!(chat_guid("any;-;+15551230001 ").ok().as_deref(), Some("any;-;+15551230001"));
        assert!(chat_guid("any;+;chat0001").is_ok());
        for wrong in ["", "+15551230001", "iMessage;-;+15551230001", "any;-;", "any;+; "] {
            assert!(chat_guid(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_guid_is_trimmed_and_nothing_else(rest in "[!-~][ -~]{0,30}[!-~]", around in "[ \t]{0,3}") {
            for prefix in [DM_PREFIX, GROUP_PREFIX] {
                let guid = format!("{prefix}{rest}");
                prop_assert_eq!(chat_guid(&format!("{around}{guid}{around}")).ok(), Some(guid));
            }
        }

        #[test]
        fn whatever_is_taken_is_a_guid(id in ".{0,30}") {
            if let Ok(guid) = chat_guid(&id) {
                prop_assert!(guid.starts_with(DM_PREFIX) || guid.starts_with(GROUP_PREFIX));
                prop_assert_eq!(chat_guid(&guid).ok(), Some(guid));
            }
        }

        #[test]
        fn an_address_has_no_white_space(text in ".{0,30}") {
            if let Ok(address) = address(&text) {
                prop_assert!(!address.chars().any(char::is_whitespace) && !address.is_empty());
            }
        }
    }

    #[test]
    fn addresses_are_phone_numbers_or_mail() {
        for good in ["+15551230001", " 15551230001 ", "carol@example.com", "88788"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for wrong in
            ["", " ", "(555) 123-0001", "carol", "@", "a b@c", "+1;x@y", "+1234567890123456"]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
