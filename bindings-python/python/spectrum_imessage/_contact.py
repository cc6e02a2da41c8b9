"""The parts of a contact."""

from __future__ import annotations

from ._dataclass import dataclass, field


@dataclass(frozen=True)
class ContactName:
    """A name by its parts."""

    formatted: str | None = None
    """The name as it is shown."""
    first: str | None = None
    """The given name."""
    last: str | None = None
    """The family name."""
    middle: str | None = None
    """Further given names."""
    prefix: str | None = None
    """What stands before the name (``Dr.``)."""
    suffix: str | None = None
    """What stands after the name (``PhD``)."""


@dataclass(frozen=True)
class ContactPhone:
    """A telephone number."""

    value: str
    """The number."""
    type: str | None = None
    """``mobile``, ``home``, ``work`` or ``other``."""


@dataclass(frozen=True)
class ContactEmail:
    """An e-mail address."""

    value: str
    """The address."""
    type: str | None = None
    """``home``, ``work`` or ``other``."""


@dataclass(frozen=True)
class ContactAddress:
    """A postal address."""

    street: str | None = None
    """Street and number."""
    city: str | None = None
    """City."""
    region: str | None = None
    """State or region."""
    postal_code: str | None = None
    """Postal code."""
    country: str | None = None
    """Country."""
    type: str | None = None
    """``home``, ``work`` or ``other``."""


@dataclass(frozen=True)
class ContactOrg:
    """An organisation and the position there."""

    name: str | None = None
    """The organisation."""
    department: str | None = None
    """The department."""
    title: str | None = None
    """The position."""


@dataclass(frozen=True)
class ContactPhoto:
    """A picture of a contact."""

    mime_type: str
    """The MIME type."""
    data: bytes = field(repr=False)
    """The picture."""
