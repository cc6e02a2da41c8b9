"""The name of a platform."""

from __future__ import annotations


class Platform(str):
    """The name of a platform: ``iMessage``, ``terminal``, that of a definition.

    Equal to its name in any case, so that ``message.platform == "imessage"`` holds as well as
    ``message.platform == "iMessage"``. The hash is that of the name as it stands: as the key of a
    ``dict`` or a member of a ``set`` it is found as ``"iMessage"``, not as ``"imessage"``.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return self.casefold() == other.casefold()
        return NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


# There are few names, and each message has one.
_known: dict[str, Platform] = {}


def platform(name: str) -> Platform:
    """The platform with this name."""
    found = _known.get(name)
    if found is None:
        found = _known[name] = Platform(name)
    return found
