//! Spans of operations and of the handling of messages.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use futures_util::future::Either;
use tokio::task_local;
use tracing::Instrument;

use super::collector::attributes_json;
use super::mask::for_log;
use super::metric::{self, SENT, took};
use super::observer::{AttributeValue, Attributes, Observer, Span, is_observed, observer};
use super::place::{Place, place};
use super::trace::{Handled, TraceContext, given_parent, with_parent};
use crate::content::Content;
use crate::error::Result;
use crate::message::Message;
use crate::space::Space;

/// The target of the spans of `tracing`.
const TARGET: &str = "spectrum_imessage";

task_local! {
    /// How often a call of the operation was tried again.
    static RETRIES: Cell<u64>;
}

/// A call was tried again.
pub(crate) fn retried() {
    let _ = RETRIES.try_with(|retries| retries.set(retries.get() + 1));
}

/// Whether anybody wants spans: an observer, or a subscriber of `tracing`.
pub(crate) fn wants_spans() -> bool {
    is_observed() || tracing::span_enabled!(target: TARGET, tracing::Level::INFO)
}

/// What a send is called.
fn operation_of(kind: &str) -> &'static str {
    match kind {
        "reply" => "spectrum.reply",
        "reaction" => "spectrum.react",
        "edit" => "spectrum.edit",
        "unsend" => "spectrum.unsend",
        "typing" => "spectrum.typing",
        "read" => "spectrum.read",
        "background" => "spectrum.background",
        "rename" => "spectrum.rename",
        "avatar" => "spectrum.avatar",
        "addMember" => "spectrum.add",
        "removeMember" => "spectrum.remove",
        "leaveSpace" => "spectrum.leave",
        _ => "spectrum.send",
    }
}

/// What a send consists of.
pub(crate) struct SendKinds {
    first: &'static str,
    count: usize,
    /// Those that carry a message.
    messages: Vec<&'static str>,
}

impl SendKinds {
    /// `None` if nobody wants to know.
    pub(crate) fn of(contents: &[Content]) -> Option<Self> {
        wants_spans().then(|| {
            let messages = contents.iter().filter(|content| content.carries_message());
            Self {
                first: contents.first().map_or("none", Content::type_name),
                count: contents.len(),
                messages: messages.map(Content::type_name).collect(),
            }
        })
    }
}

/// Runs a send in a span, and counts it.
pub(crate) fn sending<T>(
    space: &Space,
    kinds: Option<SendKinds>,
    work: impl Future<Output = Result<T>>,
) -> impl Future<Output = Result<T>> {
    match kinds {
        // Boxed: each layer around it would make it larger.
        Some(kinds) => Either::Left(observed(space, kinds, Box::pin(work))),
        None => Either::Right(work),
    }
}

async fn observed<T>(
    space: &Space,
    kinds: SendKinds,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let SendKinds { first: kind, count, messages } = kinds;
    let details = || {
        vec![
            ("spectrum.content_type", kind.into()),
            ("spectrum.contents", AttributeValue::Number(count as u64)),
        ]
    };
    let begun = Instant::now();
    let result = run(operation_of(kind), space.into(), Some(kind), details, work).await;
    let error = result.as_ref().err().map(|error| error.code().to_owned());
    let outcome = |kind: &'static str| {
        let mut attributes = place(space);
        attributes.push(("spectrum.content_type", kind.into()));
        attributes.extend(error.clone().map(|code| ("error.type", code.into())));
        attributes
    };
    for kind in &messages {
        metric::count(&SENT, || outcome(kind));
    }
    if !messages.is_empty() {
        took(begun.elapsed(), || outcome(kind));
    }
    result
}

/// Runs another operation in a span.
pub(crate) fn operation<'a, T>(
    name: &'static str,
    place: impl Into<Place<'a>>,
    work: impl Future<Output = Result<T>>,
) -> impl Future<Output = Result<T>> {
    if wants_spans() {
        Either::Left(run(name, place.into(), None, Vec::new, Box::pin(work)))
    } else {
        Either::Right(work)
    }
}

async fn run<T>(
    name: &'static str,
    place: Place<'_>,
    kind: Option<&'static str>,
    details: impl FnOnce() -> Attributes,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let handled = place.handled.and_then(Handled::context);
    let mut active = Active::begin(name, None, handled, || {
        let mut attributes = place.attributes();
        attributes.extend(details());
        attributes
    });
    let traced = traced(name, &place, kind);
    let inner = traced.clone();
    let counted = async move {
        let result = work.await;
        (result, RETRIES.with(Cell::get))
    };
    let (result, retries) = RETRIES.scope(Cell::new(0), counted).instrument(traced).await;
    let code = result.as_ref().err().map(crate::Error::code);
    inner.record("retries", retries);
    if let Some(code) = code {
        inner.record("outcome", code);
    }
    if let Some(active) = &mut active {
        active.span.attributes.push(("spectrum.retries", AttributeValue::Number(retries)));
        active.end(code);
    }
    result
}

