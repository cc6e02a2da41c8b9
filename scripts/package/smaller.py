"""smaller.py FILE.tgz...: compresses tarballs again as small as deflate can; and the same for wheels.

libdeflate's highest level saves 4 % of zlib's, is read by everything that reads deflate, and gives
the same bytes each time.
"""

from __future__ import annotations

import gzip
import struct
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

_LEVEL = 12
_STORED, _DEFLATED = 0, 8


class Entry(NamedTuple):
    """One file of a ZIP archive."""

    name: str
    content: bytes
    # As `chmod` takes it, with the kind of file.
    mode: int


def _deflated(content: bytes) -> bytes:
    # Of requirements-package.txt: who only tests these scripts need not have it.
    import deflate

    return bytes(deflate.deflate_compress(content, _LEVEL))


def zip_of(entries: list[Entry], written: tuple[int, ...]) -> bytes:
    """A ZIP archive of less than 4 GB, in this order, with one time for all (year to second)."""
    year, month, day, hour, minute, second = written
    stamp = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
    body, directory = b"", b""
    for entry in entries:
        name = entry.name.encode()
        packed, method = _deflated(entry.content), _DEFLATED
        if len(packed) >= len(entry.content):
            packed, method = entry.content, _STORED
        sizes = zlib.crc32(entry.content), len(packed), len(entry.content)
        # Version 2.0; names are UTF-8.
        common = struct.pack("<5H3I2H", 20, 0x800, method, *stamp, *sizes, len(name), 0)
        # The maker's system is Unix: there are modes.
        directory += struct.pack("<4s2B", b"PK\1\2", 20, 3) + common
        directory += struct.pack("<3H2I", 0, 0, 0, entry.mode << 16, len(body)) + name
        body += b"PK\3\4" + common + name + packed
    counts = 0, 0, len(entries), len(entries), len(directory), len(body), 0
    return body + directory + struct.pack("<4s4H2IH", b"PK\5\6", *counts)


def tarball(file: Path) -> None:
    """The same tarball, smaller."""
    content = gzip.decompress(file.read_bytes())
    # No name, no time, and an unknown system.
    head = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"
    tail = struct.pack("<2I", zlib.crc32(content), len(content))
    new = file.with_suffix(".new")
    new.write_bytes(head + _deflated(content) + tail)
    new.replace(file)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for one in sys.argv[1:]:
        tarball(Path(one))
