"""Checkpoints: PyTorch's files in both directions, read as data only, written whole or not at all."""

from __future__ import annotations

import io
import os
import pickle
import random
import zipfile
from collections import OrderedDict

import numpy as np
import pytest

import rushlight
from rushlight.serialization import add_safe_globals, clear_safe_globals

DTYPES = [
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
    "complex64",
    "complex128",
]


def numbers(lib, dtype):
    """Some numbers of a dtype, the same in both libraries."""
    x = lib.arange(12).reshape(3, 4)
    if dtype == "bool":
        return x % 3 == 0
    if dtype.startswith("complex"):
        return lib.complex(x.double(), (x * 2).double()).to(getattr(lib, dtype))
    return (x.double() / 3 - 1).to(getattr(lib, dtype)) if "float" in dtype else x.to(getattr(lib, dtype))


def contents(lib):
    """Nested containers with tensors of all kinds."""
    base = lib.arange(10.0)
    return {
        "dtypes": {d: numbers(lib, d) for d in DTYPES},
        "shared": [base, base[2:5], base.view(2, 5), base.view(2, 5).t()],
        "shapes": (
            lib.zeros(()),
            lib.zeros(0, 3),
            lib.ones(2, 1, 3).expand(2, 4, 3),
            lib.arange(6).reshape(2, 3)[:, ::2],
        ),
        "grad": lib.ones(2, requires_grad=True),
        "parameter": lib.nn.Parameter(lib.full((2,), 3.0)),
        "ordered": OrderedDict([("b", 1), ("a", [True, None, 2.5, "text", b"bytes", 1 + 2j])]),
        "objects": (lib.Size([2, 3]), lib.float16, lib.device("cpu"), {1, 2}, 10**30, -0.0, float("inf")),
        3: "a number as key",
    }


def plain(x):
    """Tensors and library objects as comparable Python objects."""
    if hasattr(x, "requires_grad"):
        values = x.detach()
        values = values.float() if "bfloat16" in str(x.dtype) else values
        return (
            type(x).__name__,
            str(x.dtype),
            tuple(x.shape),
            tuple(x.stride()),
            x.requires_grad,
            values.numpy().tolist(),
        )
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)) and type(x).__name__ != "Size":
        return type(x)(plain(v) for v in x)
    return str(x) if type(x).__module__.startswith(("torch", "rushlight")) else x


def saved(lib, obj, **options):
    memory = io.BytesIO()
    lib.save(obj, memory, **options)
    return memory.getvalue()


def loaded(lib, data, **options):
    return lib.load(io.BytesIO(data), **options)


def test_round_trip():
    before = contents(rushlight)
    after = loaded(rushlight, saved(rushlight, before))
    assert plain(after) == plain(before)
    base, part, *_ = after["shared"]
    part.fill_(-1)
    assert base.tolist() == [0, 1, -1, -1, -1, 5, 6, 7, 8, 9]  # views still share their memory
    assert isinstance(after["parameter"], rushlight.nn.Parameter) and after["grad"].is_leaf


@pytest.mark.torch
@pytest.mark.parametrize("zipped", [True, False])
def test_pytorch_reads_ours_and_we_read_pytorchs(zipped):
    torch = pytest.importorskip("torch")
    theirs = loaded(rushlight, saved(torch, contents(torch), _use_new_zipfile_serialization=zipped))
    assert plain(theirs) == plain(contents(torch))
    ours = loaded(torch, saved(rushlight, contents(rushlight)), weights_only=True)
    assert plain(ours) == plain(contents(rushlight))
    for x in (theirs, ours):
        x["shared"][1].fill_(-1)
        assert x["shared"][0].tolist() == [0, 1, -1, -1, -1, 5, 6, 7, 8, 9]


@pytest.mark.torch
def test_networks_and_optimizers_cross():
    torch = pytest.importorskip("torch")

    def build(lib):
        net = lib.nn.Sequential(lib.nn.Conv2d(1, 2, 3), lib.nn.BatchNorm2d(2), lib.nn.Flatten(), lib.nn.Linear(8, 3))
        return net, lib.optim.Adam(net.parameters(), lr=0.01)

    states = []
    for one, other in ((torch, rushlight), (rushlight, torch)):
        one.manual_seed(1)
        net, optimizer = build(one)
        x = one.arange(32.0).reshape(2, 1, 4, 4) / 32
        net(x).sum().backward()
        optimizer.step()
        file = saved(one, {"net": net.state_dict(), "optimizer": optimizer.state_dict()})
        net2, optimizer2 = build(other)
        state = loaded(other, file)
        net2.load_state_dict(state["net"])
        optimizer2.load_state_dict(state["optimizer"])
        y, y2 = (n.eval()(lib.arange(32.0).reshape(2, 1, 4, 4) / 32).tolist() for lib, n in ((one, net), (other, net2)))
        assert np.allclose(y, y2, atol=1e-6)
        states.append(plain(optimizer2.state_dict())["param_groups"])
    assert states[0] == states[1]


