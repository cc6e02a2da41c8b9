use bytes::Bytes;
use spectrum_imessage_wire::v1::MessageTarget;

use super::super::{Author, Draft, LineId};
use super::*;
use crate::bounds::{Bounds, Kept};
use crate::config::Config;
use crate::deed::Deed;
use crate::sighting::{Seen, Sighting};

const ALICE: &str = "+15551230001";
const CHAT: &str = "any;-;+15551230001";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";

fn config() -> Config {
    let bounds = Bounds { messages: Kept { number: 6, bytes: usize::MAX }, ..Bounds::default() };
    Config {
        dedicated: Some(vec!["+15559990001".into()]),
        events_before: 7,
        bounds,
        ..Config::default()
    }
}

fn opened(path: &Path) -> (State, StateFile, Vec<Aside>) {
    let mut file = StateFile::open(path).expect("opens");
    let mut state = State::new(&config());
    let aside = file.load(&mut state).expect("loads");
    (state, file, aside)
}

/// Everything that can be seen of a state.
fn all(state: &State) -> String {
    let line = state.lines.first().expect("a line");
    let mut chats: Vec<_> = state.chats.keys().cloned().collect();
    chats.sort();
    let notes: Vec<_> = state.chats.values().map(|chat| (chat.notes.clone(), chat.begun)).collect();
    let mut files: Vec<_> =
        state.attachments.iter().map(|(guid, file)| (guid, &file.data)).collect();
    files.sort();
    let mut tokens: Vec<&String> = state.tokens.known.keys().collect();
    tokens.sort();
    format!(
        "{:#?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        state.conversations(),
        chats,
        notes,
        (1..=state.log.head()).map(|sequence| state.log.get(sequence)).collect::<Vec<_>>(),
        state.log.keeps_after(0),
        state.log.head(),
        state.sightings.from(0).collect::<Vec<&Sighting>>(),
        files,
        tokens,
        state.quotas.used(&line),
        state.message_order,
        state.file_order,
        state.locations.iter().collect::<Vec<_>>(),
    )
}

fn busy(state: &mut State) -> (LineId, String) {
    let line = state.lines.first().expect("a line");
    let key = state.chat_key(&line, CHAT).expect("a chat");
    let mut sent = String::new();
    for n in 0..5 {
        sent = state
            .send(&line, CHAT, Draft::text(&format!("message {n} \u{fffc}")))
            .expect("sent")
            .guid;
    }
    let target = MessageTarget {
        chat_guid: CHAT.into(),
        message_guid: sent.clone(),
        target_part_index: None,
    };
    state.edit(&line, Some(&target), "another").expect("edited");
    let deeds = [
        Deed::React { on: sent.clone(), part: None, reaction: "🎉".into(), set: true },
        Deed::Attachment {
            name: "a.png".into(),
            data: Bytes::from_static(PNG),
            video: Some(Bytes::from_static(b"film")),
        },
        Deed::Background(Some(Bytes::from_static(PNG))),
        Deed::Poll { title: "when?".into(), options: vec!["now".into(), "later".into()] },
    ];
    for deed in deeds {
        deed.run(state, &key, ALICE).expect("done");
    }
    state.mark_read(&line, CHAT).expect("read");
    let party = state.new_group(&line, vec![ALICE.into(), "b@x.org".into()], Some("p".into()));
    let party = party.expect("a group");
    state.rename(&party, Author::Agent, "party").expect("renamed");
    state.set_icon(&party, Author::Agent, Some(Bytes::from_static(PNG))).expect("set");
    state.show(&party, Seen::ContactCard);
    state.tokens.mint(&line, Duration::from_secs(60));
    state.tokens.mint(&line, Duration::from_secs(60));
    state.people.or_default(ALICE).focus = true;
    state.clock.advance(Duration::from_secs(3600));
    (line, sent)
}

