"""What several tests wait for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from spectrum_imessage import Message, Messages, Spectrum

PATIENCE = 10.0


async def until(holds: Callable[[], bool]) -> None:
    """Waits for what has no signal."""

    async def wait() -> None:
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), PATIENCE)


async def heard(app: Spectrum) -> None:
    """Until all streams are open and were heard."""
    await until(lambda: app.health().healthy)


async def caught_up(app: Spectrum) -> None:
    """The same with a durable store: until their positions are known, too."""

    def ready() -> bool:
        streams = [stream for line in app.health().lines for stream in line.streams]
        return app.health().healthy and all(one.cursor is not None for one in streams)

    await until(ready)


async def take(messages: Messages, count: int) -> list[Message]:
    """The next messages, in one loop."""
    found: list[Message] = []

    async def read() -> None:
        async for _, message in messages:
            found.append(message)
            if len(found) == count:
                return

    await asyncio.wait_for(read(), PATIENCE)
    return found


def text_of(message: Message) -> str:
    assert message.content.type == "text"
    return message.content.text


def seen(messages: list[Message]) -> list[tuple[str, bool]]:
    """The texts, and whether each came before."""
    return [(text_of(message), message.redelivered) for message in messages]
