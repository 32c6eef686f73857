"""All distributions beside PyTorch's: shapes, moments, densities and their gradients, the same random numbers from a
seed."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pytest

import rushlight
from support.distributions import CASES, build, close, to_torch

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore:Singular sample|Low df")]

ALL = [(e.format("D." + name), dtype) for name, es in CASES.items() for e in es for dtype in ("float32", "float64")]
ALL = [(e, d) for e, d in ALL if d == "float32" or "GeneralizedPareto" not in e]
DOUBLE = [(e, d) for e, d in ALL if d == "float64"]
RTOL = {"float32": 2e-4, "float64": 1e-9}
ATOL = {"float32": 2e-5, "float64": 1e-10}


def of(cases):
    return pytest.mark.parametrize("expression, dtype", cases, ids=lambda v: v)


def outcome(call, *arguments):
    """A call's result, or the class of what it raises."""
    try:
        return call(*arguments)
    except Exception as error:
        return type(error)


def attribute(distribution, name):
    value = getattr(distribution, name)
    return value() if callable(value) else value


def same(got, expected, dtype, context=""):
    """Both are tensors that agree, or both calls raised alike."""
    if isinstance(expected, torch.Tensor):
        assert isinstance(got, rushlight.Tensor), (context, got)
        close(got, expected, RTOL[dtype], ATOL[dtype])
    elif isinstance(expected, type):
        assert isinstance(got, type) and issubclass(got, expected), (context, got, expected)
    else:
        assert got == expected, context


# PyTorch's formula for Kumaraswamy's mode takes the logarithm of a negative number: it is nan. Its Bessel functions in
# VonMises are polynomials with 7 digits. Multinomial's entropy takes a logarithm in float32, and misses
# a part after expand(). GeneralizedPareto takes float32 alone.
WRONG = {("Kumaraswamy", "mode"), ("Multinomial", "entropy of expanded")}


@of(ALL)
def test_shapes_and_moments(expression, dtype):
    (ours, _), (theirs, _) = build(rushlight, expression, dtype), build(torch, expression, dtype)
    assert tuple(ours.batch_shape) == tuple(theirs.batch_shape)
    assert tuple(ours.event_shape) == tuple(theirs.event_shape)
    for flag in ("has_rsample", "has_enumerate_support"):
        assert getattr(ours, flag) == getattr(theirs, flag), flag
    assert repr(ours) == repr(theirs)
    assert repr(outcome(lambda: ours.support)) == repr(outcome(lambda: theirs.support))
    assert {k: repr(v) for k, v in ours.arg_constraints.items()} == {
        k: repr(v) for k, v in theirs.arg_constraints.items()
    }
    for what in ("mean", "mode", "variance", "stddev", "entropy", "perplexity", "param_shape"):
        if (type(ours).__name__, what) in WRONG or not hasattr(type(theirs), what):
            continue
        a, b = [outcome(attribute, d, what) for d in (ours, theirs)]
        if isinstance(a, rushlight.Size):
            a, b = tuple(a), tuple(b)
        rough = "VonMises" in expression or "Multinomial" in expression
        same(a, b, "float32" if rough else dtype, what)
    for expand in (True, False):
        a, b = [outcome(d.enumerate_support, expand) for d in (ours, theirs)]
        same(a, b, dtype, "enumerate_support")


def values_of(theirs, seed=3):
    torch.manual_seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return theirs.sample((2,))


@of(ALL)
def test_log_prob_and_gradients(expression, dtype):
    (ours, mine), (theirs, yours) = [build(t, expression, dtype, grad=True) for t in (rushlight, torch)]
    y = values_of(theirs)
    x = to_torch(rushlight, y)
    if dtype == "float32" and "simplex" in repr(theirs.support).lower():
        y = y / y.sum(-1, True)
        x = to_torch(rushlight, y)
    real = y.is_floating_point()
    x, y = x.requires_grad_(real), y.requires_grad_(real)
    a, b = ours.log_prob(x), theirs.log_prob(y)
    loose = 20 if dtype == "float32" or "VonMises" in expression else 1
    rtol = 1e-5 * loose if "VonMises" in expression else RTOL[dtype]
    close(a, b, rtol, max(ATOL[dtype], 1e-6 if "VonMises" in expression else 0))
    if not b.requires_grad:
        return
    a.sum().backward()
    b.sum().backward()
    for p, q in zip([*mine, x], [*yours, y], strict=True):
        assert (p.grad is None) == (q.grad is None)
        if p.grad is not None and np.isfinite(q.grad.numpy()).all():
            rough = (5e-3, 2e-3) if dtype == "float32" else (1e-7, 1e-8)
            close(p.grad, q.grad, *(rough if "VonMises" not in expression else (1e-3, 1e-3)))


