"""Content as this surface has it: the core makes that of the asyncio surface."""

from __future__ import annotations

import functools
from typing import Any, TypeVar, cast

from .. import _content as _theirs
from .. import _message as _their_message

T = TypeVar("T")


@functools.cache
def _classes() -> dict[type, type]:
    """The classes that differ: those with files, and those with messages."""
    from . import _content

    return {
        vars(_theirs)[name]: one
        for name, one in vars(_content).items()
        if isinstance(one, type) and one.__module__ == _content.__name__
    }


def twin(found: T) -> T:
    """What the core has made, as an object of this surface. Its type is right already."""
    kind = type(found)
    if kind is tuple:
        return cast("T", tuple(map(twin, cast("tuple[object, ...]", found))))
    if isinstance(found, _their_message.Message):
        from ._message import Message

        return cast("T", Message(cast("Any", found._native)))
    ours = _classes().get(kind)
    if ours is None:
        return found
    made: Any = cast("Any", ours).__new__(ours)
    # Frozen, and complete.
    made.__dict__.update({name: twin(value) for name, value in vars(found).items()})
    return cast("T", made)
