//! The simulator inside another program: its settings as JSON, and its HTTP API without HTTP.
//!
//! Packages in other languages drive it through these two.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use serde::Deserialize;
use tower::ServiceExt;

use crate::builder::Builder;
use crate::error::SimError;
use crate::simulator::Simulator;

/// What can be set as JSON. Times are in seconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    project_id: Option<String>,
    /// The numbers of the lines of a dedicated project; shared lines if not given.
    lines: Option<Vec<String>>,
    token_ttl: Option<f64>,
    heartbeat: Option<f64>,
    daily_limit: Option<u32>,
    new_conversation_limit: Option<u32>,
    profile_synced: Option<bool>,
    page_port: Option<u16>,
}

impl Builder {
    /// The settings as JSON: `project_id`, `lines`, `token_ttl` and `heartbeat` in seconds,
    /// `daily_limit`, `new_conversation_limit`, `profile_synced`, `page_port`; what is not given
    /// stays as it is.
    ///
    /// # Errors
    /// [`SimError::Option`] for a name that does not exist and for a value that cannot be used.
    pub fn from_json(text: &str) -> Result<Self, SimError> {
        let settings: Settings =
            serde_json::from_str(text).map_err(|error| SimError::Option(error.to_string()))?;
        let mut builder = Self::default();
        if let Some(id) = settings.project_id {
            builder = builder.project_id(id);
        }
        if let Some(lines) = settings.lines {
            builder = builder.dedicated(lines);
        }
        if let Some(ttl) = settings.token_ttl {
            builder = builder.token_ttl(seconds("token_ttl", ttl)?);
        }
        if let Some(interval) = settings.heartbeat {
            builder = builder.heartbeat(seconds("heartbeat", interval)?);
        }
        if let Some(limit) = settings.daily_limit {
            builder = builder.daily_limit(limit);
        }
        if let Some(limit) = settings.new_conversation_limit {
            builder = builder.new_conversation_limit(limit);
        }
        if let Some(on) = settings.profile_synced {
            builder = builder.profile_synced(on);
        }
        if let Some(port) = settings.page_port {
            builder = builder.page_port(port);
        }
        Ok(builder)
    }
}

fn seconds(name: &str, seconds: f64) -> Result<Duration, SimError> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| SimError::Option(format!("{name} is a number of seconds, not {seconds}")))
}

impl Simulator {
    /// A call of the HTTP API without HTTP: the status, and the JSON or the bytes that it answers.
    /// The path has the query with it.
    ///
    /// # Errors
    /// [`SimError::Option`] if method and path make no request.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<(u16, Bytes), SimError> {
        let wrong = |error: &dyn std::error::Error| SimError::Option(error.to_string());
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.page_url().trim_start_matches("http://"))
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body.into()))
            .map_err(|error| wrong(&error))?;
        let response = match self.api().clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        Ok((status, body.map_err(|error| wrong(&error))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_api_answers_without_http() {
        let builder = Builder::from_json(r#"{"lines": ["+15559990001"], "heartbeat": 0.5}"#);
        let sim = builder.expect("settings").start().await.expect("it starts");
        let deed = r#"{"text": "hello"}"#;
        let path = "/api/people/+15551230001/text";
        let (status, answer) = sim.request("POST", path, deed).await.expect("a request");
        assert_eq!(status, 200, "{answer:?}");
        let (status, state) = sim.request("GET", "/api/state", "").await.expect("a request");
        let state: serde_json::Value = serde_json::from_slice(&state).expect("JSON");
        assert_eq!((status, &state["lines"][0]["phone"]), (200, &"+15559990001".into()));
        assert_eq!(sim.request("GET", "/api/none", "").await.expect("a request").0, 404);
        assert!(!sim.has_files(), "nothing to leave behind");
        assert!(sim.ready().expect("the file is written").ca_file.exists() && sim.has_files());
        assert!(sim.request("GET", "no path", "").await.is_err());
        sim.stop().await;
    }

    #[test]
    fn wrong_settings_are_told() {
        for wrong in [r#"{"line": []}"#, r#"{"heartbeat": -1}"#, "[", r#"{"page_port": 70000}"#] {
            assert!(Builder::from_json(wrong).is_err(), "{wrong}");
        }
        assert!(Builder::from_json("{}").is_ok());
    }
}
