"""What is sent and received: one class a kind.

``content.type`` tells the kind, and type checkers narrow by it. Builders make these objects
(``text("hi")``), messages hold them (``message.content``), and either can be sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Union

from . import _native
from ._errors import invalid
from ._port import call

if TYPE_CHECKING:
    from ._contact import (
        ContactAddress,
        ContactEmail,
        ContactName,
        ContactOrg,
        ContactPhone,
        ContactPhoto,
    )
    from ._message import Message
    from ._user import User


@dataclass(frozen=True)
class _Base:
    _native: _native.Content = field(repr=False, compare=False)


@dataclass(frozen=True)
class _File(_Base):
    async def read(self) -> bytes:
        """All bytes of the file. A second read gives the same; a failed one can be tried again."""
        return await call(self._native.read)


@dataclass(frozen=True)
class Text(_Base):
    """Plain text."""

    text: str
    """The text, as it appears."""
    type: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True)
class Markdown(_Base):
    """Text with markdown, rendered when it is sent. Never received."""

    markdown: str
    """The source, as given."""
    type: Literal["markdown"] = field(default="markdown", init=False)


@dataclass(frozen=True)
class Attachment(_File):
    """A file. ``await attachment.read()`` gives its bytes."""

    id: str
    """The service's id of a received file, else as given or a random UUID."""
    name: str
    """The name that the receiver sees."""
    mime_type: str
    """The MIME type."""
    size: int | None
    """The size in bytes, where it is known."""
    type: Literal["attachment"] = field(default="attachment", init=False)


@dataclass(frozen=True)
class Voice(_File):
    """An audio message: the bubble with a waveform. ``await voice.read()`` gives its bytes."""

    id: str | None
    """The service's id of a received file."""
    name: str | None
    """The file name, where one is known."""
    mime_type: str
    """The MIME type, always ``audio/*``."""
    duration: float | None
    """The length in seconds, where it is known."""
    size: int | None
    """The size in bytes, where it is known."""
    type: Literal["voice"] = field(default="voice", init=False)


@dataclass(frozen=True)
class Contact(_Base):
    """A contact, sent as a vCard."""

    user: User | None
    """The user it was made from."""
    name: ContactName | None
    """The name, by its parts."""
    phones: tuple[ContactPhone, ...]
    """Telephone numbers."""
    emails: tuple[ContactEmail, ...]
    """E-mail addresses."""
    addresses: tuple[ContactAddress, ...]
    """Postal addresses."""
    org: ContactOrg | None
    """Organisation and position."""
    urls: tuple[str, ...]
    """Web pages."""
    birthday: str | None
    """The birthday, as a vCard writes it (``1815-12-10``)."""
    note: str | None
    """A note."""
    photo: ContactPhoto | None
    """A picture."""
    raw: str | None = field(repr=False)
    """The vCard text it was read from; sent byte for byte."""
    type: Literal["contact"] = field(default="contact", init=False)


@dataclass(frozen=True)
class Richlink(_Base):
    """A link with a preview. Never received: a received link is text."""

    url: str
    """The absolute http(s) URL, as given."""
    type: Literal["richlink"] = field(default="richlink", init=False)


@dataclass(frozen=True)
class PollOption:
    """An option of a poll."""

    title: str
    """The text of the option."""


@dataclass(frozen=True)
class Poll(_Base):
    """A poll."""

    title: str
    """The question."""
    options: tuple[PollOption, ...]
    """The options."""
    type: Literal["poll"] = field(default="poll", init=False)


@dataclass(frozen=True)
class Group(_Base):
    """Several parts in one message: an album, a caption with pictures."""

    items: tuple[Message, ...]
    """The parts in the order of their bubbles."""
    type: Literal["group"] = field(default="group", init=False)


@dataclass(frozen=True)
class Effect(_Base):
    """Content with an effect."""

    content: Content
    """Text, markdown or an attachment."""
    effect: str
    """The effect, by Apple's identifier."""
    type: Literal["effect"] = field(default="effect", init=False)


@dataclass(frozen=True)
class Reply(_Base):
    """An answer to a message, or to one of its parts."""

    content: Content
    """What is answered."""
    target: Message
    """The message that is answered."""
    type: Literal["reply"] = field(default="reply", init=False)


@dataclass(frozen=True)
class Reaction(_Base):
    """A reaction to a message, or to one of its parts."""

    emoji: str
    """The emoji; of a tapback, the one that stands for it."""
    tapback: Literal["love", "like", "dislike", "laugh", "emphasize", "question"] | None
    """The name of the tapback, if it is one."""
    target: Message
    """The message that is reacted to."""
    type: Literal["reaction"] = field(default="reaction", init=False)


@dataclass(frozen=True)
class Edit(_Base):
    """A new text for a sent message."""

    content: Content
    """The new content."""
    target: Message
    """The message that changes."""
    type: Literal["edit"] = field(default="edit", init=False)


@dataclass(frozen=True)
class Unsend(_Base):
    """The retraction of a sent message, or of a reaction."""

    target: Message
    """The message that is taken back."""
    type: Literal["unsend"] = field(default="unsend", init=False)


@dataclass(frozen=True)
class Typing(_Base):
    """The typing indicator."""

    state: Literal["start", "stop"]
    """Whether it shows."""
    type: Literal["typing"] = field(default="typing", init=False)


@dataclass(frozen=True)
class Read(_Base):
    """A read receipt."""

    target: Message
    """The message that was read."""
    type: Literal["read"] = field(default="read", init=False)


@dataclass(frozen=True)
class Background(_Base):
    """The picture behind the conversation (iMessage only)."""

    action: Literal["set", "clear"]
    """Whether there is a picture, or the default background."""
    mime_type: str | None
    """The MIME type of the picture."""
    type: Literal["background"] = field(default="background", init=False)


@dataclass(frozen=True)
class Custom(_Base):
    """A JSON value for platforms that know what to do with it, and what has no kind of its own."""

    json: str
    """The value as JSON text."""
    type: Literal["custom"] = field(default="custom", init=False)

    @property
    def value(self) -> object:
        """The value: ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool`` or ``None``."""
        value: object = json.loads(self.json)
        return value


Content = Union[
    Text,
    Markdown,
    Attachment,
    Voice,
    Contact,
    Richlink,
    Poll,
    Group,
    Effect,
    Reply,
    Reaction,
    Edit,
    Unsend,
    Typing,
    Read,
    Background,
    Custom,
]
"""Everything that can be sent or received."""


def native(content: object) -> _native.Content:
    """The core's side of what a send accepts; a bare string is text."""
    if isinstance(content, str):
        content = _native.text(content)
    if isinstance(content, _Base):
        return content._native
    raise invalid(f"content is a string or comes from a builder, not {type(content).__name__}")
