"""The examples do what they say."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from simulator import ALICE, BOB, REPO, Simulator

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

WALLPAPER = (REPO / "examples" / "wallpaper.png").read_bytes()


@contextmanager
def example(sim: Simulator, *command: str, **variables: str) -> Generator[None, None, None]:
    """An example at work: a file, or another command in their folder."""
    environment = {**os.environ, **sim.environment(), **variables}
    folder = REPO / "examples" / "python"
    with subprocess.Popen([sys.executable, *command], cwd=folder, env=environment) as process:
        try:
            yield
            assert process.poll() is None, "it goes on"
        finally:
            process.terminate()


async def test_echo(sim: Simulator) -> None:
    with example(sim, "echo.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="echo!")
        await sim.sees(ALICE, text="echo!")
        await sim.sees(ALICE, typing="off")


async def test_birthday(sim: Simulator) -> None:
    with example(sim, "birthday.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="hello")
        await sim.sees(ALICE, contains="birthday", effect="none")
        await sim.person(ALICE, "text", text="My birthday is today")
        await sim.sees(ALICE, reaction="love")
        await sim.sees(ALICE, text="Happy birthday!", effect="celebration")
        await sim.sees(ALICE, background="set")


async def test_streaming(sim: Simulator) -> None:
    with example(sim, "streaming.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="one two three four")
        await sim.sees(ALICE, kind="message", text="You ")
        await sim.sees(ALICE, kind="edit", text="You said: one two three four ")
        await sim.sees(ALICE, typing="off")


async def test_concierge(dedicated: Simulator) -> None:
    chat = (await dedicated.post("/api/groups", {"members": [ALICE, BOB], "name": "Us"}))["chat"]
    with example(dedicated, "concierge.py"):
        await dedicated.listening()
        await dedicated.person(ALICE, "text", text="plan Dinner?", chat=chat)
        await dedicated.person(ALICE, "text", text="plan Dinner? Thai", chat=chat)
        refusal = "A plan needs a choice: plan Dinner? Thai, Pizza"
        refused = await dedicated.sees(BOB, text=refusal, chat=chat)
        await dedicated.person(BOB, "text", text="plan Dinner? Thai, Pizza", chat=chat)
        sight = await dedicated.sees(BOB, kind="message", after=refused["n"], chat=chat)
        guid = sight["message"]["guid"]
        await dedicated.person(ALICE, "vote", option="Thai", message_guid=guid, chat=chat)
        await dedicated.person(ALICE, "vote", option=None, message_guid=guid, chat=chat)
        await dedicated.person(ALICE, "vote", option="Pizza", message_guid=guid, chat=chat)
        await dedicated.person(BOB, "vote", option="Pizza", message_guid=guid, chat=chat)
        await dedicated.sees(ALICE, text="Dinner? Pizza it is.", effect="confetti", chat=chat)


class Model(BaseHTTPRequestHandler):
    """A stub of an LLM: it says how many messages it was given, and fails when it is told to."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert self.path == "/v1/chat/completions", self.path
        assert self.headers["authorization"] == "Bearer key"
        assert body["stream"] is True
        if body["messages"][-1]["content"] == "fail":
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for word in ["I ", "was ", "told ", str(len(body["messages"]))]:
            event = {"choices": [{"delta": {"content": word}}]}
            self.wfile.write(b"data: %s\n\n" % json.dumps(event).encode())
        self.wfile.write(b'data: {"choices": []}\n\ndata: [DONE]\n\n')

    def log_message(self, format: str, *_: object) -> None:
        pass


async def test_llm(sim: Simulator) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as model:
        threading.Thread(target=model.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{model.server_address[1]}/v1"
        with example(sim, "llm.py", OPENAI_BASE_URL=url, OPENAI_API_KEY="key"):
            await sim.listening()
            await sim.person(ALICE, "text", text="hello")
            # With the instructions.
            await sim.sees(ALICE, text="I was told 2")
            await sim.person(ALICE, "text", text="and now?")
            await sim.sees(ALICE, text="I was told 4")
            await sim.person(BOB, "text", text="fail")
            await sim.sees(BOB, contains="I cannot think right now")
        model.shutdown()


async def test_photo(sim: Simulator) -> None:
    with example(sim, "photo.py"):
        await sim.listening()
        await sim.person(ALICE, "text", text="hello")
        await sim.sees(ALICE, contains="Send me a picture")
        picture = base64.b64encode(WALLPAPER).decode()
        await sim.person(ALICE, "attachment", name="party.png", data=picture)
        await sim.sees(ALICE, background="set")
        await sim.sees(ALICE, reaction="love")
        await sim.person(ALICE, "attachment", name="party.txt", data=picture)
        await sim.sees(ALICE, text="A background is a JPEG, PNG or HEIC picture.")
        await sim.person(ALICE, "text", text="Clear")
        await sim.sees(ALICE, background="cleared")


def post(url: str, body: bytes, secret: str) -> int:
    stamp = int(time.time())
    digest = hmac.new(secret.encode(), b"v0:%d:%b" % (stamp, body), hashlib.sha256).hexdigest()
    headers = {
        "X-Spectrum-Event": "messages",
        "X-Spectrum-Timestamp": str(stamp),
        "X-Spectrum-Signature": f"v0={digest}",
    }
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


async def until_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


# FastAPI is not there for Python 3.9.
if sys.version_info >= (3, 10):

    async def test_webhook(sim: Simulator, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = ["-m", "uvicorn", "--log-level", "warning", "--port", str(port), "webhook:server"]
        variables = {"SPECTRUM_WEBHOOK_SECRET": "whsec", "AGENT_STORE": str(tmp_path / "agent.db")}
        with example(sim, *command, **variables):
            await asyncio.wait_for(until_open(port), 20)
            space = {"id": f"any;-;{ALICE}", "platform": "imessage", "type": "dm"}
            content = {"type": "text", "text": "hello"}
            message = {"id": "m1", "platform": "imessage", "space": space, "content": content}
            body = json.dumps({"event": "messages", "message": message}).encode()
            url = f"http://127.0.0.1:{port}/webhook"
            assert await asyncio.to_thread(post, url, body, "wrong") == 401
            assert await asyncio.to_thread(post, url, body, "whsec") == 200
            assert await asyncio.to_thread(post, url, body, "whsec") == 200
            await sim.sees(ALICE, text="You said: hello")
        sends = await sim.calls("SendTextMessage")
        assert len(sends) == 1


def test_the_tests_of_an_agent_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    folder = REPO / "examples" / "python" / "testing"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
