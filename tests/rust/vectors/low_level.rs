//! The recorded calls of the low-level client, each as a call by name of [`imessage::calls::Line`]: the
//! way that the other languages reach them, too.

use std::time::Duration;

use serde_json::{Value, json};
use spectrum_imessage::content::{self, CompanionSource, FileOptions};
use spectrum_imessage::imessage::{Client, Config, calls::Line};
use spectrum_imessage::{Content, Options, Result, SendOptions, Spectrum};

use super::server::Server;
use super::{JPG, Outcome, PNG, StepResult};

const ALICE: &str = "+15551230001";
const DM: &str = "any;-;+15551230001";
const GROUP: &str = "any;+;chat0001";
/// How long a program waits for an answer that never comes.
const PATIENCE: Duration = Duration::from_millis(300);

/// A running low-level program.
pub(crate) struct LowLevel {
    app: Spectrum,
    line: Line,
    session: Value,
}

impl LowLevel {
    pub(crate) async fn start(server: &Server) -> Result<Self> {
        let client = Client {
            address: format!("http://{}", server.address),
            token: "tok-low".into(),
            phone: "+15559999999".into(),
        };
        let config = Config::Clients(vec![client]);
        let app = Spectrum::start(Options::default(), vec![config.into()]).await?;
        let line = app.imessage()?.line(None)?;
        Ok(Self { app, line, session: Value::Null })
    }

    pub(crate) async fn stop(self) {
        self.app.stop().await;
    }

    pub(crate) async fn step(&mut self, file: &str, label: &str) -> StepResult {
        if let Some((operation, arguments)) = stream(label) {
            let mut stream = self.line.open_json(operation, &arguments.to_string()).await?;
            let mut events = Vec::new();
            let limit = if label.contains("take(1)") { 1 } else { usize::MAX };
            while events.len() < limit
                && let Some(event) = stream.next().await?
            {
                events.push(numbered(serde_json::from_str(&event).expect("JSON")));
            }
            return Ok(Outcome::Value(Value::Array(events)));
        }
        if let Some(content) = upload(label) {
            let uploaded = self.line.attachments().upload(content, &SendOptions::default()).await?;
            return Ok(Outcome::Value(without_absent(
                serde_json::to_value(uploaded).expect("JSON"),
            )));
        }
        let (operation, arguments) =
            call(file, label, &self.session).unwrap_or_else(|| panic!("no program for {label}"));
        let arguments = arguments.to_string();
        let call = self.line.call_json(operation, &arguments);
        let Ok(answer) = tokio::time::timeout(PATIENCE, call).await else {
            return Ok(Outcome::Nothing);
        };
        let answer: Value = serde_json::from_str(&answer?).expect("JSON");
        if let Some(session) = answer.get("miniAppCardSession") {
            self.session = session.clone();
        }
        Ok(if answer.is_null() { Outcome::Nothing } else { Outcome::Value(answer) })
    }
}

/// What is uploaded, by the text of the recorded call.
fn upload(label: &str) -> Option<Result<Content>> {
    let named = |name: &str| FileOptions {
        name: Some(name.into()),
        mime_type: Some("application/octet-stream".into()),
        ..FileOptions::default()
    };
    Some(match label {
        "attachments.upload({ fileName: \"b.png\", data })" => {
            content::attachment_bytes(PNG, named("b.png"))
        }
        "attachments.upload({ fileName: \"../../etc/x/y.txt\", data })" => {
            content::attachment_bytes("A", named("../../etc/x/y.txt"))
        }
        label if label.starts_with("attachments.upload({ fileName: \"live.heic\"") => {
            let companion = Some(CompanionSource::Bytes(vec![1, 2, 3, 4].into()));
            content::attachment_bytes(JPG, FileOptions { companion, ..named("live.heic") })
        }
        _ => return None,
    })
}

fn without_absent(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(|value| *value = without_absent(value.take()));
    }
    value
}

/// Numbers of 64 bits are texts here; recorded are numbers.
fn numbered(mut value: Value) -> Value {
    for name in ["sequence", "headSequence", "sourceSequence"] {
        if let Some(number) = value.get(name).and_then(Value::as_str) {
            value[name] = json!(number.parse::<u64>().expect("a number"));
        }
    }
    value
}

fn base64(bytes: &[u8]) -> String {
    spectrum_imessage_tests::base64(bytes)
}

