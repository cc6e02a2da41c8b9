"""Sends that were not confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dataclass import dataclass, field

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class OutboxEntry:
    """A send of an earlier run of the program that was not confirmed: the service may have taken
    it, or not.
    """

    client_message_id: str
    """The idempotency key that it was sent with: sent again with it, it goes out once."""
    line: str
    """The line: its phone number, or ``shared``."""
    space_id: str
    """The conversation."""
    content_type: str
    """The kind of the content, such as ``text``."""
    content: dict[str, Any] | None = field(repr=False)
    """What was to be sent, as far as it is kept: ``type`` and the fields of the content in
    camelCase, with the id of a ``target``. ``None`` where ``app.send_again`` cannot send it: of
    bytes and streams nothing is kept.
    """
    time: datetime
    """When the send began, by this machine's clock."""
