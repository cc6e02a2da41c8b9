//! Spectrum Cloud: the project, and tokens for its lines.

mod renewal;
mod tokens;

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

pub(super) use renewal::Renewal;
pub(super) use tokens::{LineTokens, Tokens};

use crate::config::Project;
use crate::error::{Error, ErrorKind, Result};
use crate::net::{HttpClient, HttpResponse};

const TIMEOUT: Duration = Duration::from_secs(20);
/// Far above any answer of the cloud.
const ANSWER_LIMIT: usize = 1024 * 1024;
/// What is kept of an answer that is no JSON.
const TEXT_LIMIT: usize = 500;
/// The code of a failure that the cloud does not name.
const UNNAMED: &str = "UNKNOWN";

/// The REST side of the cloud, for one project.
pub(super) struct Cloud {
    http: HttpClient,
    base: Url,
    authorization: HeaderValue,
}

/// Every answer's envelope.
#[derive(Deserialize)]
struct Envelope {
    succeed: Option<bool>,
    data: Option<Value>,
    code: Option<String>,
    message: Option<String>,
}

impl Cloud {
    pub(super) fn new(http: HttpClient, cloud_url: &Url, project: &Project) -> Result<Self> {
        let invalid = || Error::invalid("the project id cannot be part of a URL");
        let mut base = cloud_url.clone();
        base.path_segments_mut().map_err(|()| invalid())?.pop_if_empty().extend([
            "projects",
            &project.id,
            "",
        ]);
        let credentials = format!("{}:{}", project.id, project.secret.expose());
        let mut authorization =
            HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(credentials)))
                .map_err(|_| Error::invalid("the credentials cannot be sent"))?;
        authorization.set_sensitive(true);
        Ok(Self { http, base, authorization })
    }

    /// The project, as the cloud describes it.
    pub(super) async fn project(&self) -> Result<Value> {
        self.call(Method::GET, "", true).await
    }

    /// The same, with what the cloud's clock said.
    pub(super) async fn project_and_date(&self) -> Result<(Value, Option<SystemTime>)> {
        let answer = self.request(Method::GET, "", true).await?;
        Ok((data_of(&answer)?, answer.date))
    }

    /// The platforms of the project, by id.
    pub(super) async fn platforms(&self) -> Result<Value> {
        self.call(Method::GET, "platforms/", false).await
    }

    /// New tokens for all lines of the project.
    pub(super) async fn tokens(&self) -> Result<Tokens> {
        let answer = self.call(Method::POST, "imessage/tokens", true).await?;
        Tokens::parse(answer)
    }

    async fn call(&self, method: Method, path: &str, authorized: bool) -> Result<Value> {
        data_of(&self.request(method, path, authorized).await?)
    }

    async fn request(&self, method: Method, path: &str, authorized: bool) -> Result<HttpResponse> {
        let url = self.base.join(path).map_err(|_| Error::invalid("the cloud URL is wrong"))?;
        let authorization = authorized.then_some(&self.authorization);
        self.http.request(method, &url, authorization, TIMEOUT, ANSWER_LIMIT).await
    }
}

fn data_of(answer: &HttpResponse) -> Result<Value> {
    let envelope: Option<Envelope> = serde_json::from_slice(&answer.body).ok();
    let Some(envelope) = envelope else {
        return Err(failure(answer.status, None, text_of(&answer.body)));
    };
    match envelope {
        Envelope { succeed: Some(true), data: Some(data), .. } if answer.status.is_success() => {
            Ok(data)
        }
        Envelope { code, message, .. } => {
            let message = message.unwrap_or_else(|| "the cloud says that it failed".to_owned());
            Err(failure(answer.status, code, message))
        }
    }
}

fn text_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.trim() {
        "" => "the cloud gave an empty answer".to_owned(),
        text => text.chars().take(TEXT_LIMIT).collect(),
    }
}

fn failure(status: StatusCode, code: Option<String>, message: String) -> Error {
    let kind = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ErrorKind::Authentication,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimit,
        status if status.is_server_error() => ErrorKind::Connection,
        _ => ErrorKind::Other,
    };
    Error::new(kind, code.unwrap_or_else(|| UNNAMED.to_owned()), message)
        .with_http_status(status.as_u16())
        .with_retryable(status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS)
}
