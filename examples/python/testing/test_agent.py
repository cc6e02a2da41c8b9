"""Tests of the agent, without an account or a phone: run `pytest` here, with pytest-asyncio."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import agent
import pytest

from spectrum_imessage import Spectrum

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from spectrum_imessage.testing import Person, Simulator


@asynccontextmanager
async def running(simulator: Simulator) -> AsyncGenerator[None, None]:
    """The agent at work."""
    async with Spectrum(simulator=simulator) as app:
        work = asyncio.create_task(agent.run(app))
        await simulator.listening()
        yield
        work.cancel()


@pytest.mark.asyncio
async def test_it_answers(spectrum_simulator: Simulator, person: Person) -> None:
    async with running(spectrum_simulator):
        await person.text("hello")
        await person.receives("You said: hello", effect="none", within=5)


@pytest.mark.asyncio
async def test_it_congratulates(spectrum_simulator: Simulator, person: Person) -> None:
    async with running(spectrum_simulator):
        question = await person.text("It is my birthday!")
        await person.receives(reaction="love", message=question)
        await person.receives("Happy birthday!", effect="confetti")


@pytest.mark.asyncio
@pytest.mark.spectrum_simulator(token_ttl=60)
async def test_its_token_is_replaced(spectrum_simulator: Simulator, person: Person) -> None:
    async with running(spectrum_simulator):
        await spectrum_simulator.advance(61)
        await person.text("still there?")
        await person.receives("You said: still there?")
