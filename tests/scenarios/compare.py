"""Compares the simulator's transcripts of the scenarios across the languages.

usage: compare.py FOLDER LANGUAGE [LANGUAGE …]

FOLDER holds what the runners wrote: LANGUAGE/SCENARIO.json. The same program must cause the same
calls, so every language must have every scenario, and all transcripts must be equal.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# It is asked for in the background and may not have been reached when a scenario ends.
BACKGROUND = "GET /projects/{id}/platforms/"
# Several lines open their streams side by side.
SIDE_BY_SIDE = "Subscribe"


def asks_for_head(entry: dict[str, Any]) -> bool:
    """A catch-up without a position: every stream begins with one, at a time of its own."""
    return bool(entry["method"] == "CatchUpEvents" and not entry["request"])


def calls(path: Path) -> list[str]:
    """The calls of a transcript, one text each, without what may differ from run to run."""
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    out: list[str] = []
    streams: list[str] = []
    for entry in entries:
        if entry["method"] == BACKGROUND or asks_for_head(entry):
            continue
        entry.pop("n", None)
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
        if entry["method"].startswith(SIDE_BY_SIDE):
            # How a stream ended depends on when the transcript was taken.
            entry.pop("status", None)
            streams.append(json.dumps(entry, sort_keys=True, ensure_ascii=False))
        else:
            out += [*sorted(streams), text]
            streams = []
    return out + sorted(streams)


def main(folder: Path, languages: list[str]) -> int:
    scenarios = sorted(p.stem for p in Path(__file__).parent.glob("*.json"))
    problems: list[str] = []
    for scenario in scenarios:
        transcripts: dict[str, list[str]] = {}
        for language in languages:
            path = folder / language / f"{scenario}.json"
            if path.exists():
                transcripts[language] = calls(path)
            else:
                problems.append(f"{scenario}: {language} has no transcript")
        first, *others = transcripts or [""]
        for other in others:
            if transcripts[other] == transcripts[first]:
                continue
            problems.append(f"{scenario}: {first} and {other} differ")
            for a, b in zip([*transcripts[first], ""], [*transcripts[other], ""]):
                if a != b:
                    problems.append(f"    {first}: {a}\n    {other}: {b}")
                    break
    for problem in problems:
        print(problem)
    if not problems:
        print(f"transcripts: {len(scenarios)} scenarios equal in {', '.join(languages)}")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
