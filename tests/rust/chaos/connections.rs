//! The first part: one agent in this process, behind a proxy that breaks what it can, against a
//! simulator that does its own harm.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{
    Content, Event, HandleOptions, Job, Options, Spectrum, SqliteStore, Store,
};
use spectrum_imessage_simulator::{Fault, Simulator};
use tokio::time::{sleep, timeout};

use super::Plan;
use super::proxy::Proxy;
use super::tally::Tally;

const PEOPLE: usize = 40;
/// Messages that may be on their way.
const OPEN: usize = 400;
const WATCHDOG: Duration = Duration::from_secs(3);
const HEARTBEAT: Duration = Duration::from_millis(200);
const TOKEN_TTL: Duration = Duration::from_secs(30);
/// The longest wait between attempts to open a stream.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);
/// How long the last messages may take when the faults are over.
const PATIENCE: Duration = Duration::from_secs(40);

/// What can go wrong.
#[derive(Clone, Copy)]
enum Harm {
    Cut,
    Reset,
    Close,
    EndStreams,
    Gone,
    StallAMoment,
    StallForGood,
    Delay,
    Deafen,
    ExpireTokens,
    RefuseTokens,
    LoseAnswers,
    RefuseSends,
    DoubleEvents,
    SlowCatchUp,
}

/// How often in a thousand.
const HARM: [(Harm, u32); 15] = [
    (Harm::Cut, 80),
    (Harm::Reset, 80),
    (Harm::Close, 80),
    (Harm::EndStreams, 80),
    (Harm::Gone, 80),
    (Harm::StallAMoment, 80),
    (Harm::StallForGood, 5),
    (Harm::Delay, 80),
    (Harm::Deafen, 80),
    (Harm::ExpireTokens, 15),
    (Harm::RefuseTokens, 10),
    (Harm::LoseAnswers, 90),
    (Harm::RefuseSends, 90),
    (Harm::DoubleEvents, 80),
    (Harm::SlowCatchUp, 70),
];

struct World {
    sim: Simulator,
    proxy: Arc<Proxy>,
    tally: Tally,
    gaps: AtomicUsize,
    /// When the tokens were taken away last.
    expired: Mutex<Option<Instant>>,
    /// The people write nothing for a while.
    pause: AtomicBool,
    over: AtomicBool,
}

impl World {
    /// Whether the tokens may be taken away: not again right after the last time. They are, then.
    fn take_tokens(&self) -> bool {
        let mut expired = self.expired.lock().unwrap_or_else(PoisonError::into_inner);
        let live = expired.is_none_or(|at| at.elapsed() > TOKEN_TTL / 2);
        if live {
            *expired = Some(Instant::now());
        }
        live
    }
}

pub(crate) async fn run(plan: Plan) -> bool {
    let started = Instant::now();
    let sim = simulator().await;
    let target = sim.imessage_address().trim_start_matches("https://").to_owned();
    let proxy = Proxy::start(target).await.expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let world = Arc::new(World {
        sim,
        proxy,
        tally: Tally::default(),
        gaps: AtomicUsize::new(0),
        expired: Mutex::default(),
        pause: AtomicBool::new(false),
        over: AtomicBool::new(false),
    });
    let app = start(&world, &folder.path().join("agent.db")).await;
    let agent = tokio::spawn(agent(app.clone(), Arc::clone(&world)));
    let watching = tokio::spawn(watch(app.clone(), Arc::clone(&world)));
    world.sim.listening(None, PATIENCE).await.expect("the streams open");

    let people = tokio::spawn(people(Arc::clone(&world), plan));
    let mut faults = harm(&world, plan).await;
    world.over.store(true, Ordering::SeqCst);
    people.await.expect("the people have written");
    if !settled(&world).await {
        println!("  {} are open; the health: {}", world.tally.open(), app.health().to_json());
    }
    if plan.faults > 0 {
        faults.insert("position refused", refuse_positions(&world).await);
    }
    app.stop().await;
    agent.await.expect("the agent has ended");
    watching.await.expect("the events have ended");
    let doubled = wrong_answers(&world.sim);
    let report = world.tally.report(faults, doubled, started.elapsed());
    report.print("connections", WATCHDOG + LONGEST_BACKOFF)
}