/// The span of `tracing`: below the program's own, else below the handling of the message.
fn traced(name: &'static str, place: &Place<'_>, kind: Option<&'static str>) -> tracing::Span {
    macro_rules! span {
        ($($parent:tt)*) => {
            tracing::info_span!(
                target: TARGET,
                $($parent)*
                "operation",
                otel.name = name,
                platform = place.platform,
                line = %for_log(place.phone),
                content = kind,
                outcome = "ok",
                retries = 0_u64,
            )
        };
    }
    let handling = place.handled.and_then(Handled::span);
    match handling.filter(|_| tracing::Span::current().is_none()) {
        Some(handling) => span!(parent: &handling,),
        None => span!(),
    }
}

/// A span that goes on. Dropped before its end it was cancelled.
struct Active {
    observer: Arc<dyn Observer>,
    span: Span,
}

impl Active {
    /// Begins a span, if anybody listens. It is a part of the program's span, else of the handling of
    /// the message.
    fn begin(
        name: &'static str,
        given: Option<TraceContext>,
        handled: Option<TraceContext>,
        attributes: impl FnOnce() -> Attributes,
    ) -> Option<Self> {
        let observer = observer()?;
        let current = given.or_else(|| observer.current()).or_else(given_parent);
        let parent = current.or(handled);
        let mut span = Span {
            name,
            context: TraceContext::below(parent),
            parent,
            link: handled.filter(|handled| parent.is_some_and(|parent| !parent.is_with(handled))),
            began: SystemTime::now(),
            ended: None,
            error: None,
            attributes: attributes(),
        };
        observer.span_began(&mut span);
        Some(Self { observer, span })
    }

    fn end(&mut self, error: Option<&str>) {
        if self.span.ended.is_none() {
            self.span.ended = Some(SystemTime::now());
            self.span.error = error.map(str::to_owned);
            self.observer.span_ended(&self.span);
        }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.end(Some("cancelled"));
    }
}

fn handling(message: &Message) -> Attributes {
    let mut attributes = place(message.space());
    attributes.push(("spectrum.content_type", message.content().type_name().into()));
    attributes
}

/// What a span says in which a program handles this message, as JSON: for spans of its own.
pub fn handling_attributes(message: &Message) -> String {
    serde_json::Value::Object(attributes_json(&handling(message))).to_string()
}

/// The handling of a received message as a span; dropping it ends it.
pub struct HandlingSpan {
    active: Option<Box<Active>>,
    traced: tracing::Span,
    error: Option<String>,
}

impl HandlingSpan {
    /// Begins it; what is sent through the message and its space belongs to it from now on.
    pub(crate) fn begin(
        message: &Message,
        attempt: Option<u32>,
        parent: Option<TraceContext>,
    ) -> Self {
        let space = message.space();
        let Some(handled) = space.handled().filter(|_| wants_spans()) else {
            return Self { active: None, traced: tracing::Span::none(), error: None };
        };
        let traced = tracing::info_span!(
            target: TARGET,
            "handle",
            otel.name = "spectrum.handle",
            otel.kind = "consumer",
            platform = space.platform_name(),
            line = %for_log(space.phone()),
            content = message.content().type_name(),
            attempt,
            outcome = "ok",
        );
        handled.set_span(traced.clone());
        let active = Active::begin("spectrum.handle", parent, None, || {
            let mut attributes = handling(message);
            let attempt = attempt.map(|attempt| AttributeValue::Number(attempt.into()));
            attributes.extend(attempt.map(|attempt| ("spectrum.attempt", attempt)));
            attributes
        })
        .map(Box::new);
        if let Some(active) = &active {
            handled.set(active.span.context);
        }
        Self { active, traced, error: None }
    }

    /// Its ids; `None` if nobody listens.
    pub fn context(&self) -> Option<TraceContext> {
        self.active.as_ref().map(|active| active.span.context)
    }

    /// The handling has failed, with this code or name of an error: no text, which might quote the
    /// message.
    pub fn failed(&mut self, error: &str) {
        self.traced.record("outcome", error);
        self.error = Some(error.to_owned());
    }

    /// Runs the handling: what it sends, also elsewhere, belongs to the span.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = T> {
        if self.active.is_none() && self.traced.is_none() {
            return Either::Right(work);
        }
        let work = with_parent(self.context(), Box::pin(work));
        #[cfg(feature = "opentelemetry")]
        let work = super::otel::within(self.context(), work);
        Either::Left(work.instrument(self.traced.clone()))
    }
}

impl Drop for HandlingSpan {
    fn drop(&mut self) {
        if let Some(active) = &mut self.active {
            active.end(self.error.as_deref());
        }
    }
}

impl std::fmt::Debug for HandlingSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("HandlingSpan").field(&self.context()).finish()
    }
}

/// A new place for the span in which a message is handled, if anybody wants spans.
pub(crate) fn handled() -> Option<Arc<Handled>> {
    wants_spans().then(Arc::default)
}
