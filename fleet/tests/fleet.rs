//! Relays and workers on a real NATS server, with the simulator as the service. Takeovers print how
//! long they took (`-- --nocapture`).
#![allow(clippy::print_stdout)]

mod support;

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use spectrum_imessage::ErrorKind;
use spectrum_imessage::fleet::Fleet;
use spectrum_imessage_fleet::{FleetOptions, FleetView, MemberStatus, NatsWorker, WorkerOptions};
use spectrum_imessage_simulator::Simulator;
use support::server::Server;
use support::{Agent, Does, Seen, by_chat, numbered, person, until, until_or, write};

const PEOPLE: usize = 12;

async fn stage() -> (Simulator, Server) {
    (Simulator::builder().start().await.expect("it starts"), Server::start().await)
}

fn fleet(server: &Server) -> FleetOptions {
    FleetOptions::new(server.url())
}

async fn relay(sim: &Simulator, server: &Server) -> Agent {
    let relay = Agent::relay(sim, fleet(server)).await;
    relay.reads(1).await;
    relay
}

/// How many dead letters there are.
async fn dead_letters(server: &Server) -> Vec<async_nats::HeaderMap> {
    let client = async_nats::connect(server.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let mut stream = context.get_stream("SPECTRUM_SPECTRUM_DEAD").await.expect("it is there");
    let state = stream.info().await.expect("answered").state.clone();
    let mut letters = Vec::new();
    for sequence in state.first_sequence..=state.last_sequence {
        letters.push(stream.get_raw_message(sequence).await.expect("it is there").headers);
    }
    letters
}

#[tokio::test]
async fn a_group_handles_everything_once_in_order_and_every_group_gets_all() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let one = Agent::worker(&sim, fleet(&server), "support", Does::Replies).await;
    let other = Agent::worker(&sim, fleet(&server), "support", Does::Replies).await;
    let archive = Agent::worker(&sim, fleet(&server), "archive", Does::Handles).await;
    one.holds(32).await;
    other.holds(32).await;
    archive.holds(64).await;

    let texts = numbered(0, 10);
    write(&sim, PEOPLE, &texts);
    let total = PEOPLE * texts.len();
    until("all are handled", || {
        one.seen().len() + other.seen().len() >= total && archive.seen().len() >= total
    })
    .await;
    let mut all = one.seen();
    all.extend(other.seen());
    assert!(!one.seen().is_empty() && !other.seen().is_empty(), "they share");
    for seen in [&all, &archive.seen()] {
        let chats = by_chat(seen);
        assert_eq!(chats.len(), PEOPLE);
        for (chat, seen) in chats {
            assert_eq!(seen, texts, "{chat}");
        }
    }
    assert!(all.iter().all(|one| !one.redelivered));
    let mixed = one.seen().iter().any(|a| other.seen().iter().any(|b| a.chat == b.chat));
    assert!(!mixed, "a conversation is with one worker");
    until("all are answered", || sim.story(None).matches("re text 9.").count() == PEOPLE).await;
    assert!(one.health().healthy(), "{:?}", one.health());
}

#[tokio::test]
async fn what_a_killed_worker_had_comes_again_and_is_answered_once() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let mut doomed = Agent::worker(&sim, fleet(&server), "support", Does::RepliesAndHangs).await;
    doomed.holds(64).await;
    write(&sim, PEOPLE, &numbered(0, 1));
    until("all have begun", || doomed.seen().len() == PEOPLE).await;
    until("all are answered", || sim.story(None).matches("re text 0.").count() == PEOPLE).await;
    write(&sim, PEOPLE, &numbered(1, 2));
    let killed = Instant::now();
    doomed.kill();

    let heir = Agent::worker(&sim, fleet(&server), "support", Does::Replies).await;
    until("all are handled", || heir.seen().len() == 2 * PEOPLE).await;
    println!("takeover of a killed worker: {:?}", killed.elapsed());
    // What the dead one was given and had not begun may be flagged, too: nobody knows that any more.
    assert!(heir.seen().iter().all(|one| one.redelivered || one.text != "text 0"));
    assert!(by_chat(&heir.seen()).values().all(|texts| *texts == numbered(0, 2)));
    until("the rest is answered", || sim.story(None).matches("re text 1.").count() == PEOPLE).await;
    assert_eq!(sim.story(None).matches("re text 0.").count(), PEOPLE, "once each");
}

