#!/usr/bin/env python3
"""Writes the emoji of the other languages from the table of the core, core/src/emoji/table.rs.

Run it after a change of the table; a test compares the languages.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
TABLE = REPO / "core/src/emoji/table.rs"
NODE = REPO / "bindings-node/src-ts/emoji-table.ts"
PYTHON = REPO / "bindings-python/python/spectrum_imessage/_emoji.py"
SWIFT = REPO / "bindings-swift/Sources/SpectrumIMessage/Emoji.swift"

# Those that could be names of emoji: other parts of speech than nouns are none.
SWIFT_KEYWORDS = {"case", "class", "extension", "guard", "operator", "return", "switch"}

ROW = re.compile(r'^    \w+ "(\w+)" "([^"]+)";$', re.MULTILINE)


def snake(name: str) -> str:
    """The name as Python writes it."""
    words = re.sub(r"(?<=[a-z0-9])([A-Z])|(?<=[A-Z])([A-Z])(?=[a-z])", r"_\1\2", name).lower()
    return f"{words}_" if keyword.iskeyword(words) else words


def node(rows: list[tuple[str, str]]) -> str:
    lines = "".join(f'  {name}: "{emoji}",\n' for name, emoji in rows)
    return (
        "// Written by scripts/emoji.py from the table of the core: do not edit.\n\n"
        "/** Every emoji by its Unicode name, and the six tapbacks by theirs. */\n"
        f"export const table = {{\n{lines}}} as const;\n"
    )


def python(rows: list[tuple[str, str]]) -> str:
    lines = "".join(f'    {snake(name)}: Final = "{emoji}"\n' for name, emoji in rows)
    return (
        "# Written by scripts/emoji.py from the table of the core: do not edit.\n"
        "# ruff: noqa: RUF001\n"
        '"""Emoji."""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import Final\n\n\n"
        "class Emoji:\n"
        '    """Every emoji by its Unicode name, and the six tapbacks by theirs."""\n\n'
        f"{lines}"
    )


def quoted(name: str) -> str:
    """The name as Swift writes it."""
    return f"`{name}`" if name in SWIFT_KEYWORDS else name


def swift(rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'    /// {emoji}\n    public static var {quoted(name)}: String {{ "{emoji}" }}\n'
        for name, emoji in rows
    )
    return (
        "// Written by scripts/emoji.py from the table of the core: do not edit.\n\n"
        "/// Every emoji by its Unicode name, and the six tapbacks by theirs.\n"
        f"public enum Emoji {{\n{lines}}}\n"
    )


def main() -> None:
    rows = ROW.findall(TABLE.read_text(encoding="utf-8"))
    for file, text in ((NODE, node(rows)), (PYTHON, python(rows)), (SWIFT, swift(rows))):
        file.write_text(text, encoding="utf-8")
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main()
