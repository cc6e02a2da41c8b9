//! Parts in one message, and the management of groups.

use serde_json::json;
use spectrum_imessage::content::{self, FileOptions, VoiceOptions};
use spectrum_imessage::{MessageEffect, User};
use spectrum_imessage_tests as show;

use super::super::{JPG, M4A, PNG, StepResult};
use super::{BOB, CAROL, DM, GROUP, Outcome, Program, VCF, png_attachment, sent, unknown};

impl Program {
    pub(super) async fn parts(&self, label: &str) -> StepResult {
        let jpg = || {
            let options = FileOptions { name: Some("a.jpg".into()), ..FileOptions::default() };
            content::attachment_bytes(JPG, options)
        };
        let m4a = || {
            let options = VoiceOptions { name: Some("v.m4a".into()), ..VoiceOptions::default() };
            content::voice_bytes(M4A, options)
        };
        let (a, b) = (content::text("a")?, content::text("b")?);
        let items = match label {
            "space.send(group(text(\"caption\"), attachment a.jpg, attachment b.png))" => {
                vec![content::text("caption")?, jpg()?, png_attachment()?]
            }
            "space.send(group(attachment a.jpg, attachment b.png))" => {
                vec![jpg()?, png_attachment()?]
            }
            "space.send(group(attachment a.jpg, \"caption\"))" => {
                vec![jpg()?, content::text("caption")?]
            }
            "space.send(group(markdown(\"**bold** caption\"), attachment a.jpg))" => {
                vec![content::markdown("**bold** caption")?, jpg()?]
            }
            "space.send(group(contact, voice))" => vec![content::contact_vcard(VCF)?, m4a()?],
            "space.send(group(\"a\", \"b\"))" => vec![a, b],
            "space.send(group(text(\"a\"), markdown(\"b\"), attachment))" => {
                vec![a, content::markdown("b")?, jpg()?]
            }
            "space.send(group(\"a\"))" => vec![a],
            "space.send(group())" => Vec::new(),
            "space.send(group(\"a\", poll))" => vec![a, content::poll("q", ["a", "b"])?],
            "space.send(group(\"a\", group(...)))" => vec![a, content::group(vec![b, jpg()?])?],
            "space.send(group(\"a\", richlink))" => {
                vec![a, content::richlink("https://example.com")?]
            }
            "space.send(group(\"a\", effect(\"b\")))" => {
                vec![a, content::effect(b, MessageEffect::Slam)?]
            }
            "space.send(group(\"a\", reaction))" => {
                vec![a, content::reaction("👍", &self.text("t").await?)?]
            }
            "message.reply(group(...))" => {
                let message = self.text("t").await?;
                return Ok(sent(message.reply(content::group(vec![a, jpg()?])).await?));
            }
            other => return unknown(other),
        };
        self.send(content::group(items)).await
    }

    pub(super) async fn group(&self, label: &str) -> StepResult {
        let space = self.known(if label.starts_with("dm.") { DM } else { GROUP })?;
        let users = |ids: &[&str]| ids.iter().map(|id| User::new(*id)).collect::<Vec<_>>();
        let call = label.split_once('.').map(|(_, call)| call).unwrap_or_default();
        let content = match call {
            "rename(\"New name\")" => content::rename("New name"),
            "rename(\"x\")" => content::rename("x"),
            "rename(\"\")" => content::rename(""),
            "rename(\"   \")" => content::rename("   "),
            "send(rename(\"  padded  \"))" => content::rename("  padded  "),
            "avatar(\"photo.jpg\")" => content::avatar("photo.jpg", None),
            "avatar(PNG bytes, { mimeType: \"image/png\" })" => {
                content::avatar_bytes(PNG, Some("image/png".into()))
            }
            "avatar(PNG bytes) without mimeType" => content::avatar_bytes(PNG, None),
            "avatar(\"clear\")" => content::avatar("clear", None),
            "add(\"+15551230002\")" => content::add_member(&users(&[BOB])),
            "add([\"+15551230002\", user])" => content::add_member(&users(&[BOB, CAROL])),
            "add([])" => content::add_member(&[]),
            "add(\"  \")" => content::add_member(&users(&["  "])),
            "remove(\"+15551230002\")" => content::remove_member(&users(&[BOB])),
            "leave()" => Ok(content::leave_space()),
            "getMembers()" => {
                let members = space.get_members().await?;
                return Ok(Outcome::Value(members.iter().map(show::user).collect()));
            }
            "getAvatar()" => {
                let avatar = space.get_avatar().await?.expect("a recorded picture");
                let data = show::base64(&avatar.file.read().await?);
                let mime_type = avatar.mime_type;
                return Ok(Outcome::Value(
                    json!({"data": {"base64": data}, "mimeType": mime_type}),
                ));
            }
            "getDisplayName()" => {
                let name = space.get_display_name().await?;
                return Ok(Outcome::Value(json!(name)));
            }
            other => return unknown(other),
        };
        Ok(sent(space.send(content).await?))
    }
}
