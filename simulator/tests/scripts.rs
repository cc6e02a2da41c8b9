//! The command with scripts and recordings, as a process.
#![cfg(unix)]

mod common;

use std::path::Path;

use common::process::*;
use common::*;
use serde_json::{Value, json};
use spectrum_imessage_wire::v1::{
    MessageReaction, MessageReactionKind, MessageTarget, SetReactionRequest,
};

fn written(directory: &Path, script: &str) -> String {
    let path = directory.join("conversation.yaml");
    std::fs::write(&path, script).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

/// Answers every message with the same words and a heart.
fn echo(agent: Client, words: &'static str) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut events = agent.subscribe().await;
        while let Ok((_, event)) = next_event(&mut events).await {
            if event.is_from_me {
                continue;
            }
            let message = received(event);
            let heart = SetReactionRequest {
                target: Some(MessageTarget {
                    chat_guid: message.chat_guids[0].clone(),
                    message_guid: message.guid.clone(),
                    target_part_index: None,
                }),
                reaction: Some(MessageReaction {
                    kind: MessageReactionKind::Love as i32,
                    emoji: None,
                }),
                is_set: true,
                client_message_id: None,
            };
            agent.messages().set_reaction(agent.with(heart)).await.expect("reacted");
            agent.text(&message.chat_guids[0], words).await.expect("answered");
        }
    })
}

#[test]
fn a_script_that_expects_nothing_plays_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("photo.png"), PNG).expect("written");
    let script = written(
        directory.path(),
        r#"
people: { alice: "+15551230001", bob: bob@example.com }
steps:
  - { person: alice, text: "hello", id: hello, effect: slam }
  - { person: alice, attachment: photo.png }
  - { person: alice, edit: "hello!", on: hello }
  - { group: [alice, bob], name: party, id: party }
  - { person: bob, in: party, poll: "when?", options: [now, later], id: poll }
  - { person: alice, in: party, vote: later, on: poll }
  - { person: bob, in: party, rename: "the party" }
  - { advance: 3600 }
  - { wait: 0.01 }
"#,
    );
    let output = run(&["--json", "--script", &script]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let steps: Vec<&str> =
        lines[1..].iter().map(|step| step["what"].as_str().expect("a name")).collect();
    let all = ["text", "attachment", "edit", "group", "poll", "vote", "rename", "advance", "wait"];
    assert_eq!(steps, all);
    assert!(lines[1..].iter().all(|step| step["ok"] == true), "{told}");
    assert_eq!((&lines[1]["line"], &lines[1]["person"]), (&json!(4), &json!("alice")));
}

#[tokio::test]
async fn an_agent_is_what_the_script_expects_or_the_conversation_is_shown() {
    let directory = tempfile::tempdir().expect("a directory");
    let good = written(
        directory.path(),
        r#"
steps:
  - { text: "when is the party?", id: question }
  - expect: { reaction: love, on: question }
  - expect: { matches: "^To(day|morrow)", effect: none }
    id: answer
  - { react: like, on: answer }
"#,
    );
    let playing = Playing::start(&["--script", &good]).await;
    let agent = echo(playing.agent.clone(), "Tomorrow!");
    let (steps, status, told) = playing.ends().await;
    assert_eq!(status, Some(0), "{steps:?} {told}");
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[2]["guid"], "4D000000-0000-4000-8000-000000000003", "{steps:?}");
    agent.abort();

    let bad = written(
        directory.path(),
        "steps:\n  - text: hi\n  - expect: { text: Today!, within: 0.5 }\n  - text: never\n",
    );
    let playing = Playing::start(&["--script", &bad]).await;
    let agent = echo(playing.agent.clone(), "Tomorrow!");
    let (steps, status, _) = playing.ends().await;
    assert_eq!(status, Some(1), "{steps:?}");
    assert_eq!((steps.len(), &steps[1]["ok"]), (2, &json!(false)));
    let why = steps[1]["error"].as_str().expect("an error");
    for words in
        ["did not see a message or an edit", "Conversation any;-;+15551230001", "Tomorrow!"]
    {
        assert!(why.contains(words), "{why}");
    }
    agent.abort();
}

#[test]
fn what_cannot_be_played_is_told_before_anything_starts() {
    let directory = tempfile::tempdir().expect("a directory");
    let script = written(directory.path(), "steps:\n  - { text: hi }\n  - { txt: hi }\n");
    for arguments in [&["--script", &script][..], &["--replay", &script][..]] {
        let output = run(&[&["--json"], arguments].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("conversation.yaml:3") && told.contains("txt"), "{told}");
        assert!(output.stdout.is_empty(), "nothing has started");
    }
    assert_eq!(run(&["--script", "x", "--replay", "y"]).status.code(), Some(2));
    assert_eq!(run(&["--script", "x", "--speed", "2"]).status.code(), Some(2));
    assert_eq!(run(&["--replay", "x", "--speed", "0"]).status.code(), Some(2));
}

#[tokio::test]
async fn what_was_recorded_plays_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("talk.yaml");
    let record = path.to_str().expect("UTF-8");
    let playing = Playing::start(&["--record", record]).await;
    let agent = echo(playing.agent.clone(), "Tomorrow: \"yes\"\n- no");
    let listening = playing.url("/api/listening?timeout=10");
    assert_eq!(http("GET", &listening, None, None).await.0, 200);
    let asked = playing.deed("text", json!({ "text": "when?", "effect": "slam" })).await;
    let path = playing.url(&format!("/api/wait?person={ALICE}&contains=Tomorrow&timeout=10"));
    let (_, answer) = http("GET", &path, None, None).await;
    let answer = &answer["message"]["guid"];
    playing.deed("reply", json!({ "text": "fine", "message_guid": answer })).await;
    let photo = json!({ "name": "../a photo.png", "data": "iVBORw0KGgo=" });
    agent.abort();
    playing.deed("attachment", photo).await;
    playing.deed("edit", json!({ "text": "when, then?", "message_guid": asked["guid"] })).await;
    assert!(playing.end());

    let written = std::fs::read_to_string(record).expect("there");
    for words in ["text: \"when?\"", "reaction: love", "on: \"m1\"", "reply_to: \"a1\"", "after: "]
    {
        assert!(written.contains(words), "{words} in {written}");
    }
    assert!(directory.path().join("talk.files/1-.._a_photo.png").exists());

    for how in [&["--script", record][..], &["--replay", record, "--speed", "2"][..]] {
        let playing = Playing::start(how).await;
        let agent = echo(playing.agent.clone(), "Tomorrow: \"yes\"\n- no");
        let (steps, status, told) = playing.ends().await;
        assert_eq!(status, Some(0), "{steps:?} {told} {written}");
        agent.abort();
    }
    // The same file again would mix two conversations.
    let output = run(&["--json", "--record", record]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is there already"));
}
