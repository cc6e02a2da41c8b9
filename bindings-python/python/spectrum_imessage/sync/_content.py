# Written by scripts/python-sync.py from ../_content.py; change that one.
"""What is sent and received: one class a kind.

``content.type`` tells the kind, and type checkers narrow by it. Builders make these objects
(``text("hi")``), messages hold them (``message.content``), and either can be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Union

from .._content import (
    AddMember,
    App,
    Background,
    Contact,
    Custom,
    LeaveSpace,
    Markdown,
    MiniApp,
    NativeContactCard,
    Poll,
    PollVote,
    RemoveMember,
    Rename,
    Richlink,
    Text,
    TextStream,
    Typing,
    _Base,
    _limit,
)
from .._dataclass import dataclass, field
from ._port import call
from ._progress import call_telling

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

    from .._native import File as NativeFile
    from . import _native
    from ._message import Message
    from ._progress import OnProgress


class _Readable:
    def _file(self) -> _native.File:
        raise NotImplementedError

    def read(self, *, max_size: int | None = None, on_progress: OnProgress | None = None) -> bytes:
        """All bytes of the file. A second read gives the same; a failed one can be tried again.

        Above ``max_size`` bytes the error is ``attachmentTooLarge``; of a URL or a received file
        100 MiB are taken if it is not given.
        """
        return call_telling(self._file().read, on_progress, _limit(max_size))

    def stream(self, *, max_size: int | None = None) -> Generator[bytes, None, None]:
        """The bytes of the file, piece by piece: ``for piece in content.stream()``.

        For what should not be in memory as a whole. A received file is downloaded anew each time.
        """
        stream = call(self._file().stream, _limit(max_size))
        while (piece := call(stream.next)) is not None:
            yield piece

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        max_size: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> int:
        """Writes the bytes to a path, without holding them in memory, and gives their number.

        What was there is replaced when everything has come; until then a temporary file beside it
        grows, which an error or an interruption takes away. Errors: as ``read``, and
        ``fileNotWritable`` before the download begins.
        """
        return call_telling(self._file().save, on_progress, path, _limit(max_size))


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
class Attachment(_File):
    """A file. ``attachment.read()`` gives its bytes."""

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
    """An audio message: the bubble with a waveform. ``voice.read()`` gives its bytes."""

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
class Read(_Base):
    """A read receipt."""

    target: Message
    """The message that was read."""
    type: Literal["read"] = field(default="read", init=False)


@dataclass(frozen=True)
class Avatar(_File):
    """A change of a group's picture. If there is one, ``avatar.read()`` gives its bytes."""

    action: Literal["set", "clear"]
    """Whether there is a picture, or none any more."""
    mime_type: str | None
    """The MIME type of the picture."""
    type: Literal["avatar"] = field(default="avatar", init=False)


@dataclass(frozen=True)
class Parts(_Base):
    """Several parts that are to be sent in one message; what is sent is a ``Group``."""

    items: tuple[Content | TextStream, ...]
    """The parts in the order of their bubbles."""
    type: Literal["group"] = field(default="group", init=False)


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
