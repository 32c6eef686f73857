"""``rushlight train --data FOLDER``: layouts, splits, faults, warnings."""

from __future__ import annotations

import os
import re
import shutil

import numpy as np
import pytest

from rushlight.cli.data import load_pictures
from rushlight.cli.main import main
from rushlight.cli.settings import Refused, Settings
from support.picture_folders import make_folder, png_header

pytest.importorskip("PIL.Image")


def load(root, **options):
    return load_pictures(Settings(data=str(root), out=str(root), **options))


def refused(root, **options):
    with pytest.raises(Refused) as caught:
        load(root, **options)
    return str(caught.value)


def test_the_split_is_stratified_and_seeded(tmp_path):
    root = make_folder(tmp_path / "p", {"a": 40, "b": 10, "c": 2, "d": 1})
    data = load(root, val_split=0.2)
    assert data.held == "validation" and data.classes == ["a", "b", "c", "d"]
    assert data.train.counts(4).tolist() == [32, 8, 1, 1] and data.test.counts(4).tolist() == [8, 2, 1, 0]
    assert not set(data.train.names) & set(data.test.names)
    assert load(root, val_split=0.2).test.names == data.test.names != load(root, val_split=0.2, seed=1).test.names


@pytest.mark.parametrize(
    "parts, held, final",
    [
        (("train", "val"), "validation", False),
        (("train", "valid", "test"), "validation", True),
        (("Training", "test"), "test", False),
    ],
)
def test_parts(parts, held, final, tmp_path):
    for k, part in enumerate(parts):
        make_folder(tmp_path / part, {"a": 5 - k, "b": 6 - k}, seed=k)
    data = load(tmp_path)
    assert data.held == held and len(data.train) == 11 and len(data.test) == 9 and (data.final is not None) == final
    assert data.final is None or len(data.final) == 7


def test_train_alone_is_split(tmp_path):
    make_folder(tmp_path / "train", {"a": 10, "b": 10})
    assert [len(load(tmp_path).train), len(load(tmp_path).test)] == [18, 2]


def test_train_and_val_may_be_classes(tmp_path):
    assert load(make_folder(tmp_path, {"train": 5, "val": 5})).classes == ["train", "val"]


def test_a_size_takes_some_of_all_classes(tmp_path):
    data = load(make_folder(tmp_path, {"a": 40, "b": 40}), train_size=20, test_size=4)
    assert len(data.train) == 20 and data.train.counts(2).min() > 3 and len(data.test) == 4


def test_files_read_anew_are_those_kept_in_memory(tmp_path):
    root = make_folder(tmp_path, {"a": 70, "b": 70})
    kept, anew, workers = load(root), load(root, cache=0), load(root, cache=0, workers=1)
    assert kept.fingerprint == anew.fingerprint == workers.fingerprint and workers.loaders == 1 and kept.loaders == 0
    for other in (anew, workers):
        assert np.array_equal(kept.train.take(kept.train.rows), other.train.take(other.train.rows))
    os.unlink(anew.train.names[0])
    with pytest.raises(Refused, match="could be read at the beginning, but no longer"):
        anew.train[0]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """A folder with everything wrong that can be wrong."""
    root = make_folder(tmp_path_factory.mktemp("spoilt") / "été", {"chat 猫": 12, "dog\n": 12})
    cat = root / "chat 猫"
    whole = (cat / "000.png").read_bytes()
    (cat / "cut.png").write_bytes(whole[:900])
    (cat / "zero.png").write_bytes(b"")
    (cat / "bomb.png").write_bytes(png_header(100_000, 100_000))
    (cat / "notes.txt").write_text("these are cats")
    (cat / ".DS_Store").write_text("hidden")
    (cat / "named.jpg").write_bytes(whole)
    os.symlink("nowhere", cat / "link.png")
    os.symlink("..", cat / "up")
    (cat / "below").mkdir()
    (cat / "below" / "deep.png").write_bytes((cat / "001.png").read_bytes())
    with open(os.fsencode(cat) + b"/\xff\xfe.png", "wb") as file:  # a name that is no UTF-8
        file.write((cat / "002.png").read_bytes())
    shutil.copy(cat / "003.png", root / "dog\n")
    (root / "readme.md").write_text("hello")
    (root / "empty").mkdir()
    return root


