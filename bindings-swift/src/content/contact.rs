//! Contacts.

use spectrum_imessage::content::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
};

use crate::mirror::record;
use crate::user::NativeUser;

record! {
    /// A name by its parts.
    NativeContactName = ContactName {
        /// The name as it is shown.
        formatted: Option<String>,
        /// The given name.
        first: Option<String>,
        /// The family name.
        last: Option<String>,
        /// Further given names.
        middle: Option<String>,
        /// What stands before the name.
        prefix: Option<String>,
        /// What stands after the name.
        suffix: Option<String>,
    }
}

record! {
    /// A telephone number.
    NativeContactPhone = ContactPhone {
        /// The number.
        value: String,
        /// `mobile`, `home`, `work` or `other`.
        kind: Option<String>,
    }
}

record! {
    /// An e-mail address.
    NativeContactEmail = ContactEmail {
        /// The address.
        value: String,
        /// `home`, `work` or `other`.
        kind: Option<String>,
    }
}

record! {
    /// A postal address.
    NativeContactAddress = ContactAddress {
        /// Street and number.
        street: Option<String>,
        /// City.
        city: Option<String>,
        /// State or region.
        region: Option<String>,
        /// Postal code.
        postal_code: Option<String>,
        /// Country.
        country: Option<String>,
        /// `home`, `work` or `other`.
        kind: Option<String>,
    }
}

record! {
    /// An organisation and the position there.
    NativeContactOrg = ContactOrg {
        /// The organisation.
        name: Option<String>,
        /// The department.
        department: Option<String>,
        /// The position.
        title: Option<String>,
    }
}

/// A picture of a contact.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeContactPhoto {
    /// The MIME type.
    pub mime_type: String,
    /// The picture.
    pub data: Vec<u8>,
}

impl From<ContactPhoto> for NativeContactPhoto {
    fn from(ContactPhoto { mime_type, data }: ContactPhoto) -> Self {
        Self { mime_type, data: data.to_vec() }
    }
}

impl From<NativeContactPhoto> for ContactPhoto {
    fn from(NativeContactPhoto { mime_type, data }: NativeContactPhoto) -> Self {
        Self { mime_type, data: data.into() }
    }
}

/// A contact.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeContact {
    /// The user this contact was made from.
    pub user: Option<NativeUser>,
    /// The name, by its parts.
    pub name: Option<NativeContactName>,
    /// Telephone numbers.
    pub phones: Vec<NativeContactPhone>,
    /// E-mail addresses.
    pub emails: Vec<NativeContactEmail>,
    /// Postal addresses.
    pub addresses: Vec<NativeContactAddress>,
    /// Organisation and position.
    pub org: Option<NativeContactOrg>,
    /// Web pages.
    pub urls: Vec<String>,
    /// The birthday, as a vCard writes it.
    pub birthday: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// A picture.
    pub photo: Option<NativeContactPhoto>,
    /// The vCard text.
    pub raw: Option<String>,
}

fn each<T, U: From<T>>(values: Vec<T>) -> Vec<U> {
    values.into_iter().map(Into::into).collect()
}

/// The fields are the same on both sides, so that one list serves both directions.
macro_rules! convert {
    ($from:ident => $to:ident) => {
        impl From<$from> for $to {
            fn from(contact: $from) -> Self {
                let $from {
                    user,
                    name,
                    phones,
                    emails,
                    addresses,
                    org,
                    urls,
                    birthday,
                    note,
                    photo,
                    raw,
                } = contact;
                Self {
                    user: user.map(Into::into),
                    name: name.map(Into::into),
                    phones: each(phones),
                    emails: each(emails),
                    addresses: each(addresses),
                    org: org.map(Into::into),
                    urls,
                    birthday,
                    note,
                    photo: photo.map(Into::into),
                    raw,
                }
            }
        }
    };
}

convert!(Contact => NativeContact);
convert!(NativeContact => Contact);
