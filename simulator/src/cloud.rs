//! The REST side of the cloud: the project, its platforms, the token exchange.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::entry::Arrival;
use crate::faults::{Action, Fault};
use crate::hub::Hub;

const PROJECT: &str = "GET /projects/{id}/";
const PLATFORMS: &str = "GET /projects/{id}/platforms/";
const TOGGLE: &str = "PATCH /projects/{id}/platforms/";
const SUBSCRIPTION: &str = "GET /projects/{id}/billing/subscription";
const LINES: &str = "GET /projects/{id}/imessage/";
const TOKENS: &str = "POST /imessage/tokens";

/// The routes of the cloud.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    // With and without the slash at the end: both are asked for.
    Router::new()
        .route("/projects/{id}/", get(project))
        .route("/projects/{id}", get(project))
        .route("/projects/{id}/platforms/", get(platforms).patch(toggle))
        .route("/projects/{id}/platforms", get(platforms).patch(toggle))
        .route("/projects/{id}/billing/subscription", get(subscription))
        .route("/projects/{id}/imessage/", get(lines))
        .route("/projects/{id}/imessage", get(lines))
        .route("/projects/{id}/imessage/tokens", post(tokens))
        .route("/projects/{id}/imessage/tokens/", post(tokens))
        .fallback(unknown)
        .with_state(hub)
}

/// A failure as the cloud writes it.
struct Failure {
    status: StatusCode,
    code: String,
    message: String,
}

impl Failure {
    fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned() }
    }
}

async fn project(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&hub, PROJECT, || {
        check(&hub, &id, Some(&headers))?;
        let profile = json!({ "imessageSynced": hub.config.profile_synced });
        Ok(json!({ "id": id, "name": "Simulator", "slug": "simulator", "profile": profile }))
    })
    .await
}

async fn platforms(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Response {
    answer(&hub, PLATFORMS, || {
        check(&hub, &id, None)?;
        Ok(json!({ "imessage": { "enabled": true } }))
    })
    .await
}

/// Platforms are switched on and off; here iMessage alone is there, and stays on.
async fn toggle(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&hub, TOGGLE, || {
        check(&hub, &id, Some(&headers))?;
        let wanted: Value = serde_json::from_slice(&body).unwrap_or_default();
        match (wanted["platform"].as_str(), wanted["enabled"].as_bool()) {
            (Some("imessage"), Some(true)) => Ok(json!({ "imessage": { "enabled": true } })),
            _ => Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "INVALID_REQUEST",
                "the simulator has iMessage alone, and it stays on",
            )),
        }
    })
    .await
}

async fn subscription(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Response {
    answer(&hub, SUBSCRIPTION, || {
        check(&hub, &id, None)?;
        Ok(json!({ "status": "active", "tier": "simulator" }))
    })
    .await
}

/// Which kind of lines the project has.
async fn lines(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Response {
    answer(&hub, LINES, || {
        check(&hub, &id, None)?;
        let kind = if hub.config.dedicated.is_none() { "shared" } else { "dedicated" };
        Ok(json!({ "type": kind }))
    })
    .await
}

async fn tokens(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&hub, TOKENS, || {
        check(&hub, &id, Some(&headers))?;
        Ok(mint(&hub))
    })
    .await
}

async fn unknown(State(hub): State<Arc<Hub>>, method: Method, uri: Uri) -> Response {
    let method = format!("{method} {}", uri.path());
    answer(&hub, &method, || Err(Failure::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not found")))
        .await
}

fn mint(hub: &Hub) -> Value {
    // Sub-second lifetimes serve tests; the answer has whole seconds.
    let expires_in = hub.config.token_ttl.as_secs().max(1);
    let minted = hub.mint_tokens();
    if hub.config.dedicated.is_none() {
        let token = minted.into_iter().next().map(|(_, _, token)| token);
        return json!({ "type": "shared", "token": token, "expiresIn": expires_in });
    }
    let mut auth = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for (line, phone, token) in minted {
        auth.insert(line.to_string(), token);
        if let Some(phone) = phone {
            numbers.insert(line.to_string(), phone);
        }
    }
    json!({ "type": "dedicated", "auth": auth, "numbers": numbers, "expiresIn": expires_in })
}

/// The project must exist, and its secret be right where one is asked for.
fn check(hub: &Hub, id: &str, headers: Option<&HeaderMap>) -> Result<(), Failure> {
    if id != hub.config.project_id {
        return Err(Failure::new(StatusCode::NOT_FOUND, "PROJECT_NOT_FOUND", "Project not found"));
    }
    let Some(headers) = headers else {
        return Ok(());
    };
    let expected = format!("{}:{}", hub.config.project_id, hub.config.project_secret);
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value).ok());
    match given {
        Some(given) if given == expected.as_bytes() => Ok(()),
        _ => Err(Failure::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Invalid credentials")),
    }
}

async fn answer(hub: &Hub, method: &str, run: impl FnOnce() -> Result<Value, Failure>) -> Response {
    let call = hub.transcript.open(Arrival {
        method: method.to_owned(),
        service: "REST".to_owned(),
        ..Arrival::default()
    });
    let faults = hub.faults.take(method, None);
    let outcome = match suffer(hub, &faults).await {
        Err(failure) => Err(failure),
        Ok(()) => {
            let outcome = run();
            match faults.iter().find(|fault| fault.action == Action::LoseAnswer) {
                Some(fault) => Err(on_demand(fault)),
                None => outcome,
            }
        }
    };
    let (status, code, body) = match outcome {
        Ok(data) => (StatusCode::OK, None, json!({ "succeed": true, "data": data })),
        Err(failure) => {
            let body = json!({ "code": failure.code, "message": failure.message });
            (failure.status, Some(failure.code), body)
        }
    };
    let body = body.to_string();
    call.finish(status.as_str(), code, Some(body.len()));
    (status, [(CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
}

async fn suffer(hub: &Hub, faults: &[Fault]) -> Result<(), Failure> {
    for fault in faults {
        match fault.action {
            Action::Refuse => return Err(on_demand(fault)),
            Action::LoseAnswer | Action::BreakOff => {}
            Action::Delay => {
                tokio::select! {
                    () = tokio::time::sleep(fault.delay_time()) => {}
                    () = hub.shutdown.cancelled() => return Err(stopping()),
                }
            }
            Action::Hang => {
                hub.shutdown.cancelled().await;
                return Err(stopping());
            }
        }
    }
    Ok(())
}

fn on_demand(fault: &Fault) -> Failure {
    Failure {
        status: StatusCode::from_u16(fault.http_status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        code: fault.error_code.clone().unwrap_or_else(|| "INTERNAL".to_owned()),
        message: fault.message.clone().unwrap_or_else(|| "refused on demand".to_owned()),
    }
}

fn stopping() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the service stops")
}
