"""A simulator and an application for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from simulator import ALICE, Simulator

from spectrum_imessage import IMessageSpace, Spectrum, imessage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A project on the shared pool."""
    with Simulator() as sim:
        yield sim


@pytest.fixture
def dedicated() -> Iterator[Simulator]:
    """A project with two lines of its own."""
    with Simulator("--dedicated", "+15559990001,+15559990002") as sim:
        yield sim


@pytest_asyncio.fixture
async def app(sim: Simulator) -> AsyncIterator[Spectrum]:
    """A started application on the shared pool."""
    async with sim.spectrum() as app:
        yield app


@pytest_asyncio.fixture
async def dm(app: Spectrum) -> IMessageSpace:
    """Its conversation with Alice."""
    return await imessage(app).space.create(ALICE)
