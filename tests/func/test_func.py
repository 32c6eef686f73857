"""torch.func beside PyTorch: arguments, structures, nesting, errors, random numbers, modules."""

from __future__ import annotations

import copy
import io
import pickle
from collections import namedtuple

import numpy as np
import pytest

import rushlight

Pair = namedtuple("Pair", "left right")


def numbers(tree, t):
    """Nested results as nested NumPy arrays, with the kinds of the containers."""
    if isinstance(tree, t.Tensor):
        return np.asarray(tree.detach().tolist()), tuple(tree.shape), str(tree.dtype)
    if isinstance(tree, dict):
        return {k: numbers(v, t) for k, v in tree.items()}
    if isinstance(tree, (tuple, list)):
        return type(tree).__name__, [numbers(v, t) for v in tree]
    return tree


def same(a, b):
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for k in a:
            same(a[k], b[k])
    elif isinstance(a, tuple) and isinstance(a[0], np.ndarray):
        assert a[1:] == b[1:]
        np.testing.assert_allclose(a[0], b[0], rtol=1e-5, atol=1e-6)
    elif isinstance(a, (tuple, list)):
        assert type(a) is type(b)
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            same(x, y)
    else:
        assert a == b


def x(t, *shape):
    return (t.arange(1, 1 + int(np.prod(shape)), dtype=t.float32) / 7).reshape(shape)


def outcome(case, t):
    try:
        return case(t), None
    except Exception as error:
        return None, error


