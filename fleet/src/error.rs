//! The errors of a fleet: each with what to do.

use std::fmt;

use spectrum_imessage::{Error, ErrorKind};

/// NATS, or JetStream in it, does not answer. `reason` names no credentials.
pub(crate) fn unavailable(reason: impl fmt::Display) -> Error {
    let text = format!(
        "NATS does not answer ({reason}): check that nats-server runs with JetStream (-js), and its address"
    );
    Error::new(ErrorKind::Connection, "natsUnavailable", text)
        .with_retryable(true)
        .with_context("reason", reason.to_string())
}

/// NATS answers, and refuses who asks.
pub(crate) fn refused(reason: impl fmt::Display) -> Error {
    let text = format!(
        "NATS refuses the credentials of the fleet ({reason}): check the user, token, nkey or credentials file"
    );
    Error::new(ErrorKind::Authentication, "natsRefused", text)
}

/// What was asked for cannot be; `text` is a sentence.
pub(crate) fn invalid(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Validation, "invalidArgument", text)
}

/// A stream or bucket exists, with other settings than this program asks for.
pub(crate) fn settings(
    place: &str,
    setting: &str,
    is: impl fmt::Display,
    asked: impl fmt::Display,
) -> Error {
    let text = format!(
        "{place} exists with {setting} {is}, and {asked} was asked for: \
         use the same settings everywhere, another fleet name, or change it with the nats command"
    );
    Error::new(ErrorKind::Validation, "fleetSettings", text)
        .with_context("name", place)
        .with_context("setting", setting)
        .with_context("is", is.to_string())
        .with_context("asked", asked.to_string())
}

/// JetStream refused a request for good.
pub(crate) fn jetstream(what: &str, reason: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Other, "jetstream", format!("JetStream refused {what}: {reason}"))
}

/// What a program holds in the fleet has gone to another.
pub(crate) fn lost(what: &str) -> Error {
    Error::new(ErrorKind::Other, "leaseLost", format!("{what} is held by another member now"))
}

/// Something stored by another version, or by somebody else.
pub(crate) fn unknown_form(what: &str) -> Error {
    let text = format!("{what} has an unknown form; was it written by another version?");
    Error::new(ErrorKind::Other, "fleetUnreadable", text)
}
