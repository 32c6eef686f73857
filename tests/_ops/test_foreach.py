"""torch._foreach_*: every name and every kind of operand, beside the function of one tensor and beside PyTorch."""

from __future__ import annotations

import re

import numpy as np
import pytest

import rushlight

SHAPES = [(2,), (3, 2), (), (0, 4), (5,)]
UNARY = (
    "abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round "
    "rsqrt sigmoid sign sin sinh sqrt tan tanh trunc"
).split()
BINARY = "add sub mul div clamp_min clamp_max maximum minimum pow".split()
NUMBERS = [0.5, 2.0, 1.0, 3.0, 0.25]


def lists(module, count=1, dtype="float64", seed=0, requires_grad=False):
    """Lists of tensors of the shapes above, numbers between 0.1 and 0.9."""
    rng = np.random.default_rng(seed)
    made = [
        [module.tensor(rng.uniform(0.1, 0.9, s).tolist(), dtype=getattr(module, dtype)).reshape(s) for s in SHAPES]
        for _ in range(count)
    ]
    for row in made if requires_grad else ():
        for t in row:
            t.requires_grad_()
    return made[0] if count == 1 else made


def calls(m, make=lists):
    """(name, call) for every form of every function, with module ``m``."""
    x, y, z = make(m, 3)
    for name in UNARY:
        yield name, lambda name=name: getattr(m, f"_foreach_{name}")(x)
    for name in BINARY:
        f = getattr(m, f"_foreach_{name}")
        yield f"{name} number", lambda f=f: f(x, 2)
        yield f"{name} numbers", lambda f=f: f(x, NUMBERS)
        yield f"{name} lists", lambda f=f: f(x, y)
    for name in ("add", "mul", "div"):
        yield f"{name} tensor", lambda name=name: getattr(m, f"_foreach_{name}")(x, m.tensor(0.5))
    for name in ("add", "sub"):
        yield f"{name} alpha", lambda name=name: getattr(m, f"_foreach_{name}")(x, y, alpha=0.3)
    yield "pow of a number", lambda: m._foreach_pow(2.5, x)
    for name in ("addcmul", "addcdiv"):
        f = getattr(m, f"_foreach_{name}")
        yield name, lambda f=f: f(x, y, z)
        yield f"{name} number", lambda f=f: f(x, y, z, 0.3)
        yield f"{name} keyword", lambda f=f: f(x, y, z, value=0.3)
        yield f"{name} numbers", lambda f=f: f(x, y, z, NUMBERS)
        yield f"{name} tensor", lambda f=f: f(x, y, z, m.tensor(NUMBERS))
    yield "lerp number", lambda: m._foreach_lerp(x, y, 0.3)
    yield "lerp numbers", lambda: m._foreach_lerp(x, y, NUMBERS)
    yield "lerp lists", lambda: m._foreach_lerp(x, y, z)
    yield "lerp keyword", lambda: m._foreach_lerp(x, tensors1=y, weight=0.3)
    for order in (2, 1, 0, 3.0):
        yield f"norm {order}", lambda order=order: m._foreach_norm(x, order)
    yield "powsum", lambda: m._foreach_powsum(x, 3)
    yield "max", lambda: m._foreach_max([t for t in x if t.numel()])
    yield "mm", lambda: m._foreach_mm([x[1], x[1].t()], [y[1].t(), y[1]])
    yield "clone", lambda: m._foreach_clone(x)


def in_place_calls(m):
    """(name, call, list) of every form that writes."""
    for name in UNARY:
        x = lists(m)
        yield f"{name}_", lambda name=name, x=x: getattr(m, f"_foreach_{name}_")(x), x
    for name in BINARY:
        f = getattr(m, f"_foreach_{name}_")
        for operand in (2, NUMBERS, lists(m, seed=1)):
            x = lists(m)
            yield f"{name}_", lambda f=f, x=x, operand=operand: f(x, operand), x
    for name in ("addcmul", "addcdiv"):
        for value in (0.3, NUMBERS, m.tensor(NUMBERS)):
            x, y, z = lists(m, 3)
            yield (f"{name}_", lambda name=name, x=x, y=y, z=z, v=value: getattr(m, f"_foreach_{name}_")(x, y, z, v), x)
    for weight in (0.3, NUMBERS, lists(m, seed=2)):
        x, y = lists(m, 2)
        yield "lerp_", lambda x=x, y=y, w=weight: m._foreach_lerp_(x, y, w), x
    x, y = lists(m, 2)
    yield "copy_", lambda: m._foreach_copy_(x, y), x
    z = lists(m)
    yield "zero_", lambda: m._foreach_zero_(z), z


def same(got, expected, what):
    assert len(got) == len(expected), what
    for a, b in zip(got, expected, strict=True):
        assert str(a.dtype) == str(b.dtype) and tuple(a.shape) == tuple(b.shape), what
        np.testing.assert_allclose(
            a.detach().numpy(), b.detach().numpy(force=True), rtol=1e-12, atol=1e-14, err_msg=what
        )


def test_all_names_are_there():
    torch = pytest.importorskip("torch")
    assert [n for n in dir(torch) if n.startswith("_foreach_") and not hasattr(rushlight, n)] == []


