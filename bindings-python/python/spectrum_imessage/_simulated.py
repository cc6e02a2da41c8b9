"""What a simulator shows: conversations, what people saw of the agent, calls."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, TypeVar

from ._dataclass import dataclass
from ._json import read_time

if TYPE_CHECKING:
    from datetime import datetime

T = TypeVar("T")


@dataclass(frozen=True)
class SimulatedAttachment:
    """A file of a message in a simulator."""

    guid: str
    """Its guid, for ``Simulator.attachment``."""
    name: str
    """The name that the receiver sees."""
    mime_type: str
    """Its MIME type."""
    size: int
    """Its size in bytes."""


@dataclass(frozen=True)
class SimulatedReaction:
    """A reaction that stands on a message in a simulator."""

    from_: str
    """Who gave it: ``"agent"``, or the address of the person."""
    tapback: str | None
    """The name of the tapback; ``None`` for another emoji."""
    emoji: str
    """The emoji as it is shown."""
    part: int | None
    """The part of the message, from 0, if one is meant."""


@dataclass(frozen=True)
class SimulatedSticker:
    """A sticker on a message in a simulator."""

    from_: str
    """Who put it there: ``"agent"``, or the address of the person."""
    file: SimulatedAttachment
    """The picture."""
    x: float
    """Where it is, as the service counts it."""
    y: float
    """Where it is, as the service counts it."""
    part: int | None
    """The part of the message, from 0, if one is meant."""


@dataclass(frozen=True)
class SimulatedPollOption:
    """An option of a poll in a simulator."""

    id: str
    """Its id."""
    text: str
    """What people read."""
    votes: tuple[str, ...]
    """The addresses that voted for it."""


@dataclass(frozen=True)
class SimulatedPoll:
    """A poll in a simulator."""

    title: str
    """The question."""
    options: tuple[SimulatedPollOption, ...]
    """The options, in order."""


@dataclass(frozen=True)
class SimulatedBackground:
    """The background of a conversation in a simulator."""

    mime_type: str
    """The MIME type, by its content."""
    size: int
    """Its size in bytes."""


@dataclass(frozen=True)
class SimulatedMessage:
    """A message in a simulator, as people see it."""

    guid: str
    """Its guid: the ``id`` of the message in the application."""
    from_: str
    """``"agent"``, or the address of the person who wrote it."""
    text: str
    """The text, with U+FFFC where a file stands; empty after an unsend."""
    subject: str | None
    """The subject line."""
    attachments: tuple[SimulatedAttachment, ...]
    """The files, in order."""
    effect: str | None
    """The short name of the effect, such as ``confetti``."""
    reply_to: str | None
    """The guid of the message that it answers."""
    reactions: tuple[SimulatedReaction, ...]
    """The reactions that stand on it."""
    stickers: tuple[SimulatedSticker, ...]
    """The stickers on it, the oldest first."""
    formatting: tuple[str, ...]
    """Bold and other runs as ``type:start:length``, in UTF-16 code units."""
    audio: bool
    """It is an audio message."""
    balloon: str | None
    """The bundle of a mini-app card."""
    url: str | None
    """What a mini-app card opens."""
    poll: SimulatedPoll | None
    """The poll, if it is one."""
    edited: bool
    """Its text was replaced."""
    unsent: bool
    """It was taken back."""
    date: datetime
    """When it was sent."""


@dataclass(frozen=True)
class SimulatedConversation:
    """A conversation in a simulator, as its people see it."""

    guid: str
    """Its guid: the ``id`` of the space in the application."""
    line: str
    """The number of the line, or ``shared``."""
    group: bool
    """It is a group."""
    name: str | None
    """The name of the group, if it has one."""
    people: tuple[str, ...]
    """The addresses of the people."""
    background: SimulatedBackground | None
    """The background, if one is set."""
    agent_typing: bool
    """The agent's typing indicator is shown."""
    people_typing: tuple[str, ...]
    """The people whose typing indicator is shown."""
    unread: int
    """Messages of people that the agent has not marked as read."""
    contact_card_shared: bool
    """The agent has shared its name and photo here."""
    messages: tuple[SimulatedMessage, ...]
    """The messages, the oldest first."""


@dataclass(frozen=True)
class Sighting:
    """One thing that the agent did and a person saw. What a kind does not have is ``None``."""

    n: int
    """Its number, growing from 1."""
    line: str
    """The number of the line, or ``shared``."""
    chat: str
    """The guid of the conversation."""
    kind: str
    """``message``, ``edit``, ``unsend``, ``reaction``, ``sticker``, ``typing``, ``background``,
    ``read``, ``contact_card``, ``notified``, ``vote``, ``poll_option`` or ``group``."""
    message: SimulatedMessage | None
    """The message, as it was when it came."""
    message_guid: str | None
    """The guid of the message that something happened to."""
    text: str | None
    """The new text of an edit, or the new option of a poll."""
    tapback: str | None
    """The name of the tapback; ``None`` for another emoji."""
    emoji: str | None
    """The emoji of a reaction."""
    part: int | None
    """The part of the message that the reaction is for, from 0, if one is meant."""
    removed: bool | None
    """The reaction was taken back."""
    on: bool | None
    """The typing indicator appeared."""
    background: SimulatedBackground | None
    """The new background; ``None`` if it was cleared."""
    option: str | None
    """The option that the agent voted for."""
    change: str | None
    """What happened to a group: ``renamed``, ``icon_changed``, ``icon_removed``, ``added``,
    ``removed`` or ``left``."""
    values: tuple[str, ...]
    """The new name of a group, or the people in question."""


@dataclass(frozen=True)
class RecordedCall:
    """A call of the application, as a simulator recorded it."""

    n: int
    """Its number, growing from 1."""
    method: str
    """``SendTextMessage``, ``POST /imessage/tokens``, …"""
    service: str
    """The service, such as ``MessageService``, or ``REST``."""
    line: str | None
    """The line of the token: its number, or ``shared``."""
    request: dict[str, Any]
    """The request, with the names of the wire in camelCase."""
    idempotency_key: int | None
    """Which idempotency key it had: they are numbered in the order in which they came first."""
    deadline: bool
    """It had a deadline."""
    stream: bool
    """It is a stream from the service."""
    status: str
    """``OPEN`` while it runs; then the gRPC status by name, or the HTTP status."""
    error_code: str | None
    """The stable code of a refusal."""


def read(kind: type[T], values: dict[str, Any]) -> T:
    """A record from what the simulator answers: the names are the same."""
    found: dict[str, Any] = {}
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]
        value = values.get(one.name.rstrip("_"))
        found[one.name] = _value(str(one.type), value)
    return kind(**found)


def _value(hint: str, value: Any) -> Any:
    items = re.fullmatch(r"tuple\[(.+), \.\.\.\]", hint)
    if items:
        return tuple(_value(items[1], item) for item in value or ())
    if value is None:
        return None
    record: Any = globals().get(hint.replace(" | None", ""))
    if record is not None:
        return read(record, value)
    return read_time(value) if hint == "datetime" else value
