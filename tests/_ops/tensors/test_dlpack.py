"""Memory shared with NumPy and PyTorch through DLPack."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import rushlight
from rushlight.utils import dlpack

DTYPES = [
    "float16",
    "float32",
    "float64",
    "bfloat16",
    "complex64",
    "complex128",
    "bool",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "int8",
    "int16",
    "int32",
    "int64",
]
LAYOUTS = {
    "plain": lambda x: x,
    "transposed": lambda x: x.t(),
    "strided": lambda x: x[1:, ::2],
    "0-d": lambda x: x[0, 0],
    "empty": lambda x: x[:0],
    "expanded": lambda x: x[:1].expand(3, -1),
}


def sample(lib, dtype):
    return lib.arange(12).reshape(3, 4).to(getattr(lib, dtype))


@pytest.mark.torch
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_to_and_from_pytorch(dtype, layout):
    torch = pytest.importorskip("torch")
    for ours, theirs in ((rushlight, torch), (torch, rushlight)):
        x = LAYOUTS[layout](sample(ours, dtype))
        y = theirs.from_dlpack(x)
        assert str(y.dtype) == f"torch.{dtype}" and y.shape == x.shape and y.tolist() == x.tolist()
        if x.numel():
            assert y.stride() == x.stride() and y.data_ptr() == x.data_ptr()
        if layout == "plain":
            y[0, 0] = 1
            assert x.tolist() == y.tolist()
        old = theirs.from_dlpack(x.__dlpack__())  # capsules of before 1.0
        assert old.tolist() == x.tolist()


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "bfloat16"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_to_and_from_numpy(dtype, layout):
    x = LAYOUTS[layout](sample(rushlight, dtype))
    a = np.from_dlpack(x)
    assert a.dtype == x.numpy().dtype and np.array_equal(a, x.numpy())
    y = rushlight.from_dlpack(a)
    assert y.dtype is x.dtype and y.tolist() == x.tolist()
    if x.numel():
        assert a.__array_interface__["data"][0] == x.data_ptr() == y.data_ptr()
    if layout == "plain":
        a[0, 0] = 1
        assert x.tolist() == y.tolist() == a.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
def test_there_and_back(dtype):
    x = sample(rushlight, dtype)
    y = rushlight.from_dlpack(x)
    assert y.dtype is x.dtype and y.data_ptr() == x.data_ptr()
    assert dlpack.from_dlpack(dlpack.to_dlpack(x)).tolist() == x.tolist()
    assert rushlight.from_dlpack(x, copy=True).data_ptr() != x.data_ptr()
    assert rushlight.from_dlpack(x, device="cpu", copy=False).data_ptr() == x.data_ptr()


def test_memory_lives_as_long_as_someone_uses_it():
    a = np.arange(1000.0)
    gone = weakref.ref(a)
    y = rushlight.from_dlpack(a)
    b = np.from_dlpack(y)
    del a, y
    gc.collect()
    assert b[999] == 999 and gone() is not None
    del b
    gc.collect()
    assert gone() is None
    x = rushlight.ones(3)
    gone = weakref.ref(x.numpy())
    capsule = x.__dlpack__(max_version=(1, 0))  # dropped without being consumed
    del x, capsule
    gc.collect()
    assert gone() is None


def test_read_only_memory_stays_so():
    a = np.ones(3)
    a.flags.writeable = False
    x = rushlight.from_dlpack(a)
    with pytest.raises((RuntimeError, ValueError)):
        x.add_(1)
    assert a.tolist() == [1, 1, 1]


REFUSED = [
    "lib.ones(2, requires_grad=True).__dlpack__()",
    "x.__dlpack__(stream=1)",
    "x.__dlpack__(stream='a')",
    "lib.from_dlpack(3)",
    "lib.empty(2, device='meta').__dlpack__()",
    "lib.from_dlpack(x, device='meta')",
    "lib.from_dlpack(np.ones(2, '>f4'))",
    "lib.from_dlpack(lib.ones(2, requires_grad=True))",
    "lib.from_dlpack(np.array(['a']))",
    "twice(x.__dlpack__())",
    "twice(x.__dlpack__(max_version=(1, 0)))",
    "x.__dlpack__(max_version=3)",
    "lib.utils.dlpack.to_dlpack(3)",
]


@pytest.mark.parametrize("lib", ["rushlight", pytest.param("torch", marks=pytest.mark.torch)])
@pytest.mark.parametrize("call", REFUSED)
def test_refused(lib, call):
    """The classes of the errors are those of PyTorch."""
    torch = pytest.importorskip("torch")
    lib = pytest.importorskip(lib)
    import importlib

    importlib.import_module(f"{lib.__name__}.utils.dlpack")
    scope = {"np": np, "twice": lambda c: (lib.from_dlpack(c), lib.from_dlpack(c)), "lib": lib, "x": lib.ones(2, 3)}
    with pytest.raises((BufferError, RuntimeError, TypeError, AssertionError)) as ours:
        eval(call, scope)
    if lib is not torch:
        with pytest.raises(ours.type):
            eval(
                call,
                {
                    **scope,
                    "lib": torch,
                    "x": torch.ones(2, 3),
                    "twice": lambda c: (torch.from_dlpack(c), torch.from_dlpack(c)),
                },
            )


def test_what_cannot_be_shared():
    assert not hasattr(rushlight.ones(1), "__cuda_array_interface__")
    with pytest.raises(BufferError, match="strides"):
        rushlight.from_dlpack(np.ones(3)[::-1])
    with pytest.raises(BufferError, match="meta"):
        rushlight.from_dlpack(rushlight.ones(2), device="meta")
    with pytest.raises(BufferError):
        rushlight.ones(2).__dlpack__(dl_device=(2, 0))
    assert rushlight.ones(2).__dlpack_device__() == (dlpack.DLDeviceType.kDLCPU, 0)
