//! Faults, tokens, streams, lines, quotas, stop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Problem, done, read};
use crate::bounds::FAULTS;
use crate::builder::check_lines;
use crate::clock;
use crate::faults::Fault;
use crate::hub::Hub;

#[derive(Deserialize)]
#[serde(untagged)]
enum Faults {
    One(Box<Fault>),
    Several(Vec<Fault>),
}

pub(super) async fn add_faults(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    // Read as one first: its errors say what is wrong, those of a choice do not.
    let faults = match body.trim_ascii_start().first() {
        Some(b'[') => read(&body).map(Faults::Several)?,
        _ => Faults::One(Box::new(read(&body)?)),
    };
    let faults = match faults {
        Faults::One(fault) => vec![*fault],
        Faults::Several(faults) => faults,
    };
    for fault in &faults {
        fault.check().map_err(|message| Problem::bad(&message))?;
    }
    if hub.faults.list().len() + faults.len() > FAULTS {
        return Err(Problem::bad(&format!("{FAULTS} faults may wait: clear them first")));
    }
    for fault in faults {
        hub.faults.add(fault);
    }
    hub.wake();
    done()
}

pub(super) async fn clear_faults(State(hub): State<Arc<Hub>>) -> Answer {
    hub.faults.clear();
    hub.wake();
    done()
}

pub(super) async fn expire_tokens(State(hub): State<Arc<Hub>>) -> Answer {
    hub.state().tokens.expire_all();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cut {
    #[serde(default)]
    hard: bool,
}

pub(super) async fn cut_streams(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let cut: Cut = read(&body)?;
    let streams = if cut.hard {
        let open = hub.state().log.open_streams();
        hub.cut_connections().await;
        open
    } else {
        hub.end_streams()
    };
    Ok(Json(json!({ "streams": streams })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

pub(super) async fn stall_streams(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let stall: Switch = read(&body)?;
    hub.stalled.send_replace(stall.on);
    hub.wake();
    done()
}

pub(super) async fn double_events(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let double: Switch = read(&body)?;
    hub.doubled.store(double.on, Ordering::Relaxed);
    hub.wake();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Connections {
    accept: bool,
}

pub(super) async fn connections(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let connections: Connections = read(&body)?;
    hub.accept_connections(connections.accept).await;
    hub.wake();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLines {
    /// The numbers that there shall be.
    lines: Option<Vec<String>>,
    /// Other numbers, or none, for instances.
    #[serde(default)]
    numbers: BTreeMap<String, Option<String>>,
}

pub(super) async fn lines(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let new: NewLines = read(&body)?;
    if let Some(phones) = &new.lines {
        check_lines(phones)?;
        hub.set_lines(phones)?;
    }
    for (instance, phone) in new.numbers {
        check_lines(phone.as_slice())?;
        if !hub.change(|state| state.lines.renumber(&instance, phone)) {
            return Err(Problem::bad(&format!("there is no instance {instance:?}")));
        }
    }
    Ok(Json(super::watching::lines_json(&hub.state())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewQuotas {
    daily_limit: Option<u32>,
    new_conversation_limit: Option<u32>,
    #[serde(default)]
    reset: bool,
}

pub(super) async fn quotas(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let new: NewQuotas = read(&body)?;
    let mut state = hub.state();
    if let Some(limit) = new.daily_limit {
        state.quotas.daily_limit = limit;
    }
    if let Some(limit) = new.new_conversation_limit {
        state.quotas.new_conversation_limit = limit;
    }
    if new.reset {
        state.quotas.reset();
    }
    drop(state);
    hub.wake();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

pub(super) async fn advance(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let Advance { seconds } = read(&body)?;
    let by = Duration::try_from_secs_f64(seconds).map_err(|_| {
        Problem::bad("seconds is a number of seconds, and not negative: time does not go back")
    })?;
    hub.advance(by)?;
    Ok(Json(json!({ "now": clock::text(&hub.state().clock.now()) })))
}

pub(super) async fn stop(State(hub): State<Arc<Hub>>) -> Answer {
    hub.shutdown.cancel();
    done()
}