CASES = {
    "grad": lambda t: t.func.grad(lambda v: (v**3).sum())(x(t, 4)),
    "grad argnums": lambda t: t.func.grad(lambda a, b: (a * b**2).sum(), argnums=(1, 0))(x(t, 4), x(t, 4)),
    "grad negative argnum": lambda t: t.func.grad(lambda a, b: (a * b**2).sum(), argnums=-1)(x(t, 4), x(t, 4)),
    "grad dict": lambda t: t.func.grad(lambda d: (d["a"] * d["b"]["c"]).sum())({"a": x(t, 3), "b": {"c": x(t, 3)}}),
    "grad namedtuple": lambda t: t.func.grad(lambda p: (p.left * p.right).sum())(Pair(x(t, 3), x(t, 3))),
    "grad aux": lambda t: t.func.grad(lambda v: (v.sin().sum(), {"v": v * 2}), has_aux=True)(x(t, 3)),
    "grad kwargs": lambda t: t.func.grad(lambda v, s=1.0: (v * s).sum())(x(t, 3), s=3.0),
    "grad unused": lambda t: t.func.grad(lambda v: t.ones(()))(x(t, 3)),
    "grad_and_value": lambda t: t.func.grad_and_value(lambda v: v.exp().sum())(x(t, 3)),
    "grad_and_value aux": lambda t: t.func.grad_and_value(lambda v: (v.exp().sum(), (v,)), has_aux=True)(x(t, 3)),
    "grad grad": lambda t: t.func.grad(t.func.grad(lambda v: v.sin()))(x(t, 1)[0]),
    "grad grad grad": lambda t: t.func.grad(t.func.grad(t.func.grad(lambda v: v**5)))(x(t, 1)[0]),
    "grad of outer variable": lambda t: t.func.grad(lambda v: t.func.grad(lambda w: (w * v).sin())(v * 2))(x(t, 1)[0]),
    "vjp": lambda t: t.func.vjp(t.sin, x(t, 3))[1](x(t, 3)),
    "vjp many": lambda t: t.func.vjp(lambda a, b: {"s": a + b, "p": a * b}, x(t, 3), x(t, 3))[1](
        {"s": x(t, 3), "p": x(t, 3)}
    ),
    "vjp aux": lambda t: t.func.vjp(lambda v: (v.sin(), v), x(t, 3), has_aux=True)[2],
    "jvp": lambda t: t.func.jvp(lambda v: {"a": v.sin(), "b": v.sum()}, (x(t, 3),), (x(t, 3),)),
    "jvp two": lambda t: t.func.jvp(lambda a, b: a * b, (x(t, 3), x(t, 3)), (x(t, 3), x(t, 3) * 2)),
    "jvp aux": lambda t: t.func.jvp(lambda v: (v.sin(), v), (x(t, 3),), (x(t, 3),), has_aux=True),
    "jvp constant": lambda t: t.func.jvp(lambda v: t.ones(2), (x(t, 3),), (x(t, 3),)),
    "jvp in grad": lambda t: t.func.grad(lambda v: t.func.jvp(lambda w: (w**3).sum(), (v,), (v * 2,))[1])(x(t, 3)),
    "jacrev": lambda t: t.func.jacrev(lambda v: v.outer(v))(x(t, 3)),
    "jacrev many": lambda t: t.func.jacrev(lambda a, b: (a * b, {"k": a.sum()}), argnums=(0, 1))(x(t, 3), x(t, 3)),
    "jacrev dict": lambda t: t.func.jacrev(lambda d: {"k": d["u"] * 2})({"u": x(t, 3)}),
    "jacrev aux": lambda t: t.func.jacrev(lambda v: (v * v, v + 1), has_aux=True)(x(t, 3)),
    "jacrev chunk": lambda t: t.func.jacrev(lambda v: v * v, chunk_size=2)(x(t, 5)),
    "jacrev jacrev": lambda t: t.func.jacrev(t.func.jacrev(lambda v: (v**3).sum(0)))(x(t, 2, 3)),
    "jacfwd": lambda t: t.func.jacfwd(lambda v: v.outer(v))(x(t, 3)),
    "jacfwd many": lambda t: t.func.jacfwd(lambda a, b: (a * b, {"k": a.sum()}), argnums=(0, 1))(x(t, 3), x(t, 3)),
    "jacfwd aux": lambda t: t.func.jacfwd(lambda v: (v * v, v + 1), has_aux=True)(x(t, 3)),
    "jacfwd jacfwd": lambda t: t.func.jacfwd(t.func.jacfwd(lambda v: (v**3).sum(0)))(x(t, 2, 3)),
    "jacrev jacfwd": lambda t: t.func.jacrev(t.func.jacfwd(lambda v: (v**3).sum(0)))(x(t, 2, 3)),
    "hessian": lambda t: t.func.hessian(lambda v: v.sin().prod())(x(t, 4)),
    "hessian many": lambda t: t.func.hessian(lambda a, b: (a * b * b).sum(), argnums=(0, 1))(x(t, 3), x(t, 3)),
    "linearize": lambda t: t.func.linearize(lambda a: (a.sin(), a.sum()), x(t, 3))[1](x(t, 3)),
    "vmap": lambda t: t.vmap(t.dot)(x(t, 3, 4), x(t, 3, 4)),
    "vmap none": lambda t: t.vmap(t.dot, in_dims=(0, None))(x(t, 3, 4), x(t, 4)),
    "vmap dims": lambda t: t.vmap(lambda a, b: a.outer(b), in_dims=(1, -1), out_dims=2)(x(t, 3, 4), x(t, 2, 4)),
    "vmap negative out": lambda t: t.vmap(lambda v: v * 2, in_dims=-1, out_dims=-1)(x(t, 3, 4)),
    "vmap dict": lambda t: t.vmap(lambda d, s: {"r": d["a"] * s, "q": (d["b"],)}, in_dims=({"a": 0, "b": None}, None))(
        {"a": x(t, 3, 2), "b": x(t, 2)}, 2.0
    ),
    "vmap out tuple": lambda t: t.vmap(lambda v: (v, v.sum()), out_dims=(1, 0))(x(t, 3, 2)),
    "vmap out none": lambda t: t.vmap(lambda v: (v, 5), out_dims=(0, None))(x(t, 3, 2)),
    "vmap constant": lambda t: t.vmap(lambda v: t.ones(2))(x(t, 3, 2)),
    "vmap chunk": lambda t: t.vmap(lambda v: v.cumsum(0), chunk_size=2)(x(t, 5, 2)),
    "vmap empty": lambda t: t.vmap(t.sin)(x(t, 0, 3)),
    "vmap vmap": lambda t: t.vmap(t.vmap(lambda a, b: a * b, in_dims=(None, 0)), in_dims=(0, None))(x(t, 3), x(t, 4)),
    "vmap grad": lambda t: t.vmap(t.func.grad(lambda v: v.sin().prod()))(x(t, 3, 2)),
    "grad vmap": lambda t: t.func.grad(lambda v: t.vmap(lambda w: w.prod().sin())(v).sum())(x(t, 3, 2)),
    "grad vmap grad": lambda t: t.func.grad(lambda v: t.vmap(t.func.grad(lambda w: w.prod().sin()))(v).sum())(
        x(t, 3, 2)
    ),
    "vmap hessian": lambda t: t.vmap(t.func.hessian(lambda w: w.prod().sin()))(x(t, 3, 2)),
    "vmap jacrev": lambda t: t.vmap(t.func.jacrev(lambda w: w * w.sum()))(x(t, 3, 2)),
    "vmap jacfwd": lambda t: t.vmap(t.func.jacfwd(lambda w: w * w.sum()))(x(t, 3, 2)),
    "vmap in place": lambda t: t.vmap(lambda v: v.clone().mul_(2).add_(v))(x(t, 3, 2)),
    "vmap new_zeros": lambda t: t.vmap(lambda v: v.new_zeros(4).index_add_(0, t.tensor([1, 1]), v))(x(t, 3, 2)),
    "vmap set item": lambda t: t.vmap(lambda v: _set(t.zeros_like(v), v[1]))(x(t, 3, 2)),
    "vmap where": lambda t: t.vmap(lambda v: t.where(v > 0.5, v, -v))(x(t, 3, 2)),
    "vmap mixed dtypes": lambda t: t.vmap(lambda a, b: a + b)(t.arange(3), x(t, 3, 2).half()),
    "vmap double scalar": lambda t: t.vmap(lambda a, b: a * b)(x(t, 3).double(), x(t, 3, 2)),
    "vmap shapes": lambda t: t.vmap(lambda v: t.ones(v.shape) * v.ndim * v.numel() + v.stride(0))(x(t, 3, 2)),
    "error: not a number": lambda t: t.func.grad(lambda v: v)(x(t, 3)),
    "error: one element": lambda t: t.func.grad(lambda v: v[:1])(x(t, 3)),
    "error: no tensor": lambda t: t.func.grad(lambda v: 3.0)(x(t, 3)),
    "error: integers": lambda t: t.func.grad(lambda v: v.sum())(t.arange(3)),
    "error: argnum": lambda t: t.func.grad(lambda v: v.sum(), argnums=1)(x(t, 3)),
    "error: argnums kind": lambda t: t.func.grad(lambda v: v.sum(), argnums="a")(x(t, 3)),
    "error: argnums empty": lambda t: t.func.grad(lambda v: v.sum(), argnums=())(x(t, 3)),
    "error: argnums twice": lambda t: t.func.grad(lambda v: v.sum(), argnums=(0, 0))(x(t, 3)),
    "error: aux": lambda t: t.func.grad(lambda v: v.sum(), has_aux=True)(x(t, 3)),
    "error: aux kind": lambda t: t.func.grad(lambda v: (v.sum(), 3), has_aux=True)(x(t, 3)),
    "error: float": lambda t: t.func.grad(lambda v: v * 1)(3.0),
    "error: complex": lambda t: t.func.grad(lambda v: v.sum() * 1j)(x(t, 3)),
    "error: input in place": lambda t: t.func.grad(lambda v: v.add_(1).sum())(x(t, 3)),
    "error: captured in place": lambda t: (lambda w: t.func.grad(lambda v: (w.add_(1) * v).sum())(x(t, 3)))(x(t, 3)),
    "error: vjp output": lambda t: t.func.vjp(lambda v: 3, x(t, 3)),
    "error: vjp shape": lambda t: t.func.vjp(lambda v: v, x(t, 3))[1](t.ones(2)),
    "error: vjp structure": lambda t: t.func.vjp(lambda v: (v, v), x(t, 3))[1](t.ones(3)),
    "error: jvp primals": lambda t: t.func.jvp(t.sin, x(t, 3), x(t, 3)),
    "error: jvp shape": lambda t: t.func.jvp(t.sin, (x(t, 3),), (x(t, 2),)),
    "error: jvp structure": lambda t: t.func.jvp(t.sin, (x(t, 3),), (x(t, 3), x(t, 3))),
    "error: jvp empty": lambda t: t.func.jvp(t.sin, (), ()),
    "error: jvp strict": lambda t: t.func.jvp(lambda v: t.ones(2), (x(t, 3),), (x(t, 3),), strict=True),
    "error: jacrev chunk": lambda t: t.func.jacrev(t.sin, chunk_size=0)(x(t, 3)),
    "error: linearize": lambda t: t.func.linearize(t.sin, x(t, 3))[1](x(t, 2)),
    "error: in_dims": lambda t: t.vmap(t.sin, in_dims=(0, 0))(x(t, 3)),
    "error: in_dims range": lambda t: t.vmap(t.sin, in_dims=1)(x(t, 3)),
    "error: in_dims kind": lambda t: t.vmap(t.sin, in_dims="a")(x(t, 3)),
    "error: in_dims list": lambda t: t.vmap(t.sin, in_dims=[0])(x(t, 3)),
    "error: in_dims None": lambda t: t.vmap(t.sin, in_dims=(None,))(x(t, 3)),
    "error: batched number": lambda t: t.vmap(lambda a, b: a * b)(x(t, 3), 3.0),
    "error: no inputs": lambda t: t.vmap(lambda: 3)(),
    "error: sizes": lambda t: t.vmap(lambda a, b: a * b)(x(t, 3), x(t, 2)),
    "error: out_dims": lambda t: t.vmap(lambda a: (a, a), out_dims=(0, 0, 0))(x(t, 3)),
    "error: out_dims range": lambda t: t.vmap(lambda a: a, out_dims=2)(x(t, 3)),
    "error: out_dims kind": lambda t: t.vmap(lambda a: a, out_dims="a")(x(t, 3)),
    "error: out_dims None": lambda t: t.vmap(lambda a: a, out_dims=None)(x(t, 3)),
    "error: output": lambda t: t.vmap(lambda a: 3)(x(t, 3)),
    "error: chunk": lambda t: t.vmap(t.sin, chunk_size=0)(x(t, 3)),
    "error: randomness": lambda t: t.vmap(t.sin, randomness="maybe")(x(t, 3)),
    "error: item": lambda t: t.vmap(lambda v: v * v.sum().item())(x(t, 3, 2)),
    "error: bool": lambda t: t.vmap(lambda v: v if v.sum() > 0 else -v)(x(t, 3, 2)),
    "error: float of": lambda t: t.vmap(lambda v: v * float(v.sum()))(x(t, 3, 2)),
    "error: numpy": lambda t: t.vmap(lambda v: v.numpy())(x(t, 3, 2)),
    "error: tolist": lambda t: t.vmap(lambda v: v.tolist())(x(t, 3, 2)),
    "error: nonzero": lambda t: t.vmap(lambda v: v.nonzero())(x(t, 3, 2)),
    "error: mask": lambda t: t.vmap(lambda v: v[v > 0])(x(t, 3, 2)),
    "error: unique": lambda t: t.vmap(lambda v: v.unique())(x(t, 3, 2)),
    "error: random": lambda t: t.vmap(lambda v: v + t.randn(2))(x(t, 3, 2)),
    "error: dropout": lambda t: t.vmap(t.nn.functional.dropout)(x(t, 3, 2)),
    "error: captured write": lambda t: (lambda w: t.vmap(lambda v: w.add_(v))(x(t, 3, 2)))(x(t, 2)),
    "error: shapes": lambda t: t.vmap(lambda v: v @ v)(x(t, 3, 2, 3)),
}


