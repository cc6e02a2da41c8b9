//! A program with a simulator in its process follows when that one's clock is put forward: hours pass
//! at once.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::imessage::{Config, CreateOptions};
use spectrum_imessage::simulator::Simulator;
use spectrum_imessage::{Event, Options, RespondingOptions, Space, Spectrum, User};

use super::receiving::{next, text};
use super::{ALICE, PATIENCE, TOKENS, count, until};

const TYPING: &str = "SetTyping";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn start() -> (Spectrum, Arc<Simulator>) {
    let simulator = Some(Simulator::builder().into());
    let options = Options { simulator, ..Options::default() };
    let app = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts");
    let sim = Arc::clone(app.simulator().expect("a simulator"));
    (app, sim)
}

async fn space(app: &Spectrum) -> Space {
    let im = app.imessage().expect("iMessage");
    im.create_space(&[User::new(ALICE)], &CreateOptions::default()).await.expect("created")
}

#[tokio::test]
async fn a_token_is_renewed_when_80_percent_of_its_life_have_passed() {
    let (app, sim) = start().await;
    sim.advance(Duration::from_secs(2700)).expect("forward");
    space(&app).await.send("three quarters").await.expect("sent");
    assert_eq!(count(&sim, TOKENS), 1);
    sim.advance(Duration::from_secs(200)).expect("forward");
    until("it is renewed", || count(&sim, TOKENS) == 2).await;
    app.stop().await;
}

#[tokio::test]
async fn the_typing_indicator_is_shown_again() {
    let (app, sim) = start().await;
    let space = space(&app).await;
    let options = RespondingOptions { refresh: Some(Duration::from_secs(20)) };
    let work = async {
        while count(&sim, TYPING) < 4 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            sim.advance(Duration::from_secs(20)).expect("forward");
        }
    };
    let work = tokio::time::timeout(PATIENCE, work);
    space.responding_with(options, work).await.expect("shown").expect("again and again");
    app.stop().await;
}

#[tokio::test]
async fn a_watchdog_barks_at_streams_that_have_stalled() {
    let (app, sim) = start().await;
    let mut messages = app.messages().expect("nobody reads yet");
    let mut events = app.events().expect("nobody listens yet");
    sim.listening(None, PATIENCE).await.expect("it listens");
    until("each stream has shown that it lives", || app.health().healthy()).await;
    sim.stall_streams(true);
    sim.person(ALICE).text("unheard").expect("sent");
    sim.advance(Duration::from_secs(61)).expect("forward");
    let heard =
        async { while !matches!(events.next().await, Some(Event::StreamDisconnected { .. })) {} };
    tokio::time::timeout(PATIENCE, heard).await.expect("it barks");
    sim.stall_streams(false);
    assert_eq!(text(&next(&mut messages).await), "unheard", "and it catches up");
    app.stop().await;
}

#[tokio::test]
async fn streams_that_live_stay_open() {
    let (app, sim) = start().await;
    let mut messages = app.messages().expect("nobody reads yet");
    sim.listening(None, PATIENCE).await.expect("it listens");
    until("each stream has shown that it lives", || app.health().healthy()).await;
    for _ in 0..3 {
        sim.advance(DAY).expect("forward");
    }
    // The look at the streams comes a second after the clock was put forward.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let health = app.health();
    let streams = health.lines.iter().flat_map(|line| &line.streams);
    assert_eq!(streams.map(|stream| stream.reconnects).sum::<u64>(), 0, "{health:?}");
    sim.person(ALICE).text("days later").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "days later");
    app.stop().await;
}

#[tokio::test]
async fn a_new_day_has_a_new_quota() {
    let (app, sim) = start().await;
    space(&app).await.send("one").await.expect("sent");
    let left = || app.imessage().expect("iMessage").quota().expect("counted")[0].messages_left;
    assert_eq!(left(), 4999);
    sim.advance(DAY).expect("forward");
    assert_eq!(left(), 5000);
    app.stop().await;
}