/// The streams, by the text of the recorded call.
fn stream(label: &str) -> Option<(&'static str, Value)> {
    Some(match label {
        "attachments.downloadStream(\"ATT-1\")"
        | "attachments.downloadStream(\"ATT-1\").take(1)" => {
            ("attachments.download", json!({"guid": "ATT-1"}))
        }
        "attachments.downloadStream(\"ATT-live\")" => {
            ("attachments.download", json!({"guid": "ATT-live"}))
        }
        "events.catchUp()" => ("events.catchUp", json!({})),
        "events.catchUp(0)" => ("events.catchUp", json!({"since": 0})),
        "events.catchUp(41)" => ("events.catchUp", json!({"since": 41})),
        "events.catchUp(-1)" => ("events.catchUp", json!({"since": -1})),
        "events.catchUp(1.5)" => ("events.catchUp", json!({"since": 1.5})),
        "events.catchUp(9007199254740991)" => {
            ("events.catchUp", json!({"since": 9_007_199_254_740_991_u64}))
        }
        "locations.watch()" => ("locations.watch", json!({})),
        "locations.watch(\"+15551230001\")" => ("locations.watch", json!({"address": ALICE})),
        "messages.subscribeEvents()" => ("events.messages", json!({})),
        "messages.subscribeEvents({ chat: DM })" => ("events.messages", json!({"chat": DM})),
        "messages.subscribeEvents({ chat: \"bad\" })" => {
            ("events.messages", json!({"chat": "bad"}))
        }
        "chats.subscribeEvents()" => ("events.chats", json!({})),
        "chats.subscribeEvents({ chat: GROUP })" => ("events.chats", json!({"chat": GROUP})),
        "groups.subscribeEvents()" => ("events.groups", json!({})),
        "groups.subscribeEvents({ chat: GROUP })" => ("events.groups", json!({"chat": GROUP})),
        "polls.subscribeEvents()" => ("events.polls", json!({})),
        "polls.subscribeEvents({ pollMessage: \"POLL-1\" })" => {
            ("events.polls", json!({"pollMessage": "POLL-1"}))
        }
        _ => return None,
    })
}

/// The calls, by the text of the recorded call; the file tells apart what one text means twice.
fn call(file: &str, label: &str, session: &Value) -> Option<(&'static str, Value)> {
    let operation = operation(label)?;
    Some((
        operation,
        match file {
            "ll-send-text" | "ll-no-auto-idempotency" | "ll-timeout" => texts(label)?,
            "ll-send-attachment" => files(label)?,
            "ll-send-multipart" => multipart(label)?,
            "ll-mini-app" => cards(label, session)?,
            "ll-message-reads" => reads(label)?,
            "ll-reactions" | "ll-stickers" | "ll-notify-silenced" => acts(label)?,
            "ll-chats" => chats(label)?,
            "ll-groups" => groups(label)?,
            "ll-polls" | "ll-locations" => polls_or_locations(label)?,
            "ll-addresses" | "ll-attachments" => by_key(label)?,
            _ => return None,
        },
    ))
}

/// The name of the call: what stands before the parenthesis.
fn operation(label: &str) -> Option<&'static str> {
    const ALL: [&str; 34] = [
        "addresses.get",
        "addresses.isFocusSilenced",
        "addresses.isIMessageAvailable",
        "attachments.get",
        "chats.count",
        "chats.create",
        "chats.get",
        "chats.hasBackground",
        "chats.markRead",
        "chats.removeBackground",
        "chats.setBackground",
        "chats.setTyping",
        "chats.shareContactInfo",
        "groups.addParticipants",
        "groups.getIcon",
        "groups.leave",
        "groups.removeIcon",
        "groups.removeParticipants",
        "groups.setDisplayName",
        "groups.setIcon",
        "locations.get",
        "locations.list",
        "locations.request",
        "messages.get",
        "messages.getEmbeddedMedia",
        "messages.listInChat",
        "messages.listRecent",
        "messages.notifySilenced",
        "messages.placeSticker",
        "messages.sendAttachment",
        "messages.sendCustomizedMiniApp",
        "messages.sendMultipart",
        "messages.sendText",
        "messages.setReaction",
    ];
    const MORE: [&str; 6] = [
        "messages.updateCustomizedMiniApp",
        "polls.addOption",
        "polls.create",
        "polls.get",
        "polls.unvote",
        "polls.vote",
    ];
    let name = label.split('(').next()?;
    ALL.into_iter().chain(MORE).find(|operation| *operation == name)
}

/// The text between the first pair of quotation marks.
fn quoted(label: &str) -> &str {
    label.split('"').nth(1).unwrap_or_default()
}

