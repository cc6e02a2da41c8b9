//! A platform of the program's own, alone and beside iMessage.

mod paper;

use serde_json::{Value, json};
use spectrum_imessage::custom::bridge::{Answer, Call, bridge};
use spectrum_imessage::custom::{Custom, Incoming, Record, define};
use spectrum_imessage::{
    Content, Direction, ErrorKind, Event, MessageEffect, Messages, Options, SendOptions, Space,
    Spectrum, UnsupportedPolicy, User, content, imessage,
};
use spectrum_imessage_simulator::Simulator;
use tokio::time::timeout;

use self::paper::{Paper, letter};
use super::{ALICE, PATIENCE, options, until};

async fn start(paper: &Paper, options: Options) -> (Spectrum, Custom) {
    let provider = define(paper.clone()).expect("a good name");
    let app = Spectrum::start(options, vec![provider.into()]).await.expect("it starts");
    let side = app.custom("PAPER").expect("a provider, whatever the case");
    (app, side)
}

async fn alone() -> (Paper, Spectrum, Custom) {
    let paper = Paper::new("paper");
    let (app, side) = start(&paper, Options::default()).await;
    (paper, app, side)
}

async fn ada(side: &Custom) -> Space {
    side.create_space(&[User::new("ada")], &Value::Null).await.expect("a space")
}

async fn next(messages: &mut Messages) -> (Space, spectrum_imessage::Message) {
    timeout(PATIENCE, messages.next_message()).await.expect("in time").expect("a message")
}

fn text(content: &Content) -> &str {
    match content {
        Content::Text(text) => &text.text,
        other => panic!("no text: {other:?}"),
    }
}

#[tokio::test]
async fn what_arrives_and_what_is_sent() {
    let (paper, app, side) = alone().await;
    let mut messages = app.messages().expect("one consumer");
    paper.arrive(letter("m1", "hello"));
    let (space, message) = next(&mut messages).await;
    assert_eq!((message.id(), text(message.content())), ("m1", "hello"));
    assert_eq!((message.platform().as_str(), message.direction()), ("paper", Direction::Inbound));
    assert!(message.platform().is("Paper") && message.platform() == side.platform());
    assert_eq!(message.sender().map(|user| user.id.as_str()), Some("ada"));

    let answer = message.reply("seen").await.expect("sent").expect("a message");
    assert_eq!((answer.id(), answer.direction()), ("s3", Direction::Outbound));
    message.react("laugh").await.expect("sent").expect("a message");
    space.start_typing().await.expect("shown");
    let group = content::group(vec![
        content::text("one").expect("text"),
        content::text("two").expect("text"),
    ]);
    space.send(group).await.expect("sent").expect("a message");
    assert_eq!(
        paper.log()[2..],
        [
            "send white to ada: m1: seen",
            "send white to ada: 😂 on m1",
            "typing start",
            "send white to ada: text and text"
        ]
    );
    let found = space.get_message("m1").await.expect("kept").expect("known");
    assert_eq!(found.id(), "m1");
    let error = space.get_message("unknown").await.expect_err("the definition has no look-up");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    app.stop().await;
    assert!(messages.next_message().await.is_none());
    assert_eq!(paper.log(), ["destroy pen"]);
}

