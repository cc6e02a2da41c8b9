"""A small platform in memory: letters that arrive are put into a slot, those sent pile up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spectrum_imessage import (
    Attachment,
    Content,
    Group,
    IncomingMessage,
    PlatformDefinition,
    Reaction,
    Reply,
    SentMessage,
    Space,
    SpaceRecord,
    Text,
    Typing,
    User,
    ValidationError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Desk:
    """What the platform has connected."""

    colour: str
    slot: asyncio.Queue[IncomingMessage | Exception] = field(default_factory=asyncio.Queue[Any])
    log: list[str] = field(default_factory=list[str])
    broken: bool = False
    # Set while a send may not end.
    held: asyncio.Event | None = None
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> list[str]:
        """What happened since the last look."""
        log, self.log = self.log, []
        return log


class Paper(PlatformDefinition[str, Desk]):
    """Configured with the colour of the paper."""

    name = "paper"

    def check(self, config: str) -> str:
        if not config:
            raise ValidationError("paper has a colour", code="noColour")
        return config.lower()

    async def create_client(self, config: str) -> Desk:
        return Desk(config)

    async def destroy_client(self, client: Desk, /) -> None:
        client.log.append("destroy")

    async def resolve_user(self, client: Desk, user_id: str) -> User:
        if user_id == "nobody":
            raise LookupError("nobody lives there")
        return User(user_id, address=f"{user_id}'s house")

    async def create_space(self, client: Desk, users: list[User], params: Any) -> SpaceRecord | str:
        if params is None:
            return users[0].id
        ids = "+".join(user.id for user in users)
        return SpaceRecord(ids, "group", {"colour": params["colour"]})

    async def messages(self, client: Desk) -> AsyncIterator[IncomingMessage]:
        client.log.append("open")
        while True:
            letter = await client.slot.get()
            if isinstance(letter, Exception):
                raise letter
            yield letter

    async def send(
        self, client: Desk, space: Space, content: Content, client_message_id: str | None
    ) -> SentMessage | str | None:
        if client.broken:
            raise OSError("the pen is dry")
        if client.held is not None:
            client.held.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                client.freed.set()
                raise
        if isinstance(content, Typing):
            return None
        if isinstance(content, Text):
            text = content.text
        elif isinstance(content, Reaction):
            text = f"{content.emoji} on {content.target.id}"
        elif isinstance(content, Reply) and isinstance(content.content, Text):
            text = f"{content.target.id}: {content.content.text}"
        elif isinstance(content, Attachment):
            text = f"{content.name} of {len(await content.read())} bytes"
        elif isinstance(content, Group):
            text = " and ".join(item.content.type for item in content.items)
        else:
            raise self.unsupported(content)
        colour = space.fields.get("colour", client.colour)
        client.log.append(f"{colour} to {space.id}: {text}")
        return SentMessage(f"s{len(client.log)}")

    async def tear(self, client: Desk, space: Space) -> None:
        """An action of its own."""
        client.log.append(f"tore {space.id}")


paper = Paper()


def letter(id: str, text: str, reply_to: str | None = None) -> IncomingMessage:
    """A letter that arrives."""
    return IncomingMessage(id, text, "ada", "ada", reply_to=reply_to)
