//! How many events a second a relay publishes and workers handle: prints two figures.
//!
//! `cargo run --profile chaos --example throughput -- [EVENTS] [WORKERS]`, with the path of a
//! nats-server in SPECTRUM_NATS_SERVER. Everything runs on this machine, and all workers in this
//! process: the figures say what the fleet costs, not what a cluster can do.
#![allow(clippy::print_stdout)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::iter;
use spectrum_imessage::StreamKind;
use spectrum_imessage::fleet::{LineEvent, LineName, Relay};
use spectrum_imessage_fleet::{FleetOptions, From, NatsRelay, WorkerOptions};
use spectrum_imessage_simulator::Simulator;
use support::server::Server;
use support::{Agent, Does, person, write};

const PEOPLE: usize = 200;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|one| one.parse::<usize>());
    let events = arguments.next().and_then(Result::ok).unwrap_or(20_000);
    let workers = arguments.next().and_then(Result::ok).unwrap_or(1);
    let sim = Simulator::builder().start().await.expect("the simulator starts");
    let server = Server::start().await;
    let fleet = || FleetOptions::new(server.url());

    // Events as the service sends them, one of each conversation.
    let mut first = Agent::relay(&sim, fleet()).await;
    first.reads(1).await;
    write(&sim, PEOPLE, &["text".to_owned()]);
    let samples = samples(&server).await;
    first.stop().await;

    let relay = NatsRelay::new(fleet()).expect("valid");
    relay.start().await.expect("it starts");
    let line = samples[0].line.clone();
    let hold = Arc::clone(&relay).hold(line.clone()).await.expect("held");
    let began = Instant::now();
    // In order within a conversation, as the streams are read.
    let publish = (0..events / PEOPLE).flat_map(|round| (0..PEOPLE).map(move |n| (round, n)));
    let publish = publish.map(|(round, n)| {
        let number = (1_000_000 + round * PEOPLE + n) as u64;
        hold.publish(LineEvent { sequence: Some(number), ..samples[n].clone() })
    });
    iter(publish).buffer_unordered(128).for_each(|done| async { done.expect("published") }).await;
    let took = began.elapsed();
    println!("published {:.0} events a second", events as f64 / took.as_secs_f64());

    let start = WorkerOptions { from: From::Start, ..WorkerOptions::new("bench") };
    let began = Instant::now();
    let mut agents = Vec::new();
    for _ in 0..workers {
        agents.push(Agent::worker_with(&sim, fleet(), start.clone(), Does::Handles).await);
    }
    let started = began.elapsed();
    let seen =
        || agents.iter().map(|agent| agent.seen.lock().expect("no panic").len()).sum::<usize>();
    let before = (seen(), Instant::now());
    let all = events / PEOPLE * PEOPLE + PEOPLE;
    while seen() < all {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let rate = (all - before.0) as f64 / before.1.elapsed().as_secs_f64();
    println!("handled {rate:.0} events a second by {workers} workers (started in {started:?})");
}

/// What was published of the messages.
async fn samples(server: &Server) -> Vec<LineEvent> {
    let client = async_nats::connect(server.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let stream = context.get_stream("SPECTRUM_SPECTRUM").await.expect("it is there");
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(config).await.expect("made");
    let mut messages = consumer.messages().await.expect("read");
    let mut samples = Vec::new();
    while samples.len() < PEOPLE {
        let message = messages.next().await.expect("it goes on").expect("read");
        let headers = message.headers.clone().unwrap_or_default();
        let text =
            |name: &str| headers.get(name).map(|value| value.to_string()).unwrap_or_default();
        if text("Spectrum-Stream") != "messages" {
            continue;
        }
        samples.push(LineEvent {
            line: LineName {
                key: text("Spectrum-Line").into(),
                phone: text("Spectrum-Phone").into(),
            },
            stream: StreamKind::Messages,
            sequence: None,
            // The conversation decides the partition: any that differs will do.
            space_id: person(samples.len()),
            body: message.payload.clone(),
        });
    }
    samples
}
