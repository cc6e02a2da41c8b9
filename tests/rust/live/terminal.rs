//! The terminal, alone and beside iMessage.

use std::io::{BufReader, PipeWriter, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::json;
use spectrum_imessage::content::{self, Typing, VoiceOptions};
use spectrum_imessage::{
    Content, Direction, ErrorKind, MessageEffect, Options, PlatformId, SendOptions, Space,
    Spectrum, UnsupportedPolicy, imessage, terminal,
};
use spectrum_imessage_simulator::Simulator;
use tokio::io::AsyncBufReadExt;
use tokio::time::timeout;

use super::{ALICE, PATIENCE, options};

/// What has been written.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Screen {
    /// What came since the last look.
    fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.0.lock().expect("no panic"));
        String::from_utf8(bytes).expect("text")
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A terminal, with its keyboard and its screen.
fn console() -> (terminal::Config, PipeWriter, Screen) {
    let (input, keyboard) = std::io::pipe().expect("a pipe");
    let screen = Screen::default();
    (terminal::Config::with(BufReader::new(input), screen.clone()), keyboard, screen)
}

/// An application with nothing but a terminal.
async fn alone(options: Options) -> (Spectrum, Space, PipeWriter, Screen) {
    let (config, keyboard, screen) = console();
    let app = Spectrum::start(options, vec![config.into()]).await.expect("it starts");
    let space = app.terminal().expect("a provider").space();
    (app, space, keyboard, screen)
}

fn text(content: &Content) -> &str {
    match content {
        Content::Text(text) => &text.text,
        other => panic!("no text: {other:?}"),
    }
}

fn cards() -> [Content; 3] {
    let layout = content::CardLayout { caption: Some("One".into()), ..Default::default() };
    let card = content::MiniApp {
        app_name: "App".into(),
        extension_bundle_id: "com.example.app.extension".into(),
        team_id: "ABCDE12345".into(),
        url: "https://example.com".into(),
        layout,
        ..Default::default()
    };
    [
        content::background_clear(),
        content::native_contact_card(),
        content::mini_app(card).expect("a card"),
    ]
}

#[tokio::test]
async fn two_platforms_in_one_application() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (config, mut keyboard, screen) = console();
    let providers = vec![imessage::Config::Cloud.into(), config.into()];
    let app = Spectrum::start(options(&sim), providers).await.expect("it starts");
    let mut messages = app.messages().expect("one consumer");
    super::until("the stream is open", || {
        sim.transcript().iter().any(|call| call.method.starts_with("Subscribe"))
    })
    .await;

    keyboard.write_all(b"hello\n").expect("typed");
    let (space, message) = messages.next_message().await.expect("a line");
    assert_eq!(
        (message.platform(), message.platform().as_str()),
        (PlatformId::Terminal, "terminal")
    );
    assert_eq!((text(message.content()), message.direction()), ("hello", Direction::Inbound));
    assert_eq!(message.sender().map(|user| user.id.as_str()), Some("user"));
    assert!(message.native().is_none() && message.card_session().is_none());
    assert!(imessage::IMessage::of(&space).is_none());
    space.send("seen").await.expect("written").expect("a message");

    let chat = super::space(&app.imessage().expect("a provider")).await;
    sim.person(ALICE).text("hi").expect("sent");
    let (space, message) = messages.next_message().await.expect("a text");
    assert_eq!((message.platform(), text(message.content())), (PlatformId::IMessage, "hi"));
    assert!(message.native().is_some() && imessage::IMessage::of(&space).is_some());
    let sent = message.reply(content::effect("boom", MessageEffect::Slam)).await;
    assert!(sent.expect("sent").is_some());
    let send = sim.transcript().into_iter().find(|call| call.method == super::SEND);
    assert_eq!(send.expect("a send").request["effectId"], MessageEffect::Slam.id());
    assert_eq!(space, chat);
    assert_eq!(screen.take(), "seen\n");
    app.stop().await;
    assert!(messages.next_message().await.is_none());
}

#[tokio::test]
async fn content_for_imessage_is_skipped_also_inside() {
    let (app, space, _keyboard, screen) = alone(Options::default()).await;
    let mine = space.send("mine").await.expect("written").expect("a message");
    screen.take();
    for content in cards() {
        let kind = content.type_name();
        let in_group = content::group(vec![content.clone(), content.clone()]).expect("two");
        assert!(mine.reply(content.clone()).await.expect("skipped").is_none(), "{kind}");
        mine.edit(content.clone()).await.expect("skipped");
        let contents = vec![content, in_group, content::text("after").expect("text")];
        let sent =
            space.send_all(contents, SendOptions::default()).await.expect("the rest goes on");
        let there: Vec<_> = sent.iter().map(Option::is_some).collect();
        assert_eq!(
            (there, screen.take().as_str()),
            (vec![false, false, true], "after\n"),
            "{kind}"
        );
    }
    app.stop().await;

    let strict = Options { unsupported: UnsupportedPolicy::Throw, ..Options::default() };
    let (app, space, _keyboard, screen) = alone(strict).await;
    for content in cards() {
        let kind = content.type_name();
        let error = space.send(content).await.expect_err("not for here");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let wanted =
            format!("terminal does not support content type \"{kind}\": it is made for iMessage");
        assert_eq!((error.message(), screen.take().as_str()), (&*wanted, ""));
    }
    app.stop().await;
}

