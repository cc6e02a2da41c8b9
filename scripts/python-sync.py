"""Writes the modules of ``spectrum_imessage.sync`` that follow from those of ``spectrum_imessage``.

usage: python-sync.py [--check]

Also ``_names.py`` of both: where each public name is.

What is the same without asyncio is imported; what awaits, or names something that differs, is
written anew without the awaiting. The modules of HAND are not written: they say how a thread waits.
Needs ruff in the same environment. With ``--check`` nothing is written, and what is not current is
an error.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

from python_sync_words import EDITS, PHRASES, WORDS

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "bindings-python"
PACKAGE = PROJECT / "python" / "spectrum_imessage"
HAND = {
    "_crew",
    "_names",
    "_port",
    "_progress",
    "_responding",
    "_server",
    "_stream",
    "_twin",
    "_waiter",
    "webhook",
}

HEADER = "# Written by scripts/python-sync.py from ../{name}; change that one.\n"
NAMES = '''# Written by scripts/python-sync.py from the imports of __init__.py; change those.
"""Where the public names are."""

PLACES = {PLACES}
'''
# Modules with a state of their own, of which there is one.
ONE = {"_failures", "_log", "_telemetry"}


class Module:
    """A module of the asyncio surface: what it defines, and what it imports from the package."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self.text = path.read_text()
        self.tree = ast.parse(self.text)
        self.nodes: dict[str, list[ast.stmt]] = {}
        self.names: dict[str, tuple[str, str]] = {}
        self.modules: dict[str, str] = {}
        for node in self.tree.body:
            for name in defined(node):
                self.nodes.setdefault(name, []).append(node)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                for one in node.names:
                    local = one.asname or one.name
                    if node.module is None:
                        self.modules[local] = one.name
                    else:
                        self.names[local] = (node.module, one.name)


