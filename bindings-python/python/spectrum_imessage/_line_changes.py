"""What the streams of a line tell: one class a kind, told apart by ``type``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Union

from ._dataclass import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from ._details import AddressInfo
    from ._message_records import MessageBody, MessageRecord, ReactionInfo, StickerPlacement
    from ._records import AttachmentRecord, PollOptionRecord


@dataclass(frozen=True)
class _Change:
    sequence: int | None
    """The place in the log: growing, one row of numbers for all events of a line."""
    chat_guid: str
    """The conversation."""
    occurred_at: datetime | None
    """When."""
    actor: AddressInfo | None
    """Who did it."""
    is_from_me: bool
    """Whether this account did it."""


@dataclass(frozen=True)
class MessageReceivedEvent(_Change):
    """A message came."""

    type: Literal["message.received"]
    message: MessageRecord | None
    """The message."""


@dataclass(frozen=True)
class MessageEditedEvent(_Change):
    """A message was edited."""

    type: Literal["message.edited"]
    message_guid: str
    """The message."""
    content: MessageBody
    """What it holds now."""
    edited_at: datetime | None
    """When."""


@dataclass(frozen=True)
class MessageReadEvent(_Change):
    """A message was read."""

    type: Literal["message.read"]
    message_guid: str
    """The message."""
    read_at: datetime | None
    """When."""


@dataclass(frozen=True)
class MessageUnsentEvent(_Change):
    """A message was unsent."""

    type: Literal["message.unsent"]
    message_guid: str
    """The message."""
    retracted_at: datetime | None
    """When."""


@dataclass(frozen=True)
class MessageReactionEvent(_Change):
    """A reaction was added or taken back."""

    type: Literal["message.reactionAdded", "message.reactionRemoved"]
    """Which of the two."""
    message_guid: str
    """The message."""
    target_part_index: int | None
    """Its part."""
    reaction: ReactionInfo | None
    """The reaction."""


@dataclass(frozen=True)
class StickerPlacedEvent(_Change):
    """A sticker was placed."""

    type: Literal["message.stickerPlaced"]
    message_guid: str
    """The message."""
    target_part_index: int | None
    """Its part."""
    sticker: AttachmentRecord | None
    """The picture."""
    placement: StickerPlacement | None
    """Where it lies."""


@dataclass(frozen=True)
class ChatEvent(_Change):
    """A chat changed: the picture behind it, or it was read on another device of the account, put
    away or taken out again.
    """

    type: Literal[
        "chat.backgroundChanged",
        "chat.backgroundRemoved",
        "chat.markedRead",
        "chat.archived",
        "chat.unarchived",
    ]
    """How."""


@dataclass(frozen=True)
class GroupRenamed:
    """A group has another name."""

    type: Literal["displayNameChanged"]
    display_name: str
    """The name."""


@dataclass(frozen=True)
class GroupParticipantChanged:
    """Somebody was added to a group, was removed, or left."""

    type: Literal["participantAdded", "participantRemoved", "participantLeft"]
    """Which of the three."""
    participant: AddressInfo | None
    """Who."""


@dataclass(frozen=True)
class GroupIconChanged:
    """A group has another picture, or none any more."""

    type: Literal["iconChanged", "iconRemoved"]
    """Which of the two."""


GroupChange = Union[GroupRenamed, GroupParticipantChanged, GroupIconChanged]
"""How a group changed."""


@dataclass(frozen=True)
class GroupEvent(_Change):
    """A group changed."""

    type: Literal["group.changed"]
    change: GroupChange
    """How."""


@dataclass(frozen=True)
class PollOptionsChanged:
    """A poll was made, or has another option."""

    type: Literal["created", "optionAdded"]
    """Which of the two."""
    title: str
    """The question."""
    options: tuple[PollOptionRecord, ...]
    """All options."""


@dataclass(frozen=True)
class PollVoteChanged:
    """Somebody voted, or took a vote back."""

    type: Literal["voted", "unvoted"]
    """Which of the two."""
    option_identifier: str
    """For this option."""


PollChange = Union[PollOptionsChanged, PollVoteChanged]
"""How a poll changed."""


@dataclass(frozen=True)
class PollEvent(_Change):
    """A poll changed."""

    type: Literal["poll.changed"]
    poll_message_guid: str
    """The poll's message."""
    delta: PollChange
    """How."""


@dataclass(frozen=True)
class CatchUpComplete:
    """The log has been told up to here."""

    type: Literal["catchup.complete"]
    head_sequence: int | None
    """Its last number."""


LineEvent = Union[
    MessageReceivedEvent,
    MessageEditedEvent,
    MessageReadEvent,
    MessageUnsentEvent,
    MessageReactionEvent,
    StickerPlacedEvent,
    ChatEvent,
    GroupEvent,
    PollEvent,
    CatchUpComplete,
]
"""What the streams of ``line.events`` tell; ``event.type`` tells which."""
