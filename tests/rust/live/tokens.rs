//! Tokens and lines.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use spectrum_imessage::ErrorKind;
use spectrum_imessage_simulator::{Fault, Simulator};

use super::{LINE_A, LINE_B, SEND, TOKENS, connect, count, space, until};

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_calls() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.expire_tokens();

    let sends = join_all((0..20).map(|i| space.send(format!("message {i}")))).await;

    assert!(sends.iter().all(Result::is_ok), "{sends:?}");
    assert_eq!(count(&sim, TOKENS), 2, "one at the start, one for everybody");
    // Both tries of a call carry one key.
    let keys: std::collections::BTreeSet<_> = sim
        .transcript()
        .iter()
        .filter(|call| call.method == SEND)
        .map(|call| call.idempotency_key)
        .collect();
    assert_eq!(keys.len(), 20);
    app.stop().await;
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_too_fails_at_once_and_makes_no_storm() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(SEND, "UNAUTHENTICATED").error_code("tokenBlocked").always())
        .expect("a fault");

    let error = space.send("one").await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.code(), "tokenBlocked");
    let (calls, tokens) = (count(&sim, SEND), count(&sim, TOKENS));
    assert_eq!((calls, tokens), (2, 2), "one more token, one more try");

    for _ in 0..5 {
        let error = space.send("two").await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Authentication);
    }
    assert_eq!((count(&sim, SEND), count(&sim, TOKENS)), (calls, tokens), "no call at all");
    app.stop().await;
}

#[tokio::test]
async fn a_failed_renewal_does_no_harm_while_the_token_lives() {
    let life = Duration::from_secs(10);
    let sim = Simulator::builder().token_ttl(life).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(TOKENS, "503").always()).expect("a fault");
    until("the renewal fails", || count(&sim, TOKENS) == 2).await;
    space.send("still good").await.expect("the old token lives");
    assert_eq!(count(&sim, TOKENS), 2, "the call has asked for no other");
    app.stop().await;
}

#[tokio::test]
async fn tokens_are_renewed_at_80_percent_of_their_life() {
    let life = Duration::from_secs(7);
    let sim = Simulator::builder().token_ttl(life).start().await.expect("it starts");
    let started = Instant::now();
    let (app, im) = connect(&sim).await;
    until("a second token", || count(&sim, TOKENS) == 2).await;
    let share = started.elapsed().as_secs_f64() / life.as_secs_f64();
    assert!((0.75..0.95).contains(&share), "renewed after {share} of the life");
    space(&im).await.send("with the new one").await.expect("it is sent");
    app.stop().await;
}

#[tokio::test]
async fn a_renewal_reconciles_the_lines() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    assert_eq!(im.lines(), [LINE_A]);
    let on_a = im.space("any;-;+15551230001", Some(LINE_A)).expect("a space");
    on_a.send("from a").await.expect("it is sent");

    sim.set_lines(&[LINE_A, LINE_B]).expect("lines");
    sim.expire_tokens();
    on_a.send("renews").await.expect("it is sent");
    assert_eq!(im.lines().len(), 2);
    let on_b = im.space("any;-;+15551230001", Some(LINE_B)).expect("a space");
    on_b.send("from b").await.expect("it is sent");

    sim.set_lines(&[LINE_B]).expect("lines");
    sim.expire_tokens();
    // A forced renewal is at most one in 5 s: this one waits for its turn.
    on_b.send("renews again").await.expect("it is sent");
    let error = on_a.send("gone").await.expect_err("the line is gone");
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, "lineNotFound"));
    assert!(error.message().contains(LINE_B), "it lists the present lines: {error}");
    app.stop().await;
}
