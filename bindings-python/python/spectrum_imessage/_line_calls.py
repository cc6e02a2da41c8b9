"""How the namespaces of a line make calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, TypeVar

from ._json import read, read_all, write
from ._line_stream import LineStream
from ._port import call

if TYPE_CHECKING:
    from . import _native

T = TypeVar("T")


class Namespace:
    """Calls of a line that belong together. The names of arguments are the core's."""

    def __init__(self, native: _native.Line) -> None:
        self._native = native

    async def _tell(self, operation: str, **arguments: object) -> None:
        await call(self._native.call, operation, write(operation, **arguments))

    async def _ask(self, kind: type[T], operation: str, **arguments: object) -> T:
        answer = await call(self._native.call, operation, write(operation, **arguments))
        return read(kind, answer)

    async def _ask_all(self, kind: type[T], operation: str, **arguments: object) -> list[T]:
        answer = await call(self._native.call, operation, write(operation, **arguments))
        return read_all(kind, answer)

    def _open(self, read: Callable[[str], T], operation: str, **arguments: object) -> LineStream[T]:
        return LineStream(self._native, operation, write(operation, **arguments), read)
