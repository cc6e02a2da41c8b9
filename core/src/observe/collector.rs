//! Spans and metrics on their way to a program in another language.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::TraceContext;
use super::metric::{Measurement, Metric, MetricKind};
use super::observer::{AttributeValue, Attributes, Observer, Span};

/// Spans, and values of histograms, that wait. With more the oldest spans and the newest values are
/// dropped and counted.
const CAPACITY: usize = 4096;
/// Sums that wait: one for each metric and each set of details.
const SERIES: usize = 1024;

/// An observer whose program, woken once, comes for what was told. Whoever tells never waits, and counts
/// are added up meanwhile: however late the program is, they are exact.
pub struct Collector {
    /// Whether the program wants to know of spans that begin.
    begins: bool,
    wake: Box<dyn Fn() + Send + Sync>,
    told: Mutex<Told>,
}

type Series = (&'static Metric, Attributes);

#[derive(Default)]
struct Told {
    spans: VecDeque<Value>,
    sums: HashMap<Series, f64>,
    values: Vec<(Series, f64)>,
    dropped: u64,
    woken: bool,
}

impl Collector {
    /// `wake` is called on any thread when something waits where nothing did; it must not wait, nor
    /// take anything itself. With `begins` spans are told when they begin, too.
    pub fn new(begins: bool, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { begins, wake: Box::new(wake), told: Mutex::default() }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, change: impl FnOnce(&mut Told)) {
        let mut told = self.told();
        change(&mut told);
        let woken = std::mem::replace(&mut told.woken, true);
        drop(told);
        if !woken {
            (self.wake)();
        }
    }

    fn put_span(&self, span: &Span) {
        let span = span_json(span);
        self.put(|told| {
            if told.spans.len() == CAPACITY {
                told.spans.pop_front();
                told.dropped += 1;
            }
            told.spans.push_back(span);
        });
    }

    /// What was told since the last time, as JSON: `spans` in their order (without `ended` those that
    /// have begun), `measurements` (counters are what is to be added), and how many were `dropped`.
    /// `None` if there is nothing.
    pub fn take(&self) -> Option<String> {
        let Told { spans, sums, values, dropped, .. } = std::mem::take(&mut *self.told());
        if spans.is_empty() && sums.is_empty() && values.is_empty() {
            return None;
        }
        let measured = sums.into_iter().chain(values);
        let measured = measured.map(|((metric, attributes), value)| {
            json!({
                "name": metric.name,
                "kind": metric.kind.as_str(),
                "unit": metric.unit,
                "description": metric.description,
                "value": value,
                "attributes": attributes_json(&attributes),
            })
        });
        let measured: Vec<_> = measured.collect();
        let all = json!({ "spans": spans, "measurements": measured, "dropped": dropped });
        Some(all.to_string())
    }
}

impl Observer for Collector {
    fn span_began(&self, span: &mut Span) {
        if self.begins {
            self.put_span(span);
        }
    }

    fn span_ended(&self, span: &Span) {
        self.put_span(span);
    }

    fn measured(&self, measurement: &Measurement) {
        let Measurement { metric, value, attributes } = measurement.clone();
        self.put(|told| match metric.kind {
            MetricKind::Histogram if told.values.len() < CAPACITY => {
                told.values.push(((metric, attributes), value));
            }
            MetricKind::Histogram => told.dropped += 1,
            kind => {
                let full = told.sums.len() >= SERIES;
                let series = (metric, attributes);
                match told.sums.get_mut(&series) {
                    Some(sum) if kind == MetricKind::Counter => *sum += value,
                    Some(last) => *last = value,
                    None if full => told.dropped += 1,
                    None => {
                        told.sums.insert(series, value);
                    }
                }
            }
        });
    }
}

pub(super) fn attributes_json(attributes: &Attributes) -> Map<String, Value> {
    let value = |value: &AttributeValue| match value {
        AttributeValue::Text(text) => Value::from(&**text),
        AttributeValue::Number(number) => Value::from(*number),
    };
    attributes.iter().map(|(name, one)| ((*name).to_owned(), value(one))).collect()
}

/// Seconds and nanoseconds since 1970: one number would lose some in JavaScript.
fn time_json(time: SystemTime) -> Value {
    let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    json!([time.as_secs(), time.subsec_nanos()])
}

fn span_json(span: &Span) -> Value {
    let context = |context: &Option<TraceContext>| context.map(|context| context.to_string());
    json!({
        "name": span.name,
        "context": span.context.to_string(),
        "parent": context(&span.parent),
        "link": context(&span.link),
        "began": time_json(span.began),
        "ended": span.ended.map(time_json),
        "error": span.error,
        "attributes": attributes_json(&span.attributes),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::metric::{OUTBOX, RECEIVED, SEND_DURATION};
    use super::*;

    fn measure(collector: &Collector, metric: &'static Metric, value: f64, line: &'static str) {
        let attributes = vec![("spectrum.line", line.into())];
        collector.measured(&Measurement { metric, value, attributes });
    }

    fn taken(collector: &Collector) -> Value {
        let text = collector.take().expect("something was told");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn counts_are_exact_and_the_program_is_woken_once() {
        let wakes = Arc::new(AtomicUsize::new(0));
        let woken = Arc::clone(&wakes);
        let collector = Collector::new(false, move || {
            woken.fetch_add(1, Ordering::Relaxed);
        });
        for _ in 0..10_000 {
            measure(&collector, &RECEIVED, 1.0, "a");
        }
        measure(&collector, &OUTBOX, 5.0, "a");
        measure(&collector, &OUTBOX, 3.0, "a");
        for _ in 0..CAPACITY + 2 {
            measure(&collector, &SEND_DURATION, 0.5, "a");
        }
        let told = taken(&collector);
        let of = |name: &str| -> Vec<f64> {
            let all = told["measurements"].as_array().expect("a list");
            let named = all.iter().filter(|one| one["name"] == name);
            named.filter_map(|one| one["value"].as_f64()).collect()
        };
        assert_eq!(of("spectrum.messages.received"), [10_000.0]);
        assert_eq!(of("spectrum.outbox.depth"), [3.0]);
        assert_eq!(of("spectrum.send.duration").len(), CAPACITY);
        assert_eq!((told["dropped"].as_u64(), wakes.load(Ordering::Relaxed)), (Some(2), 1));
        assert_eq!(collector.take(), None);
    }

    #[test]
    fn spans_are_bounded() {
        let collector = Collector::new(true, || {});
        let mut span = Span {
            name: "spectrum.send",
            context: TraceContext::below(None),
            parent: None,
            link: None,
            began: SystemTime::now(),
            ended: None,
            error: None,
            attributes: Vec::new(),
        };
        collector.span_began(&mut span);
        span.ended = Some(SystemTime::now());
        for _ in 0..CAPACITY {
            collector.span_ended(&span);
        }
        let told = taken(&collector);
        assert_eq!(told["spans"].as_array().map(Vec::len), Some(CAPACITY));
        assert_eq!(told["dropped"], 1);
        assert!(told["spans"][0]["ended"].is_array());
    }
}
