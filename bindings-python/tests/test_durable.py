"""With a durable store: what was not handled comes again, and what was does not."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, Simulator
from waiting import caught_up, heard, seen, take, text_of, until

from spectrum_imessage import (
    MemoryStore,
    Message,
    NotFoundError,
    Space,
    Spectrum,
    SpectrumError,
    SqliteStore,
    imessage,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "agent.db"


async def first_time(sim: Simulator, store: Path | str, **options: Any) -> None:
    """A program that learns where the streams are, and goes."""
    async with sim.spectrum(store=store, **options) as app:
        reading = asyncio.ensure_future(take(app.messages, 1))
        await caught_up(app)
        reading.cancel()
        await asyncio.wait([reading])


async def writes(sim: Simulator, *texts: str) -> None:
    for text in texts:
        await sim.person(ALICE, "text", text=text)


async def test_after_a_restart_comes_what_was_not_handled(sim: Simulator, store: Path) -> None:
    await first_time(sim, store)
    await writes(sim, "1", "2", "3")
    async with sim.spectrum(store=store) as app:
        assert seen(await take(app.messages, 2)) == [("1", False), ("2", False)]
    await writes(sim, "4")
    # Of the loop that was left the last message was not handled.
    async with sim.spectrum(store=SqliteStore(str(store))) as app:
        found = await take(app.messages, 3)
        assert seen(found) == [("2", True), ("3", False), ("4", False)]
        # A loop that asks for more says that it is.
        await writes(sim, "end")
        texts: list[str] = []
        async for _, message in app.messages:
            texts.append(text_of(message))
            if texts[-1] == "end":
                await app.stop()
        assert texts == ["4", "end"]
    async with sim.spectrum(store=store) as app:
        await writes(sim, "new")
        assert seen(await take(app.messages, 1)) == [("new", False)]


async def fails(app: Spectrum) -> None:
    async for _ in app.messages:
        raise KeyError


async def test_leaving_a_loop_leaves_its_last_message_to_the_next(
    sim: Simulator, store: Path
) -> None:
    await first_time(sim, store)
    async with sim.spectrum(store=store) as app:
        await writes(sim, "one", "two")
        for expected in (False, True, True):
            assert seen(await take(app.messages, 1)) == [("one", expected)]
        with pytest.raises(KeyError):
            await fails(app)
        assert seen(await take(app.messages, 2)) == [("one", True), ("two", False)]


async def test_manual_acknowledgement(sim: Simulator, store: Path) -> None:
    await first_time(sim, store)
    await writes(sim, "1", "2", "3", "4")
    async with sim.spectrum(store=store, ack="manual") as app:
        found = await take(app.messages, 4)
        for index in (2, 0):
            found[index].ack()
            found[index].ack()
        assert app.health().lines[0].unhandled == 2
    # The application is gone, and the store with it.
    with pytest.raises(SpectrumError) as caught:
        found[1].ack()
    assert caught.value.code == "stopped"
    async with sim.spectrum(store=store, ack="manual") as app:
        assert seen(await take(app.messages, 2)) == [("2", True), ("4", True)]


async def test_a_cancelled_read_keeps_the_message(sim: Simulator, store: Path) -> None:
    await first_time(sim, store)
    total = 30
    async with sim.spectrum(store=store) as app:
        handled: list[str] = []

        async def read() -> None:
            async for _, message in app.messages:
                if not handled or handled[-1] != text_of(message):
                    handled.append(text_of(message))

        await writes(sim, *map(str, range(total)))
        round = 0
        while len(handled) < total:
            # Cancelled at a different moment each time, also inside of a read.
            task = asyncio.ensure_future(read())
            for _ in range(round % 7):
                await asyncio.sleep(0.0005 * (round % 3))
            task.cancel()
            await asyncio.wait([task])
            round += 1
    assert handled == [str(number) for number in range(total)]


async def test_the_store_has_one_owner(sim: Simulator, store: Path) -> None:
    async with sim.spectrum(store=store) as app:
        with pytest.raises(SpectrumError) as caught:
            await sim.spectrum(store=store)
        assert caught.value.code == "storeInUse"
        # Also while messages are read one by one.
        reading = asyncio.ensure_future(app.messages.__anext__())
        await caught_up(app)
        await writes(sim, "one")
        assert text_of((await reading)[1]) == "one"
    async with sim.spectrum(store=store) as app:
        assert seen(await take(app.messages, 1)) == [("one", True)]


async def test_bad_stores(sim: Simulator, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database " * 100)
    for path in (damaged, tmp_path / "nowhere" / "agent.db"):
        with pytest.raises(SpectrumError) as caught:
            await sim.spectrum(store=path)
        assert caught.value.code == "storeUnusable"
    for options in ({"store": 7}, {"ack": "never"}, {"watchdog": 0}):
        with pytest.raises(SpectrumError) as caught:
            await sim.spectrum(**options)
        assert caught.value.code == "invalidArgument"


async def test_in_memory_nothing_is_taken_for_handled_unread(sim: Simulator) -> None:
    async with sim.spectrum(store=MemoryStore()) as app:
        reading = asyncio.ensure_future(take(app.messages, 1))
        await heard(app)
        await writes(sim, *map(str, range(5)))
        assert seen(await reading) == [("0", False)]
        await until(lambda: app.health().lines[0].unhandled == 4)
        assert [text for text, _ in seen(await take(app.messages, 2))] == ["1", "2"]
        # What the loop did not get is there for jobs.
        handled: list[str] = []

        async def handler(_space: Space, message: Message) -> None:
            handled.append(text_of(message))

        handling = asyncio.ensure_future(app.handle(handler))
        await until(lambda: handled == ["3", "4"])
    await handling


KILLED = """
import asyncio, sys
from spectrum_imessage import Spectrum, imessage

