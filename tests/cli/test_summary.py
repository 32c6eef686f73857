"""``rushlight summary``: the table of layers, and what to write where a network does not fit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rushlight
from rushlight import nn
from rushlight.cli.describe import describe, diagnose, layers
from rushlight.cli.main import main
from rushlight.cli.models import Net
from rushlight.cli.settings import Refused


def advice(net, shape=(3, 32, 32)):
    with pytest.raises(Refused) as caught:
        diagnose(net, shape, "net")
    return str(caught.value)


def test_summary_of_a_network_by_name(capsys):
    assert main(["summary", "net", "--input", "3x32x32"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"conv2 +Conv2d +N×16×10×10 +2,416 +240,000 +16 KiB +weight U\(±0\.08165\)", text)
    assert "651,720 multiply-adds per picture" in text and "62,006 parameters, 62,006 of them trained" in text


def test_describe_runs_layers_once_and_leaves_no_hooks():
    net = Net()
    text = describe(net, (3, 32, 32))
    assert text.count("MaxPool2d") == 2
    assert net.training and not net.conv1._forward_hooks and not net.conv1._forward_pre_hooks


def test_multiply_adds_and_memory():
    net = nn.Sequential(
        nn.Conv2d(4, 8, 3, padding=1, groups=2, bias=False),
        nn.ConvTranspose2d(8, 6, 2, 2),
        nn.BatchNorm2d(6),
        nn.Flatten(),
    )
    conv, back, norm, flat = layers(net, (4, 10, 12))
    assert conv.work == 8 * 120 * 2 * 9 and back.work == 8 * 120 * 6 * 4 and norm.work == flat.work == 0
    assert conv.bytes == 4 * (8 * 120 + 8 * 2 * 9) and flat.shape == (6 * 20 * 24,) and norm.parameters == 12


class _Viewed(nn.Module):
    def __init__(self, n, features):
        super().__init__()
        self.conv, self.n, self.fc = nn.Conv2d(3, 8, 5), n, nn.Linear(features, 10)

    def forward(self, x):
        return self.fc(self.conv(x).view(*self.n))


@pytest.mark.parametrize(
    "net, text",
    [
        (
            nn.Sequential(nn.Conv2d(3, 8, 5), nn.Flatten(), nn.Linear(100, 10)),
            "2 expects 100 numbers, and gets 6,272: write 2 = nn.Linear(6272, 10)",
        ),
        (
            nn.Sequential(nn.Conv2d(3, 8, 5), nn.Linear(6272, 10)),
            "write torch.flatten(x, 1) before it, and 1 = nn.Linear(6272, 10)",
        ),
        (nn.Conv2d(1, 8, 5), "expects 1 channels, and gets 3"),
        (_Viewed((-1, 500), 500), "after conv a picture has 8×28×28 = 6,272 numbers"),
        (_Viewed((-1, 3136), 3136), "mixes up the pictures of a batch before fc: conv gives 8×28×28 = 6,272"),
        (_Viewed((-1, 3136), 500), "Write torch.flatten(x, 1), fc = nn.Linear(6272, 10)"),
        (nn.Sequential(nn.Conv2d(3, 8, 40)), "0 (Conv2d) fails on its input of shape N×3×32×32"),
    ],
)
def test_advice(net, text):
    assert text in advice(net)
    assert net.training and not any(m._forward_hooks for m in net.modules())


def test_layers_that_hide_others():
    net = nn.Sequential(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), nn.LSTM(8, 4, batch_first=True))
    rows = layers(net, (5, 8))
    assert (
        [r.kind for r in rows][-1] == "LSTM" and rows[-1].shape == () and "MultiheadAttention" in {r.kind for r in rows}
    )
    assert "several" in describe(net, (5, 8))


FILE = """
import torch
import torch.nn as nn
class Good(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 2)
    def forward(self, x):
        return self.fc(torch.flatten(x, 1))
class Needy(nn.Module):
    def __init__(self, n):
        super().__init__()
def broken():
    return 1 / 0
"""


def test_summary_of_a_file(tmp_path):
    (tmp_path / "mine.py").write_text(FILE)

    def summary(name):
        command = [sys.executable, "-m", "rushlight", "summary", name, "--input", "3x2x2"]
        where = {**os.environ, "PYTHONPATH": str(Path(rushlight.__file__).parent.parent)}
        done = subprocess.run(command, cwd=tmp_path, env=where, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    code, text, _ = summary("mine.py:Good")
    assert code == 0 and re.search(r"fc +Linear +N×2 +26 +24 ", text)
    for name, expected in (
        ("mine.py:God", "mine.py has no 'God'; networks in it: Good, Needy"),
        ("mine.py:broken", "broken() in mine.py fails: ZeroDivisionError: division by zero (line 14)"),
    ):
        code, _, errors = summary(name)
        assert (
            code == 2 and errors.startswith("rushlight: error: ") and expected in errors and "Traceback" not in errors
        )


def test_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1")
    rushlight.save({"weight": rushlight.ones(2)}, tmp_path / "a.pt")
    for options, text in (
        (["nett"], "there is no network, and no checkpoint, 'nett'"),
        (["a.py"], "Write a.py:Class"),
        (["b.py:Net"], "there is no file"),
        (["net", "--input", "3x0x2"], "--input wants sizes as 3x32x32"),
        (["net", "--input", "3x64x64"], "nn.Linear(2704, 120)"),
        (["a.pt"], "is not a checkpoint of rushlight train"),
        (["net", "--classes", "0"], "--classes must be at least 1"),
    ):
        assert main(["summary", *options]) == 2
        errors = capsys.readouterr().err
        assert errors.startswith("rushlight: error: ") and text in errors, errors