def defined(node: ast.stmt) -> list[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [one.id for one in node.targets if isinstance(one, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def uses(node: ast.AST) -> set[tuple[str, str | None]]:
    """The names that a definition reads, with the attribute that is taken from each."""
    local = set()
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        local = {one.id for one in ast.walk(node) if is_stored(one)}
        local |= {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    found: set[tuple[str, str | None]] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            found.add((one.value.id, one.attr))
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            found.add((one.id, None))
        elif isinstance(one, ast.Subscript):
            for text in ast.walk(one.slice):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found |= {(word, None) for word in re.findall(r"\w+", text.value)}
    annotations = {one for child in ast.walk(node) for one in annotation_names(child)}
    return {one for one in found if one[0] not in local} | annotations


def annotation_names(node: ast.AST) -> set[tuple[str, str | None]]:
    """What annotations name, whatever a function calls its variables."""
    if isinstance(node, ast.arg) and node.annotation is not None:
        return uses(node.annotation)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns is not None:
        return uses(node.returns)
    return set()


def is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


class Package:
    """The asyncio surface, and what of it differs."""

    def __init__(self) -> None:
        paths = [one for one in PACKAGE.glob("*.py") if one.name != "_native.py"]
        modules = [Module(one) for one in [*paths, PACKAGE / "_native.pyi"]]
        self.modules = {one.name: one for one in modules}
        self.different: set[tuple[str, str]] = set()
        while True:
            more = {
                (module.name, name)
                for module in modules
                for name, nodes in module.nodes.items()
                if module.name not in ONE
                and (module.name, name) not in self.different
                and any(self.differs_now(module, node) for node in nodes)
            }
            if not more:
                break
            self.different |= more

    def differs(self, module: str, name: str) -> bool:
        """Whether a name of a module is another thing in the two surfaces."""
        return module in HAND or (module, name) in self.different

    def written(self, module: str) -> bool:
        """Whether the module exists in both."""
        return module in HAND or any(one == module for one, _ in self.different)

    def is_taken(self, module: str, name: str) -> bool:
        """Whether a name is used as an attribute of its module."""
        return module == "_native" or any(
            (local, name) in uses(one.tree)
            for one in self.modules.values()
            for local, other in one.modules.items()
            if other == module
        )

    def differs_now(self, module: Module, node: ast.stmt) -> bool:
        waiting = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
        if any(isinstance(one, waiting) for one in ast.walk(node)):
            return True
        for name, attribute in uses(node):
            if name in WORDS or name == "asyncio":
                return True
            if name in module.modules:
                other = module.modules[name]
                if attribute is not None and self.differs(other, attribute):
                    return True
                if attribute is None and self.written(other) and other != "_native":
                    return True
            elif name in module.names:
                if self.differs(*module.names[name]):
                    return True
            elif self.differs(module.name, name) and module.name not in HAND:
                return True
        return False


def write(package: Package, module: Module) -> str:
    """The text of the counterpart of a module."""
    keep: list[str] = []
    shared: list[str] = []
    lines = module.text.splitlines(keepends=True)
    last = 0
    kept = True
    for node in module.tree.body:
        start = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        text = "".join(lines[last : node.end_lineno])
        names = defined(node)
        if names:
            kept = any(package.differs(module.name, one) for one in names)
            if "__all__" in names or "TYPE_CHECKING" in names:
                kept = True
            shared += [] if kept else names
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and start > 1:
            pass  # The words under a definition go where it goes.
        else:
            kept = True
        if kept:
            keep.append(imports(package, node, text) if is_import(node) else text)
        last = node.end_lineno or last
    text = "".join(keep)
    if shared:
        # What others take from the module, not only what it uses itself.
        taken = {one for one in shared if package.is_taken(module.name, one)}
        names = [f"{one} as {one}" if one in taken else one for one in dict.fromkeys(shared)]
        line = f"from ..{module.name} import {', '.join(names)}\n"
        future = "from __future__ import annotations\n"
        text = text.replace(future, future + line) if future in text else line + text
    text = without_waiting(text)
    for name, old, new in EDITS:
        if name != module.name:
            continue
        count = len(old.findall(text)) if isinstance(old, re.Pattern) else text.count(old)
        if count != 1:
            sys.exit(f"python-sync: in {name} this stands {count} times, not once:\n{old}")
        if isinstance(old, re.Pattern):
            text = old.sub(new.replace("\\", "\\\\"), text)
        else:
            text = text.replace(old, new)
    return HEADER.format(name=module.path.name) + text


def is_import(node: ast.stmt) -> bool:
    """Whether there are imports of the package in a statement, at any depth."""
    return any(isinstance(one, ast.ImportFrom) and one.level == 1 for one in ast.walk(node))


def imports(package: Package, node: ast.stmt, text: str) -> str:
    """The statement with its imports from where the names are now."""
    first = (node.end_lineno or 0) - len(text.splitlines())
    lines = text.splitlines(keepends=True)
    for one in sorted(
        (one for one in ast.walk(node) if isinstance(one, ast.ImportFrom) and one.level == 1),
        key=lambda one: -one.lineno,
    ):
        here: dict[str, list[str]] = {}
        for alias in one.names:
            spelled = alias.name + (f" as {alias.asname}" if alias.asname else "")
            if one.module is None:
                both = package.written(alias.name) or alias.name == "_native"
                here.setdefault("." if both else "..", []).append(spelled)
            else:
                both = package.differs(one.module, alias.name)
                here.setdefault(f"{'.' if both else '..'}{one.module}", []).append(spelled)
        indent = " " * one.col_offset
        made = [
            f"{indent}from {where} import {', '.join(names)}\n" for where, names in here.items()
        ]
        lines[one.lineno - 1 - first : (one.end_lineno or 0) - first] = made
    return "".join(lines)


def without_waiting(text: str) -> str:
    """The same without the awaiting, token by token."""
    text = re.sub(r"AsyncGenerator\[([^\],]+), None\]", r"AsyncGenerator[\1, None, None]", text)
    text = re.sub(r"\bAwaitable\[(\w+)\]", r"\1", text)
    lines = text.splitlines(keepends=True)
    edits: list[tuple[tuple[int, int], tuple[int, int], str]] = []
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]]):
        if token.type == tokenize.NAME and token.string in ("async", "await"):
            edits.append((token.start, following.start, ""))
        elif token.type == tokenize.NAME and token.string in WORDS:
            edits.append((token.start, token.end, WORDS[token.string]))
        elif token.type in (tokenize.STRING, tokenize.COMMENT):
            said = token.string
            for old, new in PHRASES:
                said = re.sub(old, new, said)
            for old, new in WORDS.items():
                said = re.sub(rf"\b{old}\b", new, said)
            edits.append((token.start, token.end, said))
    for start, end, new in reversed(edits):
        row, column = start
        last, until = end
        rest = lines[last - 1][until:]
        lines[row - 1 : last] = [lines[row - 1][:column] + new + rest]
    return "".join(lines)


def names(init: Path, package: str) -> str:
    """The module that says where the public names of a package are."""
    places: dict[str, str] = {}
    for node in ast.walk(ast.parse(init.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level > 0 and node.module != "_names":
            parts = package.split(".")
            above = ".".join(parts[: len(parts) + 1 - node.level])
            for one in node.names:
                places[one.name] = f"{above}.{node.module or one.name}"
    return NAMES.replace("{PLACES}", repr(dict(sorted(places.items()))))


def make(folder: Path, asynchronous: Path) -> list[Path]:
    """Writes all modules into a folder, and the names of the asyncio surface where they belong."""
    asynchronous.write_text(names(PACKAGE / "__init__.py", PACKAGE.name))
    package = Package()
    written = []
    for module in package.modules.values():
        if module.name in HAND:
            continue
        if not package.written(module.name) and module.name != "__init__":
            continue
        path = folder / module.path.name
        path.write_text(write(package, module))
        written.append(path)
    path = folder / "_names.py"
    path.write_text(names(folder / "__init__.py", f"{PACKAGE.name}.sync"))
    written.append(path)
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--config", str(PROJECT / "pyproject.toml"), "--quiet"]
    files = [*map(str, written), str(asynchronous)]
    select = "F401,I,TC,UP034,PIE790"
    subprocess.run(
        [*ruff, "check", *settings, "--select", select, "--fix", "--unsafe-fixes", *files],
        check=True,
    )
    subprocess.run([*ruff, "format", *settings, *files], check=True)
    return written


def main() -> None:
    """Writes, or checks."""
    target = PACKAGE / "sync"
    if sys.argv[1:] != ["--check"]:
        make(target, PACKAGE / "_names.py")
        return
    # Beside the package, where the settings of ruff hold.
    with tempfile.TemporaryDirectory(dir=PACKAGE) as folder:
        asynchronous = Path(folder) / "asynchronous.py"
        made = make(Path(folder), asynchronous)
        old = [one.name for one in made if not is_same(one, target / one.name)]
        old += [] if is_same(asynchronous, PACKAGE / "_names.py") else ["_names.py"]
        by_hand = {f"{one}.py" for one in HAND} | {"_native.py"}
        names = {one.name for one in made} | by_hand
        old += [one.name for one in target.glob("*.py*") if one.is_file() and one.name not in names]
    if old:
        sys.exit(f"not current: {', '.join(sorted(old))}; run scripts/python-sync.py")


def is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_text() == other.read_text()


if __name__ == "__main__":
    main()
