"""EMNIST, QMNIST, SVHN and STL10: small files of the official formats, fetched from where they lie."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import struct
import tarfile
import zipfile
import zlib

import numpy as np
import pytest

pytest.importorskip("PIL.Image")

import rushlight
from rushlight.utils.data import DataLoader
from rushlight.vision import datasets
from rushlight.vision import transforms as T
from rushlight.vision.datasets import _matlab, utils

RNG = np.random.default_rng(0)


def md5(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


def idx(array):
    kind = {"uint8": 8, "int32": 12}[array.dtype.name]
    return (
        bytes((0, 0, kind, array.ndim))
        + np.array(array.shape, ">i4").tobytes()
        + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


def same_by_batch(data, n):
    """Batches that a DataLoader reads are the pictures one by one."""
    data.transform = T.ToTensor()
    batch, labels = next(iter(DataLoader(data, n)))
    for i in range(n):
        x, y = data[i]
        np.testing.assert_array_equal(batch[i].numpy(), x.numpy())
        assert labels[i].item() == y


def test_emnist(tmp_path, monkeypatch):
    pictures = {part: RNG.integers(0, 256, (3, 28, 28), dtype=np.uint8) for part in ("train", "test")}
    archive = tmp_path / "gzip.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for split in ("letters", "balanced"):
            for part, x in pictures.items():
                z.writestr(f"gzip/emnist-{split}-{part}-images-idx3-ubyte.gz", gzip.compress(idx(x)))
                y = np.array([1, 26, 7], np.uint8)
                z.writestr(f"gzip/emnist-{split}-{part}-labels-idx1-ubyte.gz", gzip.compress(idx(y)))
    monkeypatch.setattr(datasets.EMNIST, "url", archive.as_uri())
    monkeypatch.setattr(datasets.EMNIST, "md5", md5(archive))
    with pytest.raises(RuntimeError, match="download=True"):
        datasets.EMNIST(tmp_path, "letters")
    data = datasets.EMNIST(str(tmp_path), "letters", train=False, download=True)
    np.testing.assert_array_equal(data.data.numpy(), pictures["test"])
    assert (data.targets.tolist(), data.targets.dtype) == ([1, 26, 7], rushlight.int64)
    assert (data.classes[0], data.class_to_idx["z"], len(data)) == ("N/A", 26, 3)
    assert data[1][1] == 26
    assert not (tmp_path / "EMNIST" / "raw" / "gzip").exists()
    assert repr(data).endswith("Split: Test")
    assert len(datasets.EMNIST(tmp_path, split="balanced").classes) == 47
    counts = {s: len(c) for s, c in datasets.EMNIST.classes_split_dict.items()}
    assert counts == {"byclass": 62, "bymerge": 47, "balanced": 47, "letters": 27, "digits": 10, "mnist": 10}
    with pytest.raises(ValueError, match="Unknown value 'words' for argument split"):
        datasets.EMNIST(tmp_path, "words")
    same_by_batch(data, 3)


def test_qmnist(tmp_path, monkeypatch):
    pictures = RNG.integers(0, 256, (10003, 28, 28), dtype=np.uint8)
    labels = RNG.integers(0, 10, (10003, 8)).astype(np.int32)
    labels[:, 5] = 70000  # needs more than a byte
    resources = {}
    for part, pack, ending in (("test", gzip.compress, ".gz"), ("nist", lzma.compress, ".xz")):
        resources[part] = []
        for name, content in (
            ("images-idx3-ubyte", pictures[-3:] if part == "nist" else pictures),
            ("labels-idx2-int", labels[-3:] if part == "nist" else labels),
        ):
            file = tmp_path / f"{part}-{name}{ending}"
            file.write_bytes(pack(idx(content)))
            resources[part].append((file.as_uri(), md5(file)))
    monkeypatch.setattr(datasets.QMNIST, "resources", resources)
    data = datasets.QMNIST(tmp_path, train=False, download=True)
    assert (data.what, len(data), data.targets.dtype) == ("test", 10003, rushlight.int64)
    np.testing.assert_array_equal(data.targets.numpy(), labels)
    image, label = data[7]
    np.testing.assert_array_equal(np.asarray(image), pictures[7])
    assert (type(label), label) == (int, labels[7, 0])
    all_of_it = datasets.QMNIST(tmp_path, "test50k", compat=False)
    assert len(all_of_it) == 3
    assert all_of_it[2][1].tolist() == labels[10002].tolist()
    assert len(datasets.QMNIST(tmp_path, what="test10k")) == 10000
    assert len(datasets.QMNIST(tmp_path, "nist", download=True)) == 3
    assert repr(all_of_it).endswith("Split: test50k")
    with pytest.raises(ValueError, match="Unknown value 'dev' for argument what"):
        datasets.QMNIST(tmp_path, "dev")
    same_by_batch(data, 4)


@pytest.mark.parametrize("compressed", [True, False])
def test_svhn(tmp_path, monkeypatch, compressed):
    scipy_io = pytest.importorskip("scipy.io")
    x = RNG.integers(0, 256, (32, 32, 3, 5), dtype=np.uint8)
    y = np.array([[1], [10], [9], [10], [3]], np.float64)
    source = tmp_path / "source.mat"
    more = {"text": "words", "z": np.ones(2) + 1j, "cells": np.array([[1, "a"]], object)}
    scipy_io.savemat(source, {"X": x, "y": y, **more}, do_compression=compressed)
    monkeypatch.setitem(datasets.SVHN.split_list, "test", [source.as_uri(), "test_32x32.mat", md5(source)])
    with pytest.raises(RuntimeError, match=r"test_32x32.mat is missing.*download=True"):
        datasets.SVHN(tmp_path, "test")
    data = datasets.SVHN(str(tmp_path), "test", download=True)
    assert (data.data.shape, data.labels.tolist(), data.labels.dtype) == ((5, 3, 32, 32), [1, 0, 9, 0, 3], np.int64)
    image, label = data[2]
    np.testing.assert_array_equal(np.asarray(image), x[:, :, :, 2])
    assert (label, len(data)) == (9, 5)
    assert repr(data).endswith("Split: test")
    same_by_batch(data, 5)
    with pytest.raises(ValueError, match="Unknown value 'all'"):
        datasets.SVHN(tmp_path, "all")
    file = tmp_path / "test_32x32.mat"
    whole = file.read_bytes()
    for damaged in (whole[:-9], whole[:200], whole[:100], b"", whole[:150] + bytes(50) + whole[200:]):
        file.write_bytes(damaged)
        with pytest.raises(RuntimeError, match=r"MAT file|should hold X"):
            datasets.SVHN(tmp_path, "test")
    scipy_io.savemat(file, {"X": x[:, :, :, :2], "y": y})
    with pytest.raises(RuntimeError, match="should hold X"):
        datasets.SVHN(tmp_path, "test")


def test_mat_files(tmp_path):
    scipy_io = pytest.importorskip("scipy.io")
    arrays = {
        f"a_{d}": RNG.integers(0, 100, (2, 3, 4)).astype(d)
        for d in ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "f4", "f8")
    }
    arrays["empty"] = np.zeros((0, 3))
    arrays["one"] = np.array([[7]], np.uint8)
    for compressed in (True, False):
        scipy_io.savemat(tmp_path / "x.mat", arrays, do_compression=compressed)
        found = _matlab.read_mat(tmp_path / "x.mat")
        assert found.keys() == arrays.keys()
        for name, array in arrays.items():
            np.testing.assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype, name


def test_mat_file_of_the_other_byte_order(tmp_path):
    def element(kind, data):
        return struct.pack(">II", kind, len(data)) + data + bytes(-len(data) % 8)

    body = element(6, struct.pack(">II", 6, 0)) + element(5, struct.pack(">2i", 1, 2))
    body += struct.pack(">HH", 1, 1) + b"q\0\0\0" + element(4, struct.pack(">2H", 3, 700))
    (tmp_path / "b.mat").write_bytes(b"MATLAB 5.0".ljust(124) + struct.pack(">H", 0x100) + b"MI" + element(14, body))
    assert _matlab.read_mat(tmp_path / "b.mat")["q"].tolist() == [[3.0, 700.0]]
    packed = zlib.compress(element(14, body))
    (tmp_path / "c.mat").write_bytes(
        b" " * 124 + struct.pack(">H", 0x100) + b"MI" + struct.pack(">II", 15, len(packed)) + packed
    )
    assert _matlab.read_mat(tmp_path / "c.mat")["q"].tolist() == [[3.0, 700.0]]


def test_stl10(tmp_path, monkeypatch):
    files = {"train_X.bin": 4, "test_X.bin": 2, "unlabeled_X.bin": 3}
    files = {n: RNG.integers(0, 256, (k, 3, 96, 96), dtype=np.uint8) for n, k in files.items()}
    files |= {"train_y.bin": np.array([1, 10, 3, 4], np.uint8), "test_y.bin": np.array([2, 5], np.uint8)}
    source = tmp_path / "stl10_binary"
    source.mkdir()
    for name, content in files.items():
        content.tofile(source / name)
    (source / "class_names.txt").write_text("airplane\nbird\n")
    (source / "fold_indices.txt").write_text("0 2 \n1 3 \n" + "0 \n" * 8)
    archive = tmp_path / "stl10_binary.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(source, "stl10_binary")

    class Small(datasets.STL10):
        url, tgz_md5 = archive.as_uri(), md5(archive)
        train_list = [[n, md5(source / n)] for n in ("train_X.bin", "train_y.bin", "unlabeled_X.bin")]
        test_list = [[n, md5(source / n)] for n in ("test_X.bin", "test_y.bin")]

    root = tmp_path / "root"
    with pytest.raises(RuntimeError, match=r"must hold train_X.bin.*download=True"):
        Small(root)
    data = Small(root, download=True)
    assert (data.data.shape, data.labels.tolist(), data.classes) == ((4, 3, 96, 96), [0, 9, 2, 3], ["airplane", "bird"])
    image, label = data[1]
    np.testing.assert_array_equal(np.asarray(image), files["train_X.bin"][1].transpose(2, 1, 0))
    assert (label, repr(data).endswith("Split: train")) == (9, True)
    same_by_batch(data, 4)
    assert Small(root, folds=1).labels.tolist() == [9, 3]
    assert Small(root, "test").labels.tolist() == [1, 4]
    assert Small(root, "unlabeled").labels.tolist() == [-1] * 3
    both = Small(root, "train+unlabeled", folds=0)
    assert both.labels.tolist() == [0, 2, -1, -1, -1]
    np.testing.assert_array_equal(np.asarray(both[2][0]), files["unlabeled_X.bin"][0].transpose(2, 1, 0))
    for wrong in ({"split": "dev"}, {"folds": 10}, {"folds": "1"}):
        with pytest.raises(ValueError, match=r"Unknown value|range \[0, 10\)|None or int"):
            Small(root, **wrong)
    (root / "stl10_binary" / "test_X.bin").write_bytes(b"123")
    with pytest.raises(RuntimeError, match="middle of a picture"):
        Small(root, "test")
    Small.test_list = [["test_X.bin", "0" * 32], ["test_y.bin", "0" * 32]]
    with pytest.raises(RuntimeError, match="File not found or corrupted"):
        Small(tmp_path / "other", download=True)


def test_verify_str_arg():
    assert utils.verify_str_arg("a", "split", ("a", "b")) == "a"
    with pytest.raises(ValueError, match="Expected type str for argument split, but got type <class 'int'>"):
        utils.verify_str_arg(3, "split", ("a",))
    with pytest.raises(ValueError, match=r"Unknown value 'c' for argument split. Valid values are \{'a', 'b'\}"):
        utils.verify_str_arg("c", "split", ("a", "b"))
