"""People."""

from __future__ import annotations

from typing import Literal

from ._dataclass import dataclass

Service = Literal["iMessage", "SMS", "RCS", "unknown"]


@dataclass(frozen=True)
class User:
    """Somebody in a conversation. The details are there where the platform sent them."""

    id: str
    """A phone number or an e-mail address, as given; not normalised."""
    kind: Literal["person", "agent"] = "person"
    """Whether this is the program itself (``agent``)."""
    address: str | None = None
    """The phone number or e-mail address."""
    country: str | None = None
    """The country code of the address."""
    service: Service | None = None
    """The service that reaches the address."""
