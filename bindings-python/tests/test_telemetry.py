"""Spans and metrics reach the application's own providers of OpenTelemetry."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from simulator import ALICE, Simulator
from sync_support import spectrum

from spectrum_imessage import Message, Space, SpectrumError, imessage, sync

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPORTER = InMemorySpanExporter()
READER = InMemoryMetricReader()


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The process's spans. Providers can be set once."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(EXPORTER))
        trace.set_tracer_provider(provider)
        metrics.set_meter_provider(MeterProvider([READER]))
    EXPORTER.clear()
    yield EXPORTER
    EXPORTER.clear()


def counted(name: str) -> float:
    """The sum of a counter, or how many values a histogram has."""
    data = READER.get_metrics_data()
    if data is None:
        return 0.0
    sums = 0.0
    told: Any = json.loads(data.to_json())
    for resource in told["resource_metrics"]:
        for scope in resource["scope_metrics"]:
            for metric in scope["metrics"]:
                if metric["name"] == name:
                    points = metric["data"]["data_points"]
                    sums += sum(point.get("count", point.get("value", 0)) for point in points)
    return sums


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    return next(span for span in spans.get_finished_spans() if span.name == name)


def ids(span: ReadableSpan) -> tuple[int, int]:
    assert span.context is not None
    return span.context.trace_id, span.context.span_id


def above(span: ReadableSpan) -> tuple[int, int] | None:
    return None if span.parent is None else (span.parent.trace_id, span.parent.span_id)


def nothing_leaks(spans: InMemorySpanExporter, *hidden: str) -> None:
    text = "".join(span.to_json() for span in spans.get_finished_spans())
    for one in ("5551230001", *hidden):
        assert one not in text


async def test_a_handler_is_above_its_sends(spans: InMemorySpanExporter, sim: Simulator) -> None:
    tracer = trace.get_tracer("the program")
    before = counted("spectrum.messages.sent")
    async with sim.spectrum() as app:
        elsewhere = await imessage(app).space.create("+15551230002")
        again = asyncio.Event()

        async def handler(space: Space, message: Message) -> None:
            if message.redelivered:
                again.set()
                return
            with tracer.start_as_current_span("own"):
                await message.reply("a reply")
            await elsewhere.send("elsewhere")
            raise RuntimeError("my diary")

        handling = asyncio.ensure_future(app.handle(handler, backoff=0.001))
        await sim.listening()
        received = counted("spectrum.messages.received")
        await sim.person(ALICE, "text", text="ping")
        await again.wait()
        await app.stop()
        await handling
    handle = named(spans, "spectrum.handle")
    assert above(handle) is None
    assert handle.attributes is not None
    assert handle.attributes["spectrum.attempt"] == 1
    assert handle.attributes["error.type"] == "RuntimeError"
    own = named(spans, "own")
    assert above(own) == ids(handle)
    assert above(named(spans, "spectrum.reply")) == ids(own)
    send = named(spans, "spectrum.send")
    assert above(send) == ids(handle)
    assert send.attributes is not None
    assert send.attributes["spectrum.content_type"] == "text"
    nothing_leaks(spans, "a reply", "elsewhere", "ping", "my diary")
    assert counted("spectrum.messages.received") == received + 1
    assert counted("spectrum.messages.sent") == before + 2


def test_without_asyncio(spans: InMemorySpanExporter) -> None:
    tracer = trace.get_tracer("the program")
    with sync.Simulator() as simulator, spectrum(simulator) as app:
        person = simulator.person()

        def write() -> None:
            simulator.listening()
            person.text("ping")

        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(write)
            for space, message in app.messages:
                assert message.traceparent is not None
                with tracer.start_as_current_span("own"):
                    message.reply("a reply")
                elsewhere.submit(space.send, "from a thread").result()
                break
        person.receives(text="from a thread")
    handle = named(spans, "spectrum.handle")
    own = named(spans, "own")
    assert above(own) == ids(handle)
    assert above(named(spans, "spectrum.reply")) == ids(own)
    # In a thread that knows of no span the space does.
    assert above(named(spans, "spectrum.send")) == ids(handle)
    nothing_leaks(spans, "a reply", "from a thread", "ping")


async def test_in_a_loop(spans: InMemorySpanExporter, sim: Simulator) -> None:
    tracer = trace.get_tracer("the program")
    async with sim.spectrum() as app:
        waiting = asyncio.ensure_future(app.messages.__anext__())
        await sim.listening()
        await sim.person(ALICE, "text", text="ping")
        space, message = await waiting
        assert message.traceparent is not None
        # That read was a task of its own: only the message knows.
        assert not trace.get_current_span().get_span_context().is_valid
        await space.send("one")
        with tracer.start_as_current_span("own"):
            await message.react("love")
        await sim.person(ALICE, "text", text="pong")
        async for _, second in app.messages:
            assert second.traceparent is not None
            with tracer.start_as_current_span("inside"):
                await second.reply("two")
            break
        assert not trace.get_current_span().get_span_context().is_valid
    handles = [span for span in spans.get_finished_spans() if span.name == "spectrum.handle"]
    assert len(handles) == 2
    assert above(named(spans, "spectrum.send")) == ids(handles[0])
    react = named(spans, "spectrum.react")
    assert above(react) == ids(named(spans, "own"))
    assert [(link.context.trace_id, link.context.span_id) for link in react.links] == [
        ids(handles[0])
    ]
    inside = named(spans, "inside")
    assert above(inside) == ids(handles[1])
    assert above(named(spans, "spectrum.reply")) == ids(inside)
    nothing_leaks(spans, "ping", "pong", "two")


async def test_a_failed_send_has_its_code(spans: InMemorySpanExporter, sim: Simulator) -> None:
    async with sim.spectrum() as app:
        dm = await imessage(app).space.create(ALICE)
        fault = {"method": "SendTextMessage", "action": "refuse", "status": "INVALID_ARGUMENT"}
        await sim.post("/api/faults", fault)
        with pytest.raises(SpectrumError) as raised:
            await dm.send("x")
    send = named(spans, "spectrum.send")
    assert send.attributes is not None
    assert send.attributes["error.type"] == raised.value.code
    assert not send.status.is_ok


WITHOUT = """
import asyncio, sys
from spectrum_imessage import Spectrum

async def main():
    async with Spectrum(simulator=True):
        pass

asyncio.run(main())
assert not any(name.startswith("opentelemetry") for name in sys.modules)
"""


def test_without_a_provider_nothing_is_imported() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], timeout=60, check=True)
