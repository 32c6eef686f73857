"""Transforms, constraints and the tables between them, beside PyTorch's."""

from __future__ import annotations

import pickle

import pytest

import rushlight
from support.distributions import build, close, to_torch

D, T, C = rushlight.distributions, rushlight.distributions.transforms, rushlight.distributions.constraints

TRANSFORMS = {
    "D.ExpTransform()": (4,),
    "D.SigmoidTransform()": (4,),
    "D.SoftplusTransform()": (4,),
    "D.TanhTransform()": (4,),
    "D.AbsTransform()": (4,),
    "D.PowerTransform(f([2.0, 0.5]))": (3, 2),
    "D.PowerTransform(-1.0)": (3,),
    "D.AffineTransform(f(1.0), f([-2.0, 0.5]))": (3, 2),
    "D.AffineTransform(1.0, 2.0)": (3,),
    "D.AffineTransform(f([1.0, 2.0]), f([-2.0, 0.5]), event_dim=1)": (3, 2),
    "D.AffineTransform(0, 3, 2)": (3, 2),
    "D.SoftmaxTransform()": (3, 4),
    "D.StickBreakingTransform()": (3, 4),
    "D.CorrCholeskyTransform()": (2, 6),
    "D.LowerCholeskyTransform()": (2, 3, 3),
    "D.PositiveDefiniteTransform()": (2, 3, 3),
    "D.ReshapeTransform((6,), (2, 3))": (4, 6),
    "D.IndependentTransform(D.ExpTransform(), 2)": (4, 3, 2),
    "D.ComposeTransform([D.ExpTransform(), D.AffineTransform(1.0, f(-2.0)), D.SigmoidTransform()])": (3,),
    "D.ComposeTransform([D.AffineTransform(1.0, f(2.0)), D.StickBreakingTransform()])": (3, 4),
    "D.ComposeTransform([])": (3,),
    "D.identity_transform": (2,),
    "D.CatTransform([D.ExpTransform(), D.AffineTransform(0.0, 2.0)], dim=-1, lengths=[2, 3])": (2, 5),
    "D.CatTransform([D.ExpTransform(), D.StickBreakingTransform().inv], dim=0, lengths=[2, 3])": None,
    "D.StackTransform([D.ExpTransform(), D.AffineTransform(0.0, 2.0)], dim=1)": (3, 2),
    "D.CumulativeDistributionTransform(D.Normal(f(0.5), f(2.0)))": (3,),
    "D.ExpTransform().inv": (3,),
}
TRANSFORMS = {k: v for k, v in TRANSFORMS.items() if v}


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except Exception as error:
        return type(error)


def same(a, b, rtol=1e-9):
    if isinstance(b, type):
        assert isinstance(a, type) and issubclass(a, b), (a, b)
    elif hasattr(b, "grad_fn"):
        close(a, b, rtol, 1e-10)
    elif isinstance(b, tuple):
        assert tuple(a) == tuple(b)
    else:
        assert a == b


@pytest.mark.torch
@pytest.mark.parametrize("expression", TRANSFORMS)
def test_beside_pytorch(expression):
    torch = pytest.importorskip("torch")
    (ours, _), (theirs, _) = build(rushlight, expression), build(torch, expression)
    shape = TRANSFORMS[expression]
    torch.manual_seed(0)
    x = torch.rand(shape, dtype=torch.float64) + 0.1
    x = (x if "Power" in expression or "inv" in expression else 2 * x - 1).requires_grad_()
    u = to_torch(rushlight, x).requires_grad_()
    y, v = theirs(x), ours(u)
    close(v, y, 1e-10, 1e-12)
    close(ours.inv(v), theirs.inv(y), 1e-8, 1e-10)
    same(outcome(ours.log_abs_det_jacobian, u, v), outcome(theirs.log_abs_det_jacobian, x, y))
    same(outcome(ours.inv.log_abs_det_jacobian, v, u), outcome(theirs.inv.log_abs_det_jacobian, y, x))
    (y * y).sum().backward()
    (v * v).sum().backward()
    close(u.grad, x.grad, 1e-8, 1e-10)
    assert repr(ours) == repr(theirs) and repr(ours.inv) == repr(theirs.inv)
    for what in ("bijective", "domain", "codomain", "event_dim", "sign"):
        a, b = outcome(getattr, ours, what), outcome(getattr, theirs, what)
        same(*((repr(a), repr(b)) if "domain" in what else (a, b)))
    for name, given in (("forward_shape", shape), ("inverse_shape", tuple(y.shape)), ("forward_shape", ())):
        same(outcome(getattr(ours, name), rushlight.Size(given)), outcome(getattr(theirs, name), torch.Size(given)))


