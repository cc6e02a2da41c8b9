//! Every row of the fixtures, arriving one after the other.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value as Json;
use spectrum_imessage::{Content, Message};

use super::mac::{Mac, apple_now, fixtures, next, quiet, text};

const TABLES: [&str; 4] =
    ["chat_message_join", "message_attachment_join", "chat_recoverable_message_join", "message"];

/// The id that a row has as a message of ours; `None` if it is none.
fn id(row: &Json) -> Option<String> {
    let words = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    if row["is_from_me"] == true || row["chat_guid"].is_null() {
        return None;
    }
    match row["category"].as_str()? {
        "message" => Some(words(&row["guid"])),
        "reaction" => {
            let reaction = &row["reaction"];
            let shown = reaction["removed"] == false && reaction["kind"] != "sticker";
            let part = reaction["target_part"].as_i64().map(|part| format!(":{part}"));
            let target = words(&reaction["target_guid"]);
            shown.then(|| format!("{target}:reaction:{}{}", row["rowid"], part.unwrap_or_default()))
        }
        "group_event" => {
            // The fixtures have no picture.
            let shown = row["group_event"]["kind"] != "icon_changed";
            shown.then(|| format!("{}:group:{}", words(&row["chat_guid"]), row["rowid"]))
        }
        _ => None,
    }
}

/// What is shown of a text, without the reply around it.
fn carried(message: &Message) -> &Content {
    match message.content() {
        Content::Reply(reply) => &reply.content,
        content => content,
    }
}

fn check_message(message: &Message, row: &Json) {
    let name = row["guid"].as_str().unwrap_or_default();
    let native = message.native().expect("the fields of iMessage");
    assert_eq!(native.native_text.as_deref(), row["text"].as_str(), "{name}");
    assert_eq!(native.subject.as_deref(), row["subject"].as_str(), "{name}");
    let list = |key: &str| row[key].as_array().cloned().unwrap_or_default();
    let guids: Vec<_> = native.attachment_metadata.iter().map(|file| &*file.guid).collect();
    let mut sorted = guids.clone();
    sorted.sort_unstable();
    let mut files = list("attachments");
    files.sort_by_key(|file| file["guid"].as_str().map(str::to_owned));
    assert_eq!(sorted.len(), files.len(), "{name}");
    for (guid, file) in sorted.iter().zip(&files) {
        assert_eq!(file["guid"], *guid, "{name}");
    }
    assert_eq!(native.mentions.len(), list("mentions").len(), "{name}");
    let styles = list("styles");
    let styled = |style: &Json| style["names"].as_array().map_or(1, Vec::len);
    let runs = styles.iter().map(styled).sum::<usize>() + list("effects").len();
    assert_eq!(native.formatting.len(), runs, "{name}");
    assert_eq!(
        native.expressive_send_style_id.as_deref(),
        row["send_effect"]["id"].as_str(),
        "{name}"
    );
    // Texts and files in the order of the body.
    let shown: Vec<&Content> = match carried(message) {
        Content::Group(group) => group.items.iter().map(Message::content).collect(),
        content => vec![content],
    };
    let parts: Vec<_> = list("parts")
        .into_iter()
        .filter(|part| part["text"].as_str().is_none_or(|text| !text.trim().is_empty()))
        .collect();
    assert_eq!(shown.len(), parts.len(), "{name}");
    for (content, part) in shown.iter().zip(&parts) {
        match (content, part["transfer_guid"].as_str()) {
            (Content::Text(text), None) => {
                let wanted = part["text"].as_str().unwrap_or_default();
                assert_eq!(text.text.trim(), wanted.trim(), "{name}");
            }
            (Content::Attachment(file), Some(guid)) => assert_eq!(file.id, guid, "{name}"),
            (Content::Voice(voice), Some(guid)) => {
                assert_eq!(voice.id.as_deref(), Some(guid), "{name}");
            }
            (content, _) => panic!("{name}: {} for {part}", content.type_name()),
        }
    }
    match (message.content(), row["reply_to"]["guid"].as_str()) {
        (Content::Reply(reply), Some(guid)) => assert_eq!(reply.target.id(), guid, "{name}"),
        (Content::Reply(_), None) | (_, Some(_)) => panic!("{name}: the reply"),
        (_, None) => {}
    }
}

