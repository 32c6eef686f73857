"""assert_close and make_tensor beside PyTorch's, message by message; check_op finds what is wrong with an operation."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight._core import Op, apply
from rushlight.testing import assert_close, check_op, make_tensor

nan, inf = float("nan"), float("inf")

# (actual, expected, options), with t the library
PAIRS = [
    lambda t: (t.tensor([1.0, 2.0, 3.0]), t.tensor([1.0, 2.5, 3.0]), {}),
    lambda t: (t.tensor([1.0, 2.0]), t.tensor([1.0, 2.0000001]), {}),
    lambda t: (t.tensor([[1, 2], [3, 4]]), t.tensor([[1, 2], [3, 5]]), {}),
    lambda t: (t.tensor([[1, 2], [3, 4]]), t.tensor([[1, 2], [3, 4]]), {}),
    lambda t: (t.tensor(1.0), t.tensor(2.0), {}),
    lambda t: (t.tensor(1.0), t.tensor(0.0), {}),
    lambda t: (t.tensor(3), t.tensor(2), {}),
    lambda t: (1.0, 1.5, {}),
    lambda t: (1.0, 1.0 + 1e-9, {}),
    lambda t: (1, 2, {}),
    lambda t: (1, 1.0, {}),
    lambda t: (1, 1.0, {"check_dtype": False}),
    lambda t: (1j, 2j, {}),
    lambda t: (nan, nan, {}),
    lambda t: (nan, nan, {"equal_nan": True}),
    lambda t: (inf, inf, {}),
    lambda t: (True, False, {}),
    lambda t: (True, True, {}),
    lambda t: (None, None, {}),
    lambda t: (None, 1, {}),
    lambda t: ("a", "a", {}),
    lambda t: (t.tensor([1.0]), t.tensor([1.0], dtype=t.float64), {}),
    lambda t: (t.tensor([1.0]), t.tensor([1], dtype=t.int64), {"check_dtype": False}),
    lambda t: (t.tensor([1.0]), t.tensor([1.0, 2.0]), {}),
    lambda t: ([t.tensor(1.0), t.tensor(2.0)], [t.tensor(1.0), t.tensor(3.0)], {}),
    lambda t: ((t.tensor(1.0),), [t.tensor(1.0)], {}),
    lambda t: ({"a": t.tensor([1.0])}, {"a": t.tensor([2.0])}, {}),
    lambda t: ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, {}),
    lambda t: ({"a": 1}, {"b": 1}, {}),
    lambda t: ([1], [1, 2], {}),
    lambda t: (t.tensor([nan]), t.tensor([nan]), {}),
    lambda t: (t.tensor([nan, 1.0]), t.tensor([nan, 1.0]), {"equal_nan": True}),
    lambda t: (t.tensor([1.0]), t.tensor([1.1]), {"rtol": 0.2}),
    lambda t: (t.tensor([1.0]), t.tensor([1.1]), {"rtol": 0.01, "atol": 0}),
    lambda t: (t.tensor([1.0]), t.tensor([1.1]), {"rtol": 0.2, "atol": 0}),
    lambda t: (t.tensor([1.0]), t.tensor([1.1]), {"msg": "hello"}),
    lambda t: (t.tensor([1.0]), t.tensor([1.1]), {"msg": lambda m: "X " + m}),
    lambda t: (t.ones(2, 3).t(), t.ones(3, 2), {"check_stride": True}),
    lambda t: (t.ones(2, 3).t(), t.ones(3, 2), {}),
    lambda t: (t.tensor([1j]), t.tensor([2j]), {}),
    lambda t: (t.tensor([True, False]), t.tensor([True, True]), {}),
    lambda t: (t.tensor([0.0]), t.tensor([0.1]), {}),
    lambda t: (t.tensor([255], dtype=t.uint8), t.tensor([0], dtype=t.uint8), {}),
    lambda t: (t.tensor([1.0, inf]), t.tensor([1.0, 2.0]), {}),
    lambda t: (t.tensor([1.0, inf]), t.tensor([1.0, inf]), {}),
    lambda t: (t.ones(2, dtype=t.bfloat16), t.tensor([1.0, 1.5], dtype=t.bfloat16), {}),
    lambda t: (t.ones(2, dtype=t.float16), t.tensor([1.0, 1.0009765625], dtype=t.float16), {}),
    lambda t: (t.ones(0), t.ones(0), {}),
    lambda t: (t.nn.Parameter(t.ones(2)), t.ones(2), {}),
]


def outcome(call):
    try:
        call()
    except (AssertionError, TypeError, ValueError) as error:
        return type(error), str(error)
    return None


@pytest.mark.torch
@pytest.mark.parametrize("pair", PAIRS, ids=range(len(PAIRS)))
def test_same_verdict_and_text(pair):
    torch = pytest.importorskip("torch")

    def run(t):
        a, b, options = pair(t)
        return outcome(lambda: t.testing.assert_close(a, b, **options))

    expected, got = run(torch), run(rushlight)
    if expected is not None and expected[0] is TypeError:
        assert got is not None
        assert got[0] is TypeError
    else:
        assert got == expected


def test_arrays_and_subclasses():
    assert_close(np.ones(3), np.ones(3))
    with pytest.raises(AssertionError, match="Mismatched elements: 3 / 3"):
        assert_close(np.ones(3), np.zeros(3))
    with pytest.raises(TypeError, match="No comparison pair"):
        assert_close(np.ones(3), rushlight.ones(3))
    with pytest.raises(TypeError, match="No comparison pair"):
        assert_close(rushlight.nn.Parameter(rushlight.ones(1)), rushlight.ones(1), allow_subclasses=False)


@pytest.mark.torch
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"low": 0, "high": 3},
        {"low": -1},
        {"noncontiguous": True},
        {"exclude_zero": True, "low": 0, "high": 2},
        {"low": 3, "high": 2},
        {"low": nan},
        {"requires_grad": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16", "int64", "uint8", "bool", "complex64"])
def test_make_tensor_draws_the_same(dtype, options):
    torch = pytest.importorskip("torch")

    def run(t):
        t.manual_seed(5)
        try:
            x = t.testing.make_tensor(3, 4, dtype=getattr(t, dtype), device="cpu", **options)
        except ValueError as error:
            return str(error)
        return x.stride(), x.requires_grad, x.detach().tolist()

    expected, got = run(torch), run(rushlight)
    if isinstance(expected, str):
        assert isinstance(got, str)
    else:
        assert got[:2] == expected[:2]
        np.testing.assert_allclose(got[2], expected[2], rtol=1e-6)


def test_make_tensor_refuses():
    with pytest.raises(ValueError, match="mutually exclusive"):
        make_tensor(2, dtype=rushlight.float32, device="cpu", noncontiguous=True, memory_format=rushlight.channels_last)
    with pytest.raises(ValueError, match="only supports"):
        make_tensor(2, dtype=rushlight.bool, device="cpu", low=3, high=5)


def double(*shape):
    return make_tensor(*shape, dtype=rushlight.float64, device="cpu", low=0.5, high=2, requires_grad=True)


def test_check_op_passes_what_is_right():
    check_op(rushlight.tanh, double(3, 2))
    check_op(rushlight.mul, double(3, 2), double(2))
    check_op(lambda x, y: (x @ y, x.sum()), double(2, 3), double(3, 2))
    check_op(rushlight.argmax, rushlight.tensor([3, 1, 2]))


class Bent(Op):
    """Twice x, with one thing wrong."""

    __slots__ = ("fault",)
    name = "Bent"
    saves = ((),)

    def infer(self, x):
        return x.like((1,)) if self.fault == "shape" else x

    def forward(self, xp, x):
        if self.fault == "input":
            x *= 2
            return x.copy()
        if self.fault == "layout" and not x.flags.c_contiguous:
            return 3 * x
        return 2 * x

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * (3 if self.fault == "gradient" else 2),)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("shape", "shape rule promises"),
        ("input", "changed its input"),
        ("layout", "inputs with gaps"),
        ("gradient", "Jacobian"),
    ],
)
def test_check_op_finds_faults(fault, text):
    check_op(Bent.of("none"), double(2, 3))
    with pytest.raises((AssertionError, RuntimeError), match=text):
        check_op(lambda x: apply(Bent.of(fault), x), double(2, 3))
