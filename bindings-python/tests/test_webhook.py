"""What webhooks bring, and the handlers for servers."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from datetime import datetime, timezone
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, Simulator
from waiting import take, text_of

from spectrum_imessage import (
    AuthenticationError,
    SpectrumError,
    ValidationError,
    webhook,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "whsec_test"


def signed(body: bytes, stamp: int | None = None) -> dict[str, str]:
    stamp = int(time.time()) if stamp is None else stamp
    digest = hmac.new(SECRET.encode(), b"v0:%d:%b" % (stamp, body), hashlib.sha256).hexdigest()
    return {
        "X-Spectrum-Event": "messages",
        "X-Spectrum-Webhook-Id": "wh_1",
        "X-Spectrum-Timestamp": str(stamp),
        "X-Spectrum-Signature": f"v0={digest}",
    }


def message(id: str, platform: str = "imessage") -> bytes:
    space = {"id": f"any;-;{ALICE}", "platform": platform, "type": "dm"}
    content = {"type": "text", "text": f"I am {id}"}
    fields = {"id": id, "platform": platform, "space": space, "content": content}
    return json.dumps({"event": "messages", "message": fields}).encode()


async def test_a_delivery_is_a_message_once(sim: Simulator) -> None:
    async with sim.spectrum(webhook_secret=SECRET) as app:
        body = message("M1")
        assert await app.webhook(signed(body), body) == (200, "ok")
        assert (await app.webhook(list(signed(body).items()), body)).body == "duplicate"
        [received] = await take(app.messages, 1)
        assert text_of(received) == "I am M1"

        elsewhere = message("M2", "slack")
        assert (await app.webhook(signed(elsewhere), elsewhere)).status == 503
        assert app.health().webhooks_unrouted == 1
        assert (await app.webhook({}, body)).status == 400
        assert (await app.webhook(signed(body), b"{}")).status == 401
        with pytest.raises(ValidationError):
            await app.webhook(signed(body), body, ack="never")  # type: ignore[arg-type]


async def test_the_handlers_of_servers(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    starlette, aiohttp = ModuleType("starlette.responses"), ModuleType("aiohttp")
    starlette.PlainTextResponse = lambda body, status_code: (body, status_code)  # type: ignore[attr-defined]
    aiohttp.web = SimpleNamespace(Response=lambda text, status: (text, status))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "starlette", ModuleType("starlette"))
    monkeypatch.setitem(sys.modules, "starlette.responses", starlette)
    monkeypatch.setitem(sys.modules, "aiohttp", aiohttp)

    class Request:
        def __init__(self, body: bytes) -> None:
            self.headers = signed(body)
            self.body = body

        async def stream(self) -> AsyncIterator[bytes]:
            yield self.body[:5]
            yield self.body[5:]

        async def read(self) -> bytes:
            return self.body

    async with sim.spectrum(webhook_secret=SECRET) as app:
        answer: Any = await webhook.starlette(app)(Request(message("M1")))
        assert answer == ("ok", 200)
        answer = await webhook.aiohttp(lambda: app)(Request(message("M1")))
        assert answer == ("duplicate", 200)
        answer = await webhook.starlette(app)(Request(b" " * (webhook.MAX_BODY + 1)))
        assert answer == ("webhookBodyInvalid", 400)


def test_verify_is_a_function_of_its_own() -> None:
    body, now = b'{"event":"messages"}', datetime.fromtimestamp(1_700_000_000, tz=timezone.utc)
    headers = signed(body, 1_700_000_000)
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    good = webhook.verify(SECRET, raw, body, now=now)
    assert (good.webhook_id, good.event, good.timestamp) == ("wh_1", "messages", now)
    wrong: list[tuple[int, type[SpectrumError], str, dict[str, str], bytes]] = [
        (500, ValidationError, "", headers, body),
        (400, ValidationError, SECRET, {}, body),
        (401, AuthenticationError, SECRET, headers, body + b" "),
        (401, AuthenticationError, SECRET, signed(body, 1_699_999_699), body),
    ]
    for status, kind, secret, given, sent in wrong:
        with pytest.raises(kind) as caught:
            webhook.verify(secret, given, sent, now=now)
        assert caught.value.http_status == status
