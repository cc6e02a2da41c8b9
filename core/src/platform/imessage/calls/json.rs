//! The calls by name, arguments and answers as JSON: how the other languages reach them. One rule for
//! all of them, and nothing to forget in a binding when the service gets a field.

use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::attachments::DownloadStream;
use super::{
    CatchUpStream, ChangeStream, CreateChatOptions, EditOptions, FileMessageOptions, Keyed, Line,
    LocationStream, MessageFilter, MessagePart, MultipartOptions, PartOptions, Placement,
    SettableReaction, TextOptions,
};
use crate::content::{CardSession, IntoContent, MiniApp};
use crate::error::{Error, Result};
use crate::json;
use crate::send::SendOptions;

/// The arguments of a call: its own, and its options beside them.
macro_rules! arguments {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct $name { $($(#[$meta])* $field: $type,)* }
    )*};
}

arguments! {
    None_ {}
    Address { address: String }
    Guid { guid: String }
    Chat { chat: String }
    OptionalChat { chat: Option<String> }
    OptionalPoll { poll_message: Option<String> }
    OptionalAddress { address: Option<String> }
    Since { since: Option<u64> }
    Create { addresses: Vec<String>, #[serde(flatten)] options: CreateChatOptions }
    Count { #[serde(default)] include_archived: bool }
    SetBackground { chat: String, #[serde(deserialize_with = "json::bytes")] data: Bytes }
    SetTyping { chat: String, is_typing: bool }
    Keyed_ { chat: String, #[serde(flatten)] keyed: Keyed }
    SetDisplayName { chat: String, display_name: String, #[serde(flatten)] keyed: Keyed }
    Participants { chat: String, addresses: Vec<String>, #[serde(flatten)] keyed: Keyed }
    SetIcon {
        chat: String,
        #[serde(deserialize_with = "json::bytes")]
        data: Bytes,
        #[serde(flatten)]
        keyed: Keyed,
    }
    RequestLocation { chat: String, address: String, #[serde(flatten)] keyed: Keyed }
    List { #[serde(flatten)] filter: MessageFilter }
    ListInChat { chat: String, #[serde(flatten)] filter: MessageFilter }
    OfMessage { chat: String, message: String }
    SendText { chat: String, text: String, #[serde(flatten)] options: TextOptions }
    SendAttachment {
        chat: String,
        attachment: String,
        #[serde(flatten)]
        options: FileMessageOptions,
    }
    SendMultipart {
        chat: String,
        parts: Vec<MessagePart>,
        #[serde(flatten)]
        options: MultipartOptions,
    }
    SendCard { chat: String, card: MiniApp, #[serde(flatten)] keyed: Keyed }
    UpdateCard { session: CardSession, card: MiniApp, #[serde(flatten)] keyed: Keyed }
    Edit { chat: String, message: String, text: String, #[serde(flatten)] options: EditOptions }
    Unsend { chat: String, message: String, #[serde(flatten)] options: PartOptions }
    SetReaction {
        chat: String,
        message: String,
        reaction: SettableReaction,
        is_set: bool,
        #[serde(flatten)]
        options: PartOptions,
    }
    PlaceSticker {
        chat: String,
        message: String,
        attachment: String,
        placement: Placement,
        #[serde(flatten)]
        options: PartOptions,
    }
    NotifySilenced { chat: String, message: String, #[serde(flatten)] keyed: Keyed }
    CreatePoll {
        chat: String,
        title: String,
        options: Vec<String>,
        #[serde(flatten)]
        keyed: Keyed,
    }
    Poll { poll_message: String }
    Vote { poll_message: String, option_identifier: String, #[serde(flatten)] keyed: Keyed }
    Unvote { poll_message: String, #[serde(flatten)] keyed: Keyed }
    AddOption { poll_message: String, text: String, #[serde(flatten)] keyed: Keyed }
}

impl Line {
    /// Makes a call by its name, such as `polls.vote`.
    ///
    /// # Errors
    /// `ValidationError` for a name or arguments that are none; else as the call itself.
    pub async fn call_json(&self, operation: &str, arguments: &str) -> Result<String> {
        let to = Asked { operation, arguments };
        macro_rules! call {
            ($args:ident: $arguments:ty => $call:expr) => {{
                let $args: $arguments = to.read()?;
                answer(&$call.await?)
            }};
        }
        match operation {
            "addresses.get" => call!(a: Address => self.addresses().get(&a.address)),
            "addresses.isFocusSilenced" => {
                call!(a: Address => self.addresses().is_focus_silenced(&a.address))
            }
            "addresses.isIMessageAvailable" => {
                call!(a: Address => self.addresses().is_imessage_available(&a.address))
            }
            "attachments.get" => call!(a: Guid => self.attachments().get(&a.guid)),
            "chats.create" => call!(a: Create => self.chats().create(&a.addresses, &a.options)),
            "chats.get" => call!(a: Chat => self.chats().get(&a.chat)),
            "chats.count" => call!(a: Count => self.chats().count(a.include_archived)),
            "chats.hasBackground" => call!(a: Chat => self.chats().has_background(&a.chat)),
            "chats.setBackground" => {
                call!(a: SetBackground => self.chats().set_background(&a.chat, a.data))
            }
            "chats.removeBackground" => call!(a: Chat => self.chats().remove_background(&a.chat)),
            "chats.markRead" => call!(a: Chat => self.chats().mark_read(&a.chat)),
            "chats.shareContactInfo" => call!(a: Chat => self.chats().share_contact_info(&a.chat)),
            "chats.setTyping" => {
                call!(a: SetTyping => self.chats().set_typing(&a.chat, a.is_typing))
            }
            "groups.setDisplayName" => call!(a: SetDisplayName =>
                self.groups().set_display_name(&a.chat, &a.display_name, &a.keyed)),
            "groups.addParticipants" => call!(a: Participants =>
                self.groups().add_participants(&a.chat, &a.addresses, &a.keyed)),
            "groups.removeParticipants" => call!(a: Participants =>
                self.groups().remove_participants(&a.chat, &a.addresses, &a.keyed)),
            "groups.leave" => call!(a: Keyed_ => self.groups().leave(&a.chat, &a.keyed)),
            "groups.setIcon" => {
                call!(a: SetIcon => self.groups().set_icon(&a.chat, a.data, &a.keyed))
            }
            "groups.removeIcon" => call!(a: Keyed_ => self.groups().remove_icon(&a.chat, &a.keyed)),
            "groups.getIcon" => call!(a: Chat => self.groups().get_icon(&a.chat)),
            "locations.list" => call!(_a: None_ => self.locations().list()),
            "locations.get" => call!(a: Address => self.locations().get(&a.address)),
            "locations.request" => call!(a: RequestLocation =>
                self.locations().request(&a.chat, &a.address, &a.keyed)),
            "messages.get" => call!(a: Guid => self.messages().get(&a.guid)),
            "messages.listRecent" => call!(a: List => self.messages().list_recent(&a.filter)),
            "messages.listInChat" => {
                call!(a: ListInChat => self.messages().list_in_chat(&a.chat, &a.filter))
            }
            "messages.getEmbeddedMedia" => {
                call!(a: OfMessage => self.messages().get_embedded_media(&a.chat, &a.message))
            }
            "messages.sendText" => {
                call!(a: SendText => self.messages().send_text(&a.chat, &a.text, &a.options))
            }
            "messages.sendAttachment" => call!(a: SendAttachment =>
                self.messages().send_attachment(&a.chat, &a.attachment, &a.options)),
            "messages.sendMultipart" => call!(a: SendMultipart =>
                self.messages().send_multipart(&a.chat, &a.parts, &a.options)),
            "messages.sendCustomizedMiniApp" => call!(a: SendCard =>
                self.messages().send_customized_mini_app(&a.chat, &a.card, &a.keyed)),
            "messages.updateCustomizedMiniApp" => call!(a: UpdateCard =>
                self.messages().update_customized_mini_app(&a.session, &a.card, &a.keyed)),
            "messages.edit" => call!(a: Edit =>
                self.messages().edit(&a.chat, &a.message, &a.text, &a.options)),
            "messages.unsend" => {
                call!(a: Unsend => self.messages().unsend(&a.chat, &a.message, &a.options))
            }
            "messages.setReaction" => call!(a: SetReaction => self.messages().set_reaction(
                &a.chat, &a.message, &a.reaction, a.is_set, &a.options)),
            "messages.placeSticker" => call!(a: PlaceSticker => self.messages().place_sticker(
                &a.chat, &a.message, &a.attachment, &a.placement, &a.options)),
            "messages.notifySilenced" => call!(a: NotifySilenced =>
                self.messages().notify_silenced(&a.chat, &a.message, &a.keyed)),
            "polls.create" => call!(a: CreatePoll =>
                self.polls().create(&a.chat, &a.title, &a.options, &a.keyed)),
            "polls.get" => call!(a: Poll => self.polls().get(&a.poll_message)),
            "polls.vote" => call!(a: Vote =>
                self.polls().vote(&a.poll_message, &a.option_identifier, &a.keyed)),
            "polls.unvote" => call!(a: Unvote => self.polls().unvote(&a.poll_message, &a.keyed)),
            "polls.addOption" => call!(a: AddOption =>
                self.polls().add_option(&a.poll_message, &a.text, &a.keyed)),
            _ => Err(to.unknown()),
        }
    }

    /// Uploads a file; the answer is an [`Uploaded`](super::Uploaded) as JSON.
    ///
    /// # Errors
    /// As [`Attachments::upload`](super::Attachments::upload).
    pub async fn upload_json(
        &self,
        content: impl IntoContent,
        options: &SendOptions,
    ) -> Result<String> {
        answer(&self.attachments().upload(content, options).await?)
    }

    /// Opens a stream by its name, such as `locations.watch`.
    ///
    /// # Errors
    /// `ValidationError` for a name or arguments that are none; else as the call itself.
    pub async fn open_json(&self, operation: &str, arguments: &str) -> Result<JsonStream> {
        let to = Asked { operation, arguments };
        Ok(JsonStream(match operation {
            "attachments.download" => {
                let a: Guid = to.read()?;
                Inner::Download(self.attachments().download(&a.guid).await?)
            }
            "events.catchUp" => {
                let a: Since = to.read()?;
                Inner::CatchUp(self.events().catch_up(a.since).await?)
            }
            "events.messages" => {
                let a: OptionalChat = to.read()?;
                Inner::Changes(self.events().messages(a.chat.as_deref()).await?)
            }
            "events.chats" => {
                let a: OptionalChat = to.read()?;
                Inner::Changes(self.events().chats(a.chat.as_deref()).await?)
            }
            "events.groups" => {
                let a: OptionalChat = to.read()?;
                Inner::Changes(self.events().groups(a.chat.as_deref()).await?)
            }
            "events.polls" => {
                let a: OptionalPoll = to.read()?;
                Inner::Changes(self.events().polls(a.poll_message.as_deref()).await?)
            }
            "locations.watch" => {
                let a: OptionalAddress = to.read()?;
                Inner::Locations(self.locations().watch(a.address.as_deref()).await?)
            }
            _ => return Err(to.unknown()),
        }))
    }
}

/// A stream whose elements are JSON. Dropping it ends it.
pub struct JsonStream(Inner);

enum Inner {
    CatchUp(CatchUpStream),
    Changes(ChangeStream),
    Download(DownloadStream),
    Locations(LocationStream),
}

impl JsonStream {
    /// The next element; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// The service's; then the stream is over.
    pub async fn next(&mut self) -> Result<Option<String>> {
        match &mut self.0 {
            Inner::CatchUp(stream) => stream.next().await?.map(|event| answer(&event)),
            Inner::Changes(stream) => stream.next().await?.map(|event| answer(&event)),
            Inner::Download(stream) => stream.next().await?.map(|piece| answer(&piece)),
            Inner::Locations(stream) => stream.next().await?.map(|update| answer(&update)),
        }
        .transpose()
    }
}

impl fmt::Debug for JsonStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonStream")
    }
}

struct Asked<'a> {
    operation: &'a str,
    arguments: &'a str,
}

impl Asked<'_> {
    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        read(self.operation, self.arguments)
    }

    fn unknown(&self) -> Error {
        Error::invalid(format!("the service has no call {}", self.operation))
    }
}

/// Arguments. An error names the field or what was expected, and no value: that may be the text of a
/// message.
pub(super) fn read<T: DeserializeOwned>(what: &str, json: &str) -> Result<T> {
    // By way of a value: with a reader of JSON for each call the module would be larger.
    serde_json::from_str(json).and_then(serde_json::from_value).map_err(|error| {
        let text = error.to_string();
        let why = match (text.split_once('`'), text.split_once("expected ")) {
            (Some(("missing field ", rest)), _) => {
                format!("{} is missing", rest.split('`').next().unwrap_or_default())
            }
            (_, Some((_, expected))) => format!("expected {expected}"),
            _ => "they are not understood".to_owned(),
        };
        Error::invalid(format!("{what}: wrong arguments: {why}"))
    })
}

/// Absent fields are left out.
fn answer(answer: &impl Serialize) -> Result<String> {
    let unreadable = |_| super::absent("the answer");
    let value = serde_json::to_value(answer).map_err(unreadable)?;
    Ok(json::without_absent(value).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_arguments_are_told_without_their_values() {
        let told = |arguments: &str| {
            let asked = Asked { operation: "messages.sendText", arguments };
            match asked.read::<SendText>() {
                Ok(_) => String::new(),
                Err(error) => error.to_string(),
            }
        };
        assert!(told(r#"{"chat": "any;-;a"}"#).ends_with("text is missing"));
        let wrong = told(r#"{"chat": 5, "text": "secret"}"#);
        assert!(wrong.contains("expected a string") && !wrong.contains('5'), "{wrong}");
        let wrong = told(r#"{"chat": "any;-;a", "text": "x", "subject": {"a": "secret"}}"#);
        assert!(!wrong.is_empty() && !wrong.contains("secret"), "{wrong}");
        assert_eq!(told(r#"{"chat": "any;-;a", "text": "x", "replyTo": "M"}"#), "");
    }

    #[test]
    fn absent_fields_are_left_out() {
        #[derive(Serialize)]
        struct Record {
            given: Option<u8>,
            absent: Option<u8>,
            list: Vec<Option<u8>>,
        }
        let record = Record { given: Some(1), absent: None, list: vec![] };
        assert_eq!(answer(&record).ok().as_deref(), Some(r#"{"given":1,"list":[]}"#));
    }
}
