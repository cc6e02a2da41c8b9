"""Without asyncio: Ctrl-C, the end of a process, forks."""

from __future__ import annotations

import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from simulator import REPO
from sync_support import ALICE, environment, program

from spectrum_imessage.sync import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS = 16

BEGIN = """
import sys, threading
from spectrum_imessage.sync import Spectrum, imessage

app = Spectrum(providers=[imessage.config()]).start()
"""

READING = """
try:
    for space, message in app.messages:
        pass
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

HANDLING = """
try:
    app.handle(lambda space, message: None)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

EVENTS = """
threading.Thread(target=list, args=(app.messages,), daemon=True).start()
try:
    for event in app.events:
        pass
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

SENDING = f"""
dm = imessage(app).space.create("{ALICE}")
try:
    dm.send("never")
except KeyboardInterrupt:
    print("interrupted", flush=True)
dm.send("afterwards")
"""


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def interrupt(process: subprocess.Popen[str]) -> None:
    """Ctrl-C, once, and the program goes on at once."""
    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    line = process.stdout.readline()
    # A limit for a machine that is busy: without an answer it would be that of the test run.
    assert line == "interrupted\n", process.communicate()
    assert time.monotonic() - before < 5


@pytest.mark.parametrize("text", [READING, HANDLING, EVENTS], ids=["messages", "handle", "events"])
def test_ctrl_c_ends_a_loop(sim: Simulator, text: str) -> None:
    with program(sim, BEGIN + text + "app.stop()\n") as process:
        sim.listening()
        interrupt(process)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_ctrl_c_ends_a_send_to_a_stalled_server(sim: Simulator) -> None:
    sim.fault("SendTextMessage", "hang")
    with program(sim, BEGIN + SENDING + "app.stop()\n") as process:
        sim.called("SendTextMessage")
        interrupt(process)
        # The call was reset, and the client is as good as before.
        sim.called("SendTextMessage", status="CANCELLED")
        sim.person(ALICE).receives("afterwards")
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_ctrl_c_that_nobody_catches_ends_the_program(sim: Simulator) -> None:
    text = BEGIN + "with app:\n    for space, message in app.messages:\n        pass\n"
    with program(sim, text) as process:
        sim.listening()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == -signal.SIGINT
        assert errors.rstrip().endswith("KeyboardInterrupt")


def test_a_handler_of_a_signal_runs_while_a_call_waits(sim: Simulator) -> None:
    text = f"""
import signal
signal.signal(signal.SIGUSR1, lambda number, frame: print("told", flush=True))
{BEGIN}
for space, message in app.messages:
    space.send("seen")
    break
app.stop()
"""
    with program(sim, text) as process:
        sim.listening()
        process.send_signal(signal.SIGUSR1)
        assert process.stdout is not None
        assert process.stdout.readline() == "told\n"
        sim.person(ALICE).text("hello")
        sim.person(ALICE).receives("seen")
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


SHORT = f"""
{BEGIN}
imessage(app).space.create("{ALICE}").send("short")
app.stop()
"""

# Everything is on its way, in threads that nobody waits for, when the interpreter goes.
ABRUPT = f"""
{BEGIN}
def work(function):
    try:
        function()
    except Exception:
        pass

def send():
    for _ in range(100):
        dm.send("abrupt")

dm = imessage(app).space.create("{ALICE}")
jobs = [lambda: list(app.messages), lambda: list(app.events), send, send]
jobs.append(lambda: list(imessage(app).line().events.messages()))
for job in jobs:
    threading.Thread(target=work, args=(job,), daemon=True).start()
dm.send("the last one")
"""

# The main thread ends, and others work on to the stop.
BACKGROUND = f"""
{BEGIN}
import time
def read():
    for space, message in app.messages:
        pass

def end():
    imessage(app).space.create("{ALICE}").send("good bye")
    app.stop()

threading.Thread(target=read).start()
threading.Thread(target=end).start()
"""


@pytest.mark.parametrize("text", [SHORT, ABRUPT, BACKGROUND], ids=["short", "abrupt", "threads"])
def test_many_runs_end_cleanly(sim: Simulator, text: str) -> None:
    def run(_: int) -> tuple[int, str]:
        with program(sim, text) as process:
            _output, errors = process.communicate(timeout=60)
            return process.returncode, errors

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        ends = set(pool.map(run, range(RUNS)))
    assert ends == {(0, "")}


FORK = f"""
import os
from spectrum_imessage.sync import Spectrum, SpectrumError, imessage

def run():
    with Spectrum(providers=[imessage.config()]) as app:
        imessage(app).space.create("{ALICE}").send("hello")

if "late" in sys.argv:
    run()
pid = os.fork()
if pid == 0:
    try:
        run()
    except SpectrumError as error:
        print(error.code, flush=True)
    else:
        print("sent", flush=True)
    os._exit(0)
os.waitpid(pid, 0)
run()
print("parent", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize(("when", "child"), [("early", "sent"), ("late", "forked")])
def test_a_fork(sim: Simulator, when: str, child: str) -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", f"import sys{FORK}", when]
    done = subprocess.run(
        command,
        env=environment(sim),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.split() == [child, "parent"], done.stderr


def samples(kind: str) -> list[tuple[str, str]]:
    """The samples of the page: the mark before each, and its text."""
    page = (REPO / "docs" / "sync.md").read_text(encoding="utf-8")
    return re.findall(rf"<!-- test: {kind}(.*?) -->\n```python\n(.*?)```", page, re.DOTALL)


def test_the_example_of_the_readme(sim: Simulator) -> None:
    _, text = samples("program")[0]
    text = text.replace('project_id="…"', f'project_id="{sim.project_id}"')
    text = text.replace('project_secret="…"', f'project_secret="{sim.project_secret}"')
    with program(sim, text) as process:
        sim.listening()
        person = sim.person(ALICE)
        question = person.text("It is my birthday!")
        person.receives(reaction="laugh", message=question)
        person.receives("Happy birthday!", effect="celebration", reply_to=question)
        person.receives(typing=False)
        assert process.poll() is None


def test_the_other_programs_of_the_page(sim: Simulator) -> None:
    found = samples("program")[1:]
    assert len(found) == 2
    for mark, text in found:
        sees = re.search(r'sees="([^"]+)"', mark)
        assert sees
        with program(sim, text) as process:
            sim.listening()
            sim.person(ALICE).text("hello")
            sim.person(ALICE).receives(sees[1])
            assert process.poll() is None
        sim.cut_streams()


def test_the_test_of_the_page_passes(tmp_path: Path) -> None:
    [(_, text)] = samples("test")
    (tmp_path / "test_page.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_the_example_echo(sim: Simulator) -> None:
    path = REPO / "examples" / "python" / "echo_sync.py"
    with program(sim, path.read_text(encoding="utf-8")) as process:
        sim.listening()
        person = sim.person(ALICE)
        person.text("echo!")
        person.receives("echo!")
        person.receives(typing=False)
        assert process.poll() is None
