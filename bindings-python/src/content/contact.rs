//! Contacts: the one content with a tree of fields.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use spectrum_imessage::User;
use spectrum_imessage::content::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
};

use crate::layer::{self, fields};
use crate::message::user_to_python;

type Object<'py> = PyResult<Bound<'py, PyAny>>;

/// The fields of a contact by name.
pub(super) fn fields<'py>(py: Python<'py>, contact: &Contact) -> PyResult<Bound<'py, PyDict>> {
    let Contact { user, name, phones, emails, addresses, org, urls, birthday, note, photo, raw } =
        contact;
    Ok(fields!(py, {
        "user": user.as_ref().map(|user| user_to_python(py, user)).transpose()?,
        "name": name.as_ref().map(|name| name_to_python(py, name)).transpose()?,
        "phones": tuple(py, phones, phone_to_python)?,
        "emails": tuple(py, emails, email_to_python)?,
        "addresses": tuple(py, addresses, address_to_python)?,
        "org": org.as_ref().map(|org| org_to_python(py, org)).transpose()?,
        "urls": PyTuple::new(py, urls)?,
        "birthday": birthday.as_deref(),
        "note": note.as_deref(),
        "photo": photo.as_ref().map(|photo| photo_to_python(py, photo)).transpose()?,
        "raw": raw.as_deref(),
    }))
}

fn tuple<'py, T>(
    py: Python<'py>,
    items: &[T],
    convert: impl Fn(Python<'py>, &T) -> Object<'py>,
) -> PyResult<Bound<'py, PyTuple>> {
    let items = items.iter().map(|item| convert(py, item)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, items)
}

fn name_to_python<'py>(py: Python<'py>, name: &ContactName) -> Object<'py> {
    let ContactName { formatted, first, last, middle, prefix, suffix } = name;
    let fields = fields!(py, {
        "formatted": formatted.as_deref(),
        "first": first.as_deref(),
        "last": last.as_deref(),
        "middle": middle.as_deref(),
        "prefix": prefix.as_deref(),
        "suffix": suffix.as_deref(),
    });
    layer::object(py, "_contact", "ContactName", &fields)
}

fn phone_to_python<'py>(py: Python<'py>, phone: &ContactPhone) -> Object<'py> {
    let ContactPhone { value, kind } = phone;
    let fields = fields!(py, { "value": value, "type": kind.as_deref() });
    layer::object(py, "_contact", "ContactPhone", &fields)
}

fn email_to_python<'py>(py: Python<'py>, email: &ContactEmail) -> Object<'py> {
    let ContactEmail { value, kind } = email;
    let fields = fields!(py, { "value": value, "type": kind.as_deref() });
    layer::object(py, "_contact", "ContactEmail", &fields)
}

fn address_to_python<'py>(py: Python<'py>, address: &ContactAddress) -> Object<'py> {
    let ContactAddress { street, city, region, postal_code, country, kind } = address;
    let fields = fields!(py, {
        "street": street.as_deref(),
        "city": city.as_deref(),
        "region": region.as_deref(),
        "postal_code": postal_code.as_deref(),
        "country": country.as_deref(),
        "type": kind.as_deref(),
    });
    layer::object(py, "_contact", "ContactAddress", &fields)
}

fn org_to_python<'py>(py: Python<'py>, org: &ContactOrg) -> Object<'py> {
    let ContactOrg { name, department, title } = org;
    let fields = fields!(py, {
        "name": name.as_deref(),
        "department": department.as_deref(),
        "title": title.as_deref(),
    });
    layer::object(py, "_contact", "ContactOrg", &fields)
}

fn photo_to_python<'py>(py: Python<'py>, photo: &ContactPhoto) -> Object<'py> {
    let ContactPhoto { mime_type, data } = photo;
    let fields = fields!(py, { "mime_type": mime_type, "data": PyBytes::new(py, data) });
    layer::object(py, "_contact", "ContactPhoto", &fields)
}

/// What the builder hands over: the layer's objects, read by their attributes.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct ContactArg {
    user: Option<UserArg>,
    name: Option<NameArg>,
    phones: Vec<ValueArg>,
    emails: Vec<ValueArg>,
    addresses: Vec<AddressArg>,
    org: Option<OrgArg>,
    urls: Vec<String>,
    birthday: Option<String>,
    note: Option<String>,
    photo: Option<PhotoArg>,
    raw: Option<String>,
}

#[derive(FromPyObject)]
struct UserArg {
    id: String,
    address: Option<String>,
    country: Option<String>,
}

#[derive(FromPyObject)]
struct NameArg {
    formatted: Option<String>,
    first: Option<String>,
    last: Option<String>,
    middle: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
}

#[derive(FromPyObject)]
struct ValueArg {
    value: String,
    #[pyo3(attribute("type"))]
    kind: Option<String>,
}

#[derive(FromPyObject)]
struct AddressArg {
    street: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    #[pyo3(attribute("type"))]
    kind: Option<String>,
}

#[derive(FromPyObject)]
struct OrgArg {
    name: Option<String>,
    department: Option<String>,
    title: Option<String>,
}

#[derive(FromPyObject)]
struct PhotoArg {
    mime_type: String,
    data: Vec<u8>,
}

impl From<ContactArg> for Contact {
    fn from(contact: ContactArg) -> Self {
        Self {
            user: contact.user.map(User::from),
            name: contact.name.map(ContactName::from),
            phones: contact.phones.into_iter().map(ContactPhone::from).collect(),
            emails: contact.emails.into_iter().map(ContactEmail::from).collect(),
            addresses: contact.addresses.into_iter().map(ContactAddress::from).collect(),
            org: contact.org.map(ContactOrg::from),
            urls: contact.urls,
            birthday: contact.birthday,
            note: contact.note,
            photo: contact.photo.map(ContactPhoto::from),
            raw: contact.raw,
        }
    }
}

impl From<UserArg> for User {
    fn from(user: UserArg) -> Self {
        let UserArg { id, address, country } = user;
        Self { address, country, ..Self::new(id) }
    }
}

impl From<NameArg> for ContactName {
    fn from(name: NameArg) -> Self {
        let NameArg { formatted, first, last, middle, prefix, suffix } = name;
        Self { formatted, first, last, middle, prefix, suffix }
    }
}

impl From<ValueArg> for ContactPhone {
    fn from(ValueArg { value, kind }: ValueArg) -> Self {
        Self { value, kind }
    }
}

impl From<ValueArg> for ContactEmail {
    fn from(ValueArg { value, kind }: ValueArg) -> Self {
        Self { value, kind }
    }
}

impl From<AddressArg> for ContactAddress {
    fn from(address: AddressArg) -> Self {
        let AddressArg { street, city, region, postal_code, country, kind } = address;
        Self { street, city, region, postal_code, country, kind }
    }
}

impl From<OrgArg> for ContactOrg {
    fn from(OrgArg { name, department, title }: OrgArg) -> Self {
        Self { name, department, title }
    }
}

impl From<PhotoArg> for ContactPhoto {
    fn from(PhotoArg { mime_type, data }: PhotoArg) -> Self {
        Self { mime_type, data: data.into() }
    }
}
