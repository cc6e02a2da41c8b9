"""How a process ends, and what a fork does."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE, Simulator

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 40

SHORT = f"""
import asyncio
from spectrum_imessage import Spectrum, imessage

async def main():
    async with Spectrum(providers=[imessage.config()]) as app:
        dm = await imessage(app).space.create("{ALICE}")
        await dm.send("short")

# Without warnings about a slow machine.
asyncio.run(main(), debug=False)
"""

# Everything is on its way when the loop is closed and the interpreter goes.
ABRUPT = f"""
import asyncio
from spectrum_imessage import Spectrum, imessage

async def main():
    app = await Spectrum(providers=[imessage.config()])
    dm = await imessage(app).space.create("{ALICE}")
    asyncio.ensure_future(app.messages.__anext__())
    asyncio.ensure_future(imessage(app).line().events.messages().__anext__())
    for _ in range(20):
        asyncio.ensure_future(dm.send("abrupt"))
    await dm.send("the last one")

# Without warnings about a slow machine.
asyncio.run(main(), debug=False)
"""

# Nobody closes anything, and nothing is awaited any more.
CARELESS = f"""
import asyncio
from spectrum_imessage import Spectrum, imessage

async def main():
    app = await Spectrum(providers=[imessage.config()])
    dm = await imessage(app).space.create("{ALICE}")
    for _ in range(20):
        asyncio.ensure_future(dm.send("careless"))
    asyncio.ensure_future(app.messages.__anext__())
    asyncio.ensure_future(imessage(app).line().events.messages().__anext__())
    await dm.send("the last one")

loop = asyncio.new_event_loop()
loop.run_until_complete(main())
"""

OPEN_STREAM = """
import asyncio, sys
from spectrum_imessage import Spectrum, imessage

async def read(source):
    async for _ in source:
        pass

async def main():
    app = await Spectrum(providers=[imessage.config()], store=sys.argv[1])
    reading = [asyncio.ensure_future(read(source)) for source in (app.messages, app.events)]
    await asyncio.to_thread(input)
    {ending}

asyncio.run(main())
"""


def run(sim: Simulator, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program],
        env={**os.environ, **sim.environment()},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def many(sim: Simulator, program: str) -> list[subprocess.CompletedProcess[str]]:
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, sim, program) for _ in range(RUNS)]
        return [one.result() for one in runs]


# With threads that enter Python, one run in eight ended with an abort.
@pytest.mark.parametrize("program", [SHORT, ABRUPT], ids=["short", "abrupt"])
def test_many_short_runs(sim: Simulator, program: str) -> None:
    done = many(sim, program)
    failed = [(one.returncode, one.stderr) for one in done if one.returncode or one.stderr]
    assert failed == []


def test_many_careless_runs(sim: Simulator) -> None:
    done = many(sim, CARELESS)
    # Python itself complains about the tasks; that is all that may happen.
    assert {one.returncode for one in done} == {0}
    assert all("Fatal" not in one.stderr for one in done)


@pytest.mark.parametrize("ending", ["await app.stop()", "pass"], ids=["stop", "no stop"])
async def test_an_open_stream_does_not_hold_the_process(
    sim: Simulator, ending: str, tmp_path: Path
) -> None:
    store = str(tmp_path / "agent.db")
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN_STREAM.format(ending=ending), store],
        env={**os.environ, **sim.environment()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    await sim.listening()
    assert process.poll() is None
    before = time.monotonic()
    _, errors = process.communicate("\n", timeout=30)
    took = time.monotonic() - before
    assert process.returncode == 0, errors
    assert errors == ""
    assert took < 1, f"{took:.2f} s"
    # The store is free.
    async with sim.spectrum(store=store):
        pass


FORK = f"""
import asyncio, os, sys
from spectrum_imessage import Spectrum, SpectrumError, imessage

async def run():
    async with Spectrum(providers=[imessage.config()]) as app:
        await (await imessage(app).space.create("{ALICE}")).send("hello")

def child():
    try:
        asyncio.run(run())
    except SpectrumError as error:
        print(error.code, flush=True)
    else:
        print("sent", flush=True)
    os._exit(0)

if "late" in sys.argv:
    asyncio.run(run())
pid = os.fork()
if pid == 0:
    child()
os.waitpid(pid, 0)
asyncio.run(run())
print("parent", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize(("when", "child"), [("early", "sent"), ("late", "forked")])
def test_a_fork(sim: Simulator, when: str, child: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK, when],
        env={**os.environ, **sim.environment()},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.split() == [child, "parent"], done.stderr


FORK_WITH_A_STORE = """
import asyncio, os, sys
from spectrum_imessage import Spectrum, SpectrumError, imessage

def child(app, message):
    for call in (app.health, message.ack):
        try:
            call()
        except SpectrumError as error:
            print(error.code, flush=True)
    os._exit(0)

async def main():
    async with Spectrum(providers=[imessage.config()], store=sys.argv[1], ack="manual") as app:
        async for _, message in app.messages:
            pid = os.fork()
            if pid == 0:
                child(app, message)
            os.waitpid(pid, 0)
            message.ack()
            print(app.health().lines[0].unhandled, flush=True)
            return

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
async def test_a_fork_with_a_store(sim: Simulator, tmp_path: Path) -> None:
    program = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK_WITH_A_STORE]
    process = subprocess.Popen(
        [*program, str(tmp_path / "agent.db")],
        env={**os.environ, **sim.environment()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    await sim.listening()
    await sim.person(ALICE, "text", text="hello")
    output, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert output.split() == ["forked", "forked", "0"], errors


def test_no_thread_at_import() -> None:
    program = """
import os, threading
import spectrum_imessage
spectrum_imessage.text("content needs no thread")
tasks = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
print(tasks, threading.active_count())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.split() == ["1", "1"]
