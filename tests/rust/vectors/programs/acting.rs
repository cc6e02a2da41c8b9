//! What acts on a message or a conversation: replies, reactions, typing, edits, unsends.

use serde_json::json;
use spectrum_imessage::content::{self, FileOptions, Typing, VoiceOptions};
use spectrum_imessage::{Content, SendOptions, Tapback};
use spectrum_imessage_tests as show;

use super::super::{JPG, M4A, StepResult};
use super::{DM, GROUP, Outcome, Program, VCF, argument, png_attachment, sent, several, unknown};

impl Program {
    pub(super) async fn reply(&mut self, label: &str) -> StepResult {
        let m4a = || {
            let options = VoiceOptions { name: Some("v.m4a".into()), ..VoiceOptions::default() };
            content::voice_bytes(M4A, options)
        };
        let content = match label {
            "const m = space.send(\"base\")" => return self.keep("base").await,
            "m.reply(\"text\")" | "space.send(reply(\"text\", m))" => content::text("text"),
            "m.reply(markdown(\"**b**\"))" => content::markdown("**b**"),
            "m.reply(attachment(PNG, { name: \"b.png\" }))" => png_attachment(),
            "m.reply(voice(M4A))" => m4a(),
            "m.reply(contact(vcf))" => content::contact_vcard(VCF),
            "m.reply(\"one\", \"two\")" => {
                let contents = vec![content::text("one")?, content::text("two")?];
                return several(self.base().reply_all(contents, SendOptions::default()).await?);
            }
            "inbound.reply(\"hi back\")" => {
                return Ok(sent(self.found("IN-TEXT").await?.reply("hi back").await?));
            }
            "inbound part.reply(\"about part 1\")" => {
                let part = self.found("p:1/IN-MULTI").await?;
                return Ok(sent(part.reply("about part 1").await?));
            }
            "m.reply(background(\"clear\"))" => Ok(content::background_clear()),
            // Rust has no message to give where none was sent: the types see to it.
            "space.send(reply(\"x\", undefined))" => return self.send("").await,
            "m.reply(typing())" => Ok(content::typing(Typing::Start)),
            "m.reply(reply(\"x\", m))" => content::reply("x", &self.base()),
            other => return unknown(other),
        };
        Ok(sent(self.base().reply(content).await?))
    }

    pub(super) async fn reaction(&mut self, label: &str) -> StepResult {
        if label == "const m = space.send(\"base\")" {
            return self.keep("base").await;
        }
        let name = label.strip_prefix("m.react(Emoji.").and_then(|rest| rest.strip_suffix(')'));
        let by_name = || Tapback::ALL.into_iter().find(|t| Some(t.name()) == name);
        let emoji = argument(label, "m.react(", ")")
            .or_else(|| by_name().map(|tapback| tapback.emoji().to_owned()))
            .expect("a recorded reaction");
        Ok(sent(self.base().react(&emoji).await?))
    }

    pub(super) async fn typing(&self, label: &str) -> StepResult {
        let dm = self.known(DM)?;
        let nothing = |()| Outcome::Nothing;
        match label {
            "space.startTyping()" => dm.start_typing().await.map(nothing),
            "space.stopTyping()" => dm.stop_typing().await.map(nothing),
            "space.send(typing())" => self.send(content::typing(Typing::Start)).await,
            "space.send(typing(\"stop\"))" => self.send(content::typing(Typing::Stop)).await,
            "space.responding(async () => space.send(\"done\"))" => {
                dm.responding(dm.send("done")).await??;
                Ok(Outcome::Value(json!(42)))
            }
            // The program's own error is whatever the future gives back.
            "space.responding(async () => { throw })" => {
                dm.responding(async { content::text("") }).await?.map(|_| Outcome::Nothing)
            }
            "app.responding(space, fn)" => {
                let result = self.known(GROUP)?.responding(async { "x" }).await?;
                Ok(Outcome::Value(json!(result)))
            }
            other => unknown(other),
        }
    }

    pub(super) async fn unsend(&mut self, label: &str) -> StepResult {
        let nothing = |()| Outcome::Nothing;
        match label {
            "const m = space.send(\"base\")" => self.keep("base").await,
            "const r = m.react(\"👍\")" => {
                let reaction = self.base().react("👍").await?.expect("a handle");
                self.reaction = Some(reaction.clone());
                Ok(Outcome::Value(show::message(&reaction)))
            }
            "r.unsend()" => self.reaction.clone().expect("was sent").unsend().await.map(nothing),
            "const e = m.react(\"🎉\"); e.unsend()" => {
                let reaction = self.base().react("🎉").await?.expect("a handle");
                reaction.unsend().await.map(nothing)
            }
            "m.unsend()" | "space.unsend(m)" | "space.send(unsend(m))" => {
                self.base().unsend().await.map(nothing)
            }
            label if label.starts_with("const g = group(") => {
                let options = FileOptions { name: Some("a.jpg".into()), ..FileOptions::default() };
                let items = vec![content::text("a")?, content::attachment_bytes(JPG, options)?];
                let sent = self.known(DM)?.send(content::group(items)).await?.expect("a message");
                let Content::Group(group) = sent.content() else { return unknown(label) };
                let reaction = group.items[1].react("❤️").await?.expect("a handle");
                reaction.unsend().await.map(nothing)
            }
            // Rust has no message to give where none was sent: the types see to it.
            "space.send(unsend(undefined))" => self.send("").await,
            "inbound.unsend()" => self.found("IN-TEXT").await?.unsend().await.map(nothing),
            other => unknown(other),
        }
    }

    pub(super) async fn edit(&mut self, label: &str) -> StepResult {
        let nothing = |()| Outcome::Nothing;
        let content = match label {
            "const m = space.send(\"base\")" => return self.keep("base").await,
            "m.edit(\"changed\")" => content::text("changed"),
            "space.edit(m, \"again\")" => content::text("again"),
            "app.edit(m, \"via app\")" => content::text("via app"),
            "space.send(edit(\"canonical\", m))" => content::text("canonical"),
            "m.edit(markdown(\"**bold** and [l](https://e.example)\"))" => {
                content::markdown("**bold** and [l](https://e.example)")
            }
            "m.edit(attachment(PNG))" => png_attachment(),
            "m.edit(app(\"https://e.example\"))" => content::app("https://e.example", None),
            "m.edit(text(async iterable))" => Ok(content::text_stream(futures_util::stream::iter(
                ["streamed ", "edit"].map(|part| Ok(part.to_owned())),
            ))),
            // Rust has no message to give where none was sent: the types see to it.
            "space.send(edit(\"x\", undefined))" => content::text(""),
            "inbound.edit(\"x\")" => {
                return self.found("IN-TEXT").await?.edit("x").await.map(nothing);
            }
            "getMessage of an own message, then .edit(\"x\")" => {
                return self.found("OUT-TEXT").await?.edit("x").await.map(nothing);
            }
            "space.send(edit(reply(\"x\", m), m))" => content::reply("x", &self.base()),
            other => return unknown(other),
        };
        self.base().edit(content).await.map(nothing)
    }
}