fn texts(label: &str) -> Option<Value> {
    let text = |text: &str| json!({"chat": DM, "text": text});
    let with = |mut base: Value, more: Value| {
        for (name, value) in more.as_object().into_iter().flatten() {
            base[name] = value.clone();
        }
        base
    };
    let hi = |more: Value| with(text("hi"), more);
    Some(match label.strip_prefix("messages.sendText(").unwrap_or(label) {
        "DM, \"hi\")" => text("hi"),
        "DM, \"x\")" => text("x"),
        "DM, \"\")" => text(""),
        "DM, \"hi\", { replyTo: \"MSG-1\" })" => hi(json!({"replyTo": "MSG-1"})),
        "DM, \"hi\", { replyTo: { guid: \"MSG-1\", partIndex: 0 } })" => {
            hi(json!({"replyTo": {"guid": "MSG-1", "partIndex": 0}}))
        }
        "DM, \"hi\", { replyTo: { guid: \"MSG-1\", partIndex: 2 } })" => {
            hi(json!({"replyTo": {"guid": "MSG-1", "partIndex": 2}}))
        }
        "DM, \"hi\", { subject: \"Subject\" })" => hi(json!({"subject": "Subject"})),
        "DM, \"hi\", { effect: MessageEffect.slam })" => {
            hi(json!({"effect": "com.apple.MobileSMS.expressivesend.impact"}))
        }
        "DM, \"call 555-1234\", { enableDataDetection: true })" => {
            with(text("call 555-1234"), json!({"enableDataDetection": true}))
        }
        "DM, \"x\", { enableDataDetection: false, enableLinkPreview: false })" => {
            with(text("x"), json!({"enableDataDetection": false, "enableLinkPreview": false}))
        }
        "DM, \"https://example.com\", { enableLinkPreview: true })" => {
            with(text("https://example.com"), json!({"enableLinkPreview": true}))
        }
        "DM, \"bold and shaky\", { formatting: [bold 0+4, effect shake 9+5] })" => with(
            text("bold and shaky"),
            json!({"formatting": [
                {"type": "bold", "start": 0, "length": 4},
                {"type": "effect", "start": 9, "length": 5, "effect": "shake"},
            ]}),
        ),
        "DM, \"hi\", { clientMessageId: \"cmid-1\" })" => hi(json!({"clientMessageId": "cmid-1"})),
        "\"  any;+;chat0001  \", \"trimmed\")" => {
            json!({"chat": "  any;+;chat0001  ", "text": "trimmed"})
        }
        "\"+15551230001\", \"x\")" => json!({"chat": ALICE, "text": "x"}),
        "5, \"x\")" => json!({"chat": 5, "text": "x"}),
        "chats.count() within the limit" => json!({}),
        "chats.get(DM)" | "chats.get(DM) that takes too long" => json!({"chat": DM}),
        _ => return None,
    })
}

fn files(label: &str) -> Option<Value> {
    Some(match label {
        "messages.sendAttachment(DM, \"ATT-1\")" => json!({"chat": DM, "attachment": "ATT-1"}),
        "messages.sendAttachment(DM, \"ATT-1\", { isAudioMessage: false })" => {
            json!({"chat": DM, "attachment": "ATT-1", "isAudioMessage": false})
        }
        label if label.contains("isAudioMessage: true, clientMessageId") => json!({
            "chat": DM, "attachment": "ATT-1", "replyTo": {"guid": "MSG-1", "partIndex": 1},
            "effect": "com.apple.messages.effect.CKConfettiEffect", "isAudioMessage": true,
            "clientMessageId": "cmid-2",
        }),
        _ => return None,
    })
}

fn multipart(label: &str) -> Option<Value> {
    Some(match label {
        "messages.sendMultipart(DM, [text, attachment])" => json!({"chat": DM, "parts": [
            {"text": "caption"}, {"attachmentGuid": "ATT-1", "attachmentName": "photo.jpg"},
        ]}),
        "messages.sendMultipart(DM, [])" => json!({"chat": DM, "parts": []}),
        label if label.contains("GROUP") => json!({
            "chat": GROUP,
            "parts": [
                {
                    "text": "hey @Bob", "mentionedAddress": "+15551230002", "bubbleIndex": 0,
                    "formatting": [{"type": "bold", "start": 0, "length": 3}],
                },
                {"attachmentGuid": "ATT-2", "bubbleIndex": 1},
                {"text": "end", "bubbleIndex": 2},
            ],
            "replyTo": "MSG-1", "subject": "S", "effect": "com.apple.messages.effect.CKHeartEffect",
            "enableDataDetection": true, "clientMessageId": "cmid-3",
        }),
        _ => return None,
    })
}

