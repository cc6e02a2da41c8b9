"""Compares the public names of the languages with api.toml.

usage: compare.py FOLDER [--names]

FOLDER holds what the walkers wrote: rust.json, python.json, typescript.json, swift.json. What is
listed and not there is an error, and so is what is there and not listed. `--names` prints the list
with every name written out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Union

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGES = ("rust", "python", "typescript", "swift")
LIST = Path(__file__).with_name("api.toml")
HINT = "list it in tests/parity/api.toml"

# Every emoji by its name: one table in the core, generated and compared by scripts/emoji.py.
GENERATED = {"rust": "emoji::", "python": "Emoji.", "typescript": "Emoji.", "swift": "Emoji."}

# Words that Swift writes in capitals.
INITIALS = {"id", "url", "guid"}

Table = dict[str, Any]
Symbols = dict[str, set[str]]
Listed = dict[str, dict[str, Union[list[str], str]]]


class Mistake(Exception):
    """The list cannot be read, or contradicts itself."""


def parse(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Mistake(str(error)) from None


def pascal(words: list[str]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)


def manner(language: str, key: str, group: Table) -> str:
    """The name of an entry as the language would write it."""
    words = key.split("_")
    if language in group.get("pascal", ()):
        return pascal(words)
    if language in ("rust", "python"):
        return key
    rest = words[1:]
    if language == "swift":
        rest = [word.upper() if word in INITIALS else word for word in rest]
    return words[0] + pascal(rest)


def absolute(language: str, name: str, owner: str) -> str:
    """A name within its owner; one that begins with a slash stands alone."""
    if name.startswith("/"):
        return name[1:]
    if not owner:
        return name
    # The members of a type go by its name, wherever it is exported.
    owner = owner.rpartition("/")[2].rpartition(":")[2] if language == "typescript" else owner
    if name.startswith("("):
        return f"{owner} {name}"
    if owner.endswith("()"):
        return f"{owner[:-1]}{name}{':' if language == 'swift' else ''})"
    return f"{owner}::{name}" if language == "rust" else f"{owner}.{name}"


def several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def known(where: str, table: object) -> Table:
    """A table with a value a language, of which one may be for the rest."""
    if not isinstance(table, dict):
        raise Mistake(f"{where}: an entry is a table, {{}} at least")
    for key in table:
        if key not in (*LANGUAGES, "none"):
            raise Mistake(f"{where}: {key} means nothing here")
    return table


def reason(where: str, value: object) -> str | None:
    """Why there is no such name, if `value` says that."""
    if not isinstance(value, dict):
        return None
    why = value.get("none")
    if set(value) != {"none"} or not isinstance(why, str) or not why.strip():
        raise Mistake(f'{where}: write {{ none = "why" }}')
    return why


def names(where: str, key: str, entry: Table, group: Table, language: str) -> list[str] | str:
    """The names of an entry in a language, or the reason why there is none."""
    rest = {"none": entry["none"]} if "none" in entry else None
    given = entry.get(language, rest)
    owners_of = {**group.get("type", {}), **group.get("in", {})}
    # A type that the other languages lack takes what it has along.
    without = {"none": owners_of["none"]} if "none" in owners_of else ""
    owner = owners_of.get(language, without)
    # Of a group that has none, an entry may still be somewhere else.
    why = reason(where, given) or (reason(where, owner) if given is None else None)
    if why is not None:
        return why
    owners = [""] if isinstance(owner, dict) else several(owner)
    given = [manner(language, key, group)] if given is None else several(given)
    found = [absolute(language, name, one) for name in given for one in owners]
    return list(dict.fromkeys(found))


def entries(api: Table) -> Listed:
    """Every entry by its place in the list, with its names."""
    out: Listed = {}
    for area, groups in api.items():
        for title, group in groups.items():
            for key, entry in group.items():
                where = f"{area}.{title}.{key}"
                if key == "pascal":
                    continue
                entry = known(where, entry)
                if key == "type":
                    out[where] = {
                        one: names(where, "", entry, {}, one) for one in LANGUAGES if one in entry
                    }
                elif key != "in":
                    out[where] = {one: names(where, key, entry, group, one) for one in LANGUAGES}
    return out


def compare(api: Table, symbols: Symbols) -> list[str]:
    """What is wrong, a line each."""
    problems: list[str] = []
    listed: dict[tuple[str, str], str] = {}
    for where, of in entries(api).items():
        for language, found in of.items():
            for name in [] if isinstance(found, str) else found:
                first = listed.setdefault((language, name), where)
                if first != where:
                    problems.append(f"twice in {language}: {name} (api.toml: {first}, {where})")
                elif name not in symbols[language]:
                    problems.append(f"missing in {language}: {name} (api.toml: {where})")
    for language in LANGUAGES:
        extra = symbols[language] - {name for one, name in listed if one == language}
        extra = {name for name in extra if not name.startswith(GENERATED[language])}
        problems += [f"extra in {language}: {name} — {HINT}" for name in sorted(extra)]
    return problems


def written_out(api: Table) -> list[str]:
    lines: list[str] = []
    for where, of in entries(api).items():
        lines.append(where)
        for language, found in of.items():
            text = f"none: {found}" if isinstance(found, str) else ", ".join(found)
            lines.append(f"    {language:11}{text}")
    return lines


def main(folder: Path, arguments: list[str]) -> int:
    api = parse(LIST.read_text(encoding="utf-8"))
    if arguments == ["--names"]:
        print("\n".join(written_out(api)))
        return 0
    symbols = {
        language: set(json.loads((folder / f"{language}.json").read_text(encoding="utf-8")))
        for language in LANGUAGES
    }
    empty = [language for language in LANGUAGES if not symbols[language]]
    problems = [f"{language} has no public names" for language in empty] or compare(api, symbols)
    for problem in problems:
        print(problem)
    if not problems:
        counts = ", ".join(f"{len(symbols[language])} {language}" for language in LANGUAGES)
        print(f"parity: {len(entries(api))} entries are the public names ({counts})")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
    except Mistake as mistake:
        sys.exit(f"api.toml: {mistake}")