def test_functions_as_pytorch():
    torch = pytest.importorskip("torch")
    for (name, ours), (_, theirs) in zip(calls(rushlight), calls(torch), strict=True):
        result = ours()
        assert type(result) is tuple
        same(result, theirs(), name)


def test_forms_that_write_as_pytorch():
    torch = pytest.importorskip("torch")
    for (name, ours, x), (_, theirs, y) in zip(in_place_calls(rushlight), in_place_calls(torch), strict=True):
        before = [t.data_ptr() for t in x]
        assert ours() is x and theirs() is y
        assert [t.data_ptr() for t in x] == before
        same(x, y, name)


def test_functions_are_those_of_one_tensor():
    x, y = lists(rushlight, 2)
    for name in UNARY:
        same(getattr(rushlight, f"_foreach_{name}")(x), [getattr(rushlight, name)(t) for t in x], name)
    for name in ("add", "sub", "mul", "div", "pow", "maximum", "minimum"):
        expected = [getattr(rushlight, name)(a, b) for a, b in zip(x, y, strict=True)]
        same(getattr(rushlight, f"_foreach_{name}")(x, y), expected, name)


def test_gradients_as_pytorch():
    torch = pytest.importorskip("torch")

    def gradients(m):
        made = []
        # PyTorch has no gradient there, and its formula of addcdiv fails for tensors without dimensions
        skipped = ("powsum", "max", "norm 0", "addcmul tensor", "addcdiv")
        for name, call in calls(m, lambda m, count: made.append(lists(m, count, requires_grad=True)) or made[-1]):
            x = made[-1]
            if name.startswith(skipped):
                continue
            for row in x:
                for t in row:
                    t.grad = None
            results = [r for r in call() if r.requires_grad]
            sum(r.sum() for r in results).backward()
            yield name, [t.grad for row in x for t in row if t.grad is not None]

    for (name, ours), (_, theirs) in zip(gradients(rushlight), gradients(torch), strict=True):
        same(ours, theirs, name)


def test_gradients_through_forms_that_write():
    x = lists(rushlight, requires_grad=True)
    y = [t * 1 for t in x]
    rushlight._foreach_mul_(y, 3)
    rushlight._foreach_exp_(y)
    sum(t.sum() for t in y).backward()
    for t, r in zip(x, y, strict=True):
        np.testing.assert_allclose(t.grad.numpy(), 3 * r.detach().numpy())
    with pytest.raises(RuntimeError, match="leaf"):
        rushlight._foreach_add_([rushlight.ones(2, requires_grad=True)], 1)


def wrong_calls(m):
    x = [m.ones(2), m.ones(3)]
    return [
        lambda: m._foreach_add([], 1),
        lambda: m._foreach_exp([]),
        lambda: m._foreach_add(x, [1.0]),
        lambda: m._foreach_add(x, x[:1]),
        lambda: m._foreach_mul(x, m.ones(3)),
        lambda: m._foreach_addcmul(x, x, x, m.tensor(1.0)),
        lambda: m._foreach_addcmul(x, x, x, m.ones(3)),
        lambda: m._foreach_addcdiv(x, x[:1], x, 1),
        lambda: m._foreach_addcdiv(x, x, x, [1.0]),
        lambda: m._foreach_lerp(x, x[:1], 0.5),
        lambda: m._foreach_lerp(x, x, x[:1]),
        lambda: m._foreach_lerp(x, x, [0.5]),
        lambda: m._foreach_max([m.zeros(0)]),
        lambda: m._foreach_copy_(x, x[:1]),
        lambda: m._foreach_exp(1),
        lambda: m._foreach_exp([1]),
        lambda: m._foreach_add(x, "a"),
        lambda: m._foreach_add(x, None),
        lambda: m._foreach_add(x, 1, alpha=2),
        lambda: m._foreach_add(x, [x[0], 1]),
        lambda: m._foreach_add_([m.arange(2)], 1.5),
        lambda: m._foreach_norm(x, "fro"),
        lambda: m._foreach_powsum([m.arange(2)]),
        lambda: m._foreach_mm([], []),
    ]


def test_wrong_calls_raise():
    for call in wrong_calls(rushlight):
        with pytest.raises((RuntimeError, TypeError)):
            call()


def test_wrong_calls_raise_what_pytorch_raises():
    torch = pytest.importorskip("torch")
    for ours, theirs in zip(wrong_calls(rushlight), wrong_calls(torch), strict=True):
        with pytest.raises(Exception) as theirs_raised:
            theirs()
        with pytest.raises(type(theirs_raised.value)) as raised:
            ours()
        first = re.split("[.,\n]", str(theirs_raised.value))[0]
        assert str(raised.value).startswith(first[:60]), (str(raised.value), first)


@pytest.mark.parametrize(("dtype", "operand"), [("int64", 2), ("int64", 1.5), ("float16", 2), ("complex64", 0.5)])
def test_dtypes_as_pytorch(dtype, operand):
    torch = pytest.importorskip("torch")
    for name in ("add", "mul", "div", "pow"):
        results = []
        for m in (rushlight, torch):
            x = [m.tensor([1, 2], dtype=getattr(m, dtype)), m.tensor(3, dtype=getattr(m, dtype))]
            results.append(getattr(m, f"_foreach_{name}")(x, operand))
        for a, b in zip(*results, strict=True):
            assert str(a.dtype) == str(b.dtype)
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-3)
