"""Cancelling a call of the core."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE, Simulator

if TYPE_CHECKING:
    from spectrum_imessage import IMessageSpace


async def test_a_cancelled_send_resets_the_call(sim: Simulator, dm: IMessageSpace) -> None:
    await sim.post("/api/faults", {"method": "SendTextMessage", "action": "hang"})
    task = asyncio.ensure_future(dm.send("never"))
    await sim.call("SendTextMessage")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    call = await sim.call("SendTextMessage", status="CANCELLED")
    assert "never" in str(call["request"])
    # The client is as good as before.
    await dm.send("afterwards")
    await sim.sees(ALICE, text="afterwards")


async def test_a_time_limit(sim: Simulator, dm: IMessageSpace) -> None:
    await sim.post("/api/faults", {"method": "SendTextMessage", "action": "hang"})
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(dm.send("never"), 0.2)
    await sim.call("SendTextMessage", status="CANCELLED")


async def test_a_cancel_before_the_call_began(sim: Simulator, dm: IMessageSpace) -> None:
    task = asyncio.ensure_future(dm.send("never"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await sim.calls("SendTextMessage") == []


async def test_a_storm_of_cancels(sim: Simulator, dm: IMessageSpace) -> None:
    for round in range(100):
        task = asyncio.ensure_future(dm.send(str(round)))
        for _ in range(round % 4):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await dm.send("after the storm")
    await sim.sees(ALICE, text="after the storm")
