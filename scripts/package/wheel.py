"""wheel.py WHEEL FOLDER: puts the files of FOLDER (licenses, sboms) beside the wheel's metadata.

The wheel is written again so that the same content is the same bytes: files by name, one time for
all, no trace of the machine.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import time
import zipfile
from os import environ
from pathlib import Path

from smaller import Entry, zip_of


def finish(wheel: Path, folder: Path) -> None:
    """Rewrites the wheel in place."""
    with zipfile.ZipFile(wheel) as old:
        files = {one.filename: old.read(one) for one in old.infolist()}
        modes = {one.filename: one.external_attr >> 16 & 0o777 for one in old.infolist()}
    record = next(name for name in files if name.endswith(".dist-info/RECORD"))
    info = record.rsplit("/", 1)[0]
    del files[record]
    # Whoever ran it before building left these; an interpreter makes its own.
    for name in [name for name in files if name.endswith(".pyc")]:
        del files[name]
    # What the builder found by itself is less than what comes now.
    for name in [
        name for name in files if name.startswith((f"{info}/sboms/", f"{info}/licenses/"))
    ]:
        del files[name]
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            files[f"{info}/{file.relative_to(folder).as_posix()}"] = file.read_bytes()
    files[f"{info}/METADATA"] = _metadata(files[f"{info}/METADATA"], folder)

    lines = []
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    files[record] = "".join([*lines, f"{record},,\n"]).encode()

    written = time.gmtime(max(int(environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
    # The metadata comes last: who reads a wheel begins at its end.
    order = sorted(files, key=lambda name: (name.startswith(info), name == record, name))
    new = wheel.with_suffix(".new")
    mode = {name: 0o100755 if modes.get(name, 0) & 0o100 else 0o100644 for name in order}
    new.write_bytes(zip_of([Entry(name, files[name], mode[name]) for name in order], written))
    new.replace(wheel)


def _metadata(old: bytes, folder: Path) -> bytes:
    """The same, naming the licence files."""
    head, separator, body = old.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.startswith(b"License-File:")]
    for file in sorted((folder / "licenses").iterdir()):
        lines.append(f"License-File: {file.name}".encode())
    return b"\n".join(lines) + separator + body


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    finish(Path(sys.argv[1]), Path(sys.argv[2]))