#[tokio::test]
async fn what_it_does_not_carry_comes_in_a_plainer_form_or_is_skipped() {
    let (paper, app, side) = alone().await;
    let space = ada(&side).await;
    paper.log();
    let (sender, stream) = content::text_channel(true);
    assert!(sender.push("**str".into()).await && sender.push("eamed**".into()).await);
    drop(sender);
    let contents = vec![
        content::markdown("**bold**").expect("markdown"),
        content::poll("Lunch?", ["Pizza", "Soup"]).expect("a poll"),
        content::effect("boom", MessageEffect::Slam).expect("an effect"),
        content::app("https://example.com", None).expect("a card"),
        content::background_clear(),
        stream,
    ];
    let sent = space.send_all(contents, SendOptions::default()).await.expect("sent");
    let there: Vec<_> = sent.iter().map(Option::is_some).collect();
    assert_eq!(there, [true, false, true, true, false, true]);
    assert_eq!(text(sent[0].as_ref().expect("sent").content()), "bold");
    assert_eq!(
        paper.log(),
        ["bold", "boom", "https://example.com", "streamed"]
            .map(|text| format!("send white to ada: {text}"))
    );
    let lost = space.send(content::custom(json!({"lost": true}))).await;
    assert_eq!(lost.expect_err("it has no id").code(), "internalError");
    app.stop().await;

    let throws = Options { unsupported: UnsupportedPolicy::Throw, ..Options::default() };
    let (app, side) = start(&Paper::new("paper"), throws).await;
    let poll = content::poll("Lunch?", ["Pizza", "Soup"]);
    let error = ada(&side).await.send(poll).await.expect_err("no polls");
    let unsupported = error.unsupported_detail().expect("it says what");
    assert_eq!((error.kind(), &*unsupported.platform), (ErrorKind::Unsupported, "paper"));
    app.stop().await;
}

#[tokio::test]
async fn actions_that_are_not_given_throw() {
    let (_paper, app, side) = alone().await;
    let space = ada(&side).await;
    let members = space.get_members().await.expect_err("not given");
    let name = space.get_display_name().await.expect_err("not given");
    let avatar = space.get_avatar().await.expect_err("not given");
    for error in [members, name, avatar] {
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    }
    app.stop().await;
}

#[tokio::test]
async fn users_and_spaces() {
    let mut paper = Paper::new("paper");
    let (app, side) = start(&paper, Options::default()).await;
    let user = side.user("ada").await.expect("she lives there");
    assert_eq!(user.address.as_deref(), Some("ada's house"));
    let nobody = side.create_space(&[User::new("nobody")], &Value::Null).await;
    assert_eq!(nobody.expect_err("resolved first").kind(), ErrorKind::NotFound);
    let none = side.create_space(&[], &Value::Null).await.expect_err("nobody");
    assert_eq!(none.kind(), ErrorKind::Validation);
    // Without fields a space is its id.
    let space = side.space("ada", &Value::Null).await.expect("made of the id");
    assert!(space == ada(&side).await && imessage::IMessage::of(&space).is_none());
    app.stop().await;
    assert_eq!(side.user("ada").await.expect_err("stopped").code(), "stopped");

    paper.fields = vec!["colour".to_owned()];
    let (app, side) = start(&paper, Options::default()).await;
    let error = side.space("ada", &Value::Null).await.expect_err("it needs a colour");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.message().contains("\"colour\""), "{error}");
    let plain = side.create_space(&["ada".into()], &Value::Null).await;
    assert_eq!(plain.expect_err("no colour").code(), "invalidDefinition");
    let red = side.create_space(&["ada".into(), "bob".into()], &json!({"colour": "red"})).await;
    let red = red.expect("a space");
    paper.log();
    red.send("hi").await.expect("sent");
    assert_eq!(paper.log(), ["send red to ada+bob: hi"]);
    app.stop().await;
}

#[tokio::test]
async fn answers_reactions_and_files_arrive() {
    let (paper, app, _side) = alone().await;
    let mut messages = app.messages().expect("one consumer");
    paper.arrive(letter("m1", "question"));
    next(&mut messages).await;
    paper.arrive(Record { reply_to: Some("m1".into()), ..letter("m2", "answer") });
    let (_, answer) = next(&mut messages).await;
    let Content::Reply(reply) = answer.content() else { panic!("{answer:?}") };
    assert_eq!((text(&reply.content), text(reply.target.content())), ("answer", "question"));
    paper.arrive(Record { reply_to: Some("m0".into()), ..letter("m3", "late") });
    let (_, late) = next(&mut messages).await;
    let Content::Reply(reply) = late.content() else { panic!("{late:?}") };
    assert_eq!((reply.target.id(), reply.target.content().type_name()), ("m0", "custom"));

    let reaction = |target: &str| {
        let (emoji, target) = ("👍".to_owned(), target.to_owned());
        Record { content: Incoming::Reaction { emoji, target }, ..letter("r1", "x") }
    };
    paper.arrive(reaction("unknown"));
    paper.arrive(reaction("m2"));
    let (_, liked) = next(&mut messages).await;
    let Content::Reaction(reaction) = liked.content() else { panic!("{liked:?}") };
    assert_eq!((reaction.target.id(), &*reaction.emoji), ("m2", "👍"));

    let named = content::FileOptions { name: Some("a.txt".into()), ..Default::default() };
    let file = content::attachment_bytes("abc", named).expect("a file");
    let parts = content::group(vec![file, content::text("b").expect("text")]).expect("a group");
    paper.arrive(Record { content: parts.into(), ..letter("m4", "x") });
    let (space, group) = next(&mut messages).await;
    let Content::Group(group) = group.content() else { panic!("{group:?}") };
    assert_eq!(group.items[1].id(), "p:1/m4");
    let Content::Attachment(file) = group.items[0].content() else { panic!("{group:?}") };
    assert_eq!((file.size, &file.file.read().await.expect("bytes")[..]), (Some(3), &b"abc"[..]));
    paper.log();
    space.send(group.items[0].content().clone()).await.expect("sent");
    assert_eq!(paper.log(), ["send white to ada: a.txt of 3 bytes"]);
    app.stop().await;
}

