"""A test kit for pytest: the fixtures ``spectrum_simulator`` and ``person``.

pytest finds it by itself. Settings of the simulator stand in a marker::

    @pytest.mark.spectrum_simulator(lines=["+15559990001"])
    async def test_greeting(spectrum_simulator: Simulator, person: Person) -> None:
        async with Spectrum(simulator=spectrum_simulator) as app:
            agent = asyncio.create_task(run(app))
            await spectrum_simulator.listening()
            await person.text("hello")
            await person.receives(text="hello!", within=5)
            agent.cancel()

The fixtures need no event loop: any plugin that runs asynchronous tests on asyncio will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from ._person import NotReceived, Person
from ._simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NotReceived", "Person", "Simulator", "person", "spectrum_simulator"]

_MARKER = "spectrum_simulator"


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(**settings): settings of the simulator of this test, as those of Simulator",
    )


@pytest.fixture
def spectrum_simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A simulator for this test, with the settings of the marker; the nearest one counts."""
    node = cast("pytest.Item", request.node)  # type: ignore[redundant-cast,unused-ignore]
    marker = node.get_closest_marker(_MARKER)
    if marker is not None and marker.args:
        raise pytest.UsageError(f"the settings of {_MARKER} are given by name")
    settings: dict[str, Any] = dict(marker.kwargs) if marker else {}
    simulator = Simulator(**settings)._start_now()
    yield simulator
    simulator._stop_now()


@pytest.fixture
def person(spectrum_simulator: Simulator) -> Person:
    """A person in the simulator of this test. Others: ``spectrum_simulator.person(address)``."""
    return spectrum_simulator.person()
