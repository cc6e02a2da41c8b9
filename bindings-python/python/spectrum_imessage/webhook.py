"""Webhooks: what the service posts to a server of the program.

For Starlette and FastAPI::

    app.add_route("/webhook", webhook.starlette(lambda: spectrum), methods=["POST"])

For aiohttp::

    server.router.add_post("/webhook", webhook.aiohttp(lambda: spectrum))

Other servers give headers and body to ``Spectrum.webhook``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union, cast

from . import _native
from ._dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ._app import Spectrum

__all__ = ["Delivery", "Headers", "WebhookAck", "WebhookAnswer", "aiohttp", "starlette", "verify"]

Text = Union[str, bytes]
Headers = Union[Mapping[str, str], Mapping[bytes, bytes], Iterable["tuple[Text, Text]"]]
"""The headers of a request: a mapping or pairs. The case of names does not matter."""

WebhookAck = Literal["accepted", "after"]
"""When a delivery is answered 200."""

MAX_BODY = 4 * 1024 * 1024


class WebhookAnswer(NamedTuple):
    """What to answer to a request."""

    status: int
    """The HTTP status."""
    body: str
    """A word for people who look into the service's log."""


@dataclass(frozen=True)
class Delivery:
    """What the headers of a delivery say."""

    webhook_id: str
    """The id of the webhook; empty if there is none."""
    event: str
    """The name of the event; empty if there is none."""
    timestamp: datetime
    """When it was signed."""


def verify(secret: str, headers: Headers, body: bytes, *, now: datetime | None = None) -> Delivery:
    """Checks the signature of a request, at most 300 s from ``now``. Needs no application.

    Args:
        secret: The secret of the webhook.
        headers: The headers of the request: a mapping or pairs, of texts or bytes.
        body: The raw body; the signature is over its bytes.
        now: The time, if it is not that of this machine. One without a zone is local.

    Raises:
        AuthenticationError: The signature is wrong, or too old or too new. ``http_status`` is 401.
        ValidationError: A header is missing or senseless (400), or the secret is empty (500).
    """
    seconds = None if now is None else now.timestamp()
    webhook_id, event, signed = _native.verify_webhook(secret, pairs(headers), bytes(body), seconds)
    return Delivery(webhook_id, event, datetime.fromtimestamp(signed, tz=timezone.utc))


def starlette(
    app: Spectrum | Callable[[], Spectrum], *, ack: WebhookAck = "accepted"
) -> Callable[[Any], Awaitable[Any]]:
    """An endpoint for Starlette and FastAPI: it takes a request and gives a response.

    Args:
        app: The application, or what gives it when a request comes.
        ack: As for ``Spectrum.webhook``.
    """

    async def endpoint(request: Any) -> Any:
        response: Any = import_module("starlette.responses").PlainTextResponse

        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return response("webhookBodyInvalid", status_code=400)
        answer = await _application(app).webhook(request.headers.items(), bytes(body), ack=ack)
        return response(answer.body, status_code=answer.status)

    return endpoint


def aiohttp(
    app: Spectrum | Callable[[], Spectrum], *, ack: WebhookAck = "accepted"
) -> Callable[[Any], Awaitable[Any]]:
    """A handler for aiohttp: it takes a request and gives a response.

    The server bounds the body: ``web.Application(client_max_size=…)``, 1 MiB if not given.

    Args:
        app: The application, or what gives it when a request comes.
        ack: As for ``Spectrum.webhook``.
    """

    async def handler(request: Any) -> Any:
        web: Any = import_module("aiohttp").web

        body = await request.read()
        answer = await _application(app).webhook(request.headers.items(), body, ack=ack)
        return web.Response(text=answer.body, status=answer.status)

    return handler


def _application(app: Spectrum | Callable[[], Spectrum]) -> Spectrum:
    return app() if callable(app) else app


def pairs(headers: Headers) -> list[tuple[str, str]]:
    """As the core takes them. HTTP says nothing of the encoding: Latin-1 loses nothing."""
    given = cast("Any", headers)
    entries: Iterable[tuple[Text, Text]] = given.items() if hasattr(given, "items") else given
    return [(_text(name), _text(value)) for name, value in entries]


def _text(value: Text) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
