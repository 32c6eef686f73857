"""torch.masked beside PyTorch's: all dtypes, masks that broadcast, leave nothing or are no bools, sizes of 0,
errors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight

CALLS = (
    "sum(x, mask=m)",
    "sum(x, 1, keepdim=True, mask=m)",
    "sum(x, (0, -1), mask=m)",
    "sum(x, (), mask=m)",
    "sum(x, dtype=t.float64)",
    "prod(x, mask=m)",
    "prod(x, 0, mask=m)",
    "prod(x, (0, 1), keepdim=True, mask=m)",
    "amax(x, mask=m)",
    "amax(x, 1, mask=m)",
    "amin(x, 0, keepdim=True, mask=m)",
    "amin(x, (0, 1), mask=m, dtype=t.float64)",
    "argmax(x, 1, mask=m)",
    "argmax(x, mask=m)",
    "argmin(x, 0, keepdim=True, mask=m)",
    "argmin(x, mask=m, dtype=t.int64)",
    "mean(x, mask=m)",
    "mean(x, 1, mask=m, keepdim=True)",
    "mean(x, 0)",
    "mean(x, mask=m, dtype=t.float64)",
    "median(x, 1, mask=m)",
    "median(x, mask=m, keepdim=True)",
    "median(x, 0)",
    "logsumexp(x, 1, mask=m)",
    "logsumexp(x, mask=m)",
    "norm(x, 2.0, 1, mask=m)",
    "norm(x, mask=m)",
    "norm(x, float('inf'), 0, mask=m)",
    "norm(x, float('-inf'), 0, mask=m)",
    "norm(x, 0, 1, mask=m)",
    "norm(x, 3, 1, mask=m)",
    "norm(x, dtype=t.float64, mask=m)",
    "var(x, mask=m)",
    "var(x, 1, False, mask=m)",
    "var(x, 0, correction=2, mask=m, keepdim=True)",
    "std(x, 1, mask=m)",
    "std(x)",
    "std(x, (0, 1), True, dtype=t.float64, mask=m)",
    "var(x, 1, correction=5)",
    "softmax(x, 1, mask=m)",
    "softmax(x, 0)",
    "softmax(x, 0, dtype=t.float64, mask=m)",
    "log_softmax(x, 1, mask=m)",
    "softmin(x, 1, mask=m)",
    "normalize(x, 2.0, 1, mask=m)",
    "normalize(x, 1.0, 0, eps=0.5)",
    "cumsum(x, 1, mask=m)",
    "cumprod(x, -2, mask=m)",
    "cumsum(x, 0, dtype=t.float64, mask=m)",
    "logaddexp(x, x, input_mask=m)",
    "logaddexp(x, x, input_mask=m, other_mask=m)",
    "var(x, 0, dtype=t.int64, mask=m)",
)
DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int8", "uint8", "bool", "complex64")
LIMITS = {"float16": 4e-3, "bfloat16": 3e-2, "float32": 1e-5, "complex64": 1e-5}
X = np.array([[1.5, -2.0, 3.25, 0.5], [2.0, 4.0, -1.0, 1.0], [0.75, 3.0, 2.5, -4.0]])
MASK = np.array([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]])
MASKS = {
    "bool": MASK.astype(bool),
    "nothing": np.zeros((3, 4), bool),
    "ints": MASK * 3,
    "row": MASK[0].astype(bool),
    "column": MASK[:, :1] > 0,
    "all": np.array(True),
}


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def outcome(t, call, x, mask):
    try:
        return eval(f"t.masked.{call}", {"t": t, "x": x, "m": mask})
    except Exception as error:
        return error


def compare(torch, call, x, mask, dtype):
    expected, got = (
        outcome(t, call, t.from_numpy(x).to(getattr(t, dtype)), t.from_numpy(np.array(mask)))
        for t in (torch, rushlight)
    )
    if isinstance(expected, Exception):
        assert isinstance(got, type(expected)), f"{call}: {got!r}, PyTorch {expected!r}"
        return
    assert not isinstance(got, Exception), f"{call}: {got!r}, PyTorch {expected}"
    assert str(got.dtype) == str(expected.dtype), call
    assert tuple(got.shape) == tuple(expected.shape), call
    wide = "complex128" if expected.dtype.is_complex else "float64"
    limit = max(LIMITS.get(dtype, 0), 1e-5 if "float32" in str(got.dtype) else 1e-12)
    a, b = (v.to(getattr(t, wide)).numpy() for v, t in ((got, rushlight), (expected, torch)))
    np.testing.assert_allclose(a, b, rtol=limit, atol=limit, err_msg=call)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("call", CALLS)
def test_values_and_errors_are_pytorchs(call, dtype):
    torch = pytest.importorskip("torch")
    for mask in MASKS.values():
        compare(torch, call, X, mask, dtype)


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(0, 4), (3, 0), (), (4,), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("call", CALLS)
def test_other_sizes(call, shape):
    torch = pytest.importorskip("torch")
    x = np.resize(X, shape)
    for mask in (np.resize(MASK > 0, shape), np.array(True), np.array(False)):
        for dtype in ("float32",) if "soft" in call else ("float32", "int64"):  # no softmax of integers
            compare(torch, call, x, mask, dtype)


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "sum(x, 2)",
        "sum(x, (0, 0))",
        "sum(x, (0, -2))",
        "sum(x, mask=m[None])",
        "sum(x, mask=m[:2])",
        "amax(x > 0, mask=m)",
        "mean(x.long(), mask=m)",
        "mean(x, dtype=t.int64)",
        "median(x.long(), 1, mask=m & False)",
        "var(x, 0, True, correction=1)",
        "norm(x.to(t.complex64), float('-inf'), mask=m)",
        "norm(x, None)",
        "norm(x.long())",
        "softmax(x.long(), 0)",
        "cumsum(x, 3)",
        "softmax(x, 0, m)",
        "argmax(x, (0, 1))",
        "logaddexp(x, x.long(), other_mask=m[None])",
        "amax(x.to(t.complex64), mask=m)",
        "sum(x, 1.5)",
    ],
)
def test_wrong_arguments(call):
    torch = pytest.importorskip("torch")
    x, mask = X.copy(), MASK > 0
    expected, got = (outcome(t, call, t.from_numpy(x), t.from_numpy(mask)) for t in (torch, rushlight))
    assert isinstance(expected, Exception)
    assert isinstance(got, type(expected)), f"{got!r}, PyTorch {expected!r}"


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="must be Tensor"):
        rushlight.masked.sum([1.0])
    with pytest.raises(TypeError, match="mask"):
        rushlight.masked.sum(rushlight.ones(2), mask=[True, False])


def test_nothing_flows_to_what_is_left_out():
    x = rushlight.tensor([1.0, float("inf"), 3.0], requires_grad=True)
    rushlight.masked.sum(x, mask=rushlight.tensor([True, False, True])).backward()
    assert x.grad.tolist() == [1.0, 0.0, 1.0]
