//! Attachments, voice messages, contacts and backgrounds.

use spectrum_imessage::User;
use spectrum_imessage::content::{
    self, Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone,
    ContactPhoto, FileOptions, VoiceOptions,
};

use super::super::{JPG, M4A, PNG, StepResult};
use super::{ALICE, BOB, DM, GROUP, Outcome, Program, VCF, png_attachment, sent, unknown};

impl Program {
    pub(super) async fn attachment(&self, label: &str) -> StepResult {
        let named = |name: &str| FileOptions { name: Some(name.into()), ..FileOptions::default() };
        let typed =
            |mime: &str| FileOptions { mime_type: Some(mime.into()), ..FileOptions::default() };
        let content = match label {
            "space.send(attachment(\"photo.jpg\"))" => {
                content::attachment("photo.jpg", FileOptions::default())
            }
            "space.send(attachment(\"dir/pic.png\"))" => {
                content::attachment("dir/pic.png", FileOptions::default())
            }
            "space.send(attachment(\"photo.jpg\", { name: \"renamed.jpg\" }))" => {
                content::attachment("photo.jpg", named("renamed.jpg"))
            }
            "space.send(attachment(PNG bytes, { name: \"b.png\" }))"
            | "space.send(attachment(PNG, { name: \"b.png\" }))" => png_attachment(),
            "space.send(attachment(bytes, { mimeType: \"application/x-thing\" }))" => {
                content::attachment_bytes("thing", typed("application/x-thing"))
            }
            "space.send(attachment(bytes, { id: \"my-id\", name: \"n.txt\" }))" => {
                let options = FileOptions { id: Some("my-id".into()), ..named("n.txt") };
                content::attachment_bytes("text", options)
            }
            "space.send(attachment(empty bytes, { name: \"empty.txt\" }))" => {
                content::attachment_bytes("", named("empty.txt"))
            }
            "space.send(attachment(new URL(\"http://cards.example/pic.png\")))" => {
                content::attachment_url(&self.page("pic.png"), FileOptions::default())
            }
            other => return unknown(other),
        };
        self.send(content).await
    }

    fn page(&self, name: &str) -> String {
        format!("http://{}/{name}", self.server.address)
    }

    pub(super) async fn voice_or_contact(&self, label: &str) -> StepResult {
        let typed =
            |mime: &str| VoiceOptions { mime_type: Some(mime.into()), ..VoiceOptions::default() };
        let content = match label {
            "space.send(voice(\"note.m4a\"))" => {
                content::voice("note.m4a", VoiceOptions::default())
            }
            "space.send(voice(m4a bytes, { mimeType: \"audio/mp4\" }))" => {
                content::voice_bytes(M4A, typed("audio/mp4"))
            }
            "space.send(voice(m4a bytes, { name: \"memo.m4a\", duration: 1.5 }))" => {
                let options = VoiceOptions {
                    name: Some("memo.m4a".into()),
                    duration: Some(1.5),
                    ..VoiceOptions::default()
                };
                content::voice_bytes(M4A, options)
            }
            "space.send(voice(m4a bytes labelled audio/wav))" => {
                content::voice_bytes(M4A, typed("audio/wav"))
            }
            "space.send(voice(non-m4a bytes labelled audio/aac))" => {
                content::voice_bytes("not really aac", typed("audio/aac"))
            }
            "space.send(contact({ all fields }))" => content::contact(full_contact()),
            "space.send(contact(vcf string))" => content::contact_vcard(VCF),
            "space.send(contact({}))" => content::contact(Contact::default()),
            label if label.contains("\"Stone\"") => content::contact(Contact {
                name: Some(ContactName {
                    first: Some("Bob".into()),
                    last: Some("Stone".into()),
                    ..ContactName::default()
                }),
                phones: vec![ContactPhone { value: BOB.into(), kind: None }],
                ..Contact::default()
            }),
            label if label.contains("photo") => {
                let photo = ContactPhoto { mime_type: "image/png".into(), data: PNG.into() };
                let name = ContactName {
                    formatted: Some("Zoë / Ünïcode".into()),
                    ..ContactName::default()
                };
                content::contact(Contact {
                    name: Some(name),
                    photo: Some(photo),
                    ..Contact::default()
                })
            }
            "space.send(contact(user))" => content::contact(Contact {
                user: Some(User::new(ALICE)),
                note: Some("hi".into()),
                ..Contact::default()
            }),
            other => return unknown(other),
        };
        self.send(content).await
    }

    pub(super) async fn background(&self, label: &str) -> StepResult {
        let png = || Some("image/png".to_owned());
        let content = match label {
            "space.background(\"photo.jpg\")" | "group space.background(\"photo.jpg\")" => {
                content::background("photo.jpg", None)
            }
            "space.background(JPEG bytes, { mimeType: \"image/jpeg\" })" => {
                content::background_bytes(JPG, Some("image/jpeg".into()))
            }
            "space.send(background(PNG bytes, { mimeType: \"image/png\" }))" => {
                content::background_bytes(PNG, png())
            }
            "space.background(new URL(\"http://cards.example/pic.png\"))" => {
                content::background_url(&self.page("pic.png"), None)
            }
            "space.background(PNG bytes) without mimeType" => content::background_bytes(PNG, None),
            "space.background(\"missing.jpg\")" => content::background("missing.jpg", None),
            "space.background(\"clear\")" | "space.send(background(\"clear\"))" => {
                content::background("clear", None)
            }
            "space.background(\"./clear\")" => content::background("./clear", None),
            "space.background(\"./clear\", { mimeType: \"image/png\" })" => {
                content::background("./clear", png())
            }
            "space.background(\"clear\", { mimeType: \"image/png\" })" => {
                content::background("clear", png())
            }
            other => return unknown(other),
        };
        let space = self.known(if label.starts_with("group") { GROUP } else { DM })?;
        if label.contains("space.send") {
            return Ok(sent(space.send(content).await?));
        }
        space.background(content).await.map(|()| Outcome::Nothing)
    }
}

/// A recorded contact with every field.
fn full_contact() -> Contact {
    let some = |text: &str| Some(text.to_owned());
    let phone = |value: &str, kind: Option<&str>| ContactPhone {
        value: value.into(),
        kind: kind.map(str::to_owned),
    };
    let email = |value: &str, kind: &str| ContactEmail { value: value.into(), kind: some(kind) };
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
            phone("+15551230009", Some("mobile")),
            phone("+15551230010", Some("work")),
            phone("+15551230011", None),
            phone("+15551230012", Some("other")),
        ],
        emails: vec![email("ada@example.com", "home"), email("ada@work.example", "work")],
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
