"""What a line may still send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Quota:
    """What a line may still send today, as it was counted here: with a durable store over restarts.

    What other programs and the calls of ``im.line`` send is not in it, and conversations that the
    store has not seen yet count as new; the service has the last word.
    """

    line: str
    """The line: its phone number, or ``shared``."""
    messages_limit: int
    """Messages that its server takes a day, all chats together."""
    messages_left: int
    """How many of them are left."""
    new_conversations_limit: int
    """Conversations that the line may begin a day."""
    new_conversations_left: int
    """How many of them are left."""
    resets_at: datetime
    """When the day is over: midnight in UTC, or as the service has said."""
