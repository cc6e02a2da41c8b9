//! The recorded programs, in Rust: each recorded call by its text.

mod acting;
mod effects;
mod files;
mod groups;
mod look_ups;
mod spaces;
mod starting;
mod texts;

use serde_json::Value;
use spectrum_imessage::content::{self, Attachment, FileOptions};
use spectrum_imessage::imessage::{Client, Config, CreateOptions};
use spectrum_imessage::{
    Content, IntoContent, Message, Options, Result, SendOptions, Space, Spectrum, User,
};
use spectrum_imessage_tests as show;

use super::server::Server;
use super::{PNG, StepResult};

pub(crate) use starting::cloud_of;

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
