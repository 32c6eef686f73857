"""Second derivatives of every smooth sample, in all ways to nest transforms and passes: beside differences of first
ones, and beside PyTorch's at kinks and where they are zero everywhere."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight as torch
from rushlight import func
from rushlight.autograd import functional, grad
from samples import SAMPLES
from support.sampled import sampled
from support.slopes import Point, close

pytestmark = pytest.mark.filterwarnings("ignore")

# As in PyTorch, the gradient has no derivative.
ONCE = ("ctc_loss 0", "ctc_loss 3")
# Refused inside vmap, as by PyTorch: shapes and control flow that depend on data.
DATA_DEPENDENT = ("x[x[:, 0, 0].abs() < 100]", "set items", "gaussian_nll_loss")
# 0 to the power x: differences of nan.
SMOOTH = [s for s in SAMPLES if s.grad and not s.kink and s.name not in (*ONCE, "pow of 0")]
WALK = pytest.mark.parametrize("sample", sampled(SMOOTH, 16, repr))


def times(hessian, directions):
    """Blocks [i][j] of a Hessian times the directions j."""
    return [
        sum(torch.tensordot(block, d, d.ndim) if d.numel() else block.sum() for block, d in zip(row, directions))
        for row in hessian
    ]


def product(f, xs, directions):
    """The Hessian of ``f`` times the directions: the gradient of the gradient's product with them."""

    def along(*xs):
        return sum((g * d).sum() for g, d in zip(func.grad(f, numbers)(*xs), directions, strict=True))

    numbers = tuple(range(len(xs)))
    return func.grad(along, numbers)(*xs)


def check(got, expected, what):
    for a, b in zip(got, expected, strict=True):
        close(a, b, what)


@WALK
def test_hessians(sample):
    p = Point(sample)
    expected = p.moved(p.gradient)
    if any(not x.numel() for x in p.xs):
        pytest.skip("nothing to differentiate by")
    for outer in (func.jacfwd, func.jacrev):
        for inner in (func.jacfwd, func.jacrev):
            hessian = outer(inner(p.loss, p.numbers), p.numbers)(*p.xs)
            check(times(hessian, p.directions), expected, f"{outer.__name__} of {inner.__name__}")
    for options in ({}, {"vectorize": True}, {"vectorize": True, "outer_jacobian_strategy": "forward-mode"}):
        hessian = functional.hessian(p.loss, p.xs, **options)
        check(times(hessian, p.directions), expected, f"functional.hessian {options}")


@WALK
def test_products_with_hessians(sample):
    p = Point(sample)
    expected = p.moved(p.gradient)
    check(functional.hvp(p.loss, p.xs, p.directions)[1], expected, "hvp")
    check(functional.vhp(p.loss, p.xs, p.directions)[1], expected, "vhp")
    check(func.jvp(func.grad(p.loss, p.numbers), p.xs, p.directions)[1], expected, "jvp of grad")
    along = func.grad(lambda *xs: func.jvp(p.loss, xs, p.directions)[1], p.numbers)
    check(along(*p.xs), expected, "grad of jvp")
    check(product(p.loss, p.xs, p.directions), expected, "grad of grad")


@WALK
@pytest.mark.parametrize("batched", [(False, True), (True, False), (True, True)], ids=["directions", "points", "both"])
def test_vmap_of_grad_of_grad(sample, batched):
    if batched[0] and sample.name in DATA_DEPENDENT:
        pytest.skip("depends on data")
    p = Point(sample)
    expected = p.moved(p.gradient)
    xs = tuple(torch.stack([x, x]) if batched[0] else x for x in p.xs)
    directions = tuple(torch.stack([d, 2 * d]) if batched[1] else d for d in p.directions)
    in_dims = tuple(0 if b else None for b in batched)
    got = func.vmap(lambda xs, ds: product(p.loss, xs, ds), in_dims=in_dims)(xs, directions)
    for a, b in zip(got, expected, strict=True):
        close(a[0], b, "first example")
        close(a[1], b * 2 if batched[1] else b, "second example")


