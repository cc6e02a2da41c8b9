"""Event loops: several, one after another, and those that watch no sockets."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from typing import TYPE_CHECKING

from simulator import ALICE, Simulator

from spectrum_imessage import imessage

if TYPE_CHECKING:
    import pytest


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
