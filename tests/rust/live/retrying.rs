//! Tries, deadlines, cancellation.

use std::time::Duration;

use spectrum_imessage::ErrorKind;
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
