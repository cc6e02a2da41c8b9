//! The settings of a worker as the packages for other languages give them: one JSON object.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use spectrum_imessage::Result;
use spectrum_imessage::fleet::Fleet;

use crate::error::invalid;
use crate::options::{FleetOptions, From, WorkerOptions};
use crate::worker::NatsWorker;

/// What a program may say. A name that is not among these is a mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    servers: String,
    group: Option<String>,
    name: Option<String>,
    user: Option<String>,
    password: Option<String>,
    token: Option<String>,
    nkey_seed: Option<String>,
    credentials_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    client_certificate: Option<PathBuf>,
    client_key: Option<PathBuf>,
    partitions: Option<u32>,
    replicas: Option<usize>,
    /// In seconds.
    max_age: Option<f64>,
    begin: Option<Begin>,
    max_tries: Option<u32>,
    /// In seconds.
    drain_timeout: Option<f64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Begin {
    New,
    Start,
}

/// A worker of a fleet by its settings: a JSON object with `servers` and `group`, and else the names
/// of [`FleetOptions`] and [`WorkerOptions`], in snake_case; `name` is the fleet's, times are in
/// seconds, and `begin` is `new` or `start`.
///
/// # Errors
/// `ValidationError` for settings that cannot be. It shows no value: there may be a secret among them.
pub fn worker_from_json(settings: &str) -> Result<Fleet> {
    let settings: Settings = serde_json::from_str(settings).map_err(|error| wrong(&error))?;
    let Some(group) = settings.group else {
        return Err(invalid("a worker of a fleet belongs to a group: give group, too"));
    };
    let options = FleetOptions {
        fleet: settings.name,
        user: settings.user,
        password: settings.password.map(Into::into),
        token: settings.token.map(Into::into),
        nkey_seed: settings.nkey_seed.map(Into::into),
        credentials_file: settings.credentials_file,
        ca_file: settings.ca_file,
        client_certificate: settings.client_certificate,
        client_key: settings.client_key,
        partitions: settings.partitions,
        replicas: settings.replicas,
        max_age: settings.max_age.map(seconds).transpose()?,
        ..FleetOptions::new(settings.servers)
    };
    let worker = WorkerOptions {
        from: match settings.begin {
            None | Some(Begin::New) => From::New,
            Some(Begin::Start) => From::Start,
        },
        max_tries: settings.max_tries,
        drain_timeout: settings.drain_timeout.map(seconds).transpose()?,
        ..WorkerOptions::new(group)
    };
    Ok(Fleet::Worker(NatsWorker::new(options, &worker)?))
}

fn seconds(seconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(seconds).map_err(|_| invalid("a time of the fleet is no time"))
}

/// What is wrong, without the values that the parser's text repeats.
fn wrong(error: &serde_json::Error) -> spectrum_imessage::Error {
    let text = error.to_string();
    let unknown = text.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (unknown, missing) {
        (Some(name), _) => invalid(format!("a fleet has no setting {name}")),
        (None, Some(name)) => invalid(format!("the setting {name} of the fleet is missing")),
        (None, None) => invalid("a setting of the fleet has the wrong form"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(settings: &str) -> String {
        worker_from_json(settings).map(drop).expect_err("refused").message().to_owned()
    }

    #[test]
    fn settings_become_a_worker() {
        let settings = r#"{"servers": "nats://one,nats://two", "group": "support", "name": "shop",
            "max_age": 3600, "begin": "start", "max_tries": 3, "partitions": 16, "password": "x",
            "user": "me", "credentials_file": null}"#;
        let Ok(Fleet::Worker(worker)) = worker_from_json(settings) else { panic!("a worker") };
        assert_eq!(worker.group(), "support");
        assert!(!format!("{worker:?}").contains("one"));
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_shown() {
        assert!(refused(r#"{"group": "g"}"#).contains("servers"));
        assert!(refused(r#"{"servers": "nats://one"}"#).contains("group"));
        let text = refused(r#"{"servers": "nats://one", "group": "g", "colour": "hunter2"}"#);
        assert!(text.contains("colour") && !text.contains("hunter2"), "{text}");
        let text = refused(r#"{"servers": "nats://one", "group": "g", "partitions": "hunter2"}"#);
        assert!(!text.contains("hunter2"), "{text}");
        refused(r#"{"servers": "nats://one", "group": "g", "max_age": -1}"#);
        refused(r#"{"servers": "nats://one", "group": "g", "begin": "later"}"#);
    }
}
