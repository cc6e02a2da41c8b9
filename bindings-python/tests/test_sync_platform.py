"""A platform of the program's own, without asyncio."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from spectrum_imessage.sync import (
    Attachment,
    Content,
    IncomingMessage,
    Message,
    PlatformDefinition,
    Reply,
    Space,
    SpaceRecord,
    Spectrum,
    SpectrumError,
    Text,
    UnsupportedError,
    User,
    attachment,
    poll,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Desk:
    """What is connected."""

    colour: str
    slot: queue.Queue[IncomingMessage | None] = field(default_factory=queue.Queue[Any])
    log: list[str] = field(default_factory=list[str])


class Paper(PlatformDefinition[str, Desk]):
    """Letters on paper."""

    name = "paper"

    def create_client(self, config: str) -> Desk:
        return Desk(config)

    def destroy_client(self, client: Desk) -> None:
        client.log.append("destroy")
        client.slot.put(None)

    def resolve_user(self, client: Desk, user_id: str) -> User:
        if user_id == "nobody":
            raise LookupError("secret")
        return User(user_id, address=f"{user_id}'s house")

    def create_space(self, client: Desk, users: list[User], params: Any) -> SpaceRecord | str:
        return "+".join(user.id for user in users)

    def messages(self, client: Desk) -> Iterator[IncomingMessage]:
        while (found := client.slot.get()) is not None:
            yield found

    def send(
        self, client: Desk, space: Space, content: Content, client_message_id: str | None
    ) -> str | None:
        if isinstance(content, Reply):
            # Of this surface, with what is inside.
            assert isinstance(content.target, Message)
            content = content.content
        if isinstance(content, Attachment):
            # A handler makes calls of its own.
            client.log.append(f"{content.name}: {content.read()!r}")
        elif isinstance(content, Text):
            client.log.append(f"{client.colour} to {space.id}: {content.text}")
        else:
            raise self.unsupported(content)
        return f"s{len(client.log)}"


paper = Paper()


def test_what_arrives_and_what_is_sent() -> None:
    with Spectrum(providers=[paper.config("white")], unsupported="throw") as app:
        side = paper(app)
        desk = side.client
        assert paper(app) is side
        assert side.messages is app.messages
        desk.slot.put(IncomingMessage("m1", "hello", "ada", "ada"))
        space, message = next(app.messages)
        assert isinstance(message.content, Text)
        assert (message.content.text, message.platform) == ("hello", "paper")
        assert paper.is_(space)
        sent = message.reply("seen")
        assert sent is not None
        assert sent.id == "s1"
        space.send(attachment(b"abc", name="a.txt"))
        with pytest.raises(UnsupportedError):
            space.send(poll("Lunch?", "Pizza", "Soup"))
        assert desk.log == ["white to ada: seen", "a.txt: b'abc'"]
        assert side.user("ada").address == "ada's house"
        with pytest.raises(SpectrumError) as caught:
            side.space.create("nobody")
        assert caught.value.code == "platformFailed"
        assert isinstance(caught.value.__cause__, LookupError)
        assert side.space.get("ada") == side.space.create("ada")
        desk.log.clear()
    assert desk.log == ["destroy"]


def test_a_stream_of_its_own_ends_with_the_application() -> None:
    never, closed, got = threading.Event(), threading.Event(), list[int]()

    def ticks() -> Iterator[int]:
        try:
            yield from (1, 2)
            never.wait()
        finally:
            closed.set()

    app = Spectrum(providers=[paper.config("white")]).start()
    side = paper(app)
    assert list(side.stream([1, 2, 3])) == [1, 2, 3]
    assert [next(iter(side.stream([1, 2, 3])))] == [1]

    def read() -> None:
        for one in side.stream(ticks()):
            got.append(one)
            if one == 2:
                threading.Thread(target=app.stop).start()

    reading = threading.Thread(target=read)
    reading.start()
    reading.join(20)
    assert not reading.is_alive()
    assert got == [1, 2]
    # It is closed by the thread that reads it, when it comes back.
    never.set()
    assert closed.wait(10)

    def broken() -> Iterator[int]:
        yield 1
        raise LookupError("of the program")

    with Spectrum(providers=[paper.config("white")]) as app:
        items = paper(app).stream(broken())
        assert next(items) == 1
        with pytest.raises(LookupError):
            next(items)
