"""The public names of the Python package, as an interpreter that imported it has them.

usage: walk_python.py PACKAGE

Prints a JSON list: `text`, `Space`, `Space.send`, `Space.send(client_message_id)` for a parameter
that is given by name, `imessage()` for an object that can be called. A class that can be reached
but not imported is listed too.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sys
from importlib import import_module
from typing import Any

# The rest of what begins with an underscore is nobody's business.
PROTOCOLS = {"__await__": "await", "__aenter__": "async with", "__aiter__": "async for"}
# What tells kinds apart, such as `type: Literal["text"]`.
TAG = re.compile(r"""Literal\[["']\w+([-.]\w+)*["']\]""")


class Walker:
    def __init__(self, package: str) -> None:
        self.package = package
        self.found: set[str] = set()
        self.walked: set[str] = set()
        module = import_module(package)
        public = {name for name in vars(module) if not name.startswith("_")}
        public -= {"annotations", "TYPE_CHECKING"}
        self.exported = public | set(module.__all__)
        # All of them first: each is imported when it is asked for.
        for name, value in [(name, getattr(module, name)) for name in sorted(self.exported)]:
            self.value(name, value)

    def ours(self, one: object) -> bool:
        module = str(getattr(one, "__module__", "")).partition(".")[0]
        return inspect.isclass(one) and module == self.package

    def value(self, name: str, value: Any) -> None:
        if name in self.walked:
            return
        self.walked.add(name)
        self.found.add(name)
        if self.ours(value):
            self.members(name, value)
        elif inspect.isroutine(value):
            self.callable(name, value)
        elif self.ours(type(value)):
            self.members(name, type(value))

    def members(self, name: str, owner: type) -> None:
        """What a class declares anew, or takes over from a class that cannot be imported."""
        mro = [one for one in owner.__mro__ if self.ours(one)]
        bases = [one for one in mro if one is not owner and one.__name__ in self.exported]
        for one in mro:
            if one in bases:
                continue
            # Asked, a dataclass that was not used yet is made.
            dataclasses.is_dataclass(one)
            hints = vars(one).get("__annotations__", {})
            for each, hint in hints.items():
                if not each.startswith("_") and not TAG.fullmatch(str(hint)):
                    self.found.add(f"{name}.{each}")
                    self.reach(hint)
            for each, value in vars(one).items():
                if not TAG.fullmatch(str(hints.get(each))) and not any(
                    hasattr(base, each) for base in bases if not each.startswith("_")
                ):
                    self.member(name, each, value)

    def member(self, owner: str, name: str, value: Any) -> None:
        if name == "__init__":
            self.callable(owner, value)
        elif name == "__call__":
            self.found.add(f"{owner}()")
            self.callable(owner, value)
        elif name in PROTOCOLS:
            self.found.add(f"{owner} ({PROTOCOLS[name]})")
        elif not name.startswith("_"):
            value = getattr(value, "__func__", value)
            self.reach(getattr(getattr(value, "fget", None), "__annotations__", {}).get("return"))
            self.value(f"{owner}.{name}", value)

    def callable(self, name: str, function: Any) -> None:
        for each in inspect.signature(function).parameters.values():
            if each.kind is each.KEYWORD_ONLY and not each.name.startswith("_"):
                self.found.add(f"{name}({each.name})")
        self.reach(inspect.signature(function).return_annotation)

    def reach(self, hint: object) -> None:
        """Classes of the package that an annotation names and nobody can import."""
        if not isinstance(hint, str):
            return
        for word in set(re.findall(r"[A-Za-z]\w+", hint)) - self.exported:
            for module in [m for n, m in sys.modules.items() if n.startswith(self.package)]:
                one = vars(module).get(word)
                if self.ours(one):
                    self.value(word, one)


if __name__ == "__main__":
    print(json.dumps(sorted(Walker(sys.argv[1]).found), indent=0))
