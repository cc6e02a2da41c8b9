"""Event loops: several, one after another, and those that watch no sockets."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from types import SimpleNamespace
from typing import Any, cast

import pytest
from simulator import ALICE, Simulator

from spectrum_imessage import imessage
from spectrum_imessage._port import port_here


async def one_message(sim: Simulator) -> str:
    async with sim.spectrum() as app:
        sent = await (await imessage(app).space.create(ALICE)).send("hello")
        assert sent is not None
        return sent.id


def test_one_loop_after_another(sim: Simulator) -> None:
    ids = {asyncio.run(one_message(sim)) for _ in range(5)}
    assert len(ids) == 5


async def test_loops_side_by_side(sim: Simulator) -> None:
    def life() -> str:
        return asyncio.run(one_message(sim))

    ids = await asyncio.gather(*(asyncio.to_thread(life) for _ in range(8)))
    assert len(set(ids)) == 8


def test_a_loop_that_watches_no_sockets(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotImplementedError

    before = threading.active_count()
    loop = asyncio.new_event_loop()
    # As the default loop of Windows does.
    monkeypatch.setattr(loop, "add_reader", refuse)
    try:
        assert loop.run_until_complete(one_message(sim))
        assert threading.active_count() > before
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    for thread in threading.enumerate():
        if thread.name == "spectrum-imessage":
            thread.join(5)
    assert threading.active_count() == before


def test_a_closed_loop_is_not_kept(sim: Simulator) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(one_message(sim))
    loop.close()
    kept = weakref.ref(loop)
    del loop
    # The next loop clears up after the closed ones.
    asyncio.run(one_message(sim))
    gc.collect()
    assert kept() is None


class _Ended:
    """Calls that have ended at the same time."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers

    def drain(self) -> list[tuple[int, object, BaseException | None]]:
        return [(number, f"value {number}", None) for number in self._numbers]


def test_a_task_that_ends_the_program_takes_no_result_from_others() -> None:
    loop = asyncio.new_event_loop()
    # The loop watches the socket of the first one.
    kept: list[Any] = []

    async def wait(number: int, *, ends: bool) -> object:
        call = cast("Any", SimpleNamespace(id=number))
        value = await port_here().expect(call)
        if ends:
            raise SystemExit(3)
        return value

    async def begin() -> list[asyncio.Task[object]]:
        tasks = [asyncio.ensure_future(wait(number, ends=number == 1)) for number in (1, 2)]
        await asyncio.sleep(0)
        port = port_here()
        kept.append(port.native)
        port.native = cast("Any", _Ended(1, 2))
        kept.append(port.drain)
        return tasks

    first, second = loop.run_until_complete(begin())
    loop.call_soon(kept[-1])
    with pytest.raises(SystemExit):
        loop.run_until_complete(second)
    assert loop.run_until_complete(asyncio.wait_for(second, 10)) == "value 2"
    assert isinstance(first.exception(), SystemExit)
    loop.close()
