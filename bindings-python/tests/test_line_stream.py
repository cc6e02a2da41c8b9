"""Streams of a line."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from simulator import ALICE, Simulator

from spectrum_imessage import (
    CatchUpComplete,
    IMessageSpace,
    Line,
    LineEvent,
    LineStream,
    NotFoundError,
    Spectrum,
    ValidationError,
    imessage,
)
from spectrum_imessage._json import read_event

METHOD = "SubscribeMessageEvents"


@pytest.fixture
def line(app: Spectrum) -> Line:
    return imessage(app).line()


async def closed(sim: Simulator) -> None:
    """Until the simulator has no stream any more."""

    async def none() -> None:
        # The simulator has no signal for it.
        while (await sim.get("/api/state"))["open_streams"]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    await asyncio.wait_for(none(), 10)


async def writes(sim: Simulator, *texts: str) -> None:
    for text in texts:
        await sim.person(ALICE, "text", text=text)


async def test_what_comes(sim: Simulator, line: Line) -> None:
    async with line.events.messages() as stream:
        await sim.call(METHOD)
        await writes(sim, "one", "two")
        seen: list[str | None] = []
        async for event in stream:
            assert event.type == "message.received"
            assert event.message is not None
            assert event.actor is not None
            assert event.actor.address == ALICE
            seen.append(event.message.content.text)
            if len(seen) == 2:
                break
    assert seen == ["one", "two"]
    await closed(sim)
    with pytest.raises(StopAsyncIteration):
        await stream.__anext__()


async def test_a_loop_that_is_left_closes_it(sim: Simulator, line: Line) -> None:
    task = asyncio.ensure_future(writes_once_heard(sim))
    async for event in line.events.messages(f"any;-;{ALICE}"):
        assert event.type == "message.received"
        break
    await task
    await closed(sim)


async def writes_once_heard(sim: Simulator) -> None:
    await sim.call(METHOD)
    await writes(sim, "hi")


async def test_a_cancelled_loop_closes_it(sim: Simulator, line: Line) -> None:
    stream = line.events.messages()

    async def read() -> None:
        async for _ in stream:
            raise AssertionError

    task = asyncio.ensure_future(read())
    await sim.call(METHOD)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await closed(sim)
    with pytest.raises(StopAsyncIteration):
        await stream.__anext__()


async def test_closing_ends_a_read_that_waits(sim: Simulator, line: Line) -> None:
    stream = line.events.messages()
    reading = asyncio.ensure_future(collect(stream))
    await sim.call(METHOD)
    with pytest.raises(ValidationError):
        # It belongs to the read that waits, and leaves it alone.
        await stream.__anext__()
    await stream.aclose()
    await stream.aclose()
    assert await reading == []
    await closed(sim)


async def collect(stream: LineStream[LineEvent]) -> list[LineEvent]:
    return [event async for event in stream]


async def test_it_is_iterated_once(line: Line) -> None:
    stream = line.events.catch_up()
    await collect(stream)
    with pytest.raises(ValidationError, match=r"events\.catchUp gives a new one"):
        await collect(stream)


async def test_one_that_cannot_be_opened(sim: Simulator, line: Line) -> None:
    with pytest.raises(ValidationError):
        async with line.events.catch_up(-1):
            raise AssertionError
    with pytest.raises(ValidationError):
        await collect(line.events.chats("Alice"))
    await sim.post("/api/faults", {"method": METHOD, "action": "refuse", "status": "NOT_FOUND"})
    with pytest.raises(NotFoundError):
        await collect(line.events.messages())


async def test_the_log(sim: Simulator, line: Line, dm: IMessageSpace) -> None:
    await writes(sim, "one")
    await dm.send("two")
    *events, complete = await collect(line.events.catch_up(0))
    numbers = [event.sequence for event in events if event.type != "catchup.complete"]
    assert numbers != []
    assert numbers == sorted(number for number in numbers if number is not None)
    assert complete == CatchUpComplete("catchup.complete", numbers[-1])
    assert await collect(line.events.catch_up()) == [complete]


async def test_locations(sim: Simulator, line: Line) -> None:
    async with line.locations.watch(ALICE) as stream:
        await sim.person(ALICE, "location", latitude=37.5, longitude=-122.25)
        update = await stream.__anext__()
    assert update.location is not None
    assert (update.location.latitude, update.location.longitude) == (37.5, -122.25)
    assert update.source_sequence == 1


async def test_stopping_the_application(sim: Simulator) -> None:
    async with sim.spectrum() as app:
        stream = imessage(app).line().events.messages()
        reading = asyncio.ensure_future(collect(stream))
        await sim.call(METHOD)
    assert await asyncio.wait_for(reading, 10) == []
    await closed(sim)


async def test_kinds_of_the_future_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Native:
        def __init__(self) -> None:
            self.elements = iter(['{"type": "moon.full"}', done, None])

        def open(self, *_: str) -> Native:
            return self

        def next(self) -> str | None:
            return next(self.elements)

        def close(self) -> None:
            pass

    async def call(start: Any, *arguments: str) -> Any:
        return start(*arguments)

    done = '{"type": "catchup.complete", "headSequence": "18446744073709551615"}'
    monkeypatch.setattr("spectrum_imessage._line_stream.call", call)
    native: Any = Native()
    events = await collect(LineStream(native, "events.catchUp", "{}", read_event))
    assert events == [CatchUpComplete("catchup.complete", 2**64 - 1)]