@pytest.mark.parametrize("sample", sampled([s for s in SMOOTH if s.name not in DATA_DEPENDENT], 16, repr))
def test_second_derivatives_of_vmap(sample):
    """Both passes go through what ran inside vmap, whichever operands were batched."""
    p = Point(sample)
    n = len(p.xs)
    for batched in {tuple(range(n)): None, **{(i,): None for i in range(n)}}:
        xs = [torch.stack([x, 1.001 * x]) if i in batched else x for i, x in enumerate(p.xs)]
        directions = [torch.stack([d, 2 * d]) if i in batched else d for i, d in enumerate(p.directions)]
        in_dims = tuple(0 if i in batched else None for i in range(n))

        def one_by_one(*xs, batched=batched):
            rows = ([x[k] if i in batched else x for i, x in enumerate(xs)] for k in range(2))
            return sum(p.loss(*row) for row in rows)

        def at_once(*xs, in_dims=in_dims):
            return func.vmap(p.loss, in_dims=in_dims)(*xs).sum()

        try:
            got = product(at_once, xs, directions)
        except RuntimeError as error:  # one tensor that many examples would write
            assert "inplace arithmetic" in str(error) or "running statistics" in str(error)
            continue
        check(got, product(one_by_one, xs, directions), f"batched: {batched}")


@pytest.mark.parametrize("sample", sampled(SMOOTH, 16, repr))
def test_third_derivatives(sample):
    p = Point(sample)

    def second(*xs):
        return product(p.loss, xs, p.directions)

    def along(*xs):
        return sum((g * d).sum() for g, d in zip(second(*xs), p.directions, strict=True))

    expected = p.moved(second)
    ways = {
        "grad": func.grad(along, p.numbers)(*p.xs),
        "jvp of grad": func.jvp(second, p.xs, p.directions)[1],
        "jvp of jvp": func.jvp(
            lambda *xs: func.jvp(func.grad(p.loss, p.numbers), xs, p.directions)[1], p.xs, p.directions
        )[1],
    }
    for way, got in ways.items():
        for a, b in zip(got, expected, strict=True):
            size = max(1.0, float(b.abs().max()) if b.numel() else 0.0)
            np.testing.assert_allclose(a.numpy() / size, b.numpy() / size, rtol=1e-4, atol=1e-5, err_msg=way)


class Reshaped:
    """A sample of one function at operands of other shapes."""

    def __init__(self, sample, shapes):
        self.name, self.call = f"{sample.name} {shapes}", sample.call
        pairs = zip(sample.arrays, shapes, strict=True)
        self.arrays = [np.resize(a, int(np.prod(s))).reshape(s) for a, s in pairs]

    def __repr__(self):
        return self.name


SHAPES = {
    1: [((),), ((1,),), ((2, 3, 4),)],
    2: [((), (4,)), ((3, 1), (4,)), ((2, 3, 4), ()), ((1,), ()), ((3, 1), (2, 3, 4))],
    3: [((), (3, 1), (4,)), ((3, 1), (4,), ()), ((2, 3, 4), (1,), (3, 1))],
}
SHAPED = [Reshaped(s, shapes) for s in SMOOTH if s.pointwise and s.name != "copy_" for shapes in SHAPES[len(s.arrays)]]


@pytest.mark.parametrize("sample", sampled(SHAPED, 16, repr))
def test_shapes(sample):
    try:
        p = Point(sample)
    except (IndexError, RuntimeError):
        pytest.skip("not of these shapes")
    expected = p.moved(p.gradient)
    check(times(func.hessian(p.loss, p.numbers)(*p.xs), p.directions), expected, "hessian")
    n = len(p.xs)
    for batched in {tuple(range(n)): None, **{(i,): None for i in range(n)}}:
        xs = tuple(torch.stack([x, x]) if i in batched else x for i, x in enumerate(p.xs))
        in_dims = tuple(0 if i in batched else None for i in range(n))
        got = func.vmap(lambda *xs: product(p.loss, xs, p.directions), in_dims=in_dims)(*xs)
        check([g[1] for g in got], expected, f"batched: {batched}")


