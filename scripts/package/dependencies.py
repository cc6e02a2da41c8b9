"""What a crate of the workspace is made of: the crates it is linked with, and their licences.

Standard library only: it runs with whatever Python there is.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_TEXTS = re.compile(
    r"^(licen[cs]e|copying|copyright|notice|unlicen[cs]e)([-._].*)?$", re.IGNORECASE
)


class Crate(NamedTuple):
    """A crate of a registry."""

    name: str
    version: str
    licence: str
    folder: Path
    repository: str | None
    checksum: str | None

    def texts(self) -> list[tuple[str, str]]:
        """Its licence files, by name."""
        found = [file for file in self.folder.rglob("*") if _TEXTS.match(file.name)]
        return [
            (
                file.relative_to(self.folder).as_posix(),
                file.read_text(encoding="utf-8", errors="replace").strip(),
            )
            for file in sorted(found)
            # The programs in `tests` and the like are not part of what is shipped.
            if file.is_file()
            and file.suffix not in {".rs", ".py", ".json", ".toml", ".h", ".c", ".html"}
        ]


def _cargo(*arguments: str) -> str:
    command = ["cargo", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


@cache
def _metadata() -> dict[tuple[str, str], Crate]:
    checksums = {}
    for block in (REPOSITORY / "Cargo.lock").read_text().split("[[package]]")[1:]:
        fields = dict(re.findall(r'^(name|version|checksum) = "(.*)"$', block, re.MULTILINE))
        checksums[fields["name"], fields["version"]] = fields.get("checksum")
    crates = {}
    for one in json.loads(_cargo("metadata", "--locked", "--format-version=1"))["packages"]:
        if one["source"] is None:
            continue
        key = one["name"], one["version"]
        # `/` was how one wrote OR, once.
        licence = (one["license"] or f"LicenseRef-{one['license_file']}").replace("/", " OR ")
        crates[key] = Crate(
            *key,
            licence,
            Path(one["manifest_path"]).parent,
            one["repository"],
            checksums.get(key),
        )
    return crates


def everything() -> list[Crate]:
    """All crates that are used to build and test, for every system."""
    return sorted(_metadata().values())


def shipped(package: str, target: str | None = None) -> list[Crate]:
    """The crates whose code is in what `package` becomes: no macros, no build scripts."""
    arguments = ["tree", "--locked", "--package", package, "--edges", "normal,no-proc-macro"]
    if target:
        arguments += ["--target", target]
    lines = _cargo(*arguments, "--prefix", "none", "--format", "{p}").splitlines()
    found = set()
    for line in lines:
        words = line.split()
        if len(words) < 2:
            continue
        crate = _metadata().get((words[0], words[1].lstrip("v")))
        if crate:
            found.add(crate)
    return sorted(found)


def version() -> str:
    """The version of the workspace."""
    text = (REPOSITORY / "Cargo.toml").read_text()
    return re.findall(r'^version = "(.*)"$', text, re.MULTILINE)[0]
