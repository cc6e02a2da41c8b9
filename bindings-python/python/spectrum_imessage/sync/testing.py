# Written by scripts/python-sync.py from ../testing.py; change that one.
"""A test kit for pytest: the fixtures ``spectrum_simulator`` and ``person``, without asyncio.

Those of ``spectrum_imessage.testing`` are there by themselves; these take their place with a line
in ``conftest.py``::

    from spectrum_imessage.sync.testing import person, spectrum_simulator

Settings of the simulator stand in a marker::

    @pytest.mark.spectrum_simulator(lines=["+15559990001"])
    def test_greeting(spectrum_simulator: Simulator, person: Person) -> None:
        with Spectrum(simulator=spectrum_simulator) as app:
            # It ends when the application stops.
            threading.Thread(target=run, args=(app,)).start()
            spectrum_simulator.listening()
            person.text("hello")
            person.receives(text="hello!", within=5)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from .._person import NotReceived
from ..testing import _MARKER
from ._person import Person
from ._simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NotReceived", "Person", "Simulator", "person", "spectrum_simulator"]


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
