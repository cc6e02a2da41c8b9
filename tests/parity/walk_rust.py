"""The public names of a crate, as its documentation has them.

usage: walk_rust.py FOLDER

FOLDER is what `cargo doc` wrote for the crate. Prints a JSON list: `Space`, `Space::send`,
`Tapback::Love`, `content::text`, `imessage::Client::phone`. What a trait adds is not listed.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

LINK = re.compile(r'<li><a href="([\w/.]+\.html)">([\w:]+)</a>')
ITEM = re.compile(r'id="(?:method|tymethod|structfield|variant|associatedconstant)\.([\w.]+)"')
HEADING = re.compile(r'<h2 id="([\w-]+)"')
OWN = {"fields", "variants", "implementations", "required-methods", "provided-methods"}


def members(page: str) -> set[str]:
    """The fields, variants and methods of an item's page, without those of its traits."""
    found: set[str] = set()
    headings = [*HEADING.finditer(page)]
    ends = [heading.start() for heading in headings[1:]] + [len(page)]
    for heading, end in zip(headings, ends):
        if heading[1] in OWN:
            names = ITEM.findall(page, heading.start(), end)
            # The fields of a variant have a heading of their own.
            fields = {name for name in names if name.endswith(".fields")}
            found.update(name.replace(".field.", "::") for name in set(names) - fields)
    return found


def walk(folder: Path) -> set[str]:
    found: set[str] = set()
    for link, name in LINK.findall((folder / "all.html").read_text(encoding="utf-8")):
        found.add(name)
        if not link.rpartition("/")[2].startswith("fn."):
            page = (folder / link).read_text(encoding="utf-8")
            found.update(f"{name}::{member}" for member in members(page))
    index = (folder / "index.html").read_text(encoding="utf-8")
    return found | set(re.findall(r'id="reexport\.(\w+)"', index))


if __name__ == "__main__":
    print(json.dumps(sorted(walk(Path(sys.argv[1]))), indent=0))
