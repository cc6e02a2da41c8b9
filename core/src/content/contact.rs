//! Contacts, which travel as vCards.

use std::fmt;

use bytes::Bytes;

use super::Content;
use crate::error::{Error, Result};
use crate::user::User;

/// The opening line of every vCard.
const VCARD_BEGIN: &str = "BEGIN:VCARD";

/// A contact. Everything is optional; `raw`, where it is given, is what is sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// The user this contact was made from.
    pub user: Option<User>,
    /// The name, by its parts.
    pub name: Option<ContactName>,
    /// Telephone numbers.
    pub phones: Vec<ContactPhone>,
    /// E-mail addresses.
    pub emails: Vec<ContactEmail>,
    /// Postal addresses.
    pub addresses: Vec<ContactAddress>,
    /// Organisation and position.
    pub org: Option<ContactOrg>,
    /// Web pages.
    pub urls: Vec<String>,
    /// The birthday, as a vCard writes it (`1815-12-10`).
    pub birthday: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// A picture.
    pub photo: Option<ContactPhoto>,
    /// The vCard text this contact was read from; sent byte for byte.
    pub raw: Option<String>,
}

/// A name by its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactName {
    /// The name as it is shown.
    pub formatted: Option<String>,
    /// The given name.
    pub first: Option<String>,
    /// The family name.
    pub last: Option<String>,
    /// Further given names.
    pub middle: Option<String>,
    /// What stands before the name (`Dr.`).
    pub prefix: Option<String>,
    /// What stands after the name (`PhD`).
    pub suffix: Option<String>,
}

/// A telephone number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactPhone {
    /// The number.
    pub value: String,
    /// `mobile`, `home`, `work` or `other`.
    pub kind: Option<String>,
}

/// An e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactEmail {
    /// The address.
    pub value: String,
    /// `home`, `work` or `other`.
    pub kind: Option<String>,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactAddress {
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// `home`, `work` or `other`.
    pub kind: Option<String>,
}

/// An organisation and the position there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactOrg {
    /// The organisation.
    pub name: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The position.
    pub title: Option<String>,
}

/// A picture of a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactPhoto {
    /// The MIME type.
    pub mime_type: String,
    /// The picture.
    pub data: Bytes,
}

impl fmt::Debug for ContactPhoto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContactPhoto({}, {} bytes)", self.mime_type, self.data.len())
    }
}

/// A contact from its fields.
///
/// # Errors
/// `ValidationError` if `raw` is given and is no vCard.
pub fn contact(contact: Contact) -> Result<Content> {
    if let Some(raw) = &contact.raw {
        check_vcard(raw)?;
    }
    Ok(Content::Contact(Box::new(contact)))
}

/// A contact from vCard text, sent byte for byte.
///
/// # Errors
/// `ValidationError` if it is no vCard.
pub fn contact_vcard(raw: impl Into<String>) -> Result<Content> {
    let raw = raw.into();
    check_vcard(&raw)?;
    Ok(Content::Contact(Box::new(super::vcard::parse(&raw))))
}

fn check_vcard(raw: &str) -> Result<()> {
    if super::vcard::is_vcard(raw) {
        return Ok(());
    }
    Err(Error::invalid(format!("a vCard begins with the line {VCARD_BEGIN}")))
}
