# Written by scripts/python-sync.py from ../_line_calls.py; change that one.
"""How the namespaces of a line make calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from ._json import read, read_all, write
from ._line_stream import LineStream
from ._port import call

if TYPE_CHECKING:
    from .._line_calls import T
    from . import _native


class Namespace:
    """Calls of a line that belong together. The names of arguments are the core's."""

    def __init__(self, native: _native.Line) -> None:
        self._native = native

    def _tell(self, operation: str, **arguments: object) -> None:
        call(self._native.call, operation, write(operation, **arguments))

    def _ask(self, kind: type[T], operation: str, **arguments: object) -> T:
        answer = call(self._native.call, operation, write(operation, **arguments))
        return read(kind, answer)

    def _ask_all(self, kind: type[T], operation: str, **arguments: object) -> list[T]:
        answer = call(self._native.call, operation, write(operation, **arguments))
        return read_all(kind, answer)

    def _open(self, read: Callable[[str], T], operation: str, **arguments: object) -> LineStream[T]:
        return LineStream(self._native, operation, write(operation, **arguments), read)