pub(crate) async fn simulator() -> Simulator {
    let builder = Simulator::builder()
        .transcript(false)
        .heartbeat(HEARTBEAT)
        .daily_limit(u32::MAX)
        .new_conversation_limit(u32::MAX)
        .token_ttl(TOKEN_TTL);
    builder.start().await.expect("a simulator")
}

/// How many messages have not exactly one answer.
pub(crate) fn wrong_answers(sim: &Simulator) -> usize {
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for conversation in sim.conversations() {
        for message in conversation.messages {
            match message.text.strip_prefix("re: ") {
                Some(text) => *answers.entry(text.to_owned()).or_default() += 1,
                None => drop(answers.entry(message.text).or_default()),
            }
        }
    }
    answers.values().filter(|count| **count != 1).count()
}

async fn start(world: &World, store: &Path) -> Spectrum {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(store).expect("a store"));
    let options = Options {
        project_id: Some(world.sim.project_id().to_owned()),
        project_secret: Some(world.sim.project_secret().into()),
        cloud_url: Some(world.sim.cloud_url().to_owned()),
        imessage_address: Some(format!("localhost:{}", world.proxy.address.port())),
        ca_file: Some(world.sim.ca_file().to_owned()),
        watchdog: Some(WATCHDOG),
        store: Some(store),
        ..Options::default()
    };
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("the agent starts")
}

/// Answers everything, chats side by side.
async fn agent(app: Spectrum, world: Arc<World>) {
    let options = HandleOptions {
        concurrency: 32,
        attempts: u32::MAX,
        backoff: Duration::from_millis(50),
        max_backoff: Duration::from_secs(1),
    };
    let mut handling = app.handling(options).expect("the one consumer");
    while let Some(job) = handling.next_job().await {
        let world = Arc::clone(&world);
        tokio::spawn(async move { answer(&job, &world.tally).await });
    }
}

async fn answer(job: &Job, tally: &Tally) {
    let Content::Text(text) = job.message().content() else { return };
    tally.delivered(&text.text);
    match job.message().space().send(format!("re: {}", text.text).as_str()).await {
        Ok(_) => {
            if job.succeeded().is_ok() {
                tally.settled(&text.text);
            }
        }
        Err(error) => drop(job.failed(error.code())),
    }
}

async fn watch(app: Spectrum, world: Arc<World>) {
    let mut events = app.events().expect("the one consumer");
    while let Some(event) = events.next().await {
        if matches!(event, Event::Gap { .. }) {
            world.gaps.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// People write until there were messages enough and the harm is over.
async fn people(world: Arc<World>, plan: Plan) {
    let mut written = 0;
    while written < plan.messages || !world.over.load(Ordering::SeqCst) {
        if world.tally.open() >= OPEN || world.pause.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(2)).await;
            continue;
        }
        let text = format!("m{written}");
        world.tally.sent(&text);
        let person = format!("+1555124{:04}", written % PEOPLE);
        world.sim.person(&person).text(&text).expect("written");
        written += 1;
        // After enough a trickle is left for the faults that remain.
        if written > plan.messages {
            sleep(Duration::from_millis(2)).await;
        } else if written % 64 == 0 {
            tokio::task::yield_now().await;
        }
    }
}

/// Until everything is handled; whether it is, in time.
async fn settled(world: &World) -> bool {
    let waiting = async {
        while world.tally.open() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, waiting).await.is_ok()
}

/// One fault after another, by the dice.
async fn harm(world: &Arc<World>, plan: Plan) -> BTreeMap<&'static str, usize> {
    let mut dice = StdRng::seed_from_u64(plan.seed);
    let mut faults = BTreeMap::new();
    for _ in 0..plan.faults {
        sleep(Duration::from_millis(dice.random_range(60..220))).await;
        let kind = one(world, &mut dice).await;
        *faults.entry(kind).or_default() += 1;
    }
    world.proxy.set(|weather| *weather = Default::default());
    world.sim.stall_streams(false);
    world.sim.duplicate_events(false);
    world.sim.clear_faults();
    faults
}

