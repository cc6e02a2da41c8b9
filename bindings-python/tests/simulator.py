"""The simulator as a process, and its control address."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spectrum_imessage import Spectrum, imessage

if TYPE_CHECKING:
    from types import TracebackType

REPO = Path(__file__).resolve().parents[2]
ALICE = "+15551230001"
BOB = "+15551230002"


def program() -> str:
    """The path of ``spectrum-sim``."""
    target = os.environ.get("CARGO_TARGET_DIR", str(REPO / "target"))
    return os.environ.get("SPECTRUM_SIM") or str(Path(target) / "debug" / "spectrum-sim")


class Simulator:
    """A running simulator; for ``with``. With ``--local`` a stand-in for a Mac."""

    def __init__(self, *arguments: str) -> None:
        mac = str(Path(program()).with_name("spectrum-sim-mac"))
        self._process = subprocess.Popen(
            [
                mac if "--local" in arguments else program(),
                "--json",
                "--exit-with-stdin",
                *arguments,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.communicate()
            raise RuntimeError(f"the simulator ended at once: {arguments}")
        self.ready: dict[str, Any] = json.loads(line)

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=10)

    @property
    def project_secret(self) -> str:
        return str(self.ready["project_secret"])

    def environment(self) -> dict[str, str]:
        """What leads a client here."""
        return {
            "SPECTRUM_PROJECT_ID": self.ready["project_id"],
            "SPECTRUM_PROJECT_SECRET": self.ready["project_secret"],
            "SPECTRUM_CLOUD_URL": self.ready["cloud_url"],
            "SPECTRUM_IMESSAGE_ADDRESS": self.ready["imessage_address"],
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": self.ready["imessage_address"],
            "SPECTRUM_CA_FILE": self.ready["ca_file"],
        }

    def spectrum(self, **options: Any) -> Spectrum:
        """An application for this simulator, not started."""
        address = self.ready["imessage_address"]
        defaults: dict[str, Any] = {
            "providers": [imessage.config()],
            "project_id": self.ready["project_id"],
            "project_secret": self.ready["project_secret"],
            "cloud_url": self.ready["cloud_url"],
            "imessage_address": address,
            "imessage_line_address": address,
            "ca_file": self.ready["ca_file"],
        }
        return Spectrum(**{**defaults, **options})

    async def get(self, path: str, **query: object) -> Any:
        text = urllib.parse.urlencode({name: str(value) for name, value in query.items()})
        return await asyncio.to_thread(self._request, f"{path}?{text}", None)

    async def post(self, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self._request, path, json.dumps(body or {}).encode())

    def _request(self, path: str, body: bytes | None) -> Any:
        try:
            with urllib.request.urlopen(self.ready["page_url"].rstrip("/") + path, body) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(f"{path}: {error.code} {error.read().decode()}") from None

    async def person(self, address: str, deed: str, **fields: object) -> Any:
        """Has a person do something."""
        return await self.post(f"/api/people/{address}/{deed}", fields)

    async def listening(self) -> None:
        """Until the application listens: what people write before is not live."""
        await self.get("/api/listening")

    async def call(self, method: str, **query: object) -> dict[str, Any]:
        """The first call of a method that fits, as the simulator saw it."""
        answer: dict[str, Any] = await self.get("/api/transcript/wait", method=method, **query)
        return answer

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """All calls of a method so far."""
        entries = (await self.get("/api/transcript"))["entries"]
        return [entry for entry in entries if entry["method"] == method]

    async def sees(self, address: str, **expected: object) -> dict[str, Any]:
        """What a person sees of the agent."""
        answer: dict[str, Any] = await self.get("/api/wait", person=address, **expected)
        return answer
