"""What a mini-app card consists of."""

from __future__ import annotations

from ._dataclass import dataclass, field


@dataclass(frozen=True)
class CardLayout:
    """What a card shows: a caption or an image at least."""

    caption: str | None = None
    """The first line."""
    subcaption: str | None = None
    """The second line."""
    trailing_caption: str | None = None
    """The first line, at the other end."""
    trailing_subcaption: str | None = None
    """The second line, at the other end."""
    image: bytes | None = field(default=None, repr=False)
    """The picture, JPEG. It goes with ``image_title``."""
    image_title: str | None = None
    """The line on the picture."""
    image_subtitle: str | None = None
    """The second line on the picture."""
    summary: str | None = None
    """What stands in lists and notifications."""


@dataclass(frozen=True)
class MiniAppCardSession:
    """What identifies a sent card, so that it can be updated."""

    message_guid: str
    """The message that shows the card now."""
    chat_guid: str
    """The chat."""
    session_id: str
    """The session."""
    target_message_guid: str
    """The message that the card was sent with."""