#[tokio::test]
async fn what_the_terminal_lacks_comes_in_a_plainer_form() {
    let (app, space, _keyboard, screen) = alone(Options::default()).await;
    let mine = space.send("mine").await.expect("written").expect("a message");
    screen.take();
    let link = "https://example.com/menu";
    let cases = [
        (content::effect("Happy birthday!", MessageEffect::Celebration), "Happy birthday!"),
        (content::markdown("# Menu\n\n- **soup** `x`"), "Menu\n\n• soup x"),
        (content::effect(content::markdown("_a_"), MessageEffect::Slam), "a"),
        (content::app(link, None), link),
    ];
    for (content, wanted) in cases {
        let content = content.expect("content");
        let sent = space.send(content.clone()).await.expect("written").expect("a message");
        assert_eq!(text(sent.content()), wanted);
        assert_eq!(screen.take(), format!("{wanted}\n"));

        let sent = mine.reply(content).await.expect("written").expect("a message");
        let Content::Reply(reply) = sent.content() else { panic!("{:?}", sent.content()) };
        assert_eq!((text(&reply.content), reply.target.id()), (wanted, mine.id()));
        assert_eq!(screen.take(), format!("[reply to {}] {wanted}\n", mine.id()));
    }
    let kept = mine.edit(content::markdown("*a*").expect("content")).await;
    kept.expect("skipped in the plainer form too");
    for markdown in [false, true] {
        let (sender, streamed) = content::text_channel(markdown);
        let write = async {
            assert!(sender.push("**on".into()).await && sender.push("e**".into()).await);
            drop(sender);
        };
        let (sent, ()) = tokio::join!(space.send(streamed.clone()), write);
        let wanted = if markdown { "one" } else { "**one**" };
        assert_eq!(text(sent.expect("written").expect("a message").content()), wanted);
        assert_eq!(screen.take(), format!("{wanted}\n"));
        let error = space.send(streamed).await.expect_err("its source is used up");
        assert_eq!(error.code(), "sourceUsed");
    }
    let (sender, silent) = content::text_channel(false);
    drop(sender);
    assert!(space.send(silent).await.expect("skipped").is_none());
    assert_eq!(screen.take(), "");
    app.stop().await;
}

#[tokio::test]
async fn what_it_carries_and_what_it_skips() {
    let (app, space, mut keyboard, screen) = alone(Options::default()).await;
    let mut messages = app.messages().expect("one consumer");
    keyboard.write_all(b"/help\n").expect("typed");
    let (_, command) = messages.next_message().await.expect("a command");
    let Content::Custom(value) = command.content() else { panic!("{:?}", command.content()) };
    assert_eq!(value, &json!({"command": "help"}));

    let reaction = command.react("laugh").await.expect("written").expect("a message");
    let id: Vec<_> = reaction.id().rsplitn(2, ':').collect();
    assert!(id[0].parse::<u64>().expect("a time") > 1_700_000_000_000);
    assert_eq!(id[1], format!("reaction:{}:😂", command.id()));
    assert_eq!(screen.take(), format!("[reaction 😂 to {}]\n", command.id()));

    let custom = space.send(content::custom(json!([1]))).await.expect("written");
    assert!(matches!(custom.expect("a message").content(), Content::Custom(_)));
    let options = VoiceOptions { name: Some("v.m4a".into()), ..VoiceOptions::default() };
    let voice = space.send(content::voice_bytes("abc", options)).await.expect("written");
    assert!(voice.is_some());
    assert!(space.responding(async {}).await.is_ok());
    let shown = "[1]\n[voice v.m4a (audio/mp4)]\n[typing start]\n[typing stop]\n";
    assert_eq!(screen.take(), shown);

    let mine = space.send("mine").await.expect("written").expect("a message");
    assert_eq!(mine.direction(), Direction::Outbound);
    let found = space.get_message(mine.id()).await.expect("known").expect("a message");
    assert_eq!((found.id(), text(found.content())), (mine.id(), "mine"));
    assert!(space.get_message(command.id()).await.expect("known").is_some());
    assert!(space.get_message("nothing").await.expect("asked").is_none());
    let error = space.get_members().await.expect_err("no group");
    assert_eq!(error.kind(), ErrorKind::Unsupported);

    screen.take();
    let skipped = [
        content::richlink("https://example.com"),
        content::poll("Lunch?", ["a", "b"]),
        content::group(vec![content::text("a").expect("text"), cards()[0].clone()]),
        content::edit("new", &mine),
        content::unsend(&reaction),
        content::read(&command),
        content::rename("x"),
        Ok(content::leave_space()),
    ];
    for content in skipped {
        let content = content.expect("content");
        let kind = content.type_name();
        assert!(space.send(content).await.expect("skipped").is_none(), "{kind}");
    }
    assert_eq!(screen.take(), "");
    space.send(content::typing(Typing::Stop)).await.expect("written");
    app.stop().await;
    assert_eq!(space.send("late").await.expect_err("stopped").code(), "stopped");
}