#[tokio::test]
async fn what_kills_its_workers_ends_among_the_dead_letters() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let worker = || WorkerOptions { max_tries: Some(3), ..WorkerOptions::new("support") };
    let start = || Agent::worker_with(&sim, fleet(&server), worker(), Does::HangsOnPoison);
    let mut agent = start().await;
    agent.holds(64).await;
    sim.person(&person(0)).text("poison").expect("sent");
    sim.person(&person(0)).text("after it").expect("sent");
    for attempt in 0..3 {
        until("it has begun", || agent.seen().iter().any(|one| one.text == "poison")).await;
        let seen = agent.seen();
        let poison = seen.iter().find(|one| one.text == "poison").expect("it is there");
        assert_eq!(poison.redelivered, attempt > 0);
        agent.kill();
        agent = start().await;
    }
    until("what follows is handled", || agent.seen().iter().any(|one| one.text == "after it"))
        .await;
    assert!(agent.seen().iter().all(|one| one.text != "poison"));
    let letters = dead_letters(&server).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].get("Spectrum-Tries").map(|v| v.as_str()), Some("3"));
    assert_eq!(letters[0].get("Spectrum-Group").map(|v| v.as_str()), Some("support"));
}

#[tokio::test]
async fn a_job_that_fails_for_the_last_time_is_kept_with_its_reason() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let agent = Agent::worker(&sim, fleet(&server), "support", Does::FailsOnPoison).await;
    agent.holds(64).await;
    sim.person(&person(0)).text("poison").expect("sent");
    sim.person(&person(0)).text("after it").expect("sent");
    until("what follows is handled", || agent.seen().iter().any(|one| one.text == "after it"))
        .await;
    assert_eq!(agent.seen().iter().filter(|one| one.text == "poison").count(), 2);
    until("nothing is unconfirmed", || agent.health().unconfirmed == 0).await;
    let letters = dead_letters(&server).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].get("Spectrum-Reason").map(|v| v.as_str()), Some("it%20is%20poison"));
}

#[tokio::test]
async fn a_worker_that_stops_hands_over_without_a_repetition() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let mut one = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    one.holds(64).await;
    let other = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    // A worker that comes gets its share from the one that is there.
    one.holds(32).await;
    other.holds(32).await;
    write(&sim, PEOPLE, &numbered(0, 5));
    one.stop().await;
    write(&sim, PEOPLE, &numbered(5, 10));
    other.holds(64).await;
    until("all are handled", || one.seen().len() + other.seen().len() >= 10 * PEOPLE).await;
    let mut all: Vec<Seen> = one.seen();
    all.extend(other.seen());
    assert!(all.iter().all(|one| !one.redelivered), "{all:?}");
    for (chat, texts) in by_chat(&all) {
        assert_eq!(texts, numbered(0, 10), "{chat}");
    }
}

