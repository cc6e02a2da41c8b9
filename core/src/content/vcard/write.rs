//! From a contact to a vCard, and to the name of its file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::encoding::{escape, escape_uri};
use crate::content::{Contact, ContactAddress, ContactName, ContactOrg, ContactPhoto};
use crate::user::User;

/// The longest line in octets, the line ending aside (RFC 2426 section 2.6).
const LINE: usize = 75;

/// The longest file name before the extension: file systems end at 255 octets.
const LONGEST_FILE_NAME: usize = 200;

/// The bytes that are sent: `raw` byte for byte if it is there, else a vCard from the fields.
pub(crate) fn write(contact: &Contact) -> String {
    if let Some(raw) = &contact.raw {
        return raw.clone();
    }
    let mut card = Card::new();
    let name = contact.name.as_ref();
    let formatted = name.and_then(|name| given(&name.formatted).map(str::to_owned));
    let formatted = formatted.or_else(|| name.and_then(joined_name));
    card.text("FN", None, formatted.as_deref().unwrap_or("Unknown"));
    if let Some(name) = name {
        let parts = [&name.last, &name.first, &name.middle, &name.prefix, &name.suffix];
        if parts.iter().any(|part| given(part).is_some()) {
            card.structured("N", None, &parts.map(|part| given(part).unwrap_or_default()));
        }
    }
    let own = contact.user.as_ref().and_then(own_address);
    for phone in &contact.phones {
        card.given("TEL", phone.kind.as_deref(), &phone.value);
    }
    if let (true, Some(OwnAddress::Phone(number))) = (contact.phones.is_empty(), own) {
        card.given("TEL", None, number);
    }
    for email in &contact.emails {
        card.given("EMAIL", email.kind.as_deref(), &email.value);
    }
    if let (true, Some(OwnAddress::Email(address))) = (contact.emails.is_empty(), own) {
        card.given("EMAIL", None, address);
    }
    for address in &contact.addresses {
        card.address(address);
    }
    if let Some(org) = &contact.org {
        card.org(org);
    }
    for url in contact.urls.iter().filter(|url| !url.trim().is_empty()) {
        card.line(&format!("URL:{}", escape_uri(url)));
    }
    card.given("BDAY", None, contact.birthday.as_deref().unwrap_or_default());
    card.given("NOTE", None, contact.note.as_deref().unwrap_or_default());
    if let Some(photo) = &contact.photo {
        card.photo(photo);
    }
    card.end()
}

/// `Grace_Hopper.vcf`: the formatted name, else the user's id, else `contact`, as a file name.
pub(crate) fn file_name(contact: &Contact) -> String {
    let name = contact.name.as_ref().and_then(|name| given(&name.formatted));
    let id = contact.user.as_ref().map(|user| user.id.as_str()).filter(|id| !id.is_empty());
    format!("{}.vcf", sanitised(name.or(id).unwrap_or("contact")))
}

/// The parts of a name in the order in which it is spoken; `None` if there are none.
pub(super) fn joined_name(name: &ContactName) -> Option<String> {
    let parts = [&name.prefix, &name.first, &name.middle, &name.last, &name.suffix];
    let parts: Vec<_> = parts.into_iter().filter_map(given).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A field that is there and is not blank.
fn given(field: &Option<String>) -> Option<&str> {
    field.as_deref().filter(|text| !text.trim().is_empty())
}

/// Letters, digits, `.`, `_` and `-` of ASCII stay. The public client counts in UTF-16, and so do
/// the `_` that stand for the rest.
fn sanitised(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n('_', c.len_utf16()));
        }
        if out.len() >= LONGEST_FILE_NAME {
            break;
        }
    }
    out
}

/// Where a user is reached, by the kind of the address.
#[derive(Clone, Copy)]
enum OwnAddress<'a> {
    Phone(&'a str),
    Email(&'a str),
}

/// `None` for an id that is neither a phone number nor an e-mail address, as other platforms have.
fn own_address(user: &User) -> Option<OwnAddress<'_>> {
    let address = given(&user.address).unwrap_or(&user.id);
    if address.contains('@') {
        return Some(OwnAddress::Email(address));
    }
    let digits = address.strip_prefix('+').unwrap_or(address);
    let is_phone = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || b" ()-.".contains(&byte));
    is_phone.then_some(OwnAddress::Phone(address))
}

