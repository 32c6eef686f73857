"""Elementwise functions: compiled loops against NumPy, over dtypes, strides, shapes and special values."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays import cpu as xp
from rushlight._arrays.elementwise.elementwise import elementwise_kernel
from rushlight._base import dtypes
from rushlight._native import ext

NATIVE = ext.elementwise
ONE = [
    "neg",
    "abs",
    "square",
    "sqrt",
    "rsqrt",
    "reciprocal",
    "relu",
    "sign",
    "floor",
    "ceil",
    "trunc",
    "round",
    "frac",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "silu",
    "erf",
    "erfc",
    "gelu",
    "gelu_tanh",
]
SPECIAL_FUNCTIONS = ["lgamma", "digamma", "erfinv", "ndtri", "erfcx", "log_ndtr", "i0", "i0e", "i1", "i1e"]
ONE += SPECIAL_FUNCTIONS
TWO = [
    "add",
    "sub",
    "rsub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "pow",
    "atan2",
    "xlogy",
    "relu_backward",
    "sigmoid_backward",
    "tanh_backward",
    "silu_backward",
    "gelu_backward",
    "gelu_tanh_backward",
    "leaky_relu",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
]
OPERANDS = dict.fromkeys(ONE, 1) | dict.fromkeys(TWO, 2)
OPERANDS |= {
    "add_scaled": 3,
    "clamp": 3,
    "lerp": 3,
    "softplus": 3,
    "leaky_relu_backward": 3,
    "hardtanh_backward": 4,
    "addcmul": 4,
    "addcdiv": 4,
    "elu": 4,
    "where": 3,
}
WHOLE = [
    "neg",
    "abs",
    "square",
    "relu",
    "sign",
    "add",
    "sub",
    "rsub",
    "mul",
    "maximum",
    "minimum",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
]
EXACT = {
    "neg",
    "abs",
    "square",
    "sqrt",
    "reciprocal",
    "relu",
    "sign",
    "floor",
    "ceil",
    "trunc",
    "round",
    "frac",
    "add",
    "sub",
    "rsub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "relu_backward",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "clamp",
    "addcmul",
    "add_scaled",
    "sub_scaled",
    "where",
}
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 0.5, 88.7, -103.9, 1e-40, -1e-40, 3e38, 1e-10]


def draw(rng, shape, dtype):
    if dtype == np.int64:
        return np.asarray(rng.integers(-50, 50, shape))
    return np.asarray(rng.standard_normal(shape)).astype(dtype)


def operands(rng, name, shapes, dtype):
    """Operands in the function's domain, of the given shapes."""
    arrays = [draw(rng, shape, dtype) for shape in shapes]
    if name in ("sqrt", "rsqrt", "log", "log2", "log10", "log1p", "pow"):
        arrays[0] = np.abs(arrays[0]) + dtype(0.01)
    if name in ("asin", "acos", "erfinv"):
        arrays[0] = np.tanh(arrays[0])
    if name == "ndtri":
        arrays[0] = 0.5 + 0.5 * np.tanh(arrays[0])
    if name == "xlogy":
        arrays[1] = np.abs(arrays[1])
    if name == "where":
        arrays[0] = arrays[0] > 0
    return [np.asarray(a) for a in arrays]


def reference_of(name):
    """The NumPy function behind the choice between it and the compiled loop."""
    return getattr(xp, name).__wrapped__


def expect(name, got, arrays):
    """The reference's result, within a few units in the last place; computed in float64 where it is not exact."""
    assert got is not NotImplemented
    wide = arrays if name in EXACT else [a.astype(np.float64) if isinstance(a, np.ndarray) else a for a in arrays]
    want = reference_of(name)(*wide)
    assert type(got) is np.ndarray
    assert got.shape == want.shape
    dtype = next(a.dtype for a in arrays[::-1] if isinstance(a, np.ndarray))
    assert got.dtype == (bool if want.dtype == bool else dtype)
    if name in EXACT and name not in ("addcmul", "add_scaled", "sub_scaled"):
        np.testing.assert_array_equal(got, want)
    else:
        with np.errstate(all="ignore"):
            want = want.astype(got.dtype)
        eps = (64 if name.endswith("_backward") or name in SPECIAL_FUNCTIONS else 8) * np.finfo(got.dtype).eps
        np.testing.assert_allclose(got, want, rtol=eps, atol=eps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPERANDS)