#[tokio::test]
async fn an_error_of_the_stream_is_told_and_ends_nothing() {
    let (paper, app, _side) = alone().await;
    let mut events = app.events().expect("one consumer");
    let mut messages = app.messages().expect("one consumer");
    paper.arrive(letter("", "nameless"));
    paper.arrive(letter("m1", "before"));
    let broken = spectrum_imessage::Error::new(ErrorKind::Connection, "paperJam", "it is stuck");
    paper.desk.slot.send(Err(broken)).expect("the platform is there");
    assert_eq!(next(&mut messages).await.1.id(), "m1");
    let mut told = Vec::new();
    while told.len() < 4 {
        match timeout(PATIENCE, events.next()).await.expect("in time").expect("an event") {
            Event::StreamConnected { line, .. } => told.push(format!("open {line}")),
            Event::Unmappable { line, .. } => told.push(format!("stepped over {line}")),
            Event::StreamDisconnected { line, code, .. } => {
                told.push(format!("broken {line} {}", code.expect("a code")));
                let health = app.health();
                assert!(!health.healthy() && health.lines[0].streams[0].stepped_over == 1);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(told, ["open paper", "stepped over paper", "broken paper paperJam", "open paper"]);
    paper.arrive(letter("m2", "after"));
    assert_eq!(next(&mut messages).await.1.id(), "m2");
    assert!(app.health().healthy() && app.health().lines[0].streams[0].reconnects == 1);
    app.stop().await;
}

#[tokio::test]
async fn sends_keep_their_order_and_a_key_is_sent_once() {
    let (paper, app, side) = alone().await;
    let space = ada(&side).await;
    paper.log();
    let all = paper.desk.permits.forget_permits(usize::MAX);
    let keyed = SendOptions { client_message_id: Some("k".into()), ..SendOptions::default() };
    let contents = || vec![content::text("one").expect("text")];
    let first = space.send_all(contents(), keyed.clone());
    let (first, again, two, ()) =
        tokio::join!(first, space.send_all(contents(), keyed), space.send("two"), async {
            tokio::task::yield_now().await;
            paper.desk.permits.add_permits(all);
        });
    let id = |sent: &Option<spectrum_imessage::Message>| {
        sent.as_ref().map(|message| message.id().to_owned())
    };
    assert_eq!(id(&first.expect("sent")[0]), id(&again.expect("sent")[0]));
    two.expect("sent");
    assert_eq!(paper.log(), ["send white to ada: one", "send white to ada: two"]);
    app.stop().await;
}

#[tokio::test]
async fn the_stop_waits_for_a_send_and_then_destroys_the_client() {
    let (paper, app, side) = alone().await;
    let space = ada(&side).await;
    paper.log();
    let all = paper.desk.permits.forget_permits(usize::MAX);
    let (sent, (), ()) = tokio::join!(space.send("last"), app.stop(), async {
        tokio::task::yield_now().await;
        paper.desk.permits.add_permits(all);
    });
    assert!(sent.expect("sent").is_some());
    assert_eq!(paper.log(), ["send white to ada: last", "destroy pen"]);
    assert_eq!(space.send("late").await.expect_err("stopped").code(), "stopped");
    app.stop().await;
    assert!(paper.log().is_empty(), "a client is destroyed once");
}

#[tokio::test]
async fn a_start_that_fails_leaves_no_client() {
    let mut paper = Paper::new("paper");
    let mut wrong = Paper::new("ruled_paper");
    wrong.wrong = true;
    let providers = |list: &[&Paper]| {
        list.iter().map(|paper| define((*paper).clone()).expect("a name").into()).collect()
    };
    let both = Spectrum::start(Options::default(), providers(&[&paper, &wrong])).await;
    assert_eq!(both.expect_err("it is not ruled").code(), "wrongPaper");
    assert!(paper.log().is_empty() && wrong.log().is_empty(), "nothing was connected");

    let (distant, requests) = bridge("distant", Vec::new()).expect("a name");
    drop(requests);
    let both = vec![define(paper.clone()).expect("a name").into(), distant.into()];
    let failed = Spectrum::start(Options::default(), both).await;
    assert_eq!(failed.expect_err("nobody answers").code(), "platformEnded");
    until("the client is gone", || paper.desk.log.lock().expect("no panic").len() == 2).await;
    assert_eq!(paper.log(), ["create", "destroy pen"]);

    let twice = Spectrum::start(Options::default(), providers(&[&paper, &paper])).await;
    assert_eq!(twice.expect_err("one of each").code(), "duplicateProvider");
    paper.name = "Terminal";
    assert_eq!(define(paper).expect_err("taken").code(), "reservedPlatform");
}

#[tokio::test]
async fn beside_imessage() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let paper = Paper::new("paper");
    let providers =
        vec![imessage::Config::Cloud.into(), define(paper.clone()).expect("a name").into()];
    let app = Spectrum::start(options(&sim), providers).await.expect("it starts");
    let mut messages = app.messages().expect("one consumer");
    until("the stream is open", || {
        sim.transcript().iter().any(|call| call.method.starts_with("Subscribe"))
    })
    .await;
    paper.arrive(letter("m1", "by mail"));
    assert_eq!(next(&mut messages).await.1.platform().as_str(), "paper");
    sim.person(ALICE).text("hi").expect("sent");
    assert_eq!(next(&mut messages).await.1.platform().as_str(), "iMessage");
    assert_eq!(app.custom("stone").expect_err("none").code(), "platformNotRegistered");
    app.stop().await;
}

#[tokio::test]
async fn a_definition_on_the_other_side_of_requests() {
    let (config, mut requests) = bridge("distant", Vec::new()).expect("a name");
    let other_side = async {
        let mut calls = Vec::new();
        while let Some(request) = requests.next().await {
            calls.push(request.call().name());
            match request.call() {
                Call::Messages => {
                    assert!(request.put(letter("m1", "from afar")).await);
                    request.cancelled().await;
                    assert!(!request.answer(Ok(Answer::Nothing)), "nobody waits after the stop");
                }
                Call::CreateClient => assert!(request.answer(Ok(Answer::Nothing))),
                Call::GetSpace { .. } | Call::DestroyClient | Call::GetMembers { .. } => {
                    assert!(request.not_given());
                }
                // Dropped without an answer.
                _ => {}
            }
        }
        calls
    };
    let program = async {
        let app = Spectrum::start(Options::default(), vec![config.into()]).await;
        let app = app.expect("it starts");
        let side = app.custom("distant").expect("a provider");
        let space = side.space("ada", &Value::Null).await.expect("made of the id");
        let error = space.get_members().await.expect_err("not given");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(side.user("x").await.expect_err("no answer").code(), "platformEnded");
        let mut messages = app.messages().expect("one consumer");
        assert_eq!(text(next(&mut messages).await.1.content()), "from afar");
        app.stop().await;
    };
    let (calls, ()) = tokio::join!(other_side, program);
    assert_eq!(
        calls,
        ["createClient", "getSpace", "getMembers", "resolveUser", "messages", "destroyClient"]
    );
}
