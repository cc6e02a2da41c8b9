//! Spans and metrics for the global providers of the crate `opentelemetry`.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use opentelemetry::global::{self, BoxedSpan, BoxedTracer};
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};
use opentelemetry::trace::{
    FutureExt, Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status,
    TraceContextExt, TraceFlags, TraceId, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue};

use super::TraceContext;
use super::metric::{Measurement, MetricKind};
use super::observer::{AttributeValue, Attributes, Observer, Span, set_observer};

/// The name under which spans and metrics come.
const SCOPE: &str = "spectrum-imessage";

/// An [`Observer`] that gives spans and metrics to the global providers of the crate `opentelemetry`, as
/// the program has set them. What is sent in a span of the program's own is a part of that.
pub struct OpenTelemetry {
    tracer: BoxedTracer,
    meter: Meter,
    /// Spans that have not ended.
    open: Mutex<HashMap<TraceContext, BoxedSpan>>,
    instruments: Mutex<HashMap<&'static str, Instrument>>,
}

#[derive(Clone)]
enum Instrument {
    Counter(Counter<u64>),
    Histogram(Histogram<f64>),
    Gauge(Gauge<f64>),
}

impl OpenTelemetry {
    /// Makes it the observer of the process. The global providers must have been set.
    pub fn install() {
        set_observer(Some(Arc::new(Self {
            tracer: global::tracer(SCOPE),
            meter: global::meter(SCOPE),
            open: Mutex::default(),
            instruments: Mutex::default(),
        })));
    }

    fn open(&self) -> MutexGuard<'_, HashMap<TraceContext, BoxedSpan>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn instrument(&self, Measurement { metric, .. }: &Measurement) -> Instrument {
        let mut known = self.instruments.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || match metric.kind {
            MetricKind::Counter => {
                let counter = self.meter.u64_counter(metric.name).with_unit(metric.unit);
                Instrument::Counter(counter.with_description(metric.description).build())
            }
            MetricKind::Histogram => {
                let histogram = self.meter.f64_histogram(metric.name).with_unit(metric.unit);
                Instrument::Histogram(histogram.with_description(metric.description).build())
            }
            MetricKind::Gauge => {
                let gauge = self.meter.f64_gauge(metric.name).with_unit(metric.unit);
                Instrument::Gauge(gauge.with_description(metric.description).build())
            }
        };
        known.entry(metric.name).or_insert_with(make).clone()
    }
}

impl Observer for OpenTelemetry {
    fn current(&self) -> Option<TraceContext> {
        Context::map_current(|context| ours(context.span().span_context()))
    }

    fn span_began(&self, span: &mut Span) {
        let parent = span.parent.map(theirs);
        let parent = parent
            .map_or_else(Context::new, |parent| Context::new().with_remote_span_context(parent));
        let kind = match span.name {
            "spectrum.handle" => SpanKind::Consumer,
            _ => SpanKind::Client,
        };
        let links = span.link.map(|link| Link::with_context(theirs(link)));
        let builder = SpanBuilder::from_name(span.name)
            .with_kind(kind)
            .with_start_time(span.began)
            .with_links(links.into_iter().collect());
        let theirs = self.tracer.build_with_context(builder, &parent);
        if let Some(context) = ours(theirs.span_context()) {
            span.context = context;
            self.open().insert(context, theirs);
        }
    }

    fn span_ended(&self, span: &Span) {
        let Some(mut theirs) = self.open().remove(&span.context) else { return };
        theirs.set_attributes(key_values(&span.attributes));
        if let Some(code) = &span.error {
            theirs.set_attribute(KeyValue::new("error.type", code.clone()));
            theirs.set_status(Status::error(code.clone()));
        }
        theirs.end_with_timestamp(span.ended.unwrap_or_else(SystemTime::now));
    }

    fn measured(&self, measurement: &Measurement) {
        let attributes: Vec<_> = key_values(&measurement.attributes).collect();
        match self.instrument(measurement) {
            Instrument::Counter(counter) => counter.add(measurement.value as u64, &attributes),
            Instrument::Histogram(histogram) => histogram.record(measurement.value, &attributes),
            Instrument::Gauge(gauge) => gauge.record(measurement.value, &attributes),
        }
    }
}

/// Spans that the program begins in this work are parts of the span.
pub(super) async fn within<T>(context: Option<TraceContext>, work: impl Future<Output = T>) -> T {
    match context {
        Some(context) => {
            let context = Context::current().with_remote_span_context(theirs(context));
            work.with_context(context).await
        }
        None => work.await,
    }
}

fn key_values(attributes: &Attributes) -> impl Iterator<Item = KeyValue> + '_ {
    attributes.iter().map(|(name, value)| match value {
        AttributeValue::Text(text) => KeyValue::new(*name, text.to_string()),
        AttributeValue::Number(number) => KeyValue::new(*name, *number as i64),
    })
}

fn ours(context: &SpanContext) -> Option<TraceContext> {
    let (trace, span) = (context.trace_id().to_bytes(), context.span_id().to_bytes());
    TraceContext::new(trace, span, context.is_sampled())
}

fn theirs(context: TraceContext) -> SpanContext {
    SpanContext::new(
        TraceId::from_bytes(context.trace_id()),
        SpanId::from_bytes(context.span_id()),
        if context.is_sampled() { TraceFlags::SAMPLED } else { TraceFlags::default() },
        false,
        TraceState::default(),
    )
}
