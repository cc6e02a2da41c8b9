//! Streamed text: one message and its edits, by a clock that stands still.

use std::time::Duration;

use spectrum_imessage::{Content, content};
use spectrum_imessage_simulator::Simulator;

use super::{Clock, code};
use crate::{SEND, connect, count, space};

const EDIT: &str = "EditMessage";

fn edits(sim: &Simulator) -> Vec<String> {
    let calls = sim.transcript().into_iter().filter(|call| call.method == EDIT);
    calls.map(|call| call.request["newText"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn edits_come_after_1_2_4_and_8_seconds_and_the_fifth_is_kept_for_the_end() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    // What is answered here was answered after everything that was asked before.
    let settle = || async {
        space.get_message("no-such-message").await.expect("asked");
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    };
    let clock = Clock::stopped();
    let (source, text) = content::text_channel(false);
    let send = tokio::spawn({
        let space = space.clone();
        async move { space.send(text).await }
    });
    assert!(source.push(String::new()).await, "empty pieces are left out");
    assert!(source.push("a".into()).await);
    clock.until("the first piece is a message", || count(&sim, SEND) == 1).await;
    settle().await;

    for (index, (seconds, piece)) in
        [(1, "b"), (2, "c"), (4, "d"), (8, "e")].into_iter().enumerate()
    {
        assert!(source.push(piece.into()).await);
        settle().await;
        clock.advance(Duration::from_millis(seconds * 1000 - 10)).await;
        settle().await;
        assert_eq!(edits(&sim).len(), index, "not before {seconds} s");
        clock.advance(Duration::from_millis(20)).await;
        clock.until("an edit is due", || edits(&sim).len() == index + 1).await;
        settle().await;
    }
    assert!(source.push("f".into()).await);
    settle().await;
    clock.advance(Duration::from_secs(20)).await;
    settle().await;
    assert_eq!(edits(&sim), ["ab", "abc", "abcd", "abcde"], "the fifth is kept");
    drop(source);
    clock.until("the text ends", || send.is_finished()).await;
    let sent = send.await.expect("no panic").expect("sent").expect("a message");
    assert_eq!(edits(&sim).last().map(String::as_str), Some("abcdef"));
    assert_eq!((count(&sim, SEND), edits(&sim).len()), (1, 5));
    assert!(matches!(sent.content(), Content::Text(text) if text.text == "abcdef"));
    clock.goes_on();
    app.stop().await;
}

#[tokio::test]
async fn a_source_that_fails_is_flushed_first_and_what_was_sent_stays() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let (source, text) = content::text_channel(false);
    for piece in ["one", ", two"] {
        assert!(source.push(piece.into()).await);
    }
    source.fail("the model is tired").await;
    let error = space.send(text).await.expect_err("the error of the source");
    assert_eq!(error.code(), "sourceFailed");
    assert_eq!((count(&sim, SEND), edits(&sim)), (1, vec!["one, two".to_owned()]));
    app.stop().await;
}

#[tokio::test]
async fn a_streamed_text_without_an_end_to_add_makes_no_edit() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    for (markdown, pieces, shown) in
        [(false, vec!["", "whole"], "whole"), (true, vec!["**bo", "ld**"], "bold")]
    {
        let (source, text) = content::text_channel(markdown);
        for piece in pieces {
            assert!(source.push(piece.into()).await);
        }
        drop(source);
        space.send(text).await.expect("sent").expect("a message");
        let conversation = sim.conversation(space.id()).expect("the chat exists");
        assert_eq!(conversation.messages.last().map(|m| m.text.as_str()), Some(shown));
    }
    let (source, text) = content::text_channel(false);
    drop(source);
    assert!(space.send(text).await.expect("skipped").is_none());
    assert_eq!((count(&sim, SEND), edits(&sim).len()), (2, 0));
    app.stop().await;
}

#[tokio::test]
async fn inside_of_an_answer_or_an_edit_the_source_is_read_first() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let streamed = || async {
        let (source, text) = content::text_channel(false);
        for piece in ["one", ", two"] {
            assert!(source.push(piece.into()).await);
        }
        text
    };
    let answer = mine.reply(streamed().await).await.expect("sent").expect("a message");
    assert!(matches!(answer.content(), Content::Text(text) if text.text == "one, two"));
    mine.edit(streamed().await).await.expect("sent");
    assert_eq!((count(&sim, SEND), edits(&sim)), (2, vec!["one, two".to_owned()]));

    let once = streamed().await;
    space.send(once.clone()).await.expect("sent");
    assert_eq!(code(space.send(once).await), "sourceUsed");
    app.stop().await;
}
