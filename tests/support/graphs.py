"""Expressions of tensors, run in rushlight and in PyTorch: value, dtype, strides, sharing, history, gradients, or the
error."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight

__all__ = ["beside_pytorch"]


def _leaves(lib, shapes):
    """Float64 leaves of the given shapes, the same numbers in both frameworks; a letter with "i" starts integers."""
    rng = np.random.default_rng(7)
    made = {}
    for name, shape in shapes.items():
        if name[0] == "i":
            made[name] = lib.from_numpy(rng.integers(0, 3, shape))
        elif name[0] == "k":
            made[name] = lib.from_numpy(np.asarray(rng.integers(0, 2, shape), bool))
        else:
            made[name] = lib.from_numpy(np.asarray(rng.standard_normal(shape))).requires_grad_()
    return made


def _flat(result):
    if isinstance(result, (tuple, list)):
        return [r for part in result for r in _flat(part)]
    return [result]


def _seen(lib, names, result):
    """What there is to say of each tensor in the result."""
    said = []
    for r in _flat(result):
        if not isinstance(r, lib.Tensor):
            said.append(r)
            continue
        shape = tuple(r.shape)
        strides = [s for s, n in zip(r.stride(), shape, strict=True) if n > 1] if 0 not in shape else None
        at = r.storage_offset() if r._is_view() and r.numel() else None
        node = r.grad_fn.name() if r.grad_fn is not None else None
        said.append((str(r.dtype), shape, strides, at, r._is_view(), r.is_leaf, node, r.output_nr))
    return said


def _gradients(lib, leaves, result):
    """Gradients of a weighted sum of all results, and of a sum of squares of those."""
    tensors = [r for r in _flat(result) if isinstance(r, lib.Tensor) and r.requires_grad]
    wanted = [v for v in leaves.values() if v.requires_grad]
    if not tensors:
        return []
    rng = np.random.default_rng(1)
    total = 0
    for r in tensors:
        weight = lib.from_numpy(np.asarray(rng.standard_normal(tuple(r.shape)))).to(r.dtype)
        total = total + (r * r * weight).sum()
    if total.dtype.is_complex:
        total = total.real
    grads = lib.autograd.grad(total, wanted, create_graph=True, allow_unused=True)
    used = [g for g in grads if g is not None and g.requires_grad]
    second = [None] * len(wanted)
    if used:
        second = lib.autograd.grad(sum((g * g).sum() for g in used), wanted, allow_unused=True)
    return [None if g is None else np.asarray(g.detach().resolve_conj().tolist()) for g in (*grads, *second)]


def outcome(lib, shapes, code):
    """(descriptions, values, gradients) or the error. ``code``: an expression, or statements that set ``r``."""
    leaves = _leaves(lib, shapes)
    names = {"torch": lib, "np": np, **leaves}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if "\n" in code or "; " in code:
                exec(code, names)
                result = names["r"]
            else:
                result = eval(code, names)
        except Exception as error:
            return error
        values = [r.detach().tolist() if isinstance(r, lib.Tensor) else r for r in _flat(result)]
        return _seen(lib, names, result), values, _gradients(lib, leaves, result)


def check(ours, theirs, shapes, code):
    """Assert that both frameworks give the same."""
    expected, got = outcome(theirs, shapes, code), outcome(ours, shapes, code)
    if isinstance(expected, Exception):
        assert isinstance(got, Exception), f"{code}: PyTorch raises {expected!r}"
        assert isinstance(got, type(expected)), f"{code}: PyTorch raises {expected!r}, we {got!r}"
        return
    if isinstance(got, Exception):
        raise got
    assert got[0] == expected[0], code
    for a, b in zip(got[1], expected[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12, err_msg=code)
    for a, b in zip(got[2], expected[2], strict=True):
        if a is None or b is None:
            rest = a if b is None else b
            assert rest is None or not rest.any(), code
        else:
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-10, err_msg=code)


def beside_pytorch(**groups):
    """The test that all lines of each group give the same. A group: the shapes of its operands, float64 leaves (names
    with i are integers, with k masks), and lines: an expression, or statements that set r."""
    cases = [(name, shapes, line) for name, (shapes, lines) in groups.items() for line in lines.strip().splitlines()]

    @pytest.mark.torch
    @pytest.mark.parametrize("shapes, code", [c[1:] for c in cases], ids=[f"{name}: {line}" for name, _, line in cases])
    def test(shapes, code):
        check(rushlight, pytest.importorskip("torch"), shapes, code)

    return test
