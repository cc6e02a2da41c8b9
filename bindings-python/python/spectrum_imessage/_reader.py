"""What comes without end, for one consumer."""

from __future__ import annotations

import threading
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import ref

from ._errors import ValidationError
from ._port import call

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from . import _native

T = TypeVar("T")


class Reader(Generic[T]):
    """Reads what comes. Nothing is open before the first read, nor after a loop was left."""

    _what: str

    def __init__(self, native: _native.Messages | _native.Events) -> None:
        self._native = native
        self._loop: ref[_Loop[T]] | None = None
        # Held by the read that waits.
        self._turn = threading.Lock()
        # Around the loop and the place. Reentrant, since a loop may be collected at any line.
        self._lock = threading.RLock()
        self._ended = False

    def _ask(self) -> None:
        """Before the next one is asked for."""

    @abstractmethod
    def _pop(self) -> T | None:
        """The next of what was fetched."""

    def __aiter__(self) -> AsyncIterator[T]:
        return _Loop(self)

    async def __anext__(self) -> T:
        self._ask()
        if not self._turn.acquire(blocking=False):
            raise self._taken()
        try:
            while True:
                found = self._pop()
                if found is not None:
                    return found
                if self._ended:
                    raise StopAsyncIteration
                self._ended = not await call(self._native.fetch)
        finally:
            self._turn.release()

    def _taken(self) -> ValidationError:
        return ValidationError(
            f"{self._what} has one consumer at a time, and there is one already",
            code=f"{self._what}Taken",
        )

    def _begin(self, place: ref[_Loop[T]]) -> None:
        """Makes a loop the one consumer."""
        with self._lock:
            taken = self._loop
            if taken is not None and taken is not place and taken() is not None:
                raise self._taken()
            self._loop = place

    def _leave(self) -> None:
        """Gives up the place of the one consumer; what was not handed out waits for the next."""
        with self._lock:
            self._loop = None
            if not self._turn.locked():
                self._native.leave()

    def _stopped(self) -> None:
        """After the stop of the application. A loop that is there is told by its next read."""
        with self._lock:
            if self._loop is None or self._loop() is None:
                self._leave()


class _Loop(Generic[T]):
    """One ``async for``. The statement alone holds it: when the loop is left it goes, and its place
    with it.
    """

    def __init__(self, reader: Reader[T]) -> None:
        self._reader = reader
        self._place: ref[Any] = ref(self)
        self._began = False

    def __aiter__(self) -> _Loop[T]:
        return self

    async def __anext__(self) -> T:
        reader = self._reader
        try:
            if reader._loop is self._place and not reader._turn.locked():
                # The way of most of them: it is here already, and nobody else may ask.
                reader._ask()
                found = reader._pop()
                if found is not None:
                    return found
            reader._begin(self._place)
            self._began = True
            return await reader.__anext__()
        except BaseException:
            # The traceback may be kept, and this object with it.
            self._end()
            raise

    def _end(self) -> None:
        if self._began:
            self._began = False
            self._reader._leave()

    def __del__(self) -> None:
        self._end()
