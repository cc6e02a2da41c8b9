//! Contacts, in both directions.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::User;
use spectrum_imessage::content::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
};

/// A contact. Lists that are empty are absent.
#[napi(object)]
#[derive(Default)]
pub struct ContactView {
    /// The id of the user this contact was made from.
    pub user: Option<String>,
    /// The name.
    pub name: Option<NameView>,
    /// Telephone numbers.
    pub phones: Option<Vec<ValueView>>,
    /// E-mail addresses.
    pub emails: Option<Vec<ValueView>>,
    /// Postal addresses.
    pub addresses: Option<Vec<AddressView>>,
    /// The organisation.
    pub org: Option<OrgView>,
    /// Web pages.
    pub urls: Option<Vec<String>>,
    /// The birthday.
    pub birthday: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// A picture.
    pub photo: Option<PhotoView>,
    /// The vCard text.
    pub raw: Option<String>,
}

/// A name by its parts.
#[napi(object)]
pub struct NameView {
    /// As it is shown.
    pub formatted: Option<String>,
    /// The given name.
    pub first: Option<String>,
    /// The family name.
    pub last: Option<String>,
    /// Further given names.
    pub middle: Option<String>,
    /// What stands before.
    pub prefix: Option<String>,
    /// What stands after.
    pub suffix: Option<String>,
}

/// A telephone number or an e-mail address with its kind.
#[napi(object)]
pub struct ValueView {
    /// The number or address.
    pub value: String,
    /// `mobile`, `home`, `work` or `other`.
    #[napi(js_name = "type")]
    pub kind: Option<String>,
}

/// A postal address.
#[napi(object)]
pub struct AddressView {
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
    #[napi(js_name = "type")]
    pub kind: Option<String>,
}

/// An organisation.
#[napi(object)]
pub struct OrgView {
    /// The organisation.
    pub name: Option<String>,
    /// The position.
    pub title: Option<String>,
    /// The department.
    pub department: Option<String>,
}

/// A picture.
#[napi(object)]
pub struct PhotoView {
    /// The MIME type.
    pub mime_type: String,
    /// The bytes.
    pub data: Buffer,
}

fn not_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        // Named one by one, so that a new field is noticed here.
        let Contact {
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
        } = contact.clone();
        Self {
            user: user.map(|user| user.id),
            name: name.map(|name| NameView {
                formatted: name.formatted,
                first: name.first,
                last: name.last,
                middle: name.middle,
                prefix: name.prefix,
                suffix: name.suffix,
            }),
            phones: not_empty(
                phones.into_iter().map(|p| ValueView { value: p.value, kind: p.kind }).collect(),
            ),
            emails: not_empty(
                emails.into_iter().map(|e| ValueView { value: e.value, kind: e.kind }).collect(),
            ),
            addresses: not_empty(
                addresses
                    .into_iter()
                    .map(|address| AddressView {
                        street: address.street,
                        city: address.city,
                        region: address.region,
                        postal_code: address.postal_code,
                        country: address.country,
                        kind: address.kind,
                    })
                    .collect(),
            ),
            org: org.map(|org| OrgView {
                name: org.name,
                title: org.title,
                department: org.department,
            }),
            urls: not_empty(urls),
            birthday,
            note,
            photo: photo.map(|photo| PhotoView {
                mime_type: photo.mime_type,
                data: photo.data.to_vec().into(),
            }),
            raw,
        }
    }
}

impl From<ContactView> for Contact {
    fn from(view: ContactView) -> Self {
        Self {
            user: view.user.map(User::new),
            name: view.name.map(|name| ContactName {
                formatted: name.formatted,
                first: name.first,
                last: name.last,
                middle: name.middle,
                prefix: name.prefix,
                suffix: name.suffix,
            }),
            phones: view
                .phones
                .unwrap_or_default()
                .into_iter()
                .map(|phone| ContactPhone { value: phone.value, kind: phone.kind })
                .collect(),
            emails: view
                .emails
                .unwrap_or_default()
                .into_iter()
                .map(|email| ContactEmail { value: email.value, kind: email.kind })
                .collect(),
            addresses: view
                .addresses
                .unwrap_or_default()
                .into_iter()
                .map(|address| ContactAddress {
                    street: address.street,
                    city: address.city,
                    region: address.region,
                    postal_code: address.postal_code,
                    country: address.country,
                    kind: address.kind,
                })
                .collect(),
            org: view.org.map(|org| ContactOrg {
                name: org.name,
                department: org.department,
                title: org.title,
            }),
            urls: view.urls.unwrap_or_default(),
            birthday: view.birthday,
            note: view.note,
            photo: view.photo.map(|photo| ContactPhoto {
                mime_type: photo.mime_type,
                data: photo.data.to_vec().into(),
            }),
            raw: view.raw,
        }
    }
}
