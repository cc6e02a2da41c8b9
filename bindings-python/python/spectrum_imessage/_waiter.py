"""What a call comes to, for the task that awaits it."""

from __future__ import annotations

import asyncio
from asyncio import get_running_loop
from typing import TYPE_CHECKING, Any, Callable, TypeVar

if TYPE_CHECKING:
    from contextvars import Context

__all__ = ["Waiter", "get_running_loop"]

T = TypeVar("T")


class Waiter(asyncio.Future[T]):
    """A future whose task goes on when it is settled. That of asyncio lets it wait for the next
    round of the event loop, which costs more than all the rest of a short call.
    """

    _wakeup: Callable[[Waiter[T]], object] | None = None
    _in: Context | None = None

    def add_done_callback(
        self, fn: Callable[[Any], object], /, *, context: Context | None = None
    ) -> None:
        """Who awaits it; everybody else as asyncio does it."""
        if self._wakeup is None and context is not None and not self.done():
            self._wakeup, self._in = fn, context
        else:
            super().add_done_callback(fn, context=context)

    def settle(self, value: T, error: BaseException | None, *, later: bool) -> None:
        """Sets what came, and lets the task go on, or has it go on after what is ready. Not while
        another task runs.
        """
        if error is None:
            self.set_result(value)
        else:
            self.set_exception(error)
        wakeup, context = self._wakeup, self._in
        if wakeup is not None and context is not None:
            self._wakeup = self._in = None
            if later:
                self.get_loop().call_soon(wakeup, self, context=context)
            else:
                context.run(wakeup, self)

    def cancel(self, msg: Any = None) -> bool:
        """As of every future: the task hears of it in the next round."""
        if not super().cancel(msg):
            return False
        wakeup, context = self._wakeup, self._in
        if wakeup is not None:
            self._wakeup = self._in = None
            self.get_loop().call_soon(wakeup, self, context=context)
        return True