#[tokio::test]
async fn a_line_goes_to_another_relay_and_nothing_is_lost_or_doubled() {
    let sim = Simulator::builder()
        .dedicated(["+15559990001", "+15559990002", "+15559990003", "+15559990004"])
        .start()
        .await
        .expect("it starts");
    let server = Server::start().await;
    let worker = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    worker.holds(64).await;
    let mut one = Agent::relay(&sim, fleet(&server)).await;
    one.reads(4).await;
    write(&sim, PEOPLE, &numbered(0, 3));
    until("they are handled", || worker.seen().len() == 3 * PEOPLE).await;

    let mut relays = vec![Agent::relay(&sim, fleet(&server)).await];
    relays.push(Agent::relay(&sim, fleet(&server)).await);
    let held = || one.health().held + relays.iter().map(|relay| relay.health().held).sum::<usize>();
    until("all lines are held", || held() == 4).await;
    let killed = Instant::now();
    one.kill();
    write(&sim, PEOPLE, &numbered(3, 6));
    until("they are handled", || worker.seen().len() >= 6 * PEOPLE).await;
    println!("takeover of a killed relay: {:?}", killed.elapsed());
    relays[0].stop().await;
    write(&sim, PEOPLE, &numbered(6, 9));
    relays[1].holds(4).await;
    until("they are handled", || worker.seen().len() >= 9 * PEOPLE).await;
    for (chat, texts) in by_chat(&worker.seen()) {
        assert_eq!(texts, numbered(0, 9), "{chat}");
    }
}

#[tokio::test]
async fn without_nats_a_start_says_so_and_what_comes_while_it_is_away_comes_later() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let mut server = Server::absent();
    let options = || FleetOptions {
        start_timeout: Some(Duration::from_millis(600)),
        ..FleetOptions::new(server.url())
    };
    let worker = NatsWorker::new(options(), &WorkerOptions::new("support")).expect("valid");
    let refused = Agent::start(&sim, Fleet::Worker(worker)).await.map(drop).expect_err("no NATS");
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Connection, "natsUnavailable"));

    server.run().await;
    let relay = relay(&sim, &server).await;
    let worker = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    worker.holds(64).await;
    write(&sim, PEOPLE, &numbered(0, 2));
    until("they are handled", || worker.seen().len() == 2 * PEOPLE).await;
    server.kill();
    until("it is seen", || !worker.health().connected && !relay.health().connected).await;
    write(&sim, PEOPLE, &numbered(2, 4));
    until("it waits", || relay.health().unconfirmed > 0).await;
    until("it stands still", || worker.health().held == 0).await;
    server.run().await;
    until("they are handled", || worker.seen().len() >= 4 * PEOPLE).await;
    until("it is well again", || worker.health().healthy() && relay.health().healthy()).await;
    for (chat, texts) in by_chat(&worker.seen()) {
        assert_eq!(texts, numbered(0, 4), "{chat}");
    }
}

#[tokio::test]
async fn a_fleet_with_other_settings_is_refused_and_it_is_said_which() {
    let (sim, server) = stage().await;
    let first = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    first.holds(64).await;
    let start = |options: FleetOptions| {
        let worker = NatsWorker::new(options, &WorkerOptions::new("support")).expect("valid");
        Agent::start(&sim, Fleet::Worker(worker))
    };
    let other = FleetOptions { partitions: Some(32), ..fleet(&server) };
    let refused = start(other).await.map(drop).expect_err("other partitions");
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Validation, "fleetSettings"));
    assert_eq!(refused.context().get("setting").map(String::as_str), Some("partitions"));
    assert_eq!(refused.context().get("is").map(String::as_str), Some("64"));

    let client = async_nats::connect(server.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let config = async_nats::jetstream::stream::Config {
        name: "SPECTRUM_SHOP".into(),
        subjects: vec!["something.else".into()],
        ..Default::default()
    };
    context.create_stream(config).await.expect("made");
    let other = FleetOptions { fleet: Some("shop".into()), ..fleet(&server) };
    let refused = start(other).await.map(drop).expect_err("another stream");
    assert_eq!(refused.context().get("name").map(String::as_str), Some("SPECTRUM_SHOP"));
}

