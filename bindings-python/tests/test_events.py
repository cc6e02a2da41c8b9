"""Events and health."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, Simulator
from waiting import PATIENCE, caught_up, heard, take, text_of, until

from spectrum_imessage import (
    AuthenticationError,
    Client,
    Event,
    Gap,
    IMessageSpace,
    MessageEdited,
    MessageUnsent,
    ReactionRemoved,
    Spectrum,
    StreamDisconnected,
    ValidationError,
    imessage,
)
from spectrum_imessage._json import Newer, read_happening

if TYPE_CHECKING:
    from pathlib import Path


async def event(app: Spectrum, name: str) -> Any:
    """The next event of a kind. Events are read one by one: none gets lost between."""

    async def find() -> Event:
        while True:
            found = await app.events.__anext__()
            if found.type == name:
                return found

    return await asyncio.wait_for(find(), PATIENCE)


async def test_what_happens_to_messages(sim: Simulator, app: Spectrum, dm: IMessageSpace) -> None:
    first = asyncio.ensure_future(event(app, "streamConnected"))
    reading = asyncio.ensure_future(take(app.messages, 1))
    assert (await first).line == "shared"
    await until(lambda: len(app.health().lines[0].streams) == 3)
    await heard(app)
    theirs = (await sim.person(ALICE, "text", text="helo"))["guid"]
    assert text_of((await reading)[0]) == "helo"

    await sim.person(ALICE, "edit", message_guid=theirs, text="hello")
    edited = await event(app, "messageEdited")
    assert isinstance(edited, MessageEdited)
    assert (edited.message_id, edited.text, edited.is_from_me) == (theirs, "hello", False)
    assert edited.space == dm
    assert edited.actor is not None
    assert (edited.actor.id, edited.actor.kind) == (ALICE, "person")
    assert edited.timestamp is not None
    assert edited.timestamp.tzinfo is not None
    assert isinstance(edited.sequence, int)
    # An answer goes where it happened.
    await edited.space.send("I saw that")

    sent = await dm.send("mine")
    assert sent is not None
    for remove in (False, True):
        await sim.person(ALICE, "react", message_guid=sent.id, reaction="love", remove=remove)
    removed = await event(app, "reactionRemoved")
    assert isinstance(removed, ReactionRemoved)
    assert (removed.message_id, removed.reaction.kind) == (sent.id, "love")

    await sim.person(ALICE, "unsend", message_guid=theirs)
    unsent = await event(app, "messageUnsent")
    assert isinstance(unsent, MessageUnsent)
    assert unsent.message_id == theirs
    assert unsent.sequence is not None
    assert unsent.sequence > edited.sequence

    await sim.person(ALICE, "malformed")
    unmappable = await event(app, "unmappable")
    assert (unmappable.line, unmappable.stream) == ("shared", "messages")
    assert isinstance(unmappable.sequence, int)
    letter = app.dead_letters()[0]
    assert (letter.line, letter.stream, letter.sequence) == (
        unmappable.line,
        unmappable.stream,
        unmappable.sequence,
    )
    assert (letter.reason, letter.attempts) == (unmappable.reason, None)
    assert isinstance(letter.event, bytes)
    assert letter.time.tzinfo is not None
    assert app.remove_dead_letter(letter.id)
    assert not app.remove_dead_letter(letter.id)
    assert letter not in app.dead_letters()


async def test_one_consumer_at_a_time_and_the_stop_ends_it(sim: Simulator, app: Spectrum) -> None:
    async def loop() -> str:
        async for _ in app.events:
            pass
        return "ended"

    reading = asyncio.ensure_future(loop())
    await heard(app)
    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            await loop()
        assert caught.value.code == "eventsTaken"
    reading.cancel()
    await asyncio.wait([reading])
    # The one that was cancelled has left at once.
    reading = asyncio.ensure_future(loop())
    await asyncio.sleep(0)
    await app.stop()
    assert await asyncio.wait_for(reading, 5) == "ended"
    assert [found async for found in app.events] == []


async def test_streams_that_come_and_go(sim: Simulator, app: Spectrum) -> None:
    await event(app, "streamConnected")
    await heard(app)
    await sim.post("/api/streams/cut")
    gone = await event(app, "streamDisconnected")
    assert isinstance(gone, StreamDisconnected)
    assert (gone.line, gone.code) == ("shared", "serviceUnavailable")
    await event(app, "streamConnected")


async def test_a_gap(sim: Simulator, tmp_path: Path) -> None:
    store = tmp_path / "agent.db"
    async with sim.spectrum(store=store) as app:
        reading = asyncio.ensure_future(take(app.messages, 1))
        await caught_up(app)
        await sim.person(ALICE, "text", text="one")
        await reading
    head = (await sim.person(ALICE, "text", text="lost"))["head_sequence"]
    fault = {"method": "CatchUpEvents", "action": "refuse", "status": "INVALID_ARGUMENT"}
    await sim.post("/api/faults", fault)
    async with sim.spectrum(store=store) as app:
        gap = await event(app, "gap")
        assert isinstance(gap, Gap)
        assert (gap.line, gap.head) == ("shared", int(head))
        assert gap.after < int(head)


async def test_health_says_what_was_heard(sim: Simulator, app: Spectrum) -> None:
    health = app.health()
    assert (health.healthy, health.waiting, health.unauthenticated) == (False, 0, False)
    assert health.token_age is not None
    assert [line.streams for line in health.lines] == [()], "nothing is open"
    await sim.post("/api/streams/stall", {"on": True})
    reading = asyncio.ensure_future(take(app.messages, 1))
    await sim.call("SubscribeMessageEvents")
    await until(lambda: any(one.connected_since for one in app.health().lines[0].streams))
    assert not app.health().healthy, "open, and never heard"
    await sim.post("/api/streams/stall", {"on": False})
    await heard(app)
    (line,) = app.health().lines
    assert (line.line, line.healthy, line.unhandled) == ("shared", True, 0)
    kinds = {stream.stream: stream for stream in line.streams}
    assert set(kinds) == {"messages", "polls"}
    assert kinds["messages"].last_heartbeat is not None
    assert kinds["messages"].last_event is None
    assert kinds["messages"].last_error is None
    assert kinds["messages"].stepped_over == 0

    await sim.person(ALICE, "text", text="one")
    await reading
    stream = next(one for one in app.health().lines[0].streams if one.stream == "messages")
    assert stream.last_event is not None
    await sim.post("/api/connections", {"accept": False})
    await sim.post("/api/streams/cut", {"hard": True})
    reading = asyncio.ensure_future(take(app.messages, 1))
    await until(lambda: not app.health().healthy)
    stream = app.health().lines[0].streams[0]
    assert stream.connected_since is None
    assert stream.last_error is not None
    await sim.post("/api/connections", {"accept": True})
    await until(lambda: app.health().healthy)
    assert app.health().lines[0].streams[0].reconnects >= 1
    reading.cancel()
    await asyncio.wait([reading])


async def test_a_refused_token(dedicated: Simulator) -> None:
    line = Client(dedicated.ready["imessage_address"], "of somebody else", "+15559990001")
    providers = [imessage.config(clients=[line])]
    options: dict[str, Any] = {"project_id": None, "project_secret": None}
    async with dedicated.spectrum(providers=providers, **options) as app:
        refused = await event(app, "unauthenticated")
        assert refused.line == "+15559990001"
        await until(lambda: app.health().lines[0].streams[0].last_error is not None)
        error = app.health().lines[0].streams[0].last_error
        assert isinstance(error, AuthenticationError)


def test_every_kind_of_event_is_read() -> None:
    with pytest.raises(Newer):
        read_happening('{"type": "somethingNew"}', None)
    missed = read_happening('{"type": "missed", "count": "18446744073709551615"}', None)
    assert missed.type == "missed"
    assert missed.count == 2**64 - 1
    placed = read_happening(
        '{"type": "stickerPlaced", "messageId": "m", "isFromMe": true, "sticker": {"guid": "g",'
        ' "fileName": "a.png", "mimeType": "image/png", "uti": "", "totalBytes": 3,'
        ' "transferState": "finished", "isHidden": false, "isSticker": true}}',
        None,
    )
    assert placed.type == "stickerPlaced"
    assert placed.sticker is not None
    assert (placed.sticker.total_bytes, placed.actor, placed.sequence) == (3, None, None)
