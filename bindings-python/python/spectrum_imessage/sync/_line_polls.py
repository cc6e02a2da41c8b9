# Written by scripts/python-sync.py from ../_line_polls.py; change that one.
"""Calls of a line about polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._records import PollRecord
from ._line_calls import Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._message import Message
    from ._space import Space


class LinePolls(Namespace):
    """``line.polls``: polls with their votes. A poll is meant by its message or the message's guid.
    ``client_message_id`` is an idempotency key: the same key twice changes once.
    """

    def create(
        self,
        chat: str | Space,
        title: str,
        options: Iterable[str],
        *,
        client_message_id: str | None = None,
    ) -> PollRecord:
        """Creates and sends a poll."""
        return self._ask(
            PollRecord,
            "polls.create",
            chat=chat,
            title=title,
            options=options,
            client_message_id=client_message_id,
        )

    def get(self, poll_message: str | Message) -> PollRecord:
        """A poll. ``NotFoundError`` if it is unknown."""
        return self._ask(PollRecord, "polls.get", poll_message=poll_message)

    def vote(
        self,
        poll_message: str | Message,
        option_identifier: str,
        *,
        client_message_id: str | None = None,
    ) -> PollRecord:
        """Votes for an option, in place of an earlier vote."""
        return self._ask(
            PollRecord,
            "polls.vote",
            poll_message=poll_message,
            option_identifier=option_identifier,
            client_message_id=client_message_id,
        )

    def unvote(
        self, poll_message: str | Message, *, client_message_id: str | None = None
    ) -> PollRecord:
        """Takes the line's vote back."""
        return self._ask(
            PollRecord,
            "polls.unvote",
            poll_message=poll_message,
            client_message_id=client_message_id,
        )

    def add_option(
        self,
        poll_message: str | Message,
        text: str,
        *,
        client_message_id: str | None = None,
    ) -> PollRecord:
        """Adds an option."""
        return self._ask(
            PollRecord,
            "polls.addOption",
            poll_message=poll_message,
            text=text,
            client_message_id=client_message_id,
        )