#[tokio::test]
async fn credentials_are_checked_and_never_shown() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let server = Server::with(&["--user", "spectrum", "--pass", "hunter2"]).await;
    let start = |user: &str, password: &str| {
        let options = FleetOptions {
            user: Some(user.to_owned()),
            password: Some(password.into()),
            ..fleet(&server)
        };
        let worker = NatsWorker::new(options, &WorkerOptions::new("support")).expect("valid");
        Agent::start(&sim, Fleet::Worker(worker))
    };
    let refused = start("spectrum", "wrong").await.map(drop).expect_err("refused");
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Authentication, "natsRefused"));
    assert!(!format!("{refused:?} {refused}").contains("wrong"));
    let url = server.url().replace("nats://", "nats://spectrum:hunter2@");
    let worker = NatsWorker::new(FleetOptions::new(url), &WorkerOptions::new("support"));
    let worker = Fleet::Worker(worker.expect("valid"));
    assert!(Agent::start(&sim, worker).await.is_ok());
    assert!(start("spectrum", "hunter2").await.is_ok());
}

#[tokio::test]
async fn an_event_of_a_newer_version_is_left_for_others() {
    let (sim, server) = stage().await;
    let _relay = relay(&sim, &server).await;
    let worker = Agent::worker(&sim, fleet(&server), "support", Does::Handles).await;
    worker.holds(64).await;
    sim.person(&person(0)).text("before").expect("sent");
    until("it is handled", || worker.seen().len() == 1).await;
    let client = async_nats::connect(server.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let mut headers = async_nats::HeaderMap::new();
    headers.insert("Spectrum-Version", "2");
    let subject = "spectrum.spectrum.event.5.imessage.line.space";
    let sent = context.publish_with_headers(subject, headers, "new".into()).await.expect("sent");
    sent.await.expect("stored");
    worker.holds(63).await;
    write(&sim, PEOPLE, &numbered(0, 1));
    let chats = |seen: &[Seen]| by_chat(seen).len();
    // One of twelve conversations could be of that partition: it waits with it.
    until("the others are handled", || chats(&worker.seen()) >= PEOPLE - 1).await;
    let leases = context.get_stream("KV_spectrum_spectrum_leases").await.expect("it is there");
    let lease = leases
        .get_last_raw_message_by_subject("$KV.spectrum_spectrum_leases.lease.group.support.5")
        .await
        .expect("it is there");
    let lease = String::from_utf8_lossy(&lease.payload).into_owned();
    assert!(lease.contains(r#""holder":"""#) && lease.contains(r#""needs":2"#), "{lease}");
}

#[tokio::test]
async fn a_cluster_of_three_goes_on_without_one() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let mut servers = Server::cluster().await;
    let urls: Vec<_> = servers.iter().map(Server::url).collect();
    let options = || FleetOptions { replicas: Some(3), ..FleetOptions::new(urls.join(",")) };
    let relay = Agent::relay(&sim, options()).await;
    relay.reads(1).await;
    let one = Agent::worker(&sim, options(), "support", Does::Handles).await;
    let other = Agent::worker(&sim, options(), "support", Does::Handles).await;
    one.holds(32).await;
    other.holds(32).await;
    let handled = || one.seen().len() + other.seen().len();
    let all_health = || {
        let options = options();
        let status = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async { FleetView::connect(&options).await?.status().await })
        });
        let status = status.join().expect("no panic").map(|status| {
            let behind = status.groups.into_iter().flat_map(|group| group.partitions);
            let behind: Vec<_> = behind.filter(|one| one.lag > 0).collect();
            (status.events, status.lines, behind)
        });
        format!("{:?} {status:?}", [one.health(), other.health(), relay.health()])
    };
    write(&sim, PEOPLE, &numbered(0, 3));
    until_or("they are handled", || handled() >= 3 * PEOPLE, all_health).await;
    let killed = Instant::now();
    servers[0].kill();
    write(&sim, PEOPLE, &numbered(3, 6));
    let all = |n: usize| {
        let mut seen = one.seen();
        seen.extend(other.seen());
        let chats = by_chat(&seen);
        chats.len() == PEOPLE
            && chats.values().all(|texts| numbered(0, n).iter().all(|t| texts.contains(t)))
    };
    until_or("they are handled without one", || all(6), all_health).await;
    println!("a server of three killed: {:?}", killed.elapsed());
    servers[0].run().await;
    write(&sim, PEOPLE, &numbered(6, 9));
    until_or("they are handled by all", || all(9), all_health).await;
}