/// A card that grows line by line.
struct Card(String);

impl Card {
    /// The public client says 4.0 and writes the forms of 3.0; receivers take both.
    fn new() -> Self {
        Self("BEGIN:VCARD\r\nVERSION:4.0".to_owned())
    }

    /// The finished text, without a last line ending.
    fn end(mut self) -> String {
        self.line("END:VCARD");
        self.0
    }

    /// A text property.
    fn text(&mut self, name: &str, kind: Option<&str>, value: &str) {
        self.line(&format!("{name}{}:{}", type_parameter(kind), escape(value)));
    }

    /// A text property, unless it is blank.
    fn given(&mut self, name: &str, kind: Option<&str>, value: &str) {
        if !value.trim().is_empty() {
            self.text(name, kind, value);
        }
    }

    fn structured(&mut self, name: &str, kind: Option<&str>, parts: &[&str]) {
        let parts: Vec<_> = parts.iter().map(|part| escape(part)).collect();
        self.line(&format!("{name}{}:{}", type_parameter(kind), parts.join(";")));
    }

    fn address(&mut self, address: &ContactAddress) {
        let ContactAddress { street, city, region, postal_code, country, kind } = address;
        let parts = [street, city, region, postal_code, country].map(given);
        if parts.iter().any(Option::is_some) {
            let [street, city, region, code, country] = parts.map(Option::unwrap_or_default);
            // The first two, post office box and extended address, stay empty.
            let parts = ["", "", street, city, region, code, country];
            self.structured("ADR", kind.as_deref(), &parts);
        }
    }

    fn org(&mut self, org: &ContactOrg) {
        match (given(&org.name), given(&org.department)) {
            (Some(name), None) => self.text("ORG", None, name),
            (name, Some(department)) => {
                self.structured("ORG", None, &[name.unwrap_or_default(), department]);
            }
            (None, None) => {}
        }
        self.given("TITLE", None, org.title.as_deref().unwrap_or_default());
    }

    fn photo(&mut self, photo: &ContactPhoto) {
        if photo.data.is_empty() {
            return;
        }
        let mime_type = photo.mime_type.split(';').next().unwrap_or_default().trim();
        let kind = type_parameter(Some(mime_type.strip_prefix("image/").unwrap_or(mime_type)));
        self.line(&format!("PHOTO;ENCODING=b{kind}:{}", STANDARD.encode(&photo.data)));
    }

    /// Adds a line, folded if it is long. A break never comes before white space: some readers
    /// take all of it for the fold's.
    fn line(&mut self, line: &str) {
        self.0.push_str("\r\n");
        let mut rest = line;
        let mut room = LINE;
        while rest.len() > room {
            let cut = fold_place(rest, room);
            self.0.push_str(&rest[..cut]);
            self.0.push_str("\r\n ");
            rest = &rest[cut..];
            // The space of the fold counts.
            room = LINE - 1;
        }
        self.0.push_str(rest);
    }
}

/// Where to break a line that is longer than the room.
fn fold_place(line: &str, room: usize) -> usize {
    let bytes = line.as_bytes();
    let places = || (1..=room).rev().filter(|&at| line.is_char_boundary(at));
    // A run of white space as long as the line has no better place than its end.
    places()
        .find(|&at| !matches!(bytes[at], b' ' | b'\t'))
        .or_else(|| places().next())
        .unwrap_or(room)
}

/// `;TYPE=CELL`; nothing for a kind that is not given or could not stand there.
fn type_parameter(kind: Option<&str>) -> String {
    let is_token = |kind: &&str| {
        !kind.is_empty()
            && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+./_".contains(&byte))
    };
    match kind.map(str::trim).filter(is_token) {
        Some(kind) if kind.eq_ignore_ascii_case("mobile") => ";TYPE=CELL".to_owned(),
        Some(kind) => format!(";TYPE={}", kind.to_ascii_uppercase()),
        None => String::new(),
    }
}
