//! The typing indicator of work that takes long, by a clock that stands still.

use std::time::Duration;

use spectrum_imessage::{ErrorKind, RespondingOptions};
use spectrum_imessage_simulator::{Fault, Simulator};
use tokio::sync::oneshot;

use super::Clock;
use crate::{connect, count, space};

const TYPING: &str = "SetTyping";

fn every(seconds: u64) -> RespondingOptions {
    RespondingOptions { refresh: Some(Duration::from_secs(seconds)) }
}

fn shown(sim: &Simulator) -> Vec<bool> {
    let calls = sim.transcript().into_iter().filter(|call| call.method == TYPING);
    calls.map(|call| call.request["isTyping"] == true).collect()
}

#[tokio::test]
async fn the_indicator_is_shown_again_while_the_work_runs() {
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
    let (end, work) = oneshot::channel::<&str>();
    let responding = tokio::spawn({
        let space = space.clone();
        async move { space.responding_with(every(20), work).await }
    });
    clock.until("it is shown", || count(&sim, TYPING) == 1).await;
    settle().await;
    for round in 1..=4 {
        clock.advance(Duration::from_millis(19_900)).await;
        settle().await;
        assert_eq!(count(&sim, TYPING), round, "not before its time");
        if round == 2 {
            // A failure is not the end, neither of the work nor of the indicator.
            sim.fault(Fault::refuse(TYPING, "INTERNAL")).expect("a fault");
        }
        clock.advance(Duration::from_millis(200)).await;
        clock.until("it is shown again", || count(&sim, TYPING) == round + 1).await;
        settle().await;
    }
    end.send("done").expect("it runs");
    clock.until("the work is done", || responding.is_finished()).await;
    let output = responding.await.expect("no panic").expect("shown");
    assert_eq!(output.expect("the work's own end"), "done");
    assert_eq!(shown(&sim), [true, true, true, true, true, false]);

    // Without work there is nothing to show.
    clock.advance(Duration::from_secs(60)).await;
    settle().await;
    assert_eq!(count(&sim, TYPING), 6);
    clock.goes_on();
    app.stop().await;
}

#[tokio::test]
async fn without_the_option_the_indicator_is_shown_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let error = space.responding_with(every(0), async {}).await.expect_err("no time at all");
    assert_eq!((error.kind(), count(&sim, TYPING)), (ErrorKind::Validation, 0));

    let clock = Clock::stopped();
    let (end, work) = oneshot::channel::<()>();
    let responding = tokio::spawn({
        let space = space.clone();
        async move { space.responding_with(RespondingOptions::default(), work).await }
    });
    clock.until("it is shown", || count(&sim, TYPING) == 1).await;
    for _ in 0..6 {
        clock.advance(Duration::from_secs(10)).await;
        space.get_message("no-such-message").await.expect("asked");
    }
    assert_eq!(shown(&sim), [true]);
    end.send(()).expect("it runs");
    clock.until("the work is done", || responding.is_finished()).await;
    assert_eq!(shown(&sim), [true, false]);
    clock.goes_on();
    app.stop().await;
}