@of(ALL)
def test_cdf_and_icdf(expression, dtype):
    (ours, _), (theirs, _) = build(rushlight, expression, dtype), build(torch, expression, dtype)
    y = values_of(theirs)
    a, b = outcome(lambda: ours.cdf(to_torch(rushlight, y))), outcome(lambda: theirs.cdf(y))
    same(a, b, dtype, "cdf")
    shape = (3, *theirs.batch_shape, *theirs.event_shape)
    p = torch.linspace(0.05, 0.95, int(np.prod(shape)), dtype=y.dtype if y.is_floating_point() else None).reshape(shape)
    a, b = outcome(lambda: ours.icdf(to_torch(rushlight, p))), outcome(lambda: theirs.icdf(p))
    same(a, b, dtype, "icdf")


@of(ALL)
def test_same_numbers_from_a_seed(expression, dtype):
    (ours, mine), (theirs, yours) = [build(t, expression, dtype, grad=True) for t in (rushlight, torch)]
    for shape in ((), (5,), (2, 3)):
        rushlight.manual_seed(11)
        torch.manual_seed(11)
        a, b = ours.sample(shape), theirs.sample(shape)
        assert not a.requires_grad
        close(a, b, RTOL[dtype], ATOL[dtype])
        assert rushlight.rand(1).item() == torch.rand(1).item()  # as many words were drawn
    if not theirs.has_rsample:
        return
    rushlight.manual_seed(12)
    torch.manual_seed(12)
    a, b = ours.rsample((4,)), theirs.rsample((4,))
    close(a, b, RTOL[dtype], ATOL[dtype])
    assert a.requires_grad == b.requires_grad
    if b.requires_grad:
        (a * a).sum().backward()
        if "Wishart" in expression:  # PyTorch overwrites a mask that it needs, and raises
            return
        (b * b).sum().backward()
        for p, q in zip(mine, yours, strict=True):
            assert (p.grad is None) == (q.grad is None)
            if p.grad is not None:
                # PyTorch has its gamma and beta slopes to three or four digits
                close(p.grad, q.grad, 3e-3, 3e-3 * float(q.grad.abs().max()) + 1e-6)


@of(DOUBLE)
def test_expand(expression, dtype):
    (ours, _), (theirs, _) = build(rushlight, expression, dtype), build(torch, expression, dtype)
    shape = (3, *theirs.batch_shape)
    ours, theirs = ours.expand(shape), theirs.expand(shape)
    assert tuple(ours.batch_shape) == tuple(theirs.batch_shape) == shape
    assert tuple(ours.event_shape) == tuple(theirs.event_shape)
    assert ours._validate_args == theirs._validate_args
    for what in ("mean", "variance"):
        a, b = [outcome(getattr, d, what) for d in (ours, theirs)]
        same(a, b, dtype if "VonMises" not in expression else "float32", what)
    if (type(ours).__name__, "entropy of expanded") not in WRONG:
        same(outcome(ours.entropy), outcome(theirs.entropy), dtype, "entropy")
    y = values_of(theirs)
    rushlight.manual_seed(3)
    close(ours.sample((2,)), y, RTOL[dtype], ATOL[dtype])
    rough = "float32" if "VonMises" in expression else dtype
    same(ours.log_prob(to_torch(rushlight, y)), theirs.log_prob(y), rough, "log_prob")


@of(DOUBLE)
def test_pickling(expression, dtype):
    ours, _ = build(rushlight, expression, dtype)
    again = pickle.loads(pickle.dumps(ours))
    x = values_of(build(torch, expression, dtype)[0])
    assert repr(again) == repr(ours)
    x = to_torch(rushlight, x)
    assert again.log_prob(x).tolist() == ours.log_prob(x).tolist()
