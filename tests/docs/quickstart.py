#!/usr/bin/env python3
"""Follows a quickstart to the letter, in an empty folder, with the packages that were built here.

    quickstart.py docs/quickstart/python.md FOLDER      # of wheels, or of npm packages; for
                                                        # Swift the target folder of Rust

Fences of ``sh`` are run, fences with a title are files, and marks say the rest:

    <!-- test: starts -->         the command below goes on running, and prints the page's address
    <!-- test: simulates -->      Ctrl-C to what runs; the command below is the simulator
    <!-- test: joins -->          the command below gets the settings that the simulator printed
    <!-- test: checkout -->       this repository, as it is built, in place of the commands below
    <!-- test: writes -->         the person writes what is quoted below
    <!-- test: sees effect=… -->  and sees what is quoted below, with an effect, after a reaction
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pages import REPO, Part, parts
from registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = "+15551230001"
PATIENCE = 60
# Swift builds the package first.
STARTING = 400
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Reader:
    """Does what the page says."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._here = folder
        self._environment = environment
        self._programs: list[subprocess.Popen[bytes]] = []
        self._page = ""
        self._said: list[str] = []  # by what was started last
        self.steps = 0

    def follow(self, part: Part) -> None:
        word = part.mark.word if part.mark else None
        if part.language is None:
            if word == "writes":
                self._writes(part.text)
            elif word == "sees":
                assert part.mark is not None
                self._sees(part.text, **part.mark.values)
            else:
                return
        elif word == "starts":
            self._starts(part.text)
            self._ask("/api/listening", timeout=10)
        elif word == "simulates":
            self.ends()
            self._starts(part.text)
        elif word == "joins":
            self._joins(part.text)
        elif word == "checkout":
            self._checkout()
        elif word is not None:
            raise ValueError(f"{part.place}: there is no mark {word!r}")
        elif part.title is not None:
            file = self._here / part.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(part.text)
        elif part.language == "sh":
            self._runs(part.text)
        else:
            return
        self.steps += 1

    def _checkout(self) -> None:
        place = self._here / "spectrum-imessage"
        place.mkdir()
        for name in ("bindings-swift", "scripts"):
            (place / name).symlink_to(REPO / name)
        (place / "target").symlink_to(self._environment["CARGO_TARGET_DIR"])

    def _runs(self, commands: str) -> None:
        # A folder that was changed into is the folder of what comes next.
        with tempfile.NamedTemporaryFile("r") as where:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", f'{commands}\npwd >"$0"', where.name],
                cwd=self._here,
                env=self._environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{commands}{done.stdout}{done.stderr}"
            self._here = Path(where.read().strip())

    def _starts(self, command: str) -> None:
        """Starts what prints the address of the page."""
        self._page = ""
        said = self._runs_on(command)
        end = time.monotonic() + STARTING
        while not (address := ADDRESS.search("".join(said))):
            assert time.monotonic() < end, f"no address of a page in {said}"
            assert self._programs[-1].poll() is None, f"it has ended: {said}"
            time.sleep(0.05)
        self._page = address[0]

    def _joins(self, command: str) -> None:
        """What a reader pastes: the lines that begin with `export`."""
        end = time.monotonic() + PATIENCE
        while "SPECTRUM_PROJECT_SECRET" not in "".join(self._said):
            assert time.monotonic() < end, f"no settings in {self._said}"
            time.sleep(0.05)
        pairs = re.findall(r"export (\w+)=(\S+)", "".join(self._said))
        self._environment.update(pairs)
        self._runs_on(command)
        self._ask("/api/listening", timeout=10)

    def _runs_on(self, command: str) -> list[str]:
        """Starts a program in a terminal (elsewhere some languages keep what is printed for
        themselves), and gives its lines as they come.
        """
        terminal, inside = os.openpty()
        program = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self._here,
            env=self._environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
        self._programs.append(program)
        self._said = said = []

        def listen() -> None:
            # A terminal whose last program has ended fails.
            with contextlib.suppress(OSError), open(terminal, errors="replace") as lines:
                for line in lines:
                    said.append(line)

        threading.Thread(target=listen, daemon=True).start()
        return said

    def _ask(self, path: str, body: dict[str, object] | None = None, **query: object) -> object:
        url = f"{self._page}{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def _writes(self, text: str) -> None:
        self._ask(f"/api/people/{PERSON}/text", {"text": text})

    def _sees(self, text: str, effect: str = "none", reaction: str | None = None) -> None:
        wanted = [{"text": text, "effect": effect}]
        if reaction is not None:
            wanted.insert(0, {"reaction": reaction})
        for one in wanted:
            try:
                self._ask("/api/wait", {"person": PERSON, "take": True, "timeout": 10, **one})
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{error.read().decode()}\n{''.join(self._said)}") from None

    def ends(self) -> None:
        """Ctrl-C, as in a terminal: everything that was started gets it."""
        for program in self._programs:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGINT)
        for program in self._programs:
            try:
                program.wait(10)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(program.pid, signal.SIGKILL)
        self._programs.clear()


def environment(own: dict[str, str]) -> dict[str, str]:
    """What a newcomer's shell knows: nothing of this project."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SPECTRUM_", "CARGO_", "VIRTUAL_ENV", "PYTHON", "NODE_", "npm_"))
    }
    return {**kept, **own}


@contextlib.contextmanager
def packages(language: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which the installer finds the packages of a folder."""
    if language == "python":
        yield {
            "PIP_NO_INDEX": "1",
            # A list with spaces between: a URL has none.
            "PIP_FIND_LINKS": folder.as_uri(),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
    elif language == "swift":
        # The project's Swift; it is told where it is installed, and what it must see.
        path = f"{REPO / 'scripts'}:{os.environ['PATH']}"
        cache = os.environ.get("SPECTRUM_CACHE", str(REPO / ".cache"))
        yield {"PATH": path, "SPECTRUM_CACHE": cache, "CARGO_TARGET_DIR": str(folder)}
    else:
        asked = subprocess.run(
            ["npm", "config", "get", "registry"], capture_output=True, text=True, check=True
        )
        with registry(folder, asked.stdout.strip()) as address:
            yield {"npm_config_registry": address, "npm_config_update_notifier": "false"}


def main() -> None:
    page, folder = (Path(one).resolve() for one in sys.argv[1:3])
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="quickstart-") as empty,
        packages(page.stem, folder) as own,
    ):
        reader = Reader(Path(empty), environment(own))
        try:
            for part in parts(page):
                reader.follow(part)
        finally:
            reader.ends()
    assert reader.steps >= 5, "the page has fewer steps than a quickstart"
    print(f"{page.name}: {reader.steps} steps followed in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
