# Written by scripts/python-sync.py from ../_line_stream.py; change that one.
"""Streams of a line."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Callable, Generic

from .._errors import invalid
from .._json import Newer
from .._line_stream import T
from ._port import call

if TYPE_CHECKING:
    from types import TracebackType

    from . import _native


class LineStream(Generic[T]):
    """What a line tells as it comes: ``for event in line.events.messages()``.

    It opens at the first read, or at once with ``with``, so that nothing is missed from there
    on. It is closed at its end, by ``close``, at the end of ``with``, when a read fails or
    is interrupted, and when nobody holds it any more. It can be iterated once.
    """

    def __init__(
        self, line: _native.Line, operation: str, arguments: str, read: Callable[[str], T]
    ) -> None:
        self._line = line
        self._operation = operation
        self._arguments = arguments
        self._read = read
        self._native: _native.JsonStream | None = None
        self._iterated = False
        # Held by the read that waits.
        self._turn = threading.Lock()
        self._closed = False

    def __iter__(self) -> LineStream[T]:
        if self._iterated:
            raise invalid(f"this stream was iterated before; {self._operation} gives a new one")
        self._iterated = True
        return self

    def __next__(self) -> T:
        if not self._turn.acquire(blocking=False):
            raise invalid("another read of this stream is waiting")
        try:
            return self._next()
        except BaseException:
            self._close()
            raise
        finally:
            self._turn.release()

    def _next(self) -> T:
        stream = self._open()
        while stream is not None and not self._closed:
            text = call(stream.next)
            if text is None or self._closed:
                break
            try:
                return self._read(text)
            except Newer:
                continue
        raise StopIteration

    def _open(self) -> _native.JsonStream | None:
        if self._native is None and not self._closed:
            self._native = call(self._line.open, self._operation, self._arguments)
        return self._native

    def _close(self) -> None:
        self._closed = True
        if self._native is not None:
            self._native.close()
            self._native = None

    def close(self) -> None:
        """Closes it. A read that waits elsewhere ends as if the stream had ended."""
        self._close()

    def __enter__(self) -> LineStream[T]:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()
