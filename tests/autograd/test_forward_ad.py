"""Dual tensors: tangents through ops, views, in-place writes, transforms, custom Functions."""

from __future__ import annotations

import gc

import pytest

import rushlight as torch
from rushlight import nn
from rushlight.autograd import Function, forward_ad
from rushlight.autograd.forward_ad import dual_level, make_dual, unpack_dual
from rushlight.func import grad, jvp, vmap
from rushlight.nn import functional as F

X = torch.tensor([0.5, 2.0, -1.0], dtype=torch.float64)
V = torch.tensor([3.0, -1.0, 0.25], dtype=torch.float64)


def along(f, x=X, v=V):
    """(value, tangent) of f by dual numbers."""
    with dual_level():
        return unpack_dual(f(make_dual(x.clone(), v.clone())))


def changed(x, write):
    y = x * 1
    write(y)
    return y


@pytest.mark.parametrize(
    "f",
    [
        torch.sin,
        lambda x: x * x + 2 * x,
        lambda x: (x @ torch.ones(3, 2, dtype=torch.float64)).tanh(),
        lambda x: torch.cat([x, x * 2]).view(2, 3).t(),
        lambda x: x[torch.tensor([0, 0, 2])].cumsum(0),
        lambda x: x.softmax(0).log(),
        lambda x: torch.linalg.norm(x),
        lambda x: torch.sort(x)[0],
        lambda x: x.max(0)[0],
        lambda x: torch.where(x > 0, x, x**3),
        lambda x: F.gelu(F.linear(x, torch.arange(6.0, dtype=torch.float64).view(2, 3))),
        lambda x: F.conv1d(x[None, None], torch.ones(1, 1, 2, dtype=torch.float64)),
        lambda x: x.var(),
        lambda x: x.expand(2, 3).prod(0),
        lambda x: torch.fft.fft(x).abs(),
        lambda x: torch.einsum("i,j->ij", x, x),
        lambda x: changed(x, lambda y: y.mul_(y.detach()).exp_()),
        lambda x: changed(x, lambda y: y[:2].mul_(y[2])),
        lambda x: changed(x, lambda y: y.fill_(1.0)),
        lambda x: changed(x, lambda y: y.__setitem__(0, y[1] + y[2])),
        lambda x: torch.zeros(2, 3, dtype=torch.float64).index_put((torch.tensor([1]),), x),
    ],
)
def test_as_by_jvp(f):
    value, tangent = along(f)
    expected, moved = jvp(f, (X,), (V,))
    assert torch.equal(value, expected)
    if tangent is None:
        assert not moved.any()
    else:
        assert not tangent.requires_grad
        torch.testing.assert_close(tangent, moved, rtol=1e-12, atol=1e-12)


def test_parts():
    with dual_level() as level:
        assert level == 0
        d = make_dual(X, V)
        primal, tangent = unpack_dual(d)
        assert tangent is V and primal is not X and primal.data_ptr() == d.data_ptr() == X.data_ptr()
        assert unpack_dual(primal).tangent is unpack_dual(d.detach()).tangent is unpack_dual(d.data).tangent is None
        assert unpack_dual(X).tangent is unpack_dual(d > 0).tangent is unpack_dual(d.argmax()).tangent is None
        assert (
            unpack_dual(d.clone()).tangent.tolist() == V.tolist() and unpack_dual(d.round()).tangent.tolist() == [0] * 3
        )
        assert unpack_dual(d.float()).tangent.dtype is torch.float32
        assert "tangent=tensor([ 3.0000" in repr(d)
        with torch.no_grad():
            assert unpack_dual(d * 2).tangent.tolist() == (V * 2).tolist()
        with torch.inference_mode():
            assert unpack_dual(d * 2).tangent is None
        kept = d * 2
    assert unpack_dual(kept) == (kept, None)
    with dual_level():
        assert unpack_dual(kept).tangent is None
    turned = torch.ones(2, 2).t()
    with dual_level():
        assert unpack_dual(make_dual(turned, torch.ones(2, 2))).tangent.stride() == (1, 2)


def test_errors():
    with pytest.raises(RuntimeError, match="no level exists, make sure to enter_dual_level"):
        make_dual(X, V)
    with pytest.raises(RuntimeError, match="Dual level must be a positive number"):
        forward_ad.exit_dual_level()
    with dual_level():
        with pytest.raises(RuntimeError, match="Nested forward mode AD is not supported at the moment"), dual_level():
            pass
        with pytest.raises(RuntimeError, match="was not the last one"):
            forward_ad.exit_dual_level(level=3)
        with pytest.raises(ValueError, match=r"Expected primal to be floating point or complex, but got: torch\.int64"):
            make_dual(torch.tensor([1]), torch.tensor([1]))
        with pytest.raises(RuntimeError, match=r"Tensor is of size \[3\] while the given forward gradient is of size"):
            make_dual(X, torch.ones(2))
        d = make_dual(X, V)
        with pytest.raises(RuntimeError, match="already has a forward gradient at the same level 0"):
            make_dual(d, V)
        with pytest.raises(RuntimeError, match="that itself has a forward gradient at the same level"):
            make_dual(X, d)
        with pytest.raises(TypeError, match=r"_unpack_dual\(\): argument 'dual'"):
            unpack_dual(3)
        with pytest.raises(
            NotImplementedError, match="mul_out that does not support it because it is an out= function"
        ):
            torch.mul(d, 2, out=torch.zeros(3, dtype=torch.float64))