def _set(target, value):
    target[0] = value
    return target


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_as_in_pytorch(name):
    torch = pytest.importorskip("torch")
    expected, failure = outcome(lambda t: numbers(CASES[name](t), t), torch)
    got, error = outcome(lambda t: numbers(CASES[name](t), t), rushlight)
    assert (failure is not None) == name.startswith("error"), failure
    if failure is not None:
        assert isinstance(error, type(failure)), f"PyTorch raises {failure!r}, we {error!r}, {got}"
    else:
        if error is not None:
            raise error
        same(got, expected)


@pytest.mark.torch
@pytest.mark.parametrize(
    "draw",
    [
        lambda t, v: v + t.randn(20),
        lambda t, v: v * t.rand(3, 1),
        lambda t, v: t.randint(10, (4,)),
        lambda t, v: t.nn.functional.dropout(v),
        lambda t, v: t.rand_like(v),
        lambda t, v: t.randn(2) + t.randn(3, 1),
        lambda t, v: t.empty_like(v).uniform_(1, 2),
        lambda t, v: t.randn_like(v[:4]),
        lambda t, v: t.nn.functional.dropout(t.ones(30)),
    ],
)
@pytest.mark.parametrize("randomness", ["different", "same"])
def test_random_numbers_are_pytorchs(draw, randomness):
    torch = pytest.importorskip("torch")
    results = []
    for t in (torch, rushlight):
        t.manual_seed(3)
        results.append(t.vmap(lambda v, t=t: draw(t, v), randomness=randomness)(t.ones(4, 20) / 2).tolist())
    np.testing.assert_allclose(results[1], results[0], rtol=1e-5)


