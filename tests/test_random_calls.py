"""Random calls with odd operands (empty, 0-d, overlapping, huge sizes, NaN and inf, wrong dtypes): PyTorch's result, or
its error.

RUSHLIGHT_CALLS sets how many calls are tried (100,000 in a long run); by default as many as fit into a few seconds.
"""

from __future__ import annotations

import os
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import rushlight
from support.calls import call, materialise
from support.differences import explained

COUNT = int(os.environ.get("RUSHLIGHT_CALLS", "600"))
RTOL = {
    "torch.float32": 2e-5,
    "torch.float64": 1e-9,
    "torch.float16": 5e-3,
    "torch.bfloat16": 4e-2,
    "torch.complex64": 5e-5,
    "torch.complex128": 1e-9,
}


def operands(lib, made):
    """(positional and named arguments, None) of a call; or what went wrong with making them."""
    try:
        return ([materialise(lib, a) for a in made[2]], {k: materialise(lib, v) for k, v in made[3].items()}), None
    except Exception as error:
        return ([], {}), error


def outcome(lib, made):
    """The result of a call, and the tensors that it may have written to; or the error."""
    where, name, *_ = made
    (args, kwargs), failure = operands(lib, made)
    if failure:
        return None, failure
    try:
        if where in ("torch", "out"):
            result = getattr(lib, name)(*args, **kwargs)
        elif where in ("functional", "masked", "special", "linalg"):
            face = lib.nn.functional if where == "functional" else getattr(lib, where)
            result = getattr(face, name)(*args, **kwargs)
        else:
            result = getattr(args[0], name + "_" if where == "in place" else name)(*args[1:], **kwargs)
        return (result, args, kwargs.get("out")), None
    except Exception as error:
        return None, error


# Which of equal elements is meant is nobody's promise: the indices of these are not compared.
TIES = {
    "sort": (1, 4),
    "topk": (1,),
    "kthvalue": (1,),
    "mode": (1,),
    "median": (1,),
    "nanmedian": (1,),
    "argsort": (0,),
    "msort": (),
    # Operands may be singular, or nearly so: what is divided by almost nothing, and signs of vectors, are not compared.
    **dict.fromkeys(
        ("eigh", "inv_ex", "lstsq", "pinv", "qr", "solve_ex", "solve_triangular", "svd", "tensorinv"), (0, 1, 2, 3)
    ),
    **dict.fromkeys(("cholesky_ex", "cond", "lu", "lu_factor_ex", "matrix_rank", "slogdet"), (0, 1, 2)),
}
# Where several things are wrong with a call, PyTorch's order of checks decides which error is raised; any of these says
# no.
REFUSALS = (RuntimeError, IndexError, TypeError, ValueError, MemoryError)


def flat(x):
    return [t for v in x for t in flat(v)] if isinstance(x, (tuple, list)) else [x]


def numbers(t):
    t = t.detach().clone().resolve_conj()
    return (t.float() if str(t.dtype) == "torch.bfloat16" else t).numpy()


def difference(got, expected, skip=(), operands=()):
    """What differs between two results, in words; None if nothing. The numbers of results in ``skip`` don't count.
    Numbers are compared as exactly as the least exact operand is known."""
    least = max([RTOL.get(str(t.dtype), 0) for t in flat(operands) if hasattr(t, "dtype")], default=0)
    a, b = flat(got), flat(expected)
    if len(a) != len(b):
        return f"{len(a)} results, PyTorch {len(b)}"
    for k, (x, y) in enumerate(zip(a, b, strict=True)):
        if not hasattr(y, "dtype") or isinstance(y, type):
            if repr(x) != repr(y):
                return f"{x!r}, PyTorch {y!r}"
            continue
        if not hasattr(x, "dtype"):
            return f"{x!r}, PyTorch a tensor"
        if tuple(x.shape) != tuple(y.shape) or str(x.dtype) != str(y.dtype):
            return f"{tuple(x.shape)} {x.dtype}, PyTorch {tuple(y.shape)} {y.dtype}"
        if k in skip:
            continue
        p, q = numbers(x), numbers(y)
        rtol = max(least, RTOL[str(y.dtype)]) if str(y.dtype) in RTOL else 0
        with np.errstate(all="ignore"):
            finite = np.abs(q[np.isfinite(q)]) if q.dtype.kind in "fc" else np.zeros(0)
            near = np.isclose(p, q, rtol, rtol * max(1.0, float(finite.max()) if finite.size else 0.0), equal_nan=True)
            if not near.all():
                both = "" if np.isfinite(p[~near]).any() or np.isfinite(q[~near]).any() else " (not finite in both)"
                return f"{p[~near][:8]}, PyTorch {q[~near][:8]}{both if q.dtype.kind == 'c' else ''}"
    return None


def disagreement(torch, made):
    """What differs between rushlight and PyTorch in a call, in words; None if nothing, or nothing but what
    support/differences.py explains."""
    problem = unlike(torch, made)
    if problem is None:
        return None
    (args, named), _ = operands(torch, made)
    args = [a for a in flat([*args, *named.values()]) if isinstance(a, torch.Tensor)]
    if any(not a.numel() for a in args):
        problem += " [an operand without elements]"
    if any(a.isnan().any() for a in args if a.dtype.is_floating_point and a.numel()):
        problem += " [nan in an operand]"
    if any(recipe[0] == "tensor" and recipe[1][2] == "expanded" for recipe in made[2]):
        problem += " [an expanded operand]"
    dtypes = {*(a.dtype for a in args), *(v for v in named.values() if isinstance(v, torch.dtype))}
    if {torch.float16, torch.bfloat16} & dtypes and "raise" not in problem:
        problem += " [16-bit floats]"
    return None if explained(made[1], made[0], problem) else problem


def unlike(torch, made):
    """What differs between rushlight and PyTorch in a call, in words; None if nothing."""
    where, name, *_ = made
    attribute = name + "_" if where == "in place" else name
    if where in ("in place", "method") and not hasattr(torch.Tensor, attribute):
        return None
    expected, failure = outcome(torch, made)
    got, error = outcome(rushlight, made)
    if isinstance(failure, NotImplementedError) or (failure is not None and "not implemented for" in str(failure)):
        return None  # what PyTorch has not made for a dtype may work here
    if failure is not None:
        if error is None:
            return f"PyTorch raises {type(failure).__name__}: {str(failure)[:200]}; we give {got[0]!r}"
        if not isinstance(error, (*REFUSALS, type(failure))):
            return (
                f"PyTorch raises {type(failure).__name__}: {str(failure)[:150]}; we {type(error).__name__}: "
                f"{str(error)[:150]}"
            )
        return None
    if error is not None:
        return f"we raise {type(error).__name__}: {str(error)[:200]}; PyTorch gives {expected[0]!r}"
    skip = TIES.get(name, ()) if "stable" not in made[3] else ()
    return difference(got, expected, skip, expected[1])


@pytest.mark.torch
@settings(max_examples=COUNT, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(call())
def test_random_calls_give_pytorchs_results(made):
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert disagreement(torch, made) is None