def test_writes_into_plain_tensors_and_views():
    with dual_level():
        d = make_dual(X, V)
        y = torch.zeros(2, 3, dtype=torch.float64)
        row = y[0]
        y[0] = d
        y[0].mul_(2)
        y.t()[1] += 1
        assert unpack_dual(y).tangent.tolist() == [[6, -2, 0.5], [0, 0, 0]]
        assert unpack_dual(row).tangent.tolist() == [6, -2, 0.5]
        y.zero_()
        assert unpack_dual(row).tangent.tolist() == [0, 0, 0]


def test_random_ops_draw_once():
    torch.manual_seed(3)
    expected = F.dropout(torch.ones(20), 0.5)
    for inplace in (False, True):
        torch.manual_seed(3)
        with dual_level():
            value, tangent = unpack_dual(
                F.dropout(make_dual(torch.ones(20), torch.full((20,), 3.0)), 0.5, True, inplace)
            )
        assert torch.equal(value, expected) and torch.equal(tangent, 3 * expected)


def test_forward_and_backward():
    x, v = X.clone().requires_grad_(), V.clone().requires_grad_()
    with dual_level():
        y, tangent = unpack_dual((make_dual(x, v) ** 3).sum())
    by_x, by_v = torch.autograd.grad(tangent, (x, v), retain_graph=True)
    torch.testing.assert_close(by_x, 6 * X * V)
    torch.testing.assert_close(by_v, 3 * X**2)
    torch.testing.assert_close(torch.autograd.grad(y, x)[0], 3 * X**2)
    for f, second in ((torch.exp, torch.exp(X)), (torch.tanh, -2 * X.tanh() * (1 - X.tanh() ** 2))):
        with dual_level():  # what the graph saved (inputs or outputs) is dual, too
            d = make_dual(x, V)
            (g,) = torch.autograd.grad(f(d).sum(), d)
            torch.testing.assert_close(unpack_dual(g).tangent, second * V)


def test_with_transforms():
    with dual_level():
        d = make_dual(X, V)
        torch.testing.assert_close(unpack_dual(grad(lambda a: (a**3).sum())(d)).tangent, 6 * X * V)
        torch.testing.assert_close(unpack_dual(vmap(lambda a: a * a + d.sum())(d)).tangent, 2 * X * V + V.sum())

    def directional(v):
        with dual_level():
            return unpack_dual(make_dual(X, v).sin()).tangent

    torch.testing.assert_close(vmap(directional)(torch.eye(3, dtype=torch.float64)), X.cos().diag())


def test_a_network():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)).double()
    weights = dict(net.named_parameters())
    directions = {k: torch.randn_like(p) for k, p in weights.items()}
    with dual_level():
        duals = {k: make_dual(p, directions[k]) for k, p in weights.items()}
        tangent = unpack_dual(torch.func.functional_call(net, duals, (X,)).sum()).tangent
    grads = torch.autograd.grad(net(X).sum(), list(weights.values()))
    torch.testing.assert_close(tangent, sum((g * directions[k]).sum() for k, g in zip(weights, grads, strict=True)))


def test_tangents_die_with_their_arrays():
    with dual_level():
        d = make_dual(X, V)
        for _ in range(50):
            d * 2
        gc.collect()
        assert len(forward_ad._level.tangents) <= 3


class Scaled(Function):
    """x s; its jvp is told apart by a factor of 7."""

    @staticmethod
    def forward(x, s=2.0):
        return x * s

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_forward(inputs[0])
        ctx.save_for_backward(output)
        ctx.s = inputs[1]

    @staticmethod
    def backward(ctx, g):
        return g * ctx.s, None

    @staticmethod
    def jvp(ctx, t, _):
        (x,) = ctx.saved_tensors
        return 7 * ctx.s * t + 0 * x


class Plain(Scaled):
    jvp = Function.jvp


def test_custom_functions():
    assert along(Scaled.apply).tangent.tolist() == (14 * V).tolist()
    assert along(lambda x: Scaled.apply(x=x, s=3.0)).tangent.tolist() == (21 * V).tolist()
    with pytest.raises(NotImplementedError, match="You must implement the jvp function for custom "):
        along(Plain.apply)
    _, moved = jvp(lambda x: Scaled.apply(x * 2).sin(), (X,), (V,))
    torch.testing.assert_close(moved, 28 * V * (4 * X).cos())
    torch.testing.assert_close(torch.func.jacfwd(Scaled.apply)(X), 14 * torch.eye(3, dtype=torch.float64))
    torch.testing.assert_close(torch.func.jacrev(Scaled.apply)(X), 2 * torch.eye(3, dtype=torch.float64))
