//! The page: where to connect, and what was said.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;

use crate::hub::Hub;
use crate::simulator::Addresses;
use crate::view::{ConversationView, MessageView};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}\
code{background:#8882;padding:.1em .3em;border-radius:.3em}li{margin:.2em 0}small{opacity:.7}";

pub(super) async fn page(
    State(hub): State<Arc<Hub>>,
    State(addresses): State<Arc<Addresses>>,
) -> Html<String> {
    let (lines, conversations) = {
        let state = hub.state();
        let lines: Vec<String> =
            state.lines.all().iter().map(|(line, _)| state.lines.label(line)).collect();
        (lines, state.conversations())
    };
    // The secret stays out: a page is easily shown to others.
    let facts = [
        ("SPECTRUM_CLOUD_URL", addresses.cloud_url.clone()),
        ("SPECTRUM_IMESSAGE_ADDRESS", addresses.imessage_address.clone()),
        ("in the clear", addresses.imessage_address_plain.clone()),
        ("SPECTRUM_CA_FILE", addresses.ca_file.display().to_string()),
        ("SPECTRUM_PROJECT_ID", hub.config.project_id.clone()),
        ("lines", lines.join(", ")),
    ];
    let facts: String = facts.iter().fold(String::new(), |mut html, (name, value)| {
        let _ = write!(html, "<li>{name}: <code>{}</code></li>", escape(value));
        html
    });
    let talk = match conversations.is_empty() {
        true => "<p>Nobody has said anything yet.</p>".to_owned(),
        false => conversations.iter().map(conversation).collect(),
    };
    Html(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Spectrum simulator</title><style>{STYLE}</style>\
         <h1>Spectrum simulator</h1><ul>{facts}</ul><h2>Conversations</h2>{talk}</html>"
    ))
}

fn conversation(chat: &ConversationView) -> String {
    let name = chat.name.clone().unwrap_or_else(|| chat.people.join(", "));
    let mut notes = vec![format!("line {}", chat.line), chat.guid.clone()];
    if let Some(background) = &chat.background {
        notes.push(format!("background {}, {} bytes", background.mime_type, background.size));
    }
    if chat.agent_typing {
        notes.push("the agent is typing".to_owned());
    }
    let messages: String = chat.messages.iter().map(message).collect();
    format!(
        "<h3>{}</h3><p><small>{}</small></p><ul>{messages}</ul>",
        escape(&name),
        escape(&notes.join(" · "))
    )
}

fn message(message: &MessageView) -> String {
    let mut notes: Vec<String> = Vec::new();
    notes.extend(message.effect.as_ref().map(|effect| format!("effect {effect}")));
    notes.extend(message.reply_to.as_ref().map(|_| "reply".to_owned()));
    notes.extend(
        message.attachments.iter().map(|file| format!("{} ({} bytes)", file.name, file.size)),
    );
    notes.extend(
        message.reactions.iter().map(|reaction| format!("{} by {}", reaction.emoji, reaction.from)),
    );
    notes.extend(
        message.stickers.iter().map(|it| format!("sticker {} by {}", it.file.name, it.from)),
    );
    if message.edited {
        notes.push("edited".to_owned());
    }
    let text = match message.unsent {
        true => "(unsent)".to_owned(),
        false => escape(&message.text),
    };
    format!(
        "<li><b>{}</b>: {text} <small>{}</small></li>",
        escape(&message.from),
        escape(&notes.join(" · "))
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
