//! The project: credentials, the cloud, iMessage, lines.

use std::future::Future;
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::DoctorScope;
use super::name::{CLOUD, CREDENTIALS, LINES, PLATFORM};
use super::report::{Check, CheckState};
use crate::config::{Config, Options};
use crate::error::{Error, ErrorKind, Result};
use crate::net::{HttpClient, Trust};
use crate::platform::imessage::cloud::{Cloud, LineTokens};

/// What to do when nothing says better.
const LOOK: &str = "look at the project in the dashboard of Spectrum";

pub(super) async fn checks(options: Options, scope: DoctorScope, limit: Duration) -> Vec<Check> {
    let rest = [CLOUD, PLATFORM, LINES];
    let skipped = |first: Check, why: &str| {
        let others = rest.iter().map(|name| Check::skipped(name, why));
        std::iter::once(first).chain(others).collect()
    };
    let (cloud, project) = match connect(options) {
        Ok(Some(connected)) => connected,
        Ok(None) => {
            let found = "no project is given";
            let remedy =
                "set SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET, or give both as options";
            let check = match scope {
                DoctorScope::Cloud => Check::bad(CREDENTIALS, CheckState::Failed, found, remedy),
                DoctorScope::All | DoctorScope::Local => Check::skipped(CREDENTIALS, found),
            };
            return skipped(check, found);
        }
        Err(error) => return skipped(failed(CREDENTIALS, &error), "the settings are wrong"),
    };
    let credentials = Check::ok(CREDENTIALS, format!("project {project}"));
    let description = match within(limit, cloud.project()).await {
        Ok(description) => description,
        Err(error) => {
            let why = "the cloud does not say";
            let others = [PLATFORM, LINES].map(|name| Check::skipped(name, why));
            return [credentials, failed(CLOUD, &error)].into_iter().chain(others).collect();
        }
    };
    let name = description["name"].as_str().map(|name| format!(", project {name}"));
    let reached = Check::ok(CLOUD, format!("it answers{}", name.unwrap_or_default()));
    let platform = of_platforms(within(limit, cloud.platforms()).await);
    let lines = match within(limit, cloud.tokens()).await {
        Ok(tokens) => of_lines(&tokens.lines),
        Err(error) => failed(LINES, &error),
    };
    vec![credentials, reached, platform, lines]
}

fn connect(options: Options) -> Result<Option<(Cloud, String)>> {
    let config = Config::resolve(options)?;
    let Some(project) = &config.project else { return Ok(None) };
    let trust = Trust::load(config.ca_file.as_deref())?;
    let cloud = Cloud::new(HttpClient::new(&trust), &config.cloud_url, project)?;
    Ok(Some((cloud, project.id.clone())))
}

async fn within<T>(limit: Duration, call: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(limit, call).await.unwrap_or_else(|_| {
        let what = format!("no answer within {} s", limit.as_secs());
        Err(Error::new(ErrorKind::Connection, "timeout", what).with_context("reason", "timeout"))
    })
}

fn failed(name: &'static str, error: &Error) -> Check {
    let remedy = match (error.kind(), error.context().get("reason").map(String::as_str)) {
        (ErrorKind::Authentication, _) => {
            "check SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET: the cloud refuses them"
        }
        (ErrorKind::NotFound, _) => "check SPECTRUM_PROJECT_ID: there is no such project",
        (ErrorKind::Connection, Some("dns")) => {
            "check the network and the name server of this machine, and SPECTRUM_CLOUD_URL"
        }
        (ErrorKind::Connection, Some("tls")) => {
            "check the clock of this machine; behind a proxy that opens TLS, give its root certificate as \
             SPECTRUM_CA_FILE"
        }
        (ErrorKind::Connection, _) => "check the network of this machine, and try again later",
        (ErrorKind::RateLimit, _) => "wait a minute, and try again",
        (ErrorKind::Validation, _) => "correct what is named",
        _ => LOOK,
    };
    Check::bad(name, CheckState::Failed, error.to_string(), remedy)
}

fn of_platforms(answer: Result<Value>) -> Check {
    match answer.map(|platforms| platforms.pointer("/imessage/enabled").and_then(Value::as_bool)) {
        Ok(Some(true)) => Check::ok(PLATFORM, "iMessage is enabled"),
        Ok(Some(false)) => {
            let remedy = "enable iMessage for the project, in the dashboard of Spectrum";
            Check::bad(PLATFORM, CheckState::Failed, "iMessage is not enabled", remedy)
        }
        // A start does not need to know it either.
        Ok(None) => {
            Check::bad(PLATFORM, CheckState::Warning, "the cloud does not name iMessage", LOOK)
        }
        Err(error) => Check { state: CheckState::Warning, ..failed(PLATFORM, &error) },
    }
}

fn of_lines(lines: &LineTokens) -> Check {
    let LineTokens::Dedicated(lines) = lines else {
        return Check::ok(LINES, "shared lines");
    };
    if lines.is_empty() {
        let remedy = "wait until a line is assigned, or ask for one in the dashboard of Spectrum";
        return Check::bad(LINES, CheckState::Failed, "the project has no line", remedy);
    }
    let phones: Vec<_> = lines.values().filter_map(|line| line.phone.as_deref()).collect();
    let found = format!("{} dedicated: {}", lines.len(), phones.join(", "));
    if phones.len() < lines.len() {
        let remedy = "wait until every line has its number";
        return Check::bad(
            LINES,
            CheckState::Warning,
            format!("{found}, others without number"),
            remedy,
        );
    }
    Check::ok(LINES, found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_platform_is_enabled_or_not_or_not_named() {
        let state = |answer| of_platforms(Ok(answer)).state;
        assert_eq!(state(json!({"imessage": {"enabled": true}})), CheckState::Ok);
        assert_eq!(state(json!({"imessage": {"enabled": false}})), CheckState::Failed);
        assert_eq!(state(json!({})), CheckState::Warning);
    }

    #[test]
    fn a_project_without_lines_is_told() {
        let none = LineTokens::Dedicated(std::collections::BTreeMap::new());
        assert_eq!(of_lines(&none).state, CheckState::Failed);
        assert_eq!(of_lines(&LineTokens::Shared("t".into())).state, CheckState::Ok);
    }

    #[tokio::test]
    async fn half_of_the_credentials_is_told() {
        let options = Options { project_id: Some("p".to_owned()), ..Options::default() };
        let checks = checks(options, DoctorScope::Cloud, Duration::from_secs(1)).await;
        assert_eq!((checks[0].name, checks[0].state), (CREDENTIALS, CheckState::Failed));
        assert!(checks[1..].iter().all(|check| check.state == CheckState::Skipped));
    }
}
