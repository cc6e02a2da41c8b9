"""What is sent and received: one class a kind.

``content.type`` tells the kind, and type checkers narrow by it. Builders make these objects
(``text("hi")``), messages hold them (``message.content``), and either can be sent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, Union

from . import _native
from ._dataclass import dataclass, field
from ._errors import invalid
from ._port import call
from ._progress import call_telling

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncGenerator

    from ._card import CardLayout
    from ._contact import (
        ContactAddress,
        ContactEmail,
        ContactName,
        ContactOrg,
        ContactPhone,
        ContactPhoto,
    )
    from ._message import Message
    from ._native import File as NativeFile
    from ._progress import OnProgress
    from ._user import User


@dataclass(frozen=True)
class _Base:
    _native: _native.Content = field(repr=False, compare=False)


class _Readable:
    def _file(self) -> _native.File:
        raise NotImplementedError

    async def read(
        self, *, max_size: int | None = None, on_progress: OnProgress | None = None
    ) -> bytes:
        """All bytes of the file. A second read gives the same; a failed one can be tried again.

        Above ``max_size`` bytes the error is ``attachmentTooLarge``; of a URL or a received file
        100 MiB are taken if it is not given.
        """
        return await call_telling(self._file().read, on_progress, _limit(max_size))

    async def stream(self, *, max_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes of the file, piece by piece: ``async for piece in content.stream()``.

        For what should not be in memory as a whole. A received file is downloaded anew each time.
        """
        stream = await call(self._file().stream, _limit(max_size))
        while (piece := await call(stream.next)) is not None:
            yield piece

    async def save(
        self,
        path: str | os.PathLike[str],
        *,
        max_size: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> int:
        """Writes the bytes to a path, without holding them in memory, and gives their number.

        What was there is replaced when everything has come; until then a temporary file beside it
        grows, which an error or a cancelled task takes away. Errors: as ``read``, and
        ``fileNotWritable`` before the download begins.
        """
        return await call_telling(self._file().save, on_progress, path, _limit(max_size))


def _limit(max_size: object) -> int | None:
    """A limit in bytes."""
    if max_size is None or (isinstance(max_size, int) and 0 <= max_size < 2**64):
        return max_size
    raise invalid("max_size is a number of bytes")


@dataclass(frozen=True)
class _File(_Readable, _Base):
    def _file(self) -> _native.File:
        return self._native.file()


@dataclass(frozen=True)
class Companion(_Readable):
    """The video that makes a picture a Live Photo. The service gives it after the picture: to read
    it downloads both.
    """

    _native: _native.File = field(repr=False, compare=False)
    size: int | None
    """The size in bytes, where it is known."""

    def _file(self) -> NativeFile:
        return self._native


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
    companion: Companion | None
    """The video, if the picture is a Live Photo."""
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
class PollVote(_Base):
    """A vote in a poll, or one taken back. Only received."""

    poll: Poll
    """The poll."""
    option: PollOption
    """The option that is meant."""
    selected: bool
    """Whether it was voted for (or the vote taken back)."""
    type: Literal["poll_option"] = field(default="poll_option", init=False)


@dataclass(frozen=True)
class Group(_Base):
    """Several parts in one message: an album, a caption with pictures."""

    items: tuple[Message, ...]
    """The parts in the order of their bubbles."""
    type: Literal["group"] = field(default="group", init=False)


@dataclass(frozen=True)
class App(_Base):
    """A link as a card. The message that is sent holds the card, a ``MiniApp``."""

    url: str
    """What the card opens."""
    live: bool | None
    """Whether the card is drawn live by the extension."""
    type: Literal["app"] = field(default="app", init=False)


@dataclass(frozen=True)
class MiniApp(_Base):
    """A mini-app card (iMessage only)."""

    app_name: str
    """The name of the app."""
    app_store_id: int | None
    """The app's number in the App Store."""
    extension_bundle_id: str
    """The bundle of the Messages extension."""
    team_id: str
    """The developer team."""
    url: str
    """What the card opens."""
    live: bool | None
    """Whether the card is drawn live by the extension."""
    layout: CardLayout
    """What the card shows."""
    type: Literal["customized-mini-app"] = field(default="customized-mini-app", init=False)


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
class Rename(_Base):
    """A new name for a group."""

    display_name: str
    """The name, without white space around it."""
    type: Literal["rename"] = field(default="rename", init=False)


@dataclass(frozen=True)
class Avatar(_File):
    """A change of a group's picture. If there is one, ``await avatar.read()`` gives its bytes."""

    action: Literal["set", "clear"]
    """Whether there is a picture, or none any more."""
    mime_type: str | None
    """The MIME type of the picture."""
    type: Literal["avatar"] = field(default="avatar", init=False)


@dataclass(frozen=True)
class AddMember(_Base):
    """People join a group."""

    members: tuple[str, ...]
    """Their ids."""
    type: Literal["addMember"] = field(default="addMember", init=False)


@dataclass(frozen=True)
class RemoveMember(_Base):
    """People are removed from a group."""

    members: tuple[str, ...]
    """Their ids."""
    type: Literal["removeMember"] = field(default="removeMember", init=False)


@dataclass(frozen=True)
class LeaveSpace(_Base):
    """Somebody leaves a group: this account when sent, the sender when received."""

    type: Literal["leaveSpace"] = field(default="leaveSpace", init=False)


@dataclass(frozen=True)
class NativeContactCard(_Base):
    """The account's own name and photo, shared with the chat (iMessage only). Never received."""

    type: Literal["nativeContactCard"] = field(default="nativeContactCard", init=False)


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


@dataclass(frozen=True)
class TextStream(_Base):
    """Text that is still being written; what is sent is a ``Text`` or a ``Markdown``.

    Can be sent once, since its source can be read once.
    """

    # Two of them are the same only if they are one.
    _native: _native.Content = field(repr=False)
    type: Literal["text", "markdown"]
    """Whether it is markdown, which is sent when it is whole."""


@dataclass(frozen=True)
class Parts(_Base):
    """Several parts that are to be sent in one message; what is sent is a ``Group``."""

    items: tuple[Content | TextStream, ...]
    """The parts in the order of their bubbles."""
    type: Literal["group"] = field(default="group", init=False)


@dataclass(frozen=True)
class Picture:
    """A picture."""

    mime_type: str
    """The MIME type."""
    data: bytes = field(repr=False)
    """The picture."""


Content = Union[
    Text,
    Markdown,
    Attachment,
    Voice,
    Contact,
    Richlink,
    Poll,
    PollVote,
    Group,
    App,
    MiniApp,
    Effect,
    Reply,
    Reaction,
    Edit,
    Unsend,
    Typing,
    Read,
    Background,
    Rename,
    Avatar,
    AddMember,
    RemoveMember,
    LeaveSpace,
    NativeContactCard,
    Custom,
]
"""What a message holds, and most of what can be sent."""

Sendable = Union[str, Content, TextStream, Parts]
"""Everything that can be sent: a string is text, and what builders make may be a draft."""


def native(content: object) -> _native.Content:
    """The core's side of what a send accepts; a bare string is text."""
    if isinstance(content, str):
        content = _native.text(content)
    if isinstance(content, _Base):
        return content._native
    raise invalid(f"content is a string or comes from a builder, not {type(content).__name__}")
