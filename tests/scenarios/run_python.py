"""Runs the scenarios through the Python package. The format is in README.md.

usage: run_python.py [SCENARIO...]
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bindings-python" / "tests"))

from simulator import Simulator  # noqa: E402
from typed_calls import as_json, covers, event_as_json, method, typed  # noqa: E402

from spectrum_imessage import (  # noqa: E402
    CardLayout,
    Client,
    Line,
    Message,
    Sendable,
    Space,
    Spectrum,
    SpectrumError,
    User,
    app,
    attachment,
    background,
    contact,
    custom,
    customized_mini_app,
    effect,
    group,
    imessage,
    markdown,
    native_contact_card,
    poll,
    reaction,
    reply,
    richlink,
    text,
    typing,
    voice,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

PATIENCE = 10.0
Step = dict[str, Any]


class Wrong(Exception):
    """A scenario that went otherwise than it should."""


@dataclass
class Value:
    """The result of a look-up."""

    value: object


@dataclass
class Answer:
    """The JSON form of what a call of a line gave."""

    value: Any


def background_task(work: Callable[..., Any], *args: Any, **options: Any) -> asyncio.Task[None]:
    """What goes on beside the steps."""
    return asyncio.ensure_future(work(*args, **options))


class Run:
    """One run of one scenario."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.app: Spectrum | None = None
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        # What goes on in the background until the application stops.
        self.tasks: list[asyncio.Task[None]] = []
        self.folder = tempfile.TemporaryDirectory()
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
        with mock.patch.dict(os.environ, step.get("environment", {})):
            await self.connect(step)

    async def connect(self, step: Step) -> None:
        options: dict[str, Any] = {
            "ack": step.get("ack", "auto"),
            "flatten_groups": step.get("flattenGroups", False),
        }
        if "store" in step:
            options["store"] = Path(self.folder.name) / step["store"]
        if step.get("local"):
            ready = self.simulator.ready
            places = {"database": ready["database"], "osascript": ready["osascript"]}
            provider = imessage.config(local=True, **places)
            await self.start(Spectrum(providers=[provider], **options))
            return
        if "clients" in step:
            address = self.simulator.ready["imessage_address"]
            lines = [Client(address, one["token"], one["phone"]) for one in step["clients"]]
            await self.start(Spectrum(providers=[imessage.config(clients=lines)], **options))
            return
        app = Spectrum(
            project_id="proj-1",
            project_secret=step.get("secret", "secret-1"),
            providers=[imessage.config()],
            **options,
        )
        await self.start(app)

    async def start(self, app: Spectrum) -> None:
        self.app = await app

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

        self.tasks.append(background_task(read, self.running()))

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

    async def do_edit(self, step: Step) -> None:
        await self.message(step["message"]).edit(*self.contents(step))

    async def do_unsend(self, step: Step) -> None:
        await self.message(step["message"]).unsend()

    async def do_read(self, step: Step) -> None:
        await self.message(step["message"]).read()

    async def do_rename(self, step: Step) -> None:
        await self.space(step["space"]).rename(step["name"])

    async def do_avatar(self, step: Step) -> None:
        source, options = file(step["avatar"])
        await self.space(step["space"]).avatar(source, **options)

    async def do_add(self, step: Step) -> None:
        await self.space(step["space"]).add(step["users"])

    async def do_remove(self, step: Step) -> None:
        await self.space(step["space"]).remove(step["users"])

    async def do_leave(self, step: Step) -> None:
        await self.space(step["space"]).leave()

    async def do_shareContactCard(self, step: Step) -> None:
        await imessage(self.space(step["space"])).share_contact_card()

    async def do_members(self, step: Step) -> Value:
        return Value([user.id for user in await self.space(step["space"]).get_members()])

    async def do_displayName(self, step: Step) -> Value:
        return Value(await self.space(step["space"]).get_display_name())

    async def do_getAvatar(self, step: Step) -> Value:
        picture = await self.space(step["space"]).get_avatar()
        if picture is None:
            return Value(None)
        return Value({"mimeType": picture.mime_type, "size": len(picture.data)})

    async def do_attachment(self, step: Step) -> Value:
        im = imessage(self.running())
        found = await im.get_attachment(step["id"], phone=step.get("phone"))
        if found is None:
            return Value(None)
        fields = {"name": found.name, "mimeType": found.mime_type, "size": found.size}
        return Value({**fields, "read": len(await found.read())})

    async def do_call(self, step: Step) -> Answer | None:
        call = method(self.line(step), step["operation"])
        answer = await call(**typed(self.resolve(step["arguments"])))
        return None if answer is None else Answer(as_json(answer))

    async def do_open(self, step: Step) -> Answer:
        open_stream = method(self.line(step), step["operation"])
        elements: list[Any] = []
        async with open_stream(**typed(self.resolve(step["arguments"]))) as stream:
            await self.steps(step.get("steps", []))
            for _ in range(step.get("take", 1)):
                try:
                    element = await asyncio.wait_for(stream.__anext__(), PATIENCE)
                except StopAsyncIteration:
                    break
                elements.append(as_json(element))
        return Answer(elements)

    async def do_upload(self, step: Step) -> Answer:
        source, options = file(step["attachment"])
        if "companion" in step:
            options["companion"] = file(step["companion"])[0]
        line = self.line(step)
        return Answer(as_json(await line.attachments.upload(attachment(source, **options))))

    async def do_history(self, step: Step) -> Answer:
        filter = typed(self.resolve(step.get("filter", {})))
        if "space" in step:
            page = await imessage(self.space(step["space"])).history(**filter)
        else:
            im = imessage(self.running())
            page = await im.recent(phone=step.get("phone"), **filter)
        messages = [fields_of(message) for message in page.messages]
        return Answer({"messages": messages, "nextPageToken": page.next_page_token})

    async def do_lookUpUser(self, step: Step) -> Answer:
        im = imessage(self.running())
        return Answer(as_json(await im.user(step["id"], lookup=True, phone=step.get("phone"))))

    async def do_ack(self, step: Step) -> None:
        self.message(step["message"]).ack()

    async def do_watch(self, _: Step) -> None:
        async def read(app: Spectrum) -> None:
            async for event in app.events:
                self.events.put_nowait(event_as_json(event))

        self.tasks.append(background_task(read, self.running()))

    async def do_event(self, step: Step) -> Answer:
        async def take() -> dict[str, Any]:
            while (event := await self.events.get())["type"] != step["expect"]["type"]:
                pass
            return event

        return Answer(await asyncio.wait_for(take(), PATIENCE))

    async def do_health(self, step: Step) -> Answer:
        wanted = self.resolve(step["expect"])

        async def holds() -> None:
            while not covers(as_json(self.running().health()), wanted):
                await asyncio.sleep(0.02)

        # What it is instead is told by the comparison.
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(holds(), PATIENCE)
        return Answer(as_json(self.running().health()))

    async def do_handle(self, step: Step) -> Answer:
        left, count = step.get("fail", 0), {"succeeded": 0, "dead": 0}

        async def handler(space: Space, message: Message) -> None:
            nonlocal left
            if left > 0:
                left -= 1
                raise Wrong("on purpose")
            if message.content.type == "text":
                await space.send(f"re: {message.content.text}")
            count["succeeded"] += 1

        def dead_letter(_space: Space, _message: Message, _error: BaseException) -> None:
            count["dead"] += 1

        handling = background_task(
            self.running().handle,
            handler,
            concurrency=step.get("concurrency", 4),
            attempts=step.get("attempts", 3),
            backoff=0.02,
            max_backoff=0.02,
            dead_letter=dead_letter,
        )
        self.tasks.append(handling)

        async def enough() -> None:
            while sum(count.values()) < step.get("take", 1):
                if handling.done():
                    await handling
                    raise Wrong("the handling has ended")
                await asyncio.sleep(0.005)

        await asyncio.wait_for(enough(), PATIENCE)
        return Answer(count)

    async def do_stop(self, _: Step) -> None:
        await self.running().stop()
        await self.ended()

    async def ended(self) -> None:
        """Until nothing goes on in the background any more."""
        tasks, self.tasks = self.tasks, []
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)

    def running(self) -> Spectrum:
        if self.app is None:
            raise Wrong("not connected")
        return self.app

    def line(self, step: Step) -> Line:
        return imessage(self.running()).line(step.get("phone"))

    def resolve(self, value: Any) -> Any:
        """Texts that begin with ``@`` name what is stored: the id of a message or a space, or a
        field of an answer (``@poll.options.0.optionIdentifier``).
        """
        if isinstance(value, str) and value.startswith("@"):
            name, *path = value[1:].split(".")
            found = self.stored.get(name)
            if isinstance(found, (Message, Space)):
                return found.id
            if not isinstance(found, Answer):
                raise Wrong(f"nothing is called {name}")
            return reduce(
                lambda part, key: part[int(key) if key.isdigit() else key], path, found.value
            )
        if isinstance(value, list):
            return [self.resolve(one) for one in cast("Iterable[Any]", value)]
        if isinstance(value, dict):
            items = cast("dict[str, Any]", value).items()
            return {name: self.resolve(one) for name, one in items}
        return value

    def message(self, name: str) -> Message:
        if name.endswith("]"):
            whole, index = name[:-1].split("[")
            content = self.message(whole).content
            if content.type != "group":
                raise Wrong(f"{whole} is no group")
            return content.items[int(index)]
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

    def contents(self, step: Step) -> list[Sendable]:
        return [self.content(item) for item in step["content"]]

    def content(self, item: Step) -> Sendable:
        if "text" in item:
            return str(item["text"])
        if "markdown" in item:
            return markdown(str(item["markdown"]))
        if "attachment" in item:
            source, options = file(item["attachment"])
            return attachment(source, **options)
        if "effect" in item:
            value = getattr(imessage.effect.message, item["effect"])
            return effect(self.content(item["content"]), value)
        if "effectValue" in item:
            return effect(self.content(item["content"]), item["effectValue"])
        if "group" in item:
            return group([self.content(one) for one in item["group"]])
        if "voice" in item:
            source, options = file(item["voice"])
            return voice(source, **options)
        if "vcard" in item:
            return contact(item["vcard"])
        if "richlink" in item:
            return richlink(item["richlink"])
        if "poll" in item:
            return poll(item["poll"], item["options"])
        if "stream" in item:
            return text(pieces(item["stream"]))
        if "markdownStream" in item:
            return markdown(pieces(item["markdownStream"]))
        if "app" in item:
            return app(item["app"])
        if "miniApp" in item:
            return card(item["miniApp"])
        if "contactCard" in item:
            return native_contact_card()
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
        if isinstance(got, Answer):
            wanted = self.resolve(wanted)
            if not covers(got.value, wanted):
                raise Wrong(f"{got.value!r}, expected {wanted!r}")
            return
        if isinstance(got, Value):
            if wanted != got.value:
                raise Wrong(f"{got.value!r}, expected {wanted!r}")
            return
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


async def pieces(texts: list[str]) -> AsyncIterator[str]:
    """A source of text that comes at once."""
    for piece in texts:
        yield piece


def card(fields: Step) -> Sendable:
    """A card by the names that the scenarios use."""
    layout = fields["layout"]
    return customized_mini_app(
        app_name=fields["appName"],
        extension_bundle_id=fields["extensionBundleId"],
        team_id=fields["teamId"],
        url=fields["url"],
        layout=CardLayout(caption=layout.get("caption"), summary=layout.get("summary")),
    )


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
        "items": content.type == "group" and [item.content.type for item in content.items],
        "caption": content.type == "customized-mini-app" and content.layout.caption,
        "redelivered": result.redelivered,
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
            await run.ended()
            run.folder.cleanup()
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
