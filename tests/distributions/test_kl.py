"""Kullback-Leibler divergences beside PyTorch's, for every pair that it has; and how pairs are found."""

from __future__ import annotations

import pytest

import rushlight
from rushlight.distributions import kl
from support.distributions import build, close

D = rushlight.distributions
MADE = {
    "Bernoulli": [
        "{}(f([[0.3, 0.3], [0.0, 1.0], [0.0, 1.0], [1.0, 0.2]]))",
        "{}(f([[0.6, 0.0], [0.0, 1.0], [1.0, 0.0], [0.4, 0.5]]))",
    ],
    "Beta": ["{}(f([[0.7], [2.0]]), f([0.5, 3.0]))", "{}(f([1.5, 0.6]), f([2.0, 0.9]))"],
    "Binomial": ["{}(5, f([[0.3], [0.7]]))", "{}(f([5.0, 4.0]), f([0.6, 0.2]))"],
    "Categorical": ["{}(f([[0.2, 0.8], [0.5, 0.5], [0.0, 1.0]]))", "{}(f([[0.4, 0.6], [1.0, 0.0], [0.3, 0.7]]))"],
    "Cauchy": ["{}(f([[0.5], [1.0]]), f([2.0, 0.3]))", "{}(f([1.5, 0.0]), f([1.0, 0.7]))"],
    "ContinuousBernoulli": ["{}(f([[0.3], [0.4995]]))", "{}(f([0.6, 0.1]))"],
    "Dirichlet": ["{}(f([[0.5, 1.5, 3.0], [1.0, 2.0, 0.3]]))", "{}(f([2.0, 0.4, 1.0]))"],
    "Exponential": ["{}(f([[0.7], [2.0]]))", "{}(f([1.5, 0.6]))"],
    "ExponentialFamily": [
        "D.Wishart(f([4.0, 6.0]), f([[2.0, 0.3], [0.3, 1.0]]))",
        "D.Wishart(f(5.0), f([[1.0, 0.2], [0.2, 1.5]]))",
    ],
    "Gamma": ["{}(f([[0.7], [2.0]]), f([0.5, 3.0]))", "{}(f([1.5, 0.6]), f([2.0, 0.9]))"],
    "Geometric": ["{}(f([[0.3], [0.7]]))", "{}(f([0.6, 0.2]))"],
    "Gumbel": ["{}(f([[0.5], [1.0]]), f([2.0, 0.3]))", "{}(f([1.5, 0.0]), f([1.0, 0.7]))"],
    "HalfNormal": ["{}(f([[0.7], [2.0]]))", "{}(f([1.5, 0.6]))"],
    "Independent": [
        "{}(D.Normal(f([[0.5, 1.0]]), f([2.0, 0.3])), 1)",
        "{}(D.Normal(f([[1.5, 0.0]]), f([1.0, 0.7])), 1)",
    ],
    "Laplace": ["{}(f([[0.5], [1.0]]), f([2.0, 0.3]))", "{}(f([1.5, 0.0]), f([1.0, 0.7]))"],
    "LowRankMultivariateNormal": [
        "{}(f([[0.1, 1.0], [2.0, 0.0]]), f([[1.0], [0.5]]), f([0.5, 1.0]))",
        "{}(f([0.3, 1.0]), f([[0.2, 1.0], [1.5, 0.3]]), f([[0.7, 2.0], [1.0, 1.0]]))",
    ],
    "MultivariateNormal": [
        "{}(f([[0.1, 1.0], [2.0, 0.0]]), f([[2.0, 0.3], [0.3, 1.0]]))",
        "{}(f([0.3, 1.0]), f([[1.0, -0.3], [-0.3, 0.5]]))",
    ],
    "Normal": ["{}(f([[0.5], [1.0]]), f([2.0, 0.3]))", "{}(f([1.5, 0.0]), f([1.0, 0.7]))"],
    "OneHotCategorical": ["{}(f([[0.2, 0.8], [0.5, 0.5]]))", "{}(f([[0.4, 0.6], [1.0, 0.0]]))"],
    "Pareto": ["{}(f([[0.5], [2.5]]), f([2.5, 0.3]))", "{}(f([1.5, 0.2]), f([1.0, 0.7]))"],
    "Poisson": ["{}(f([[0.7], [2.0]]))", "{}(f([1.5, 0.6]))"],
    "TransformedDistribution": [
        "D.LogNormal(f([[0.5], [1.0]]), f([2.0, 0.3]))",
        "D.LogNormal(f([1.5, 0.0]), f([1.0, 0.7]))",
    ],
    "Uniform": [
        "{}(f([[0.1, 0.1], [0.3, -0.5]]), f([[0.9, 1.6], [0.9, 0.6]]))",
        "{}(f([[-1.0, 0.2], [0.0, -2.0]]), f([[1.5, 0.7], [1.0, 0.4]]))",
    ],
}
PAIRS = sorted((p.__name__, q.__name__) for p, q in kl._KL_REGISTRY if p.__module__.startswith("rushlight"))


