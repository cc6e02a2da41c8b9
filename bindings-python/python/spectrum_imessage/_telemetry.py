"""Spans and metrics for OpenTelemetry, if the application has set it up.

The core tells of operations that have ended and of what it has counted, and the tracer and the
meter of the application's own providers get it. Spans in which messages are handled are begun here,
so that the application's own spans become parts of them.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from . import _log, _native

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.metrics import Counter, Histogram
    from opentelemetry.trace import Span

_SCOPE = "spectrum-imessage"


class Bridge:
    """The way to the application's providers."""

    def __init__(self) -> None:
        # Nothing is imported that the application has not imported itself.
        from opentelemetry import context, metrics, trace

        self.context = context
        self.trace = trace
        self.tracer = trace.get_tracer(_SCOPE)
        self.meter = metrics.get_meter(_SCOPE)
        self._counters: dict[str, Counter] = {}
        self._histograms: dict[str, Histogram] = {}
        self._gauges: dict[str, Any] = {}

    def current(self) -> str | None:
        """The application's span in which this runs, as ``traceparent``."""
        return self.header(self.trace.get_current_span())

    def header(self, span: Span) -> str | None:
        """The ids of a span; ``None`` if there is none."""
        ids = span.get_span_context()
        if not ids.is_valid:
            return None
        return f"00-{ids.trace_id:032x}-{ids.span_id:016x}-{ids.trace_flags & 1:02x}"

    def forward(self) -> None:
        """Hands over what the core has told meanwhile."""
        text = _native.take_observed()
        if text is None:
            return
        told = json.loads(text)
        for span in told["spans"]:
            self._span(span)
        for measured in told["measurements"]:
            self._measured(measured)

    def _span(self, told: dict[str, Any]) -> None:
        trace = self.trace
        parent = self._ids(told["parent"])
        # Not the span in which this happens to run.
        above = self.context.Context()
        if parent is not None:
            above = trace.set_span_in_context(trace.NonRecordingSpan(parent), above)
        link = self._ids(told["link"])
        span = self.tracer.start_span(
            told["name"],
            context=above,
            kind=trace.SpanKind.CLIENT,
            attributes=told["attributes"],
            links=[] if link is None else [trace.Link(link)],
            start_time=_nanoseconds(told["began"]),
        )
        if told["error"] is not None:
            span.set_attribute("error.type", told["error"])
            span.set_status(trace.StatusCode.ERROR, told["error"])
        span.end(_nanoseconds(told["ended"]))

    def _ids(self, header: str | None) -> Any:
        if header is None:
            return None
        _, trace_id, span_id, flags = header.split("-")
        trace = self.trace
        return trace.SpanContext(
            int(trace_id, 16), int(span_id, 16), False, trace.TraceFlags(int(flags, 16))
        )

    def _measured(self, told: dict[str, Any]) -> None:
        name, value, attributes = told["name"], told["value"], told["attributes"]
        more = {"unit": told["unit"], "description": told["description"]}
        if told["kind"] == "counter":
            if name not in self._counters:
                self._counters[name] = self.meter.create_counter(name, **more)
            self._counters[name].add(round(value), attributes)
        elif told["kind"] == "histogram":
            if name not in self._histograms:
                self._histograms[name] = self.meter.create_histogram(name, **more)
            self._histograms[name].record(value, attributes)
        # Since version 1.23 of the API.
        elif hasattr(self.meter, "create_gauge"):
            if name not in self._gauges:
                self._gauges[name] = self.meter.create_gauge(name, **more)
            self._gauges[name].set(value, attributes)


bridge: Bridge | None = None


def start() -> None:
    """Begins to tell the application's providers, if it has some; they are looked for when an
    application starts.
    """
    global bridge
    if bridge is None and _has_providers():
        bridge = Bridge()
        _log.more = bridge.forward
        _native.observe(bridge.current)


def _has_providers() -> bool:
    # Who has set a provider has imported this.
    if "opentelemetry.trace" not in sys.modules and "opentelemetry.metrics" not in sys.modules:
        return False
    from opentelemetry import metrics, trace

    providers = (trace.get_tracer_provider(), metrics.get_meter_provider())
    names = (type(provider).__name__.lstrip("_") for provider in providers)
    return not all(name.startswith(("Proxy", "NoOp")) for name in names)


def _nanoseconds(time: list[int]) -> int:
    return time[0] * 1_000_000_000 + time[1]


class Handling:
    """The span in which a message is handled, current until it ends; nothing without a provider."""

    def __init__(self, message: Any, attempt: int | None = None) -> None:
        # Of this surface, or of that without asyncio.
        self._span: Span | None = None
        self._before: Context | None = None
        if bridge is None:
            return
        attributes = json.loads(message._native.span_attributes())
        if attempt is not None:
            attributes["spectrum.attempt"] = attempt
        span = bridge.tracer.start_span(
            "spectrum.handle", kind=bridge.trace.SpanKind.CONSUMER, attributes=attributes
        )
        header = bridge.header(span)
        if header is not None:
            message._native.set_traceparent(header)
        self._span = span
        self._before = bridge.context.get_current()
        bridge.context.attach(bridge.trace.set_span_in_context(span))

    def failed(self, error: str) -> None:
        """It has failed, with an error of this name."""
        if self._span is not None and bridge is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(bridge.trace.StatusCode.ERROR, error)

    def end(self) -> None:
        """It is over. A second call does nothing."""
        span, self._span = self._span, None
        if span is None or bridge is None or self._before is None:
            return
        # Not in a task that has gone on with a copy of the context, nor where garbage happens to be
        # collected.
        if bridge.trace.get_current_span() is span:
            bridge.context.attach(self._before)
        span.end()
