"""Functions beside PyTorch's: value, name of the node, gradient, and the gradient of the gradient."""

from __future__ import annotations

import numpy as np

import rushlight
from rushlight._core import run_backward


def arrays(shapes, seed=0, dtype=np.float64):
    """Normal random numbers, one array per shape; None for None."""
    rng = np.random.default_rng(seed)
    return [None if s is None else np.asarray(rng.standard_normal(s), dtype) for s in shapes]


def ours(array, requires_grad=True):
    """A Tensor of rushlight from a copy."""
    t = rushlight.from_numpy(array.copy())
    t._requires_grad = requires_grad
    return t


def same(got, expected, rtol, atol, what):
    assert tuple(got.shape) == tuple(expected.shape), what
    np.testing.assert_allclose(
        got.detach().numpy(), expected.detach().numpy(force=True), rtol=rtol, atol=atol, err_msg=str(what)
    )


def node(result):
    """The name of the node that made it; None for an operand itself."""
    return result.grad_fn and result.grad_fn.name()


def compare(f, g, operands, *, double=True, name=True, rtol=1e-9, atol=1e-9):
    """``f`` (rushlight's) and ``g`` (PyTorch's) on the same operands: arrays (differentiable) and None.

    ``double``: also compare the gradient of a random combination of the gradients; ``name``: also that of the node.
    """
    import torch

    rng = np.random.default_rng(1)
    given = [a for a in operands if a is not None]
    xs = [None if a is None else ours(a) for a in operands]
    zs = [None if a is None else torch.from_numpy(a.copy()).requires_grad_() for a in operands]
    y, z = f(*xs), g(*zs)
    same(y, z, rtol, atol, "value")
    if name:
        assert node(y) == node(z)
    xs, zs = [x for x in xs if x is not None], [z for z in zs if z is not None]
    seed = np.asarray(rng.standard_normal(y.shape), given[0].dtype)
    gy, gz = ours(seed), torch.from_numpy(seed.copy()).requires_grad_()
    got = run_backward([y], [gy], True, double, xs)
    expected = torch.autograd.grad(z, zs, gz, create_graph=double, allow_unused=True)
    pairs = [(p, q) for p, q in zip(got, expected, strict=True) if q is not None]
    for i, (p, q) in enumerate(pairs):
        same(p, q, rtol, atol, f"gradient {i}")
    pairs = [(p, q) for p, q in pairs if q.requires_grad]
    if not double or not pairs:
        return
    weights = [np.asarray(rng.standard_normal(q.shape), given[0].dtype) for _, q in pairs]
    left = right = 0
    for (p, q), w in zip(pairs, weights, strict=True):
        left = (p * ours(w, False)).sum() + left
        right = (q * torch.from_numpy(w)).sum() + right
    one = rushlight.ones((), dtype=left.dtype)
    got = run_backward([left], [one], False, False, [*xs, gy])
    expected = torch.autograd.grad(right, [*zs, gz], allow_unused=True)
    for i, (p, q) in enumerate(zip(got, expected, strict=True)):
        if p is not None and q is not None:
            same(p, q, rtol, atol, f"second gradient {i}")
        else:  # nothing flows, or zeros
            rest = p if q is None else q
            assert rest is None or not rest.detach().numpy().any(), i
