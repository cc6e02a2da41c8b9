//! The whole way: recordings of the public client, cards as address books write them, and
//! properties that hold for any text.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::write::joined_name;
use super::{file_name, parse, write};
use crate::content::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
};
use crate::user::User;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn vector(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(name);
    let text = std::fs::read_to_string(path).expect("the vector is there");
    serde_json::from_str(&text).expect("the vector is JSON")
}

/// The uploaded file of each step of the recording: its name and its text.
fn uploads() -> Vec<(String, String)> {
    let recording = vector("outbound/contact.json");
    let steps = recording["steps"].as_array().expect("steps");
    let upload = |step: &Value| {
        let request = &step["rpcs"][0]["request_json"];
        let text = |key: &str| request[key].as_str().expect("a string").to_owned();
        let data = STANDARD.decode(text("data")).expect("base64");
        (text("fileName"), String::from_utf8(data).expect("UTF-8"))
    };
    steps.iter().map(upload).collect()
}

/// A contact in the form of the recordings.
fn as_json(contact: &Contact) -> Value {
    fn object(fields: &[(&str, &Option<String>)]) -> Map<String, Value> {
        let given = |(key, value): &(&str, &Option<String>)| {
            value.as_ref().map(|value| ((*key).to_owned(), json!(value)))
        };
        fields.iter().filter_map(given).collect()
    }
    let mut out = object(&[
        ("birthday", &contact.birthday),
        ("note", &contact.note),
        ("raw", &contact.raw),
        ("type", &some("contact")),
    ]);
    if let Some(ContactName { formatted, first, last, middle, prefix, suffix }) = &contact.name {
        let name = object(&[
            ("formatted", formatted),
            ("first", first),
            ("last", last),
            ("middle", middle),
            ("prefix", prefix),
            ("suffix", suffix),
        ]);
        out.insert("name".into(), name.into());
    }
    if let Some(ContactOrg { name, department, title }) = &contact.org {
        let org = object(&[("name", name), ("department", department), ("title", title)]);
        out.insert("org".into(), org.into());
    }
    let phones = contact.phones.iter().map(|ContactPhone { value, kind }| {
        object(&[("value", &Some(value.clone())), ("type", kind)]).into()
    });
    let emails = contact.emails.iter().map(|ContactEmail { value, kind }| {
        object(&[("value", &Some(value.clone())), ("type", kind)]).into()
    });
    let addresses = contact.addresses.iter().map(|address| {
        object(&[
            ("street", &address.street),
            ("city", &address.city),
            ("region", &address.region),
            ("postalCode", &address.postal_code),
            ("country", &address.country),
            ("type", &address.kind),
        ])
        .into()
    });
    let lists: [(&str, Vec<Value>); 4] = [
        ("phones", phones.collect()),
        ("emails", emails.collect()),
        ("addresses", addresses.collect()),
        ("urls", contact.urls.iter().map(|url| json!(url)).collect()),
    ];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        out.insert(key.into(), list.into());
    }
    if let Some(photo) = &contact.photo {
        out.insert("photo".into(), json!({ "mimeType": photo.mime_type }));
    }
    Value::Object(out)
}

fn ada() -> Contact {
    Contact {
        name: Some(ContactName {
            formatted: some("Dr. Ada M. Lovelace"),
            first: some("Ada"),
            last: some("Lovelace"),
            middle: some("M."),
            prefix: some("Dr."),
            suffix: some("PhD"),
        }),
        phones: vec![
            ContactPhone { value: "+15551230009".into(), kind: some("mobile") },
            ContactPhone { value: "+15551230010".into(), kind: some("work") },
            ContactPhone { value: "+15551230011".into(), kind: None },
            ContactPhone { value: "+15551230012".into(), kind: some("other") },
        ],
        emails: vec![
            ContactEmail { value: "ada@example.com".into(), kind: some("home") },
            ContactEmail { value: "ada@work.example".into(), kind: some("work") },
        ],
        addresses: vec![ContactAddress {
            street: some("1 Main St"),
            city: some("Springfield"),
            region: some("CA"),
            postal_code: some("90210"),
            country: some("USA"),
            kind: some("home"),
        }],
        org: Some(ContactOrg {
            name: some("Analytical Engines"),
            department: some("R&D"),
            title: some("Engineer"),
        }),
        urls: vec!["https://ada.example/".into()],
        birthday: some("1815-12-10"),
        note: some("Likes; commas, and\nnewlines"),
        ..Contact::default()
    }
}

