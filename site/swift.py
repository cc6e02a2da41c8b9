#!/usr/bin/env python3
"""The reference of Swift from the compiler's symbol graph: swift.py BUILD-FOLDER TO

One page for each type and one for all of them, without scripts, so that it can be read from disk.
"""

from __future__ import annotations

import json
import re
import sys
from html import escape
from pathlib import Path
from typing import Any

from markdown import markdown

MODULE = "SpectrumIMessage"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
pre, code { font: 14px/1.45 ui-monospace, monospace }
pre { padding: .6rem .8rem; overflow: auto; border-left: 3px solid #3b82f6 }
pre { background: color-mix(in srgb, currentColor 6%, transparent) }
section { margin: 2rem 0 } a { color: #2563eb }
@media (prefers-color-scheme: dark) {
  body { background: #16181d; color: #e4e6eb } a { color: #8ab4f8 }
}
"""
LINK = re.compile(r"``([^`]+)``")


class Reference:
    """The public symbols of the module, by the type that they belong to."""

    def __init__(self, graphs: list[Path]) -> None:
        self._own: dict[str, dict[str, Any]] = {}
        self._members: dict[str, list[dict[str, Any]]] = {}
        for graph in graphs:
            for symbol in json.loads(graph.read_text())["symbols"]:
                path = symbol["pathComponents"]
                where = ".".join(path[:-1])
                if self._is_type(symbol):
                    self._own[".".join(path)] = symbol
                else:
                    self._members.setdefault(where, []).append(symbol)

    @staticmethod
    def _is_type(symbol: dict[str, Any]) -> bool:
        kinds = ("class", "struct", "enum", "protocol")
        return symbol["kind"]["identifier"].removeprefix("swift.") in kinds

    def _file(self, name: str) -> str:
        return f"{name}.html" if name in self._own else "index.html"

    def _said(self, symbol: dict[str, Any], within: str) -> str:
        lines = symbol.get("docComment", {}).get("lines", [])

        def link(found: re.Match[str]) -> str:
            # `Space/send(_:)-(Content)`: its type has a page, relative to where it stands.
            parts = found[1].split("-(")[0].split("/")
            shown = f"`{'.'.join(parts)}`"
            for depth in range(len(within.split(".")), -1, -1):
                around = within.split(".")[:depth] if within else []
                for length in range(len(parts), 0, -1):
                    name = ".".join([*around, *parts[:length]])
                    if name in self._own:
                        return f"[{shown}]({self._file(name)})"
            return shown

        text = LINK.sub(link, "\n".join(line["text"] for line in lines))
        # Lists begin without an empty line in documentation comments.
        text = re.sub(r"(?m)^(?=- (?:Parameters?|Returns|Throws|Note)\b)", "\n", text)
        text = re.sub(r"(?m)^  - ", "    - ", text)
        return str(markdown(text, extensions=["fenced_code", "tables", "sane_lists"]))

    @staticmethod
    def _declared(symbol: dict[str, Any]) -> str:
        return escape("".join(one["spelling"] for one in symbol["declarationFragments"]))

    def _page(self, name: str) -> str:
        symbol = self._own.get(name)
        parts = [f"<h1>{escape(name or 'Functions and aliases')}</h1>"]
        parts.append('<p><a href="index.html">SpectrumIMessage</a></p>')
        if symbol:
            parts.append(f"<pre>{self._declared(symbol)}</pre>{self._said(symbol, name)}")
            nested = [each for each in self._own if each.rpartition(".")[0] == name]
            if nested:
                links = ", ".join(
                    f'<a href="{self._file(one)}">{one}</a>' for one in sorted(nested)
                )
                parts.append(f"<p>In it: {links}</p>")
        for member in sorted(self._members.get(name, []), key=self._order):
            title = escape(member["names"]["title"].removeprefix(f"{name}."))
            parts.append(
                f"<section><h3>{title}</h3><pre>{self._declared(member)}</pre>"
                f"{self._said(member, name)}</section>"
            )
        return self._html(name or MODULE, "\n".join(parts))

    @staticmethod
    def _order(symbol: dict[str, Any]) -> tuple[int, str]:
        kinds = ["enum.case", "init", "type.property", "property", "type.method", "method"]
        kind = symbol["kind"]["identifier"].removeprefix("swift.")
        place = kinds.index(kind) if kind in kinds else len(kinds)
        return place, symbol["names"]["title"]

    @staticmethod
    def _html(title: str, body: str) -> str:
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style>'
            f"</head><body>{body}</body></html>"
        )

    def write(self, folder: Path) -> int:
        """Writes the pages, and says how many types there are."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for name, symbol in sorted(self._own.items()):
            (folder / self._file(name)).write_text(self._page(name))
            first = self._said(symbol, name).split("</p>")[0].removeprefix("<p>")
            rows.append(f'<li><a href="{self._file(name)}"><code>{name}</code></a>: {first}</li>')
        # Extensions of other types, and what stands by itself.
        for name in sorted(set(self._members) - set(self._own)):
            file = folder / f"{name or 'functions'}.html"
            file.write_text(self._page(name))
            rows.append(
                f'<li><a href="{file.name}">{escape(name or "Functions, aliases")}</a></li>'
            )
        body = f"<h1>SpectrumIMessage</h1><ul>{''.join(rows)}</ul>"
        (folder / "index.html").write_text(self._html(MODULE, body))
        return len(self._own)


def main() -> None:
    build, to = Path(sys.argv[1]), Path(sys.argv[2])
    graphs = sorted(build.rglob(f"symbolgraph/{MODULE}.symbols.json"))
    if not graphs:
        sys.exit("there is no symbol graph: swift package dump-symbol-graph has failed")
    print(f"docs: {Reference(graphs[:1]).write(to)} Swift types")


if __name__ == "__main__":
    main()
