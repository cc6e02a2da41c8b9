"""The examples do what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from simulator import ALICE, REPO, Simulator

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def example(sim: Simulator, name: str) -> Generator[None, None, None]:
    program = REPO / "examples" / "python" / name
    environment = {**os.environ, **sim.environment()}
    with subprocess.Popen([sys.executable, str(program)], env=environment) as process:
        try:
            yield
            assert process.poll() is None, "it goes on"
        finally:
            process.terminate()


async def test_echo(sim: Simulator) -> None:
    with example(sim, "echo.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="echo!")
        await sim.sees(ALICE, text="echo!")
        await sim.sees(ALICE, typing="off")


async def test_birthday(sim: Simulator) -> None:
    with example(sim, "birthday.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="hello")
        await sim.sees(ALICE, contains="birthday", effect="none")
        await sim.person(ALICE, "text", text="My birthday is today")
        await sim.sees(ALICE, reaction="love")
        await sim.sees(ALICE, text="Happy birthday!", effect="celebration")
        await sim.sees(ALICE, background="set")


async def test_streaming(sim: Simulator) -> None:
    with example(sim, "streaming.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="one two three four")
        await sim.sees(ALICE, kind="message", text="You ")
        await sim.sees(ALICE, kind="edit", text="You said: one two three four ")
        await sim.sees(ALICE, typing="off")


def test_the_tests_of_an_agent_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    folder = REPO / "examples" / "python" / "testing"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
