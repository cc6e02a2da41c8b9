//! The recorded programs, in Rust: each recorded call by its text.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};
use spectrum_imessage::content::{
    self, Attachment, CardLayout, Contact, ContactAddress, ContactEmail, ContactName, ContactOrg,
    ContactPhone, ContactPhoto, FileOptions, MiniApp, Typing, VoiceOptions,
};
use spectrum_imessage::imessage::{Client, Config, CreateOptions};
use spectrum_imessage::{
    Content, IntoContent, Message, MessageEffect, Options, Result, SendOptions, Space, Spectrum,
    Tapback, User,
};
use spectrum_imessage_tests as show;

use super::server::{Cloud, Server};
use super::{JPG, M4A, PNG, StepResult};

const ALICE: &str = "+15551230001";
const BOB: &str = "+15551230002";
const CAROL: &str = "carol@example.com";
const LINE_A: &str = "+15559990001";
const LINE_B: &str = "+15559990002";
const DM: &str = "any;-;+15551230001";
const GROUP: &str = "any;+;chat0001";
const VCF: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Grace Hopper\r\nN:Hopper;Grace;;;\r\n\
                   TEL;TYPE=CELL:+15551230077\r\nEND:VCARD\r\n";

/// What a call gave back.
#[derive(Debug)]
pub(crate) enum Outcome {
    Nothing,
    Value(Value),
}

/// What the recorded cloud answered.
pub(crate) fn cloud_of(file: &str, mode: &str) -> Cloud {
    let tokens = match (file, mode) {
        ("startup-dedicated-no-lines", _) => {
            json!({"type": "dedicated", "auth": {}, "numbers": {}, "expiresIn": 3600})
        }
        (_, "dedicated") => json!({
            "type": "dedicated",
            "auth": {"inst-a": "tok-inst-a", "inst-b": "tok-inst-b"},
            "numbers": {"inst-a": LINE_A, "inst-b": LINE_B},
            "expiresIn": 3600,
        }),
        _ => json!({"type": "shared", "token": "tok-shared", "expiresIn": 3600}),
    };
    let answer = |status, body: Value| Some((status, body.to_string()));
    let mut cloud = Cloud { tokens, ..Cloud::default() };
    match file {
        "cloud-error-401-json" => {
            cloud.refusal =
                answer(401, json!({"code": "UNAUTHORIZED", "message": "Invalid credentials"}));
        }
        "cloud-error-500-text" => cloud.refusal = Some((500, "upstream exploded".to_owned())),
        "cloud-error-not-succeed" => cloud.refusal = answer(200, json!({"succeed": false})),
        "cloud-error-project" => {
            cloud.project =
                answer(404, json!({"code": "PROJECT_NOT_FOUND", "message": "Project not found"}));
        }
        _ => {}
    }
    cloud
}

/// One recorded program as it runs.
pub(crate) struct Program {
    file: String,
    mode: String,
    server: Server,
    app: Option<Spectrum>,
    message: Option<Message>,
    reaction: Option<Message>,
    attachment: Option<Attachment>,
}

impl Program {
    pub(crate) fn new(file: &str, mode: &str, server: Server) -> Self {
        Self {
            file: file.into(),
            mode: mode.into(),
            server,
            app: None,
            message: None,
            reaction: None,
            attachment: None,
        }
    }

    /// Whether the start is a recorded call itself.
    pub(crate) fn starts_itself(&self, steps: &[Value]) -> bool {
        let first = steps.first().and_then(|step| step["call"].as_str()).unwrap_or_default();
        first.starts_with("Spectrum(") || self.file == "config-errors"
    }

    fn options(&self) -> Options {
        let url = format!("http://{}", self.server.address);
        Options {
            cloud_url: Some(url.clone()),
            imessage_address: Some(url.clone()),
            imessage_line_address: Some(url),
            ..Options::default()
        }
    }

    fn client(&self, phone: &str) -> Client {
        Client {
            address: format!("http://{}", self.server.address),
            token: "tok-x".into(),
            phone: phone.into(),
        }
    }

