"""The pytest plugin, as a project that uses it has it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from spectrum_imessage.testing import Person, Simulator

BEFORE = """
import asyncio
import pytest
from spectrum_imessage import Spectrum

async def greet(app):
    async for space, message in app.messages:
        await space.send("hello, " + message.content.text)

def played(simulator, scene):
    async def play():
        async with Spectrum(simulator=simulator) as app:
            agent = asyncio.create_task(greet(app))
            await simulator.listening()
            await scene()
            agent.cancel()
    asyncio.run(play())
"""


def run(folder: Path, text: str) -> tuple[int, str]:
    """Runs a test of a project with no plugin but this."""
    (folder / "test_it.py").write_text(BEFORE + text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:asyncio", "-p", "no:cacheprovider"]
    command += ["--strict-markers", "-q", "-W", "error", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.spectrum_simulator(lines=["+15559990007"])
async def test_the_fixtures_are_there(spectrum_simulator: Simulator, person: Person) -> None:
    await person.text("hello")
    [conversation] = await spectrum_simulator.conversations()
    assert (conversation.line, conversation.messages[0].text) == ("+15559990007", "hello")


def test_without_an_event_loop_of_the_test_runner(tmp_path: Path) -> None:
    text = """
def test_greeting(spectrum_simulator, person):
    async def scene():
        await person.text("Ada")
        await person.receives("hello, Ada", within=5)
    played(spectrum_simulator, scene)
"""
    status, output = run(tmp_path, text)
    assert status == 0, output


def test_a_failure_shows_the_conversation_and_no_code_of_ours(tmp_path: Path) -> None:
    text = """
def test_greeting(spectrum_simulator, person):
    async def scene():
        await person.text("Ada")
        await person.receives("hello, Ada")
        await person.receives("good bye, Ada", within=0.01)
    played(spectrum_simulator, scene)
"""
    status, output = run(tmp_path, text)
    assert status == 1, output
    assert 'did not see a message or an edit with the text "good bye, Ada" within 10ms' in output
    assert '✓ message "hello, Ada"' in output
    assert "self._simulator._post" not in output


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    text = """
@pytest.mark.spectrum_simulator(heartbeet=1)
def test_a(person):
    pass

@pytest.mark.spectrum_simulator({"heartbeat": 1})
def test_b(person):
    pass

@pytest.mark.spectrum_simulator(heartbeat=-1)
def test_c(person):
    pass
"""
    status, output = run(tmp_path, text)
    assert status == 1, output
    assert "3 errors" in output
    for word in ("heartbeet", "given by name", "heartbeat is a number of seconds"):
        assert word in output


def test_the_fixtures_without_asyncio(tmp_path: Path) -> None:
    fixtures = "from spectrum_imessage.sync.testing import person, spectrum_simulator\n"
    (tmp_path / "conftest.py").write_text(fixtures, encoding="utf-8")
    text = """
import threading
from spectrum_imessage.sync import NotReceived, Spectrum

def run(app):
    for space, message in app.messages:
        space.send("hello, " + message.content.text)

@pytest.mark.spectrum_simulator(lines=["+15559990007"])
def test_greeting(spectrum_simulator, person):
    with Spectrum(simulator=spectrum_simulator) as app:
        threading.Thread(target=run, args=(app,)).start()
        spectrum_simulator.listening()
        person.text("Ada")
        person.receives("hello, Ada", within=5)
        with pytest.raises(NotReceived, match="good bye"):
            person.receives("good bye", within=0.01)
    assert spectrum_simulator.conversations()[0].line == "+15559990007"
"""
    status, output = run(tmp_path, text)
    assert status == 0, output
