//! The command with a state file, as a process that is killed.
#![cfg(unix)]

mod common;

use common::process::*;
use common::*;
use serde_json::{Value, json};
use spectrum_imessage_wire::v1 as wire;

async fn get(playing: &Playing, path: &str) -> Value {
    let (status, answer) = http("GET", &playing.url(path), None, None).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// A token as a client asks for it.
async fn minted(playing: &Playing) -> String {
    let text = |name: &str| playing.ready[name].as_str().expect("a text").to_owned();
    let (id, secret) = (text("project_id"), text("project_secret"));
    let url = format!("{}/projects/{id}/imessage/tokens", text("cloud_url"));
    let (status, answer) = http("POST", &url, Some((&id, &secret)), None).await;
    assert_eq!(status, 200, "{answer}");
    answer["data"]["token"].as_str().expect("a token").to_owned()
}

/// No chance to tidy up.
fn kill(mut playing: Playing) {
    playing.child.kill().expect("killed");
    playing.child.wait().expect("ended");
}

#[tokio::test]
async fn a_killed_simulator_goes_on_where_it_was() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let path = path.to_str().expect("UTF-8");
    let first = Playing::start(&["--state", path]).await;
    let ready = first.ready.clone();
    let mut agent = first.agent.clone();
    agent.token = minted(&first).await;
    first.deed("text", json!({ "text": "before" })).await;
    let uploaded = agent.upload("a.png", PNG).await;
    let request = wire::SendTextMessageRequest {
        client_message_id: Some("mine".into()),
        ..text_request(DM, "answer")
    };
    let send = agent.messages().send_text_message(agent.keyed(request.clone(), "key")).await;
    let sent = send.expect("sent").into_inner().message.expect("a message");
    let (events, cursor) = agent.catch_up(Some(0)).await.expect("events");
    assert_eq!((events.len(), cursor), (2, 2));
    let before = get(&first, "/api/conversations").await;
    let seen = get(&first, "/api/seen").await;

    let second = run(&["--json", "--state", path]);
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(told.contains("in use by another simulator"), "{told}");
    kill(first);

    let again = Playing::start(&["--state", path]).await;
    for name in ["cloud_url", "imessage_address", "imessage_address_plain", "page_url", "ca_file"] {
        assert_eq!(again.ready[name], ready[name], "a client finds it again");
    }
    assert_eq!(again.ready["project_secret"], ready["project_secret"]);
    assert_eq!(get(&again, "/api/conversations").await, before);
    assert_eq!(get(&again, "/api/seen").await, seen);
    // The connection is another one, the token and the cursor are the same.
    agent.channel = again.agent.channel.clone();
    assert_eq!(agent.catch_up(Some(cursor)).await.expect("a good cursor").1, cursor);
    let path = format!("/api/attachments/{}", uploaded.guid);
    assert_eq!(http("GET", &again.url(&path), None, None).await.0, 200);
    // The same call again is the same message, and its id is used.
    let send = agent.messages().send_text_message(agent.keyed(request.clone(), "key")).await;
    assert_eq!(send.expect("answered").into_inner().message.expect("a message").guid, sent.guid);
    let refused = agent.send(request).await.expect_err("used");
    assert_eq!(error_code(&refused), "duplicateMessage");
    assert_eq!(trailer(&refused, "error-context-messageguid"), Some(&*sent.guid));
    // New events follow the old ones.
    agent.text(DM, "after").await.expect("sent");
    assert_eq!(agent.catch_up(Some(cursor)).await.expect("events").1, cursor + 1);
    assert!(again.end());
}

#[tokio::test]
async fn what_somebody_was_told_is_there_after_a_kill() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let path = path.to_str().expect("UTF-8");
    let playing = Playing::start(&["--state", path]).await;
    let mut events = playing.agent.subscribe().await;
    let mut sending = tokio::task::JoinSet::new();
    for task in 0..4 {
        let agent = playing.agent.clone();
        sending.spawn(async move {
            let mut told = Vec::new();
            while let Ok(message) = agent.text(DM, &format!("{task} {}", told.len())).await {
                told.push(message.guid);
            }
            told
        });
    }
    let mut heard = 0;
    while heard < 200 {
        heard = next_event(&mut events).await.expect("an event").0;
    }
    kill(playing);
    while let Ok((sequence, _)) = next_event(&mut events).await {
        heard = sequence;
    }
    let told: Vec<String> = sending.join_all().await.concat();
    assert!(told.len() > 100, "{}", told.len());

    let again = Playing::start(&["--state", path]).await;
    let all = get(&again, "/api/conversations").await.to_string();
    let lost: Vec<&String> = told.iter().filter(|guid| !all.contains(*guid)).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", told.len());
    let head = again.agent.catch_up(Some(heard)).await.expect("a good cursor").1;
    assert!(head >= heard);
    assert!(again.end());
}

#[tokio::test]
async fn a_full_disk_ends_it_and_nothing_is_told_that_is_not_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let path = path.to_str().expect("UTF-8");
    // A file that may not grow is what a disk is that is full.
    let mut limited = std::process::Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""])
        .args([env!("CARGO_BIN_EXE_spectrum-sim"), "--json", "--token", "an-agent=shared"])
        .args(["--state", path])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let playing = Playing::of(limited).await;
    let mut told = Vec::new();
    let words = "x".repeat(20_000);
    while let Ok(message) = playing.agent.text(DM, &words).await {
        told.push(message.guid);
        assert!(told.len() < 1000, "it should be full by now");
    }
    let (_, status, why) = playing.ends().await;
    assert_eq!(status, Some(1), "{why}");
    assert!(why.contains("the state cannot be written to"), "{why}");

    let again = Playing::start(&["--state", path]).await;
    let all = get(&again, "/api/conversations").await.to_string();
    assert!(!told.is_empty() && told.iter().all(|guid| all.contains(guid)), "{}", told.len());
    assert!(again.end());
}

#[test]
fn a_file_of_another_is_refused_before_anything_starts() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("letter.txt");
    std::fs::write(&path, "Dear Alice, this is no database. ".repeat(40)).expect("written");
    let output = run(&["--json", "--state", path.to_str().expect("UTF-8")]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true), "{told}");
    assert!(told.contains("letter.txt is no state file of the simulator"), "{told}");
    let kept = std::fs::read_to_string(&path).expect("there");
    assert!(kept.starts_with("Dear Alice"), "it is left as it was");
}

#[test]
fn another_project_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let path = path.to_str().expect("UTF-8");
    let empty = directory.path().join("empty.yaml");
    std::fs::write(&empty, "steps: []").expect("written");
    let empty = empty.to_str().expect("UTF-8");
    assert!(
        run(&["--json", "--state", path, "--project-id", "p1", "--script", empty]).status.success()
    );
    let output = run(&["--json", "--state", path, "--project-id", "p2"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("the project \"p1\""));
    let output = run(&["--json", "--state", path, "--dedicated", LINE_A]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("of a shared project"));
    let output = run(&["--json", "--state", path, "--script", empty]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"project_id\":\"p1\""));
}
