"""Programs without asyncio, in processes of their own, on a simulator of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from spectrum_imessage.sync import Simulator, Spectrum, imessage

if TYPE_CHECKING:
    from collections.abc import Generator

ALICE = "+15551230001"
BOB = "+15551230002"


def environment(simulator: Simulator) -> dict[str, str]:
    """What leads a client there."""
    return {
        **os.environ,
        "SPECTRUM_PROJECT_ID": simulator.project_id,
        "SPECTRUM_PROJECT_SECRET": simulator.project_secret,
        "SPECTRUM_CLOUD_URL": simulator.cloud_url,
        "SPECTRUM_IMESSAGE_ADDRESS": simulator.imessage_address,
        "SPECTRUM_IMESSAGE_LINE_ADDRESS": simulator.imessage_address,
        "SPECTRUM_CA_FILE": simulator.ca_file,
    }


@contextmanager
def program(
    simulator: Simulator, text: str, *arguments: str
) -> Generator[subprocess.Popen[str], None, None]:
    """A program at work. What is left of it is killed."""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", text, *arguments]
    with subprocess.Popen(
        command,
        env=environment(simulator),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def spectrum(simulator: Simulator, **options: Any) -> Spectrum:
    """An application on the simulator, not started."""
    return Spectrum(simulator=simulator, providers=[imessage.config()], **options)
