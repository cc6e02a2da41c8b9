//! What a program can see of its application: log records, spans and metrics.
//!
//! Nothing is sent anywhere. Log records are events of `tracing`; their texts have phone numbers and
//! e-mail addresses masked, and never hold a secret or the text of a message. A program in Rust brings
//! a subscriber of its own; [`install_logs`] is the one that the other languages read from. Spans and
//! metrics are told to an [`Observer`], and spans to subscribers of `tracing` too; the feature
//! `opentelemetry` has an observer for the crate of that name.

mod collector;
mod level;
mod log;
mod mask;
mod metric;
mod observer;
#[cfg(feature = "opentelemetry")]
mod otel;
mod place;
mod span;
mod trace;

pub use collector::Collector;
pub use level::Levels;
pub use log::{LogRecord, install_logs, set_log_levels, take_logs};
pub(crate) use log::{
    event, log_debug as debug, log_error as error, log_info as info, log_warn as warn,
};
pub(crate) use mask::Masked;
pub use mask::{mask, show_addresses};
pub use metric::{Measurement, Metric, MetricKind};
pub(crate) use metric::{OUTBOX, QUOTA, RECEIVED, RECONNECTS, count, measure};
pub use observer::{AttributeValue, Attributes, Observer, Span, set_observer};
#[cfg(feature = "opentelemetry")]
pub use otel::OpenTelemetry;
pub(crate) use place::{Place, line, place};
pub use span::{HandlingSpan, handling_attributes};
pub(crate) use span::{SendKinds, handled, operation, retried, sending};
pub(crate) use trace::Handled;
pub use trace::{TraceContext, with_parent};
#[doc(no_inline)]
pub use tracing::Level as LogLevel;
#[doc(no_inline)]
pub use tracing::level_filters::LevelFilter;
