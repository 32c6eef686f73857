"""Runs that are killed anywhere and resumed end with the same bits; early stop, best weights."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

import rushlight
from rushlight.cli import train as command
from rushlight.cli.main import main
from rushlight.cli.run import Run
from support.picture_folders import make_folder


class Killed(BaseException):
    """What nobody catches."""


def weights(out, name="checkpoint.pt"):
    state = rushlight.load(out / name)
    return {k: v.numpy().tobytes() for k, v in state["model"].items()}, [
        (h["train_loss"], h["test_loss"], h["lr"]) for h in state["history"]
    ]


def popen(out, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "rushlight", "train", "--out", str(out), *options], stdout=subprocess.DEVNULL
    )


@pytest.mark.slow
def test_killed_processes_resume_bit_by_bit(tmp_path):
    options = [
        "--train-size",
        "3000",
        "--test-size",
        "100",
        "--epochs",
        "3",
        "--save-every",
        "0.05",
        "--seed",
        "2",
        "--augment",
        "strong",
    ]
    assert popen(tmp_path / "whole", *options).wait() == 0
    moments = random.Random(5)
    for _ in range(2):
        run = popen(tmp_path / "cut", *options, "--resume")
        time.sleep(moments.uniform(0.5, 1.5))
        run.kill()
        run.wait()
    assert popen(tmp_path / "cut", *options, "--resume").wait() == 0
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")


@pytest.mark.parametrize(
    "options",
    [
        "--augment strong --schedule onecycle --optimizer sgd --class-weights --label-smoothing 0.1",
        "--augment standard --schedule plateau --early-stop 2 --optimizer adamw --weight-decay 0.01",
        "--jitter 0.2 --schedule step --optimizer nadam --cache 0 --workers 1",
    ],
    ids=["onecycle", "plateau", "workers"],
)
def test_a_run_killed_anywhere_ends_with_the_same_bits(options, tmp_path, monkeypatch):
    root = make_folder(tmp_path / "p", {"a": 40, "b": 30, "c": 20})
    monkeypatch.setattr(command, "write_report", lambda run, path, png: {})
    options = ["--data", str(root), "--epochs", "4", "--batch-size", "16", "--save-every", "0", *options.split()]
    assert main(["train", "--out", str(tmp_path / "whole"), *options]) == 0

    step, end, left, after = Run.step, Run.end_epoch, [0], [False]

    def counted(method, run, *args):
        left[0] -= 1
        if left[0] == 0 and not after[0]:
            raise Killed
        method(run, *args)
        if left[0] == 0:  # after the step, before it is kept
            raise Killed

    monkeypatch.setattr(Run, "step", lambda run, *args: counted(step, run, *args))
    monkeypatch.setattr(Run, "end_epoch", lambda run, *args: counted(end, run, *args))
    moments = random.Random(3)
    for _ in range(6):
        left[0], after[0] = moments.randint(1, 8), moments.random() < 0.5
        try:
            main(["train", "--resume", "--out", str(tmp_path / "cut"), *options])
        except Killed:
            continue
    left[0] = -1
    assert main(["train", "--resume", "--out", str(tmp_path / "cut"), *options]) == 0
    for name in ("checkpoint.pt", "best.pt"):
        assert weights(tmp_path / "cut", name) == weights(tmp_path / "whole", name)


def test_changed_pictures_and_options_are_refused(tmp_path, capsys):
    root = make_folder(tmp_path / "p", {"a": 10, "b": 10})
    out = str(tmp_path / "run")
    assert main(["train", "--data", str(root), "--out", out, "--epochs", "1"]) == 0
    assert main(["train", "--resume", "--out", out, "--epochs", "3", "--lr", "0.5"]) == 2
    assert "--epochs, --lr: the run in" in capsys.readouterr().err
    (root / "a" / "000.png").write_bytes((root / "b" / "000.png").read_bytes())
    assert main(["train", "--resume", "--out", out]) == 2
    assert "have changed since the run was started" in capsys.readouterr().err


def test_early_stop_keeps_the_best(tmp_path, capsys):
    root = make_folder(tmp_path / "p", {"dark": 20, "light": 20})
    out = tmp_path / "run"
    options = [
        "--data",
        str(root),
        "--out",
        str(out),
        "--epochs",
        "50",
        "--early-stop",
        "2",
        "--lr",
        "1e-12",
        "--schedule",
        "none",
    ]
    assert main(["train", *options]) == 0
    text = capsys.readouterr().out
    history = json.loads((out / "history.json").read_text())
    best = min(history, key=lambda h: (-h["test_accuracy"], h["test_loss"]))
    assert (
        len(history) == best["epoch"] + 2 < 50
        and f"best epoch {best['epoch']}, ended after {len(history)} of 50 epochs" in text
    )
    assert len(rushlight.load(out / "best.pt")["history"]) == best["epoch"]
    assert main(["train", "--resume", "--out", str(out)]) == 0
    assert "this run is finished" in capsys.readouterr().out