def test_same_shapes(name, dtype):
    rng = np.random.default_rng(0)
    for shape in [(), (0,), (1,), (7,), (16,), (67,), (3, 0, 2), (5, 13), (2, 3, 41), (1001,)]:
        arrays = operands(rng, name, [shape] * OPERANDS[name], dtype)
        expect(name, NATIVE[name](*arrays, None), arrays)


@pytest.mark.parametrize("name", WHOLE)
def test_int64(name):
    rng = np.random.default_rng(1)
    for shape in [(), (0,), (9,), (4, 33)]:
        arrays = operands(rng, name, [shape] * OPERANDS[name], np.int64)
        expect(name, NATIVE[name](*arrays, None), arrays)
    low = np.array([np.iinfo(np.int64).min, -1])
    np.testing.assert_array_equal(NATIVE["add"](low, low), [0, -2])
    assert NATIVE["add"](low, 2**63) is NotImplemented
    assert NATIVE["add"](low, 0.5) is NotImplemented
    np.testing.assert_array_equal(NATIVE["mul"](low, True), low)


LAYOUTS = {
    "transposed": lambda a: np.ascontiguousarray(a.T).T,
    "backwards": lambda a: np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
    "gaps": lambda a: np.repeat(np.repeat(a, 2, 0), 3, 1)[::2, ::3],
    "columns": lambda a: np.repeat(a, 2, 1)[:, ::2],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["add", "relu", "exp", "lt", "lerp", "addcmul", "where"])
@pytest.mark.parametrize("shape", [(3, 5), (70, 40), (9, 1300), (1300, 9)])
def test_strides(name, layout, shape):
    rng = np.random.default_rng(2)
    plain = operands(rng, name, [shape] * OPERANDS[name], np.float32)
    for which in range(2 ** len(plain)):
        arrays = [LAYOUTS[layout](a) if which >> i & 1 else a for i, a in enumerate(plain)]
        np.testing.assert_array_equal(NATIVE[name](*arrays, None), NATIVE[name](*plain, None))


@pytest.mark.parametrize(
    "shapes",
    [
        ((4, 1), (1, 5)),
        ((4, 5), (5,)),
        ((4, 5), ()),
        ((), (4, 5)),
        ((2, 3, 8, 9), (3, 1, 1)),
        ((6, 40), (6, 1)),
        ((1, 1), (3, 200)),
        ((0, 3), (1, 3)),
        ((2, 1, 3, 1), (4, 1, 50)),
        ((1000, 3), (3,)),
        ((1, 700), (700,)),
        ((2, 1), (2, 1)),
    ],
)
@pytest.mark.parametrize("name", ["sub", "gt", "pow", "addcdiv", "where"])
def test_broadcast(name, shapes):
    rng = np.random.default_rng(3)
    shapes = [shapes[i % 2] for i in range(OPERANDS[name])]
    arrays = operands(rng, name, shapes, np.float32)
    expect(name, NATIVE[name](*arrays, None), arrays)
    spread = [np.broadcast_to(a, np.broadcast_shapes(*shapes)) for a in arrays]
    np.testing.assert_array_equal(NATIVE[name](*spread, None), NATIVE[name](*arrays, None))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("name", ["add", "sub", "rsub", "mul", "lt", "maximum"])
def test_numbers(name, dtype):
    rng = np.random.default_rng(4)
    x = draw(rng, (3, 37), dtype)
    for s in (2, -3, True) if dtype == np.int64 else (2, -3, True, 0.1, float("inf"), float("nan")):
        expect(name, NATIVE[name](x, s, None), [x, dtype(s) + np.zeros_like(x)])
        expect(name, NATIVE[name](s, x, None), [dtype(s) + np.zeros_like(x), x])
        expect(name, NATIVE[name](x.T, s, None), [x.T, dtype(s) + np.zeros_like(x.T)])


