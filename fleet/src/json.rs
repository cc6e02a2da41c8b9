//! The settings of a worker as the other languages say them.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use spectrum_imessage::fleet::Fleet;
use spectrum_imessage::{Result, Secret};

use crate::error::invalid;
use crate::{FleetOptions, From, NatsWorker, WorkerOptions};

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
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Begin {
    New,
    Start,
}

/// A worker, by settings in JSON: `servers`, `group`, and the fields of [`FleetOptions`] and
/// [`WorkerOptions`] where they are not as by default (`name` is that of the fleet, `max_age` is in
/// seconds, `begin` is `new` or `start`). Nothing is connected yet.
///
/// # Errors
/// `ValidationError` for settings that do not exist, or cannot be used. It shows none of them: one may
/// be a password.
pub fn worker_from_json(json: &str) -> Result<Fleet> {
    let settings: Settings = serde_json::from_str(json).map_err(|error| {
        invalid(format!(
            "the settings of a fleet are not understood (at character {}); there are servers, name, \
             user, password, token, nkey_seed, credentials_file, ca_file, client_certificate, \
             client_key, partitions, replicas, max_age, begin (new or start) and max_tries",
            error.column()
        ))
    })?;
    let group = settings.group.ok_or_else(|| {
        invalid("a worker of a fleet needs a group: the workers of a group share the messages")
    })?;
    let max_age = settings.max_age.map(Duration::try_from_secs_f64).transpose();
    let fleet = FleetOptions {
        fleet: settings.name,
        user: settings.user,
        password: settings.password.map(Secret::new),
        token: settings.token.map(Secret::new),
        nkey_seed: settings.nkey_seed.map(Secret::new),
        credentials_file: settings.credentials_file,
        ca_file: settings.ca_file,
        client_certificate: settings.client_certificate,
        client_key: settings.client_key,
        partitions: settings.partitions,
        replicas: settings.replicas,
        max_age: max_age.map_err(|_| invalid("max_age is a number of seconds"))?,
        ..FleetOptions::new(settings.servers)
    };
    let worker = WorkerOptions {
        from: match settings.begin {
            Some(Begin::Start) => From::Start,
            Some(Begin::New) | None => From::New,
        },
        max_tries: settings.max_tries,
        ..WorkerOptions::new(group)
    };
    Ok(Fleet::Worker(NatsWorker::new(fleet, &worker)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked_and_never_shown() {
        let good = r#"{"servers": "nats://me:hunter2@localhost", "group": "g", "max_age": 3600.5, "begin": "start"}"#;
        assert!(worker_from_json(good).is_ok());
        let wrong = [
            r#"{"servers": "nats://me:hunter2@localhost"}"#,
            r#"{"servers": "hunter2", "group": "g"}"#,
            r#"{"servers": "nats://localhost", "group": "g", "hunter2": 1}"#,
            r#"{"servers": "nats://localhost", "group": "g", "begin": "hunter2"}"#,
            r#"{"servers": "nats://localhost", "group": "g", "max_age": -1}"#,
            r#"{"servers": "nats://localhost", "group": "hunter2 "}"#,
        ];
        for json in wrong {
            let error = worker_from_json(json).expect_err(json);
            assert_eq!(error.code(), "invalidArgument", "{json}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
