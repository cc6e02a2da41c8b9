#!/usr/bin/env python3
"""Writes the samples of the pages as programs that can be compiled and run.

    samples.py python|typescript|swift FOLDER

A sample is a fence of that language. The mark before it says what it is; README.md lists them. The
folder gets a file for each sample, and ``samples.json``, which says how they are run.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pages import REPO, Part, parts
from wrap import WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCES = {"python": ("python", "py"), "typescript": ("ts", "typescript"), "swift": ("swift",)}
# What the packages show of themselves.
READMES = (
    "README.md",
    "bindings-python/README.md",
    "bindings-node/README.md",
    "bindings-swift/README.md",
    "bindings-swift/package/README.md",
)
KINDS = ("space", "app", "agent", "own", "program", "test", "compile")
VALUES = {"text", "sees", "effect", "reaction", "background", "attachment"}
VALUES |= {"prints", "lines", "group", "does", "needs"}
NEEDS_END = ("agent", "own", "program")


@dataclass
class Sample:
    """A sample, and how it is run."""

    place: str
    """Where it stands: page and line."""
    name: str
    """Its name as a file and a function."""
    kind: str
    values: dict[str, str]
    code: str


def pages() -> Iterator[Path]:
    """Every page with samples; the decisions are for those who work on the project."""
    for readme in READMES:
        yield REPO / readme
    for page in sorted((REPO / "docs").rglob("*.md")):
        if "decisions" not in page.parts:
            yield page


def sample(part: Part) -> Sample:
    """What a fence is, by its mark."""
    mark = part.mark
    kind = mark.word if mark else "space"
    values = mark.values if mark else {}
    if part.title is not None and mark is None:
        # A file of a quickstart: its own test follows the page.
        kind = "compile"
    elif kind == "starts" or kind not in KINDS:
        raise ValueError(f"{part.place}: there is no mark {kind!r}")
    elif kind == "compile" and mark is not None and not mark.said:
        raise ValueError(f"{part.place}: say why it is only compiled")
    if unknown := set(values) - VALUES:
        raise ValueError(f"{part.place}: there is no {sorted(unknown)}")
    if kind in NEEDS_END and not {"sees", "prints", "reaction", "background"} & set(values):
        raise ValueError(f"{part.place}: say what {kind} is to do: sees=, prints=, …")
    name = f"{part.page.relative_to(REPO).with_suffix('')}_{part.line}"
    name = "".join(each if each.isalnum() else "_" for each in name).removeprefix("docs_")
    return Sample(part.place, name, kind, values, part.text)


def shown(part: Part) -> bool:
    """Whether it is only shown: a sketch, or one that needs what is not installed."""
    if part.mark is None or part.mark.word != "shown":
        return False
    if not part.mark.said:
        raise ValueError(f"{part.place}: say why it is only shown")
    return True


def samples(language: str) -> list[Sample]:
    """All samples of a language."""
    return [
        sample(part)
        for page in pages()
        for part in parts(page)
        # A package's description is no program; the quickstart's test builds it.
        if part.language in FENCES[language] and part.title != "Package.swift" and not shown(part)
    ]


def main() -> None:
    language, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file():
            old.unlink()
    found = samples(language)
    for name, text in WRAPPERS[language](found):
        (folder / name).write_text(text)
    if language == "swift":
        return  # It has the list as source.
    listed = [{k: v for k, v in asdict(one).items() if k != "code"} for one in found]
    (folder / "samples.json").write_text(json.dumps(listed, indent=1))


if __name__ == "__main__":
    main()