fn named(formatted: &str) -> Contact {
    let name = ContactName { formatted: some(formatted), ..ContactName::default() };
    Contact { name: Some(name), ..Contact::default() }
}

#[test]
fn cards_are_written_as_recorded() {
    let uploads = uploads();
    let bob = ContactName { first: some("Bob"), last: some("Stone"), ..ContactName::default() };
    let bob_phone = ContactPhone { value: "+15551230002".into(), kind: None };
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAA=";
    let photo = ContactPhoto {
        mime_type: "image/png".into(),
        data: Bytes::from(STANDARD.decode(png).expect("base64")),
    };
    let contacts = [
        ada(),
        Contact { name: Some(bob), phones: vec![bob_phone], ..Contact::default() },
        parse(&uploads[2].1),
        Contact { photo: Some(photo), ..named("Zoë / Ünïcode") },
        Contact { user: Some(User::new("+15551230001")), note: some("hi"), ..Contact::default() },
        Contact::default(),
    ];
    assert_eq!(uploads.len(), contacts.len());
    for ((expected_name, recorded), contact) in uploads.iter().zip(&contacts) {
        // The two deliberate differences: text is escaped, and a user's phone goes along.
        let expected = recorded
            .replace("Likes; commas, andnewlines", r"Likes\; commas\, and\nnewlines")
            .replace("Unknown\r\nNOTE:hi", "Unknown\r\nTEL:+15551230001\r\nNOTE:hi");
        assert_eq!(write(contact), expected);
        assert_eq!(file_name(contact), *expected_name);
    }
}

#[test]
fn a_sent_card_is_read_as_recorded() {
    let recording = vector("outbound/contact.json");
    let expected = &recording["steps"][2]["result_json"]["content"];
    assert_eq!(as_json(&parse(&uploads()[2].1)), *expected);
}

#[test]
fn a_received_card_is_read_as_recorded() {
    let recording = vector("inbound/vcard.json");
    let expected = &recording["surfaced"][0]["message"]["content"];
    let contact = parse(expected["raw"].as_str().expect("a card"));
    assert_eq!(as_json(&contact), *expected);
}

#[test]
fn what_is_no_card_is_only_raw() {
    let recording = vector("inbound/vcard-broken.json");
    let frames = recording["rpcs"][0]["response"]["frames"].as_array().expect("frames");
    let chunks = frames.iter().filter_map(|frame| frame["json"]["primaryChunk"].as_str());
    let bytes: Vec<u8> = chunks.flat_map(|c| STANDARD.decode(c).expect("base64")).collect();
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(text.starts_with("this is not"));
    for text in [text.as_str(), "", "FN:Ada\r\nEND:VCARD", "BEGIN:VCALENDAR\r\nFN:Ada"] {
        assert_eq!(parse(text), Contact { raw: some(text), ..Contact::default() });
    }
}

#[test]
fn raw_is_sent_byte_for_byte_and_wins() {
    let raw = "\u{feff}begin:vcard\rfn:Ada\r\rX-UNKNOWN;A=b:c\rend:vcard\n\n";
    let contact = Contact { phones: ada().phones, ..parse(raw) };
    assert_eq!(write(&contact), raw);
    assert_eq!(file_name(&contact), "Ada.vcf");
}

