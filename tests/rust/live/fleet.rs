//! The seam of a fleet, with one in memory: what relays publish, workers hand over.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage::fleet::{
    Delivery, Fleet, FleetHealth, Hold, Intake, LineEvent, LineName, Outcome, Relay, Worker,
};
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Error, ErrorKind, HandleOptions, Options, Result, Spectrum, StreamKind};
use spectrum_imessage_simulator::Simulator;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::receiving::{next, text};
use super::{ALICE, PATIENCE, SEND, count, options, until};

/// What relays have published, and up to where.
#[derive(Debug, Default)]
struct Queue {
    events: Mutex<Vec<LineEvent>>,
    reached: Mutex<Option<(StreamKind, u64)>>,
    lost: Notify,
    refuses: AtomicBool,
}

impl Queue {
    fn published(&self) -> Vec<LineEvent> {
        let events = self.events.lock().expect("no panic").clone();
        events.into_iter().filter(|event| event.stream == StreamKind::Messages).collect()
    }
}

#[derive(Debug)]
struct MemoryRelay(Arc<Queue>);

#[derive(Debug)]
struct MemoryHold(Arc<Queue>);

impl Relay for MemoryRelay {
    fn start(&self) -> BoxFuture<'_, Result<()>> {
        let away = self.0.refuses.load(Ordering::Relaxed);
        let error =
            || Error::new(ErrorKind::Validation, "fleetSettings", "it has 32 partitions, not 64");
        async move { if away { Err(error()) } else { Ok(()) } }.boxed()
    }

    fn hold(self: Arc<Self>, _line: LineName) -> BoxFuture<'static, Result<Arc<dyn Hold>>> {
        async move { Ok(Arc::new(MemoryHold(Arc::clone(&self.0))) as Arc<dyn Hold>) }.boxed()
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }

    fn health(&self) -> FleetHealth {
        FleetHealth { connected: true, ..FleetHealth::default() }
    }
}

impl Hold for MemoryHold {
    fn position(&self, stream: StreamKind) -> Option<u64> {
        let reached = *self.0.reached.lock().expect("no panic");
        reached.filter(|(kind, _)| *kind == stream).map(|(_, sequence)| sequence)
    }

    fn publish(&self, event: LineEvent) -> BoxFuture<'static, Result<()>> {
        self.0.events.lock().expect("no panic").push(event);
        async { Ok(()) }.boxed()
    }

    fn reached(&self, stream: StreamKind, sequence: u64) {
        if stream == StreamKind::Messages {
            *self.0.reached.lock().expect("no panic") = Some((stream, sequence));
        }
    }

    fn lost(&self) -> BoxFuture<'static, ()> {
        let queue = Arc::clone(&self.0);
        async move { queue.lost.notified().await }.boxed()
    }

    fn release(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }
}

/// A worker that delivers what it is given.
#[derive(Debug)]
struct MemoryWorker {
    group: &'static str,
    deliveries: Mutex<Vec<Delivery>>,
}

impl Worker for MemoryWorker {
    fn start(&self) -> BoxFuture<'_, Result<()>> {
        async { Ok(()) }.boxed()
    }

    fn run(self: Arc<Self>, intake: Intake) -> BoxFuture<'static, ()> {
        async move {
            let lane = intake.lane();
            let deliveries = std::mem::take(&mut *self.deliveries.lock().expect("no panic"));
            for delivery in deliveries {
                lane.deliver(delivery).await.expect("somebody reads");
            }
            std::future::pending().await
        }
        .boxed()
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }

    fn health(&self) -> FleetHealth {
        FleetHealth { connected: true, ..FleetHealth::default() }
    }

    fn group(&self) -> &str {
        self.group
    }
}

#[derive(Debug, Default)]
struct Told {
    elsewhere: AtomicBool,
    handled: AtomicU32,
    failed: AtomicU32,
    given_up: Mutex<Option<(String, u32)>>,
}

impl Outcome for Told {
    fn may_begin(&self) -> bool {
        !self.elsewhere.load(Ordering::Relaxed)
    }

    fn handled(&self) {
        self.handled.fetch_add(1, Ordering::Relaxed);
    }

    fn failed(&self, attempts: u32) {
        self.failed.store(attempts, Ordering::Relaxed);
    }

