//! Sending, receiving, lines and quotas, against a simulator that the command runs itself.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use std::io::Write;
use std::process::Stdio;
use std::time::Instant;

use common::{ALICE, BOB, DM, LINE, PATIENCE, Sim, Tail, signal, text};
use serde_json::{Value as Json, json};

#[test]
fn what_is_sent_arrives_and_what_is_answered_is_printed() {
    let sim = Sim::start(&[]);
    let mut tail = Tail::start(&sim, &["--json", "--limit", "2"]);
    let id = sim.done(&["send", "--to", ALICE, "--effect", "confetti", "Happy birthday!"]);
    let seen = sim.sees(json!({ "text": "Happy birthday!", "effect": "confetti" }));
    assert_eq!(seen["message"]["guid"], id.trim_end());
    let wrote = sim.writes("thanks");
    let message = tail.json();
    assert_eq!((&message["type"], &message["id"]), (&json!("message"), &wrote["guid"]));
    assert_eq!(message["content"], json!({ "type": "text", "text": "thanks" }));
    assert_eq!(message["sender"]["id"], ALICE);
    assert_eq!(message["space"], json!({ "id": DM, "type": "dm", "phone": "shared" }));
    assert_eq!(message["direction"], "inbound");
    assert!(message["timestamp"].as_str().unwrap().ends_with('Z'), "{message}");
    let reply = json!({ "text": "so kind", "message_guid": id.trim_end() });
    sim.post(&format!("/api/people/{ALICE}/reply"), &reply);
    let message = tail.json();
    let text = json!({ "type": "text", "text": "so kind" });
    assert_eq!(message["content"]["content"], text);
    assert_eq!(message["content"]["target"]["id"], id.trim_end());
    // The limit is reached.
    assert_eq!(tail.ends().code(), Some(0));
}

#[test]
fn a_line_for_people_shows_what_came_and_steers_nothing() {
    let sim = Sim::start(&[]);
    let mut tail = Tail::start(&sim, &[]);
    sim.writes("one\u{1b}[2J\ntwo");
    let line = tail.line();
    assert!(line.ends_with(&format!("Z {DM} {ALICE}: one\\u{{1b}}[2J\u{23ce}two\n")), "{line:?}");
}

#[test]
fn contents_have_their_fields_and_a_line() {
    let sim = Sim::start(&[]);
    let sent = sim.done(&["send", "--to", ALICE, "ready?"]);
    let sent = sent.trim_end();
    let (mut tail, mut lines) = (Tail::start(&sim, &["--json"]), Tail::start(&sim, &[]));
    let mut deed = |name: &str, fields: Json| {
        sim.post(&format!("/api/people/{ALICE}/{name}"), &fields);
        let line = lines.line();
        let (_, line) = line.split_once(&format!(" {ALICE}: ")).unwrap();
        (tail.json(), line.trim_end().to_owned())
    };
    let (message, line) = deed("attachment", json!({ "name": "a.txt", "data": "aGk=" }));
    let content = &message["content"];
    assert_eq!((&content["type"], &content["name"]), (&json!("attachment"), &json!("a.txt")));
    assert_eq!((&content["mimeType"], &content["size"]), (&json!("text/plain"), &json!(2)));
    assert_eq!(line, "[a.txt, text/plain, 2 bytes]");
    let (message, line) = deed("react", json!({ "reaction": "love", "message_guid": sent }));
    let content = &message["content"];
    assert_eq!((&content["type"], &content["tapback"]), (&json!("reaction"), &json!("love")));
    assert_eq!(content["target"]["id"], sent);
    assert_eq!(content["target"]["content"]["text"], "ready?");
    let emoji = content["emoji"].as_str().unwrap();
    assert_eq!(line, format!("(reacts with {emoji}, to {sent})"));
    let (message, line) = deed("text", json!({ "text": "wow", "effect": "slam" }));
    assert_eq!((&message["effect"], line.as_str()), (&json!("slam"), "wow (with slam)"));
    // A poll of one's own is no message, the votes in it are.
    let poll = json!({ "title": "Lunch?", "options": ["yes", "no"] });
    let poll = sim.post(&format!("/api/people/{ALICE}/poll"), &poll)["guid"].clone();
    let (message, line) = deed("vote", json!({ "message_guid": poll, "option": "yes" }));
    let vote =
        json!({ "type": "poll_option", "poll": "Lunch?", "option": "yes", "selected": true });
    assert_eq!((&message["content"], line.as_str()), (&vote, "(votes for yes in Lunch?)"));
}

