"""The tests of the mechanism run on both cores: here again on the one that isn't running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rushlight._core import NATIVE

TESTS = Path(__file__).resolve().parent.parent


@pytest.mark.skipif("RUSHLIGHT_CORE" in os.environ, reason="a core was chosen for this run")
def test_the_other_core():
    env = {**os.environ, "RUSHLIGHT_CORE": "python" if NATIVE else "native"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        TESTS / "_core",
        TESTS / "autograd",
    ]
    run = subprocess.run(command, env=env, capture_output=True, text=True, cwd=TESTS.parent)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
