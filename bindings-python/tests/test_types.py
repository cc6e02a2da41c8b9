"""Wrong code must not pass the type checkers, right code must."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WRONG = HERE / "wrong_types.py"
PROJECT = HERE.parent


def marked() -> set[int]:
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}


def test_mypy_refuses_wrong_code() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(WRONG)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"wrong_types\.py:(\d+): error", done.stdout)
    assert {int(number) for number in found} == marked(), done.stdout


def test_pyright_refuses_wrong_code(tmp_path: Path) -> None:
    # The project's own configuration leaves the file out.
    shutil.copy(WRONG, tmp_path)
    settings = {
        "extraPaths": [str(PROJECT / "python")],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.9",
        "reportUnusedExpression": False,
    }
    config = tmp_path / "pyrightconfig.json"
    config.write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--project", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    errors = json.loads(done.stdout)["generalDiagnostics"]
    found = {one["range"]["start"]["line"] + 1 for one in errors if one["severity"] == "error"}
    assert found == marked(), done.stdout
