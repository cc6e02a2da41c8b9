"""What an import costs is what it imports: names come when they are asked for."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
import subprocess
import sys
import threading
from typing import Any, cast

import pytest

import spectrum_imessage
from spectrum_imessage import sync
from spectrum_imessage._dataclass import dataclass, field

HEAVY = {"asyncio", "dataclasses", "inspect", "logging", "typing", "spectrum_imessage._native"}


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_by(statement: str) -> set[str]:
    """What a statement imports that the interpreter has not imported by itself."""
    before = "import sys; before = set(sys.modules)"
    return set(run(f"{before}; {statement}; print(*set(sys.modules) - before)").split())


@pytest.mark.parametrize("package", ["spectrum_imessage", "spectrum_imessage.sync"])
def test_an_import_brings_nothing_that_is_heavy(package: str) -> None:
    assert not imported_by(f"import {package}") & HEAVY


def test_what_programs_name_first_comes_without_asyncio() -> None:
    names = "Client, Space, Spectrum, Text, attachment, imessage, text"
    for package in ("spectrum_imessage", "spectrum_imessage.sync"):
        found = imported_by(f"from {package} import {names}")
        assert not found & {"asyncio", "dataclasses", "inspect"}


@pytest.mark.parametrize("module", [spectrum_imessage, sync])
def test_every_name_is_there(module: Any) -> None:
    for name in module.__all__:
        assert getattr(module, name) is not None
    assert set(module.__all__) <= set(dir(module))
    everything: dict[str, object] = {}
    exec(f"from {module.__name__} import *", everything)
    assert set(module.__all__) <= set(everything)


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="'spectrum_imessage' has no attribute 'nothing'"):
        _ = cast("Any", spectrum_imessage).nothing
    with pytest.raises(ImportError):
        exec("from spectrum_imessage.sync import nothing")


EACH_FIRST = """
import importlib, pkgutil, sys
import spectrum_imessage
modules = pkgutil.walk_packages(spectrum_imessage.__path__, "spectrum_imessage.")
names = [one.name for one in modules]
assert len(names) > 60
for name in names:
    if name.endswith(("_native", ".testing")):
        continue
    for one in list(sys.modules):
        if one.startswith("spectrum_imessage") and not one.endswith("_native"):
            del sys.modules[one]
    importlib.import_module(name)
"""


def test_every_module_may_be_the_first() -> None:
    run(EACH_FIRST)


def test_a_dataclass_that_is_made_late_is_one() -> None:
    @dataclass(frozen=True)
    class Base:
        secret: str = field(repr=False, compare=False)

    @dataclass(frozen=True)
    class Pair(Base):
        """Two."""

        left: int
        right: int = 2
        kind: str = field(default="pair", init=False)

    assert Pair.kind == "pair"
    assert str(inspect.signature(Pair)) == (
        "(secret: 'str', left: 'int', right: 'int' = 2) -> None"
    )
    assert [one.name for one in dataclasses.fields(Pair)] == ["secret", "left", "right", "kind"]
    one, other = Pair("a", 1), Pair("b", 1)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Pair("a", 3)
    assert repr(one) == f"{Pair.__qualname__}(left=1, right=2, kind='pair')"
    assert dataclasses.replace(one, left=5) == Pair("a", 5)
    for name in ("left", "unknown"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, name, 3)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(one, name)
    with pytest.raises(TypeError, match="left"):
        cast("Any", Pair)("a")


def test_a_class_derived_from_one_that_was_not_made_yet() -> None:
    @dataclass(frozen=True)
    class Base:
        left: int

    class Derived(Base):
        pass

    assert Derived(1) == Derived(1)
    assert Derived(1) != Derived(2)
    assert dataclasses.is_dataclass(Derived)


def test_objects_of_a_class_that_was_not_made_yet_are_compared_and_frozen() -> None:
    program = (
        "import pickle, sys; a, b = (pickle.loads(bytes.fromhex(sys.argv[1])) for _ in 'ab'); "
        "assert a == b and hash(a) == hash(b) and 'kind=' in repr(a)\n"
        "try: a.id = 'c'\n"
        "except AttributeError: print('frozen')"
    )
    user = pickle.dumps(spectrum_imessage.User("a")).hex()
    done = subprocess.run(
        [sys.executable, "-c", program, user], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("frozen\n", "")


def test_threads_may_be_the_first_together() -> None:
    for _ in range(50):

        @dataclass(frozen=True)
        class One:
            value: int

        start = threading.Barrier(4)
        made: list[object] = []

        def make(
            start: threading.Barrier = start, made: list[object] = made, kind: Any = One
        ) -> None:
            start.wait()
            made.append(kind(1))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [One(1)] * 4
