"""Pickles made by earlier versions, whose modules had other names: all of them still load, as what they were."""

from __future__ import annotations

import io
import lzma
import pickle
import pickletools
from pathlib import Path

import pytest

import rushlight

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pickles.pkl.xz"
OLD = pickle.loads(lzma.decompress(GOLDEN.read_bytes()))


@pytest.mark.parametrize("name", sorted(OLD.keys() - {"checkpoint"}))
def test_loads(name):
    assert pickle.loads(OLD[name]) is not None


def test_checkpoint():
    state = rushlight.load(io.BytesIO(OLD["checkpoint"]))
    assert state["t"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert state["m"]["0.weight"].shape == (2, 1, 3, 3) and state["o"]["param_groups"][0]["lr"] == 0.1


def old(name):
    return pickle.loads(OLD[name])


def test_what_they_hold():
    assert old("tensor").shape == (2, 3) and old("tensor").dtype is rushlight.float32
    assert old("grad").requires_grad
    assert isinstance(old("parameter"), rushlight.nn.Parameter)
    assert old("dtype") == [rushlight.float32, rushlight.bfloat16, rushlight.bool]
    assert old("device") == rushlight.device("cpu")
    assert type(old("size")) is rushlight.Size
    assert old("finfo") == rushlight.finfo(rushlight.float32)
    assert old("typed").dtype is rushlight.float32 and old("typed").tolist()[:3] == [0, 1, 2]
    assert type(old("storage")) is rushlight.UntypedStorage
    assert type(old("result")) is rushlight.return_types.max
    assert old("meta").device.type == "meta"


def test_a_generator_goes_on_where_it_was():
    first, second = old("generator"), old("generator")
    assert isinstance(first, rushlight.Generator)
    assert rushlight.rand(3, generator=first).equal(rushlight.rand(3, generator=second))


@pytest.mark.parametrize("name", ["finfo", "generator", "typed", "storage", "size", "dtype"])
def test_comes_back_through_new_pickles(name):
    thing = old(name)
    again = pickle.loads(pickle.dumps(thing))
    assert type(again) is type(thing)


@pytest.mark.parametrize("thing", [rushlight.finfo(rushlight.float16), rushlight.iinfo(rushlight.int8)], ids=repr)
def test_limits_of_dtypes_name_no_private_module(thing):
    names = [str(arg) for _, arg, _ in pickletools.genops(pickle.dumps(thing, 2)) if arg is not None]
    assert not any("rushlight._" in name for name in names)
    assert pickle.loads(pickle.dumps(thing)) == thing
