"""``rushlight train`` and ``rushlight predict``, as a user runs them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys

import pytest

import rushlight
from rushlight.cli.main import main
from support.patience import PATIENCE

SMALL = ["--train-size", "600", "--test-size", "200", "--epochs", "2", "--seed", "1"]


def train(out, *options):
    return main(["train", "--out", str(out), *SMALL, *options])


def popen(out, *options, **how):
    return subprocess.Popen([sys.executable, "-m", "rushlight", "train", "--out", str(out), *options], **how)


def weights(out):
    state = rushlight.load(out / "checkpoint.pt")
    assert state["finished"]
    return {k: v.numpy().tobytes() for k, v in state["model"].items()}, [
        (h["train_loss"], h["test_loss"]) for h in state["history"]
    ]


def test_a_run_leaves_all_its_files(tmp_path, capsys):
    assert train(tmp_path) == 0
    text = capsys.readouterr().out
    assert "SyntheticDigits: 600 training and 200 test pictures, 10 classes, 3×32×32" in text
    assert re.search(
        r"conv1 +Conv2d +N×6×28×28 +456 +352,800 +20 KiB +weight U\(±0.1155\): kaiming_uniform\(a=√5\), fan_in 75", text
    )
    assert "62,006 parameters" in text and "epoch 2/2  loss" in text and "pictures/s" in text
    history = json.loads((tmp_path / "history.json").read_text())
    assert [h["epoch"] for h in history] == [1, 2] and history[1]["train_loss"] < history[0]["train_loss"]
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "report.html").read_text()
    assert "Confusion matrix" in page and "Most wrong" in page
    assert 1 < page.count("<figure") == page.count("data:image/png;base64,") - 1  # and the curves
    assert not re.search(r'(src|href)="(?!data:)', page)  # it needs no other file
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "best.pt",
        "checkpoint.pt",
        "curves.png",
        "history.json",
        "report.html",
    ]


def test_it_learns(tmp_path, capsys):
    assert main(["train", "--out", str(tmp_path), "--epochs", "4"]) == 0
    found = re.search(r"test accuracy ([\d.]+)%", capsys.readouterr().out)
    assert float(found[1]) > 95


def test_the_number_of_threads_changes_nothing(tmp_path):
    before = rushlight.get_num_threads()
    try:
        results = []
        for threads in ("1", "3"):
            assert train(tmp_path / threads, "--threads", threads, "--optimizer", "sgd") == 0
            results.append(weights(tmp_path / threads))
        assert results[0] == results[1]
    finally:
        rushlight.set_num_threads(before)


def test_ctrl_c_saves(tmp_path, ctrl_c):
    options = ["--train-size", "20000", "--epochs", "50"]
    with popen(tmp_path, *options, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        try:
            for line in run.stdout:
                if line.startswith("epoch 1/50"):
                    break
            run.send_signal(signal.SIGINT)
            _, errors = run.communicate(timeout=PATIENCE)
        finally:
            run.kill()
    assert run.returncode == 130
    assert f"go on with: rushlight train --resume --out {tmp_path}" in errors and "Traceback" not in errors
    assert not rushlight.load(tmp_path / "checkpoint.pt")["finished"]


def test_resume_takes_the_settings_of_the_run(tmp_path, capsys):
    assert train(tmp_path, "--optimizer", "adamw", "--lr", "0.002", "--schedule", "step") == 0
    capsys.readouterr()
    assert main(["train", "--resume", "--out", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert (
        "this run is finished" in text and "adamw, learning rate 0.002 (step), batches of 32, 2 epochs, seed 1" in text
    )


def test_predict(tmp_path, capsys):
    from PIL import Image

    assert main(["train", "--out", str(tmp_path), "--epochs", "4", "--train-size", "4000", "--test-size", "100"]) == 0
    digits = rushlight.vision.datasets.SyntheticDigits(False, size=20)
    for i in range(8):
        Image.fromarray(digits.data[i]).save(tmp_path / f"{i}.png")
    capsys.readouterr()
    assert (
        main(
            ["predict", str(tmp_path / "checkpoint.pt"), *(str(tmp_path / f"{i}.png") for i in range(8)), "--top", "2"]
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    guesses = [re.match(r".*\.png: (\d) [\d.]+%, \d [\d.]+%$", line)[1] for line in lines]
    assert sum(int(g) == t for g, t in zip(guesses, digits.targets, strict=False)) >= 7
    assert main(["predict", str(tmp_path / "checkpoint.pt"), str(tmp_path / "none.png")]) == 1
    assert "none.png" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options, text",
    [
        (["train", "--data", "no/such/folder"], "there is no folder 'no/such/folder'"),
        (["train", "--epochs", "0"], "--epochs must be at least 1, got 0"),
        (["train", "--lr", "-1"], "--lr must be positive"),
        (["train", "--lr", "nan"], "--lr must be positive"),
        (["train", "--model", "nett"], "did you mean net?"),
        (["train", "--val-split", "1.5"], "--val-split must lie between 0 and 1"),
        (["train", "--early-stop", "0"], "--early-stop must be at least 1"),
        (["train", "--workers", "-1"], "--workers must not be negative"),
        (["train", "--label-smoothing", "2"], "--label-smoothing must lie in 0 … 1"),
        (["train", "--size", "48"], "nn.Linear(1296, 120)"),
        (
            ["train", "--lr", "1e30", "--optimizer", "sgd", "--train-size", "200"],
            "the loss is no longer finite in epoch 1",
        ),
        (["train", "--model", "alexnet"], "train --size 224"),
        (["train", "--seed", "-1"], "--seed must not be negative"),
        (["train", "--jitter", "1.5"], "--jitter must lie in 0 … 1"),
        (["train", "--threads", "0"], "--threads must be at least 1"),
        (["train", "--data", "cifar10", "--root", "no/such/place"], "--download fetches it"),
        (["predict", "none.pt", "a.png"], "there is no checkpoint 'none.pt'"),
    ],
)
def test_refused(options, text, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(options) == 2
    errors = capsys.readouterr().err
    assert errors.startswith("rushlight: error: ") and text in errors


def test_foreign_and_broken_checkpoints(tmp_path, capsys):
    rushlight.save({"weight": rushlight.ones(2)}, tmp_path / "checkpoint.pt")
    assert main(["train", "--resume", "--out", str(tmp_path)]) == 2
    assert "is not a checkpoint of rushlight train" in capsys.readouterr().err
    whole = (tmp_path / "checkpoint.pt").read_bytes()
    (tmp_path / "checkpoint.pt").write_bytes(whole[: len(whole) // 2])
    assert main(["predict", str(tmp_path / "checkpoint.pt"), "a.png"]) == 2
    assert "can't be read" in capsys.readouterr().err