fn cards(label: &str, session: &Value) -> Option<Value> {
    let card = |number: u8, layout: Value| {
        json!({
            "teamId": "ABCDE12345", "extensionBundleId": "com.example.ext", "appName": "Sample",
            "url": format!("https://example.com/{number}"), "layout": layout,
        })
    };
    Some(match label {
        "messages.sendCustomizedMiniApp(DM, minimal)" => {
            json!({"chat": DM, "card": card(1, json!({"caption": "Hi"}))})
        }
        "messages.sendCustomizedMiniApp(DM, full, { clientMessageId })" => {
            let mut full = card(
                2,
                json!({
                    "imageTitle": "IT", "imageSubtitle": "IS", "subcaption": "S",
                    "image": base64(JPG), "caption": "C", "trailingCaption": "TC",
                    "trailingSubcaption": "TS", "summary": "Sum",
                }),
            );
            full["appStoreId"] = json!(6_777_616_651_i64);
            full["live"] = json!(true);
            json!({"chat": DM, "card": full, "clientMessageId": "cmid-4"})
        }
        label if label.starts_with("messages.updateCustomizedMiniApp") => json!({
            "session": session, "card": card(3, json!({"caption": "New"})),
            "clientMessageId": "cmid-5",
        }),
        _ => return None,
    })
}

fn reads(label: &str) -> Option<Value> {
    Some(match label {
        "messages.get(\"MSG-full\")" | "messages.get(\"nope\")" => json!({"guid": quoted(label)}),
        "messages.listRecent()" => json!({}),
        "messages.listInChat(DM)" => json!({"chat": DM}),
        "messages.getEmbeddedMedia(DM, \"MSG-1\")" => json!({"chat": DM, "message": "MSG-1"}),
        label if label.starts_with("messages.listRecent({") => json!({
            "pageSize": 50, "pageToken": "page-2", "isFromMe": true, "isRead": false,
            "before": "2025-02-01T00:00:00.250Z", "after": "2025-01-01T00:00:00Z",
        }),
        label if label.starts_with("messages.listInChat(DM, {") => json!({
            "chat": DM, "pageSize": 10, "pageToken": "t", "isFromMe": false, "isRead": true,
            "before": "2025-02-01T00:00:00Z", "after": "1969-12-31T23:59:59.500Z",
        }),
        _ => return None,
    })
}

fn acts(label: &str) -> Option<Value> {
    let on = |more: Value| {
        let mut base = json!({"chat": DM, "message": "MSG-1"});
        for (name, value) in more.as_object().into_iter().flatten() {
            base[name] = value.clone();
        }
        base
    };
    if let Some(rest) = label.strip_prefix("messages.setReaction(DM, \"MSG-1\", { kind: ") {
        let kind = quoted(rest);
        return Some(match rest {
            rest if rest.contains("emoji:") => on(json!({
                "reaction": {"kind": "emoji", "emoji": "🎉"}, "isSet": true, "partIndex": 0,
            })),
            rest if rest.contains("false") => on(json!({
                "reaction": {"kind": kind}, "isSet": false, "partIndex": 2,
                "clientMessageId": "cmid-8",
            })),
            _ => on(json!({"reaction": {"kind": kind}, "isSet": true})),
        });
    }
    Some(match label {
        "messages.notifySilenced(DM, \"MSG-1\")" => on(json!({})),
        "messages.notifySilenced(DM, \"MSG-1\", { clientMessageId })" => {
            on(json!({"clientMessageId": "cmid-10"}))
        }
        "messages.placeSticker(DM, \"MSG-1\", \"ATT-s\", { x: 0.5, y: 0.25 })" => {
            on(json!({"attachment": "ATT-s", "placement": {"x": 0.5, "y": 0.25}}))
        }
        label if label.starts_with("messages.placeSticker") => on(json!({
            "attachment": "ATT-s", "partIndex": 1, "clientMessageId": "cmid-9",
            "placement": {"x": 0, "y": 1, "scale": 1.5, "rotation": -0.5, "width": 120},
        })),
        _ => return None,
    })
}

