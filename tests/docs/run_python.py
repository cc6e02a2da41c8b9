#!/usr/bin/env python3
"""Runs the Python samples of the pages, each with a simulator of its own.

run_python.py FOLDER [NAME…]     # what samples.py has written; some of them
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages import REPO

from spectrum_imessage import Person, Simulator, Spectrum, imessage

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

LINES = ["+15559990001", "+15559990002"]
PATIENCE = 20.0
SIDE_BY_SIDE = 6
ENVIRONMENT = asyncio.Lock()


def leading_to(simulator: Simulator) -> dict[str, str]:
    """The environment of a program that is to reach it."""
    return {
        "SPECTRUM_PROJECT_ID": simulator.project_id,
        "SPECTRUM_PROJECT_SECRET": simulator.project_secret,
        "SPECTRUM_CLOUD_URL": simulator.cloud_url,
        "SPECTRUM_IMESSAGE_ADDRESS": simulator.imessage_address,
        "SPECTRUM_IMESSAGE_LINE_ADDRESS": simulator.imessage_address,
        "SPECTRUM_CA_FILE": simulator.ca_file,
    }


class Sample:
    """One of them, at work."""

    def __init__(self, listed: dict[str, Any], folder: Path) -> None:
        self.place: str = listed["place"]
        self.kind: str = listed["kind"]
        self.name: str = listed["name"]
        self._values: dict[str, str] = listed["values"]
        self._folder = folder
        self._printed = ""
        self._news = asyncio.Event()

    def _print(self, *words: object, **_: object) -> None:
        self._printed += " ".join(map(str, words)) + "\n"
        self._news.set()

    async def run(self) -> None:
        if self.kind == "test":
            file = str(self._folder / f"test_{self.name}.py")
            options = ["-q", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto"]
            return await self._process(sys.executable, "-m", "pytest", *options, file)
        shared = self.kind in ("program", "own") or self._values.get("lines") == "shared"
        async with Simulator(lines=None if shared else LINES) as simulator:
            person = simulator.person()
            if "group" in self._values:
                chat = await simulator.group([person.address, "+15551230002"], "Friends")
                person = person.in_chat(chat)
            if self.kind == "program":
                await self._program(simulator, person)
            elif self.kind == "own":
                await self._own(simulator, person)
            else:
                async with Spectrum(simulator=simulator) as app:
                    await self._function(app, simulator, person)
        return None

    async def _function(self, app: Spectrum, simulator: Simulator, person: Person) -> None:
        sample: Callable[..., Any] = importlib.import_module(self.name).sample
        given: dict[str, Any] = {"app": app, "im": imessage(app), "print": self._print}
        given |= {"simulator": simulator, "person": person}
        if self.kind == "app":
            await sample(**given)
            await self._does(person)
        elif self.kind == "agent":
            await self._agent(sample(**given), simulator, person)
        else:
            arrival = asyncio.ensure_future(app.messages.__anext__())
            await simulator.listening()
            await person.text(self._values.get("text", "hello"))
            given["space"], given["message"] = await arrival
            await sample(**given)
            await self._does(person)

    async def _own(self, simulator: Simulator, person: Person) -> None:
        # The environment is the process's: one at a time.
        async with ENVIRONMENT:
            os.environ.update(leading_to(simulator))
            sample = importlib.import_module(self.name).sample
            await self._agent(sample(print=self._print), simulator, person)

    async def _agent(
        self, work: Coroutine[Any, Any, None], simulator: Simulator, person: Person
    ) -> None:
        agent = asyncio.ensure_future(work)
        try:
            await simulator.listening()
            await self._writes(person)
            await self._does(person, agent)
        finally:
            agent.cancel()
            await asyncio.gather(agent, return_exceptions=True)

    async def _writes(self, person: Person) -> None:
        does = self._values.get("does")
        if does == "photo":
            await person.attachment("photo.jpg", Path("photo.jpg").read_bytes())
            return
        text = await person.text(self._values.get("text", "hello"))
        if does == "edit":
            await person.edit(text, "hello, edited")
        elif does is not None:
            await person.receives(kind="message")
            await (person.react("love") if does == "react" else person.vote("Thursday"))

    async def _program(self, simulator: Simulator, person: Person) -> None:
        program = await asyncio.create_subprocess_exec(
            sys.executable,
            str(self._folder / f"{self.name}.py"),
            env={**os.environ, **leading_to(simulator)},
        )
        try:
            await simulator.listening()
            await self._writes(person)
            await self._does(person)
        finally:
            if program.returncode is None:
                program.kill()
            await program.wait()

    async def _process(self, *command: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()

    async def _does(self, person: Person, agent: asyncio.Future[Any] | None = None) -> None:
        """Waits for what the mark says; an agent that fails has failed."""
        doing = asyncio.ensure_future(self._waits(person))
        waiting = {doing} if agent is None else {doing, agent}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if agent is not None and agent.done():
            agent.result()
        await doing

    async def _waits(self, person: Person) -> None:
        values = self._values
        if "reaction" in values:
            await person.receives(reaction=values["reaction"])
        if "sees" in values or "effect" in values:
            await person.receives(contains=values.get("sees"), effect=values.get("effect"))
        if "attachment" in values:
            await person.receives(attachment=values["attachment"])
        if "background" in values:
            await person.receives(background=values["background"] == "set")
        while values.get("prints", "") not in self._printed:
            self._news.clear()
            await self._news.wait()


async def main() -> None:
    # What goes wrong on purpose is not told.
    logging.getLogger("spectrum_imessage").setLevel(logging.CRITICAL)
    folder = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(folder))
    listed = json.loads((folder / "samples.json").read_text())
    samples = [Sample(one, folder) for one in listed if one["kind"] != "compile"]
    if sys.argv[2:]:
        samples = [one for one in samples if one.name in sys.argv[2:]]
    files = REPO / "tests" / "scenarios" / "files"
    failed = []
    turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def run(one: Sample) -> None:
        async with turns:
            try:
                await asyncio.wait_for(one.run(), PATIENCE)
            except BaseException:
                failed.append(one.place)
                print(f"{one.place} ({one.kind}) failed:", file=sys.stderr)
                traceback.print_exc()

    with tempfile.TemporaryDirectory(prefix="samples-") as here:
        # The files that the pages speak of.
        for file in files.iterdir():
            shutil.copy(file, here)
        os.chdir(here)
        await asyncio.gather(*map(run, samples))
        os.chdir("/")
    if failed:
        sys.exit(f"{len(failed)} samples failed")
    print(f"docs: {len(listed)} Python samples compiled, {len(samples)} of them run")


if __name__ == "__main__":
    asyncio.run(main())
