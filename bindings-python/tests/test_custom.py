"""A platform of the program's own."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from paper import Desk, Paper, letter, paper

from spectrum_imessage import (
    IncomingMessage,
    IncomingReaction,
    PlatformApp,
    Reaction,
    Reply,
    Spectrum,
    SpectrumError,
    Text,
    UnsupportedError,
    User,
    ValidationError,
    attachment,
    effect,
    group,
    imessage,
    markdown,
    poll,
)
from spectrum_imessage import text as plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def start(unsupported: Literal["warn", "throw"] = "warn") -> Spectrum:
    return Spectrum(providers=[paper.config("White")], unsupported=unsupported)


async def test_what_arrives_and_what_is_sent() -> None:
    async with start() as app:
        side: PlatformApp[Desk] = paper(app)
        desk = side.client
        assert paper(app) is side
        assert side.messages is app.messages
        desk.slot.put_nowait(letter("m1", "hello"))
        messages = app.messages
        space, message = await messages.__anext__()
        assert isinstance(message.content, Text)
        assert message.content.text == "hello"
        assert message.platform == space.platform == "Paper"
        assert message.direction == "inbound"
        assert message.sender == User("ada")
        assert paper.is_(message)
        assert paper.is_(space)
        assert paper.is_(app)
        assert not imessage.is_(message)
        assert not imessage.is_(app)
        assert paper(space) is space
        assert paper(message) is message
        assert desk.take() == ["open"]

        sent = await message.reply("seen")
        assert sent is not None
        assert sent.id == "s1"
        assert sent.direction == "outbound"
        await message.react("laugh")
        await space.start_typing()
        await space.send(
            group("one", "two"), attachment(b"abc", name="a.txt"), client_message_id="k"
        )
        assert desk.take() == [
            "white to ada: m1: seen",
            "white to ada: 😂 on m1",
            "white to ada: text and text",
            "white to ada: a.txt of 3 bytes",
        ]
        await paper.tear(side.client, space)
        found = await space.get_message("m1")
        assert found is not None
        assert found.id == "m1"
    assert desk.take() == ["tore ada", "destroy"]
    with pytest.raises(SpectrumError, match="stopped"):
        await space.send("late")


async def test_plainer_forms_and_what_is_skipped(caplog: pytest.LogCaptureFixture) -> None:
    async with start() as app:
        space = await paper(app).space.create("ada")
        with caplog.at_level(logging.WARNING, "spectrum_imessage"):
            sent = await space.send(
                markdown("**bold**"),
                poll("Lunch?", "Pizza", "Soup"),
                effect("boom", imessage.effect.message.slam),
            )
        assert len(sent) == 2
        log = paper(app).client.take()
        assert log == ["white to ada: bold", "white to ada: boom"]
    assert "poll" in caplog.text
    async with start("throw") as app:
        space = await paper(app).space.create("ada")
        with pytest.raises(UnsupportedError) as caught:
            await space.send(poll("Lunch?", "Pizza", "Soup"))
        assert (caught.value.platform, caught.value.content_type) == ("paper", "poll")


async def test_users_and_spaces() -> None:
    async with start() as app:
        side = paper(app)
        assert (await side.user("ada")).address == "ada's house"
        with pytest.raises(SpectrumError) as caught:
            await side.space.create("nobody")
        assert caught.value.code == "platformFailed"
        assert not caught.value.context
        assert isinstance(caught.value.__cause__, LookupError)
        # Without fields a space is its id.
        assert await side.space.get("ada") == await side.space.create("ada")
        both = await side.space.create([User("ada"), "bob"], {"colour": "red"})
        assert both.fields == {"colour": "red"}
        await both.send("hi")
        assert side.client.take() == ["red to ada+bob: hi"]
        for action in (both.get_members, both.get_display_name, both.get_avatar):
            with pytest.raises(UnsupportedError):
                await action()

    class Coloured(Paper):
        name = "coloured_paper"
        space_fields = ("colour",)

    coloured = Coloured()
    async with Spectrum(providers=[coloured.config("white")]) as app:
        with pytest.raises(UnsupportedError, match="colour"):
            await coloured(app).space.get("ada")


async def test_answers_and_reactions_arrive() -> None:
    async with start() as app:
        slot = paper(app).client.slot
        messages = app.messages
        slot.put_nowait(letter("m1", "question"))
        slot.put_nowait(letter("m2", "answer", reply_to="m1"))
        slot.put_nowait(IncomingMessage("r1", IncomingReaction("👍", "m2"), "ada", "ada"))
        await messages.__anext__()
        _, answer = await messages.__anext__()
        assert isinstance(answer.content, Reply)
        assert answer.content.target.id == "m1"
        _, liked = await messages.__anext__()
        assert isinstance(liked.content, Reaction)
        assert liked.content.target.id == "m2"


async def test_an_error_of_the_stream_is_told_and_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with start() as app:
        events = app.events
        told = [(await events.__anext__()).type]
        slot = paper(app).client.slot
        slot.put_nowait(OSError("the secret of the slot"))
        slot.put_nowait(letter("m1", "after"))
        told += [(await events.__anext__()).type for _ in range(2)]
        assert told == ["streamConnected", "streamDisconnected", "streamConnected"]
        _, message = await app.messages.__anext__()
        assert message.id == "m1"
        assert app.health().lines[0].streams[0].reconnects == 1
    assert "OSError" in caplog.text
    assert "the secret" not in caplog.text


async def test_an_error_of_a_send_comes_out_with_its_cause() -> None:
    async with start() as app:
        space = await paper(app).space.create("ada")
        paper(app).client.broken = True
        with pytest.raises(SpectrumError, match="OSError") as caught:
            await space.send("hi")
        assert isinstance(caught.value.__cause__, OSError)
        assert "the pen" not in str(caught.value)


async def test_a_cancelled_send_is_cancelled_there_too() -> None:
    async with start() as app:
        space = await paper(app).space.create("ada")
        desk = paper(app).client
        desk.held = asyncio.Event()
        sending = asyncio.ensure_future(space.send("hi"))
        await desk.held.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.wait_for(desk.freed.wait(), 10)
        desk.held = None
        await space.send("again")
        assert desk.take() == ["white to ada: again"]


def test_a_program_that_just_ends_says_nothing() -> None:
    program = """
