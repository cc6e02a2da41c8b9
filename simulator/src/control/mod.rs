//! The HTTP API with which tests in any language drive the simulator, and the page.

mod people;
mod ranges;
mod switches;
mod watching;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::config::MESSAGE_LIMIT;
use crate::error::SimError;
use crate::hub::Hub;
use crate::page::{Guard, check};

/// What every handler may ask for.
#[derive(Clone)]
pub(crate) struct Context {
    hub: Arc<Hub>,
}

impl FromRef<Context> for Arc<Hub> {
    fn from_ref(context: &Context) -> Self {
        context.hub.clone()
    }
}

/// The routes of the API and the page.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    let guard = Guard::new(&hub.config.page_names);
    Router::new()
        .merge(crate::page::router())
        .route("/api/ready", get(watching::ready))
        .route("/api/state", get(watching::state))
        .route("/api/transcript", get(watching::transcript))
        .route("/api/transcript/clear", post(watching::clear_transcript))
        .route("/api/transcript/wait", get(watching::called))
        .route("/api/listening", get(watching::listening))
        .route("/api/conversations", get(watching::conversations))
        .route("/api/conversations/{guid}", get(watching::conversation))
        .route("/api/conversations/{guid}/background", get(watching::background))
        .route("/api/attachments/{guid}", get(watching::attachment))
        .route("/api/seen", get(watching::seen))
        .route("/api/story", get(watching::story))
        .route("/api/wait", get(watching::wait).post(watching::wait_for))
        .route("/api/people/{address}/{deed}", post(people::act))
        .route("/api/groups", post(people::group))
        .route("/api/faults", post(switches::add_faults))
        .route("/api/faults/clear", post(switches::clear_faults))
        .route("/api/tokens/expire", post(switches::expire_tokens))
        .route("/api/streams/cut", post(switches::cut_streams))
        .route("/api/streams/stall", post(switches::stall_streams))
        .route("/api/streams/double", post(switches::double_events))
        .route("/api/connections", post(switches::connections))
        .route("/api/lines", post(switches::lines))
        .route("/api/quotas", post(switches::quotas))
        .route("/api/clock/advance", post(switches::advance))
        .route("/api/stop", post(switches::stop))
        .fallback(async || Problem::new(StatusCode::NOT_FOUND, "notFound", "no such address"))
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed", "not this method")
        })
        .layer(axum::extract::DefaultBodyLimit::max(2 * MESSAGE_LIMIT))
        .layer(from_fn_with_state(guard, check))
        .with_state(Context { hub })
}

/// A failure of the API: a status, and in JSON a code and a message.
pub(crate) struct Problem {
    status: StatusCode,
    body: Value,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, body: json!({ "code": code, "message": message }) }
    }

    fn bad(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalidArgument", message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, axum::Json(self.body)).into_response()
    }
}

impl From<SimError> for Problem {
    fn from(error: SimError) -> Self {
        let message = error.to_string();
        match error {
            SimError::Refused { code, message } => {
                Self::new(StatusCode::BAD_REQUEST, &code, &message)
            }
            SimError::NotSeen { seen, .. } => Self {
                status: StatusCode::REQUEST_TIMEOUT,
                body: json!({ "code": "notSeen", "message": message, "seen": seen }),
            },
            SimError::NotInTime { .. } => {
                Self::new(StatusCode::REQUEST_TIMEOUT, "notInTime", &message)
            }
            SimError::Option(_) => Self::bad(&message),
            SimError::Io { .. } | SimError::Tls(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internalError", &message)
            }
        }
    }
}

/// What a handler gives.
pub(crate) type Answer = Result<axum::Json<Value>, Problem>;

/// A body of JSON, whatever its declared type; an empty one is an empty object.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let text: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { body };
    serde_json::from_slice(text).map_err(|error| Problem::bad(&error.to_string()))
}

fn done() -> Answer {
    Ok(axum::Json(json!({})))
}

/// A phone number in a query: there a bare plus means a space.
pub(crate) fn plus(text: &str) -> String {
    text.replace(' ', "+")
}
