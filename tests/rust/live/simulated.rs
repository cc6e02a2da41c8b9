//! A simulator in the process of the program.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::imessage::Config;
use spectrum_imessage::simulator::Simulator;
use spectrum_imessage::{ErrorKind, Options, Spectrum};

use super::receiving::{next, text};
use super::{ALICE, LINE_A, PATIENCE};

async fn start(simulator: impl Into<spectrum_imessage::Simulated>) -> Spectrum {
    let options = Options { simulator: Some(simulator.into()), ..Options::default() };
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts")
}

#[tokio::test]
async fn two_agents_with_simulators_of_their_own_do_not_disturb_each_other() {
    let first = start(Simulator::builder()).await;
    let second = start(Simulator::builder().dedicated([LINE_A])).await;
    let mut messages = Vec::new();
    for (app, greeting) in [(&first, "to the first"), (&second, "to the second")] {
        messages.push(app.messages().expect("nobody reads yet"));
        let sim = app.simulator().expect("a simulator");
        sim.listening(None, PATIENCE).await.expect("it listens");
        sim.person(ALICE).text(greeting).expect("sent");
    }
    for (app, messages) in [&first, &second].into_iter().zip(&mut messages) {
        let message = next(messages).await;
        message.space().send(format!("re: {}", text(&message))).await.expect("sent");
        let sim = app.simulator().expect("a simulator");
        assert_eq!(sim.conversations().len(), 1);
        assert_eq!(sim.conversations()[0].messages.len(), 2);
    }
    assert_eq!(second.imessage().expect("iMessage").lines(), [LINE_A]);
    let simulator = Arc::clone(first.simulator().expect("a simulator"));
    first.stop().await;
    let gone = simulator.listening(None, Duration::from_millis(1)).await;
    assert!(gone.is_err(), "it has ended with its application");
    second.stop().await;
}

#[tokio::test]
async fn a_simulator_can_serve_several_applications() {
    let simulator = Arc::new(Simulator::builder().start().await.expect("it starts"));
    let first = start(Arc::clone(&simulator)).await;
    first.stop().await;
    let second = start(Arc::clone(&simulator)).await;
    second.stop().await;
    simulator.close().await;
}

#[tokio::test]
async fn it_stands_in_for_the_project() {
    let options = Options {
        simulator: Some(Simulator::builder().into()),
        project_id: Some("p".to_owned()),
        ..Options::default()
    };
    let error = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect_err("both");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.message().contains("projectId"), "{error}");

    let options = Options {
        simulator: Some(Simulator::builder().dedicated(["no number"]).into()),
        ..Options::default()
    };
    let error = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect_err("wrong");
    assert_eq!(error.kind(), ErrorKind::Validation);
}
