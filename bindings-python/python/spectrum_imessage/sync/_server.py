"""How the requests to a defined platform are served: each in a thread."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from ._crew import Workers
from ._port import BEAT, call
from ._stream import close

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from . import _native

T = TypeVar("T")

_NAME = "spectrum-imessage-platform"


class Server(ABC):
    """Takes requests until there are none any more."""

    def __init__(self, native: _native.Definition) -> None:
        self.native = native
        # Around what streams have found, and the stop.
        self._changed = threading.Condition()
        self._stopped = False

    @abstractmethod
    def _answer(self, request: _native.Request) -> None:
        """Serves one request."""

    def stop(self) -> None:
        """Ends what ``until_stopped`` gives."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def start(self) -> None:
        """Begins to serve."""
        threading.Thread(target=self._run, name=_NAME, daemon=True).start()

    def _run(self) -> None:
        workers = Workers(_NAME)
        try:
            while (request := call(self.native.next)) is not None:
                workers.run(self._answer, request)
                del request
        finally:
            self.stop()
            workers.end()

    def until_stopped(self, source: Iterable[T]) -> Iterator[T]:
        """What a source gives until the stop. A thread reads it, one item ahead."""
        found: _Found[T] = _Found()
        reading = (source, found)
        threading.Thread(target=self._read, args=reading, name=_NAME, daemon=True).start()
        try:
            while True:
                with self._changed:
                    while not (found.items or found.ended or self._stopped):
                        self._changed.wait(BEAT)
                    if self._stopped or not found.items:
                        break
                    item = found.items.pop()
                    self._changed.notify_all()
                yield item
            if found.error is not None and not self._stopped:
                raise found.error
        finally:
            with self._changed:
                found.left = True
                self._changed.notify_all()

    def _read(self, source: Iterable[T], found: _Found[T]) -> None:
        items = iter(source)
        try:
            for item in items:
                with self._changed:
                    while found.items and not (found.left or self._stopped):
                        self._changed.wait()
                    if found.left or self._stopped:
                        return
                    found.items.append(item)
                    self._changed.notify_all()
        except Exception as error:
            found.error = error
        finally:
            close(items)
            with self._changed:
                found.ended = True
                self._changed.notify_all()


class _Found(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []
        self.ended = False
        self.error: Exception | None = None
        self.left = False
