"""How an event loop waits for the core.

Each event loop has a port. A call returns at once and leaves its number; when calls are finished
the port's socket becomes readable, and the loop settles all that are ready. No thread of the core
enters Python, so there is nothing to wait for when the interpreter ends.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Callable, TypeVar
from weakref import WeakKeyDictionary, ref

from . import _log, _native
from ._errors import SpectrumError
from ._failures import cause_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from typing_extensions import Concatenate, ParamSpec

    from ._waiter import Waiter

    P = ParamSpec("P")

T = TypeVar("T")


class _Port:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.native = _native.Port()
        self.waiting: dict[int, Waiter[Any]] = {}
        # What wants to know that a transfer has told something.
        self.told: dict[int, Callable[[], None]] = {}
        try:
            loop.add_reader(self.native.fileno(), self.drain)
        except NotImplementedError:
            # The default loop of Windows watches no sockets.
            threading.Thread(
                target=_watch, args=(ref(self), ref(loop)), name="spectrum-imessage", daemon=True
            ).start()

    def expect(self, call: _native.Call[T]) -> Waiter[T]:
        """What a call comes to. To be asked for before the event loop goes on, so that no result is
        missed.
        """
        future = self.waiting[call.id] = _waiter(loop=_running_loop())
        return future

    def forget(self, call: _native.Call[Any]) -> None:
        """Nobody waits for this call any more."""
        self.waiting.pop(call.id, None)

    def drain(self) -> None:
        ended = self.native.drain()
        try:
            # What was logged on the way is there when the call has come back.
            _log.forward()
        finally:
            self._settle(iter(ended))

    def _settle(self, ended: Iterator[tuple[int, object, BaseException | None]]) -> None:
        waiting = self.waiting
        # Who was told of a transfer hears it before its end.
        later = False
        try:
            for number, value, error in ended:
                future = waiting.pop(number, None)
                if future is None:
                    if number in self.told:
                        self.told[number]()
                        later = True
                elif not future.done():
                    future.settle(value, error and told(error), later=later)
        except BaseException:
            # A task has ended the program, by Ctrl-C for example; the others hear what came.
            _running_loop().call_soon(self._settle, ended)
            raise


def told(error: BaseException) -> BaseException:
    """The error with what a platform of the program's own has raised."""
    if isinstance(error, SpectrumError) and "failure" in error.context:
        error.__cause__ = cause_of(error)
    return error


def _watch(port_ref: ref[_Port], loop_ref: ref[asyncio.AbstractEventLoop]) -> None:
    import select

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


def _import_asyncio() -> asyncio.AbstractEventLoop:
    """Stands for ``get_running_loop`` until it is asked for the first time: who only imports this
    package does not pay for asyncio.
    """
    global _running_loop, _waiter
    from ._waiter import Waiter, get_running_loop

    _running_loop, _waiter = get_running_loop, Waiter
    return get_running_loop()


_running_loop: Callable[[], asyncio.AbstractEventLoop] = _import_asyncio
_waiter: type[Waiter[Any]]
_ports: WeakKeyDictionary[asyncio.AbstractEventLoop, _Port] = WeakKeyDictionary()
_lock = threading.Lock()
# The event loop that was asked for last, and its port.
_last: tuple[ref[asyncio.AbstractEventLoop], ref[_Port]] | None = None


def port_of(loop: asyncio.AbstractEventLoop) -> _Port:
    """The port of an event loop."""
    global _last
    if _last is not None and _last[0]() is loop:
        port = _last[1]()
        if port is not None:
            return port
    port = _ports.get(loop)
    if port is None:
        with _lock:
            for old in [old for old in _ports if old.is_closed()]:
                del _ports[old]
            port = _ports[loop] = _Port(loop)
    _last = (ref(loop), ref(port))
    return port


def port_here() -> _Port:
    """The port of the event loop that runs."""
    return port_of(_running_loop())


async def call(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Awaits a call of the core. Cancelling the task drops it: an RPC in flight is reset."""
    port = port_here()
    call = start(port.native, *args, **kwargs)
    try:
        return await port.expect(call)
    except BaseException:
        port.forget(call)
        call.cancel()
        raise


async def call_to_the_end(
    start: Callable[Concatenate[_native.Port, P], _native.Call[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``call``, but what was begun is finished, also if the task is cancelled."""
    port = port_here()
    call = start(port.native, *args, **kwargs)
    try:
        return await port.expect(call)
    except BaseException:
        port.forget(call)
        raise