    fn given_up(&self, reason: &str, attempts: u32) {
        *self.given_up.lock().expect("no panic") = Some((reason.to_owned(), attempts));
    }
}

fn delivery(event: &LineEvent, redelivered: bool, attempts: u32, told: &Arc<Told>) -> Delivery {
    let outcome: Arc<dyn Outcome> = Arc::clone(told) as _;
    Delivery { event: event.clone(), redelivered, attempts, outcome }
}

async fn relay(sim: &Simulator, queue: &Arc<Queue>) -> Spectrum {
    let fleet = Fleet::Relay(Arc::new(MemoryRelay(Arc::clone(queue))));
    let app = start(Options { fleet: Some(fleet), ..options(sim) }).await;
    app.relay().expect("it is a relay");
    until("its streams are open", || {
        app.health().lines.iter().all(|line| !line.streams.is_empty() && line.healthy())
    })
    .await;
    assert!(app.health().healthy());
    app
}

async fn worker(sim: &Simulator, group: &'static str, deliveries: Vec<Delivery>) -> Spectrum {
    let worker = MemoryWorker { group, deliveries: Mutex::new(deliveries) };
    let fleet = Some(Fleet::Worker(Arc::new(worker)));
    start(Options { fleet, ..options(sim) }).await
}

async fn start(options: Options) -> Spectrum {
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts")
}

/// What a relay published of these texts.
async fn published(sim: &Simulator, texts: &[&str]) -> Vec<LineEvent> {
    let queue = Arc::default();
    let app = relay(sim, &queue).await;
    for text in texts {
        sim.person(ALICE).text(text).expect("sent");
    }
    until("they are published", || queue.published().len() == texts.len()).await;
    app.stop().await;
    queue.published()
}

#[tokio::test]
async fn a_relay_publishes_everything_once_over_breaks_and_goes_on_where_another_has_ended() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let queue = Arc::new(Queue::default());
    let alice = sim.person(ALICE);
    alice.text("before the fleet").expect("sent");

    let app = relay(&sim, &queue).await;
    alice.text("1").expect("sent");
    until("it is published", || queue.published().len() == 1).await;
    // Another relay has the line for a moment, and this one has it again.
    queue.lost.notify_one();
    for n in 2..=4 {
        alice.text(&n.to_string()).expect("sent");
    }
    until("they are published", || queue.published().len() == 4).await;
    assert!(matches!(app.messages().map(drop), Err(e) if e.kind() == ErrorKind::Unsupported));
    app.stop().await;

    alice.text("5, while no relay runs").expect("sent");
    let app = relay(&sim, &queue).await;
    until("it is published", || queue.published().len() == 5).await;
    let numbers: Vec<_> = queue.published().iter().map(|event| event.sequence).collect();
    assert!(numbers.is_sorted() && numbers.iter().all(Option::is_some), "{numbers:?}");
    assert!(!format!("{:?}", queue.published()).contains(ALICE), "nothing private is shown");
    app.stop().await;
}

#[tokio::test]
async fn a_worker_opens_no_stream_and_answers_once_however_often_a_message_comes() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let events = published(&sim, &["hi"]).await;
    let subscribed = || count(&sim, "SubscribeMessageEvents");
    let before = subscribed();

    for attempt in 0..2 {
        let told = Arc::new(Told::default());
        let app = worker(&sim, "support", vec![delivery(&events[0], attempt > 0, 0, &told)]).await;
        let mut messages = app.messages().expect("nobody reads yet");
        let message = next(&mut messages).await;
        assert_eq!((text(&message), message.redelivered()), ("hi", attempt > 0));
        message.reply("hello").await.expect("answered");
        assert_eq!(told.handled.load(Ordering::Relaxed), 0, "not before it is asked for more");
        let asked = timeout(Duration::from_millis(20), messages.next_message()).await;
        assert!(asked.is_err());
        assert_eq!(told.handled.load(Ordering::Relaxed), 1);
        assert!(app.health().healthy());
        app.stop().await;
    }
    assert_eq!(sim.story(None).matches("hello").count(), 1, "{}", sim.story(None));
    assert_eq!(subscribed(), before);

    // Another group answers by itself.
    let told = Arc::new(Told::default());
    let app = worker(&sim, "archive", vec![delivery(&events[0], false, 0, &told)]).await;
    let mut messages = app.messages().expect("nobody reads yet");
    next(&mut messages).await.reply("noted").await.expect("answered");
    assert_eq!(sim.story(None).matches("noted").count(), 1);
    app.stop().await;
}