def test_paths_and_file_objects(tmp_path):
    for target in (tmp_path / "a.pt", str(tmp_path / "b.pt")):
        rushlight.save({"x": rushlight.ones(2)}, target)
        assert rushlight.load(target)["x"].tolist() == [1.0, 1.0]
    with open(tmp_path / "c.pt", "wb") as f:
        rushlight.save([1, 2], f)
    with open(tmp_path / "c.pt", "rb") as f:
        assert rushlight.load(f) == [1, 2]
    assert sorted(os.listdir(tmp_path)) == ["a.pt", "b.pt", "c.pt"]


def test_map_location():
    data = saved(rushlight, rushlight.ones(2))
    assert loaded(rushlight, data, map_location="meta").device.type == "meta"
    assert loaded(rushlight, data, map_location=rushlight.device("cpu")).tolist() == [1.0, 1.0]
    assert loaded(rushlight, data, map_location=lambda storage, place: storage).tolist() == [1.0, 1.0]
    assert loaded(rushlight, data, map_location={"cuda:0": "cpu"}).tolist() == [1.0, 1.0]


# Nothing is executed ------------------------------------------------------------------------------------------------


class Evil:
    def __reduce__(self):
        return os.system, ("echo executed > executed",)


class Mine:
    def __init__(self):
        self.x = 1


def archive(payload):
    """A file in PyTorch's format around any pickle."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as z:
        z.writestr("archive/data.pkl", payload)
        z.writestr("archive/version", "3\n")
        z.writestr("archive/byteorder", "little")
    return memory.getvalue()


@pytest.mark.parametrize("weights_only", [True, False, None])
@pytest.mark.parametrize("wrap", [archive, bytes])
def test_code_is_never_run(tmp_path, monkeypatch, weights_only, wrap):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((pickle.UnpicklingError, RuntimeError), match=r"(system|foreign|magic|not a)"):
        loaded(rushlight, wrap(pickle.dumps({"a": Evil()}, 2)), weights_only=weights_only)
    assert not os.listdir(tmp_path)


def test_classes_that_users_vouch_for():
    data = archive(pickle.dumps({"a": Mine()}, 2))
    with pytest.raises(pickle.UnpicklingError, match="add_safe_globals"):
        loaded(rushlight, data)
    add_safe_globals([Mine])
    try:
        assert loaded(rushlight, data)["a"].x == 1
    finally:
        clear_safe_globals()


# Broken and foreign files -------------------------------------------------------------------------------------------

CLEAN = (RuntimeError, pickle.UnpicklingError, EOFError, OSError, ValueError)


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"PK\x03\x04 not really", b"hello", b"\x80\x02}q\x00.", pickle.dumps([1])], ids=repr
)
def test_foreign_files(data):
    with pytest.raises(CLEAN) as caught:
        loaded(rushlight, data)
    assert len(str(caught.value)) > 20


def test_truncated_files():
    data = saved(rushlight, contents(rushlight))
    for n in [*range(0, len(data), max(1, len(data) // 60)), len(data) - 1]:
        with pytest.raises(CLEAN):
            loaded(rushlight, data[:n])


def test_damaged_files():
    """Flipped bytes give a clean error or (in a picture of numbers, a name) another value: never anything worse."""
    rng = random.Random(0)
    for data in (
        saved(rushlight, contents(rushlight)),
        saved(rushlight, contents(rushlight), _use_new_zipfile_serialization=False),
    ):
        for _ in range(150):
            bad = bytearray(data)
            for _ in range(rng.randint(1, 8)):
                bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
            try:
                loaded(rushlight, bytes(bad))
            except CLEAN + (TypeError, KeyError, AttributeError, UnicodeDecodeError):
                pass


def test_claims_of_size_are_checked():
    data = saved(rushlight, rushlight.ones(4))
    payload = zipfile.ZipFile(io.BytesIO(data))
    name = next(n for n in payload.namelist() if n.endswith("data.pkl"))
    pickled = payload.read(name)
    huge = pickled.replace(b"K\x04", b"J\xff\xff\xff\x7f")
    assert huge != pickled
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as z:
        for n in payload.namelist():
            z.writestr(n, huge if n == name else payload.read(n))
    with pytest.raises(CLEAN):
        loaded(rushlight, memory.getvalue())


def test_writing_is_atomic(tmp_path, monkeypatch):
    path = tmp_path / "x.pt"
    rushlight.save(rushlight.ones(2), path)
    before = path.read_bytes()
    with pytest.raises((AttributeError, pickle.PicklingError, TypeError)):
        rushlight.save({"a": rushlight.ones(3), "b": lambda: 1}, path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["x.pt"]
    with pytest.raises(RuntimeError, match=r"Parent directory .* does not exist"):
        rushlight.save(1, tmp_path / "none" / "x.pt")