def test_other_draws_differ_or_not():
    t = rushlight
    draws = (
        lambda v: t.bernoulli(v),
        lambda v: t.poisson(v * 100),
        lambda v: t.multinomial(v, 5, True),
        lambda v: t.normal(v, v),
    )
    for draw in draws:
        for batched in (True, False):
            data = t.full((3, 40), 0.5)
            call = draw if batched else lambda v, draw=draw: draw(t.full((40,), 0.5))
            rows = t.vmap(call, randomness="different")(data).tolist()
            assert rows[0] != rows[1]
            rows = t.vmap(call, randomness="same")(data).tolist()
            assert rows[0] == rows[1] == rows[2]


def test_results_that_are_one_for_all_examples():
    t = rushlight
    assert t.vmap(lambda v: t.ones(2), out_dims=1)(t.ones(3, 2)).shape == (2, 3)
    assert t.vmap(lambda v: t.ones(2, 5), out_dims=-1)(t.ones(3, 2)).shape == (2, 5, 3)


def test_permutations_differ():
    rows = rushlight.vmap(lambda v: rushlight.randperm(50), randomness="different")(rushlight.ones(3))
    assert len({tuple(r) for r in rows.tolist()}) == 3


# Which history results keep -------------------------------------------------------------------------------------------


def test_results_have_no_history_of_their_own():
    t = rushlight
    v = t.ones(3)
    assert not t.func.grad(lambda w: (w * w).sum())(v).requires_grad
    assert not t.func.vjp(t.sin, v)[0].requires_grad
    assert not t.func.jvp(t.sin, (v,), (v,))[1].requires_grad
    assert not t.func.jacrev(t.sin)(v).requires_grad
    assert not t.vmap(t.func.grad(t.sin))(v).requires_grad
    assert v.grad is None