@pytest.mark.parametrize("expression", TRANSFORMS)
def test_caching_copies_and_equality(expression):
    t, _ = build(rushlight, expression)
    shape = TRANSFORMS[expression]
    x = rushlight.rand(shape, dtype=rushlight.float64)
    cached = t.with_cache(1)
    y = cached(x)
    assert cached.with_cache(1) is cached and t.with_cache(0) is t
    if expression not in ("D.ComposeTransform([])", "D.identity_transform"):
        assert cached.inv(y) is x and cached(x) is y
    assert t.inv.inv is t
    again = pickle.loads(pickle.dumps(t))
    assert again(x).tolist() == t(x).tolist()
    assert t == t and t != T.SoftplusTransform(1).inv
    if "Affine" in expression and expression.startswith("D.Affine"):
        assert again == t and T.AffineTransform(7.0, 1.0) != t


def test_wrong_transforms():
    with pytest.raises(ValueError, match="cache_size must be 0 or 1"):
        T.ExpTransform(2)
    with pytest.raises(ValueError, match="different numbers of elements"):
        T.ReshapeTransform((3,), (2, 2))
    with pytest.raises(ValueError, match="Too few dimensions on input"):
        T.StickBreakingTransform().forward_shape(())
    with pytest.raises(ValueError, match="not a flattened lower-diagonal number"):
        T.CorrCholeskyTransform().forward_shape((4,))
    with pytest.raises(AssertionError, match="tseq"):
        T.CatTransform([1])
    with pytest.raises(AssertionError, match="must equal"):
        T.StackTransform([T.ExpTransform()])(rushlight.ones(2))
    with pytest.raises(ValueError, match="transforms must be a Transform or"):
        D.TransformedDistribution(D.Normal(0.0, 1.0), [1])
    with pytest.raises(ValueError, match="needs to have shape with size at least 1"):
        D.TransformedDistribution(D.Normal(0.0, 1.0), T.StickBreakingTransform())
    with pytest.raises(NotImplementedError):
        T.AbsTransform().log_abs_det_jacobian(rushlight.ones(1), rushlight.ones(1))


