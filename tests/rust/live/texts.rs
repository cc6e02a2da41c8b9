//! Texts, which are taken in many at a time and read where they stand.

use spectrum_imessage::Content;
use spectrum_imessage_simulator::Simulator;

use super::receiving::{next, text};
use super::{ALICE, connect, space, until};

#[tokio::test]
async fn texts_that_come_many_at_a_time_keep_their_place_among_the_rest() {
    const ROUNDS: usize = 40;
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    // Whatever the batches: from a catch-up, and live.
    sim.cut_streams();
    let (alice, bob) = (sim.person(ALICE), sim.person("+15551230002"));
    for round in 0..ROUNDS {
        if round == ROUNDS / 2 {
            until("the streams open again", || sim.open_streams() == 2).await;
        }
        alice.text(&format!("text {round}")).expect("sent");
        alice.react(mine.id(), "love").expect("reacted");
        bob.text(&format!("other {round}")).expect("sent");
        alice.text(&format!("more {round}")).expect("sent");
    }
    let mut bobs = 0;
    let mut of_alice = Vec::new();
    for _ in 0..4 * ROUNDS {
        let message = next(&mut messages).await;
        if message.space() == &space {
            of_alice.push(match message.content() {
                Content::Text(text) => text.text.clone(),
                other => other.type_name().to_owned(),
            });
            continue;
        }
        assert_eq!(text(&message), format!("other {bobs}"));
        bobs += 1;
    }
    let expected =
        |round| [format!("text {round}"), "reaction".to_owned(), format!("more {round}")];
    assert_eq!(of_alice, (0..ROUNDS).flat_map(expected).collect::<Vec<_>>());
    app.stop().await;
}

#[tokio::test]
async fn a_text_knows_what_the_service_tells_of_it_later_too() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    sim.person(ALICE).text("hello").expect("sent");
    let heard = next(&mut messages).await;
    // Another run has not heard it: there it is looked up.
    let (other, im) = connect(&sim).await;
    let found = space(&im).await.get_message(heard.id()).await.expect("asked").expect("there");
    assert_eq!((found.id(), text(&found)), (heard.id(), "hello"));
    assert_eq!(found.sender(), heard.sender());
    assert_eq!(found.native(), heard.native());
    assert!(heard.native().is_some_and(|native| native.native_text.as_deref() == Some("hello")));
    other.stop().await;
    app.stop().await;
}