@pytest.mark.parametrize("inside", [False, True])
def test_captured_parameters_stay_differentiable(inside):
    t = rushlight
    w = t.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = t.ones(3)
    g = t.func.grad(lambda u: ((u * w) ** 2).sum())
    result = t.vmap(g)(t.stack([v, v])).sum(0) / 2 if inside else g(v)
    result.sum().backward()
    assert w.grad.tolist() == [4.0, 8.0, 12.0]


def test_arguments_that_require_gradients():
    t = rushlight
    v = t.tensor([1.0, 2.0], requires_grad=True)
    t.func.grad(lambda u: (u**3).sum())(v).sum().backward()
    assert v.grad.tolist() == [6.0, 12.0]
    v.grad = None
    t.vmap(t.func.grad(lambda u: u**3))(v).sum().backward()
    assert v.grad.tolist() == [6.0, 12.0]
    v.grad = None
    t.func.vjp(t.sin, t.ones(2))[1](v)[0].sum().backward()
    np.testing.assert_allclose(v.grad.tolist(), np.cos([1, 1]), rtol=1e-6)


def test_no_grad_outside_and_inside():
    t = rushlight
    v = t.tensor(2.0, requires_grad=True)
    with t.no_grad():
        g = t.func.grad(lambda u: u**3)(v)
        assert not t.vmap(lambda u: u * v)(t.ones(2)).requires_grad
    assert g.item() == 12.0
    assert not g.requires_grad

    def half(u):
        with t.no_grad():
            c = u**2
        return u - c

    assert t.func.grad(half)(t.tensor(3.0)).item() == 1.0
    assert t.is_grad_enabled()


def test_detach_cuts_every_level():
    t = rushlight
    f = lambda u: u * u.detach()  # noqa: E731
    assert t.func.grad(lambda u: t.vmap(f)(u).sum())(t.tensor([2.0, 3.0])).tolist() == [2.0, 3.0]
    assert t.vmap(t.func.grad(f))(t.tensor([2.0, 3.0])).tolist() == [2.0, 3.0]


class Cube(rushlight.autograd.Function):
    @staticmethod
    def forward(ctx, v):
        ctx.save_for_backward(v)
        return v * v * v

    @staticmethod
    def backward(ctx, g):
        (v,) = ctx.saved_tensors
        return 3 * g * v * v


def test_custom_functions():
    t = rushlight
    v = t.tensor([1.0, 2.0])
    assert t.func.grad(lambda u: Cube.apply(u).sum())(v).tolist() == [3.0, 12.0]
    assert t.vmap(Cube.apply)(v).tolist() == [1.0, 8.0]
    assert t.vmap(t.func.grad(Cube.apply))(v).tolist() == [3.0, 12.0]
    assert t.func.grad(lambda u: t.vmap(Cube.apply)(u).sum())(v).tolist() == [3.0, 12.0]
    with pytest.raises(RuntimeError, match="both inside and outside"):
        t.func.grad(lambda u: t.vmap(t.func.grad(Cube.apply))(u).sum())(v)


# Batched gradients of autograd ----------------------------------------------------------------------------------------

