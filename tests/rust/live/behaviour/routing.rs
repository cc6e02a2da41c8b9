//! Everything done on a space goes through its line.

use spectrum_imessage::{Content, Error, ErrorKind, Spectrum, content};
use spectrum_imessage_simulator::Simulator;

use super::{PNG, code};
use crate::{ALICE, LINE_A, LINE_B, connect};

const DM: &str = "any;-;+15551230001";

#[tokio::test]
async fn every_call_takes_the_line_of_its_space() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let theirs = sim.person(ALICE).to_line(LINE_B).text("hello").expect("sent");
    let space = im.space(DM, Some(LINE_B)).expect("a space");
    sim.clear_transcript();

    let mine = space.send("a").await.expect("sent").expect("a message");
    space.send(content::attachment_bytes(PNG, super::named("a.png"))).await.expect("sent");
    mine.reply("b").await.expect("sent");
    let heart = mine.react("love").await.expect("sent").expect("a handle");
    heart.unsend().await.expect("taken back");
    mine.edit("c").await.expect("edited");
    space.start_typing().await.expect("sent");
    space.get_message(&theirs).await.expect("asked").expect("known").read().await.expect("read");
    mine.unsend().await.expect("unsent");
    space.background(content::background("clear", None)).await.expect("cleared");
    space.share_contact_card().await.expect("shared");
    im.get_attachment("no-such-file", Some(LINE_B)).await.expect("asked");

    let calls: Vec<_> = sim.transcript().into_iter().filter(|c| c.service != "REST").collect();
    assert!(calls.len() >= 13, "{}", calls.len());
    for call in calls {
        assert_eq!(call.line.as_deref(), Some(LINE_B), "{}", call.method);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_line_that_vanished_is_an_error_that_lists_the_present_ones() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let theirs = sim.person(ALICE).to_line(LINE_A).text("hello").expect("sent");
    let group = sim.group(&[ALICE, "+15551230002"], None, Some(LINE_A)).expect("a group");
    let group = im.space(&group, Some(LINE_A)).expect("a space");
    let space = im.space(DM, Some(LINE_A)).expect("a space");
    let mine = space.send("a").await.expect("sent").expect("a message");
    let theirs = space.get_message(&theirs).await.expect("asked").expect("known");

    sim.set_lines(&[LINE_B]).expect("lines");
    sim.expire_tokens();
    im.space(DM, Some(LINE_B)).expect("a space").send("renews").await.expect("sent");
    sim.clear_transcript();

    let gone = |what: &str, failure: Option<Error>| {
        let error = failure.unwrap_or_else(|| panic!("{what} went through"));
        assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, "lineNotFound"), "{what}");
        assert!(error.message().contains(LINE_B), "{what}: {error}");
    };
    gone("send", space.send("b").await.err());
    gone("attachment", space.send(super::picture("a.png")).await.err());
    gone("typing", space.start_typing().await.err());
    gone("reply", mine.reply("b").await.err());
    gone("edit", mine.edit("b").await.err());
    gone("react", mine.react("love").await.err());
    gone("unsend", mine.unsend().await.err());
    gone("read", theirs.read().await.err());
    gone("message", space.get_message("another").await.err());
    gone("members", group.get_members().await.err());
    gone("rename", group.rename("x").await.err());
    gone("file", im.get_attachment("x", Some(LINE_A)).await.err());
    gone("create", {
        let options = spectrum_imessage::imessage::CreateOptions { phone: Some(LINE_A.into()) };
        im.create_space(&[ALICE.into()], &options).await.err()
    });
    assert_eq!(sim.transcript().len(), 0, "nothing is moved to another line");
    app.stop().await;
}

#[tokio::test]
async fn a_file_needs_a_phone_only_among_several_lines() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let error = im.get_attachment("x", None).await.expect_err("several lines");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "phoneRequired"));
    assert!(error.message().contains(LINE_A) && error.message().contains(LINE_B), "{error}");
    assert!(im.get_attachment("x", Some(LINE_A)).await.expect("asked").is_none());
    app.stop().await;

    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    assert!(im.get_attachment("x", Some("+15550000000")).await.expect("asked").is_none());
    app.stop().await;
}

#[tokio::test]
async fn a_user_is_looked_up_only_when_asked() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    // The service knows whom it has met.
    sim.person(ALICE).text("hello").expect("written");
    let before = sim.transcript().len();
    let user = im.user(ALICE);
    assert_eq!((user.address, user.country, user.service), (None, None, None));
    assert_eq!(sim.transcript().len(), before);
    let user = im.look_up_user(ALICE, Some(LINE_B)).await.expect("known");
    assert_eq!((user.id.as_str(), user.address.as_deref()), (ALICE, Some(ALICE)));
    assert_eq!(user.service.map(|service| service.as_str()), Some("iMessage"));
    let calls = sim.transcript();
    assert_eq!(calls.last().and_then(|call| call.line.as_deref()), Some(LINE_B));
    app.stop().await;
}

#[tokio::test]
async fn an_application_without_imessage_cannot_be_narrowed() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let started = Spectrum::start(crate::options(&sim), Vec::new()).await;
    let app = started.expect("a project without a provider");
    assert_eq!(app.imessage().err().map(|error| error.kind()), Some(ErrorKind::Validation));
    app.stop().await;
}

#[tokio::test]
async fn a_new_conversation_takes_a_line_at_random() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut phones = std::collections::BTreeSet::new();
    // A fair choice misses one of two lines in 64 tries once in 2^63.
    for _ in 0..64 {
        phones.insert(crate::space(&im).await.phone().to_owned());
    }
    assert_eq!(phones.into_iter().collect::<Vec<_>>(), [LINE_A, LINE_B]);
    app.stop().await;
}

#[tokio::test]
async fn a_message_of_our_own_line_is_outbound() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let sent = crate::space(&im).await.send("mine").await.expect("sent").expect("a message");
    app.stop().await;
    let (app, im) = connect(&sim).await;
    let space = im.space(DM, None).expect("one line needs no phone");
    let found = space.get_message(sent.id()).await.expect("asked").expect("known");
    assert_eq!(found.direction().as_str(), "outbound");
    assert!(matches!(found.content(), Content::Text(text) if text.text == "mine"));
    assert_eq!(code(found.read().await), "wrongDirection");
    app.stop().await;
}
