"""Conversions between dtypes, copies and new arrays: compiled loops against NumPy and PyTorch."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rushlight._arrays import cpu as xp
from rushlight._arrays import memory
from rushlight._arrays.tensors import cast as C
from rushlight._base import dtypes as D
from rushlight._native import ext

COMPILED = D.DTYPES[:10]
SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.5,
    127.5,
    255.9,
    -1.9,
    300.0,
    65504.0,
    65519.9,
    65520.0,
    1e5,
    6e-8,
    3e-8,
    2.98e-8,
    6.1e-5,
    6.0975e-5,
    1e-40,
    3.1e38,
    3.4e38,
    1e9,
    3e9,
    -3e9,
    1e18,
    np.inf,
    -np.inf,
    np.nan,
    1.00390625,
    1.01171875,
    1.0009765625,
    1.00048828125,
]


def stored(values, dtype):
    """float64 values as an array of ``dtype``."""
    with np.errstate(all="ignore"):
        return C.cast_reference(np.asarray(values, np.float64), D.float64, dtype)


def equal(got, want):
    assert type(got) is np.ndarray
    assert got.dtype == want.dtype
    assert got.shape == want.shape
    if got.dtype == np.float16 or got.dtype.kind not in "fc":
        np.testing.assert_array_equal(got, want)
    else:
        np.testing.assert_array_equal(
            got.view(f"u{got.itemsize}") if got.ndim else got, want.view(f"u{got.itemsize}") if got.ndim else want
        )


@pytest.mark.parametrize("source", COMPILED, ids=str)
def test_all_pairs(source):
    rng = np.random.default_rng(0)
    values = np.concatenate([SPECIAL, rng.standard_normal(100) * 100, rng.standard_normal(50) * 1e-6])
    x = stored(values, source)
    for target in COMPILED:
        if target is not source:
            got = ext.cast(source.code, target.code, x, None)
            if source.is_floating_point and target.category == 1:
                kept = np.abs(np.nan_to_num(values, nan=1e30)) < 1e8  # beyond, C leaves the result open
                np.testing.assert_array_equal(got[kept], C.cast_reference(x[kept], source, target))
            else:
                equal(got, C.cast_reference(x, source, target))


@pytest.mark.torch
def test_like_pytorch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(1)
    values = np.concatenate([SPECIAL, rng.standard_normal(1000), rng.standard_normal(1000) * 1e-5])
    names = {t: getattr(torch, t.name) for t in COMPILED}
    for source, target in itertools.product(COMPILED, COMPILED):
        x = stored(values, source)
        if source.is_floating_point and target.category == 1:
            x = stored(values[np.abs(np.nan_to_num(values, nan=1e30)) < 1e8], source)
        t = torch.from_numpy(x.view(np.int16)).view(torch.bfloat16) if source is D.bfloat16 else torch.from_numpy(x)
        want = t.to(names[target])
        want = want.view(torch.int16).numpy().view(np.uint16) if target is D.bfloat16 else want.numpy()
        got = C.cast(x, source, target)
        if target is D.bfloat16:  # any nan will do
            nan = (want & 0x7FFF) > 0x7F80
            np.testing.assert_array_equal((got & 0x7FFF) > 0x7F80, nan)
            got, want = got[~nan], want[~nan]
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("bits", [D.float16, D.bfloat16], ids=str)
def test_every_16_bit_float(bits):
    x = np.arange(1 << 16, dtype=np.uint16)
    x = x.view(np.float16) if bits is D.float16 else x
    wide = ext.cast(bits.code, D.float32.code, x, None)
    np.testing.assert_array_equal(wide, C.cast_reference(x, bits, D.float32))
    back = ext.cast(D.float32.code, bits.code, wide, None)
    nan = np.isnan(wide)
    np.testing.assert_array_equal(back.view(np.uint16)[~nan], x.view(np.uint16)[~nan])
    with np.errstate(all="ignore"):
        edges = np.concatenate([np.nextafter(wide, np.float32(s)) for s in (np.inf, -np.inf)])
        middles = (wide[:-1] + wide[1:]) / 2
    for y in (edges, middles):
        equal(ext.cast(D.float32.code, bits.code, y, None), C.cast_reference(y, D.float32, bits))


def test_strides_and_shapes():
    rng = np.random.default_rng(2)
    for shape in [(), (0,), (3, 0), (7,), (5, 6, 7), (300, 200)]:
        x = np.asarray(rng.standard_normal(shape))
        for view in (x, x.T, x[..., ::2] if x.ndim else x, x[::-1] if x.ndim else x):
            y = C.cast(view, D.float64, D.float32)
            np.testing.assert_array_equal(y, view.astype(np.float32))
            assert type(y) is np.ndarray
    assert C.cast(np.zeros((4, 5)).T, D.float64, D.int32).flags.f_contiguous


def test_other_ways():
    x = np.float32([1, 2])
    assert C.cast(x, D.float32, D.float32) is x
    assert C.cast(np.complex64([1 + 2j, 0]), D.complex64, D.float32).tolist() == [1, 0]
    assert C.cast(np.complex64([1 + 2j, 0, 1j]), D.complex64, D.bool_).tolist() == [True, False, True]
    assert C.cast(x, D.float32, D.complex128).dtype == np.complex128
    assert C.cast(np.uint32([7]), D.uint32, D.bfloat16).tolist() == [0x40E0]
    assert C.narrow(x, D.float16).dtype == np.float16
    assert C.narrow(x, D.bfloat16).tolist() == [0x3F80, 0x4000]
    half = x.astype(np.float16)
    assert C.narrow(half, D.float16) is half
    assert ext.cast(D.float64.code, D.int8.code, x, None) is NotImplemented
    assert ext.cast(D.float32.code, D.int8.code, x.astype(">f4"), None) is NotImplemented
    assert ext.cast(99, 0, x, None) is NotImplemented


@pytest.mark.parametrize("dtype", ["?", "u1", "i2", "f2", "f4", "i8", "f8", "c8", "c16"])
def test_copies(dtype):
    rng = np.random.default_rng(3)
    for shape in [(), (0, 3), (5,), (33, 70), (3, 40, 50), (2, 3, 17, 19), (1, 100), (100, 1), (130, 131)]:
        x = (
            rng.integers(0, 2, shape).astype(dtype)
            if dtype == "?"
            else np.asarray(rng.standard_normal(shape) * 50).astype(dtype)
        )
        views = [x, x.T, *(x.transpose(p) for p in itertools.permutations(range(x.ndim)))]
        views += [x[..., ::-1], x[..., ::2], np.broadcast_to(x[..., :1], x.shape)] if x.ndim else []
        for v in views:
            for order in "KC":
                y = memory.copy(v, order)
                np.testing.assert_array_equal(y, v)
                assert not np.shares_memory(x, y)
                assert y.flags.c_contiguous or order == "K"
            assert (
                memory.copy(v).strides == v.strides
                or 0 in v.strides
                or min(v.strides, default=0) < 0
                or v.size != x.size
                or v.size == 0
                or 1 in v.shape
            )


def test_new_arrays():
    assert xp.empty((2, 3), np.float32).shape == (2, 3)
    assert xp.zeros(4).dtype == np.float64
    big = xp.zeros((700, 1000), np.float32)
    assert not big.any()
    del big
    assert not xp.zeros((700, 1000), np.float32).any()
    assert xp.full((2,), 7, "i4").tolist() == [7, 7]
    assert xp.zeros((), bool).shape == ()
    x = np.ones((3, 4), np.float32)
    assert xp.ascontiguousarray(x) is x
    assert xp.ascontiguousarray(x.T).flags.c_contiguous
    for dtype, value in itertools.product("?bBhilfd", (0, 1, 100, -1, 2.5, True)):
        if (dtype == "B" and value == -1) or (dtype in "bBhil" and value == 2.5):
            continue
        got = xp.full((3, 5), value, dtype)
        assert got.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(got, np.full((3, 5), value, dtype))
    with pytest.raises(ValueError, match="negative"):
        xp.zeros((-1,))
    with pytest.raises(OverflowError):
        xp.full((1,), 300, "u1")
    bits = memory.full_kernel((2,), D.bfloat16)
    assert bits(1.0, None).tolist() == [0x3F80, 0x3F80]
    assert bits(None, None).shape == (2,)
    out = np.zeros((2, 3), np.float32)
    assert memory.full_kernel((2, 3), D.float32)(2, out) is out
    assert (out == 2).all()
    assert memory.full_kernel((2, 3), D.float32)(2, out.T) is NotImplemented
    assert memory.full_kernel((3, 2), D.float32)(2, out.T) is NotImplemented
    assert memory.full_kernel((2,), D.complex64)(2, None) is NotImplemented
    assert memory.full_kernel((2,), D.int64)(2.5, None) is NotImplemented


def test_into_an_array():
    x = np.arange(4.0)
    out = np.zeros((3, 4), np.float32)
    assert C.cast_kernel(D.float64, D.float32)(x, out) is out
    np.testing.assert_array_equal(out, [x, x, x])
    wide = np.zeros((3, 8), np.float32)
    C.cast_kernel(D.float32, D.float32)(out, wide[:, ::2])
    np.testing.assert_array_equal(wide[:, ::2], out)
    assert not wide[:, 1::2].any()
    assert C.cast_kernel(D.float64, D.float32)(x, np.zeros(3, np.float32)) is NotImplemented
    assert C.cast_kernel(D.float64, D.complex64) is None
    nan = np.uint16([0x7F81])
    assert C.cast_kernel(D.bfloat16, D.bfloat16)(nan, None).tolist() == [0x7F81]
    with pytest.raises(TypeError):
        xp.zeros((2,), object)


def test_threads():
    x = np.random.default_rng(4).standard_normal((700, 1100)).astype(np.float32)
    before = ext.get_num_threads()
    try:
        results = []
        for n in (1, 4):
            ext.set_num_threads(n)
            results.append([memory.copy(x.T, "C").tobytes(), C.cast(x.T, D.float32, D.bfloat16).tobytes()])
        assert results[0] == results[1]
    finally:
        ext.set_num_threads(before)
