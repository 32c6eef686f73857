"""Ordinary programs under type checkers: no false error, the types that assert_type names, and planted mistakes seen.

The pages say ``import torch``; the checkers find rushlight's stubs for it. Each checker runs once over all of them and
the examples; pyright (from npm) is skipped where it is not installed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).resolve().parent / "pages"
STUBS = ROOT / "src" / "rushlight" / "stubs"
FILES = sorted([*PAGES.glob("*.py"), *(ROOT / "examples").glob("*.py")])
MISTAKES = PAGES / "mistakes.py"


def _mypy(folder):
    pytest.importorskip("mypy")
    out = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", folder, "--config-file", os.devnull]
        + ["--follow-imports", "silent", "--ignore-missing-imports", *map(str, FILES)],
        env={**os.environ, "MYPYPATH": f"{STUBS}{os.pathsep}{ROOT / 'src'}"},
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert out.returncode in (0, 1), out.stdout + out.stderr
    found = re.findall(r"^(.*?):(\d+): error: (.*)$", out.stdout, re.MULTILINE)
    return [(Path(folder, name).resolve(), int(line), text) for name, line, text in found]


def _pyright(folder):
    program = shutil.which("pyright") or shutil.which(
        "pyright", path=str(Path(sys.prefix, "node", "node_modules", ".bin"))
    )
    if program is None:
        pytest.skip("pyright is not installed (npm install pyright)")
    copies = {Path(shutil.copy(f, folder)).resolve(): f for f in FILES}  # it only reads below its configuration
    config = {"extraPaths": [str(STUBS), str(ROOT / "src")], "stubPath": str(STUBS), "reportMissingImports": False}
    Path(folder, "pyrightconfig.json").write_text(json.dumps(config))
    command = [program, "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    out = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    assert out["summary"]["filesAnalyzed"] == len(FILES)
    return [
        (copies.get(Path(d["file"]).resolve(), d["file"]), d["range"]["start"]["line"] + 1, d["message"])
        for d in out["generalDiagnostics"]
        if d["severity"] == "error"
    ]


@pytest.fixture(scope="module", params=[_mypy, _pyright], ids=["mypy", "pyright"])
def errors(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp("checker"))


@pytest.mark.slow
def test_correct_programs_have_no_errors(errors):
    assert [e for e in errors if e[0] != MISTAKES] == []


@pytest.mark.slow
def test_every_planted_mistake_is_seen(errors):
    planted = {i for i, line in enumerate(MISTAKES.read_text().splitlines(), 1) if line.endswith("# mistake")}
    seen = {line for path, line, _ in errors if path == MISTAKES}
    assert len(planted) >= 18
    assert planted == seen