def test_powers():
    x = np.float32([-2.0, 0.5, 3.0, 0.0])
    for e in (2, 3, -1, -2, 0.5, 0, 1, 2.5):
        np.testing.assert_allclose(xp.pow(x, e), reference_of("pow")(x, e), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [n for n, k in OPERANDS.items() if k < 3])
def test_special_values(name, dtype):
    with np.errstate(all="ignore"):
        x = np.array(SPECIAL, dtype)
    arrays = [x] if OPERANDS[name] == 1 else [np.repeat(x, len(x)), np.tile(x, len(x))]
    got = NATIVE[name](*arrays, None)
    want = reference_of(name)(*arrays)
    if name in ("silu_backward", "gelu_backward", "gelu_tanh_backward", "xlogy", "gelu_tanh", "silu", "gelu"):
        finite = np.isfinite(want)  # inf times 0 comes out at different places
        got, want = got[finite], want[finite]
    np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-37)


@pytest.mark.parametrize(
    "name", ["exp", "exp2", "expm1", "log", "log2", "log1p", "tanh", "sigmoid", "sin", "cos", "erf", "sqrt", "rsqrt"]
)
def test_accuracy(name):
    """At most 2 units in the last place in float32, where the result is not denormal."""
    rng = np.random.default_rng(5)
    x = np.concatenate(
        [
            rng.integers(0, 2**32, 20000, dtype=np.uint32).view(np.float32),
            rng.uniform(-15, 15, 20000).astype(np.float32),
            rng.uniform(-1, 1, 20000).astype(np.float32),
        ]
    )
    with np.errstate(all="ignore"):
        want = reference_of(name)(x.astype(np.float64))
        narrow = want.astype(np.float32)
        normal = np.isfinite(narrow) & (np.abs(narrow) > 1.2e-38)
        got = NATIVE[name](x, None)
        error = np.abs(got.astype(np.float64) - want) / np.spacing(np.abs(narrow))
        assert error[normal].max() <= 2
        np.testing.assert_array_equal(np.isnan(got), np.isnan(narrow))
        np.testing.assert_array_equal(got[np.isinf(narrow)], narrow[np.isinf(narrow)])


def test_layout_follows_the_operands():
    x = np.zeros((4, 5, 6), np.float32)
    assert xp.add(x.transpose(2, 0, 1), 1, None).strides == x.transpose(2, 0, 1).strides
    assert xp.exp(x.T).flags.f_contiguous
    assert xp.add(x.transpose(0, 2, 1), x.transpose(0, 2, 1)).strides == x.transpose(0, 2, 1).strides
    assert xp.add(x, x[:, :1]).flags.c_contiguous
    assert xp.relu(x[:, ::2]).flags.c_contiguous


def test_out():
    rng = np.random.default_rng(6)
    x, y = draw(rng, (9, 50), np.float32), draw(rng, (9, 50), np.float32)
    want = x + y
    out = np.empty((9, 50), np.float32)
    assert xp.add(x, y, out) is out
    np.testing.assert_array_equal(out, want)
    gaps = np.zeros((9, 100), np.float32)
    assert NATIVE["add"](x, y, gaps[:, ::2]) is not NotImplemented
    np.testing.assert_array_equal(gaps[:, ::2], want)
    assert not gaps[:, 1::2].any()
    own = x.copy()
    assert NATIVE["add"](own, y, own) is own
    np.testing.assert_array_equal(own, want)
    transposed = x.copy().T
    NATIVE["add"](transposed, y.T, transposed)
    np.testing.assert_array_equal(transposed, want.T)


