"""Runs the scenarios through the Python package. The format is in README.md.

usage: run_python.py [SCENARIO...]
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bindings-python" / "tests"))

from simulator import Simulator  # noqa: E402

from spectrum_imessage import (  # noqa: E402
    Client,
    Content,
    Message,
    Space,
    Spectrum,
    SpectrumError,
    User,
    attachment,
    background,
    custom,
    effect,
    imessage,
    markdown,
    reaction,
    reply,
    typing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE = 10.0
Step = dict[str, Any]


class Wrong(Exception):
    """A scenario that went otherwise than it should."""


class Run:
    """One run of one scenario."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.app: Spectrum | None = None
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.reading: asyncio.Task[None] | None = None
        self.stored: dict[str, Any] = {}

    async def steps(self, steps: list[Step]) -> None:
        for index, step in enumerate(steps):
            try:
                await self.step(step)
            except (Wrong, asyncio.TimeoutError) as error:
                raise Wrong(f"step {index} {json.dumps(step)}\n    {error!r}") from error

    async def step(self, step: Step) -> None:
        wanted = step.get("error")
        try:
            result = await getattr(self, "do_" + step["do"])(step)
        except SpectrumError as error:
            if wanted is None:
                raise Wrong(f"it failed: {error!r} {vars(error)}") from error
            check_error(wanted, error)
            return
        if wanted is not None:
            raise Wrong(f"it succeeded; expected {wanted}")
        if "expect" in step:
            self.check(step["expect"], result)
        if "as" in step:
            self.stored[step["as"]] = result[0] if isinstance(result, list) else result

    async def do_connect(self, step: Step) -> None:
        if "clients" in step:
            address = self.simulator.ready["imessage_address"]
            lines = [Client(address, one["token"], one["phone"]) for one in step["clients"]]
            self.app = await Spectrum(providers=[imessage.config(clients=lines)])
            return
        self.app = await Spectrum(
            project_id="proj-1",
            project_secret=step.get("secret", "secret-1"),
            providers=[imessage.config()],
        )

    async def do_control(self, step: Step) -> None:
        await self.simulator.post(step["path"], step.get("body"))

    async def do_wait(self, step: Step) -> None:
        async def enough() -> None:
            while len(await self.simulator.calls(step["method"])) < step.get("count", 1):
                await asyncio.sleep(0.02)

        await asyncio.wait_for(enough(), PATIENCE)

    async def do_listen(self, _: Step) -> None:
        async def read(app: Spectrum) -> None:
            async for _, message in app.messages:
                self.incoming.put_nowait(message)

        self.reading = asyncio.ensure_future(read(self.running()))

    async def do_receive(self, _: Step) -> Message:
        return await asyncio.wait_for(self.incoming.get(), PATIENCE)

    async def do_create(self, step: Step) -> Space:
        im = imessage(self.running())
        return await im.space.create(step["users"], phone=step.get("phone"))

    async def do_get(self, step: Step) -> Space:
        return await imessage(self.running()).space.get(step["id"], phone=step.get("phone"))

    async def do_user(self, step: Step) -> User:
        return await imessage(self.running()).user(step["id"])

    async def do_send(self, step: Step) -> Any:
        return await self.space(step["space"]).send(*self.contents(step))

    async def do_reply(self, step: Step) -> Any:
        return await self.message(step["to"]).reply(*self.contents(step))

    async def do_react(self, step: Step) -> Message | None:
        return await self.message(step["to"]).react(step["reaction"])

    async def do_background(self, step: Step) -> None:
        source, options = file(step["background"])
        await imessage(self.space(step["space"])).background(source, **options)

    async def do_typing(self, step: Step) -> None:
        space = self.space(step["space"])
        await (space.stop_typing() if step["state"] == "stop" else space.start_typing())

    async def do_responding(self, step: Step) -> None:
        async with self.space(step["space"]).responding():
            await self.steps(step["steps"])

    async def do_message(self, step: Step) -> Message | None:
        id: str = step["id"]
        id = self.message(id[1:]).id if id.startswith("@") else id
        return await self.space(step["space"]).get_message(id)

    async def do_stop(self, _: Step) -> None:
        await self.running().stop()

    def running(self) -> Spectrum:
        if self.app is None:
            raise Wrong("not connected")
        return self.app

    def message(self, name: str) -> Message:
        found = self.stored.get(name)
        if not isinstance(found, Message):
            raise Wrong(f"no message is called {name}")
        return found

    def space(self, name: str) -> Space:
        if name.endswith(".space"):
            return self.message(name[: -len(".space")]).space
        found = self.stored.get(name)
        if not isinstance(found, Space):
            raise Wrong(f"no space is called {name}")
        return found

    def contents(self, step: Step) -> list[str | Content]:
        return [self.content(item) for item in step["content"]]

    def content(self, item: Step) -> str | Content:
        if "text" in item:
            return str(item["text"])
        if "markdown" in item:
            return markdown(item["markdown"])
        if "attachment" in item:
            source, options = file(item["attachment"])
            return attachment(source, **options)
        if "effect" in item:
            value = getattr(imessage.effect.message, item["effect"])
            return effect(self.content(item["content"]), value)
        if "effectValue" in item:
            return effect(self.content(item["content"]), item["effectValue"])
        if "background" in item:
            source, options = file(item["background"])
            return background(source, **options)
        if "reaction" in item:
            return reaction(item["reaction"], self.message(item["target"]))
        if "reply" in item:
            return reply(self.content(item["reply"]), self.message(item["target"]))
        if "typing" in item:
            return typing(item["typing"])
        if "custom" in item:
            return custom(item["custom"])
        raise Wrong(f"unknown content {item}")

    def check(self, wanted: Any, got: Any) -> None:
        if not isinstance(wanted, list):
            self.check_one(wanted, got)
            return
        # The list of a send has no gaps.
        some = [one for one in cast("Iterable[Any]", wanted) if one is not None]
        if len(some) != len(got):
            raise Wrong(f"{len(got)} results, expected {len(some)}")
        for one, other in zip(some, got):
            self.check_one(one, other)

    def check_one(self, wanted: Any, got: Any) -> None:
        if wanted is None or got is None:
            if wanted is not got:
                raise Wrong(f"{wanted}, got {got}")
            return
        fields = fields_of(got)
        for name, value in wanted.items():
            expected = self.message(value).id if name == "target" else value
            if fields[name] != expected:
                raise Wrong(f"{name} is {fields[name]!r}, expected {expected!r}")


