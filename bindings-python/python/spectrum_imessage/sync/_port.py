"""How a thread waits for the core.

A call takes a port for its time. It leaves its number there, and the thread sleeps on the port's
socket, outside of the interpreter's lock, until the core has finished the call. A signal wakes the
main thread, which runs its handlers at once: ``KeyboardInterrupt`` leaves the call and drops it.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from .. import _log, _native
from .._errors import invalid
from .._port import told as told_by_definition
from ._twin import twin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")

# A signal interrupts the wait of the main thread. Between the last look for signals and the wait it
# does not, for some microseconds; and where systems may hand it to another thread, or sockets are
# not interrupted (Windows), the main thread has to look by itself.
BEAT = 1.0 if sys.platform == "linux" else 0.1

_deadline: ContextVar[float | None] = ContextVar("spectrum_imessage_deadline", default=None)


@contextmanager
def timeout(seconds: float) -> Generator[None, None, None]:
    """Limits the time of the calls of this library in a ``with`` block, in this thread.

    A call that has not ended after so many seconds since the beginning of the block is dropped and
    raises Python's own ``TimeoutError``, as does one that begins later. Whether the service had
    taken a message by then is unknown; a read of what arrives loses nothing. The inner limit counts
    if it is the earlier one. Not limited: ``app.stop()``, the end of ``with``, the program's own
    code, and the handlers of ``app.handle``.
    """
    if not seconds > 0:
        raise invalid("timeout is a number of seconds above 0")
    end = time.monotonic() + seconds
    outer = _deadline.get()
    token = _deadline.set(end if outer is None else min(end, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


class Teller(Protocol):
    """Is told that a transfer has told something."""

    @property
    def native(self) -> _native.Told:
        """What it has told."""
        ...

    def tell(self) -> None:
        """Hands it over."""
        ...


class Port:
    """The socket on which one thread at a time waits."""

    def __init__(self) -> None:
        self.native = _native.Port()
        self._poll: Any = None
        # Windows has no poll, and select has no numbers above 1023.
        if hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(self.native.fileno(), select.POLLIN)

    def wait(
        self, call: _native.Call[T], deadline: float | None, teller: Teller | None = None
    ) -> T:
        """Waits for the end of a call. What is there of earlier calls is nobody's any more."""
        while True:
            ended: list[tuple[object, BaseException | None]] = []
            for number, value, error in self.native.drain():
                if number == call.id:
                    ended.append((value, error))
                elif teller is not None and number == teller.native.id:
                    teller.tell()
            _log.forward()
            for value, error in ended:
                if error is not None:
                    raise told_by_definition(error)
                return cast("T", twin(value))
            self._sleep(deadline)

    def _sleep(self, deadline: float | None) -> None:
        limit = BEAT if threading.current_thread() is threading.main_thread() else None
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the call did not end within the time of timeout()")
            limit = left if limit is None else min(left, limit)
        if self._poll is not None:
            # Rounded up: it would spin in the last millisecond.
            self._poll.poll(None if limit is None else int(limit * 1000) + 1)
        else:
            select.select([self.native.fileno()], [], [], limit)


# Appending and popping need no lock. As many are made as calls wait at the same time.
_idle: deque[Port] = deque()
_MOST_IDLE = 16

if hasattr(os, "register_at_fork"):
    # The sockets of a child are those of its parent.
    os.register_at_fork(after_in_child=_idle.clear)


@contextmanager
def borrowed() -> Generator[Port, None, None]:
    """A port that nobody else uses meanwhile."""
    try:
        port = _idle.pop()
    except IndexError:
        port = Port()
    try:
        yield port
    finally:
        if len(_idle) < _MOST_IDLE:
            _idle.append(port)


def call(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Waits for a call of the core. An exception meanwhile drops it: an RPC in flight is reset."""
    with borrowed() as port:
        call = start(port.native, *args, **kwargs)
        try:
            return port.wait(call, _deadline.get())
        finally:
            call.cancel()


def call_telling_to(port: Port, teller: Teller | None, call: _native.Call[T]) -> T:
    """As ``call``, for what was begun on a port, with somebody who wants to be told meanwhile."""
    try:
        return port.wait(call, _deadline.get(), teller)
    finally:
        call.cancel()


def call_to_the_end(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``call``, but what was begun is finished, also after an exception. Nothing limits it."""
    with borrowed() as port:
        return port.wait(start(port.native, *args, **kwargs), None)