@pytest.mark.torch
def test_the_same_pairs():
    torch = pytest.importorskip("torch")
    assert sorted((p.__name__, q.__name__) for p, q in torch.distributions.kl._KL_REGISTRY) == PAIRS


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:Low df")
@pytest.mark.parametrize("of, to", PAIRS)
def test_beside_pytorch(of, to):
    torch = pytest.importorskip("torch")
    results = []
    for library in (rushlight, torch):
        p, leaves = build(library, MADE[of][0].format("D." + of), grad=True)
        q, others = build(library, MADE[to][1].format("D." + to), grad=True)
        results.append((library.distributions.kl_divergence(p, q), [*leaves, *others]))
    (a, mine), (b, yours) = results
    close(a, b, 1e-8, 1e-10)
    finite = b.isfinite()
    if not b.requires_grad or not finite.any() or not a.requires_grad:
        return
    a[rushlight.tensor(finite.tolist())].sum().backward()
    b[finite].sum().backward()
    for x, y in zip(mine, yours, strict=True):
        if x.grad is None or y.grad is None:  # zero
            assert all(t.grad is None or not t.grad.any() for t in (x, y))
        elif y.grad.isfinite().all():
            close(x.grad, y.grad, 1e-7, 1e-8)


def test_divergence_of_equal_distributions_is_zero():
    for of, to in PAIRS:
        if of == to and of != "ExponentialFamily":
            p, _ = build(rushlight, MADE[of][0].format("D." + of))
            assert D.kl_divergence(p, p).abs().max() < 1e-9, of


def test_finding_pairs():
    class Mine(D.Normal):
        pass

    class Own(Mine):
        pass

    def nothing(p, q):
        return "nothing"

    try:
        with pytest.warns(RuntimeWarning, match="Ambiguous kl_divergence"):
            D.register_kl(Mine, D.Normal)(nothing)
            D.register_kl(D.Normal, Mine)(lambda p, q: "other")
            assert D.kl_divergence(Own(0.0, 1.0), Own(0.0, 1.0)) == "nothing"
        D.register_kl(Mine, Mine)(nothing)
        assert D.kl_divergence(Own(0.0, 1.0), Mine(0.0, 1.0)) == "nothing"
        assert D.kl_divergence(D.Normal(0.0, 1.0), D.Normal(0.0, 1.0)).item() == 0
    finally:
        for pair in [k for k in kl._KL_REGISTRY if Mine in k]:
            del kl._KL_REGISTRY[pair]
        kl._KL_MEMOIZE.clear()


def test_wrong_calls():
    with pytest.raises(NotImplementedError, match="p type Cauchy and q type Normal"):
        D.kl_divergence(D.Cauchy(0.0, 1.0), D.Normal(0.0, 1.0))
    with pytest.raises(TypeError, match="expected type_p to be a class"):
        D.register_kl(3, D.Normal)
    with pytest.raises(NotImplementedError, match="total_count > p"):
        D.kl_divergence(D.Binomial(3, 0.5), D.Binomial(4, 0.5))
    with pytest.raises(ValueError, match="different event shapes"):
        normal = D.MultivariateNormal(rushlight.zeros(2), rushlight.eye(2))
        D.kl_divergence(normal, D.MultivariateNormal(rushlight.zeros(3), rushlight.eye(3)))
    with pytest.raises(NotImplementedError):
        D.kl_divergence(D.LogNormal(0.0, 1.0), D.HalfCauchy(1.0))


def test_entries_for_any_classes():
    class Base:
        pass

    class Mine(Base, D.Normal):
        pass

    @D.register_kl(Base, Base)
    def kl_of_bases(p, q):
        return 5

    try:
        assert D.kl_divergence(Mine(0.0, 1.0), Mine(0.0, 1.0)) == 5
    finally:
        kl._KL_REGISTRY.pop((Base, Base))
        kl._KL_MEMOIZE.clear()