def test_out_that_overlaps_an_operand():
    x = np.arange(100, dtype=np.float32)
    assert NATIVE["add"](x[:-1], 1, x[1:]) is NotImplemented
    xp.add(x[:-1], 1, x[1:])
    np.testing.assert_array_equal(x[1:], np.arange(99) + 1)
    y = np.arange(9, dtype=np.float32).reshape(3, 3)
    xp.add(y, y.T, y)
    np.testing.assert_array_equal(y, [[0, 4, 8], [4, 8, 12], [8, 12, 16]])


def test_what_the_loops_refuse():
    x = np.ones(4, np.float32)
    add = NATIVE["add"]
    for a, b, out in [
        (x, x.astype(np.float64), None),
        (x.astype(np.float16), 1, None),
        (x, "a", None),
        (x, 1j, None),
        (1, 2, None),
        (x.astype(">f4"), x, None),
        (x, np.ones(3, np.float32), None),
        (x, x, np.ones(3, np.float32)),
        (x, x, np.ones(4)),
        (x, x, "out"),
        (x, 10**400, None),
        (x, x, np.broadcast_to(np.float32(0), 4)),
        (x, None, None),
        (np.frombuffer(b"\0" * 17, np.uint8)[1:].view(np.float32), x, None),
    ]:
        assert add(a, b, out) is NotImplemented
    with pytest.raises(TypeError, match="2 operands"):
        add(x)
    with pytest.raises(ValueError, match="broadcast"):
        xp.add(x, np.ones(3, np.float32))


def test_other_dtypes_take_the_reference():
    assert xp.add(np.uint8([44]), 300, None).tolist() == [88]
    assert xp.add(np.array([True, False]), np.array([False, False])).tolist() == [True, False]
    np.testing.assert_array_equal(xp.exp(np.complex64([0])), np.complex64([1]))
    assert xp.add(np.zeros((), np.int32), 1).shape == ()
    assert xp.where(np.array([True, False]), 1, np.zeros(2)).tolist() == [1, 0]
    assert xp.clamp(np.arange(4), 1, None).tolist() == [1, 1, 2, 3]
    assert xp.clamp(np.arange(4.0), None, 2).tolist() == [0, 1, 2, 2]


@pytest.mark.parametrize("dtype", ["?", "i1", "i2", "i4", "i8", "f2", "f4", "f8", "c8"])
def test_where_dtypes(dtype):
    rng = np.random.default_rng(7)
    c = rng.random((20, 30)) < 0.5
    x, y = rng.integers(0, 2, (20, 30)).astype(dtype), rng.integers(0, 2, 30).astype(dtype)
    got = NATIVE["where"](c, x, y, None)
    assert got.dtype == x.dtype
    np.testing.assert_array_equal(got, np.where(c, x, y))


def test_kernel_choice():
    assert elementwise_kernel("add", dtypes.float32) is NATIVE["add"]
    assert elementwise_kernel("add", dtypes.int64) is NATIVE["add"]
    for name, dtype in [("exp", dtypes.int64), ("add", dtypes.bfloat16), ("add", None), ("nothing", dtypes.float32)]:
        assert elementwise_kernel(name, dtype) is None


@pytest.fixture
def threads():
    before = ext.get_num_threads()
    yield ext.set_num_threads
    ext.set_num_threads(before)


@pytest.mark.parametrize("name", ["add", "exp", "pow", "lerp", "lt"])
def test_threads(threads, name):
    """One thread and four give the same bits, for contiguous, strided and broadcast operands."""
    rng = np.random.default_rng(8)
    big = operands(rng, name, [(301, 1007)] * OPERANDS[name], np.float32)
    cases = [big, [a.T for a in big], [a[::2, ::3] for a in big], [big[0], *[a[:, :1] for a in big[1:]]]]
    cases.append(
        [
            np.ascontiguousarray(a.reshape(-1)[: 3 * 90000].reshape(-1, 3)) if i == 0 else a[0, :3]
            for i, a in enumerate(big)
        ]
    )
    for arrays in cases:
        results = []
        for n in (1, 4):
            threads(n)
            results.append(NATIVE[name](*arrays, None))
        assert results[0].tobytes() == results[1].tobytes()
        expect(name, results[0], arrays)
