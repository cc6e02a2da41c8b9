"""What was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass, field

if TYPE_CHECKING:
    from datetime import datetime

    from ._events import StreamKind


@dataclass(frozen=True)
class GivenUp:
    """An event that could not be mapped and was stepped over, or a message whose job has failed as
    often as it may. The store keeps the last 256.
    """

    id: str
    """Names it, for ``app.remove_dead_letter``. The same event or message given up once more has
    the same one.
    """
    line: str
    """The line: its phone number, or ``shared``."""
    stream: StreamKind | None
    """The stream that it came on, where it is known."""
    sequence: int | None
    """The service's number of the event."""
    message_id: str | None
    """The message, if it is one."""
    space_id: str | None
    """The conversation, where it is known."""
    reason: str = field(repr=False)
    """Why it was given up; of a message the name of the exception."""
    attempts: int | None
    """How often the message was tried."""
    time: datetime
    """When it was given up, by this machine's clock."""
    event: bytes | None = field(repr=False)
    """The event as the service sent it: protobuf, ``MessageChangeEvent``, ``PollChangeEvent``,
    ``GroupChangeEvent`` or ``ChatChangeEvent`` of ``photon.imessage.v1``, by the stream. Not of
    messages, nor of events above 64 KiB.
    """
