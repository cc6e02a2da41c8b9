"""What the core logs arrives in ``logging``."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from simulator import ALICE, Simulator

from spectrum_imessage import Spectrum, custom, imessage

if TYPE_CHECKING:
    import pytest


async def test_a_warning(app: Spectrum, caplog: pytest.LogCaptureFixture) -> None:
    dm = await imessage(app).space.create(ALICE)
    await dm.send(custom({"a": 1}))
    records = [record for record in caplog.records if record.name == "spectrum_imessage.send"]
    assert [record.levelno for record in records] == [logging.WARNING]
    assert "custom" in records[0].getMessage()


async def test_the_level_counts(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "spectrum_imessage"):
        async with sim.spectrum() as app:
            dm = await imessage(app).space.create(ALICE)
            await dm.send(custom({"a": 1}))
    assert caplog.records == []


async def test_no_secret_is_logged(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "spectrum_imessage"):
        async with sim.spectrum() as app:
            fault = {"method": "SendTextMessage", "action": "refuse", "status": "UNAVAILABLE"}
            more = {"retryable": True, "times": 1, "message": f"{ALICE} is away"}
            await sim.post("/api/faults", {**fault, **more})
            await (await imessage(app).space.create(ALICE)).send("my diary", custom(1))
    assert caplog.records
    assert sim.project_secret not in caplog.text
    assert "my diary" not in caplog.text
    assert ALICE not in caplog.text
    assert "+1555…01 is away" in caplog.text


async def test_the_level_of_a_part_counts(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG, "spectrum_imessage"),
        caplog.at_level(logging.ERROR, "spectrum_imessage.send"),
    ):
        async with sim.spectrum() as app:
            await (await imessage(app).space.create(ALICE)).send(custom(1))
    assert "spectrum_imessage.send" not in {record.name for record in caplog.records}


BY_ENVIRONMENT = """
import asyncio
from spectrum_imessage import Spectrum, custom, imessage

async def main():
    async with Spectrum(providers=[imessage.config()]) as app:
        dm = await imessage(app).space.create("+15551230001")
        await dm.send(custom(1))

asyncio.run(main())
"""


def by_environment(sim: Simulator, levels: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BY_ENVIRONMENT],
        env={**os.environ, **sim.environment(), "SPECTRUM_LOG": levels},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stderr


def test_the_environment_sets_the_levels(sim: Simulator) -> None:
    assert "WARNING spectrum_imessage.send: skipped:" in by_environment(sim, "info")
    assert by_environment(sim, "info,send=error") == ""
    assert "SPECTRUM_LOG is not understood" in by_environment(sim, "loud")


LATE = """
import asyncio, logging
from spectrum_imessage import Spectrum, custom, imessage, _native

logging.basicConfig(format="%(name)s %(message)s")
# Nobody drains any more: what is left is handed over at the end of the interpreter.
drain, _native.drain_logs = _native.drain_logs, lambda: []

async def main():
    async with Spectrum(providers=[imessage.config()]) as app:
        dm = await imessage(app).space.create("+15551230001")
        await dm.send(custom(1))

asyncio.run(main())
_native.drain_logs = drain
"""


def test_the_last_words_are_not_lost(sim: Simulator) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE],
        env={**os.environ, **sim.environment()},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "spectrum_imessage.send skipped:" in done.stderr
