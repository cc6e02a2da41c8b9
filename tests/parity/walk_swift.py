"""The public names of Swift modules, as their compiler has them.

usage: walk_swift.py FILE...

A FILE is a symbol graph (`swift symbolgraph-extract`, without synthesized members). Prints a JSON
list: `Space`, `Space.send`, `Space.send(clientMessageID:)` for a labelled parameter that is not
also a property of what is made, `Tapback.love`. Overloads have one name.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

# What comes with a conformance, and is the same everywhere.
CONFORMANCES = {
    *("hash", "hashValue", "rawValue", "RawValue", "description", "debugDescription"),
    *("customMirror", "encode", "errorDescription", "testDescription"),
    *("Element", "Iterator", "next", "subscript"),
}
# Labels that say nothing of their own, as in `send(to:)`.
PREPOSITIONS = {"_", "from", "of", "to", "with", "isolation", "rawValue", "stringLiteral"}
LABEL = re.compile(r"(\w+):")


def names(symbol: dict[str, Any], known: set[str]) -> set[str]:
    *owner, last = symbol["pathComponents"]
    base = last.partition("(")[0]
    if base in CONFORMANCES or not base.isidentifier():
        return set()
    name = ".".join([*owner, base])
    labels = set(LABEL.findall(last)) - PREPOSITIONS
    if base != "init":
        return {name, *[f"{name}({label}:)" for label in labels]}
    kind = ".".join(owner)
    return {f"{kind}({label}:)" for label in labels if f"{kind}.{label}" not in known}


def walk(graphs: list[dict[str, Any]]) -> set[str]:
    symbols = [symbol for graph in graphs for symbol in graph["symbols"]]
    known = {".".join(symbol["pathComponents"]) for symbol in symbols}
    return set().union(*[names(symbol, known) for symbol in symbols])


if __name__ == "__main__":
    graphs = [json.loads(Path(file).read_text("utf-8")) for file in sys.argv[1:]]
    print(json.dumps(sorted(walk(graphs)), indent=0))
