"""sizes.py FOLDER [--json]: how large the packages in FOLDER are, packed and installed.

Fails if one is over its limit.
"""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

MB = 1_000_000
# As they are downloaded: a wheel; the two packages that npm installs on one machine.
WHEEL, NPM = 8 * MB, 10 * MB


class Size(NamedTuple):
    """One package, in bytes."""

    package: str
    packed: int
    installed: int
    # The largest file of it: where there is machine code, that.
    largest: int
    limited: int = 0
    limit: int | None = None

    def over(self) -> bool:
        """Whether it is larger than it may be."""
        return self.limit is not None and self.limited > self.limit


def _zip(file: Path) -> tuple[int, int]:
    with zipfile.ZipFile(file) as archive:
        sizes = [one.file_size for one in archive.infolist()]
    return sum(sizes), max(sizes)


def _tar(file: Path) -> tuple[int, int]:
    with tarfile.open(file) as archive:
        sizes = [one.size for one in archive.getmembers()]
    return sum(sizes), max(sizes)


def sizes(folder: Path) -> list[Size]:
    """All that is there."""
    found = []
    for file in sorted(folder.glob("python/*.whl")):
        packed = file.stat().st_size
        found.append(Size(file.name, packed, *_zip(file), packed, WHEEL))
    npm = {file: _tar(file) for file in sorted(folder.glob("npm/*.tgz"))}
    main = next((file.stat().st_size for file in npm if file.name.count("-") == 2), 0)
    for file, (installed, largest) in npm.items():
        limits: tuple[int, int | None] = (0, None)
        if file.name.count("-") > 2:
            limits = main + file.stat().st_size, NPM
        found.append(Size(file.name, file.stat().st_size, installed, largest, *limits))
    for pattern in ("crates/*.crate", "swift/*.tar.gz", "swift/*.zip"):
        for file in sorted(folder.glob(pattern)):
            one = _zip(file) if file.suffix == ".zip" else _tar(file)
            found.append(Size(file.name, file.stat().st_size, *one))
    return found


def _show(found: list[Size]) -> None:
    width = max(len(one.package) for one in found)
    print(f"{'package':{width}} {'packed':>12} {'installed':>12} {'largest file':>12}   limit")
    for one in found:
        limit = ""
        if one.limit is not None:
            what = "OVER" if one.over() else "of"
            limit = f"   {one.limited:,} {what} {one.limit:,}"
        row = f"{one.package:{width}} {one.packed:>12,} {one.installed:>12,} {one.largest:>12,}"
        print(row + limit)


if __name__ == "__main__":
    arguments = [one for one in sys.argv[1:] if one != "--json"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    all_of_them = sizes(Path(arguments[0]))
    if not all_of_them:
        sys.exit(f"no packages in {arguments[0]}")
    if "--json" in sys.argv:
        print(json.dumps([{**one._asdict(), "over": one.over()} for one in all_of_them], indent=1))
    else:
        _show(all_of_them)
    sys.exit(any(one.over() for one in all_of_them))
