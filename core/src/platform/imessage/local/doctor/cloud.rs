//! The project: credentials, the cloud, iMessage, lines.

use std::future::Future;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::name::{CLOCK, CLOUD, CREDENTIALS, LINES, PLATFORM, SERVICE, TLS, TOKEN};
use super::report::{Check, CheckState};
use super::{DoctorScope, clock, service};
use crate::config::{Config, Options, check_plaintext};
use crate::error::{Error, ErrorKind, Result};
use crate::net::{HttpClient, Trust};
use crate::platform::imessage::cloud::{Cloud, LineTokens};

/// What to do when nothing says better.
const LOOK: &str = "look at the project in the dashboard of Spectrum";

pub(super) async fn checks(options: Options, scope: DoctorScope, limit: Duration) -> Vec<Check> {
    let rest = [TLS, CLOUD, CLOCK, PLATFORM, TOKEN, LINES, SERVICE];
    let skipped = |first: Check, why: &str| {
        let others = rest.iter().map(|name| Check::skipped(name, why));
        std::iter::once(first).chain(others).collect()
    };
    let connected = match connect(options) {
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
    let mut checks = vec![Check::ok(CREDENTIALS, format!("project {}", connected.project))];
    checks.extend(connected.checks(limit).await);
    checks
}

/// What is asked.
struct Connected {
    config: Config,
    trust: Trust,
    cloud: Cloud,
    project: String,
}

fn connect(options: Options) -> Result<Option<Connected>> {
    let config = Config::resolve(options)?;
    let Some(project) = &config.project else { return Ok(None) };
    let trust = Trust::load(config.ca_file.as_deref())?;
    let cloud = Cloud::new(HttpClient::new(&trust), &config.cloud_url, project)?;
    let project = project.id.clone();
    Ok(Some(Connected { config, trust, cloud, project }))
}

impl Connected {
    async fn checks(&self, limit: Duration) -> Vec<Check> {
        let answer = within(limit, self.cloud.project_and_date()).await;
        let now = SystemTime::now();
        let tls = of_tls(&self.config.cloud_url, answer.as_ref().err());
        let (description, date) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let reached = match tls.state {
                    CheckState::Failed => Check::skipped(CLOUD, "no connection"),
                    _ => failed(CLOUD, &error),
                };
                let others = [CLOCK, PLATFORM, TOKEN, LINES, SERVICE];
                let others = others.map(|name| Check::skipped(name, "the cloud does not say"));
                return [tls, reached].into_iter().chain(others).collect();
            }
        };
        let name = description["name"].as_str().map(|name| format!(", project {name}"));
        let reached = Check::ok(CLOUD, format!("it answers{}", name.unwrap_or_default()));
        let clock = clock::check(date, now);
        let platform = of_platforms(within(limit, self.cloud.platforms()).await);
        let mut checks = vec![tls, reached, clock, platform];
        match within(limit, self.cloud.tokens()).await {
            Ok(tokens) => {
                let life = format!("given, for {} s", tokens.lifetime.as_secs());
                checks.push(Check::ok(TOKEN, life));
                checks.push(of_lines(&tokens.lines));
                let lines = &tokens.lines;
                checks.push(service::check(&self.config, &self.trust, lines, limit).await);
            }
            Err(error) => {
                checks.push(failed(TOKEN, &error));
                checks.extend([LINES, SERVICE].map(|name| Check::skipped(name, "no token")));
            }
        }
        checks
    }
}

/// Whether the way to the cloud is encrypted; `error` is why nothing came over it.
fn of_tls(url: &Url, error: Option<&Error>) -> Check {
    if url.scheme() != "https" {
        let local = check_plaintext(url.host_str().unwrap_or_default(), false).is_ok();
        return match local {
            true => Check::skipped(TLS, "plain text, on this machine"),
            false => {
                let found = "plain text: whoever is on the way reads everything";
                Check::bad(TLS, CheckState::Warning, found, "give an https address")
            }
        };
    }
    let reason = error.and_then(|error| Some((error, error.context().get("reason")?.as_str())));
    match reason {
        Some((error, "tls")) => failed(TLS, error),
        Some(_) => Check::skipped(TLS, "no connection"),
        None => Check::ok(TLS, "the certificate is trusted"),
    }
}

pub(super) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(limit, call).await.unwrap_or_else(|_| {
        let what = format!("no answer within {} s", limit.as_secs());
        Err(Error::new(ErrorKind::Connection, "timeout", what).with_context("reason", "timeout"))
    })
}

pub(super) fn failed(name: &'static str, error: &Error) -> Check {
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
    fn a_way_is_encrypted_or_says_why_not() {
        let of = |url: &str, reason: Option<&str>| {
            let error = reason.map(|reason| {
                Error::new(ErrorKind::Connection, "x", "y").with_context("reason", reason)
            });
            of_tls(&Url::parse(url).expect("a URL"), error.as_ref()).state
        };
        assert_eq!(of("https://cloud.example", None), CheckState::Ok);
        assert_eq!(of("https://cloud.example", Some("tls")), CheckState::Failed);
        assert_eq!(of("https://cloud.example", Some("dns")), CheckState::Skipped);
        assert_eq!(of("http://127.0.0.1:1", None), CheckState::Skipped);
        assert_eq!(of("http://cloud.example", None), CheckState::Warning);
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