async fn one(world: &Arc<World>, dice: &mut StdRng) -> &'static str {
    let (sim, proxy) = (&world.sim, &world.proxy);
    let times = dice.random_range(1..6);
    let fault = |fault: Fault| sim.fault(fault).expect("a fault");
    let harm = HARM.choose_weighted(dice, |(_, weight)| *weight).map(|(harm, _)| *harm);
    let harm = match harm.expect("a weight") {
        // A fresh token that is refused too is another matter: the client waits minutes then.
        Harm::ExpireTokens | Harm::RefuseTokens if !world.take_tokens() => Harm::Cut,
        harm => harm,
    };
    match harm {
        Harm::Cut => {
            proxy.cut();
            "connections cut"
        }
        Harm::Reset => {
            proxy.reset();
            "connections reset"
        }
        Harm::StallAMoment => {
            proxy.set(|weather| weather.stalled = true);
            sleep(Duration::from_millis(dice.random_range(50..600))).await;
            proxy.set(|weather| weather.stalled = false);
            "stalled half-open, a moment"
        }
        Harm::StallForGood => {
            // Longer than the watchdog allows: the connection never speaks again.
            proxy.set(|weather| weather.stalled = true);
            sleep(WATCHDOG + Duration::from_secs(1)).await;
            proxy.cut();
            proxy.set(|weather| weather.stalled = false);
            "stalled half-open for good"
        }
        Harm::Delay => {
            let delay = Duration::from_millis(dice.random_range(5..60));
            proxy.set(|weather| weather.delay = delay);
            sleep(Duration::from_millis(300)).await;
            proxy.set(|weather| weather.delay = Duration::ZERO);
            "delayed"
        }
        Harm::Gone => {
            proxy.set(|weather| weather.refuses = true);
            proxy.cut();
            sleep(Duration::from_millis(dice.random_range(50..500))).await;
            proxy.set(|weather| weather.refuses = false);
            "service gone for a moment"
        }
        Harm::Close => {
            sim.cut_connections();
            "connections closed by the service"
        }
        Harm::EndStreams => {
            sim.cut_streams();
            "streams ended by the service"
        }
        Harm::Deafen => {
            sim.stall_streams(true);
            sleep(Duration::from_millis(dice.random_range(100..900))).await;
            sim.stall_streams(false);
            "streams deaf"
        }
        Harm::ExpireTokens => {
            sim.expire_tokens();
            "tokens expired"
        }
        Harm::RefuseTokens => {
            fault(Fault::refuse("POST /imessage/tokens", "503"));
            sim.expire_tokens();
            "tokens refused"
        }
        Harm::LoseAnswers => {
            let lost = Fault::lose_answer("SendTextMessage", "UNAVAILABLE");
            fault(lost.error_code("serviceUnavailable").retryable(true).times(times));
            "answers lost"
        }
        Harm::DoubleEvents => {
            sim.duplicate_events(true);
            sleep(Duration::from_millis(dice.random_range(100..900))).await;
            sim.duplicate_events(false);
            "events doubled"
        }
        Harm::RefuseSends => {
            let busy = Fault::refuse("SendTextMessage", "UNAVAILABLE");
            fault(busy.error_code("serviceUnavailable").retryable(true).times(times));
            "sends refused"
        }
        Harm::SlowCatchUp => {
            fault(Fault::delay("CatchUpEvents", Duration::from_millis(300)).times(times));
            proxy.cut();
            "catch-up slow"
        }
    }
}

/// The service forgets the position of a line. What comes in between would be lost, so nobody writes
/// meanwhile; the gap must be told, and what comes afterwards must arrive.
async fn refuse_positions(world: &Arc<World>) -> usize {
    const ROUNDS: usize = 3;
    for round in 0..ROUNDS {
        let before = world.gaps.load(Ordering::SeqCst);
        let refused = Fault::refuse("CatchUpEvents", "INVALID_ARGUMENT");
        world.sim.fault(refused.error_code("invalidArgument")).expect("a fault");
        world.proxy.cut();
        let told = async {
            while world.gaps.load(Ordering::SeqCst) == before {
                sleep(Duration::from_millis(10)).await;
            }
        };
        if timeout(PATIENCE, told).await.is_err() {
            println!("  the gap of round {round} was not told");
            return round;
        }
        // The streams begin anew at the head: only then somebody may write.
        sleep(WATCHDOG).await;
        let text = format!("after gap {round}");
        world.tally.sent(&text);
        world.sim.person("+15551249999").text(&text).expect("written");
        settled(world).await;
    }
    ROUNDS
}