BATCHED = {
    "one": lambda t, v, w: t.autograd.grad(v**2, v, t.eye(3), is_grads_batched=True),
    "several": lambda t, v, w: t.autograd.grad((v**2, v.sum()), v, (t.eye(3), t.ones(3)), is_grads_batched=True),
    "graph": lambda t, v, w: t.autograd.grad(
        t.autograd.grad(v**3, v, t.eye(3), create_graph=True, is_grads_batched=True)[0].sum(), v
    ),
    "unused": lambda t, v, w: t.autograd.grad(v**2, (v, w), t.eye(3), is_grads_batched=True, allow_unused=True),
    "zeros": lambda t, v, w: t.autograd.grad(v**2, (v, w), t.eye(3), is_grads_batched=True, materialize_grads=True),
    "error: None": lambda t, v, w: t.autograd.grad(v.sum(), v, is_grads_batched=True),
    "error: shape": lambda t, v, w: t.autograd.grad(v**2, v, t.ones(3), is_grads_batched=True),
    "error: unused": lambda t, v, w: t.autograd.grad(v**2, (v, w), t.eye(3), is_grads_batched=True),
    "rows": lambda t, v, w: t.autograd.functional.jacobian(lambda a: a.outer(a), v, vectorize=True),
    "rows of several": lambda t, v, w: t.autograd.functional.jacobian(
        lambda a, b: (a * a, a.sum() * b), (v, w), vectorize=True
    ),
    "columns": lambda t, v, w: t.autograd.functional.jacobian(
        lambda a: a.outer(a), v, vectorize=True, strategy="forward-mode"
    ),
    "columns of constants": lambda t, v, w: t.autograd.functional.jacobian(
        lambda a: t.ones(2), v, vectorize=True, strategy="forward-mode"
    ),
    "graph of rows": lambda t, v, w: t.autograd.grad(
        t.autograd.functional.jacobian(lambda a: a**3, v, vectorize=True, create_graph=True).sum(), v
    ),
    "hessian": lambda t, v, w: t.autograd.functional.hessian(
        lambda a, b: (a**3).sum() * b.sum(), (v, w), vectorize=True
    ),
    "hessian by columns": lambda t, v, w: t.autograd.functional.hessian(
        lambda a: (a**3).sum(), v, vectorize=True, outer_jacobian_strategy="forward-mode"
    ),
    "error: strict": lambda t, v, w: t.autograd.functional.jacobian(t.sin, v, vectorize=True, strict=True),
    "error: forward": lambda t, v, w: t.autograd.functional.jacobian(t.sin, v, strategy="forward-mode"),
    "error: forward graph": lambda t, v, w: t.autograd.functional.jacobian(
        t.sin, v, strategy="forward-mode", vectorize=True, create_graph=True
    ),
    "error: strategy": lambda t, v, w: t.autograd.functional.jacobian(t.sin, v, strategy="sideways"),
    "error: hessian": lambda t, v, w: t.autograd.functional.hessian(
        lambda a: a.sum(), v, outer_jacobian_strategy="forward-mode"
    ),
}


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", BATCHED)
def test_batched_gradients_are_pytorchs(name):
    torch = pytest.importorskip("torch")

    def run(t):
        v, w = x(t, 3).requires_grad_(), x(t, 2).requires_grad_()
        return numbers(BATCHED[name](t, v, w), t)

    expected, failure = outcome(run, torch)
    got, error = outcome(run, rushlight)
    assert (failure is not None) == name.startswith("error"), failure
    if failure is None:
        if error is not None:
            raise error
        same(got, expected)
    else:
        assert isinstance(error, type(failure)), (failure, error, got)


def test_writes_inside_vmap_reach_the_argument():
    t = rushlight
    v = t.ones(2, 3)
    t.vmap(lambda u: u.add_(1))(v)
    assert v.tolist() == [[2.0] * 3] * 2
    w = t.zeros(3)
    t.vmap(lambda u: w.add_(1) + u)(v)
    assert w.tolist() == [1.0] * 3


def test_state_is_restored_after_errors():
    t = rushlight
    for call in (lambda: t.vmap(lambda u: 1 / 0)(t.ones(2)), lambda: t.func.grad(lambda u: 1 / 0)(t.ones(2))):
        with pytest.raises(ZeroDivisionError):
            call()
    w = t.ones(2)
    w.add_(t.rand(2))
    assert t.is_grad_enabled()


def test_a_batched_tensor_shows_itself():
    t = rushlight
    seen = []
    t.vmap(lambda u: (seen.append((repr(u), tuple(u.shape), type(u))), u)[1])(t.ones(2, 3))
    assert seen == [
        (
            "BatchedTensor(lvl=1, bdim=0, value=\n    tensor([[1., 1., 1.],\n            [1., 1., 1.]])\n)",
            (3,),
            t.Tensor,
        )
    ]


def test_a_tensor_that_left_its_vmap_gives_no_wrong_numbers():
    t = rushlight
    kept = []
    t.vmap(lambda u: (kept.append(u), u)[1])(t.tensor([1.0, 2.0]))
    with pytest.raises(RuntimeError):
        kept[0].item()
    assert "value=\n    tensor([2., 4.])" in repr(kept[0] * 2)


@pytest.mark.parametrize(
    "read",
    [
        copy.deepcopy,
        lambda v: rushlight.save(v, io.BytesIO()),
        lambda v: v.data_ptr(),
        lambda v: v.clone().resize_(4),
        np.asarray,
        lambda v: np.sin(v),
        lambda v: np.from_dlpack(v),
        lambda v: v.untyped_storage(),
        lambda v: f"{v.sum():.3f}",
        lambda v: rushlight.add(v, 1, out=rushlight.empty(2)),
        lambda v: rushlight.arange(v.sum()),
        lambda v: rushlight.equal(v, v),
        lambda v: rushlight.tensor([v[0], v[1]]),
        pickle.dumps,
    ],
)
def test_the_numbers_of_one_example_are_never_read(read):
    t = rushlight
    with pytest.raises(RuntimeError):
        t.vmap(lambda v: (read(v), v)[1])(t.arange(6.0).reshape(3, 2))