def file(value: Any) -> tuple[str | bytes, dict[str, Any]]:
    """The source of a file and the options of its builder."""
    if isinstance(value, str):
        return value, {}
    options = {"name": value.get("name"), "mime_type": value.get("mimeType")}
    given = {name: option for name, option in options.items() if option is not None}
    return value["path"] if "path" in value else base64.b64decode(value["base64"]), given


def fields_of(result: Message | Space | User) -> dict[str, object]:
    """What a scenario can expect of a result."""
    if isinstance(result, User):
        return {"id": result.id}
    if isinstance(result, Space):
        space = imessage(result)
        return {"id": space.id, "type": space.type, "phone": space.phone}
    content, space = result.content, imessage(result.space)
    target = getattr(content, "target", None)
    return {
        "id": result.id,
        "type": content.type,
        "text": getattr(content, "text", None),
        "emoji": getattr(content, "emoji", None),
        "tapback": getattr(content, "tapback", None),
        "target": target and target.id,
        "sender": result.sender and result.sender.id,
        "direction": result.direction,
        "platform": str(result.platform),
        "phone": space.phone,
        "spaceType": space.type,
    }


def check_error(wanted: Step, error: SpectrumError) -> None:
    everything = f"{error} {error!r} {vars(error)}"
    good = (
        wanted.get("class", type(error).__name__) == type(error).__name__
        and wanted.get("code", error.code) == error.code
        and wanted.get("message", "") in str(error)
        and ("absent" not in wanted or wanted["absent"] not in everything)
    )
    if not good:
        raise Wrong(f"{everything}, expected {wanted}")


async def play(path: Path) -> None:
    """Runs a scenario, and keeps the simulator's transcript if a place is given."""
    scenario = json.loads(path.read_text(encoding="utf-8"))
    credentials = ("--project-id", "proj-1", "--project-secret", "secret-1")
    with Simulator(*credentials, *scenario.get("simulator", [])) as simulator:
        os.environ.update(simulator.environment())
        del os.environ["SPECTRUM_PROJECT_ID"], os.environ["SPECTRUM_PROJECT_SECRET"]
        run = Run(simulator)
        try:
            await run.steps(scenario["steps"])
        finally:
            if run.app is not None:
                await run.app.stop()
            if run.reading is not None:
                await run.reading
        folder = os.environ.get("SPECTRUM_TRANSCRIPTS")
        if folder:
            target = Path(folder) / "python"
            target.mkdir(parents=True, exist_ok=True)
            transcript = json.dumps(await simulator.get("/api/transcript"))
            (target / path.name).write_text(transcript, encoding="utf-8")


def main(names: list[str]) -> int:
    paths = [HERE / f"{name}.json" for name in names] or sorted(HERE.glob("*.json"))
    os.chdir(HERE)
    failed = 0
    for path in paths:
        try:
            asyncio.run(play(path))
        except Wrong as error:
            failed += 1
            print(f"{path.stem}: FAILED\n  {error}")
        else:
            print(f"{path.stem}: ok")
    print(f"{len(paths) - failed} scenarios passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