#[test]
fn an_android_card_is_read() {
    let contact = parse(
        "BEGIN:VCARD\r\nVERSION:2.1\r\n\
         N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg=3B;;;\r\n\
         TEL;CELL;PREF:0170-123\r\nTEL;WORK;VOICE:089-1\r\nTEL;X-CUSTOM(Boot):1\r\n\
         EMAIL;HOME:j@example.de\r\n\
         ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=C3=9F=\r\n\
         e 1;M=C3=BCnchen;;80331;\r\n\
         ORG:Werk\\;statt;Optik\r\n\
         NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:eins=0D=0Azwei=2C =\r\ndrei\r\n\
         PHOTO;ENCODING=BASE64;JPEG:/9j/\r\n 4AAQ\r\n SkZJ\r\n\r\n\
         BDAY:1980-02-30\r\nEND:VCARD\r\n",
    );
    let expected = json!({
        "type": "contact",
        "name": { "formatted": "Jörg; Müller", "first": "Jörg;", "last": "Müller" },
        "phones": [
            { "value": "0170-123", "type": "mobile" },
            { "value": "089-1", "type": "work" },
            { "value": "1" },
        ],
        "emails": [{ "value": "j@example.de", "type": "home" }],
        "addresses": [{
            "street": "Hauptstraße 1", "city": "München", "postalCode": "80331", "type": "home",
        }],
        "org": { "name": "Werk;statt", "department": "Optik" },
        "note": "eins\nzwei, drei",
        "photo": { "mimeType": "image/jpeg" },
        "birthday": "1980-02-30",
        "raw": contact.raw,
    });
    assert_eq!(as_json(&contact), expected);
    let photo = contact.photo.expect("a photo");
    assert_eq!(photo.data[..], *b"\xff\xd8\xff\xe0\0\x10JFI");
}

#[test]
fn a_version_4_card_is_read() {
    let contact = parse(
        "BEGIN:VCARD\nVERSION:4.0\nFN;TYPE=work:\nFN: Ada\n\
         TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-555\nTEL:\nEMAIL:MAILTO:a@b.example\n\
         URL:https\\://a.example/\nURL:https://b.example/?c=d;e\n\
         PHOTO:data:image/webp\\;base64\\,AAAA\nPHOTO;VALUE=uri:https://a.example/p.png\nEND:VCARD",
    );
    assert_eq!(contact.name, named("Ada").name);
    assert_eq!(contact.phones, [ContactPhone { value: "+1-555".into(), kind: some("home") }]);
    assert_eq!(contact.emails, [ContactEmail { value: "a@b.example".into(), kind: None }]);
    assert_eq!(contact.urls, ["https://a.example/", "https://b.example/?c=d;e"]);
    let photo = ContactPhoto { mime_type: "image/webp".into(), data: Bytes::from_static(&[0; 3]) };
    assert_eq!(contact.photo, Some(photo));
}

#[test]
fn of_several_names_the_first_that_says_something_counts() {
    let contact = parse(
        "BEGIN:VCARD\nN:;;;;\nN;LANGUAGE=en:Hopper;Grace\nN;LANGUAGE=x:Other;;Middle;;\n\
         ORG:;\nORG:Navy\nORG:Army;Tanks\nEND:VCARD",
    );
    let name = ContactName {
        formatted: some("Grace Hopper"),
        first: some("Grace"),
        last: some("Hopper"),
        ..ContactName::default()
    };
    assert_eq!(contact.name, Some(name));
    assert_eq!(contact.org, Some(ContactOrg { name: some("Navy"), ..ContactOrg::default() }));
}

#[test]
fn a_picture_without_a_type_is_told_by_its_bytes() {
    let photo = |line: &str| parse(&format!("BEGIN:VCARD\n{line}\nEND:VCARD")).photo;
    let mime_type = |line| photo(line).map(|photo| photo.mime_type);
    assert_eq!(mime_type("PHOTO;ENCODING=b:iVBORw0KGgo="), some("image/png"));
    assert_eq!(mime_type("PHOTO;ENCODING=b;TYPE=pref,JPG:iVBORw0KGgo="), some("image/jpeg"));
    assert_eq!(mime_type("PHOTO;ENCODING=b:AAAA"), some("application/octet-stream"));
    assert_eq!(mime_type("PHOTO;ENCODING=b:data:image/gif;base64,AAAA"), some("image/gif"));
    assert_eq!(photo("PHOTO;VALUE=uri:https://a.example/p.png"), None);
    assert_eq!(photo("PHOTO;ENCODING=b:%%%"), None);
    assert_eq!(photo("PHOTO;ENCODING=b:"), None);
}

