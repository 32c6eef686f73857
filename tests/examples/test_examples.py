"""Each example under ``python -m rushlight`` prints the losses that PyTorch prints from the same seed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.examples import TABLE

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"
GOLDEN = json.loads((HERE / "golden.json").read_text())
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")


def printed(name):
    """What an example prints at toy size: lines about steps, and results."""
    command = [sys.executable, "-W", "error", "-m", "rushlight", EXAMPLES / f"{name}.py"]
    done = subprocess.run([*command, "--steps", str(TABLE[name][0])], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    return [l for l in lines if l.startswith("step ")], [l for l in lines if not l.startswith("step ")]


def agree(name, ours, theirs):
    """The same words, and numbers within the example's tolerance (1e-6 is the last printed digit)."""
    assert [NUMBER.sub("#", l) for l in ours] == [NUMBER.sub("#", l) for l in theirs]
    for a, b in zip(ours, theirs, strict=True):
        mine, golden = ([float(x) for x in NUMBER.findall(l)] for l in (a, b))
        assert mine == pytest.approx(golden, rel=TABLE[name][1], abs=1e-6), f"{name}: {a} (PyTorch: {b})"


@pytest.mark.parametrize("name", TABLE)
def test_losses_are_those_of_pytorch(name):
    steps, results = printed(name)
    agree(name, steps, GOLDEN[name])
    assert results, f"{name} ends without a result"


def test_every_example_is_in_the_tables():
    names = sorted(p.stem for p in EXAMPLES.glob("*.py"))
    assert names == sorted(TABLE) == sorted(GOLDEN)
    page = (EXAMPLES / "README.md").read_text()
    assert [n for n in names if f"[{n}]({n}.py)" not in page] == []


@pytest.mark.parametrize("name", TABLE)
def test_examples_know_pytorch_only(name):
    assert "import rushlight" not in (EXAMPLES / f"{name}.py").read_text()


@pytest.mark.torch
def test_golden_losses_are_pytorchs():
    """A few of them, live (all would take long), and none with dropout, for which PyTorch draws other numbers on
    Intel's processors."""
    pytest.importorskip("torch")
    names = ["gan", "vae", "word2vec"]
    done = subprocess.run([sys.executable, HERE / "make_golden.py", *names], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name, lines in json.loads(done.stdout).items():
        agree(name, GOLDEN[name], lines)
