"""What the calls of a line take besides texts and numbers."""

from __future__ import annotations

from typing import Literal

from ._dataclass import dataclass


@dataclass(frozen=True)
class ReplyTo:
    """A part of a message as what another message answers."""

    guid: str
    """The message's guid."""
    part_index: int | None = None
    """The part, from 0; the whole message if not given."""


@dataclass(frozen=True)
class TextFormat:
    """A run of formatted text. Start and length count UTF-16 code units."""

    type: Literal["bold", "italic", "underline", "strikethrough", "effect"]
    """The format."""
    start: int
    """Where the run begins."""
    length: int
    """How long it is."""
    effect: (
        Literal["big", "small", "shake", "nod", "explode", "ripple", "bloom", "jitter"] | None
    ) = None
    """The animation, for ``effect``."""


@dataclass(frozen=True)
class MessagePart:
    """One part of a message of several: a text or an uploaded file."""

    text: str | None = None
    """Its text."""
    attachment_guid: str | None = None
    """The guid of an uploaded file."""
    attachment_name: str | None = None
    """The name that the file is shown by."""
    mentioned_address: str | None = None
    """The person that the text mentions."""
    bubble_index: int | None = None
    """The bubble that it is in; parts of one index share one."""
    formatting: tuple[TextFormat, ...] = ()
    """Formatting of the text."""
