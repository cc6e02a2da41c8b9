//! A simulator for packages in other languages: settings and calls as JSON, errors of this crate.
//!
//! Rust programs use [`crate::simulator`] itself.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Result};
use crate::simulator::{Builder, SimError, Simulator};

/// Settings from JSON, as [`Builder::from_json`] reads them.
///
/// # Errors
/// `ValidationError` for a name that does not exist and for a value that cannot be used.
pub fn settings(json: &str) -> Result<Builder> {
    Builder::from_json(json).map_err(failed)
}

/// Starts a simulator of one's own, which several applications may share.
///
/// # Errors
/// `ValidationError` for settings that cannot be used; `simulatorFailed` if it does not start.
pub async fn start(settings: Builder) -> Result<Arc<Simulator>> {
    settings.start().await.map(Arc::new).map_err(failed)
}

/// Where it listens and which project it has, as JSON. The root certificate is [`ca_file`].
pub fn ready(simulator: &Simulator) -> String {
    json!({
        "cloud_url": simulator.cloud_url(),
        "imessage_address": simulator.imessage_address(),
        "imessage_address_plain": simulator.imessage_address_plain(),
        "project_id": simulator.project_id(),
        "project_secret": simulator.project_secret(),
        "page_url": simulator.page_url(),
        "pid": std::process::id(),
    })
    .to_string()
}

/// The root certificate as a file, for a client in another process. It is written when it is first
/// asked for.
///
/// # Errors
/// `simulatorFailed` if it cannot be written.
pub fn ca_file(simulator: &Simulator) -> Result<String> {
    let path = simulator.write_ca_file().map_err(failed)?;
    Ok(path.to_string_lossy().into_owned())
}

/// A call of the simulator's HTTP API without HTTP: the JSON or the bytes that it answers. The path
/// has the query with it.
///
/// Cancel-safe: a wait that is dropped has taken nothing.
///
/// # Errors
/// What the API refuses, with its code: `ValidationError`, or `NotFoundError` for what is not there.
/// `notSeen` and `notInTime` for what has not come in time; the text of the former shows the
/// conversation.
pub async fn request(
    simulator: &Simulator,
    method: &str,
    path: &str,
    body: impl Into<Bytes>,
) -> Result<Bytes> {
    let (status, answer) = simulator.request(method, path, body).await.map_err(failed)?;
    if status == 200 {
        return Ok(answer);
    }
    let problem: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let field = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    let kind = match status {
        404 => ErrorKind::NotFound,
        400..=499 if status != 408 => ErrorKind::Validation,
        _ => ErrorKind::Other,
    };
    Err(Error::new(kind, field("code"), field("message")))
}

/// An error of the simulator as one of this crate.
pub(crate) fn failed(error: SimError) -> Error {
    match error {
        SimError::Option(why) => Error::invalid(format!("the simulator: {why}")),
        error => Error::new(
            ErrorKind::Other,
            "simulatorFailed",
            format!("the simulator does not start: {error}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_the_api_refuses_is_an_error_with_its_code() {
        let sim = start(settings("{}").expect("settings")).await.expect("it starts");
        let cases = [
            (
                "POST",
                "/api/people/+15551230001/text",
                "{}",
                ErrorKind::Validation,
                "invalidArgument",
            ),
            ("GET", "/api/conversations/none", "", ErrorKind::NotFound, "chatNotFound"),
            ("GET", "/api/listening?timeout=0.01", "", ErrorKind::Other, "notInTime"),
            ("GET", "/api/wait?text=x&timeout=0.01", "", ErrorKind::Other, "notSeen"),
        ];
        for (method, path, body, kind, code) in cases {
            let error = request(&sim, method, path, body).await.expect_err("refused");
            assert_eq!((error.kind(), error.code()), (kind, code), "{path}");
            assert!(!error.message().is_empty());
        }
        let state = request(&sim, "GET", "/api/state", "").await.expect("a state");
        assert!(state.starts_with(b"{"));
        let known: Value = serde_json::from_str(&ready(&sim)).expect("JSON");
        assert_eq!(known["page_url"], sim.page_url());
        sim.close().await;
    }

    #[test]
    fn wrong_settings_fail_before_anything_starts() {
        let error = settings(r#"{"lins": []}"#).map(drop).expect_err("wrong");
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.message().contains("lins"), "{error}");
    }
}