#[test]
fn a_users_address_goes_along_unless_one_is_given() {
    let of_user = |id: &str| Contact { user: Some(id.into()), ..Contact::default() };
    assert!(write(&of_user("ada@example.com")).contains("\r\nEMAIL:ada@example.com\r\n"));
    assert!(write(&of_user("+1 (555) 123")).contains("\r\nTEL:+1 (555) 123\r\n"));
    let neither = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Unknown\r\nEND:VCARD";
    assert_eq!(write(&of_user("user-7f")), neither);
    assert_eq!(file_name(&of_user("ada@example.com")), "ada_example.com.vcf");

    let given = Contact { phones: ada().phones, ..of_user("+15550000000") };
    assert!(!write(&given).contains("+15550000000"));
    let emails = Contact { emails: ada().emails, ..of_user("+15550000000") };
    assert!(write(&emails).contains("\r\nTEL:+15550000000\r\nEMAIL;TYPE=HOME:"));
}

#[test]
fn no_field_can_add_a_line() {
    let evil = "a\r\nTEL:1\n\rEND:VCARD\u{2028}NOTE:b\u{85}c\0";
    let contact = Contact {
        phones: vec![ContactPhone { value: evil.into(), kind: some("home:\r\nNOTE:x") }],
        urls: vec![evil.into()],
        birthday: some(evil),
        org: Some(ContactOrg { title: some(evil), ..ContactOrg::default() }),
        photo: Some(ContactPhoto { mime_type: "image/a\r\nb".into(), data: "x".into() }),
        ..named(evil)
    };
    let text = write(&contact);
    let names: Vec<_> = text.split("\r\n").map(|line| line.split(':').next()).collect();
    let expected =
        ["BEGIN", "VERSION", "FN", "TEL", "TITLE", "URL", "BDAY", "PHOTO;ENCODING=b", "END"];
    assert_eq!(names, expected.map(Some));
    assert!(!text.contains(['\u{2028}', '\u{85}', '\0']));
}

#[test]
fn file_names_are_bounded_and_count_as_the_public_client_does() {
    assert_eq!(file_name(&named("a-b_c.d e")), "a-b_c.d_e.vcf");
    assert_eq!(file_name(&named("😀")), "__.vcf");
    assert_eq!(file_name(&named(" ")), "contact.vcf");
    assert_eq!(file_name(&named("../etc/x")), ".._etc_x.vcf");
    assert!(file_name(&named(&"é".repeat(5000))).len() < 255);
}

#[test]
fn hostile_texts_need_neither_time_nor_memory() {
    // Each of these takes minutes or gigabytes if a line is scanned again as it grows.
    let long = 1 << 20;
    let bodies = [
        "TEL:1\n".repeat(long / 6),
        format!("TEL{}:1", ";".repeat(long)),
        format!("TEL;X={}", "\n a".repeat(long / 3)),
        format!("NOTE;QUOTED-PRINTABLE:x{}", "\n  ".repeat(long / 3)),
        format!("NOTE;QUOTED-PRINTABLE:{}", "=\n".repeat(long / 2)),
        format!("PHOTO;BASE64:{}", "\nA".repeat(long / 2)),
        "BEGIN:VCARD\n".repeat(long / 12),
        format!("TEL;X=\"{}", "\n :".repeat(long / 3)),
        format!("ADR:{}", ";".repeat(long)),
        format!("NOTE:{}", "\\".repeat(long)),
    ];
    for body in bodies {
        let text = format!("BEGIN:VCARD\n{body}\nEND:VCARD");
        let contact = parse(&text);
        assert!(contact.phones.len() <= 1000);
        assert!(contact.raw == Some(text));
    }
    let endless = format!("BEGIN:VCARD\nFN:{}", "a".repeat(17 << 20));
    assert_eq!(parse(&endless).name, None);
}

#[test]
fn a_card_cut_anywhere_is_still_read() {
    let text = write(&Contact { photo: None, ..ada() });
    for end in 0..text.len() {
        let contact = parse(&text[..end]);
        assert_eq!(contact.raw.as_deref(), Some(&text[..end]));
    }
    let without_end = &text[..text.len() - "END:VCARD".len()];
    assert_eq!(parse(without_end).phones, ada().phones);
}