    pub(crate) async fn start(&mut self) -> Result<()> {
        let (options, config) = if self.mode == "explicit" {
            (self.options(), Config::Clients(vec![self.client("+15559999999")]))
        } else {
            let options = Options {
                project_id: Some("proj-1".into()),
                project_secret: Some("secret-1".into()),
                ..self.options()
            };
            (options, Config::Cloud)
        };
        self.app = Some(Spectrum::start(options, vec![config.into()]).await?);
        Ok(())
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
    }

    fn app(&self) -> Result<&Spectrum> {
        Ok(self.app.as_ref().expect("the program has started"))
    }

    fn known(&self, guid: &str) -> Result<Space> {
        let phone = (self.mode == "dedicated").then_some(LINE_A);
        self.app()?.imessage()?.space(guid, phone)
    }

    async fn create(&self, users: &[&str], phone: Option<&str>) -> Result<Space> {
        let users: Vec<User> = users.iter().map(|id| User::new(*id)).collect();
        let options = CreateOptions { phone: phone.map(str::to_owned) };
        self.app()?.imessage()?.create_space(&users, &options).await
    }

    async fn send(&self, content: impl IntoContent) -> StepResult {
        Ok(sent(self.known(DM)?.send(content).await?))
    }

    async fn send_all(&self, contents: Vec<Content>) -> StepResult {
        several(self.known(DM)?.send_all(contents, SendOptions::default()).await?)
    }

    async fn text(&self, text: &str) -> Result<Message> {
        Ok(self.known(DM)?.send(text).await?.expect("a text gives a message"))
    }

    async fn found(&self, id: &str) -> Result<Message> {
        Ok(self.known(DM)?.get_message(id).await?.expect("a recorded message"))
    }

    /// The message that the first call of the program has sent.
    fn base(&self) -> Message {
        self.message.clone().expect("the first call has sent it")
    }

    async fn keep(&mut self, content: impl IntoContent) -> StepResult {
        let message = self.known(DM)?.send(content).await?.expect("a message");
        self.message = Some(message.clone());
        Ok(Outcome::Value(show::message(&message)))
    }

    /// Runs the call with this text.
    pub(crate) async fn step(&mut self, label: &str) -> StepResult {
        if let Some(source) = argument(label, "space.send(markdown(", "))") {
            return self.send(content::markdown(source)).await;
        }
        match self.file.as_str() {
            "config-errors" => self.wrong_configuration(label).await,
            file if file.starts_with("startup-") || file.starts_with("cloud-error-") => {
                self.start_up(label).await
            }
            file if file.starts_with("space-") => self.spaces(label).await,
            "effect-errors" => self.effect_errors(label).await,
            file if file.starts_with("effect-") => self.effect(label).await,
            file if file.starts_with("background-") => self.background(label).await,
            "attachment" | "attachment-upload-fails" => self.attachment(label).await,
            "voice" | "contact" => self.voice_or_contact(label).await,
            "reply" => self.reply(label).await,
            "reaction-tapbacks" => self.reaction(label).await,
            "typing" => self.typing(label).await,
            "richlink" | "poll" | "poll-unsupported-targets" => self.poll_or_link(label).await,
            "get-message" | "get-message-refused" | "read" => self.look_up(label).await,
            "get-attachment" => self.get_attachment(label).await,
            "group-parts" | "group-parts-errors" => self.parts(label).await,
            file if file.starts_with("group-") => self.group(label).await,
            "contact-card" => {
                let space =
                    self.known(if label.contains("nativeContactCard") { GROUP } else { DM })?;
                Ok(sent(space.send(content::native_contact_card()).await?))
            }
            "unsend" => self.unsend(label).await,
            "edit" => self.edit(label).await,
            "mini-app" => self.mini_app(label).await,
            "stream-text" => self.stream_text(label).await,
            _ => self.sending(label).await,
        }
    }

