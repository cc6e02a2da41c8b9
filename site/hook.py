"""What the pages need to become the site; in their folder they are plain Markdown.

Fences that follow each other become tabs, the marks of the tests go, and links to files outside of
``docs`` lead to the repository. The navigation is made of the lists of ``docs/guide.md``.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path, PurePosixPath
from textwrap import indent
from typing import Any

REPO = Path(__file__).resolve().parents[1]
DOCS = REPO / "docs"

NAMES = {
    "python": "Python",
    "ts": "TypeScript",
    "swift": "Swift",
    "rust": "Rust",
}
MARK = re.compile(r"^<!-- test: .*? -->\n\n?", re.M)
FENCE = re.compile(r"^```(\w+)[^\n]*\n.*?^```$\n?", re.M | re.S)
TABS = re.compile(r"(?:^```(?:python|ts|swift|rust)\b[^\n]*\n.*?^```$\n?\n?)+", re.M | re.S)
LINK = re.compile(r"(?<=\]\()(\.\./[^)#\s]*)(#[^)\s]*)?(?=\))")

ITEM = re.compile(r"^- \[([^\]]+)\]\(([^)#]+\.md)\): (\S.*)")

log = logging.getLogger("mkdocs")


def plain(markdown: str) -> str:
    """A page without the marks of the tests."""
    return MARK.sub("", markdown)


def guide() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The headings of the guide, each with its pages: title, path, what it tells."""
    found: list[tuple[str, list[tuple[str, str, str]]]] = []
    for line in (DOCS / "guide.md").read_text().splitlines():
        if line.startswith("## "):
            found.append((line[3:], []))
        elif line.startswith("- "):
            item = ITEM.match(line)
            if item is None:
                raise ValueError(f"docs/guide.md: not `- [Title](page.md): what it tells`: {line}")
            found[-1][1].append((item[1], item[2], item[3]))
    return found


def on_config(config: Any) -> None:
    """Called by MkDocs at the beginning."""
    decisions = sorted((DOCS / "decisions").iterdir())
    config.nav = [
        {"Home": "index.md"},
        {"Guide": "guide.md"},
        *({heading: [{title: path} for title, path, _ in pages]} for heading, pages in guide()),
        {"Reference": "reference.md"},
        {"Decisions": [f"decisions/{each.name}" for each in decisions]},
    ]


def _tabs(found: re.Match[str]) -> str:
    fences = list(FENCE.finditer(found[0]))
    if len(fences) < 2:
        return found[0]
    return "".join(
        f'=== "{NAMES[fence[1]]}"\n\n{indent(fence[0].rstrip(), "    ")}\n\n' for fence in fences
    )


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Called by MkDocs with every page."""
    here = DOCS / page.file.src_uri

    def outside(found: re.Match[str]) -> str:
        target = (here.parent / found[1]).resolve()
        if target.is_relative_to(DOCS):
            return found[0]
        if not target.exists():
            log.warning("%s links to %s, which is not there", page.file.src_uri, found[1])
        kind = "tree" if target.is_dir() else "blob"
        path = PurePosixPath(target.relative_to(REPO))
        return f"{config.repo_url}/{kind}/main/{path}{found[2] or ''}"

    return LINK.sub(outside, TABS.sub(_tabs, plain(markdown)))