/// Text as a field holds it: no white space around it, no control characters.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,90}[^\\p{C}\\p{Z}])?",
        "[;,:=nN\\\\\"]{1,12}",
        "[a-c]([ \\\\;,]{60,200}[a-c]){1,3}",
    ]
}

fn kind(kinds: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    option::of(proptest::sample::select(kinds).prop_map(str::to_owned))
}

prop_compose! {
    fn any_name()(
        parts in vec(option::of(field()), 6),
    ) -> ContactName {
        let mut parts = parts.into_iter();
        let mut next = || parts.next().flatten();
        ContactName {
            formatted: next(),
            first: next(),
            last: next(),
            middle: next(),
            prefix: next(),
            suffix: next(),
        }
    }
}

prop_compose! {
    fn any_address()(
        street in field(),
        rest in vec(option::of(field()), 4),
        kind in kind(&["home", "work", "other"]),
    ) -> ContactAddress {
        let mut rest = rest.into_iter();
        let mut next = || rest.next().flatten();
        ContactAddress {
            street: Some(street),
            city: next(),
            region: next(),
            postal_code: next(),
            country: next(),
            kind,
        }
    }
}

prop_compose! {
    fn any_contact()(
        name in option::of(any_name()),
        phones in vec((field(), kind(&["mobile", "home", "work", "other"])), 0..4),
        emails in vec((field(), kind(&["home", "work", "other"])), 0..4),
        addresses in vec(any_address(), 0..3),
        org in (option::of(field()), option::of(field()), option::of(field())),
        urls in vec(field(), 0..3),
        birthday in option::of(field()),
        note in option::of(vec(field(), 1..4)),
        photo in option::of(("image/(png|jpeg|x-own)|text/plain", vec(any::<u8>(), 1..200))),
    ) -> Contact {
        let (org_name, department, title) = org;
        let org = ContactOrg { name: org_name, department, title };
        Contact {
            user: None,
            name,
            phones: phones.into_iter().map(|(value, kind)| ContactPhone { value, kind }).collect(),
            emails: emails.into_iter().map(|(value, kind)| ContactEmail { value, kind }).collect(),
            addresses,
            org: (org != ContactOrg::default()).then_some(org),
            urls,
            birthday,
            note: note.map(|lines| lines.join("\n")),
            photo: photo.map(|(mime_type, data)| ContactPhoto { mime_type, data: data.into() }),
            raw: None,
        }
    }
}

/// Pieces of cards in any order.
fn soup() -> impl Strategy<Value = String> {
    const WORDS: &str = "BEGIN:VCARD END:VCARD N FN TEL ADR PHOTO NOTE item1. TYPE= CELL \
                         ENCODING=QUOTED-PRINTABLE ENCODING=b BASE64 CHARSET=x =C3 tel: AAAA \
                         data:image/png;base64,";
    const SIGNS: &[&str] = &[
        ";", ":", ",", "=", "\"", "\\", "\r\n", "\n", "\r", " ", "\t", "=\n", "ü", "\u{feff}", "😀",
    ];
    let pieces: Vec<_> = WORDS.split(' ').chain(SIGNS.iter().copied()).collect();
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    vec(piece, 0..60).prop_map(|pieces| format!("BEGIN:VCARD\n{}", pieces.concat()))
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(contact in any_contact()) {
        let text = write(&contact);
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
        let mut expected = Contact { raw: Some(text.clone()), ..contact };
        let mut name = expected.name.unwrap_or_default();
        name.formatted = name.formatted.clone().or_else(|| joined_name(&name)).or(some("Unknown"));
        expected.name = Some(name);
        prop_assert_eq!(parse(&text), expected);
    }

    #[test]
    fn any_text_is_read_and_kept(text in prop_oneof![any::<String>(), soup()]) {
        let contact = parse(&text);
        prop_assert_eq!(contact.raw.as_deref(), Some(text.as_str()));
        prop_assert_eq!(write(&contact), text);
        let name = file_name(&contact);
        prop_assert!(name.ends_with(".vcf") && name.is_ascii() && !name.contains('/'));
    }
}
