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
    records = [record for record in caplog.records if record.name == "spectrum_imessage"]
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
            await (await imessage(app).space.create(ALICE)).send("my diary", custom(1))
    assert caplog.records
    assert sim.project_secret not in caplog.text
    assert "my diary" not in caplog.text


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
    assert "spectrum_imessage skipped:" in done.stderr
