//! The scenarios of the fixtures, played against a watcher with a clock that does not wait.
#![allow(clippy::unwrap_used)]

mod common;

use common::play::Play;
use serde_json::Value as Json;

fn play(scenario: &Json) -> Vec<Json> {
    let (_folder, path) = common::copy(scenario["start"].as_str().unwrap());
    let mut play = Play::new(&path);
    let moment = play.moment();
    for sent in scenario["sent_by_this_process"].as_array().into_iter().flatten() {
        let (chat, text) = (sent["chat_guid"].as_str().unwrap(), sent["text"].as_str().unwrap());
        play.watcher.as_mut().unwrap().note_sent(chat, text, moment);
    }
    let steps = scenario["steps"].as_array().unwrap();
    let mut next = 0;
    while let Some(step) = steps.get(next) {
        play.pass(step["after_ms"].as_u64().unwrap());
        next += 1;
        if step.get("action").is_some() {
            play.act(step);
            continue;
        }
        let mut transaction = vec![step];
        while let Some(step) = steps.get(next)
            && step["after_ms"] == 0
            && step.get("sql").is_some()
        {
            transaction.push(step);
            next += 1;
        }
        play.write(&transaction);
    }
    play.pass(scenario["within_ms"].as_u64().unwrap());
    play.events
}

/// Whether an event has the fields that are expected.
fn fits(seen: &Json, expected: &Json) -> bool {
    expected.as_object().unwrap().iter().all(|(key, value)| seen.get(key) == Some(value))
}

#[test]
fn every_scenario_gives_its_events() {
    let file = common::json("watch-scenarios.json");
    let scenarios = file["scenarios"].as_array().unwrap();
    assert!(scenarios.len() >= 19);
    let mut wrong = Vec::new();
    for scenario in scenarios {
        let name = scenario["name"].as_str().unwrap();
        let optional = scenario["optional_events"].as_array().cloned().unwrap_or_default();
        let events = play(scenario);
        let mut seen = events.iter().peekable();
        for expected in scenario["expect"].as_array().unwrap() {
            if seen.peek().is_some_and(|event| fits(event, expected)) {
                seen.next();
            } else if !optional.contains(&expected["event"]) {
                wrong.push(format!("{name}: {expected} is missing"));
            }
        }
        wrong.extend(seen.map(|event| format!("{name}: {event} is one too many")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
