//! From a vCard to a contact.

use bytes::Bytes;

use super::encoding::{self, Encoding};
use super::is_vcard;
use super::line::{Property, properties};
use super::write::joined_name;
use crate::content::mime;
use crate::content::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
};

/// A longer text, in bytes, is not looked into. A card with a large picture has a few MiB.
const LONGEST: usize = 16 << 20;

/// Phones, e-mail addresses, postal addresses and pages beyond this many of each are left out: a
/// hostile card would need many times its memory.
const MOST_VALUES: usize = 1000;

/// Types that say nothing about the kind of a picture.
const NO_PICTURE_TYPES: [&str; 6] = ["BASE64", "PREF", "HOME", "WORK", "UNKNOWN", ""];

/// Reads a vCard; what is not understood stays in `raw`, which holds the text byte for byte. Never
/// fails: at worst there is only `raw`.
pub(crate) fn parse(raw: &str) -> Contact {
    let mut contact = Contact { raw: Some(raw.to_owned()), ..Contact::default() };
    if raw.len() > LONGEST || !is_vcard(raw) {
        return contact;
    }
    let mut name = ContactName::default();
    let mut org = ContactOrg::default();
    for property in properties(raw) {
        match property.name.as_str() {
            "FN" => keep_first(&mut name.formatted, || line(&property)),
            "N" => read_name(&mut name, &property),
            "TEL" => push(&mut contact.phones, || {
                let kind = phone_kind(&property).map(str::to_owned);
                address_line(&property, "tel:").map(|value| ContactPhone { value, kind })
            }),
            "EMAIL" => push(&mut contact.emails, || {
                let kind = place_kind(&property).map(str::to_owned);
                address_line(&property, "mailto:").map(|value| ContactEmail { value, kind })
            }),
            "ADR" => push(&mut contact.addresses, || address(&property)),
            "ORG" => read_org(&mut org, &property),
            "TITLE" => keep_first(&mut org.title, || line(&property)),
            "URL" => push(&mut contact.urls, || line(&property)),
            "BDAY" => keep_first(&mut contact.birthday, || line(&property)),
            "NOTE" => keep_first(&mut contact.note, || {
                property.text().filter(|note| !note.trim().is_empty())
            }),
            "PHOTO" => keep_first(&mut contact.photo, || photo(&property)),
            _ => {}
        }
    }
    if name.formatted.is_none() {
        // vCard 2.1 knows cards with nothing but the parts.
        name.formatted = joined_name(&name);
    }
    contact.name = Some(name).filter(|name| *name != ContactName::default());
    contact.org = Some(org).filter(|org| *org != ContactOrg::default());
    contact
}

/// Of several properties the first one that can be read counts.
fn keep_first<T>(field: &mut Option<T>, read: impl FnOnce() -> Option<T>) {
    if field.is_none() {
        *field = read();
    }
}

/// Of several properties all count that can be read, as far as there is room.
fn push<T>(list: &mut Vec<T>, read: impl FnOnce() -> Option<T>) {
    if list.len() < MOST_VALUES {
        list.extend(read());
    }
}

/// A value without the white space around it; `None` if nothing is left.
fn line(property: &Property) -> Option<String> {
    property.text().and_then(|text| filled(text.trim()))
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A phone number or an e-mail address. vCard 4.0 may write them as a URI.
fn address_line(property: &Property, scheme: &str) -> Option<String> {
    let text = line(property)?;
    let scheme_given = text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    if scheme_given { filled(text[scheme.len()..].trim_start()) } else { Some(text) }
}

fn phone_kind(property: &Property) -> Option<&'static str> {
    // A mobile phone for work is first of all a mobile phone.
    if property.is_type("CELL") { Some("mobile") } else { place_kind(property) }
}

fn place_kind(property: &Property) -> Option<&'static str> {
    [("HOME", "home"), ("WORK", "work"), ("OTHER", "other")]
        .into_iter()
        .find_map(|(kind, name)| property.is_type(kind).then_some(name))
}

/// Of several names, in several scripts for example, the first one counts as a whole.
fn read_name(name: &mut ContactName, property: &Property) {
    let ContactName { formatted: _, first, last, middle, prefix, suffix } = name;
    fill([last, first, middle, prefix, suffix], property);
}

fn read_org(org: &mut ContactOrg, property: &Property) {
    fill([&mut org.name, &mut org.department], property);
}

/// Puts the parts of a structured value into fields, unless an earlier property filled any.
fn fill<const N: usize>(fields: [&mut Option<String>; N], property: &Property) {
    if fields.iter().all(|field| field.is_none()) {
        for (field, part) in fields.into_iter().zip(property.components()) {
            *field = filled(&part);
        }
    }
}

fn address(property: &Property) -> Option<ContactAddress> {
    // The post office box and the extended address have no field.
    let mut parts = property.components().skip(2);
    let mut next = || parts.next().as_deref().and_then(filled);
    let read = ContactAddress {
        street: next(),
        city: next(),
        region: next(),
        postal_code: next(),
        country: next(),
        kind: None,
    };
    (read != ContactAddress::default())
        .then(|| ContactAddress { kind: place_kind(property).map(str::to_owned), ..read })
}

/// A picture within the card; one that is only linked has no bytes here.
fn photo(property: &Property) -> Option<ContactPhoto> {
    let value = property.value().trim();
    let (declared, data) = match data_uri(value) {
        Some(found) => found,
        None if property.encoding() == Encoding::Base64 => (None, encoding::base64(value)?),
        None => return None,
    };
    if data.is_empty() {
        return None;
    }
    let mime_type = declared
        .or_else(|| declared_picture_type(property))
        .or_else(|| mime::of_picture(&data).map(str::to_owned))
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    Some(ContactPhoto { mime_type, data: Bytes::from(data) })
}

fn declared_picture_type(property: &Property) -> Option<String> {
    let declared = property
        .parameter("MEDIATYPE")
        .chain(property.parameter("TYPE"))
        .find(|value| !NO_PICTURE_TYPES.contains(value))?
        .to_ascii_lowercase();
    Some(match declared.as_str() {
        "jpg" => "image/jpeg".to_owned(),
        kind if kind.contains('/') => declared,
        kind => format!("image/{kind}"),
    })
}

/// The MIME type and the bytes of `data:image/png;base64,...`.
fn data_uri(value: &str) -> Option<(Option<String>, Vec<u8>)> {
    let scheme = value.get(..5)?;
    if !scheme.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (head, packed) = value[5..].split_once(',')?;
    // Some writers escape the `;` and the `,` as if the URI were text.
    let head = head.replace('\\', "").to_ascii_lowercase();
    let mime_type = head.strip_suffix(";base64")?.split(';').next().and_then(filled);
    Some((mime_type, encoding::base64(packed)?))
}
