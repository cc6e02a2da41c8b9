"""The command ``spectrum`` from Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE

if TYPE_CHECKING:
    from simulator import Simulator

COMMAND = (sys.executable, "-m", "spectrum_imessage")
WINDOWS = sys.platform == "win32"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_help_speaks_of_the_module() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: python -m spectrum_imessage <COMMAND>" in done.stdout
    assert "\n  python -m spectrum_imessage send --to " in done.stdout
    wrong = run("nothing")
    assert wrong.returncode == 2
    assert "nothing" in wrong.stderr


def test_the_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("spectrum.exe" if WINDOWS else "spectrum")
    done = subprocess.run([str(script), "--help"], capture_output=True, text=True, check=True)
    assert "Usage: spectrum <COMMAND>" in done.stdout


def test_a_message_is_sent_and_its_status_passed_on(sim: Simulator) -> None:
    sent = run("send", "--json", "--to", ALICE, "from Python ✓", **sim.environment())
    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout)["messages"][0]["content"]["text"] == "from Python ✓"
    refused = run("send", "--to", "nobody", "x", **sim.environment())
    assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.skipif(WINDOWS, reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_ends_the_simulator_and_the_tail_well() -> None:
    with subprocess.Popen(
        [*COMMAND, "sim", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as simulator:
        assert simulator.stdout is not None
        ready = json.loads(simulator.stdout.readline())
        tailing = [*COMMAND, "tail", "--simulator", ready["page_url"]]
        with subprocess.Popen(tailing, stderr=subprocess.PIPE, text=True) as tail:
            assert tail.stderr is not None
            assert tail.stderr.readline() == "spectrum: listening\n"
            tail.send_signal(signal.SIGINT)
            assert (tail.communicate(timeout=10)[1], tail.returncode) == ("", 0)
        simulator.send_signal(signal.SIGINT)
        assert (simulator.communicate(timeout=10)[1], simulator.returncode) == ("", 0)