#[test]
fn every_way_to_send() {
    let sim = Sim::start(&["--dedicated", LINE]);
    let mut piped = sim
        .command(&["send", "--to", ALICE, "--from", LINE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    piped.stdin.take().unwrap().write_all(b"from a pipe\n").unwrap();
    let first = text(&piped.wait_with_output().unwrap().stdout);
    assert_eq!(sim.sees(json!({ "text": "from a pipe" }))["message"]["guid"], first.trim_end());

    let file = sim.home.path().join("notes.txt");
    std::fs::write(&file, "in the file").unwrap();
    let file = file.to_str().unwrap();
    let sent = ["send", "--json", "--space", DM, "--reply-to", first.trim_end(), "--markdown"];
    let sent = sim.json(&[&sent[..], &["--file", file, "**bold**"]].concat());
    assert_eq!(sent["space"], json!({ "id": DM, "type": "dm", "phone": LINE }));
    let messages = sent["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    let markdown = json!({ "type": "markdown", "markdown": "**bold**" });
    assert_eq!(messages[0]["content"], markdown);
    let text = sim.sees(json!({ "text": "bold", "reply_to": first.trim_end() }));
    assert_eq!(text["message"]["guid"], messages[0]["id"]);
    let seen = sim.sees(json!({ "attachment": "notes.txt" }));
    assert_eq!(seen["message"]["guid"], messages[1]["id"]);

    let once = ["send", "--to", ALICE, "--client-message-id", "build-1", "done"];
    assert_eq!(sim.done(&once), sim.done(&once));
    // A group, on a line of one's own.
    let group = sim.json(&["send", "--json", "--to", &format!("{ALICE},{BOB}"), "lunch?"]);
    assert_eq!(group["space"]["type"], "group");
}

#[test]
fn an_upload_shows_nothing_where_nobody_looks() {
    let sim = Sim::start(&[]);
    let file = sim.home.path().join("a.txt");
    std::fs::write(&file, vec![b'a'; 1_000_000]).unwrap();
    let output = sim.run(&["send", "--to", ALICE, "--file", file.to_str().unwrap()]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[test]
fn lines_say_whether_they_answer() {
    let sim = Sim::start(&["--dedicated", LINE]);
    let good = json!({ "lines": [{ "line": LINE, "mode": "dedicated", "state": "ok" }] });
    assert_eq!(sim.json(&["lines", "--json"]), good);
    // A simulator is found by its page and by what it prints, whatever the environment says.
    let mut without = common::spectrum(sim.home.path(), &["lines", "--json"]);
    let output = without.args(["--simulator", sim.text("page_url")]).output().unwrap();
    assert_eq!(serde_json::from_slice::<Json>(&output.stdout).unwrap(), good);
    let printed = sim.ready.to_string();
    assert!(sim.done(&["lines", "--simulator", &printed]).starts_with(&format!("{LINE}     dedi")));
    let fault = json!({ "method": "GetChatCount", "action": "refuse", "status": "UNAVAILABLE", "times": 9 });
    sim.post("/api/faults", &fault);
    let output = sim.run(&["lines", "--json"]);
    assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(7), true));
    let seen: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(seen["lines"][0]["state"], "unreachable");
    assert!(seen["lines"][0]["error"]["code"].is_string(), "{seen}");
}

#[test]
fn quotas_are_those_of_the_store() {
    let sim = Sim::start(&[]);
    let store = sim.home.path().join("agent.db");
    let store = store.to_str().unwrap();
    assert_eq!(sim.code(&["quota", "--store", store]), 4, "it is not made");
    sim.done(&["send", "--store", store, "--to", ALICE, "one"]);
    sim.done(&["send", "--store", store, "--to", ALICE, "two"]);
    let quota = sim.json(&["quota", "--json", "--store", store]);
    let line = &quota["lines"][0];
    assert_eq!(line["line"], "shared");
    assert_eq!(line["messages"], json!({ "used": 2, "left": 4998, "limit": 5000 }));
    assert_eq!(line["newConversations"], json!({ "used": 1, "left": 49, "limit": 50 }));
    assert!(line["resetsAt"].as_str().unwrap().ends_with("T00:00:00Z"), "{line}");
    let shown = sim.done(&["quota", "--store", store]);
    assert!(shown.contains("messages 2 of 5000, new conversations 1 of 50, until "), "{shown}");
    // Without a store nothing is said of what is used.
    let limits = &sim.json(&["quota", "--json"])["lines"][0];
    assert_eq!(limits["messages"], json!({ "limit": 5000 }));
}

#[test]
fn events_come_when_they_are_asked_for() {
    let sim = Sim::start(&[]);
    let mut tail = Tail::start(&sim, &["--json", "--events"]);
    let guid = sim.writes("tpyo")["guid"].clone();
    let edit = json!({ "text": "typo", "message_guid": guid });
    sim.post(&format!("/api/people/{ALICE}/edit"), &edit);
    let edited = loop {
        let line = tail.json();
        if line["type"] == "messageEdited" {
            break line;
        }
    };
    assert_eq!((&edited["messageId"], &edited["text"]), (&guid, &json!("typo")));
    assert_eq!((&edited["space"]["id"], &edited["actor"]["id"]), (&json!(DM), &json!(ALICE)));
}

#[test]
fn what_came_while_it_did_not_run_is_printed_once() {
    let sim = Sim::start(&[]);
    let store = sim.home.path().join("seen.db");
    let store = ["--json", "--limit", "1", "--store", store.to_str().unwrap()];
    let mut tail = Tail::start(&sim, &store);
    sim.writes("one");
    assert_eq!(tail.json()["content"]["text"], "one");
    assert!(tail.ends().success());
    sim.writes("two");
    let seen = sim.done(&[&["tail"], &store[..]].concat());
    assert_eq!(serde_json::from_str::<Json>(&seen).unwrap()["content"]["text"], "two");
}

#[test]
fn ctrl_c_closes_the_streams_and_ends_well() {
    let sim = Sim::start(&[]);
    for name in ["-INT", "-TERM"] {
        let mut tail = Tail::start(&sim, &["--events"]);
        assert!(sim.get("/api/state")["open_streams"].as_u64().unwrap() > 0);
        signal(&tail.child, name);
        assert_eq!(tail.ends().code(), Some(0), "{name}");
        // The simulator hears of it a moment later.
        let since = Instant::now();
        while sim.get("/api/state")["open_streams"] != 0 {
            assert!(since.elapsed() < PATIENCE, "a stream is still open");
            std::thread::yield_now();
        }
    }
}

#[test]
fn nobody_who_reads_is_an_end() {
    let sim = Sim::start(&[]);
    let mut tail = Tail::start(&sim, &[]);
    drop(tail.out.take());
    sim.writes("to nobody");
    assert_eq!(tail.ends().code(), Some(0));
}

#[test]
fn the_simulator_ends_well_by_ctrl_c() {
    let mut sim = Sim::start(&["--project-id", "p1"]);
    assert_eq!(sim.text("project_id"), "p1");
    signal(&sim.child, "-INT");
    assert_eq!(sim.child.wait().unwrap().code(), Some(0));
}