def test_out_of_a_batch():
    t = rushlight
    got = t.vmap(lambda v: t.add(v, 1, out=t.empty_like(v)))(t.arange(6.0).reshape(3, 2))
    assert got.tolist() == [[1, 2], [3, 4], [5, 6]]


# Modules --------------------------------------------------------------------------------------------------------------


def mlp(t):
    return t.nn.Sequential(t.nn.Linear(6, 8), t.nn.Tanh(), t.nn.LayerNorm(8), t.nn.Linear(8, 3))


def convnet(t):
    return t.nn.Sequential(
        t.nn.Conv2d(2, 4, 3, padding=1),
        t.nn.ReLU(),
        t.nn.MaxPool2d(2),
        t.nn.GroupNorm(2, 4),
        t.nn.Conv2d(4, 4, 3, groups=2),
        t.nn.Flatten(),
        t.nn.Linear(4, 3),
    )


@pytest.mark.parametrize(("make", "shape"), [(mlp, (6,)), (convnet, (2, 6, 6))])
def test_ensembles(make, shape):
    t = rushlight
    t.manual_seed(0)
    models = [make(t) for _ in range(3)]
    params, buffers = t.func.stack_module_state(models)
    assert all(p.requires_grad and p.is_leaf and len(p) == 3 for p in params.values())
    data = t.randn(5, *shape)

    def run(p, b, v):
        return t.func.functional_call(models[0], (p, b), (v,))

    together = t.vmap(run, in_dims=(0, 0, None))(params, buffers, data)
    alone = t.stack([m(data) for m in models])
    np.testing.assert_allclose(together.detach().numpy(), alone.detach().numpy(), rtol=1e-4, atol=1e-5)
    together.square().sum().backward()
    alone.square().sum().backward()
    for name, p in params.items():
        each = np.stack([dict(m.named_parameters())[name].grad.numpy() for m in models])
        np.testing.assert_allclose(p.grad.numpy(), each, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("make", "shape"), [(mlp, (6,)), (convnet, (2, 6, 6))])
def test_gradients_per_example(make, shape):
    t = rushlight
    t.manual_seed(0)
    net = make(t)
    params = {k: v.detach() for k, v in net.named_parameters()}
    data, labels = t.randn(4, *shape), t.tensor([0, 2, 1, 0])

    def loss(p, v, y):
        return t.nn.functional.cross_entropy(t.func.functional_call(net, p, (v.unsqueeze(0),)), y.unsqueeze(0))

    together = t.vmap(t.func.grad(loss), in_dims=(None, 0, 0))(params, data, labels)
    for i in range(4):
        net.zero_grad()
        t.nn.functional.cross_entropy(net(data[i : i + 1]), labels[i : i + 1]).backward()
        for k, v in net.named_parameters():
            np.testing.assert_allclose(together[k][i].numpy(), v.grad.numpy(), rtol=1e-3, atol=1e-5)


def test_batch_norm():
    t = rushlight
    net = t.nn.BatchNorm1d(2)
    with pytest.raises(RuntimeError, match="running statistics"):
        t.vmap(net)(t.randn(4, 3, 2))
    with pytest.raises(RuntimeError, match="captured"):
        t.func.grad(lambda v: net(v).sum())(t.randn(3, 2))
    assert t.func.replace_all_batch_norm_modules_(net) is net
    assert net.running_mean is net.running_var is net.num_batches_tracked is None
    data = t.randn(4, 3, 2)
    expected = t.stack([net(v) for v in data])
    np.testing.assert_allclose(t.vmap(net)(data).detach().numpy(), expected.detach().numpy(), atol=1e-5)


def test_ensembles_of_batch_norms_update_their_statistics():
    t = rushlight
    models = [t.nn.BatchNorm1d(2) for _ in range(3)]
    params, buffers = t.func.stack_module_state(models)
    data = t.randn(3, 5, 2)
    t.vmap(lambda p, b, v: t.func.functional_call(models[0], (p, b), (v,)))(params, buffers, data)
    for m, v in zip(models, data, strict=True):
        m(v)
    np.testing.assert_allclose(
        buffers["running_mean"].numpy(), np.stack([m.running_mean.numpy() for m in models]), rtol=1e-5
    )


