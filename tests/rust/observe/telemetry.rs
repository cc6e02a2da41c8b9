//! Spans and metrics for the global providers of `opentelemetry`.

use std::time::Duration;

use opentelemetry::trace::{SpanId, TraceContextExt, Tracer};
use opentelemetry::{Context, global};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use spectrum_imessage::observe::OpenTelemetry;
use spectrum_imessage::{Error, HandleOptions, Message};
use spectrum_imessage_simulator::{Fault, Simulator};

use super::{ALICE, ALONE, SEND, connect, space, until};

fn named<'a>(spans: &'a [SpanData], name: &str) -> &'a SpanData {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name}: {spans:#?}"))
}

fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let found = span.attributes.iter().find(|one| one.key.as_str() == name)?;
    Some(found.value.as_str().into_owned())
}

/// The sum of a counter.
fn counted(exporter: &InMemoryMetricExporter, name: &str) -> u64 {
    let finished = exporter.get_finished_metrics().expect("metrics");
    let last = finished.last().expect("they were collected");
    let metrics = last.scope_metrics().flat_map(|scope| scope.metrics());
    let sums = metrics.filter(|metric| metric.name() == name).map(|metric| match metric.data() {
        AggregatedMetrics::U64(MetricData::Sum(sum)) => {
            sum.data_points().map(|point| point.value()).sum::<u64>()
        }
        AggregatedMetrics::F64(MetricData::Histogram(all)) => {
            all.data_points().map(|point| point.count()).sum()
        }
        other => panic!("{name}: {other:?}"),
    });
    sums.sum()
}

#[tokio::test]
async fn what_is_sent_while_a_message_is_handled_belongs_to_it() {
    let _alone = ALONE.lock().await;
    let spans = InMemorySpanExporter::default();
    let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    global::set_tracer_provider(tracers.clone());
    let metrics = InMemoryMetricExporter::default();
    let reader = PeriodicReader::builder(metrics.clone()).build();
    let meters = SdkMeterProvider::builder().with_reader(reader).build();
    global::set_meter_provider(meters.clone());
    OpenTelemetry::install();

    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let elsewhere = space(&im, "+15551230002").await;
    let handler = |_, message: Message| {
        let elsewhere = elsewhere.clone();
        async move {
            let own = global::tracer("the program").start("own");
            let context = Context::current_with_span(own);
            let inside =
                opentelemetry::trace::FutureExt::with_context(message.reply("a reply"), context);
            inside.await?;
            elsewhere.send("elsewhere").await?;
            Ok::<_, Error>(())
        }
    };
    let handling = app.handle(HandleOptions::default(), handler, |_, _| async {});
    let busy = async {
        sim.listening(None, Duration::from_secs(10)).await.expect("it listens");
        sim.fault(Fault::refuse(SEND, "UNAVAILABLE").retryable(true).times(1)).expect("a fault");
        sim.person(ALICE).text("ping").expect("it is written");
        let all = || spans.get_finished_spans().expect("spans");
        until("it is handled", || all().iter().any(|span| span.name == "spectrum.handle")).await;
        app.stop().await;
    };
    let (handled, ()) = tokio::join!(handling, busy);
    handled.expect("it runs");

    let all = spans.get_finished_spans().expect("spans");
    let handle = named(&all, "spectrum.handle");
    let id = |span: &SpanData| span.span_context.span_id();
    assert_eq!(handle.parent_span_id, SpanId::INVALID);
    assert_eq!(attribute(handle, "spectrum.attempt").as_deref(), Some("1"));
    let own = named(&all, "own");
    assert_eq!(own.parent_span_id, id(handle));
    let reply = named(&all, "spectrum.reply");
    assert_eq!(reply.parent_span_id, id(own));
    assert_eq!(attribute(reply, "spectrum.retries").as_deref(), Some("1"));
    assert_eq!(named(&all, "spectrum.send").parent_span_id, id(handle));

    meters.force_flush().expect("they are collected");
    assert_eq!(counted(&metrics, "spectrum.messages.received"), 1);
    assert_eq!(counted(&metrics, "spectrum.messages.sent"), 2);
    assert_eq!(counted(&metrics, "spectrum.send.duration"), 2);
    let text = format!("{all:?}");
    for hidden in ["5551230001", "5551230002", "a reply", "ping"] {
        assert!(!text.contains(hidden), "{hidden} is in a span");
    }
    in_a_loop(&sim, &spans).await;
}

/// The same for who reads messages one by one, and has a span of another trace around a send.
async fn in_a_loop(sim: &Simulator, spans: &InMemorySpanExporter) {
    spans.reset();
    let (app, _im) = connect(sim).await;
    let mut messages = app.messages().expect("a consumer");
    let write = async {
        sim.listening(None, Duration::from_secs(10)).await.expect("it listens");
        sim.person(ALICE).text("once more").expect("it is written");
    };
    let (found, ()) = tokio::join!(messages.next_message(), write);
    let (space, message) = found.expect("a message");
    let traceparent = message.traceparent().expect("somebody listens");
    space.send("one").await.expect("it is sent");
    let own = global::tracer("the program").start("own");
    let react = message.react("love");
    opentelemetry::trace::FutureExt::with_context(react, Context::current_with_span(own))
        .await
        .expect("it is sent");
    app.stop().await;
    assert!(messages.next_message().await.is_none());

    let all = spans.get_finished_spans().expect("spans");
    let handle = named(&all, "spectrum.handle");
    assert!(traceparent.contains(&handle.span_context.span_id().to_string()));
    assert_eq!(named(&all, "spectrum.send").parent_span_id, handle.span_context.span_id());
    let react = named(&all, "spectrum.react");
    assert_eq!(react.parent_span_id, named(&all, "own").span_context.span_id());
    let linked: Vec<_> = react.links.iter().map(|link| link.span_context.span_id()).collect();
    assert_eq!(linked, [handle.span_context.span_id()]);
}