    async fn start_up(&mut self, label: &str) -> StepResult {
        match label {
            label if label.starts_with("Spectrum(") => {
                self.start().await?;
                let project = self.app()?.project().cloned();
                Ok(Outcome::Value(json!({"config": project})))
            }
            "space.send(\"hello\")" => self.send("hello").await,
            "space.get(DM, { phone: LINE_A }).send(\"from a\")" => self.send("from a").await,
            "space.get(DM, { phone: LINE_B }).send(\"from b\")" => {
                let space = self.app()?.imessage()?.space(DM, Some(LINE_B))?;
                Ok(sent(space.send("from b").await?))
            }
            "space.create(\"+15551230001\")" => space(self.create(&[ALICE], None).await?),
            // Without a line nothing can be looked up either; there is one error for both.
            "space.get(DM)" | "getAttachment(\"ATT-1\")" => {
                space(self.app()?.imessage()?.space(DM, None)?)
            }
            other => unknown(other),
        }
    }

    async fn wrong_configuration(&mut self, label: &str) -> StepResult {
        let (options, providers) = match label {
            "Spectrum({ providers: [imessage.config()] }) without credentials" => {
                (self.options(), vec![Config::Cloud.into()])
            }
            "Spectrum({ projectId: \"proj-1\", providers }) without secret" => {
                let options = Options { project_id: Some("proj-1".into()), ..self.options() };
                (options, vec![Config::Cloud.into()])
            }
            "imessage.config({ local: true })" => (self.options(), vec![Config::Local.into()]),
            "imessage.config({ clients: [{ address, token }] }) without phone" => {
                (self.options(), vec![Config::Clients(vec![self.client("")]).into()])
            }
            "two imessage providers" => {
                let clients = |phone| Config::Clients(vec![self.client(phone)]).into();
                (self.options(), vec![clients("+1"), clients("+2")])
            }
            other => return unknown(other),
        };
        Spectrum::start(options, providers).await.map(|_| Outcome::Nothing)
    }

    async fn spaces(&self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        match label {
            "space.create(\"+15551230001\")"
            | "space.create([\"+15551230001\"])" => space(self.create(&[ALICE], None).await?),
            "space.create(user)" => space(self.create(&[CAROL], None).await?),
            "space.create([\"+15551230001\", \"+15551230002\"])" => {
                space(self.create(&[ALICE, BOB], None).await?)
            }
            "space.create([])" => space(self.create(&[], None).await?),
            "space.create(\"+15551230001\", { phone: \"+15559990001\" })"
            | "space.create(\"+15551230001\", { phone: LINE_A })" => {
                space(self.create(&[ALICE], Some(LINE_A)).await?)
            }
            "space.create(\"+15551230001\", { phone: LINE_B })" => {
                space(self.create(&[ALICE], Some(LINE_B)).await?)
            }
            "space.create([\"+15551230001\", \"+15551230002\"], { phone: LINE_A })" => {
                space(self.create(&[ALICE, BOB], Some(LINE_A)).await?)
            }
            "space.create(\"+15551230001\", { phone: \"+15550000000\" })"
            // A number where a text is meant is an error of types in Rust: the nearest is a
            // number that no line has.
            | "space.create(\"+15551230001\", { phone: 5 })" => {
                space(self.create(&[ALICE], Some("+15550000000")).await?)
            }
            "space.create(\" (555) 123-0001 \")" => {
                space(self.create(&[" (555) 123-0001 "], None).await?)
            }
            "space.create(\"\")" => space(self.create(&[""], None).await?),
            "space.create(\"+15551230001\").send(\"hi\")" => {
                Ok(sent(self.create(&[ALICE], None).await?.send("hi").await?))
            }
            "space.create(\"carol@example.com\", { phone: LINE_B }).send(\"hi\")" => {
                Ok(sent(self.create(&[CAROL], Some(LINE_B)).await?.send("hi").await?))
            }
            "space.get(DM)" => space(im.space(DM, None)?),
            "space.get(GROUP)" => space(im.space(GROUP, None)?),
            "space.get(GROUP, { phone: LINE_B })" => space(im.space(GROUP, Some(LINE_B))?),
            "space.get(DM, { phone: LINE_A })" => space(im.space(DM, Some(LINE_A))?),
            "space.get(DM, { phone: \"+15550000000\" })" => {
                space(im.space(DM, Some("+15550000000"))?)
            }
            "space.get(DM, { phone: \"+15550000000\" }).send(\"x\")" => {
                Ok(sent(im.space(DM, Some("+15550000000"))?.send("x").await?))
            }
            other => unknown(other),
        }
    }

