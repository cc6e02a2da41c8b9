"""How an event loop waits for the core.

Each event loop has a port. A call returns at once and leaves its number; when calls are finished
the port's socket becomes readable, and the loop settles all that are ready. No thread of the core
enters Python, so there is nothing to wait for when the interpreter ends.
"""

from __future__ import annotations

import asyncio
import select
import threading
from typing import TYPE_CHECKING, Any, Callable, TypeVar
from weakref import WeakKeyDictionary, ref

from . import _log, _native
from ._errors import SpectrumError
from ._failures import cause_of

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class _Port:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.native = _native.Port()
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        # What wants to know that a transfer has told something.
        self.told: dict[int, Callable[[], None]] = {}
        try:
            loop.add_reader(self.native.fileno(), self.drain)
        except NotImplementedError:
            # The default loop of Windows watches no sockets.
            threading.Thread(
                target=_watch, args=(ref(self), ref(loop)), name="spectrum-imessage", daemon=True
            ).start()

    async def wait(self, call: _native.Call[T]) -> T:
        # Before the loop can drain the port, so no result is missed.
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.waiting[call.id] = future
        try:
            return await future
        finally:
            self.waiting.pop(call.id, None)

    def drain(self) -> None:
        for number, value, error in self.native.drain():
            if number in self.told:
                self.told[number]()
                continue
            future = self.waiting.pop(number, None)
            if future is None or future.done():
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(told(error))
        _log.forward()


def told(error: BaseException) -> BaseException:
    """The error with what a platform of the program's own has raised."""
    if isinstance(error, SpectrumError) and "failure" in error.context:
        error.__cause__ = cause_of(error)
    return error


def _watch(port_ref: ref[_Port], loop_ref: ref[asyncio.AbstractEventLoop]) -> None:
    drained = threading.Event()

    def drain(port: _Port) -> None:
        port.drain()
        drained.set()

    while True:
        port, loop = port_ref(), loop_ref()
        if port is None or loop is None or loop.is_closed():
            return
        # With a limit, to notice the end of the loop.
        readable, _, _ = select.select([port.native.fileno()], [], [], 1.0)
        if readable:
            drained.clear()
            try:
                loop.call_soon_threadsafe(drain, port)
            except RuntimeError:
                return
            drained.wait(1.0)
        del port, loop


_ports: WeakKeyDictionary[asyncio.AbstractEventLoop, _Port] = WeakKeyDictionary()
_lock = threading.Lock()


def port_of(loop: asyncio.AbstractEventLoop) -> _Port:
    """The port of an event loop."""
    port = _ports.get(loop)
    if port is None:
        with _lock:
            for old in [old for old in _ports if old.is_closed()]:
                del _ports[old]
            port = _ports[loop] = _Port(loop)
    return port


async def call(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Awaits a call of the core. Cancelling the task drops it: an RPC in flight is reset."""
    port = port_of(asyncio.get_running_loop())
    call = start(port.native, *args, **kwargs)
    try:
        return await port.wait(call)
    finally:
        call.cancel()


async def call_to_the_end(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``call``, but what was begun is finished, also if the task is cancelled."""
    port = port_of(asyncio.get_running_loop())
    return await port.wait(start(port.native, *args, **kwargs))
