# Written by scripts/python-sync.py from ../_history.py; change that one.
"""Messages of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._dataclass import dataclass
from ._message import Message

if TYPE_CHECKING:
    from . import _native


@dataclass(frozen=True)
class Page:
    """One page of messages."""

    messages: tuple[Message, ...]
    """The messages, newest first."""
    next_page_token: str | None
    """Asks for the next page; ``None`` on the last."""


def page(found: tuple[list[_native.Message], str | None]) -> Page:
    """A page of what the core found."""
    messages, next_page_token = found
    return Page(tuple(map(Message, messages)), next_page_token)
