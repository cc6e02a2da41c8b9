"""Starting and stopping."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import pytest
from simulator import ALICE, Simulator

from spectrum_imessage import (
    AuthenticationError,
    Client,
    ConnectionError,
    Spectrum,
    SpectrumError,
    UnsupportedError,
    ValidationError,
    imessage,
)

RELAY = ("--dedicated", "+15559990001", "--token", "relay-token=+15559990001")


async def test_both_ways_of_starting(sim: Simulator) -> None:
    async with sim.spectrum() as app:
        assert app.config is not None
        assert app.config["id"] == sim.ready["project_id"]
    app = await sim.spectrum()
    assert await app is app, "a second start does nothing"
    await app.stop()
    await app.stop()


async def test_settings_from_the_environment(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sim.environment().items():
        monkeypatch.setenv(name, value)
    async with Spectrum(providers=[imessage.config()]) as app:
        assert imessage(app).lines == ["shared"]


async def test_lines_of_a_project(dedicated: Simulator) -> None:
    async with dedicated.spectrum() as app:
        assert sorted(imessage(app).lines) == ["+15559990001", "+15559990002"]


async def test_a_relay_of_ones_own() -> None:
    with Simulator(*RELAY) as sim:
        client = Client(sim.ready["imessage_address"], "relay-token", "+15559990001")
        assert "relay-token" not in repr(client)
        options = {"project_id": None, "project_secret": None}
        for clients in (client, [client]):
            config = imessage.config(clients=clients)
            assert "relay-token" not in repr(config)
            async with sim.spectrum(providers=[config], **options) as app:
                assert app.config is None
                dm = await imessage(app).space.create(ALICE)
                assert dm.phone == "+15559990001"


async def test_a_wrong_secret(sim: Simulator) -> None:
    with pytest.raises(AuthenticationError) as caught:
        await sim.spectrum(project_secret="not-the-secret")
    error = caught.value
    assert error.kind == "authentication"
    assert error.code == "UNAUTHORIZED"
    assert error.http_status == 401
    assert "not-the-secret" not in f"{error} {error!r} {error.__dict__}"


async def test_missing_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECTRUM_PROJECT_ID", raising=False)
    monkeypatch.delenv("SPECTRUM_PROJECT_SECRET", raising=False)
    wrong: list[dict[str, Any]] = [{}, {"project_id": "p"}, {"project_secret": "s"}]
    for options in wrong:
        with pytest.raises(ValidationError) as caught:
            await Spectrum(providers=[imessage.config()], **options)
        assert caught.value.code == "missingCredentials"


async def test_wrong_options(sim: Simulator) -> None:
    wrong: list[dict[str, Any]] = [
        {"unsupported": "ignore"},
        {"start_timeout": 0},
        {"start_timeout": float("nan")},
        {"cloud_url": "ftp://cloud.example"},
    ]
    for options in wrong:
        with pytest.raises(ValidationError):
            await sim.spectrum(**options)
    with pytest.raises(ValidationError):
        sim.spectrum(providers=["imessage"])
    with pytest.raises(ValidationError, match="twice"):
        await sim.spectrum(providers=[imessage.config(), imessage.config()])
    with pytest.raises(UnsupportedError):
        await sim.spectrum(providers=[imessage.config(local=True)])


async def test_nobody_answers(sim: Simulator) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(ConnectionError) as refused:
            await sim.spectrum(cloud_url=f"http://127.0.0.1:{port}")
        assert refused.value.context["host"].startswith("127.0.0.1")
        assert refused.value.context["reason"] == "connect"
        closed.listen()
        before = time.monotonic()
        with pytest.raises(ConnectionError) as silent:
            await sim.spectrum(cloud_url=f"http://127.0.0.1:{port}", start_timeout=0.3)
        assert silent.value.context["reason"] == "timeout"
        assert time.monotonic() - before < 3
    with pytest.raises(ConnectionError) as unknown:
        await sim.spectrum(cloud_url="https://no-such-host.invalid")
    assert unknown.value.context["reason"] == "dns"
    assert "no-such-host.invalid" in str(unknown.value)


async def test_an_untrusted_certificate(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECTRUM_CA_FILE", raising=False)
    with pytest.raises(ConnectionError) as caught:
        await sim.spectrum(ca_file=None)
    assert caught.value.context["reason"] == "tls"


async def test_a_start_can_be_cancelled(sim: Simulator) -> None:
    await sim.post("/api/faults", {"method": "GET /projects/{id}/", "action": "hang"})
    start = asyncio.ensure_future(_started(sim.spectrum()))
    await sim.call("GET /projects/{id}/")
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    async with sim.spectrum():
        pass


async def _started(app: Spectrum) -> Spectrum:
    return await app


async def test_before_the_start_and_after_the_stop(sim: Simulator) -> None:
    app = sim.spectrum()
    await app.stop()
    with pytest.raises(SpectrumError, match="not been started"):
        _ = app.messages
    with pytest.raises(SpectrumError, match="not been started"):
        imessage(app)
    async with app:
        dm = await imessage(app).space.create(ALICE)
    with pytest.raises(SpectrumError) as caught:
        await dm.send("late")
    assert caught.value.code == "stopped"


async def test_nothing_secret_in_a_repr(sim: Simulator) -> None:
    app = sim.spectrum()
    assert sim.project_secret not in repr(app)
    async with app:
        assert sim.project_secret not in repr(app)
