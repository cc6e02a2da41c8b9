//! Looking: state, record, conversations, and waiting for what the agent does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Problem, done, plus, ranges, read};
use crate::hub::Hub;
use crate::sighting::Expect;
use crate::state::{self, ChatKey};

/// How long a wait lasts if it does not say, in seconds.
const WAIT: f64 = 10.0;
/// Longer waits are mistakes.
const LONGEST_WAIT: f64 = 600.0;

/// What a browser that opens a file by itself may do with it: show it.
const FILE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; \
    media-src 'self'; sandbox";

/// Where to connect, the secret of the project included: it is the simulator's own.
pub(super) async fn ready(State(hub): State<Arc<Hub>>) -> Answer {
    Ok(Json(json!(hub.ready()?)))
}

pub(super) async fn state(State(hub): State<Arc<Hub>>) -> Answer {
    let state = hub.state();
    let used: Map<String, Value> = state
        .lines
        .all()
        .into_iter()
        .map(|(line, _)| {
            let (messages, conversations) = state.quotas.used(&line);
            (
                state.lines.label(&line),
                json!({ "messages": messages, "new_conversations": conversations }),
            )
        })
        .collect();
    Ok(Json(json!({
        "project_id": hub.config.project_id,
        "lines": lines_json(&state)["lines"],
        "head_sequence": state.log.head(),
        "open_streams": state.log.open_streams(),
        "quotas": {
            "daily_limit": state.quotas.daily_limit,
            "new_conversation_limit": state.quotas.new_conversation_limit,
            "used": used,
        },
    })))
}

pub(super) fn lines_json(state: &state::State) -> Value {
    let lines: Vec<Value> = state
        .lines
        .all()
        .into_iter()
        .map(|(line, phone)| json!({ "instance": line.as_str(), "phone": phone }))
        .collect();
    json!({ "lines": lines })
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: u64,
}

pub(super) async fn transcript(State(hub): State<Arc<Hub>>, Query(after): Query<After>) -> Answer {
    Ok(Json(json!({ "entries": hub.transcript.after(after.after) })))
}

pub(super) async fn clear_transcript(State(hub): State<Arc<Hub>>) -> Answer {
    hub.transcript.clear();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Called {
    method: String,
    status: Option<String>,
    #[serde(default)]
    after: u64,
    timeout: Option<f64>,
}

pub(super) async fn called(State(hub): State<Arc<Hub>>, Query(query): Query<Called>) -> Answer {
    let within = within(query.timeout)?;
    let entry = hub.called(&query.method, query.status.as_deref(), query.after, within).await?;
    Ok(Json(json!(entry)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listening {
    line: Option<String>,
    timeout: Option<f64>,
}

pub(super) async fn listening(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<Listening>,
) -> Answer {
    let line = query.line.as_deref().map(plus);
    hub.listening(line.as_deref(), within(query.timeout)?).await?;
    done()
}

fn within(seconds: Option<f64>) -> Result<Duration, Problem> {
    let seconds = seconds.unwrap_or(WAIT);
    if !(0.0..=LONGEST_WAIT).contains(&seconds) {
        return Err(Problem::bad("timeout must be a number of seconds from 0 to 600"));
    }
    Ok(Duration::from_secs_f64(seconds))
}

pub(super) async fn conversations(State(hub): State<Arc<Hub>>) -> Answer {
    Ok(Json(json!({ "conversations": hub.state().conversations() })))
}

#[derive(Deserialize)]
pub(super) struct OfLine {
    line: Option<String>,
}

fn find(state: &state::State, guid: &str, query: &OfLine) -> Result<ChatKey, Problem> {
    let line = query.line.as_deref().map(plus);
    let found = state.chats_named(guid, line.as_deref()).into_iter().next();
    found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "chatNotFound", "no such conversation"))
}

pub(super) async fn conversation(
    State(hub): State<Arc<Hub>>,
    Path(guid): Path<String>,
    Query(query): Query<OfLine>,
) -> Answer {
    let state = hub.state();
    let key = find(&state, &guid, &query)?;
    Ok(Json(json!(state.conversation(&key))))
}

pub(super) async fn background(
    State(hub): State<Arc<Hub>>,
    Path(guid): Path<String>,
    Query(query): Query<OfLine>,
) -> Result<impl IntoResponse, Problem> {
    let state = hub.state();
    let key = find(&state, &guid, &query)?;
    let picture = state.chats.get(&key).and_then(|chat| chat.background.clone());
    let picture = picture
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "notFound", "no background is set"))?;
    Ok(([(CONTENT_TYPE, picture.mime_type)], picture.data))
}

