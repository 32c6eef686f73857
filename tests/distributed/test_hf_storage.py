"""Checkpoints as safetensors files, and which piece of a tensor a process has."""

from __future__ import annotations

import json

import pytest

import rushlight as torch
import rushlight.distributed.checkpoint as dcp
from rushlight.distributed.checkpoint.hf_storage import HuggingFaceStorageReader, HuggingFaceStorageWriter
from rushlight.distributed.tensor._utils import _compute_local_shape_and_global_offset
from rushlight.distributed.tensor.placement_types import Shard, _StridedShard

STATE = {
    "a": {"w": torch.arange(6.0).reshape(2, 3).t(), "b": torch.ones(3, dtype=torch.bfloat16)},
    "c": torch.tensor(3),
}
FILES = {
    "one": ({}, ["model-00001-of-00001.safetensors"]),
    "two": (
        {"fqn_to_index_mapping": {"a.w": 1, "a.b": 2, "c": 2}},
        ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
    ),
    "process": ({"save_distributed": True}, ["shard-00001-model-00001-of-00001.safetensors"]),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_is_read(name, tmp_path):
    options, files = FILES[name]
    dcp.save(STATE, storage_writer=HuggingFaceStorageWriter(str(tmp_path), **options))
    assert sorted(f.name for f in tmp_path.glob("*.safetensors")) == files
    index = tmp_path / "model.safetensors.index.json"
    assert index.exists() == (name != "process")
    if index.exists():
        assert json.loads(index.read_text())["metadata"] == {"total_size": 38}
    into = {"a": {k: torch.zeros_like(v) for k, v in STATE["a"].items()}, "c": torch.tensor(0)}
    dcp.load(into, storage_reader=HuggingFaceStorageReader(tmp_path))
    assert (
        torch.equal(into["a"]["w"], STATE["a"]["w"]) and torch.equal(into["a"]["b"], STATE["a"]["b"]) and into["c"] == 3
    )


def test_refused(tmp_path):
    with pytest.raises(TypeError, match="n is int"):
        dcp.save({"n": 3}, storage_writer=HuggingFaceStorageWriter(str(tmp_path)))
    with pytest.raises(FileNotFoundError):
        dcp.load(dict(STATE), storage_reader=HuggingFaceStorageReader(tmp_path))


@pytest.mark.parametrize(
    ("shape", "mesh", "placements", "expected"),
    [
        ((7, 5), (2, 3), (Shard(0), Shard(0)), [(2, 0), (2, 2), (0, 7), (1, 4), (1, 5), (1, 6)]),
        ((8, 3), (2, 2), (_StridedShard(0, split_factor=2), Shard(0)), [(2, 0), (2, 4), (2, 2), (2, 6)]),
        ((9, 2), (2, 2), (_StridedShard(0, split_factor=2), Shard(0)), [(3, 0), (2, 5), (2, 3), (2, 7)]),
    ],
)
def test_pieces(shape, mesh, placements, expected):  # the values are PyTorch 2.13's
    places = [(i, j) for i in range(mesh[0]) for j in range(mesh[1])]
    found = [_compute_local_shape_and_global_offset(shape, mesh, place, placements) for place in places]
    assert found == [((n, shape[1]), (at, 0)) for n, at in expected]


def test_placements():
    strided = _StridedShard(1, split_factor=2)
    assert (str(strided), repr(strided), strided.is_shard()) == ("_S(1, 2)", "_StridedShard(dim=1, sf=2)", False)
    assert strided == _StridedShard(1, sf=2) != Shard(1)
    assert strided.local_shard_size_and_offset(10, 2, 1) == (4, 3)
    assert strided.local_shard_size_and_offset(1, 2, 1) == (0, -1)
    assert [Shard.local_shard_size_and_offset(n, 4, 3) for n in (5, 7, 10)] == [(0, 5), (1, 6), (1, 9)]
    with pytest.raises(TypeError, match="both split_factor and sf"):
        _StridedShard(0, split_factor=2, sf=3)