@WALK
def test_gradients_of_batched_gradients(sample):
    p = Point(sample)
    leaves = [x.clone().requires_grad_() for x in p.xs]
    y = p.function(*leaves)
    if not y.requires_grad:
        pytest.skip("a constant")
    seeds = torch.stack([torch.ones_like(y), torch.zeros_like(y), p.weight]).requires_grad_()

    def gradients(seeds, **options):
        return grad(y, leaves, seeds, create_graph=True, materialize_grads=True, **options)

    def second(first):
        total = sum((3 * g[0] * d).sum() + (g[1] * d).sum() + (g[2] * d).sum() for g, d in zip(first, p.directions))
        if not total.requires_grad:
            return []
        return grad(total, [*leaves, seeds], retain_graph=True, materialize_grads=True)

    rows = [gradients(seed) for seed in seeds]
    expected = second([torch.stack(column) for column in zip(*rows, strict=True)])
    check(second(gradients(seeds, is_grads_batched=True)), expected, "")


def reached(t, sample):
    """Per gradient of ``sample``, whether there is a gradient of it by each input and by the incoming gradient."""
    xs = [t.from_numpy(np.array(a)).requires_grad_() for a in sample.arrays]
    y = sample.call(t, *xs)
    w = t.ones_like(y).requires_grad_()
    first = t.autograd.grad(y, xs, w, create_graph=True, allow_unused=True)
    return [
        g is not None
        and g.requires_grad
        and [h is not None for h in t.autograd.grad(g, [*xs, w], t.ones_like(g), allow_unused=True, retain_graph=True)]
        for g in first
    ]


# Ours has no such term: in PyTorch it is 0 but for rounding.
NO_TERM = ("polar", "scaled_dot_product_attention")


@pytest.mark.torch
@pytest.mark.parametrize("sample", sampled([s for s in SMOOTH if s.double and s.name not in NO_TERM], 8, repr))
def test_zeros_are_not_nothing(sample):
    """Where PyTorch has a second derivative, though it be zero everywhere, we have one."""
    real = pytest.importorskip("torch")
    try:
        expected = reached(real, sample)
    except RuntimeError:
        pytest.skip("not differentiated twice, or not at all")
    for ours, theirs in zip(reached(rushlight, sample), expected, strict=True):
        for a, b in zip(ours or [], theirs or [], strict=bool(ours) and bool(theirs)):
            assert a or not b
        assert ours or not theirs


KINKS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 6.0]
# Not defined there (the first derivative is another already), and poles.
OUTSIDE = ("acosh", "logit", "lgamma", "digamma", "mvlgamma", "multigammaln", "polygamma")


@pytest.mark.torch
@pytest.mark.parametrize(
    "sample",
    sampled([s for s in SAMPLES if s.grad and s.pointwise and not s.name.startswith((*OUTSIDE, "pow"))], 4, repr),
)
def test_second_derivatives_at_kinks(sample):
    """PyTorch's wherever they are numbers."""
    real = pytest.importorskip("torch")
    n = len(sample.arrays)
    grid = np.stack(np.meshgrid(*[KINKS] * n, indexing="ij")).reshape(n, -1)
    if n > 2:
        grid = np.random.default_rng(0).choice(KINKS, (n, 200))

    def second(t):
        xs = [t.from_numpy(row.copy()).requires_grad_() for row in grid]
        y = sample.call(t, *xs)
        found = {}
        for i, g in enumerate(t.autograd.grad(y, xs, t.full_like(y, 1.5), create_graph=True, allow_unused=True)):
            if g is not None and g.requires_grad:
                h = t.autograd.grad(g, xs, t.ones_like(g), retain_graph=True, materialize_grads=True)
                found |= {(i, j): v.resolve_conj().numpy(force=True) for j, v in enumerate(h)}
        return found

    try:
        expected = second(real)
    except RuntimeError:
        pytest.skip("not differentiated twice, or not at all")
    got = second(rushlight)
    for key, theirs in expected.items():
        here = np.isfinite(theirs)
        ours = got.get(key, np.zeros_like(theirs))
        np.testing.assert_allclose(ours[here], theirs[here], rtol=1e-7, atol=1e-9, err_msg=str(key))