def test_faults_are_counted_named_and_left_out(spoilt, tmp_path, capsys):
    assert main(["train", "--data", str(spoilt), "--out", str(tmp_path), "--epochs", "1", "--schedule", "none"]) == 0
    text, errors = capsys.readouterr()
    assert "été: 24 training and 3 validation pictures, 2 classes" in text and "chat 猫" in text and "dog\\n" in text
    for line in (
        "left out, damaged: 1 file: chat 猫/cut.png (this PNG is damaged: ",
        "left out, empty file: 1 file: chat 猫/zero.png (",
        "left out, too large: 1 file: chat 猫/bomb.png (",
        "left out, not a picture: 1 file: chat 猫/notes.txt (",
        "left out, not readable: 1 file: chat 猫/link.png (a link to a file that is not there)",
        "used, named as another format: 1 file, as chat 猫/named.jpg",
        "used, copies of another file: 4 files",
        "warning: 1 of 3 classes have no (training) pictures and are left out: empty",
        "warning: 1 file beside the class folders, of no class (readme.md)",
        "warning: 1 pictures lie in two classes, the first in",
    ):
        assert line in errors, (line, errors)
    assert "Traceback" not in errors and "DS_Store" not in errors
    table = [line.split("\t") for line in (tmp_path / "left_out.tsv").read_text().splitlines()]
    assert len(table) == 5 and ["empty file", "chat 猫/zero.png", "the file is empty (0 bytes)"] in table
    assert main(["predict", str(tmp_path / "best.pt"), str(spoilt), "--csv", str(tmp_path / "answers.csv")]) == 0
    text, errors = capsys.readouterr()
    assert "of 27 pictures in folders named like classes are right" in text and "zero.png" in errors
    assert len((tmp_path / "answers.csv").read_text().splitlines()) == 28


def test_strict_refuses_the_first(spoilt, tmp_path, capsys):
    assert main(["train", "--data", str(spoilt), "--strict", "--out", str(tmp_path)]) == 2
    assert re.match("rushlight: error: .*--strict", capsys.readouterr().err)
    root = make_folder(tmp_path / "p", {"a": 3, "b": 3})
    (root / "b" / "x.png").write_bytes(b"")
    assert refused(root, strict=True).startswith("b/x.png: the file is empty")


def test_what_is_no_training_data(tmp_path):
    (tmp_path / "none").mkdir()
    assert "holds nothing; --data wants one sub-folder of pictures per class" in refused(tmp_path / "none")
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "a.png").write_bytes(b"")
    assert "holds 1 file, but no sub-folders" in refused(tmp_path / "flat")
    assert "has only the class a with pictures" in refused(make_folder(tmp_path / "one", {"a": 3}))
    assert "every class has only one picture" in refused(make_folder(tmp_path / "single", {"a": 1, "b": 1}))
    root = make_folder(tmp_path / "blank", {"a": 3, "b": 3})
    (root / " ").mkdir()
    assert "has the blank name ' '" in refused(root)
    root = make_folder(tmp_path / "bad", {"a": 2, "b": 2})
    for path in root.glob("*/*"):
        path.write_bytes(b"x")
    assert "has no class with pictures" in refused(root) and "a/000.png" in refused(root)
    make_folder(tmp_path / "more" / "train", {"a": 3, "b": 3})
    make_folder(tmp_path / "more" / "val", {"a": 3, "c": 3})
    assert "the folder val has classes that train has not: c" in refused(tmp_path / "more")


def test_twins_and_skew_are_warned_of(tmp_path, capsys):
    root = make_folder(tmp_path / "p", {"cat": 40, "Cat": 10})
    assert main(["train", "--data", str(root), "--out", str(tmp_path / "run"), "--epochs", "1"]) == 0
    text, errors = capsys.readouterr()
    assert "the classes 'Cat' and 'cat' differ only in case" in errors
    assert (
        re.search(r"cat +36 +4 +▪{24}\n", text) and "cat has 4 times as many pictures as Cat: --class-weights" in text
    )


def test_pictures_of_both_parts_are_warned_of(tmp_path, capsys):
    for part in ("train", "val"):
        make_folder(tmp_path / part, {"a": 3, "b": 3})
    load(tmp_path)
    assert "6 pictures are both for training and for the test" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        [
            "--augment",
            "strong",
            "--optimizer",
            "sgd",
            "--schedule",
            "onecycle",
            "--class-weights",
            "--label-smoothing",
            "0.1",
        ],
        [
            "--flip",
            "--fit",
            "crop",
            "--optimizer",
            "rmsprop",
            "--schedule",
            "plateau",
            "--cache",
            "0",
            "--workers",
            "1",
        ],
    ],
)
def test_it_learns_from_a_folder(options, tmp_path, capsys):
    root = make_folder(tmp_path / "p", {"dark": 60, "light": 30})
    out = str(tmp_path / "run")
    assert main(["train", "--data", str(root), "--out", out, "--epochs", "8", "--batch-size", "8", *options]) == 0
    assert "validation accuracy 100.00%" in capsys.readouterr().out


def test_rates_are_tried(tmp_path, capsys):
    root = make_folder(tmp_path / "p", {"dark": 40, "light": 40})
    assert main(["train", "--data", str(root), "--out", str(tmp_path / "run"), "--lr-find", "--batch-size", "16"]) == 0
    found = re.search(r"suggested learning rate for adam: (\S+)", capsys.readouterr().out)
    assert 1e-5 < float(found[1]) < 0.1
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["lr_find.json", "lr_find.png"]