CONSTRAINTS = {
    "C.boolean": [0, 1, 0.5, -1],
    "C.one_hot": [[0, 1], [1, 1], [0, 0], [0.5, 0.5]],
    "C.real": [0, float("nan"), float("inf")],
    "C.real_vector": [[0, float("nan")], [1, 2]],
    "C.positive": [0, 1, -1],
    "C.nonnegative": [0, 1, -1],
    "C.nonnegative_integer": [0, 1, -1, 0.5],
    "C.positive_integer": [0, 1, -1, 1.5],
    "C.integer_interval(-1, 2)": [-2, -1, 0.5, 2, 3],
    "C.greater_than(1.5)": [1, 1.5, 2],
    "C.greater_than_eq(f(1.5))": [1, 1.5, 2],
    "C.less_than(1.5)": [1, 1.5, 2],
    "C.interval(f([0.0, 1.0]), 2.0)": [[0.0, 0.0], [2.0, 2.0], [3.0, 3.0]],
    "C.half_open_interval(0.0, 2.0)": [0, 2, 1, -1],
    "C.unit_interval": [0, 1, 2],
    "C.simplex": [[0.5, 0.5], [0.5, 0.6], [-0.5, 1.5]],
    "C.multinomial(3)": [[1, 2], [2, 2], [-1, 2]],
    "C.lower_triangular": [[[1, 0], [2, 3]], [[1, 1], [2, 3]]],
    "C.lower_cholesky": [[[1, 0], [2, 3]], [[-1, 0], [2, 3]]],
    "C.corr_cholesky": [[[1, 0], [0.6, 0.8]], [[1, 0], [0.6, 0.7]]],
    "C.square": [[[1, 0], [2, 3]]],
    "C.symmetric": [[[1, 2], [2, 3]], [[1, 1], [2, 3]]],
    "C.positive_semidefinite": [[[1, 1], [1, 1]], [[1, 2], [2, 1]]],
    "C.positive_definite": [[[2, 1], [1, 1]], [[1, 2], [2, 1]]],
    "C.independent(C.positive, 1)": [[1, 2], [1, -1]],
    "C.cat([C.positive, C.unit_interval], -1, [2, 1])": [[1, 2, 0.5], [1, -1, 2]],
    "C.stack([C.positive, C.unit_interval], -1)": [[1, 0.5], [-1, 2]],
    "C.stack([C.positive, C.unit_interval], 0)": [[1, 0.5], [-1, 2]],
    "C.MixtureSameFamilyConstraint(C.positive)": [1, -1],
}


@pytest.mark.torch
@pytest.mark.parametrize("expression", CONSTRAINTS)
def test_constraints_and_their_transforms(expression):
    torch = pytest.importorskip("torch")
    ours, theirs = [build(t, expression.replace("C.", "D.constraints."))[0] for t in (rushlight, torch)]
    values = CONSTRAINTS[expression]
    assert ours.check(rushlight.tensor(values, dtype=rushlight.float64)).tolist() == (
        theirs.check(torch.tensor(values, dtype=torch.float64)).tolist()
    )
    assert repr(ours) == repr(theirs)
    assert (ours.event_dim, ours.is_discrete) == (theirs.event_dim, theirs.is_discrete)
    for registry in ("biject_to", "transform_to"):
        a = outcome(getattr(D, registry), ours)
        b = outcome(getattr(torch.distributions, registry), theirs)
        assert repr(a) == repr(b)
        if isinstance(b, type):
            continue
        x = torch.linspace(-1, 1, 12, dtype=torch.float64).reshape(2, -1)
        x = x.reshape(3, 2, 2) if ours.event_dim == 2 and "corr" not in expression else x
        x = x[:, :3] if "cat" in expression or "corr" in expression else x[:, :2]
        a, b = outcome(a, to_torch(rushlight, x)), outcome(b, x)
        same(a, b)
        assert ours.check(a).all()


def test_wrong_constraints():
    with pytest.raises(ValueError, match="dependent constraint"):
        C.dependent.check(rushlight.ones(1))
    with pytest.raises(NotImplementedError, match="event_dim cannot be determined statically"):
        _ = C.dependent.event_dim
    assert C.dependent(event_dim=2).event_dim == 2
    assert C.is_dependent(D.Uniform.support) and not C.is_dependent(D.Normal.support)
    assert D.Uniform.support.event_dim == 0 and not D.Uniform.support.is_discrete
    with pytest.raises(AssertionError, match="base_constraint"):
        C.independent(1, 1)
    with pytest.raises(AssertionError, match="lengths"):
        C.cat([C.real], 0, [1, 2])
    with pytest.raises(NotImplementedError, match="Cannot transform _Boolean constraints"):
        D.biject_to(C.boolean)
    with pytest.raises(TypeError, match="Constraint subclass or instance"):
        D.biject_to.register(int, lambda c: c)


def test_classes_beside_transform_are_started_too():
    class Other:
        def __init__(self):
            super().__init__()
            self.started = True

    class Mine(rushlight.distributions.transforms.ExpTransform, Other):
        pass

    assert Mine().started and Mine(cache_size=1)._cache_size == 1