#[tokio::test]
async fn the_stream_holds_each_event_once() {
    let (sim, server) = stage().await;
    let mut first = relay(&sim, &server).await;
    write(&sim, PEOPLE, &numbered(0, 2));
    first.kill();
    let second = relay(&sim, &server).await;
    second.holds(1).await;
    write(&sim, PEOPLE, &numbered(2, 4));
    let client = async_nats::connect(server.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let stream = context.get_stream("SPECTRUM_SPECTRUM").await.expect("it is there");
    let consumer = stream
        .create_consumer(async_nats::jetstream::consumer::pull::OrderedConfig::default())
        .await
        .expect("made");
    let mut messages = consumer.messages().await.expect("read");
    let mut ids = std::collections::BTreeSet::new();
    let mut texts = 0;
    while texts < 4 * PEOPLE {
        let message = messages.next().await.expect("it goes on").expect("read");
        let headers = message.headers.clone().expect("it has some");
        let id = headers.get("Nats-Msg-Id").expect("it has a name").to_string();
        texts += usize::from(id.contains("/messages/"));
        assert!(ids.insert(id.clone()), "{id} is there twice");
    }
}

#[tokio::test]
async fn the_status_says_who_holds_what_and_how_much_is_left() {
    let (sim, server) = stage().await;
    let named = |name: &str| FleetOptions { name: Some(name.into()), ..fleet(&server) };
    let view = FleetView::connect(&fleet(&server)).await.expect("connected");
    let missing = view.status().await.expect_err("nobody has made it");
    assert_eq!(missing.kind(), ErrorKind::Validation);

    let relay = Agent::relay(&sim, named("relay-one")).await;
    relay.reads(1).await;
    let worker = Agent::worker(&sim, named("worker-one"), "support", Does::HangsOnPoison).await;
    worker.holds(64).await;
    sim.person(&person(0)).text("poison").expect("sent");
    sim.person(&person(0)).text("behind it").expect("sent");
    write(&sim, PEOPLE, &numbered(0, 1));
    until("the others are handled", || worker.seen().len() >= PEOPLE).await;
    until("nothing is unconfirmed", || worker.health().unconfirmed == 0).await;

    let status = view.status().await.expect("read");
    assert_eq!((status.partitions, status.replicas, status.dead_letters), (64, 1, 0));
    assert!(status.events >= 14 && status.bytes > 0);
    let names = |members: &[MemberStatus]| -> Vec<String> {
        members.iter().filter(|one| one.alive).map(|one| one.name.clone()).collect()
    };
    assert_eq!(names(&status.relays), ["relay-one"]);
    assert_eq!(status.lines.len(), 1);
    assert_eq!(status.lines[0].holder.as_deref(), Some("relay-one"));
    let group = &status.groups[0];
    assert_eq!((group.group.as_str(), group.unheld), ("support", 0));
    assert_eq!(names(&group.workers), ["worker-one"]);
    // The one that hangs, and what waits behind it in its conversation.
    assert_eq!((group.lag, group.redelivered), (3, 0), "{group:?}");
    assert!(group.pending >= 1 && group.pending <= group.lag);
    assert!(group.partitions.iter().all(|one| one.holder.as_deref() == Some("worker-one")));
    let json: serde_json::Value = serde_json::from_str(&status.to_json()).expect("json");
    assert_eq!(json["groups"][0]["lag"], 3);
    let text = status.to_prometheus();
    assert!(
        text.contains("spectrum_fleet_lag{fleet=\"spectrum\",group=\"support\"} 3\n"),
        "{text}"
    );
    assert!(!text.contains("poison"));
}