fn check_reaction(message: &Message, row: &Json) {
    let Content::Reaction(reaction) = message.content() else { panic!("a reaction") };
    let wanted = &row["reaction"];
    assert_eq!(reaction.target.id(), wanted["target_guid"].as_str().unwrap_or_default());
    match reaction.tapback {
        Some(tapback) => assert_eq!(wanted["kind"], tapback.name()),
        None => assert_eq!(wanted["emoji"], *reaction.emoji),
    }
}

fn check_group(message: &Message, row: &Json) {
    let event = &row["group_event"];
    match message.content() {
        Content::AddMember(members) | Content::RemoveMember(members) => {
            assert_eq!(event["other"], *members.members[0]);
        }
        Content::Rename(rename) => assert_eq!(event["title"], *rename.display_name),
        Content::LeaveSpace => assert_eq!(event["kind"], "left"),
        other => panic!("{}", other.type_name()),
    }
}

async fn arrive(generation: &str) {
    let database = format!("chat-{generation}.db");
    let mac = Mac::with(&database);
    let writer = mac.writer();
    writer.sql("ATTACH ? AS fixture", [fixtures().join(&database).to_str().expect("text")]);
    for table in TABLES {
        writer.sql(&format!("DELETE FROM main.{table}"), []);
    }
    let (_app, mut messages) = mac.reading().await;
    let transaction = writer.0.unchecked_transaction().expect("begins");
    for table in TABLES.iter().rev() {
        writer.sql(&format!("INSERT INTO main.{table} SELECT * FROM fixture.{table}"), []);
    }
    writer.sql("UPDATE main.message SET date = ? + ROWID", [apple_now(0)]);
    transaction.commit().expect("committed");

    let file = fs::read_to_string(fixtures().join(format!("messages-{generation}.json")));
    let file: Json = serde_json::from_str(&file.expect("there")).expect("JSON");
    let rows = file["expected"].as_array().expect("a list");
    let wanted: BTreeMap<_, _> = rows.iter().filter_map(|row| Some((id(row)?, row))).collect();
    assert!(wanted.len() > 15, "{}", wanted.len());
    let mut seen = Vec::new();
    for _ in 0..wanted.len() {
        let message = next(&mut messages).await;
        let row = wanted.get(message.id()).unwrap_or_else(|| panic!("{} is new", message.id()));
        assert_eq!(message.space().id(), row["chat_guid"].as_str().unwrap_or_default());
        assert_eq!(message.space().kind().as_str(), row["chat_kind"].as_str().unwrap_or_default());
        assert_eq!(message.sender().map(|sender| &*sender.id), row["sender"].as_str());
        match row["category"].as_str() {
            Some("message") => check_message(&message, row),
            Some("reaction") => check_reaction(&message, row),
            _ => check_group(&message, row),
        }
        seen.push((row["chat_guid"].as_str(), row["rowid"].as_i64()));
    }
    quiet(&mut messages).await;
    // In the order of the rows, within a conversation.
    let chats: std::collections::HashSet<_> = seen.iter().map(|(chat, _)| *chat).collect();
    for chat in chats {
        let rows: Vec<_> = seen.iter().filter(|(c, _)| *c == chat).map(|(_, row)| *row).collect();
        assert!(rows.is_sorted(), "{rows:?}");
    }
    writer.text("END", "and on");
    assert_eq!(text(&next(&mut messages).await), "and on");
}

#[tokio::test]
async fn every_row_of_macos_13_arrives() {
    arrive("macos13").await;
}

#[tokio::test]
async fn every_row_of_macos_26_arrives() {
    arrive("macos26").await;
}