    /// Plain texts, and what goes wrong with them.
    async fn sending(&self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        let group = || self.known(GROUP);
        if let Some(id) = argument(label, "space.get(", ").send(\"x\")") {
            return Ok(sent(im.space(&id, None)?.send("x").await?));
        }
        if let Some(text) = argument(label, "space.send(", ")")
            .or_else(|| argument(label, "space.send(text(", "))"))
            .or_else(|| argument(label, "app.send(space, ", ")"))
        {
            return self.send(text).await;
        }
        match label {
            "space.send(\"one\", text(\"two\"))" => {
                self.send_all(vec![content::text("one")?, content::text("two")?]).await
            }
            "group space.send(\"to the group\")" => Ok(sent(group()?.send("to the group").await?)),
            "group space.send(\"Hello all\")" => Ok(sent(group()?.send("Hello all").await?)),
            "space.send()" => self.send_all(Vec::new()).await,
            "space.send(\"one\", \"boom\", \"three\")" => {
                let texts = ["one", "boom", "three"].map(content::text);
                self.send_all(texts.into_iter().collect::<Result<_>>()?).await
            }
            "space.send(custom({ a: 1 }))" => self.send(content::custom(json!({"a": 1}))).await,
            "space.send(\"a\", custom({}), \"b\")" => {
                let contents =
                    vec![content::text("a")?, content::custom(json!({})), content::text("b")?];
                self.send_all(contents).await
            }
            "m.reply(custom({}))" => {
                let message = self.text("t").await?;
                Ok(sent(message.reply(content::custom(json!({}))).await?))
            }
            other => unknown(other),
        }
    }