async def main():
    async with Spectrum(providers=[imessage.config()], store=sys.argv[1]) as app:
        async for space, message in app.messages:
            await message.reply("the answer")
            await space.send("and more")
            print(message.redelivered, flush=True)
            await asyncio.sleep(60)

asyncio.run(main())
"""


async def killed(sim: Simulator, store: Path) -> str:
    """What a program said that was killed while it had a message."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store)],
        env={**os.environ, **sim.environment()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = await asyncio.to_thread(process.stdout.readline)
    process.kill()
    process.communicate()
    assert process.returncode == (-signal.SIGKILL if os.name == "posix" else 1)
    return line.strip()


async def test_an_answer_goes_out_once_whatever_happens(sim: Simulator, store: Path) -> None:
    await first_time(sim, store)
    chat = (await sim.person(ALICE, "text", text="hi"))["chat"]
    assert [await killed(sim, store) for _ in range(3)] == ["False", "True", "True"]
    assert len(await sim.calls("SendTextMessage")) == 6, "every run has sent"
    shown = await sim.get(f"/api/conversations/{chat}")
    answers = [one for one in shown["messages"] if one["from"] == "agent"]
    assert len(answers) == 2, shown


async def test_what_a_stop_has_cut_off_can_be_sent_again(sim: Simulator, store: Path) -> None:
    await sim.post("/api/faults", {"method": "SendTextMessage", "action": "hang"})
    async with sim.spectrum(store=store) as app:
        assert app.outbox() == []
        dm = await imessage(app).space.create(ALICE)
        sending = asyncio.ensure_future(dm.send("hello"))
        await sim.call("SendTextMessage")
        stopping = asyncio.ensure_future(app.stop())
        await until(lambda: stopped(app))
        sending.cancel()
        await asyncio.wait([sending])
        await stopping
    async with sim.spectrum(store=store) as app:
        (entry,) = app.outbox()
        assert (entry.line, entry.space_id, entry.content_type) == ("shared", dm.id, "text")
        assert entry.content == {"type": "text", "text": "hello"}
        assert entry.time.tzinfo is not None
        assert "hello" not in repr(entry)
        sent = await app.send_again(entry.client_message_id)
        assert sent is not None
        assert text_of(sent) == "hello"
        assert app.outbox() == []
        assert not app.remove_from_outbox(entry.client_message_id)
        with pytest.raises(NotFoundError) as caught:
            await app.send_again(entry.client_message_id)
        assert caught.value.code == "outboxEntryNotFound"
    await sim.sees(ALICE, text="hello")


def stopped(app: Spectrum) -> bool:
    try:
        app.outbox()
    except SpectrumError as error:
        return error.code == "stopped"
    return False
