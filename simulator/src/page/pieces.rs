//! What a page asks for when it needs it: older messages, the detail of a call, pictures.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::live::NEWEST;
use crate::control::{Answer, Problem, plus};
use crate::hub::Hub;
use crate::state::{self, ChatKey};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Older {
    chat: String,
    line: String,
    /// The number of the oldest message that the page has, counted from 0.
    before: usize,
}

/// Messages before those that the page has.
pub(super) async fn messages(State(hub): State<Arc<Hub>>, Query(older): Query<Older>) -> Answer {
    let state = hub.state();
    let key = find(&state, &older.chat, &older.line)?;
    let chat = state.chats.get(&key).ok_or_else(|| missing("no such conversation"))?;
    let end = older.before.saturating_sub(chat.forgotten).min(chat.messages.len());
    let first = end.saturating_sub(NEWEST);
    let guids = chat.messages.range(first..end);
    let messages: Vec<_> = guids.filter_map(|guid| state.page_message(guid)).collect();
    let more = first > 0;
    Ok(Json(json!({ "first": chat.forgotten + first, "messages": messages, "more": more })))
}

/// A call with its request: the only place where the page shows what was said in it.
pub(super) async fn call(State(hub): State<Arc<Hub>>, Path(n): Path<u64>) -> Answer {
    let (entry, measured) = hub.transcript.call(n).ok_or_else(|| missing("no such call"))?;
    Ok(Json(json!({ "call": entry, "measured": measured })))
}

#[derive(Deserialize)]
pub(super) struct Of {
    chat: String,
    line: String,
}

/// The picture of a group.
pub(super) async fn icon(
    State(hub): State<Arc<Hub>>,
    Query(of): Query<Of>,
) -> Result<impl IntoResponse, Problem> {
    let state = hub.state();
    let key = find(&state, &of.chat, &of.line)?;
    let icon = state.chats.get(&key).and_then(|chat| chat.icon.clone());
    let icon = icon.ok_or_else(|| missing("the group has no picture"))?;
    Ok(([(CONTENT_TYPE, icon.mime_type)], icon.data))
}

/// The picture of a mini-app card: always a JPEG.
pub(super) async fn card(
    State(hub): State<Arc<Hub>>,
    Path(guid): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let state = hub.state();
    let image = state.messages.get(&guid).and_then(|stored| stored.card_image.clone());
    let image = image.ok_or_else(|| missing("the card has no picture"))?;
    Ok(([(CONTENT_TYPE, "image/jpeg")], image))
}

fn find(state: &state::State, chat: &str, line: &str) -> Result<ChatKey, Problem> {
    let found = state.chats_named(chat, Some(&plus(line))).into_iter().next();
    found.ok_or_else(|| missing("no such conversation"))
}

fn missing(what: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "notFound", what)
}
