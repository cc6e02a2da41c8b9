"""With a database in place of the file. ``scripts/postgres.sh`` runs a command with a server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE, Simulator
from test_durable import first_time
from waiting import seen, take

from spectrum_imessage import SpectrumError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> str:
    server = os.environ.get("SPECTRUM_TEST_POSTGRES")
    if server is None:
        pytest.fail("run the tests with scripts/postgres.sh")
    return f"{server}?namespace={os.getpid()}-{tmp_path.name}"


async def test_after_a_restart_comes_what_was_not_handled(sim: Simulator, store: str) -> None:
    await first_time(sim, store)
    async with sim.spectrum(store=store) as app:
        await sim.person(ALICE, "text", text="1")
        assert seen(await take(app.messages, 1)) == [("1", False)]
        with pytest.raises(SpectrumError) as caught:
            await sim.spectrum(store=store)
        assert caught.value.code == "storeInUse"
    await sim.person(ALICE, "text", text="2")
    async with sim.spectrum(store=store) as app:
        assert seen(await take(app.messages, 2)) == [("1", True), ("2", False)]


async def test_a_database_that_cannot_be_used_is_told_without_its_password(sim: Simulator) -> None:
    for url, name, code in (
        ("postgres://agent:hunter2@one,two/agents", "ValidationError", "invalidStore"),
        ("postgresql://agent:hunter2@one/agents?sslmode=prefer", "ValidationError", "invalidStore"),
        ("postgres://agent:hunter2@127.0.0.1:1/agents", "ConnectionError", "networkError"),
    ):
        with pytest.raises(SpectrumError) as caught:
            await sim.spectrum(store=url)
        assert (type(caught.value).__name__, caught.value.code) == (name, code)
        assert "hunter2" not in f"{caught.value!r} {caught.value}"
