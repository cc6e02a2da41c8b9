"""How an application is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from ._errors import SpectrumError
    from ._events import StreamKind


@dataclass(frozen=True)
class StreamHealth:
    """How a stream is doing."""

    healthy: bool
    """It is open, and a heartbeat or an event came within the last minute. Never said of a stream
    that has not been heard from.
    """
    stream: StreamKind
    """Which stream it is."""
    connected_since: datetime | None
    """Since when it is open; ``None`` while it is not."""
    last_event: datetime | None
    """When the last event came."""
    last_heartbeat: datetime | None
    """When the last heartbeat came."""
    cursor: int | None
    """The number below which every event is handled."""
    reconnects: int
    """How often it was opened again."""
    stepped_over: int
    """Events that made no sense, or could not be looked up, and were stepped over."""
    last_error: SpectrumError | None
    """Why it was closed last: an error with its class, code and text."""


@dataclass(frozen=True)
class LineHealth:
    """How a line is doing."""

    healthy: bool
    """All streams are healthy. A line whose streams nobody has opened is not."""
    line: str
    """The phone number, or ``shared``; ``local`` in local mode."""
    streams: tuple[StreamHealth, ...]
    """The streams that are open or should be; none before the first read of messages."""
    head: int | None
    """The highest number of an event that the service has told on this line."""
    unhandled: int
    """Events that have arrived and are not handled."""


@dataclass(frozen=True)
class FleetHealth:
    """How the part of an application in a fleet is doing."""

    healthy: bool
    """It is connected, and nothing has waited for its confirmation for 10 s."""
    connected: bool
    """The fleet's queue is reached."""
    held: int
    """The partitions that this worker holds, or the lines that this relay holds."""
    unconfirmed: int
    """Events whose acknowledgement, or publication, is not confirmed yet."""
    stalled: float | None
    """For how long something has not been confirmed that should be, in seconds."""
    pending: int | None
    """Events that no worker has had yet, as far as is known here."""
    last_error: SpectrumError | None
    """Why it failed last."""


@dataclass(frozen=True)
class Health:
    """How an application is doing."""

    healthy: bool
    """Every line is healthy and the credentials are accepted. Without a line nothing is wrong. In a
    fleet, its part there is healthy: a worker has no streams to look at.
    """
    lines: tuple[LineHealth, ...]
    """The lines, in no particular order."""
    waiting: int
    """Messages that wait to be read."""
    token_age: float | None
    """How old the tokens are, in seconds; ``None`` without a project."""
    unauthenticated: bool
    """The service refuses even fresh tokens: calls fail at once until the credentials are
    mended.
    """
    webhooks_unrouted: int
    """Messages that webhooks brought for a platform, or a line, that is not here: answered 503, so
    that the service sends them again.
    """
    fleet: FleetHealth | None
    """The application's part in a fleet; ``None`` if it stands alone."""
