"""How platforms are connected."""

from __future__ import annotations

from ._dataclass import dataclass, field


@dataclass(frozen=True)
class Client:
    """One line of a relay of your own."""

    address: str
    """``host:port`` (TLS), or ``http://host:port`` on this machine."""
    token: str = field(repr=False)
    """The token that the relay takes."""
    phone: str
    """The number of the line."""


@dataclass(frozen=True)
class IMessageConfig:
    """What ``imessage.config()`` returns: a provider for ``Spectrum``."""

    clients: tuple[Client, ...] | None = None
    """The lines of a relay of your own, instead of the cloud's."""
    local: bool = False
    """This Mac's own Messages."""
    database: str | None = None
    """The database of Messages, for local mode."""
    osascript: str | None = None
    """The program that runs AppleScript, for local mode."""


@dataclass(frozen=True)
class TerminalConfig:
    """What ``terminal.config()`` returns: a provider for ``Spectrum``."""
