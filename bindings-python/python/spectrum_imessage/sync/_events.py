# Written by scripts/python-sync.py from ../_events.py; change that one.
"""What happens besides messages: one class a kind, told apart by ``type``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Union

from .._dataclass import dataclass
from .._events import (
    Gap,
    LineAdded,
    LineNumberChanged,
    LineRemoved,
    Missed,
    StreamConnected,
    StreamDisconnected,
    Unauthenticated,
    Unmappable,
)

if TYPE_CHECKING:
    from datetime import datetime

    from .._details import AttachmentMetadata
    from .._message_records import ReactionInfo
    from .._user import User
    from ._space import Space


@dataclass(frozen=True)
class _Happening:
    space: Space
    """The conversation."""
    actor: User | None
    """Who did it, where the service says it."""
    is_from_me: bool
    """Whether it was this account: this program, or another device of the same number."""
    timestamp: datetime | None
    """When, by the service's clock."""
    sequence: int | None
    """The service's number of the event."""


@dataclass(frozen=True)
class MessageEdited(_Happening):
    """A message was edited."""

    type: Literal["messageEdited"]
    message_id: str
    """The message."""
    text: str | None
    """What it says now."""


@dataclass(frozen=True)
class MessageUnsent(_Happening):
    """A message was taken back: what it said should not be used any more."""

    type: Literal["messageUnsent"]
    message_id: str
    """The message."""


@dataclass(frozen=True)
class MessageDelivered(_Happening):
    """A sent message has arrived at the other side. Told in local mode."""

    type: Literal["messageDelivered"]
    message_id: str
    """The message."""


@dataclass(frozen=True)
class MessageFailed(_Happening):
    """A sent message could not be delivered. Told in local mode."""

    type: Literal["messageFailed"]
    message_id: str
    """The message."""
    error_code: int
    """Apple's error number."""


@dataclass(frozen=True)
class AttachmentReady(_Happening):
    """A file of a message that was handed out before is there. Told in local mode."""

    type: Literal["attachmentReady"]
    message_id: str
    """The message."""
    attachment_id: str
    """The file."""


@dataclass(frozen=True)
class AttachmentFailed(_Happening):
    """A file of a message that was handed out before will not come. Told in local mode."""

    type: Literal["attachmentFailed"]
    message_id: str
    """The message."""
    attachment_id: str
    """The file."""


@dataclass(frozen=True)
class ReactionRemoved(_Happening):
    """A reaction was taken back."""

    type: Literal["reactionRemoved"]
    message_id: str
    """The message that had the reaction."""
    part_index: int | None
    """The part that is meant."""
    reaction: ReactionInfo
    """What the reaction was."""


@dataclass(frozen=True)
class StickerPlaced(_Happening):
    """A sticker was placed on a message."""

    type: Literal["stickerPlaced"]
    message_id: str
    """The message with the sticker."""
    part_index: int | None
    """The part that is meant."""
    sticker: AttachmentMetadata | None
    """The picture."""


@dataclass(frozen=True)
class BackgroundChanged(_Happening):
    """The picture behind a conversation was changed."""

    type: Literal["backgroundChanged"]


@dataclass(frozen=True)
class BackgroundRemoved(_Happening):
    """The picture behind a conversation was removed."""

    type: Literal["backgroundRemoved"]


@dataclass(frozen=True)
class ChatRead(_Happening):
    """A chat was marked as read, on this account."""

    type: Literal["chatRead"]


@dataclass(frozen=True)
class ChatArchived(_Happening):
    """A chat was archived, on this account."""

    type: Literal["chatArchived"]


@dataclass(frozen=True)
class ChatUnarchived(_Happening):
    """A chat was taken out of the archive, on this account."""

    type: Literal["chatUnarchived"]


Event = Union[
    MessageEdited,
    MessageUnsent,
    MessageDelivered,
    MessageFailed,
    AttachmentReady,
    AttachmentFailed,
    ReactionRemoved,
    StickerPlaced,
    BackgroundChanged,
    BackgroundRemoved,
    ChatRead,
    ChatArchived,
    ChatUnarchived,
    Gap,
    LineAdded,
    LineRemoved,
    LineNumberChanged,
    StreamConnected,
    StreamDisconnected,
    Unauthenticated,
    Unmappable,
    Missed,
]
"""What happens besides messages. Lines are named by their phone number, or ``shared``."""
