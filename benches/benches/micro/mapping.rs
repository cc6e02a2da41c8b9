//! From an event of the wire to a message of the library.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use futures_util::FutureExt;
use prost::Message as _;
use spectrum_imessage::bench::Mapping;
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Options, Spectrum};
use spectrum_imessage_benches::frames;
use spectrum_imessage_benches::workload::{FILE_GUID, LINE};
use spectrum_imessage_simulator::Simulator;
use spectrum_imessage_wire::v1;
use spectrum_imessage_wire::v1::message_change_event::Change;

/// As many as a line remembers, and some more.
const EVENTS: usize = 1500;

pub(crate) fn all(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (_simulator, app) = runtime.block_on(connect());
    let mapping = Mapping::of(&app.imessage().unwrap()).unwrap();
    // No part of it waits: nothing is to be looked up.
    let map = |event: &v1::MessageChangeEvent| {
        mapping.map(event).now_or_never().unwrap().unwrap().unwrap()
    };

    let texts: Vec<_> = (0..EVENTS).map(|n| frames::received(n, format!("text {n}"))).collect();
    let files: Vec<_> = (0..EVENTS).map(with_files).collect();
    let encoded: Vec<_> = texts.iter().map(|event| event.encode_to_vec()).collect();

    let _inside = runtime.enter();
    let mut group = c.benchmark_group("mapping");
    group.throughput(Throughput::Elements(1));
    let mut at = 0;
    let mut next = || {
        at = (at + 1) % EVENTS;
        at
    };
    group.bench_function("text", |b| b.iter(|| map(black_box(&texts[next()]))));
    group.bench_function("text and two files", |b| b.iter(|| map(black_box(&files[next()]))));
    group.bench_function("text, with its decoding", |b| {
        b.iter(|| map(&v1::MessageChangeEvent::decode(black_box(&encoded[next()][..])).unwrap()));
    });
    group.bench_function("decoding alone", |b| {
        b.iter(|| v1::MessageChangeEvent::decode(black_box(&encoded[next()][..])).unwrap());
    });
    group.finish();
    runtime.block_on(app.stop());
}

async fn connect() -> (Simulator, Spectrum) {
    let sim = Simulator::builder().dedicated([LINE]).start().await.unwrap();
    let options = Options {
        project_id: Some(sim.project_id().to_owned()),
        project_secret: Some(sim.project_secret().into()),
        cloud_url: Some(sim.cloud_url().to_owned()),
        imessage_address: Some(sim.imessage_address().to_owned()),
        imessage_line_address: Some(sim.imessage_address().to_owned()),
        ca_file: Some(sim.ca_file().to_owned()),
        ..Options::default()
    };
    let app = Spectrum::start(options, vec![Config::Cloud.into()]).await.unwrap();
    (sim, app)
}

fn with_files(number: usize) -> v1::MessageChangeEvent {
    let mut event = frames::received(number, "\u{fffc}look\u{fffc}".to_owned());
    if let Some(Change::MessageReceived(received)) = &mut event.change
        && let Some(content) = received.message.as_mut().and_then(|one| one.content.as_mut())
    {
        let file = |at: usize| v1::AttachmentInfo {
            guid: format!("{FILE_GUID}-{number}-{at}"),
            ..frames::file(1000)
        };
        content.attachments = vec![file(0), file(1)];
    }
    event
}