#[test]
fn everything_is_there_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let (mut state, mut file, aside) = opened(&path);
    assert!(aside.is_empty());
    let (_, sent) = busy(&mut state);
    let answer = Aside::Answer {
        line: "l".into(),
        method: "m".into(),
        key: "k".into(),
        headers: vec![("a".into(), vec![1, 255])],
        body: Bytes::from_static(b"\0body"),
        trailers: Vec::new(),
    };
    let client = Aside::ClientId { line: "l".into(), id: "i".into(), message: Some(sent) };
    state.aside.as_mut().expect("saving").extend([answer.clone(), client.clone()]);
    file.save(&mut state).expect("saved");
    let before = all(&state);
    assert!(state.message_order.first() > 0, "some are forgotten");
    drop(file);

    let (mut again, mut file, aside) = opened(&path);
    assert_eq!(all(&again), before);
    assert_eq!(aside, [answer, client]);
    assert_eq!(again.clock.ahead(), state.clock.ahead());
    assert!(again.people[ALICE].focus && again.polls.len() == state.polls.len());

    // It goes on where it was: new ids, new numbers.
    let (_, newest) = busy(&mut again);
    assert!(!before.contains(&newest));
    file.save(&mut again).expect("saved");
    drop(file);
    assert_eq!(all(&opened(&path).0), all(&again));
}

#[test]
fn a_change_writes_what_changed_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let (mut state, mut file, _) = opened(&directory.path().join("sim.db"));
    let (line, _) = busy(&mut state);
    file.save(&mut state).expect("saved");
    let rows = |file: &StateFile| file.connection.total_changes();
    let before = rows(&file);
    file.save(&mut state).expect("saved");
    assert_eq!(rows(&file), before, "nothing has changed");
    state.send(&line, CHAT, Draft::text("one more")).expect("sent");
    file.save(&mut state).expect("saved");
    // The message, the conversation, the event, the sighting, the counters, and what is forgotten.
    assert!(rows(&file) - before <= 10, "{}", rows(&file) - before);
}

#[test]
fn events_wait_until_they_are_saved() {
    let directory = tempfile::tempdir().expect("a directory");
    let (mut state, mut file, _) = opened(&directory.path().join("sim.db"));
    let line = state.lines.first().expect("a line");
    let mut stream = state.log.subscribe(&line, super::super::StreamKind::Message, None);
    state.send(&line, CHAT, Draft::text("hi")).expect("sent");
    assert!(stream.events.try_recv().is_err(), "nobody hears of it before");
    file.save(&mut state).expect("saved");
    state.saved();
    assert_eq!(stream.events.try_recv().expect("it comes"), 8);
}

#[test]
fn files_of_others_are_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    let told = |path: &Path| StateFile::open(path).map(drop).expect_err("refused").to_string();

    std::fs::write(path("text"), "not a database, but long enough to be looked at ".repeat(50))
        .expect("written");
    assert!(told(&path("text")).contains("no state file of the simulator"));
    Connection::open(path("other"))
        .and_then(|other| other.execute_batch("CREATE TABLE theirs (x)"))
        .expect("made");
    assert!(told(&path("other")).contains("no state file of the simulator"));
    assert!(told(&path("missing/sim.db")).contains("missing"));

    let file = StateFile::open(&path("sim.db")).expect("made");
    assert!(told(&path("sim.db")).contains("in use by another simulator"));
    file.connection.pragma_update(None, "user_version", 2).expect("set");
    drop(file);
    let error = told(&path("sim.db"));
    assert!(error.contains("form 2") && error.contains("begin with a new file"), "{error}");

    let damaged = path("damaged.db");
    let (mut state, mut file, _) = opened(&damaged);
    busy(&mut state);
    file.save(&mut state).expect("saved");
    file.connection.execute("UPDATE messages SET body = x'ff'", []).expect("damaged");
    drop(file);
    let mut file = StateFile::open(&damaged).expect("opens");
    let error = file.load(&mut State::new(&config())).expect_err("damaged").to_string();
    assert!(error.contains("is damaged"), "{error}");
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sim.db");
    let (mut state, mut file, _) = opened(&path);
    busy(&mut state);
    file.save(&mut state).expect("saved");
    for entry in std::fs::read_dir(directory.path()).expect("a directory") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("about it").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.path());
    }
}
