//! What is quiet lives on, and what has fallen silent is opened again.

use std::time::{Duration, SystemTime};

use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Options, Spectrum, StreamHealth};
use spectrum_imessage_simulator::Simulator;

use super::Clock;
use crate::{count, options, until};

const OPENED: &str = "SubscribeMessageEvents";
/// Timers count in these, rounded up: what is due now is due a tick later.
const TICK: Duration = Duration::from_millis(1);

fn streams(app: &Spectrum) -> Vec<StreamHealth> {
    app.health().lines.remove(0).streams
}

fn heartbeats(app: &Spectrum) -> Vec<Option<SystemTime>> {
    streams(app).iter().map(|stream| stream.last_heartbeat).collect()
}

/// Both streams of the pool were opened so often again, and are heard.
fn reopened(app: &Spectrum, times: u64) -> bool {
    let streams = streams(app);
    streams.len() == 2 && streams.iter().all(|s| s.reconnects == times && s.healthy)
}

/// The time of one heartbeat, and the heartbeat itself on both streams.
async fn beat(clock: &Clock, app: &Spectrum, interval: Duration) {
    let before = heartbeats(app);
    clock.advance(interval + TICK).await;
    let all_new = || heartbeats(app).iter().zip(&before).all(|(now, before)| now > before);
    clock.until("every stream beats", all_new).await;
}

async fn start(sim: &Simulator, watchdog: Duration) -> Spectrum {
    let options = Options { watchdog: Some(watchdog), ..options(sim) };
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts")
}

#[tokio::test]
async fn a_quiet_line_with_heartbeats_is_never_restarted() {
    let interval = Duration::from_secs(10);
    // Tokens that are renewed are another matter.
    let day = Duration::from_secs(24 * 3600);
    let sim = Simulator::builder().heartbeat(interval).token_ttl(day).start().await;
    let sim = sim.expect("it starts");
    let app = start(&sim, Duration::from_secs(60)).await;
    let _messages = app.messages().expect("nobody reads yet");
    until("everything is heard", || reopened(&app, 0)).await;

    let clock = Clock::stopped();
    for _ in 0..3600 / interval.as_secs() {
        beat(&clock, &app, interval).await;
        assert!(reopened(&app, 0), "{:?}", streams(&app));
    }
    assert_eq!((count(&sim, OPENED), sim.open_streams()), (1, 2));
    assert!(streams(&app).iter().all(|stream| stream.last_event.is_none()), "it was quiet");
    clock.goes_on();
    app.stop().await;
}

#[tokio::test]
async fn a_line_whose_heartbeats_stop_is_opened_again_within_the_watchdogs_limit() {
    let (interval, watchdog) = (Duration::from_secs(5), Duration::from_secs(20));
    let sim = Simulator::builder().heartbeat(interval).start().await.expect("it starts");
    let app = start(&sim, watchdog).await;
    let _messages = app.messages().expect("nobody reads yet");
    until("everything is heard", || reopened(&app, 0)).await;

    let clock = Clock::stopped();
    beat(&clock, &app, interval).await;
    sim.stall_streams(true);
    // Silence is no death yet.
    for _ in 0..4 {
        clock.advance(interval).await;
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!((count(&sim, OPENED), sim.open_streams()), (1, 2));
    }
    assert!(!app.health().healthy(), "but no health either");

    // It is looked at six times within the limit; a closed stream waits for half a second at most.
    clock.advance(watchdog / 6 + TICK).await;
    let closed = || streams(&app).iter().all(|stream| stream.connected_since.is_none());
    clock.until("the streams are given up", closed).await;
    clock.advance(Duration::from_millis(500) + TICK).await;
    let open = || streams(&app).iter().all(|s| s.connected_since.is_some() && s.reconnects == 1);
    clock.until("the streams are opened again", open).await;

    sim.stall_streams(false);
    clock.advance(TICK).await;
    clock.until("everything is heard again", || reopened(&app, 1)).await;
    assert_eq!(count(&sim, OPENED), 2);
    beat(&clock, &app, interval).await;
    clock.goes_on();
    app.stop().await;
}