fn chats(label: &str) -> Option<Value> {
    const LOUD: &str = "com.apple.MobileSMS.expressivesend.loud";
    let one = |more: Value| {
        let mut base = json!({"addresses": [ALICE]});
        for (name, value) in more.as_object().into_iter().flatten() {
            base[name] = value.clone();
        }
        base
    };
    Some(match label {
        "chats.create([\"+15551230001\"])" => one(json!({})),
        "chats.create([\"+15551230001\"], { message: \"\" })" => one(json!({"message": ""})),
        "chats.create([\"+15551230001\"], { effect }) without message" => {
            one(json!({"effect": LOUD}))
        }
        "chats.create([\"+15551230001\"], { message: 5 })" => one(json!({"message": 5})),
        "chats.create([])" => json!({"addresses": []}),
        label if label.starts_with("chats.create(") => json!({
            "addresses": [ALICE, "carol@example.com"], "message": "hello", "effect": LOUD,
            "subject": "Sub", "attributedBody": base64(&[1, 2, 3]), "clientMessageId": "cmid-11",
        }),
        "chats.get(GROUP)" => json!({"chat": GROUP}),
        "chats.count()" => json!({}),
        "chats.count({ includeArchived: true })" => json!({"includeArchived": true}),
        "chats.setBackground(DM, PNG)" => json!({"chat": DM, "data": base64(PNG)}),
        "chats.setTyping(DM, true)" => json!({"chat": DM, "isTyping": true}),
        "chats.setTyping(DM, false)" => json!({"chat": DM, "isTyping": false}),
        _ => json!({"chat": DM}),
    })
}

fn groups(label: &str) -> Option<Value> {
    Some(match label {
        "groups.setDisplayName(GROUP, \" Name \", { clientMessageId })" => {
            json!({"chat": GROUP, "displayName": " Name ", "clientMessageId": "cmid-12"})
        }
        "groups.setDisplayName(GROUP, \"  \")" => json!({"chat": GROUP, "displayName": "  "}),
        "groups.addParticipants(GROUP, [])" => json!({"chat": GROUP, "addresses": []}),
        "groups.addParticipants(GROUP, [\"\"])" => json!({"chat": GROUP, "addresses": [""]}),
        label if label.starts_with("groups.addParticipants") => json!({
            "chat": GROUP, "addresses": [" +15551230002 ", "carol@example.com"],
            "clientMessageId": "cmid-13",
        }),
        label if label.starts_with("groups.removeParticipants") => {
            json!({"chat": GROUP, "addresses": ["+15551230002"]})
        }
        "groups.leave(GROUP, { clientMessageId })" => {
            json!({"chat": GROUP, "clientMessageId": "cmid-14"})
        }
        "groups.setIcon(GROUP, PNG, { clientMessageId })" => {
            json!({"chat": GROUP, "data": base64(PNG), "clientMessageId": "cmid-15"})
        }
        "groups.setIcon(GROUP, \"not bytes\")" => json!({"chat": GROUP, "data": "not bytes"}),
        "groups.getIcon(GROUP)" | "groups.removeIcon(GROUP)" => json!({"chat": GROUP}),
        _ => return None,
    })
}

fn polls_or_locations(label: &str) -> Option<Value> {
    let poll = "POLL-1";
    Some(match label {
        label if label.starts_with("polls.create(") => json!({
            "chat": DM, "title": "Lunch?", "options": ["Pizza", "Sushi"],
            "clientMessageId": "cmid-17",
        }),
        "polls.get(\"POLL-1\")" => json!({"pollMessage": poll}),
        "polls.vote(\"POLL-1\", \"opt-1\")" => {
            json!({"pollMessage": poll, "optionIdentifier": "opt-1"})
        }
        "polls.vote(\"POLL-1\", \"opt-2\", { clientMessageId })" => json!({
            "pollMessage": poll, "optionIdentifier": "opt-2", "clientMessageId": "cmid-18",
        }),
        "polls.unvote(\"POLL-1\", { clientMessageId })" => {
            json!({"pollMessage": poll, "clientMessageId": "cmid-19"})
        }
        label if label.starts_with("polls.addOption(") => {
            json!({"pollMessage": poll, "text": "Tacos", "clientMessageId": "cmid-20"})
        }
        "locations.list()" => json!({}),
        "locations.get(\"+15551230001\")" => json!({"address": ALICE}),
        "locations.request(DM, \"+15551230001\")" => json!({"chat": DM, "address": ALICE}),
        "locations.request(DM, \"+15551230001\", { clientMessageId })" => {
            json!({"chat": DM, "address": ALICE, "clientMessageId": "cmid-16"})
        }
        _ => return None,
    })
}

fn by_key(label: &str) -> Option<Value> {
    let key = quoted(label);
    let name = if label.starts_with("attachments.") { "guid" } else { "address" };
    Some(json!({ name: key }))
}
