"""A library does not own the process."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from spectrum_imessage import imessage

if TYPE_CHECKING:
    from simulator import Simulator

SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def test_signals_are_the_programs_own_business(sim: Simulator) -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    async with sim.spectrum() as app:
        assert imessage(app).lines == ["shared"]
        assert [signal.getsignal(number) for number in SIGNALS] == before
    assert [signal.getsignal(number) for number in SIGNALS] == before
