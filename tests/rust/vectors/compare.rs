//! Compares one step with its recording. Wanted differences are listed here, each with its reason.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use spectrum_imessage::{Error, ErrorKind};

use super::StepResult;
use super::programs::Outcome;
use super::server::{Call, RestCall, Server};

/// A wanted difference: file, part of the call's text, what is looked at instead, why.
const DELIBERATE: &[(&str, &str, Instead, &str)] = &[
    ("send-retryable", "", Instead::Tries, "a failure marked retryable is tried again"),
    (
        "send-unauthenticated",
        "",
        Instead::Refused,
        "a refused token is renewed, the call tried again",
    ),
    ("contact", "all fields", Instead::Calls, "vCard text is escaped"),
    ("contact", "contact(user)", Instead::Calls, "a contact of a user carries their address"),
    ("config-errors", "local: true", Instead::AnyError, "local mode is part of this client"),
    ("space-create-shared", "\" (555)", Instead::Invalid, "addresses are checked"),
    ("space-create-shared", "space.create(\"\")", Instead::Invalid, "addresses are checked"),
    ("poll-unsupported-targets", "p.edit", Instead::NoCall, "a poll cannot be edited"),
    ("mini-app", "", Instead::Keyed, "the mini-app calls carry an idempotency key too"),
    ("ll-mini-app", "", Instead::Keyed, "the mini-app calls carry an idempotency key too"),
    ("ll-no-auto-idempotency", "sendText", Instead::Keyed, "a change always carries a key"),
    ("ll-message-reads", "isFromMe: false", Instead::Calls, "a time before 1970 is sent as one"),
];

#[derive(Clone, Copy, PartialEq)]
enum Instead {
    /// The recorded call, up to four times with one key, and the recorded error.
    Tries,
    /// One more try or none, and an authentication error.
    Refused,
    /// The same calls and result; the bytes differ.
    Calls,
    AnyError,
    Invalid,
    NoCall,
    /// The recorded calls, with a key.
    Keyed,
}

pub(crate) fn step(
    file: &str,
    recorded: &Value,
    calls: &[Call],
    outcome: &StepResult,
    random_line: bool,
) -> Vec<String> {
    let label = recorded["call"].as_str().unwrap_or_default();
    let instead = DELIBERATE
        .iter()
        .find(|(id, part, ..)| *id == file && label.contains(part))
        .map(|(_, _, instead, _)| *instead);
    let mut out = Vec::new();
    match instead {
        Some(Instead::AnyError) if outcome.is_err() && calls.is_empty() => return out,
        Some(Instead::Invalid) if calls.is_empty() && is(outcome, ErrorKind::Validation) => {
            return out;
        }
        Some(Instead::NoCall) if calls.is_empty() => {}
        Some(Instead::Refused)
            if calls.len() <= 2 && one_key(calls) && is(outcome, ErrorKind::Authentication) => {}
        Some(Instead::Tries) if (2..=4).contains(&calls.len()) && one_key(calls) => {
            rpcs(recorded, &calls[..1], true, random_line, &mut out);
        }
        Some(Instead::Calls) => rpcs(recorded, calls, false, random_line, &mut out),
        Some(Instead::Keyed) if calls.iter().all(|call| call.idempotency_key.is_some()) => {
            rpcs(&keyed(recorded), calls, true, random_line, &mut out);
        }
        Some(_) => out.push(format!("not the wanted difference: {calls:?} {outcome:?}")),
        None => rpcs(recorded, calls, true, random_line, &mut out),
    }
    result(recorded, outcome, random_line, &mut out);
    out
}

/// The recording as it would be with idempotency keys.
fn keyed(recorded: &Value) -> Value {
    let mut recorded = recorded.clone();
    for rpc in recorded["rpcs"].as_array_mut().into_iter().flatten() {
        rpc["metadata"]["x-idempotency-key"] = json!(true);
    }
    recorded
}

fn is(outcome: &StepResult, kind: ErrorKind) -> bool {
    outcome.as_ref().err().is_some_and(|error| error.kind() == kind)
}

fn one_key(calls: &[Call]) -> bool {
    calls.iter().all(|call| {
        call.idempotency_key.is_some() && call.idempotency_key == calls[0].idempotency_key
    })
}

fn rpcs(recorded: &Value, calls: &[Call], bytes: bool, random_line: bool, out: &mut Vec<String>) {
    let empty = Vec::new();
    let wanted = recorded["rpcs"].as_array().unwrap_or(&empty);
    let names = |list: Vec<&str>| list.join(", ");
    let (a, b) = (
        names(wanted.iter().map(|rpc| rpc["method"].as_str().unwrap_or_default()).collect()),
        names(calls.iter().map(|call| call.method.as_str()).collect()),
    );
    if a != b {
        out.push(format!("calls: recorded [{a}], sent [{b}]"));
        return;
    }
    for (rpc, call) in wanted.iter().zip(calls) {
        let method = &call.method;
        if bytes && rpc["request_hex"] != call.request_hex {
            out.push(format!(
                "{method}: recorded {}, sent {}",
                rpc["request_hex"], call.request_hex
            ));
        }
        let metadata = json!({
            "authorization": call.authorization,
            "x-idempotency-key": call.idempotency_key.is_some(),
            "grpc-timeout": call.has_timeout,
            // Shows in the bytes.
            "client_message_id": rpc["metadata"]["client_message_id"],
        });
        let wanted = line(&rpc["metadata"], random_line);
        if wanted != line(&metadata, random_line) {
            out.push(format!("{method} metadata: recorded {wanted}, sent {metadata}"));
        }
    }
}

