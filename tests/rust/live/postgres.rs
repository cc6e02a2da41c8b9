//! What only a store in a database can come to.

use spectrum_imessage_simulator::Simulator;
use tokio_postgres::NoTls;

use super::durable::{ready, start, with_store};
use super::receiving::{next, text};
use super::{ALICE, count, until};

async fn sql(statement: &str) {
    let server = std::env::var("SPECTRUM_TEST_POSTGRES").expect("run it with scripts/postgres.sh");
    let (client, connection) = tokio_postgres::connect(&server, NoTls).await.expect("connected");
    let driver = tokio::spawn(connection);
    client.batch_execute(statement).await.expect("done");
    drop(client);
    driver.await.expect("no panic").expect("it ends well");
}

#[tokio::test]
#[ignore = "wants a server: scripts/postgres.sh"]
async fn who_was_replaced_answers_nothing_more() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("replaced");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    let one = next(&mut messages).await;
    one.space().send("re: one").await.expect("sent");
    // As another application does that opens it.
    sql("UPDATE spectrum_store SET generation = generation + 1 WHERE namespace LIKE 'replaced-%'")
        .await;
    alice.text("two").expect("sent");
    if let Some((space, two)) = messages.next_message().await {
        assert_eq!(text(&two), "two");
        assert_eq!(space.send("re: two").await.expect_err("replaced").code(), "stopped");
        assert_eq!(two.ack().expect_err("replaced").code(), "storeInUse");
    }
    assert!(messages.next_message().await.is_none(), "it has ended");
    assert_eq!(count(&sim, super::SEND), 1);
    app.stop().await;
    until("it has stopped", || app.messages().is_err()).await;
}
