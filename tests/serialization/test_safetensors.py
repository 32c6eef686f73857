"""The safetensors format: beside the package safetensors in both directions, damaged bytes, modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import rushlight
from rushlight.serialization import safetensors as ours

NAMES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64")


def tensors(t):
    found = {name: t.tensor([[0, 1, 2], [3, -1 if name[0] != "u" else 4, 1]]).to(getattr(t, name)) for name in NAMES}
    return {**found, "empty": t.empty(0, 3), "number": t.tensor(1.5), "ä.weight": t.ones(2)}


def test_round_trip(tmp_path):
    before = tensors(rushlight)
    ours.save_file(before, tmp_path / "x.safetensors", {"about": "this"})
    for after in (ours.load_file(tmp_path / "x.safetensors"), ours.load(ours.save(before))):
        assert set(after) == set(before)
        for name, t in before.items():
            assert after[name].dtype is t.dtype and after[name].shape == t.shape and after[name].equal(t)
            after[name].zero_()  # memory of its own


@pytest.mark.torch
def test_files_are_the_packages(tmp_path):
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("safetensors.torch")
    path = tmp_path / "x.safetensors"
    theirs.save_file(tensors(torch), path)
    for name, t in ours.load_file(path).items():
        assert str(t.dtype) == str(tensors(torch)[name].dtype)
        assert t.equal(tensors(rushlight)[name])
    ours.save_file(tensors(rushlight), path, {"a": "b"})
    for name, t in theirs.load_file(path).items():
        assert t.dtype == tensors(torch)[name].dtype and t.equal(tensors(torch)[name])


def file(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"123",
        b"\xff" * 8,
        (100).to_bytes(8, "little") + b"{}",
        file(b"[]"),
        file(b"{"),
        file(b"\xff\xfe"),
        file(b"[" * 100_000),
        file({"x": 3}),
        file({"x": {"dtype": "F32", "shape": [1]}}),
        file({"x": {"dtype": "Q7", "shape": [1], "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, b"123"),
        file({"x": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, b"12345"),
        file({"x": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, b"12345678"),
        file({"x": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": [1.0], "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": 1, "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]}}, b"1234"),
        file({"x": {"dtype": ["F32"], "shape": [1], "data_offsets": [0, 4]}}, b"1234"),
        file({"x": {"dtype": "F32", "shape": [0, 2**70], "data_offsets": [0, 0]}}),
        file({"x": {"dtype": "U8", "shape": [1] * 99, "data_offsets": [0, 1]}}, b"1"),
        file({k: {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]} for k in "xy"}, b"12"),
    ],
)
def test_damaged_bytes(data):
    with pytest.raises(ours.SafetensorError):
        ours.load(data)


def test_what_can_not_be_saved(tmp_path):
    x = rushlight.ones(2, 3)
    for bad, error in (
        ([x], ValueError),
        ({"x": np.ones(2)}, ValueError),
        ({"x": x.t()}, ValueError),
        ({"x": x, "y": x}, RuntimeError),
        ({"x": x.to(rushlight.complex128)}, ours.SafetensorError),
    ):
        with pytest.raises(error):
            ours.save_file(bad, tmp_path / "bad")
    with pytest.raises(ours.SafetensorError, match="metadata"):
        ours.save({"x": x}, {"a": 1})
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError):
        ours.load_file(tmp_path / "none")


def test_modules_that_share(tmp_path):
    net = rushlight.nn.Sequential(rushlight.nn.Linear(3, 3), rushlight.nn.Linear(3, 3))
    net[1].weight = net[0].weight
    ours.save_model(net, tmp_path / "net")
    assert "1.weight" not in ours.load_file(tmp_path / "net")
    other = rushlight.nn.Sequential(rushlight.nn.Linear(3, 3), rushlight.nn.Linear(3, 3))
    other[1].weight = other[0].weight
    assert ours.load_model(other, tmp_path / "net") == (set(), [])
    assert all(a.equal(b) for a, b in zip(net.state_dict().values(), other.state_dict().values(), strict=True))
    with pytest.raises(RuntimeError, match="missing"):
        ours.load_model(rushlight.nn.Linear(3, 3), tmp_path / "net")


PROGRAM = """
import torch, safetensors.torch as st, safetensors
read = st.load_file("x.safetensors")["x"].tolist() == [1, 1]
things = {"a": torch.randn(2, 3), "b": torch.ones(2, dtype=torch.bfloat16), "c": torch.zeros(0, 3)}
st.save_file(things, "y.safetensors", metadata={"x": "y"})
back = st.load_file("y.safetensors")
same = all(torch.equal(back[k], v) and back[k].dtype == v.dtype for k, v in things.items())
with safetensors.safe_open("y.safetensors", framework="pt") as f:
    part = f.metadata() == {"x": "y"} and torch.equal(f.get_slice("a")[:, 1:2], things["a"][:, 1:2])
x = torch.randn(4, 4)
places = st.storage_size(x[:1]) == 64 and st.storage_ptr(x[1:]) == x.untyped_storage().data_ptr()
net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
net[1].weight = net[0].weight
st.save_model(net, "net.safetensors")
other = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
other[1].weight = other[0].weight
st.load_model(other, "net.safetensors")
print(read, same, part, places, torch.equal(other[1].weight, net[0].weight))
"""


def test_programs_that_use_the_package(tmp_path):
    pytest.importorskip("safetensors")
    ours.save_file({"x": rushlight.ones(2)}, tmp_path / "x.safetensors")
    (tmp_path / "program.py").write_text(PROGRAM)
    source = Path(rushlight.__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-m", "rushlight", "program.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert run.stdout == "True True True True True\n", run.stderr
