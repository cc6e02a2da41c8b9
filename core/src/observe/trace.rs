//! Which span something belongs to.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::Either;
use tokio::task_local;

/// The ids of a span, as W3C Trace Context has them. `Display` writes the header `traceparent`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    sampled: bool,
}

impl TraceContext {
    /// A span by its ids; `None` if one of them is 0.
    pub fn new(trace_id: [u8; 16], span_id: [u8; 8], sampled: bool) -> Option<Self> {
        let (trace, span) = (u128::from_be_bytes(trace_id), u64::from_be_bytes(span_id));
        (trace != 0 && span != 0).then_some(Self { trace, span, sampled })
    }

    /// Reads the header `traceparent`; `None` if it is not understood.
    pub fn parse(traceparent: &str) -> Option<Self> {
        let mut parts = traceparent.trim().split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let good = is_hex(version, 2) && version != "ff" && is_hex(flags, 2);
        if !good || !is_hex(trace, 32) || !is_hex(span, 16) {
            return None;
        }
        let trace = u128::from_str_radix(trace, 16).ok()?;
        let span = u64::from_str_radix(span, 16).ok()?;
        let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        Self::new(trace.to_be_bytes(), span.to_be_bytes(), sampled)
    }

    /// A new span below another one, or of a trace of its own.
    pub(super) fn below(parent: Option<Self>) -> Self {
        let span = rand::random::<u64>().max(1);
        match parent {
            Some(parent) => Self { span, ..parent },
            None => Self { trace: rand::random::<u128>().max(1), span, sampled: true },
        }
    }

    /// The id of the trace, as bytes.
    pub fn trace_id(&self) -> [u8; 16] {
        self.trace.to_be_bytes()
    }

    /// The id of the span, as bytes.
    pub fn span_id(&self) -> [u8; 8] {
        self.span.to_be_bytes()
    }

    /// Whether the trace is recorded.
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }

    /// Whether both are of one trace.
    pub(super) fn is_with(&self, other: &Self) -> bool {
        self.trace == other.trace
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

task_local! {
    static PARENT: Option<TraceContext>;
}

/// What runs in `work` belongs to this span of the program. For programs whose own spans are not known
/// to the process's [`super::Observer`].
pub fn with_parent<T>(
    parent: Option<TraceContext>,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    // No `async fn`: that holds its argument twice, and a send is a large future.
    match parent {
        Some(_) => Either::Left(PARENT.scope(parent, work)),
        None => Either::Right(work),
    }
}

/// The span of [`with_parent`].
pub(super) fn given_parent() -> Option<TraceContext> {
    PARENT.try_with(|parent| *parent).ok().flatten()
}

/// The span in which a received message is handled. Shared by the message, its space and their clones.
#[derive(Default)]
pub(crate) struct Handled(Mutex<State>);

#[derive(Default)]
struct State {
    context: Option<TraceContext>,
    span: Option<tracing::Span>,
}

impl Handled {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the span; the last one counts.
    pub(crate) fn set(&self, context: TraceContext) {
        self.state().context = Some(context);
    }

    pub(super) fn set_span(&self, span: tracing::Span) {
        self.state().span = Some(span);
    }

    pub(crate) fn context(&self) -> Option<TraceContext> {
        self.state().context
    }

    pub(super) fn span(&self) -> Option<tracing::Span> {
        self.state().span.clone()
    }
}

impl fmt::Debug for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handled").field(&self.context()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_and_written() {
        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let context = TraceContext::parse(header).expect("a header");
        assert_eq!((context.to_string().as_str(), context.is_sampled()), (header, true));
        let below = TraceContext::below(Some(context));
        assert!(below.is_with(&context) && below.span != context.span);
        assert!(!TraceContext::below(None).is_with(&context));
    }

    #[test]
    fn what_is_no_header_is_none() {
        for header in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert_eq!(TraceContext::parse(header), None, "{header}");
        }
    }
}
