"""Makes a sample a whole program: what it speaks of is there, and somebody calls it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from samples import Sample

WITH = Path(__file__).parent / "with"
WHOLE = ("program", "test")

Files = "list[tuple[str, str]]"


def needed(one: Sample, ending: str) -> str:
    """What the sample takes for granted: a file in ``with``."""
    return (WITH / f"{one.values['needs']}.{ending}").read_text() if "needs" in one.values else ""


def has_message(one: Sample) -> bool:
    """Whether a message has come when the sample begins."""
    return one.kind in ("space", "compile")


# Python: an asynchronous function, with all names of the package at hand.

PYTHON = """from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

from spectrum_imessage import *  # noqa: F403

"""


def python(found: list[Sample]) -> list[tuple[str, str]]:
    files = []
    for one in found:
        before = needed(one, "py")
        if one.kind in WHOLE or (one.kind == "compile" and "asyncio.run(" in one.code):
            text = f"{before}\n{one.code}"
        else:
            arguments = "print: Callable[..., None]"
            if one.kind != "own":
                arguments += ", app: Spectrum, im: IMessageApp, simulator: Simulator"
                arguments += ", person: Person"
            if has_message(one):
                arguments += ", space: Space, message: Message"
            head = f"async def sample({arguments}) -> None:\n"
            text = f"{PYTHON}{before}\n\n{head}{indent(one.code, '    ')}"
        name = f"test_{one.name}.py" if one.kind == "test" else f"{one.name}.py"
        files.append((name, text))
    return files


# TypeScript: the same. What a sample does not import is imported for it.

VALUES = {
    "spectrum-imessage": """Spectrum addMember app attachment avatar contact custom edit group
        leaveSpace markdown option poll reaction reply richlink text typing unsend voice
        definePlatform AuthenticationError ConnectionError NotFoundError RateLimitError
        SpectrumError UnsupportedError ValidationError verifyWebhook Emoji NotReceived Person
        Simulator SqliteStore""",
    "spectrum-imessage/providers/imessage": "background customizedMiniApp effect imessage",
    "spectrum-imessage/providers/terminal": "terminal",
}
TYPES = "Content Message Space SpectrumInstance SpectrumEvent User Poll"
IMPORTED = re.compile(r"^import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+\"([^\"]+)\";?\n", re.M)
IMPORT = re.compile(r"^import\s[^;]*;\n", re.M)


def typescript(found: list[Sample]) -> list[tuple[str, str]]:
    files = []
    for one in found:
        if one.kind in WHOLE or (one.code.startswith("import") and one.kind == "compile"):
            files.append((f"{one.name}.mts", f"{needed(one, 'mts')}{one.code}"))
            continue
        own = {
            name.strip().removeprefix("type ").split(" as ")[-1]
            for names, _ in IMPORTED.findall(one.code)
            for name in names.split(",")
        }
        imports = "".join(
            f'import {{ {", ".join(sorted(set(names.split()) - own))} }} from "{module}";\n'
            for module, names in VALUES.items()
        )
        types = sorted(set(TYPES.split()) - own)
        imports += f'import type {{ {", ".join(types)} }} from "spectrum-imessage";\n'
        imports += 'import type { IMessageApp } from "spectrum-imessage/providers/imessage";\n'
        imports += "".join(IMPORT.findall(one.code))
        body = IMPORT.sub("", one.code)
        given, kinds = "console", "console: { log(...all: unknown[]): void }"
        if one.kind != "own":
            given += ", app, im, simulator, person"
            kinds += (
                "; app: SpectrumInstance; im: IMessageApp; simulator: Simulator; person: Person"
            )
        if has_message(one):
            given += ", space, message"
            kinds += "; space: Space; message: Message"
        files.append(
            (
                f"{one.name}.mts",
                f"{imports}{needed(one, 'mts')}\nexport async function sample("
                f"{{ {given} }}: {{ {kinds} }}): Promise<void> {{\n"
                # In a block of its own a sample may give its names again.
                f"  {{\n{indent(body, '    ')}  }}\n}}\n",
            )
        )
    return files


# Swift: a function each, and a table of them for one test.

SWIFT = """import Foundation
import SpectrumIMessage
import SpectrumIMessageTesting

"""


def swift(found: list[Sample]) -> list[tuple[str, str]]:
    files, table = [], []
    for one in found:
        body = re.sub(r"^import \w+\n", "", one.code, flags=re.M)
        arguments = (
            "app: Spectrum, im: IMessage, simulator: Spectrum.Simulator,"
            " person: Spectrum.Simulator.Person, print: @escaping @Sendable (Any...) -> Void"
        )
        given = (
            "app: $0.app, im: $0.im, simulator: $0.simulator, person: $0.person, print: $0.print"
        )
        if has_message(one):
            arguments += ", space: Space, message: Message"
            given += ", space: $0.space, message: $0.message"
        files.append(
            (
                f"{one.name}.swift",
                f"{SWIFT}{needed(one, 'swift')}\nfunc {one.name}({arguments}) async throws {{\n"
                f"{indent(body, '    ')}}}\n",
            )
        )
        # What connects with the settings of its process is compiled; the examples of it are run.
        kind = one.kind if one.kind in ("space", "app", "agent") else "compile"
        values = ", ".join(
            f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in one.values.items()
        )
        table.append(
            f"    DocSample(place: {json.dumps(one.place)}, kind: {json.dumps(kind)},"
            f" values: [{values or ':'}]) {{ try await {one.name}({given}) }},\n"
        )
    listed = f"let docSamples: [DocSample] = [\n{''.join(table)}]\n"
    return [*files, ("Samples.swift", listed)]


WRAPPERS: dict[str, Callable[[list[Sample]], list[tuple[str, str]]]] = {
    "python": python,
    "typescript": typescript,
    "swift": swift,
}
