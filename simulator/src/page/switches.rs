//! What can go wrong on purpose, as it is set now.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::hub::Hub;

/// The switches, the streams and the limits.
pub(super) fn now(hub: &Hub) -> Value {
    let faults = hub.faults.list();
    let state = hub.state();
    json!({
        "stalled": *hub.stalled.borrow(),
        "doubled": hub.doubled.load(Ordering::Relaxed),
        "accepting": *hub.accepting.borrow(),
        "faults": faults,
        "open_streams": state.log.open_streams(),
        "listening": state.log.listens(None),
        "quotas": {
            "daily_limit": state.quotas.daily_limit,
            "new_conversation_limit": state.quotas.new_conversation_limit,
            "usual_daily_limit": hub.config.daily_limit,
            "usual_new_conversation_limit": hub.config.new_conversation_limit,
        },
        "lines": state
            .lines
            .all()
            .iter()
            .map(|(line, _)| {
                let (messages, conversations) = state.quotas.used(line);
                json!({
                    "line": state.lines.label(line),
                    "messages": messages,
                    "new_conversations": conversations,
                })
            })
            .collect::<Vec<_>>(),
    })
}