#[tokio::test]
async fn what_another_worker_has_by_now_is_not_handed_out() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let events = published(&sim, &["1", "2", "3"]).await;
    let told: Vec<Arc<Told>> = (0..3).map(|_| Arc::default()).collect();
    told[1].elsewhere.store(true, Ordering::Relaxed);
    let of = |n: usize| delivery(&events[n], false, 0, &told[n]);
    let app = worker(&sim, "g", (0..3).map(of).collect()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert_eq!(text(&next(&mut messages).await), "1");
    assert_eq!(text(&next(&mut messages).await), "3");
    app.stop().await;
    let handled: Vec<_> = told.iter().map(|t| t.handled.load(Ordering::Relaxed)).collect();
    assert_eq!(handled[..2], [1, 0]);
}

#[tokio::test]
async fn jobs_count_the_attempts_of_other_workers_and_a_given_up_one_is_told() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let events = published(&sim, &["poison"]).await;
    let told = Arc::new(Told::default());
    let app = worker(&sim, "g", vec![delivery(&events[0], true, 1, &told)]).await;
    let backoff = Duration::from_millis(1);
    let handle = HandleOptions { attempts: 3, backoff, ..HandleOptions::default() };
    let tries = Arc::new(AtomicU32::new(0));
    let handler = {
        let tries = Arc::clone(&tries);
        move |_, _| {
            tries.fetch_add(1, Ordering::Relaxed);
            async { Err::<(), _>("it does not agree") }
        }
    };
    let run = app.handle(handle, handler, |_, _| async {});
    let stop = async {
        until("it is given up", || told.handled.load(Ordering::Relaxed) == 1).await;
        app.stop().await;
    };
    let (ran, ()) = timeout(PATIENCE, futures_util::future::join(run, stop)).await.expect("ends");
    ran.expect("it ran");
    assert_eq!((tries.load(Ordering::Relaxed), told.failed.load(Ordering::Relaxed)), (2, 2));
    let given_up = told.given_up.lock().expect("no panic").clone();
    assert_eq!(given_up, Some(("it does not agree".to_owned(), 3)));
}

#[tokio::test]
async fn what_cannot_be_delivered_stands_among_the_dead_letters_and_holds_nothing_up() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let events = published(&sim, &["1", "2"]).await;
    let told: Vec<Arc<Told>> = (0..2).map(|_| Arc::default()).collect();
    let broken = LineEvent { body: b"\xff\xff\xff".as_slice().into(), ..events[0].clone() };
    let deliveries =
        vec![delivery(&broken, false, 0, &told[0]), delivery(&events[1], false, 0, &told[1])];
    let app = worker(&sim, "g", deliveries).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert_eq!(text(&next(&mut messages).await), "2");
    assert_eq!(told[0].handled.load(Ordering::Relaxed), 1);
    let dead = app.dead_letters().expect("read");
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].sequence, dead[0].stream),
        (events[0].sequence, Some(StreamKind::Messages))
    );
    app.stop().await;
}

#[tokio::test]
async fn a_fleet_that_is_set_up_otherwise_or_has_no_lines_is_no_start() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let queue = Arc::new(Queue::default());
    queue.refuses.store(true, Ordering::Relaxed);
    let fleet = || Some(Fleet::Relay(Arc::new(MemoryRelay(Arc::clone(&queue)))));
    let refused = |providers| {
        let options = Options { fleet: fleet(), ..options(&sim) };
        async move { Spectrum::start(options, providers).await.map(drop).expect_err("refused") }
    };
    assert_eq!(refused(vec![Config::Cloud.into()]).await.code(), "fleetSettings");
    assert_eq!(refused(vec![]).await.code(), "fleetWithoutLines");

    let app = start(options(&sim)).await;
    assert_eq!(app.relay().expect_err("it is none").code(), "notARelay");
    assert_eq!(count(&sim, SEND), 0);
    app.stop().await;
}
