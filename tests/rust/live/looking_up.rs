//! What is kept of messages, and what is fetched.

use spectrum_imessage::content::{self, FileOptions};
use spectrum_imessage::{Content, Message};
use spectrum_imessage_simulator::Simulator;

use crate::{connect, count, space};

const GET: &str = "GetMessage";

fn named() -> FileOptions {
    FileOptions { name: Some("a.bin".into()), ..FileOptions::default() }
}

fn file(message: &Message) -> &content::File {
    match message.content() {
        Content::Attachment(attachment) => &attachment.file,
        other => panic!("an attachment was sent, not {}", other.type_name()),
    }
}

#[tokio::test]
async fn what_is_large_and_in_memory_alone_is_fetched_again() {
    let sim = Simulator::builder().start().await.expect("a simulator");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    for (size, fetched) in [(1_000, 0), (200_000, 1)] {
        let before = count(&sim, GET);
        let bytes = vec![7; size];
        let sent = content::attachment_bytes(bytes.clone(), named());
        let sent = space.send(sent).await.expect("sent").expect("a message");
        let found = space.get_message(sent.id()).await.expect("an answer").expect("the message");
        assert_eq!(file(&found).read().await.expect("read"), bytes);
        assert_eq!(count(&sim, GET) - before, fetched, "{size} bytes");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_read_of_a_looked_up_message_is_not_kept() {
    let sim = Simulator::builder().start().await.expect("a simulator");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let sent = content::attachment_bytes(vec![7; 200_000], named());
    let id = space.send(sent).await.expect("sent").expect("a message").id().to_owned();
    for downloads in 1..=2 {
        let found = space.get_message(&id).await.expect("an answer").expect("the message");
        file(&found).read().await.expect("read");
        // Of one message a second read gives the same bytes without a call.
        file(&found).read().await.expect("read");
        assert_eq!(count(&sim, "DownloadAttachment"), downloads);
    }
    assert_eq!(count(&sim, GET), 1, "the second look-up is answered from what is kept");
    app.stop().await;
}
