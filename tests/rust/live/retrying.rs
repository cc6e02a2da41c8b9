//! Tries, deadlines, cancellation.

use std::time::Duration;

use spectrum_imessage::content::{self, FileOptions};
use spectrum_imessage::{ErrorKind, SendOptions};
use spectrum_imessage_simulator::{Expect, Fault, Simulator};

use super::{ALICE, PATIENCE, SEND, connect, count, space, until};

fn keys(sim: &Simulator) -> std::collections::BTreeSet<Option<u64>> {
    let calls = sim.transcript();
    calls.iter().filter(|c| c.method == SEND).map(|c| c.idempotency_key).collect()
}

#[tokio::test]
async fn what_the_service_marks_retryable_is_tried_again_with_one_key() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(SEND, "UNAVAILABLE").retryable(true).times(2)).expect("a fault");
    space.send("third time lucky").await.expect("it is sent");
    assert_eq!((count(&sim, SEND), keys(&sim).len()), (3, 1));
    app.stop().await;
}

#[tokio::test]
async fn four_tries_are_enough() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let fault = Fault::refuse(SEND, "UNAVAILABLE").error_code("serviceUnavailable");
    sim.fault(fault.retryable(true).always()).expect("a fault");
    let error = space.send("never").await.expect_err("refused");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Connection, "serviceUnavailable"));
    assert!(error.is_retryable());
    assert_eq!((count(&sim, SEND), keys(&sim).len()), (4, 1));
    app.stop().await;
}

#[tokio::test]
async fn nothing_else_is_tried_again() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(SEND, "UNAVAILABLE").times(1)).expect("a fault");
    space.send("once").await.expect_err("refused");
    assert_eq!(count(&sim, SEND), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_lost_answer_sends_nothing_twice() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let fault = Fault::lose_answer(SEND, "UNAVAILABLE").retryable(true).times(1);
    sim.fault(fault).expect("a fault");
    space.send("once").await.expect("it is sent");
    assert_eq!(count(&sim, SEND), 2);
    let conversation = sim.conversation(space.id()).expect("the chat exists");
    assert_eq!(conversation.messages.len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_dropped_send_is_cancelled_at_the_service_and_the_client_goes_on() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::hang(SEND).times(1)).expect("a fault");
    let hanging = tokio::spawn({
        let space = space.clone();
        async move { space.send("never answered").await }
    });
    until("the call arrives", || count(&sim, SEND) == 1).await;
    hanging.abort();
    until("the service sees the cancellation", || {
        sim.transcript().iter().any(|call| call.method == SEND && call.status == "CANCELLED")
    })
    .await;

    space.send("after it").await.expect("the client is usable");
    let alice = sim.person(ALICE);
    alice.sees(Expect::text("after it"), PATIENCE).await.expect("it arrived");
    app.stop().await;
}

#[tokio::test]
async fn a_storm_of_cancelled_calls_leaves_the_client_usable() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::delay(SEND, Duration::from_millis(200)).always()).expect("a fault");
    for _ in 0..300 {
        let send = space.send("cancelled");
        let _ = tokio::time::timeout(Duration::from_millis(1), send).await;
    }
    sim.clear_faults();
    space.send("after the storm").await.expect("the client is usable");
    app.stop().await;
}

#[tokio::test]
async fn sends_to_one_chat_leave_in_the_order_of_the_calls() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let other = im.space("any;-;+15551230002", None).expect("a space");
    // The upload takes its time; what is written after it must not overtake it.
    let upload = Duration::from_millis(300);
    sim.fault(Fault::delay("UploadAttachment", upload).times(1)).expect("a fault");
    let picture = content::attachment_bytes(
        "picture",
        FileOptions { name: Some("a.png".into()), ..FileOptions::default() },
    );
    let mut sends = vec![tokio::spawn({
        let space = space.clone();
        async move { space.send(picture).await.map(drop) }
    })];
    until("the upload is on its way", || count(&sim, "UploadAttachment") == 1).await;
    for index in 0..50 {
        let space = space.clone();
        sends.push(tokio::spawn(async move { space.send(format!("{index}")).await.map(drop) }));
        tokio::task::yield_now().await;
    }
    other.send("elsewhere").await.expect("another chat is not held up");
    assert_eq!(count(&sim, SEND), 1, "nothing else has left");
    for send in sends {
        send.await.expect("no panic").expect("it is sent");
    }

    let mine: Vec<String> = sim
        .transcript()
        .iter()
        .filter(|call| call.request["chatGuid"] == space.id())
        .map(|call| match call.request["text"].as_str() {
            Some(text) => text.to_owned(),
            None => call.method.clone(),
        })
        .collect();
    let wanted: Vec<String> = ["SendAttachmentMessage".to_owned()]
        .into_iter()
        .chain((0..50).map(|index| index.to_string()))
        .collect();
    assert_eq!(mine, wanted);
    app.stop().await;
}

#[tokio::test]
async fn the_same_key_twice_delivers_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let options =
        || SendOptions { client_message_id: Some("order-4711".into()), ..SendOptions::default() };
    let send = || async {
        let contents = vec![content::text("shipped").expect("text")];
        space.send_all(contents, options()).await.expect("it is sent").pop().flatten()
    };
    let first = send().await.expect("a message");
    let second = send().await.expect("the same message");
    assert_eq!(first.id(), second.id());
    app.stop().await;

    // Another run of the program knows nothing of the first.
    let (app, im) = connect(&sim).await;
    let space = super::space(&im).await;
    let contents = vec![content::text("shipped").expect("text")];
    let third = space.send_all(contents, options()).await.expect("it is sent").pop().flatten();
    assert_eq!(third.expect("the same message").id(), first.id());
    assert_eq!(sim.conversation(space.id()).expect("the chat exists").messages.len(), 1);
    app.stop().await;
}