import asyncio
from paper import letter, paper
from spectrum_imessage import Spectrum

async def main():
    app = await Spectrum(providers=[paper.config("white")])
    paper(app).client.slot.put_nowait(letter("m1", "hello"))
    async for space, message in app.messages:
        print(message.id)
        break

asyncio.run(main())
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "m1\n", "")


async def test_a_stream_of_its_own_ends_with_the_application() -> None:
    ticks = 0
    ticked = asyncio.Event()

    async def clock() -> AsyncIterator[int]:
        nonlocal ticks
        while True:
            ticks += 1
            yield ticks
            if ticks == 3:
                ticked.set()
                await asyncio.Event().wait()

    async with start() as app:
        side = paper(app)

        async def read() -> list[int]:
            return [tick async for tick in side.stream(clock())]

        reading = asyncio.ensure_future(read())
        await ticked.wait()
    assert await reading == [1, 2, 3]


async def test_wrong_definitions() -> None:
    with pytest.raises(ValidationError, match="colour"):
        paper.config("")
    with pytest.raises(ValidationError, match="twice"):
        await Spectrum(providers=[paper.config("white"), paper.config("red")])

    class Reserved(Paper):
        name = "iMessage"

    with pytest.raises(ValidationError) as caught:
        await Spectrum(providers=[Reserved().config("white")])
    assert caught.value.code == "reservedPlatform"
    async with start() as app:
        with pytest.raises(ValidationError):
            Reserved()(app)
        with pytest.raises(ValidationError):
            plain("")
