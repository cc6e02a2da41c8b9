"""Every rule of behaviour.toml has a test, and every test that it names is there.

usage: behaviour.py [--later]

`--later` lists what is still to come, with the reason.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPO = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("behaviour.toml")

# A test is `<where>:<file>::<name>`, a recording or scenario `<where>:<name>`.
WHERE = {
    "cli": "cli",
    "core": "core/src",
    "fleet": "fleet",
    "interop": "tests/interop",
    "observe": "tests/rust/observe",
    "page": "tests/page",
    "simulator": "simulator",
    "live": "tests/rust/live",
    "local": "tests/rust/local",
    "node": "bindings-node/test",
    "python": "bindings-python/tests",
    "swift": "bindings-swift/Tests/SpectrumIMessageTests",
}
FILES = {
    "scenario": "tests/scenarios/{}.json",
    "outbound": "tests/vectors/outbound/{}.json",
    "inbound": "tests/vectors/inbound/{}.json",
}
# How a test of that name begins.
BEGINS = {
    ".rs": r"\bfn {}\(",
    ".py": r"^(async )?def {}\(",
    ".mjs": r'^test\("{}"',
    ".swift": r"\bfunc {}\(",
}


def wrong(test: str) -> str | None:
    """What is wrong with the name of a test, if something is."""
    where, _, rest = test.partition(":")
    if where in FILES:
        path = REPO / FILES[where].format(rest)
        return None if path.is_file() else f"{path.relative_to(REPO)} is not there"
    file, _, name = rest.partition("::")
    if where not in WHERE or not name:
        return f"not one of {', '.join([*FILES, *WHERE])}, with a file and a name"
    path = REPO / WHERE[where] / file
    if not path.is_file():
        return f"{path.relative_to(REPO)} is not there"
    begin = BEGINS[path.suffix].format(re.escape(name))
    if not re.search(begin, path.read_text(encoding="utf-8"), re.MULTILINE):
        return f'{path.relative_to(REPO)} has no test "{name}"'
    return None


def mistakes(rule: Any) -> list[str]:
    """A rule is a list of tests, or a table of `tests`, `later` (why there is none) or both."""
    if isinstance(rule, list):
        rule = {"tests": rule}
    tests, later = rule.get("tests", []), rule.get("later")
    found = [f"{name} is not known" for name in rule if name not in ("tests", "later")]
    if not tests and not later:
        found.append("no test, and no reason for that")
    return found + [f"{test}: {what}" for test in tests if (what := wrong(test))]


def main() -> int:
    rules = tomllib.loads(LIST.read_text(encoding="utf-8"))
    found = 0
    tested = later = 0
    for section, rows in rules.items():
        for name, rule in rows.items():
            for mistake in mistakes(rule):
                print(f"{section}: {name}: {mistake}", file=sys.stderr)
                found += 1
            tests = rule if isinstance(rule, list) else rule.get("tests")
            tested += bool(tests)
            later += not tests
            if "--later" in sys.argv and isinstance(rule, dict) and "later" in rule:
                print(f"{section}: {name}: {rule['later']}")
    print(f"behaviour: {tested} rules with tests, {later} to come, {found} mistakes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
