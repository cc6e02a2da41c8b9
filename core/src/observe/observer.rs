//! Who is told of spans and metrics.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use super::TraceContext;
use super::metric::Measurement;

/// A detail of a span or a measurement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// A word; addresses are masked.
    Text(Cow<'static, str>),
    /// A count.
    Number(u64),
}

impl From<&'static str> for AttributeValue {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// Details by name.
pub type Attributes = Vec<(&'static str, AttributeValue)>;

/// A piece of work: an operation, or the handling of a message. It holds no text of a message, and
/// addresses are masked.
#[derive(Clone, Debug)]
pub struct Span {
    /// `spectrum.` and the operation: `spectrum.send`, `spectrum.reply`, …, `spectrum.handle`.
    pub name: &'static str,
    /// Its ids.
    pub context: TraceContext,
    /// The span that it is a part of.
    pub parent: Option<TraceContext>,
    /// The handling of the message that it came of, where the parent is of another trace.
    pub link: Option<TraceContext>,
    /// When it began.
    pub began: SystemTime,
    /// When it ended; `None` before.
    pub ended: Option<SystemTime>,
    /// The code of the error that it ended with; `cancelled` if it was dropped before its end.
    pub error: Option<String>,
    /// Details.
    pub attributes: Attributes,
}

/// Is told of spans and metrics. Called where they come up, on any thread, also inside of the runtime:
/// it must not wait.
pub trait Observer: Send + Sync + 'static {
    /// The span that the program is in where this is called; operations that begin here are parts of
    /// it.
    fn current(&self) -> Option<TraceContext> {
        None
    }

    /// A span has begun. An observer that makes spans of its own sets their ids.
    fn span_began(&self, span: &mut Span) {
        let _ = span;
    }

    /// A span has ended.
    fn span_ended(&self, span: &Span);

    /// Something was measured.
    fn measured(&self, measurement: &Measurement);
}

static OBSERVED: AtomicBool = AtomicBool::new(false);
static OBSERVER: RwLock<Option<Arc<dyn Observer>>> = RwLock::new(None);

/// Sets who is told of spans and metrics, for the whole process; the last call counts. Without one
/// the cost is a look at an atomic.
pub fn set_observer(observer: Option<Arc<dyn Observer>>) {
    let mut known = OBSERVER.write().unwrap_or_else(PoisonError::into_inner);
    OBSERVED.store(observer.is_some(), Ordering::Relaxed);
    *known = observer;
}

/// Who is told, if anybody.
pub(super) fn observer() -> Option<Arc<dyn Observer>> {
    if !is_observed() {
        return None;
    }
    OBSERVER.read().unwrap_or_else(PoisonError::into_inner).clone()
}

pub(crate) fn is_observed() -> bool {
    OBSERVED.load(Ordering::Relaxed)
}
