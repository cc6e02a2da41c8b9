"""What the iMessage-only fields of a message consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from ._user import Service


@dataclass(frozen=True)
class Formatting:
    """A run of formatted text. Start and length count UTF-16 code units."""

    type: str
    """``bold``, ``italic``, ``strikethrough``, ``underline`` or ``effect``."""
    start: int
    """Where the run begins."""
    length: int
    """How long it is."""
    effect_name: str | None
    """The animation of a text effect."""


@dataclass(frozen=True)
class Mention:
    """A person mentioned in the text. Start and length count UTF-16 code units."""

    address: str
    """The person's address."""
    start: int
    """Where the mention begins."""
    length: int
    """How long it is."""


@dataclass(frozen=True)
class AttachmentMetadata:
    """An attachment, as the service describes it."""

    guid: str
    """The guid."""
    original_guid: str | None
    """The guid before a forward."""
    file_name: str
    """The file name."""
    mime_type: str
    """The MIME type."""
    uti: str
    """Apple's type identifier."""
    total_bytes: int
    """The size in bytes."""
    transfer_state: str
    """``pending``, ``transferring``, ``failed``, ``finished`` or ``unknown``."""
    is_hidden: bool
    """Not shown."""
    is_sticker: bool
    """A sticker."""


@dataclass(frozen=True)
class AddressInfo:
    """An address with its service and country."""

    address: str
    """The phone number or e-mail address."""
    service: Service
    """The service that reaches it."""
    country: str | None
    """Its country code."""


@dataclass(frozen=True)
class AppliedReaction:
    """A reaction on a message."""

    message_guid: str
    """The guid of the reaction."""
    target_part_index: int | None
    """The part that is meant."""
    reaction: str | None
    """The tapback's name, ``emoji``, ``sticker`` or ``unknown``."""
    emoji: str | None
    """The emoji of a reaction that is no tapback."""
    sender: AddressInfo | None
    """Who reacted."""
    is_from_me: bool
    """Whether this account reacted."""
    date_created: datetime | None
    """When."""


@dataclass(frozen=True)
class PlacedSticker:
    """A sticker on a message."""

    message_guid: str
    """The guid of the sticker's message."""
    target_part_index: int | None
    """The part that is meant."""
    sender: AddressInfo | None
    """Who placed it."""
    is_from_me: bool
    """Whether this account placed it."""
    date_created: datetime | None
    """When."""
    sticker: AttachmentMetadata | None
    """The picture."""


@dataclass(frozen=True)
class ReactionRecord:
    """The reaction that a message is."""

    reaction: str
    """The tapback's name, ``emoji``, ``sticker`` or ``unknown``."""
    emoji: str | None
    """The emoji of a reaction that is no tapback."""
    selected: bool | None
    """Whether it was set (or taken away)."""
    target_guid: str | None
    """The message that is meant."""
    target_part_index: int | None
    """The part that is meant."""
