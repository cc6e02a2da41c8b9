"""How far a transfer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, TypeVar

from . import _native
from ._dataclass import dataclass
from ._errors import invalid
from ._port import call, port_here

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a transfer is, in bytes."""

    transferred: int
    """What has been transferred. Never goes down, also when a try is repeated."""
    total: int | None
    """What there is to transfer, where it is known."""


OnProgress = Callable[[Progress], object]
"""Is told how far a transfer is: after every 64 KiB or 100 ms, and at the end of a transfer that
succeeded. It is called by the event loop; if that is late, with the newest value alone. Never after
the call has ended. What it raises goes to the loop's exception handler; the transfer goes on.
"""


async def call_telling(
    start: Callable[Concatenate[_native.Port, _native.Told | None, P], _native.Call[T]],
    on_progress: OnProgress | None,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``call``, with callbacks meanwhile."""
    if on_progress is None:
        return await call(start, None, *args, **kwargs)
    if not callable(on_progress):
        raise invalid(f"on_progress is a function, not {type(on_progress).__name__}")
    port = port_here()
    teller = _Teller(_native.Told(port.native), on_progress)
    port.told[teller.native.id] = teller.wake
    try:
        return await call(start, teller.native, *args, **kwargs)
    finally:
        del port.told[teller.native.id]
        teller.end()


class _Teller:
    def __init__(self, native: _native.Told, on_progress: OnProgress) -> None:
        import asyncio
        import contextvars

        self.native = native
        self._on_progress: OnProgress | None = on_progress
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()

    def wake(self) -> None:
        # Not called from here: what it raises is the loop's business.
        self._loop.call_soon(self._tell, context=self._context)

    def _tell(self) -> None:
        found = self.native.take()
        if found is not None and self._on_progress is not None:
            self._on_progress(Progress(*found))

    def end(self) -> None:
        self._on_progress = None
