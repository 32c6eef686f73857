"""2-d convolution: compiled kernels against the NumPy references in float64, those against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays.layers import conv as C
from rushlight._native import ext

# (N, C, H, W), (O, C/groups, KH, KW), stride, padding, dilation, groups
CASES = [
    ((4, 3, 32, 32), (6, 3, 5, 5), 1, 0, 1, 1),  # the seed's network
    ((4, 6, 14, 14), (16, 6, 5, 5), 1, 0, 1, 1),
    ((1, 3, 32, 32), (6, 3, 5, 5), 1, 0, 1, 1),
    ((35, 6, 14, 14), (16, 6, 5, 5), 1, 0, 1, 1),
    ((3, 1, 28, 28), (8, 1, 3, 3), 1, 1, 1, 1),
    ((2, 3, 17, 23), (5, 3, 3, 4), 1, 0, 1, 1),
    ((2, 3, 17, 23), (7, 3, 3, 2), 1, (1, 2), 1, 1),
    ((2, 16, 12, 12), (32, 16, 3, 3), 1, 1, 1, 1),
    ((2, 17, 12, 13), (33, 17, 3, 3), 1, 1, 1, 1),
    ((2, 16, 12, 12), (32, 16, 3, 3), 2, 1, 1, 1),
    ((2, 8, 15, 15), (24, 8, 1, 1), 1, 0, 1, 1),
    ((2, 8, 15, 15), (24, 8, 1, 1), 2, 0, 1, 1),
    ((1, 3, 40, 40), (16, 3, 7, 7), 2, 3, 1, 1),
    ((2, 4, 20, 20), (6, 4, 3, 3), 1, 2, 2, 1),
    ((2, 4, 20, 20), (6, 4, 3, 3), (2, 3), (2, 1), (2, 3), 1),
    ((2, 8, 12, 12), (12, 2, 3, 3), 1, 1, 1, 4),
    ((2, 8, 12, 12), (8, 1, 3, 3), 1, 1, 1, 8),
    ((2, 8, 12, 12), (16, 1, 5, 5), 1, 2, 1, 8),
    ((2, 32, 9, 9), (64, 16, 3, 3), 1, 1, 1, 2),
    ((1, 1, 1, 1), (1, 1, 1, 1), 1, 0, 1, 1),
    ((1, 2, 3, 3), (2, 2, 3, 3), 1, 0, 1, 1),
    ((1, 2, 3, 3), (2, 2, 5, 5), 1, 4, 1, 1),  # more padding than image
    ((2, 2, 5, 64), (3, 2, 1, 9), 1, 0, 1, 1),
    ((2, 2, 64, 5), (3, 2, 9, 1), 1, 0, 1, 1),
    ((1, 64, 8, 8), (64, 64, 3, 3), 1, 1, 1, 1),
    ((2, 5, 9, 9), (16, 5, 3, 3), 1, 1, 1, 1),  # the direct kernels' ways to fill the lanes
    ((2, 10, 11, 15), (20, 10, 3, 3), 1, 1, 1, 1),
    ((3, 3, 20, 20), (16, 3, 5, 5), 1, 2, 1, 1),
    ((2, 12, 10, 30), (10, 12, 5, 5), 1, 2, 1, 1),
    ((2, 15, 7, 13), (3, 15, 3, 3), 1, (1, 0), 1, 1),
    ((2, 21, 7, 13), (15, 21, 3, 3), 1, 0, 1, 1),
    ((17, 4, 8, 32), (1, 4, 5, 5), 1, 0, 1, 1),
    ((1, 4, 5, 16), (32, 4, 5, 3), 1, 0, 1, 1),
    ((0, 3, 8, 8), (4, 3, 3, 3), 1, 0, 1, 1),
    ((2, 3, 8, 8), (0, 3, 3, 3), 1, 0, 1, 1),
    ((2, 0, 8, 8), (4, 0, 3, 3), 1, 0, 1, 1),
]


def make(case, dtype, seed=0):
    """x, w, b, a gradient of the output, and the options."""
    x_shape, w_shape, *options = case
    rng = np.random.default_rng(seed)
    x, w, b = (rng.standard_normal(s).astype(dtype) for s in (x_shape, w_shape, w_shape[:1]))
    y = C.conv2d_reference(x.astype(np.float64), w.astype(np.float64), None, *options)
    return x, w, b, rng.standard_normal(y.shape).astype(dtype), options


def close(got, function, *operands):
    """|error| <= 16 eps * (the same sum of absolute values): each term is rounded relative to its own size,
    and the partial sums grow like sqrt(terms), of which there are at most some ten thousand here."""
    exact = function(*(o.astype(np.float64) for o in operands))
    size = function(*(np.abs(o).astype(np.float64) for o in operands))
    assert got.shape == exact.shape and got.dtype == operands[0].dtype and isinstance(got, np.ndarray)
    assert np.all(np.abs(got - exact) <= 16 * np.finfo(got.dtype).eps * size)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_against_reference(case, dtype):
    x, w, b, g, options = make(case, dtype)
    close(C.conv2d(x, w, b, *options), lambda x, w, b: C.conv2d_reference(x, w, b, *options), x, w, b)
    close(C.conv2d(x, w, None, *options), lambda x, w: C.conv2d_reference(x, w, None, *options), x, w)
    close(
        C.conv2d_grad_input(g, w, x.shape, *options),
        lambda g, w: C.conv2d_grad_input_reference(g, w, x.shape, *options),
        g,
        w,
    )
    close(
        C.conv2d_grad_weight(g, x, w.shape, *options),
        lambda g, x: C.conv2d_grad_weight_reference(g, x, w.shape, *options),
        g,
        x,
    )
    close(C.conv2d_grad_bias(g), C.conv2d_grad_bias_reference, g)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_reference_against_torch(case):
    torch = pytest.importorskip("torch")
    x, w, b, g, (stride, padding, dilation, groups) = make(case, np.float64)
    if 0 in x.shape[1:] or 0 in w.shape:
        pytest.skip("PyTorch does not differentiate convolutions without channels")
    tx, tw, tb = (torch.from_numpy(v).requires_grad_() for v in (x, w, b))
    y = torch.nn.functional.conv2d(tx, tw, tb, stride, padding, dilation, groups)
    y.backward(torch.from_numpy(g))
    options = (stride, padding, dilation, groups)
    # float64 throughout, sums of at most some thousand numbers around 1
    assert np.allclose(C.conv2d_reference(x, w, b, *options), y.detach().numpy(), rtol=0, atol=1e-10)
    assert np.allclose(C.conv2d_grad_input_reference(g, w, x.shape, *options), tx.grad.numpy(), rtol=0, atol=1e-10)
    assert np.allclose(C.conv2d_grad_weight_reference(g, x, w.shape, *options), tw.grad.numpy(), rtol=0, atol=1e-10)
    assert np.allclose(C.conv2d_grad_bias_reference(g), tb.grad.numpy(), rtol=0, atol=1e-10)


def test_strides_and_out():
    x, w, b, g, options = make(CASES[5], np.float32)
    y = C.conv2d(x, w, b, *options)
    gx, gw = C.conv2d_grad_input(g, w, x.shape, *options), C.conv2d_grad_weight(g, x, w.shape, *options)

    def spread(v):
        wide = np.zeros([2 * n for n in v.shape], v.dtype)[tuple(slice(None, None, 2) for _ in v.shape)]
        wide[...] = v
        return wide

    last = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)  # channels last
    assert np.array_equal(C.conv2d(last, spread(w), spread(b), *options), y)
    assert np.array_equal(C.conv2d_grad_input(spread(g), spread(w), x.shape, *options), gx)
    assert np.array_equal(C.conv2d_grad_weight(spread(g), last, w.shape, *options), gw)
    assert np.array_equal(C.conv2d_grad_bias(spread(g)), C.conv2d_grad_bias(g))
    for out in (np.empty_like(y), spread(y)):
        out[...] = np.nan
        assert C.conv2d(x, w, b, *options, out) is out
        assert np.array_equal(out, y)


def test_out_over_an_operand():
    x, w, b, _, _ = make(((1, 4, 6, 6), (4, 4, 3, 3), 1, 1, 1, 1), np.float32)
    y = C.conv2d(x, w, b, 1, 1)
    assert np.array_equal(C.conv2d(x, w, b, 1, 1, 1, 1, x), y)


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.float16, np.complex64])
def test_other_dtypes_run_through_numpy(dtype):
    rng = np.random.default_rng(1)
    x, w = rng.integers(0, 9, (2, 3, 6, 6)).astype(dtype), rng.integers(0, 3, (4, 3, 3, 3)).astype(dtype)
    y = C.conv2d(x, w)
    assert y.dtype == dtype
    assert np.array_equal(y, C.conv2d_reference(x.real.astype(np.float64), w.real.astype(np.float64)))  # exact
    assert C.conv2d_grad_input(y, w, x.shape).dtype == dtype
    assert C.conv2d_grad_weight(y, x, w.shape).dtype == dtype
    assert C.conv2d_grad_bias(y).dtype == dtype


@pytest.mark.parametrize("case", CASES[:3] + CASES[7:8], ids=str)
def test_nothing_leaks_across_edges(case):
    """One infinite pixel reaches exactly the outputs whose patches hold it."""
    x, w, b, g, options = make(case, np.float32)
    w[...] = np.abs(w)
    x[0, 0, 5, -1] = np.inf
    assert np.array_equal(np.isfinite(C.conv2d(x, w, b, *options)), np.isfinite(C.conv2d_reference(x, w, b, *options)))
    got = C.conv2d_grad_weight(g, x, w.shape, *options)
    assert np.array_equal(np.isfinite(got), np.isfinite(C.conv2d_grad_weight_reference(g, x, w.shape, *options)))
    g[0, 0, 3, -1] = np.inf
    got = C.conv2d_grad_input(g, w, x.shape, *options)
    assert np.array_equal(np.isfinite(got), np.isfinite(C.conv2d_grad_input_reference(g, w, x.shape, *options)))


def test_errors():
    x, w = np.ones((2, 3, 8, 8), np.float32), np.ones((4, 3, 3, 3), np.float32)
    for call in (
        lambda: C.conv2d(x, w[:, :2]),
        lambda: C.conv2d(x, w, np.ones(3, np.float32)),
        lambda: C.conv2d(x[0], w),
        lambda: C.conv2d(x, w, None, 0),
        lambda: C.conv2d(x, w, None, 1, -1),
        lambda: C.conv2d(x, w, None, 1, 0, 5),
        lambda: C.conv2d(x, w, None, 1, 0, 1, 2),
        lambda: C.conv2d(x, w, None, 1, 0, 1, 0),
        lambda: C.conv2d(x, w, None, (1, 1, 1)),
        lambda: C.conv2d(x, w, None, 1, 0, 1, 1, np.ones((2, 4, 5, 6), np.float32)),
        lambda: C.conv2d_grad_input(x, w, (2, 3, 8, 8)),
        lambda: C.conv2d_grad_weight(x, x, (4, 3, 3, 3)),
        lambda: C.conv2d_grad_weight(x, x, (4, 3, 3)),
    ):
        with pytest.raises(ValueError):
            call()
    with pytest.raises(TypeError):
        C.conv2d(x, "w")


@pytest.mark.skipif(not hasattr(ext, "set_num_threads"), reason="built without a thread pool")
@pytest.mark.parametrize(
    "case", [((37, *c[0][1:]), *c[1:]) for c in (*CASES[:2], CASES[7], CASES[9], CASES[16])] + [CASES[24]], ids=str
)
def test_same_bits_for_any_number_of_threads(case):
    x, w, b, g, options = make(case, np.float32)
    before = ext.get_num_threads()
    try:
        results = []
        for threads in (1, 2, 4, 4, 4):
            ext.set_num_threads(threads)
            y, gx = C.conv2d(x, w, b, *options), C.conv2d_grad_input(g, w, x.shape, *options)
            results.append((y, gx, C.conv2d_grad_weight(g, x, w.shape, *options), C.conv2d_grad_bias(g)))
    finally:
        ext.set_num_threads(before)
    for other in results[1:]:
        for got, first in zip(other, results[0]):
            assert np.array_equal(got, first)