#[tokio::test]
async fn the_same_key_twice_is_written_once() {
    let (app, space, _keyboard, screen) = alone(Options::default()).await;
    let send = || async {
        let options =
            SendOptions { client_message_id: Some("key".into()), ..SendOptions::default() };
        let once = vec![content::text("once").expect("text")];
        let mut sent = space.send_all(once, options).await.expect("written");
        sent.remove(0).expect("a message").id().to_owned()
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first, screen.take().as_str()), (second, "once\n"));
    app.stop().await;
}

#[tokio::test]
async fn the_end_of_the_input_ends_the_messages_and_not_the_application() {
    let (app, space, mut keyboard, screen) = alone(Options::default()).await;
    let mut messages = app.messages().expect("one consumer");
    keyboard.write_all(b"one\n\ntwo").expect("typed");
    drop(keyboard);
    for wanted in ["one", "two"] {
        let (_, message) = messages.next_message().await.expect("a line");
        assert_eq!(text(message.content()), wanted);
    }
    assert!(messages.next_message().await.is_none());
    assert!(space.send("bye").await.expect("written").is_some());
    assert_eq!(screen.take(), "bye\n");
    assert!(app.health().healthy());
    app.stop().await;
}

#[tokio::test]
async fn there_is_one_terminal() {
    let (config, _keyboard, _screen) = console();
    let twice = vec![config.clone().into(), config.clone().into()];
    let error = Spectrum::start(Options::default(), twice).await.expect_err("one is enough");
    assert_eq!(error.code(), "duplicateProvider");

    let start = || Spectrum::start(Options::default(), vec![config.clone().into()]);
    let app = start().await.expect("it starts");
    assert_eq!(start().await.expect_err("in use").kind(), ErrorKind::Validation);
    assert_eq!(app.imessage().expect_err("no provider").code(), "platformNotRegistered");
    app.stop().await;
    let none = Spectrum::start(Options::default(), Vec::new()).await.expect("it starts");
    assert_eq!(none.terminal().expect_err("no provider").code(), "platformNotRegistered");
    none.stop().await;
}

#[tokio::test]
async fn a_process_is_gone_after_the_stop_though_its_input_is_open() {
    let mut agent = tokio::process::Command::new(env!("CARGO_BIN_EXE_terminal-echo"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut keyboard = agent.stdin.take().expect("its input");
    let mut screen = tokio::io::BufReader::new(agent.stdout.take().expect("its output")).lines();
    tokio::io::AsyncWriteExt::write_all(&mut keyboard, b"hello\n/other\n").await.expect("typed");
    for wanted in ["hello", "{\"command\":\"other\"}"] {
        let line = timeout(PATIENCE, screen.next_line()).await.expect("in time").expect("text");
        assert_eq!(line.as_deref(), Some(wanted));
    }
    tokio::io::AsyncWriteExt::write_all(&mut keyboard, b"/quit\n").await.expect("typed");
    let ended = timeout(PATIENCE, agent.wait()).await.expect("in time").expect("it ran");
    assert!(ended.success(), "{ended}");
    assert_eq!(screen.next_line().await.expect("text"), None);
    drop(keyboard);
}

#[tokio::test]
async fn a_line_can_answer_the_newest_message_of_the_program() {
    let (app, space, mut keyboard, _screen) = alone(Options::default()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    writeln!(keyboard, "> nothing to answer yet").expect("typed");
    let (_, message) = messages.next_message().await.expect("a message");
    assert_eq!(text(message.content()), "> nothing to answer yet");

    space.send("older").await.expect("sent");
    let newest = space.send("newest").await.expect("sent").expect("a message");
    message.react("love").await.expect("sent");
    writeln!(keyboard, ">  yes").expect("typed");
    let (_, message) = messages.next_message().await.expect("a message");
    let Content::Reply(reply) = message.content() else { panic!("an answer") };
    assert_eq!((text(&reply.content), reply.target.id()), ("yes", newest.id()));
    assert_eq!(text(reply.target.content()), "newest");

    writeln!(keyboard, ">").expect("typed");
    let (_, message) = messages.next_message().await.expect("a message");
    assert_eq!(text(message.content()), ">", "nothing is said");
    app.stop().await;
}
