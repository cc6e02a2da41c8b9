"""Webhooks: what the service posts to a server of the program.

A server of plain functions gives headers and body to ``Spectrum.webhook``. With Flask::

    @server.post("/webhook")
    def receive():
        answer = app.webhook(request.headers, request.get_data())
        return answer.body, answer.status

For Starlette and FastAPI, and for aiohttp, there are handlers as in ``spectrum_imessage.webhook``.
They wait in a thread, so that the server goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Callable, cast

from .. import webhook as _theirs
from ..webhook import Delivery, Headers, WebhookAck, WebhookAnswer, verify
from ..webhook import pairs as pairs

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ._app import Spectrum

__all__ = [
    "Delivery",
    "Headers",
    "WebhookAck",
    "WebhookAnswer",
    "aiohttp",
    "starlette",
    "verify",
]


class _Waiting:
    """An application, for handlers that await."""

    def __init__(self, app: Spectrum | Callable[[], Spectrum]) -> None:
        self._app = app

    async def webhook(
        self, headers: Headers, body: bytes, *, ack: WebhookAck = "accepted"
    ) -> WebhookAnswer:
        """Takes a request."""
        app = self._app() if callable(self._app) else self._app
        return await asyncio.to_thread(app.webhook, headers, body, ack=ack)


def starlette(
    app: Spectrum | Callable[[], Spectrum], *, ack: WebhookAck = "accepted"
) -> Callable[[Any], Awaitable[Any]]:
    """An endpoint for Starlette and FastAPI: it takes a request and gives a response.

    Args:
        app: The application, or what gives it when a request comes.
        ack: As for ``Spectrum.webhook``.
    """
    return _theirs.starlette(cast("Any", _Waiting(app)), ack=ack)


def aiohttp(
    app: Spectrum | Callable[[], Spectrum], *, ack: WebhookAck = "accepted"
) -> Callable[[Any], Awaitable[Any]]:
    """A handler for aiohttp: it takes a request and gives a response.

    The server bounds the body: ``web.Application(client_max_size=…)``, 1 MiB if not given.

    Args:
        app: The application, or what gives it when a request comes.
        ack: As for ``Spectrum.webhook``.
    """
    return _theirs.aiohttp(cast("Any", _Waiting(app)), ack=ack)
