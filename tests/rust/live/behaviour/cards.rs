//! Links as cards.

use std::time::Duration;

use spectrum_imessage::{Content, content};
use spectrum_imessage_simulator::Simulator;

use super::{Clock, Web};
use crate::{connect, count, space};

const SEND: &str = "SendCustomizedMiniAppMessage";
const PAGE: &[u8] = b"<html><head><meta property='og:title' content='Title'>\
    <meta property='og:description' content='Words'>\
    <meta property='og:site_name' content='Site'>\
    <meta property='og:image' content='/pic.jpg'></head>";
/// One pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

#[tokio::test]
async fn a_card_shows_what_the_page_says_of_itself() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let pixel: &'static [u8] = Box::leak(spectrum_imessage_tests::bytes(PIXEL).into_boxed_slice());
    let web = Web::serving([Some((200, PAGE)), Some((200, pixel))]).await;
    let url = web.url("/post");
    let sent = space.send(content::app(url.clone(), None)).await.expect("sent");
    let sent = sent.expect("a message");
    let Content::MiniApp(card) = sent.content() else { panic!("no card") };
    let layout = &card.layout;
    assert_eq!(layout.caption.as_deref(), Some("Title"));
    assert_eq!(layout.subcaption.as_deref(), Some("Words"));
    assert_eq!(layout.image_title.as_deref(), Some("Site"));
    assert_eq!(layout.image.as_ref().map(|image| &image[..2]), Some([0xff, 0xd8].as_slice()));
    assert_eq!(card.url, url);
    assert!(sent.card_session().is_some(), "an edit needs it");
    let calls = sim.transcript();
    let request = &calls.iter().find(|call| call.method == SEND).expect("sent").request;
    assert_eq!(request["appName"], "Spectrum");
    assert_eq!(request["extensionBundleId"], "codes.photon.Spectrum.MessagesExtension");
    assert_eq!(request["teamId"], "P8XT6232SL");
    assert_eq!(request["appStoreId"], "6777616651");
    app.stop().await;
}

#[tokio::test]
async fn a_page_that_never_answers_holds_a_card_for_5_seconds() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let web = Web::serving([None]).await;
    let url = web.url("/post");
    let clock = Clock::stopped();
    let send = tokio::spawn(async move { space.send(content::app(url, None)).await });
    clock.until("the page is asked for", || web.asked() == 1).await;
    clock.advance(Duration::from_millis(4_900)).await;
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(count(&sim, SEND), 0);
    clock.advance(Duration::from_millis(200)).await;
    clock.until("the page is given up", || send.is_finished()).await;
    let sent = send.await.expect("no panic").expect("it never fails the send").expect("a card");
    let Content::MiniApp(card) = sent.content() else { panic!("no card") };
    assert_eq!(card.layout.caption.as_deref(), Some("127.0.0.1"));
    clock.goes_on();
    app.stop().await;
}

#[tokio::test]
async fn a_page_that_is_not_there_leaves_the_host() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let card = content::app("http://www.no-such-host.invalid/post", None);
    let sent = space.send(card).await.expect("it never fails the send").expect("a card");
    let Content::MiniApp(card) = sent.content() else { panic!("no card") };
    assert_eq!(card.layout.caption.as_deref(), Some("no-such-host.invalid"));

    let theirs = space.send("no card").await.expect("sent").expect("a message");
    let edit = content::app("http://www.no-such-host.invalid/other", None);
    sent.edit(edit).await.expect("the card is replaced");
    let edit = content::app("http://www.no-such-host.invalid/other", None);
    theirs.edit(edit).await.expect("skipped: it has no session");
    assert_eq!(count(&sim, "UpdateCustomizedMiniAppMessage"), 1);
    assert!(content::app("no address", None).is_err());
    app.stop().await;
}