@pytest.mark.parametrize("x", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("y", [0.0, 1.0, 2.0, 3.5])
def test_powers(x, y):
    """At y = 0, too, where PyTorch's Hessian has 0 for 1 / x in one of its halves; and no nan where x is 0."""
    x, y = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    hessian = func.hessian(torch.pow, (0, 1))(x, y)
    assert all(torch.isfinite(part).all() for row in hessian for part in row)
    if x > 0:
        mixed = x ** (y - 1) * (1 + y * x.log())
        close(hessian[0][1], mixed)
        close(hessian[1][0], mixed)
        close(hessian[0][0], y * (y - 1) * x ** (y - 2))
        close(hessian[1][1], x**y * x.log() ** 2)


ACTIVATIONS = {
    "silu": {},
    "gelu": {},
    "gelu tanh": {"approximate": "tanh"},
    "elu": {"alpha": 1.3},
    "selu": {},
    "celu": {"alpha": 0.7},
    "softplus": {"beta": 1.5},
    "mish": {},
    "logsigmoid": {},
    "hardswish": {},
    "leaky_relu": {},
    "relu": {},
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_have_derivatives_of_any_order(name):
    def f(x):
        return getattr(torch.nn.functional, name.split()[0])(x, **ACTIVATIONS[name])

    def nth(order):
        g = f
        for _ in range(order):
            g = func.grad(g)
        return func.vmap(g)

    x = torch.tensor([-3.5, -1.2, -0.4, 0.3, 1.7, 4.1], dtype=torch.float64)
    for order in (1, 2, 3, 4):
        slope = (nth(order - 1)(x + 1e-5) - nth(order - 1)(x - 1e-5)) / 2e-5
        np.testing.assert_allclose(nth(order)(x).numpy(), slope.numpy(), rtol=1e-5, atol=1e-6)
    hessian = func.hessian(lambda x: (f(x) * x).sum())(x)
    np.testing.assert_allclose(hessian.numpy(), np.diag((2 * nth(1)(x) + x * nth(2)(x)).numpy()), rtol=1e-9, atol=1e-12)


def test_zeros_reach_the_parameters():
    """A gradient penalty through relu and pooling: biases get zeros, so optimizers see them."""
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 1)
    )
    x = torch.randn(3, 1, 6, 6, requires_grad=True)
    (g,) = grad(net(x).sum(), x, create_graph=True)
    g.pow(2).sum().backward()
    assert net[0].bias.grad.tolist() == [0, 0]
    assert net[0].weight.grad.abs().sum() > 0
    assert not x.grad.any()


@pytest.mark.parametrize(
    "f",
    [
        lambda x: torch.nn.functional.relu(x),
        lambda x: torch.nn.functional.avg_pool2d(x, 2),
        lambda x: torch.nn.functional.avg_pool3d(x[None], 2),
        lambda x: torch.nn.functional.adaptive_max_pool2d(x, 1),
        lambda x: torch.nn.functional.pad(x, (1, 1), mode="reflect"),
        lambda x: torch.nn.functional.nll_loss(x[0], torch.tensor([1, 0, 1, 2])),
    ],
)
def test_linear_pieces_have_second_derivatives_of_zero(f):
    x = torch.randn(2, 4, 4, requires_grad=True)
    (g,) = grad(f(x).sum(), x, create_graph=True)
    (h,) = grad(g.sum(), x)
    assert h.shape == x.shape
    assert not h.any()
