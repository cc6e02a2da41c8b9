"""Messages as jobs."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, BOB, Simulator
from waiting import heard, take, text_of, until

from spectrum_imessage import Message, Space, Spectrum, SpectrumError, ValidationError

if TYPE_CHECKING:
    from pathlib import Path


async def writes(sim: Simulator, person: str, *texts: str) -> None:
    for text in texts:
        await sim.person(person, "text", text=text)


async def started(app: Spectrum, *args: Any, **options: Any) -> asyncio.Task[None]:
    """Begins to handle, and waits until what people write arrives."""
    options = {"backoff": 0.005, **options}
    handling = asyncio.ensure_future(app.handle(*args, **options))
    await heard(app)
    return handling


async def test_a_chat_keeps_its_order_and_chats_go_side_by_side(
    sim: Simulator, app: Spectrum
) -> None:
    running: list[str] = []
    done: list[str] = []
    go = asyncio.Event()

    async def handler(space: Space, message: Message) -> None:
        assert message.space == space
        running.append(text_of(message))
        if text_of(message) == "a1":
            await go.wait()
        done.append(text_of(message))

    handling = await started(app, handler)
    with pytest.raises(ValidationError) as caught:
        await take(app.messages, 1)
    assert caught.value.code == "messagesTaken"
    await writes(sim, ALICE, "a1", "a2", "a3")
    await writes(sim, BOB, "b1", "b2")
    await until(lambda: done == ["b1", "b2"])
    assert running == ["a1", "b1", "b2"], "the chat of a1 waits"
    go.set()
    await until(lambda: done == ["b1", "b2", "a1", "a2", "a3"])
    await app.stop()
    await asyncio.wait_for(handling, 5)


async def test_no_more_run_than_allowed(sim: Simulator, app: Spectrum) -> None:
    running = most = done = 0

    async def handler(_space: Space, _message: Message) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        done += 1

    handling = await started(app, handler, concurrency=2)
    for number in range(6):
        await writes(sim, f"+1555123010{number}", "hello")
    await until(lambda: done == 6)
    assert most == 2
    await app.stop()
    await handling


async def test_what_fails_comes_again_and_ends_as_a_dead_letter(
    sim: Simulator, app: Spectrum, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[tuple[str, bool]] = []
    dead: list[tuple[str, str]] = []

    async def handler(_space: Space, message: Message) -> None:
        attempts.append((text_of(message), message.redelivered))
        await message.reply(f"re: {text_of(message)}")
        if text_of(message) == "secret":
            raise ValueError(text_of(message))

    async def dead_letter(_space: Space, message: Message, error: BaseException) -> None:
        assert app.health().lines[0].unhandled == 1, "not before it is kept elsewhere"
        dead.append((text_of(message), repr(error)))

    handling = await started(app, handler, dead_letter=dead_letter)
    caplog.set_level(logging.DEBUG, "spectrum_imessage")
    await writes(sim, ALICE, "secret")
    await until(lambda: bool(dead))
    await writes(sim, ALICE, "good")
    await until(lambda: len(attempts) == 4)
    expected = [("secret", False), ("secret", True), ("secret", True), ("good", False)]
    assert attempts == expected
    assert dead == [("secret", "ValueError('secret')")]
    await until(lambda: app.health().lines[0].unhandled == 0)
    (given_up,) = app.dead_letters()
    assert (given_up.reason, given_up.attempts, given_up.event) == ("ValueError", 3, None)
    assert (given_up.line, given_up.stream) == ("shared", "messages")
    assert (given_up.space_id, given_up.message_id is None) == (f"any;-;{ALICE}", False)
    await app.stop()
    await handling
    # Sent by every attempt, and there once.
    sends = await sim.calls("SendTextMessage")
    assert len({str(call["request"]["clientMessageId"]) for call in sends}) == 2
    assert "ValueError" in caplog.text
    assert "test_handle.py" in caplog.text, "where it came from"
    assert "secret" not in caplog.text.replace('== "secret":', "")


async def test_a_dead_letter_that_fails_comes_again(sim: Simulator, app: Spectrum) -> None:
    letters = 0

    def handler(_space: Space, _message: Message) -> None:
        raise KeyError

    def dead_letter(_space: Space, _message: Message, error: BaseException) -> None:
        nonlocal letters
        letters += 1
        assert isinstance(error, KeyError)
        if letters == 1:
            raise OSError

    handling = await started(app, handler, attempts=1, dead_letter=dead_letter)
    await writes(sim, ALICE, "bad")
    await until(lambda: letters == 2)
    await until(lambda: app.health().lines[0].unhandled == 0)
    await app.stop()
    await handling


async def test_a_plain_function_and_a_handler_that_is_cancelled_inside(
    sim: Simulator, app: Spectrum
) -> None:
    calls: list[str] = []

    def handler(_space: Space, message: Message) -> None:
        calls.append(text_of(message))
        if len(calls) == 1:
            raise asyncio.CancelledError

    handling = await started(app, handler)
    await writes(sim, ALICE, "one")
    await until(lambda: calls == ["one", "one"])
    assert not handling.done()
    await app.stop()
    await handling


async def test_cancelled_what_runs_was_not_handled(sim: Simulator, tmp_path: Path) -> None:
    store = tmp_path / "agent.db"
    begun: list[str] = []
    ended: list[str] = []

    async def handler(_space: Space, message: Message) -> None:
        begun.append(text_of(message))
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(text_of(message))

    async with sim.spectrum(store=store) as app:
        handling = await started(app, handler)
        await writes(sim, ALICE, "one", "two")
        await until(lambda: begun == ["one"])
        handling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await handling
        assert ended == ["one"]
        # The place of the one consumer is free.
        found = await take(app.messages, 2)
        assert [(text_of(one), one.redelivered) for one in found] == [("one", True), ("two", False)]


async def test_a_stop_lets_jobs_finish(sim: Simulator, tmp_path: Path) -> None:
    store = tmp_path / "agent.db"
    begun: list[str] = []

    async def handler(space: Space, message: Message) -> None:
        begun.append(text_of(message))
        await asyncio.sleep(0.05)
        # Also while the application closes.
        await space.send("done")

    async with sim.spectrum(store=store) as app:
        handling = await started(app, handler)
        await writes(sim, ALICE, "one")
        await until(lambda: begun == ["one"])
        await app.stop()
        await handling
    await sim.sees(ALICE, text="done")
    async with sim.spectrum(store=store) as app:
        await writes(sim, ALICE, "two")
        assert [text_of(one) for one in await take(app.messages, 1)] == ["two"]


async def test_bad_arguments(app: Spectrum) -> None:
    wrong: Any = "no function"
    for call in (
        app.handle(wrong),
        app.handle(print, dead_letter=wrong),
        app.handle(print, concurrency=0),
        app.handle(print, attempts=-1),
        app.handle(print, backoff=-1),
    ):
        with pytest.raises(SpectrumError) as caught:
            await call
        assert caught.value.code == "invalidArgument"
