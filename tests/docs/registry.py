"""npm's registry after a release: the packages packed here, and all others from the real one."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def manifest(packed: Path) -> dict[str, Any]:
    """The package.json of a packed package."""
    with tarfile.open(packed) as archive:
        file = archive.extractfile("package/package.json")
        assert file is not None
        return dict(json.load(file))


def described(packed: Path, base: str) -> dict[str, Any]:
    """What a registry says of it."""
    version = manifest(packed)
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    version["dist"] = {"tarball": f"{base}/-/{packed.name}", "integrity": f"sha512-{digest}"}
    number = version["version"]
    return {
        "name": version["name"],
        "dist-tags": {"latest": number},
        "versions": {number: version},
    }


@contextmanager
def registry(folder: Path, upstream: str) -> Iterator[str]:
    """Serves the packages of a folder, and sends for others to ``upstream``. Gives its address."""
    packed = {file.name: file for file in folder.glob("*.tgz")}
    assert packed, f"{folder} holds no packages"
    named = {manifest(file)["name"]: file for file in packed.values()}
    own = {
        name for file in packed.values() for name in manifest(file).get("optionalDependencies", {})
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = unquote(self.path.lstrip("/").partition("?")[0])
            if name in named:
                self._answer(200, json.dumps(described(named[name], base)).encode())
            elif name.startswith("-/") and name[2:] in packed:
                self._answer(200, packed[name[2:]].read_bytes())
            elif name in own:
                # Another platform's part, which was not built here.
                self._answer(404, b'{"error": "not found"}')
            else:
                self.send_response(302)
                self.send_header("Location", f"{upstream.rstrip('/')}{self.path}")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def do_POST(self) -> None:
            self._answer(404, b"{}")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