/// Where the line is chosen at random, the second stands for the first.
fn line(value: &Value, random_line: bool) -> Value {
    if !random_line {
        return value.clone();
    }
    let text = value.to_string().replace("tok-inst-b", "tok-inst-a").replace("90002", "90001");
    serde_json::from_str(&text).unwrap_or_default()
}

fn result(recorded: &Value, outcome: &StepResult, random_line: bool, out: &mut Vec<String>) {
    let recorded_error = recorded.get("error");
    let outcome = match (recorded_error, outcome) {
        (Some(wanted), Err(error)) => return self::error(recorded, wanted, error, out),
        (Some(wanted), Ok(outcome)) => {
            return out.push(format!("recorded the error {wanted}, got {outcome:?}"));
        }
        (None, Err(error)) => return out.push(format!("the call failed: {error:?}")),
        (None, Ok(outcome)) => outcome,
    };
    let undefined = recorded.get("result_undefined").is_some();
    match outcome {
        Outcome::Nothing if undefined => {}
        Outcome::Value(value) if !undefined => {
            values(
                &line(&recorded["result_json"], random_line),
                &line(value, random_line),
                "",
                out,
            );
        }
        other => out.push(format!("recorded {}, got {other:?}", recorded["result_json"])),
    }
}

fn error(recorded: &Value, wanted: &Value, error: &Error, out: &mut Vec<String>) {
    let answered = recorded["rpcs"]
        .as_array()
        .is_some_and(|rpcs| rpcs.iter().any(|rpc| rpc["response"].get("error").is_some()));
    if wanted["class"] == "UnsupportedError" && error.kind() != ErrorKind::Unsupported {
        out.push(format!("recorded {wanted}, got {error:?}"));
    }
    if !answered || wanted.get("grpcCode").is_none() {
        return;
    }
    let context: Map<String, Value> =
        error.context().iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let got = json!({
        "class": error.kind().class_name(),
        "code": error.code(),
        "grpcCode": error.grpc_status(),
        "retryable": error.is_retryable(),
        "context": context,
        "message": error.message(),
    });
    values(wanted, &got, "error", out);
}

fn values(wanted: &Value, got: &Value, path: &str, out: &mut Vec<String>) {
    match (wanted, got) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                // What a client may add: who sent it, which tapback it is, native fields.
                let open = matches!(key.as_str(), "sender" | "tapback") || path.ends_with("native");
                let extra = open && !a.contains_key(key);
                if extra || key.starts_with("__") {
                    continue;
                }
                let path = format!("{path}.{key}");
                values(
                    a.get(key).unwrap_or(&Value::Null),
                    b.get(key).unwrap_or(&Value::Null),
                    &path,
                    out,
                );
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                values(a, b, &format!("{path}[{index}]"), out);
            }
        }
        // Recorded bytes are marked as such.
        (Value::Object(a), Value::String(b)) if a.get("base64").is_some_and(|a| a == b) => {}
        (Value::String(a), Value::String(b)) => {
            let placeholder = matches!(a.as_str(), "<uuid>" | "<now>");
            let same_time = || {
                let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
                // Recorded are milliseconds.
                let (a, b) = (time(a), time(b));
                a.is_some() && a.map(|a| a.as_millisecond()) == b.map(|b| b.as_millisecond())
            };
            let same = if path.ends_with(".platform") { a.eq_ignore_ascii_case(b) } else { a == b };
            if !placeholder && !same && !same_time() {
                out.push(format!("{path}: recorded {wanted}, got {got}"));
            }
        }
        (a, b) if a.as_f64().is_some() && a.as_f64() == b.as_f64() => {}
        (a, b) if a == b => {}
        _ => out.push(format!("{path}: recorded {wanted}, got {got}")),
    }
}

/// The REST calls of a start, in any order; the last one may still be on its way.
pub(crate) async fn rest(recorded: &Value, server: &Server, label: &str) -> Option<String> {
    let mut wanted: Vec<RestCall> = recorded["http"]
        .as_array()?
        .iter()
        .map(|call| RestCall {
            method: call["method"].as_str().unwrap_or_default().to_owned(),
            path: call["path"].as_str().unwrap_or_default().to_owned(),
            authorization: call["authorization"].as_str().map(str::to_owned),
            body: call["body"].as_str().unwrap_or_default().to_owned(),
            status: call["status"].as_u64().and_then(|s| u16::try_from(s).ok()).unwrap_or_default(),
        })
        .collect();
    wanted.sort();
    let started = Instant::now();
    while server.rest().len() < wanted.len() && started.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let got = server.rest();
    (got != wanted).then(|| format!("{label}\n    REST: recorded {wanted:?}, sent {got:?}"))
}