    async fn attachment(&self, label: &str) -> StepResult {
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

    async fn voice_or_contact(&self, label: &str) -> StepResult {
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

    async fn effect(&self, label: &str) -> StepResult {
        let name = label.rsplit('.').next().unwrap_or_default().trim_end_matches(')');
        let effect = MessageEffect::ALL.into_iter().find(|effect| effect.name() == name);
        let effect = effect.expect("a recorded effect");
        if label.contains("markdown(") {
            self.send(content::effect(content::markdown("**wow**"), effect)).await
        } else if label.contains("attachment(") {
            self.send(content::effect(png_attachment(), effect)).await
        } else {
            self.send(content::effect("wow", effect)).await
        }
    }

    async fn effect_errors(&self, label: &str) -> StepResult {
        let slam = MessageEffect::Slam;
        match label {
            "space.send(effect(\"x\", \"nope\"))" => {
                self.send(content::effect("x", "nope".parse()?)).await
            }
            "space.send(effect(poll, slam))" => {
                self.send(content::effect(content::poll("q", ["a", "b"]), slam)).await
            }
            "space.send(effect(voice, slam))" => {
                let options =
                    VoiceOptions { mime_type: Some("audio/mp4".into()), ..VoiceOptions::default() };
                self.send(content::effect(content::voice_bytes(M4A, options), slam)).await
            }
            "space.send(effect(richlink, slam))" => {
                self.send(content::effect(content::richlink("https://example.com"), slam)).await
            }
            "message.reply(effect(\"boom\", slam))" => {
                let message = self.text("t").await?;
                Ok(sent(message.reply(content::effect("boom", slam)).await?))
            }
            "Object.entries(imessage.effect.message)" => {
                let entries = MessageEffect::ALL.map(|e| (e.name().to_owned(), json!(e.id())));
                Ok(Outcome::Value(Value::Object(entries.into_iter().collect())))
            }
            other => unknown(other),
        }
    }

    async fn background(&self, label: &str) -> StepResult {
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

    async fn reply(&mut self, label: &str) -> StepResult {
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

    async fn reaction(&mut self, label: &str) -> StepResult {
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

    async fn typing(&self, label: &str) -> StepResult {
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

    async fn poll_or_link(&mut self, label: &str) -> StepResult {
        let lunch = || content::poll("Lunch?", ["Pizza", "Sushi"]);
        match label {
            "space.send(richlink(\"https://example.com/a?b=c\"))" => {
                self.send(content::richlink("https://example.com/a?b=c")).await
            }
            "space.send(richlink(\"not a url\"))" => {
                self.send(content::richlink("not a url")).await
            }
            "message.reply(richlink(\"https://example.com\"))" => {
                let message = self.text("base").await?;
                Ok(sent(message.reply(content::richlink("https://example.com")).await?))
            }
            "space.send(poll(\"Lunch?\", \"Pizza\", \"Sushi\"))" => self.send(lunch()).await,
            "space.send(poll(\"Lunch?\", [\"Pizza\", option(\"Sushi\"), \"Tacos\"]))" => {
                let poll = content::poll("Lunch?", ["Pizza", "Sushi", "Tacos"]);
                Ok(sent(self.known(GROUP)?.send(poll).await?))
            }
            "space.send(poll(\"Alone\", \"Only\"))" => {
                self.send(content::poll("Alone", ["Only"])).await
            }
            "space.send(poll(\"Many\", 11 options))" => {
                self.send(content::poll("Many", (0..11).map(|i| format!("o{i}")))).await
            }
            "space.send(poll(\"\", \"a\", \"b\"))" => {
                self.send(content::poll("", ["a", "b"])).await
            }
            "space.send(poll(301 characters, \"a\", \"b\"))" => {
                self.send(content::poll("x".repeat(301), ["a", "b"])).await
            }
            "space.send(poll(\"Dup\", \"a\", \"a\"))" => {
                self.send(content::poll("Dup", ["a", "a"])).await
            }
            "const p = space.send(poll(...))" => self.keep(lunch()).await,
            "p.reply(\"x\")" => Ok(sent(self.base().reply("x").await?)),
            "p.react(\"👍\")" => Ok(sent(self.base().react("👍").await?)),
            "p.edit(\"x\")" => self.base().edit("x").await.map(|()| Outcome::Nothing),
            "p.unsend()" => self.base().unsend().await.map(|()| Outcome::Nothing),
            "space.getMessage(p.id)" => {
                let id = self.base().id().to_owned();
                Ok(sent(self.known(DM)?.get_message(&id).await?))
            }
            "text.reply(poll(...))" => Ok(sent(self.text("t").await?.reply(lunch()).await?)),
            other => unknown(other),
        }
    }

    async fn parts(&self, label: &str) -> StepResult {
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

    async fn group(&self, label: &str) -> StepResult {
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
                let members = space.members().await?;
                return Ok(Outcome::Value(members.iter().map(show::user).collect()));
            }
            "getAvatar()" => {
                let avatar = space.avatar().await?.expect("a recorded picture");
                let data = show::base64(&avatar.file.read().await?);
                let mime_type = avatar.mime_type;
                return Ok(Outcome::Value(
                    json!({"data": {"base64": data}, "mimeType": mime_type}),
                ));
            }
            "getDisplayName()" => {
                let name = space.display_name().await?;
                return Ok(Outcome::Value(json!(name)));
            }
            other => return unknown(other),
        };
        Ok(sent(space.send(content).await?))
    }

    async fn get_attachment(&mut self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        let guid = label.split('"').nth(1).unwrap_or("ATT-1");
        let shown = |bytes: &[u8]| json!({"base64": show::base64(bytes)});
        let found = match &self.attachment {
            Some(found) if !label.contains("getAttachment") => found.clone(),
            _ => match im.get_attachment(guid, None).await? {
                Some(found) => found,
                None => return Ok(Outcome::Nothing),
            },
        };
        self.attachment = Some(found.clone());
        if label.contains("read()") {
            return Ok(Outcome::Value(shown(&found.file.read().await?)));
        }
        if label.contains("stream()") {
            let mut stream = found.file.stream().await?;
            let mut chunks = Vec::new();
            while let Some(chunk) = stream.next().await? {
                chunks.push(shown(&chunk));
            }
            return Ok(Outcome::Value(json!(chunks)));
        }
        Ok(Outcome::Value(show::content(&Content::Attachment(found))))
    }

    async fn unsend(&mut self, label: &str) -> StepResult {
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

    async fn edit(&mut self, label: &str) -> StepResult {
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

    async fn mini_app(&mut self, label: &str) -> StepResult {
        let some = |text: &str| Some(text.to_owned());
        let card = |url: &str, layout: CardLayout| MiniApp {
            app_name: "Sample".into(),
            extension_bundle_id: "com.example.app.ext".into(),
            team_id: "ABCDE12345".into(),
            url: url.into(),
            layout,
            ..MiniApp::default()
        };
        let caption = |text: &str| CardLayout { caption: some(text), ..CardLayout::default() };
        let card = match label {
            "const m = space.send(customizedMiniApp({...}))" => {
                let layout = CardLayout {
                    caption: some("Title"),
                    subcaption: some("Sub"),
                    trailing_caption: some("TR"),
                    trailing_subcaption: some("TS"),
                    image: Some(JPG.into()),
                    image_title: some("IT"),
                    image_subtitle: some("IS"),
                    summary: some("Sum"),
                };
                let card = MiniApp {
                    app_store_id: Some(123_456_789),
                    live: Some(true),
                    ..card("https://example.com/card?id=1", layout)
                };
                return self.keep(content::mini_app(card)).await;
            }
            "m.edit(customizedMiniApp({...}))" => {
                card("https://example.com/card?id=2", caption("Updated"))
            }
            "m.edit(customizedMiniApp({...})) again" => MiniApp {
                live: Some(false),
                ..card("https://example.com/card?id=3", caption("Updated twice"))
            },
            "m.miniAppCardSession" => {
                let session = self.base().card_session().expect("a card has one");
                return Ok(Outcome::Value(show::card_session(&session)));
            }
            other => return unknown(other),
        };
        self.base().edit(content::mini_app(card)).await.map(|()| Outcome::Nothing)
    }

    async fn stream_text(&self, label: &str) -> StepResult {
        let parts: &[(u64, &str)] = if label.contains("4 chunks") {
            &[(0, "Hello"), (1200, ", wor"), (2300, "ld"), (0, "!")]
        } else if label.contains("3 immediate chunks") {
            &[(0, "a"), (0, "b"), (0, "c")]
        } else {
            &[(0, "only")]
        };
        let source = futures_util::stream::iter(parts).then(|(pause, part)| async move {
            tokio::time::sleep(Duration::from_millis(*pause)).await;
            Ok((*part).to_owned())
        });
        self.send(content::text_stream(source)).await
    }

    async fn look_up(&self, label: &str) -> StepResult {
        let id = label.split('"').nth(1);
        if let Some(id) = id.filter(|_| label.starts_with("space.getMessage(")) {
            return Ok(sent(self.known(DM)?.get_message(id).await?));
        }
        let message = match label {
            "inbound.read()" | "space.read(inbound)" => self.found("IN-TEXT").await?,
            "space.send(read(inbound part))" => self.found("p:1/IN-MULTI").await?,
            "outbound.read()" => self.text("x").await?,
            other => return unknown(other),
        };
        message.read().await.map(|()| Outcome::Nothing)
    }
}

/// The text that a recorded call gives, between a beginning and an end.
fn argument(label: &str, begin: &str, end: &str) -> Option<String> {
    let quoted = label.strip_prefix(begin)?.strip_suffix(end)?;
    serde_json::from_str(quoted).ok()
}

fn unknown(label: &str) -> StepResult {
    panic!("there is no program for the recorded call {label}")
}

fn sent(message: Option<Message>) -> Outcome {
    message.map_or(Outcome::Nothing, |message| Outcome::Value(show::message(&message)))
}

/// The public client leaves out what was skipped.
fn several(messages: Vec<Option<Message>>) -> StepResult {
    Ok(Outcome::Value(messages.iter().flatten().map(show::message).collect()))
}

fn space(space: Space) -> StepResult {
    Ok(Outcome::Value(show::space(&space)))
}

fn png_attachment() -> Result<Content> {
    let options = FileOptions { name: Some("b.png".into()), ..FileOptions::default() };
    content::attachment_bytes(PNG, options)
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
