"""What a page holds for its tests: fences, quotations, and the marks before them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

MARK = re.compile(r"<!-- test: (.*?) -->\s*$")
FENCE = re.compile(r"^(\s*)```+\s*([\w+-]*)\s*(.*)$")


@dataclass
class Mark:
    """``<!-- test: WORD name=value … -->``, which the reader does not see."""

    word: str
    values: dict[str, str] = field(default_factory=dict)
    said: str = ""
    """What stands there besides, such as a reason."""

    @classmethod
    def read(cls, text: str) -> Mark:
        word, _, rest = text.partition(" ")
        values: dict[str, str] = {}
        said: list[str] = []
        for one in shlex.split(rest):
            name, equals, value = one.partition("=")
            if equals and name.isidentifier():
                values[name] = value
            else:
                said.append(one)
        return cls(word.rstrip(":"), values, " ".join(said))


@dataclass
class Part:
    """A fence (``language`` is text, perhaps empty) or a quotation (``language`` is None)."""

    page: Path
    line: int
    """Where its text begins, from 1."""
    language: str | None
    text: str
    title: str | None = None
    """The name of the file that a fence shows."""
    mark: Mark | None = None
    """The mark before it."""

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(REPO)}:{self.line}"


def parts(page: Path) -> list[Part]:
    """The fences and quotations of a page, in their order.

    A mark belongs to what comes next: to one quotation, or to fences with nothing between them,
    which are the same in several languages.
    """
    found: list[Part] = []
    mark: Mark | None = None
    tabs = False
    lines = page.read_text().splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if marked := MARK.match(line.strip()):
            if mark is not None:
                raise ValueError(f"{page}:{at}: a mark follows a mark")
            mark = Mark.read(marked[1])
        elif fence := FENCE.match(line):
            begin, closing = at, line.strip()[: len(line.strip()) - len(line.strip().lstrip("`"))]
            while at < len(lines) and lines[at].strip() != closing:
                at += 1
            if at == len(lines):
                raise ValueError(f"{page}:{begin}: the fence does not end")
            indent = len(fence[1])
            text = "".join(f"{one[indent:]}\n" for one in lines[begin:at])
            at += 1
            title = re.search(r'title="([^"]+)"', fence[3])
            if mark is None and tabs:
                mark = found[-1].mark
            found.append(Part(page, begin + 1, fence[2], text, title and title[1], mark))
            mark, tabs = None, True
            continue
        elif line.startswith(">"):
            begin = at
            said = [line[1:].strip()]
            while at < len(lines) and lines[at].startswith(">"):
                said.append(lines[at][1:].strip())
                at += 1
            found.append(Part(page, begin, None, " ".join(said), None, mark))
            mark = None
        elif line.startswith("#") and mark is not None:
            raise ValueError(f"{page}:{at}: the mark before this heading belongs to nothing")
        if line.strip():
            tabs = False
    if mark is not None:
        raise ValueError(f"{page}: the last mark belongs to nothing")
    return found
