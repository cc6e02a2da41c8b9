//! What is counted.

use std::time::Duration;

use super::observer::{Attributes, observer};

/// How values of a metric go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetricKind {
    /// They are added up.
    Counter,
    /// They are spread over buckets.
    Histogram,
    /// The last one counts.
    Gauge,
}

impl MetricKind {
    /// `counter`, `histogram` or `gauge`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Histogram => "histogram",
            Self::Gauge => "gauge",
        }
    }
}

/// Something that is counted.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Metric {
    /// The name, such as `spectrum.messages.sent`.
    pub name: &'static str,
    /// How values go together.
    pub kind: MetricKind,
    /// The unit, as UCUM writes it: `s`, `{message}`.
    pub unit: &'static str,
    /// What it is.
    pub description: &'static str,
}

/// A value of a metric.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The metric.
    pub metric: &'static Metric,
    /// The value: for a counter what is added.
    pub value: f64,
    /// Details by name.
    pub attributes: Attributes,
}

macro_rules! metrics {
    ($($id:ident = $kind:ident $name:literal $unit:literal $description:literal;)*) => {
        $(pub(crate) static $id: Metric = Metric {
            name: $name,
            kind: MetricKind::$kind,
            unit: $unit,
            description: $description,
        };)*
    };
}

metrics! {
    RECEIVED = Counter "spectrum.messages.received" "{message}" "Messages that have arrived.";
    SENT = Counter "spectrum.messages.sent" "{message}"
        "Messages that were to be sent, with the code of the error if one was not.";
    SEND_DURATION = Histogram "spectrum.send.duration" "s"
        "How long a send takes, until the service has answered.";
    RECONNECTS = Counter "spectrum.stream.reconnects" "{reconnect}"
        "How often a stream was opened again.";
    OUTBOX = Gauge "spectrum.outbox.depth" "{send}"
        "Sends in the outbox: on their way, or not confirmed in an earlier run.";
    QUOTA = Gauge "spectrum.quota.used" "{message}"
        "Messages that the server of a line has taken today, as it was counted here.";
    LOGS_DROPPED = Counter "spectrum.logs.dropped" "{record}"
        "Log records that nobody fetched in time.";
}

/// Tells a value, if anybody listens.
pub(crate) fn measure(
    metric: &'static Metric,
    value: impl FnOnce() -> f64,
    attributes: impl FnOnce() -> Attributes,
) {
    if let Some(observer) = observer() {
        let (value, attributes) = (value(), attributes());
        observer.measured(&Measurement { metric, value, attributes });
    }
}

pub(crate) fn count(metric: &'static Metric, attributes: impl FnOnce() -> Attributes) {
    measure(metric, || 1.0, attributes);
}

pub(super) fn took(time: Duration, attributes: impl FnOnce() -> Attributes) {
    measure(&SEND_DURATION, || time.as_secs_f64(), attributes);
}