@pytest.mark.parametrize("mapped", [False, True])
def test_gradients_of_batch_norms_whose_statistics_are_arguments(mapped):
    t = rushlight
    t.manual_seed(0)
    models = [t.nn.Sequential(t.nn.BatchNorm1d(2), t.nn.Linear(2, 1)) for _ in range(3)]
    params, buffers = t.func.stack_module_state(models)
    data = t.randn(3, 5, 2)

    def loss(p, b, v):
        return t.func.functional_call(models[0], (p, b), (v,)).square().sum()

    if mapped:
        grads = t.vmap(t.func.grad(loss))(params, buffers, data)
    else:
        each = [{k: v[i] for k, v in params.items()} for i in range(3)]
        rows = [t.func.grad(loss)(p, {k: v[i] for k, v in buffers.items()}, data[i]) for i, p in enumerate(each)]
        grads = {k: t.stack([r[k] for r in rows]) for k in params}
    for i, (m, v) in enumerate(zip(models, data, strict=True)):
        m(v).square().sum().backward()
        for k, p in m.named_parameters():
            np.testing.assert_allclose(grads[k][i].detach().numpy(), p.grad.numpy(), rtol=1e-3, atol=1e-5)
    expected = np.stack([m[0].running_mean.numpy() for m in models])
    np.testing.assert_allclose(buffers["0.running_mean"].numpy(), expected, rtol=1e-5)
    assert not buffers["0.running_mean"].requires_grad
    assert buffers["0.num_batches_tracked"].tolist() == [1, 1, 1]


def test_writes_to_what_is_behind_a_batch_are_captured_ones():
    t = rushlight
    w = t.ones(2, 3)
    with pytest.raises(RuntimeError, match="captured"):
        t.func.grad(lambda v: (t.vmap(lambda u: u.add_(1))(w) * v).sum())(t.ones(3))


class Tied(rushlight.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = rushlight.nn.Linear(2, 2), rushlight.nn.Linear(2, 2)
        self.b.weight = self.a.weight
        self.register_buffer("seen", rushlight.zeros(1))

    def forward(self, v, scale=1):
        self.seen = self.seen + 1
        return self.b(self.a(v)) * scale


def test_functional_call():
    t = rushlight
    net, v, zero = Tied(), t.ones(1, 2), t.zeros(2, 2)
    bias = net.b.bias.tolist()
    call = t.func.functional_call
    assert call(net, {"a.weight": zero}, v).tolist() == [bias]
    assert call(net, {"a.weight": zero}, (v,), {"scale": 0}).tolist() == [[0, 0]]
    assert call(net, {"a.weight": zero}, kwargs={"v": v}).tolist() == [bias]
    assert call(net, {"a.weight": zero}, v, tie_weights=False).tolist() != [bias]
    assert net.a.weight is net.b.weight
    given = {"seen": t.zeros(1)}
    before = net.seen
    call(net, given, v)
    assert net.seen is before
    assert given["seen"].item() == 1
    assert t.nn.utils.stateless.functional_call(net, {"b.weight": zero}, v).tolist() == [bias]
    for error, match, arguments in (
        (ValueError, "multiple dictionaries", (({"a.bias": v}, {"a.bias": v}), v)),
        (ValueError, "tied", ({"a.weight": zero, "b.weight": zero + 1}, v)),
        (ValueError, "dict", (3, v)),
        (TypeError, "instance", ({"a.bias": 3}, v)),
    ):
        with pytest.raises(error, match=match):
            call(net, *arguments)
    with pytest.raises(RuntimeError, match="Missing key"):
        call(net, {"a.weight": zero}, v, strict=True)
    with pytest.raises(RuntimeError, match="Unexpected key"):
        call(net, {**dict(net.named_parameters()), "seen": t.zeros(1), "other": zero}, v, strict=True)


def test_stack_module_state_refuses_mixtures():
    t = rushlight
    stack = t.func.stack_module_state
    for models in ([], [t.nn.Linear(2, 1), t.nn.ReLU()], [t.nn.Linear(2, 1), t.nn.Linear(2, 1).eval()]):
        with pytest.raises(RuntimeError, match="stack_module_state"):
            stack(models)
    with pytest.raises(RuntimeError):
        stack([t.nn.Linear(2, 1), t.nn.Linear(3, 1)])


@pytest.mark.parametrize("jacobian", [rushlight.func.jacrev, rushlight.func.jacfwd])
def test_jacobians_of_complex_functions_are_refused(jacobian):
    z, x = rushlight.tensor([1 + 2j, -0.5 + 0.3j]), rushlight.tensor([0.5, -1.2])
    with pytest.raises(RuntimeError, match=r"all inputs to be real but received complex tensor at .* idx: 1"):
        jacobian(lambda x, z: (x * z).abs())(x, z)
    with pytest.raises(RuntimeError, match="Expected all outputs to be real"):
        jacobian(lambda x: x * 1j)(x)
    parts = jacobian(lambda x: rushlight.view_as_real(x * 1j))(x)
    assert parts.tolist() == [[[0, 0], [1, 0]], [[0, 0], [0, 1]]]


def test_whole_numbers_have_no_vjp():
    with pytest.raises(RuntimeError, match=r"must be floating-point or complex Tensors, got .* torch.bool"):
        rushlight.func.vjp(lambda x: (x, x > 0), rushlight.ones(2))
