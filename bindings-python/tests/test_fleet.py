"""A worker of a fleet, beside a relay that the command runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spectrum_imessage import (
    ConnectionError,
    FleetSettings,
    Message,
    Simulator,
    Space,
    Spectrum,
    ValidationError,
    imessage,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ALICE = "+15551230001"
REPO = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def server() -> str:
    """Without one the tests fail: what is not run has not passed."""
    named = os.environ.get("SPECTRUM_NATS_SERVER")
    cache = Path(os.environ.get("SPECTRUM_CACHE") or REPO / ".cache")
    found = named or str(cache / "nats" / "nats-server")
    assert Path(found).exists(), "there is no nats-server: run scripts/nats.sh"
    return found


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[str]:
    """The address of a NATS server with JetStream."""
    port = free_port()
    arguments = ["--addr", "127.0.0.1", "--jetstream", "--port", str(port)]
    with subprocess.Popen(
        [server(), *arguments, "--store_dir", str(tmp_path / "nats")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert time.monotonic() < deadline, "nats-server does not answer"
            time.sleep(0.05)
        try:
            yield f"nats://127.0.0.1:{port}"
        finally:
            process.kill()


@contextlib.contextmanager
def relay(sim: Simulator, nats: str) -> Generator[None]:
    arguments = ["relay", "--nats", nats, "--simulator", sim.page_url]
    with subprocess.Popen(
        [sys.executable, "-m", "spectrum_imessage", *arguments], stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


async def flowing(sim: Simulator, seen: list[str]) -> None:
    """Until what is written arrives: a line that is held is not read at the same moment."""
    for n in range(200):
        await sim.person(ALICE).text(f"ready {n}")
        await asyncio.sleep(0.1)
        if seen:
            return
    raise AssertionError("nothing arrives")


@pytest.mark.asyncio
async def test_workers_of_a_group_share_messages_and_each_group_gets_all(nats: str) -> None:
    async with Simulator() as sim:
        with relay(sim, nats):
            seen: dict[str, list[str]] = {"one": [], "two": [], "other": []}

            async def work(name: str, settings: str | FleetSettings, group: str) -> Spectrum:
                app = await Spectrum(simulator=sim, fleet=settings, group=group)

                async def handle(space: Space, message: Message) -> None:
                    seen[name].append(message.content.text)  # type: ignore[union-attr]
                    await message.reply(f"{group}: {message.content.text}")  # type: ignore[union-attr]

                task = asyncio.ensure_future(app.handle(handle))
                tasks.append(task)
                return app

            tasks: list[asyncio.Future[Any]] = []
            settings: FleetSettings = {"servers": nats, "max_tries": 3, "max_age": 7 * 24 * 3600}
            apps = [
                await work("one", nats, "support"),
                await work("two", settings, "support"),
                await work("other", nats, "archive"),
            ]
            await flowing(sim, seen["other"])
            people = [f"+1555123{n:04}" for n in range(20)]
            for person in people:
                await sim.person(person).text(f"I am {person}")
            wanted = sorted(f"I am {person}" for person in people)

            def texts(*names: str) -> list[str]:
                found = [text for name in names for text in seen[name]]
                return sorted(text for text in found if text.startswith("I am"))

            for _ in range(300):
                if texts("one", "two") == wanted and texts("other") == wanted:
                    break
                await asyncio.sleep(0.1)
            assert texts("one", "two") == wanted
            assert texts("other") == wanted

            health = apps[0].health().fleet
            assert health is not None
            assert health.healthy
            assert health.held > 0
            assert apps[0].health().healthy
            for app in apps:
                await app.stop()
            await asyncio.gather(*tasks)


@pytest.mark.asyncio
async def test_what_is_wrong_is_told(nats: str) -> None:
    def start(**options: Any) -> Spectrum:
        return Spectrum(simulator=True, **options)

    with pytest.raises(ValidationError, match="give fleet"):
        start(group="g")
    with pytest.raises(ValidationError, match="not int"):
        start(fleet=7, group="g")
    with pytest.raises(ValidationError, match="group"):
        await start(fleet=nats)
    with pytest.raises(ValidationError) as refused:
        await start(fleet={"servers": nats, "partitions": "hunter2"}, group="g")
    assert "hunter2" not in str(refused.value)
    nobody = f"nats://127.0.0.1:{free_port()}"
    with pytest.raises(ConnectionError):
        await start(fleet=nobody, group="g", start_timeout=1.0)
    async with Spectrum(simulator=True) as alone:
        assert alone.health().fleet is None
        assert imessage(alone) is not None
