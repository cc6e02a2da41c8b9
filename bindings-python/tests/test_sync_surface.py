"""Every public name of the asyncio surface is there without asyncio, with the same signature."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import subprocess
import sys
import typing
from types import ModuleType
from typing import TYPE_CHECKING, Any, Callable, cast

import pytest
from simulator import REPO

import spectrum_imessage
from spectrum_imessage import sync

if TYPE_CHECKING:
    from pathlib import Path

PROTOCOLS = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "__await__": "start",
    "aclose": "close",
}
# What is there without asyncio alone.
MORE = {"timeout"}
SAME = {"__call__", "__eq__", "__hash__", "__init__"}
FOLDER = REPO / "bindings-python" / "python" / "spectrum_imessage" / "sync"


def plain(hint: object) -> str:
    """An annotation without what makes it asynchronous, and without the place of the class."""
    text = hint.__name__ if isinstance(hint, type) else str(hint)
    text = re.sub(r"\bAsync(Iterator|Iterable)\b", r"\1", text)
    text = re.sub(r"AsyncGenerator\[(.*), None\]", r"Generator[\1, None, None]", text)
    text = text.replace("typing.Optional[ForwardRef('Awaitable[object]')]", "object")
    return re.sub(r"\bspectrum_imessage(\.sync)?\.", "", text)


def signature(function: Callable[..., Any]) -> list[tuple[str, str, str, str]]:
    found = inspect.signature(function)
    rows = [
        (one.name, one.kind.name, plain(one.annotation), repr(one.default))
        for one in found.parameters.values()
    ]
    return [*rows, ("return", "", plain(found.return_annotation), "")]


class Comparison:
    """Walks the two side by side, and keeps what differs."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.differences: list[str] = []

    def same(self, where: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            self.differences.append(f"{where}: {ours} is {theirs} in asyncio")

    def value(self, where: str, ours: object, theirs: object) -> None:
        if ours is theirs or where in self.seen:
            return
        self.seen.add(where)
        if isinstance(theirs, ModuleType):
            self.module(where, cast("ModuleType", ours), theirs)
        elif isinstance(theirs, type):
            self.same(where, isinstance(ours, type), True)
            self.members(where, cast("type", ours), theirs)
        elif inspect.isfunction(theirs):
            self.function(where, ours, theirs)
        elif hasattr(theirs, "__wrapped__"):
            # A fixture.
            fixtures = [getattr(one, "__wrapped__", None) for one in (ours, theirs)]
            self.function(where, *fixtures)
        elif type(theirs).__module__.startswith("spectrum_imessage"):
            self.members(f"type of {where}", type(ours), type(theirs))
        else:
            # A name for several types.
            self.same(where, plain(ours), plain(theirs))

    def module(self, where: str, ours: ModuleType, theirs: ModuleType) -> None:
        names = set(theirs.__all__)
        self.same(where, set(ours.__all__) - MORE, names)
        for name in sorted(names & set(ours.__all__)):
            self.value(f"{where}.{name}", getattr(ours, name), getattr(theirs, name))

    def function(self, where: str, ours: Any, theirs: Any) -> None:
        if not inspect.isroutine(ours):
            self.same(where, "no function", "a function")
            return
        self.same(where, signature(ours), signature(theirs))
        if sys.version_info >= (3, 11):
            overloads = [signature(one) for one in typing.get_overloads(theirs)]
            self.same(where, [signature(one) for one in typing.get_overloads(ours)], overloads)

    def members(self, where: str, ours: type, theirs: type) -> None:
        # Asked, dataclasses that were not used yet are made.
        self.same(where, dataclasses.is_dataclass(ours), dataclasses.is_dataclass(theirs))
        for base in theirs.__mro__:
            if not base.__module__.startswith("spectrum_imessage"):
                continue
            for name, hint in vars(base).get("__annotations__", {}).items():
                if not name.startswith("_"):
                    known = [
                        plain(vars(one).get("__annotations__", {}).get(name, ""))
                        for one in ours.__mro__
                    ]
                    self.same(f"{where}.{name}", plain(hint) in known, True)
            for name, value in vars(base).items():
                # What a class has of its own hides what it is derived from.
                if inspect.getattr_static(theirs, name, None) is not value:
                    continue
                if name in PROTOCOLS or name in SAME or not name.startswith("_"):
                    self.member(f"{where}.{name}", ours, PROTOCOLS.get(name, name), value)

    def member(self, where: str, owner: type, name: str, theirs: Any) -> None:
        ours = inspect.getattr_static(owner, name, self)
        if ours is self:
            self.differences.append(f"{where} is not there")
        elif isinstance(theirs, property):
            self.same(f"{where} is a property", isinstance(ours, property), True)
            self.value(f"{where} (get)", cast("property", ours).fget, theirs.fget)
            self.reach(where, ours, theirs)
        elif name == "start":
            return
        elif isinstance(theirs, (staticmethod, classmethod)):
            self.function(where, ours.__func__, cast("Any", theirs).__func__)
        elif inspect.isfunction(theirs):
            self.function(where, ours, theirs)

    def reach(self, where: str, ours: Any, theirs: property) -> None:
        """A class that nobody imports, such as the namespaces of a line."""
        hint = str(getattr(theirs.fget, "__annotations__", {}).get("return"))
        module = inspect.getmodule(theirs.fget)
        found = getattr(module, hint, None)
        if isinstance(found, type) and found.__module__.startswith("spectrum_imessage."):
            other = importlib.import_module(str(ours.fget.__module__))
            self.value(hint, getattr(other, hint), found)


@pytest.mark.parametrize("name", ["", ".testing", ".webhook"])
def test_every_name_is_there_with_the_same_signature(name: str) -> None:
    theirs = importlib.import_module(f"spectrum_imessage{name}")
    ours = importlib.import_module(f"spectrum_imessage.sync{name}")
    comparison = Comparison()
    comparison.value(ours.__name__, ours, theirs)
    assert comparison.differences == [], "\n".join(comparison.differences)
    if not name:
        # Nothing of it is told without a look.
        wanted = {"Space", "Message", "IMessageApp", "LineMessages", "Simulator", "Person"}
        walked = {one.rpartition(".")[2] for one in comparison.seen}
        assert wanted <= walked


def test_the_comparison_finds_what_differs() -> None:
    class Theirs:
        async def send(self, text: str, *, key: str | None = None) -> str:
            return text

        async def __aenter__(self) -> None: ...

    class Ours:
        def send(self, text: str) -> str:
            return text

    Theirs.__module__ = Ours.__module__ = "spectrum_imessage._made_up"
    comparison = Comparison()
    comparison.members("Made", Ours, Theirs)
    assert len(comparison.differences) == 2, comparison.differences


def test_what_does_not_wait_is_the_same_object() -> None:
    for name in ("Text", "User", "ValidationError", "Health", "NotReceived", "Gap", "Poll"):
        assert getattr(sync, name) is getattr(spectrum_imessage, name), name
    for name in ("Message", "Attachment", "Reply", "MessageEdited", "Page"):
        assert getattr(sync, name) is not getattr(spectrum_imessage, name), name


def test_nothing_is_a_coroutine() -> None:
    modules = [one for name, one in sys.modules.items() if name.startswith(sync.__name__)]
    for module in modules:
        if module.__name__.endswith(".webhook"):
            # Handlers for servers that await.
            continue
        for owner in [one for one in vars(module).values() if isinstance(one, type)]:
            if owner.__module__.startswith(sync.__name__):
                waiting = [one for one in vars(owner).values() if inspect.iscoroutinefunction(one)]
                assert waiting == [], owner


def test_what_is_generated_is_current() -> None:
    command = [sys.executable, str(REPO / "scripts" / "python-sync.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_generated_speaks_of_no_asyncio() -> None:
    words = re.compile(r"\basync\b|\bawait|[Aa]synchron|coroutine|event loop|\b[Cc]ancel(ling|s) ")
    for path in FOLDER.glob("*.py*"):
        text = path.read_text(encoding="utf-8")
        if text.startswith("# Written by") and path.name != "__init__.py":
            assert words.findall(text.replace("without asyncio", "")) == [], path.name


def test_readme_and_page_have_the_same_example() -> None:
    def example(path: Path, beginning: str) -> str:
        blocks = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        found: list[str] = [one for one in blocks if one.startswith(beginning)]
        return found[0]

    waiting = example(
        REPO / "README.md", "import asyncio\n\nfrom spectrum_imessage import Spectrum"
    )
    body = waiting.split("async def main() -> None:\n")[1].split("\nasyncio.run")[0]
    wanted = re.sub(r"\basync |\bawait ", "", re.sub(r"(?m)^    ", "", body)).rstrip()
    page = example(REPO / "docs" / "sync.md", "from spectrum_imessage.sync import Spectrum, effect")
    assert page.split("\n\n", 1)[1].rstrip() == wanted