pub(super) async fn attachment(
    State(hub): State<Arc<Hub>>,
    Path(guid): Path<String>,
    asked: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let file = hub.state().attachments.get(&guid).cloned();
    let file = file.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "attachmentNotFound", "no such attachment")
    })?;
    // What a browser could run is only ever saved, whatever the agent called it.
    let shown = ["image/", "audio/", "video/"].iter().any(|it| file.info.mime_type.starts_with(it))
        && file.info.mime_type != "image/svg+xml";
    let disposition = if shown { "inline" } else { "attachment" };
    let headers = [
        (CONTENT_TYPE, file.info.mime_type),
        (CONTENT_DISPOSITION, disposition.to_owned()),
        (CONTENT_SECURITY_POLICY, FILE_POLICY.to_owned()),
    ];
    Ok((headers, ranges::serve(file.data, &asked)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoryOf {
    person: Option<String>,
}

pub(super) async fn story(State(hub): State<Arc<Hub>>, Query(query): Query<StoryOf>) -> Answer {
    let person = query.person.as_deref().map(plus);
    Ok(Json(json!({ "story": hub.story(person.as_deref()) })))
}

#[derive(Deserialize)]
pub(super) struct SeenBy {
    person: Option<String>,
    #[serde(default)]
    after: u64,
}

pub(super) async fn seen(State(hub): State<Arc<Hub>>, Query(query): Query<SeenBy>) -> Answer {
    let person = query.person.as_deref().map(plus);
    let state = hub.state();
    let seen: Vec<_> = state.seen(person.as_deref(), query.after).collect();
    Ok(Json(json!({ "seen": seen })))
}

pub(super) async fn wait(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let asked: Map<String, Value> = query
        .into_iter()
        .map(|(name, text)| {
            let value = match (name.as_str(), text.as_str()) {
                ("removed" | "take", "true") => json!(true),
                ("removed" | "take", "false") => json!(false),
                ("after", _) => text.parse::<u64>().map_or(json!(text), |number| json!(number)),
                ("timeout", _) => text.parse::<f64>().map_or(json!(text), |number| json!(number)),
                ("person" | "line" | "chat", _) => json!(plus(&text)),
                _ => json!(text),
            };
            (name, value)
        })
        .collect();
    run(&hub, asked).await
}

pub(super) async fn wait_for(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    run(&hub, read(&body)?).await
}

async fn run(hub: &Hub, mut asked: Map<String, Value>) -> Answer {
    let bad = |error: serde_json::Error| Problem::bad(&error.to_string());
    let mut take = |name: &str| asked.remove(name).unwrap_or(Value::Null);
    let person: Option<String> = serde_json::from_value(take("person")).map_err(bad)?;
    let after: Option<u64> = serde_json::from_value(take("after")).map_err(bad)?;
    let timeout: Option<f64> = serde_json::from_value(take("timeout")).map_err(bad)?;
    let once: Option<bool> = serde_json::from_value(take("take")).map_err(bad)?;
    let mut expected: Expect = serde_json::from_value(Value::Object(asked)).map_err(bad)?;
    if once == Some(true) && expected == Expect::default() {
        // Who says nothing else waits for a message: typing begins before each.
        expected = Expect::message();
    }
    let within = within(timeout)?;
    let person = person.as_deref();
    let claims = once.unwrap_or(false).then(|| hub.claims(person));
    let found =
        hub.wait_for(person, after.unwrap_or(0), &expected, within, claims.as_ref()).await?;
    Ok(Json(json!(found)))
}
