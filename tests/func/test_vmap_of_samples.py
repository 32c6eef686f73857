"""Every smooth sample under vmap: values and gradients as from example to example, whichever operands are batched."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight import func
from rushlight._core import Value
from rushlight._vmap.tree import flatten
from samples import SAMPLES

pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = 3
SMOOTH = [s for s in SAMPLES if s.grad]

# Refused, as by PyTorch: shapes and control flow that depend on data.
DATA_DEPENDENT = ("x[x[:, 0, 0].abs() < 100]", "set items", "gaussian_nll_loss")


def example(array, i):
    """The sample's input, for each example a little different; whole numbers as they are."""
    array = np.array(array)
    if array.dtype.kind == "f":
        array = np.array(array * (1 + 1e-3 * np.random.default_rng(i).random(array.shape)))
    return torch.from_numpy(array)


def tensors(result):
    return [v for v in flatten(result)[0] if isinstance(v, Value)]


def batches(sample):
    """(in_dims, arguments of vmap, arguments per example): all operands batched, then each alone."""
    n = len(sample.arrays)
    each = [[example(a, 7 * k + i) for i, a in enumerate(sample.arrays)] for k in range(EXAMPLES)]
    for mapped in {tuple(range(n)): None, **{(i,): None for i in range(n)}}:
        args = [torch.stack([e[i] for e in each]) if i in mapped else each[0][i] for i in range(n)]
        rows = [[e[i] if i in mapped else each[0][i] for i in range(n)] for e in each]
        yield tuple(0 if i in mapped else None for i in range(n)), args, rows


def same(got, expected):
    assert len(got) == len(expected)
    for a, b in zip(got, expected, strict=True):
        assert a.shape == b.shape
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a.resolve_conj().numpy(), b.resolve_conj().numpy(), rtol=1e-9, atol=1e-9)


def refused(call, in_dims):
    """Whether a call raises the error for one tensor that many examples would write."""
    if None not in in_dims and len(in_dims) > 1:
        return False
    try:
        call()
    except RuntimeError as error:
        return "inplace arithmetic" in str(error) or "running statistics" in str(error)
    return False


@pytest.mark.parametrize("sample", SMOOTH, ids=repr)
def test_values(sample):
    def call(*xs):
        return tensors(sample.call(torch, *[x.clone() for x in xs]))

    for in_dims, args, rows in batches(sample):
        mapped = func.vmap(call, in_dims=in_dims)
        if sample.name in DATA_DEPENDENT and sample.name != "set items":
            if in_dims[-1] == 0:
                with pytest.raises(RuntimeError, match="vmap"):
                    mapped(*args)
            continue
        if refused(lambda mapped=mapped, args=args: mapped(*args), in_dims):
            continue
        expected = [call(*row) for row in rows]
        same(mapped(*args), [torch.stack(list(column)) for column in zip(*expected, strict=True)])


def loss(sample):
    def call(*xs):
        total = 0
        for y in tensors(sample.call(torch, *[x.clone() for x in xs])):
            y = torch.view_as_real(y) if y.is_complex() else y
            if y.is_floating_point():
                total = total + (y * y.detach().sin()).sum() + (y * y).sum()
        return total

    return call


@pytest.mark.parametrize("sample", [s for s in SMOOTH if s.name not in DATA_DEPENDENT], ids=repr)
def test_gradients(sample):
    """vmap(grad(f)), and grad of the sum of vmap(f)."""
    wanted = tuple(i for i, a in enumerate(sample.arrays) if np.asarray(a).dtype.kind == "f")
    f = loss(sample)
    g = func.grad(f, argnums=wanted)
    for in_dims, args, rows in batches(sample):
        per_example = func.vmap(g, in_dims=in_dims)
        if refused(lambda per_example=per_example, args=args: per_example(*args), in_dims):
            continue
        each = [g(*row) for row in rows]
        same(per_example(*args), [torch.stack(list(column)) for column in zip(*each, strict=True)])
        whole = func.grad(lambda *xs, d=in_dims: func.vmap(f, in_dims=d)(*xs).sum(), argnums=wanted)
        expected = [
            torch.stack(list(column)) if in_dims[i] == 0 else sum(column)
            for i, column in zip(wanted, zip(*each, strict=True), strict=True)
        ]
        same(whole(*args), expected)


@pytest.mark.parametrize("sample", [s for s in SMOOTH if s.double and s.name not in DATA_DEPENDENT][::4], ids=repr)
def test_second_derivatives(sample):
    """Gradients of (batched) gradients, all operands batched."""
    wanted = tuple(i for i, a in enumerate(sample.arrays) if np.asarray(a).dtype.kind == "f")
    first = func.grad(loss(sample), argnums=wanted)

    def squares(gradients):
        return sum((v * v).sum() for v in gradients)

    second = func.grad(lambda *xs: squares(first(*xs)), argnums=wanted)
    in_dims, args, rows = next(batches(sample))
    expected = [torch.stack(list(column)) for column in zip(*[second(*row) for row in rows], strict=True)]
    same(func.vmap(second, in_dims=in_dims)(*args), expected)
    same(func.grad(lambda *xs: squares(func.vmap(first, in_dims=in_dims)(*xs)), argnums=wanted)(*args), expected)
