"""Distributions beside SciPy's, by themselves, and called wrongly."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import warnings

import numpy as np
import pytest

import rushlight
from rushlight.autograd import gradcheck

stats = pytest.importorskip("scipy.stats")
D = rushlight.distributions


def t(*values):
    return rushlight.tensor(values, dtype=rushlight.float64)


REAL, POSITIVE, UNIT, COUNTS = (
    np.linspace(-4, 5, 19),
    np.geomspace(1e-3, 20, 15),
    np.linspace(0.02, 0.98, 13),
    np.arange(0.0, 15),
)
BESIDE_SCIPY = {
    "normal": (D.Normal(t(0.5), t(2.0)), stats.norm(0.5, 2), REAL),
    "laplace": (D.Laplace(t(0.5), t(2.0)), stats.laplace(0.5, 2), REAL),
    "cauchy": (D.Cauchy(t(0.5), t(2.0)), stats.cauchy(0.5, 2), REAL),
    "gumbel": (D.Gumbel(t(0.5), t(2.0)), stats.gumbel_r(0.5, 2), REAL),
    "uniform": (D.Uniform(t(-5.0), t(6.0)), stats.uniform(-5, 11), REAL),
    "studentT": (D.StudentT(t(3.5), t(0.5), t(2.0)), stats.t(3.5, 0.5, 2), REAL),
    "von_mises": (D.VonMises(t(0.5), t(2.0)), stats.vonmises(2.0, 0.5), np.linspace(-3, 3, 9)),
    "exponential": (D.Exponential(t(1.5)), stats.expon(scale=1 / 1.5), POSITIVE),
    "gamma": (D.Gamma(t(0.7), t(1.5)), stats.gamma(0.7, scale=1 / 1.5), POSITIVE),
    "chi2": (D.Chi2(t(3.0)), stats.chi2(3), POSITIVE),
    "inverse_gamma": (D.InverseGamma(t(3.5), t(1.5)), stats.invgamma(3.5, scale=1.5), POSITIVE),
    "fishersnedecor": (D.FisherSnedecor(t(3.0), t(7.0)), stats.f(3, 7), POSITIVE),
    "weibull": (D.Weibull(t(2.0), t(1.5)), stats.weibull_min(1.5, scale=2), POSITIVE),
    "pareto": (D.Pareto(t(0.5), t(3.5)), stats.pareto(3.5, scale=0.5), POSITIVE + 0.5),
    "generalized_pareto": (D.GeneralizedPareto(t(0.0), t(2.0), t(0.3)), stats.genpareto(0.3, 0, 2), POSITIVE),
    "log_normal": (D.LogNormal(t(0.5), t(0.8)), stats.lognorm(0.8, scale=np.exp(0.5)), POSITIVE),
    "half_normal": (D.HalfNormal(t(2.0)), stats.halfnorm(scale=2), POSITIVE),
    "half_cauchy": (D.HalfCauchy(t(2.0)), stats.halfcauchy(scale=2), POSITIVE),
    "beta": (D.Beta(t(0.7), t(2.5)), stats.beta(0.7, 2.5), UNIT),
    "bernoulli": (D.Bernoulli(t(0.3)), stats.bernoulli(0.3), np.array([0.0, 1.0])),
    "binomial": (D.Binomial(14, t(0.3)), stats.binom(14, 0.3), COUNTS),
    "geometric": (D.Geometric(t(0.3)), stats.geom(0.3, loc=-1), COUNTS),
    "negative_binomial": (D.NegativeBinomial(t(3.5), t(0.3)), stats.nbinom(3.5, 0.7), COUNTS),
    "poisson": (D.Poisson(t(3.5)), stats.poisson(3.5), COUNTS),
}


@pytest.mark.parametrize("name", BESIDE_SCIPY)
def test_beside_scipy(name):
    ours, theirs, x = BESIDE_SCIPY[name]
    discrete = hasattr(theirs, "logpmf") and ours.support.is_discrete
    values = rushlight.tensor(x).unsqueeze(-1)
    log = theirs.logpmf(x) if discrete else theirs.logpdf(x)
    np.testing.assert_allclose(ours.log_prob(values)[:, 0].numpy(), log, rtol=1e-9, atol=1e-12)
    try:
        cdf = ours.cdf(values)[:, 0].numpy()
    except NotImplementedError:
        cdf = None
    if cdf is not None:
        np.testing.assert_allclose(cdf, theirs.cdf(x), rtol=1e-9, atol=1e-12)
    if name not in ("cauchy", "von_mises"):  # whose variance is infinite here; the circular one
        np.testing.assert_allclose(ours.mean.item(), theirs.mean(), rtol=1e-10)
        np.testing.assert_allclose(ours.variance.item(), theirs.var(), rtol=1e-9)
    with contextlib.suppress(NotImplementedError):
        np.testing.assert_allclose(ours.entropy().item(), theirs.entropy(), rtol=1e-7)


@pytest.mark.parametrize("name", [n for n in BESIDE_SCIPY if n not in ("bernoulli", "cauchy", "half_cauchy")])
def test_samples_are_distributed_so(name):
    ours, theirs, _ = BESIDE_SCIPY[name]
    rushlight.manual_seed(5)
    x = ours.sample((4000,)).reshape(-1).numpy()
    if ours.support.is_discrete:
        counts = np.bincount(x.astype(int), minlength=40)[:40]
        expected = theirs.pmf(np.arange(40)) * len(x)
        likely = expected > 5
        chi2 = ((counts - expected)[likely] ** 2 / expected[likely]).sum()
        assert stats.chi2(likely.sum()).sf(chi2) > 1e-3
    else:
        assert stats.kstest(x, theirs.cdf).pvalue > 1e-3


def test_modes():
    assert D.Kumaraswamy(t(2.0), t(3.0)).mode.item() == pytest.approx(0.2**0.5)  # (a - 1) / (a b - 1)
    x = rushlight.linspace(0.01, 0.99, 99, dtype=rushlight.float64)
    assert x[D.Kumaraswamy(t(2.0), t(3.0)).log_prob(x).argmax()].item() == pytest.approx(0.45, abs=0.01)
    assert D.Dirichlet(t(0.5, 0.2)).mode.tolist() == [1, 0]


def test_slopes_of_random_numbers():
    """The derivative at a fixed quantile, by differences of SciPy's quantile functions."""
    h = 1e-5
    for a in (0.05, 0.7, 3.0, 50.0, 3e3):
        q = np.array([0.01, 0.3, 0.5, 0.9, 0.999])
        x, up, down = [stats.gamma(a * (1 + s)).ppf(q) for s in (0, h, -h)]
        got = rushlight._standard_gamma_grad(rushlight.full((5,), a).double(), rushlight.tensor(x)).numpy()
        np.testing.assert_allclose(got, (up - down) / (2 * h * a), rtol=1e-4)
        for b in (0.3, 2.0, 40.0):
            x, up, down = [stats.beta(a * (1 + s), b).ppf(q) for s in (0, h, -h)]
            inside = (x > 1e-9) & (x < 1 - 1e-7)
            x, slope = x[inside], ((up - down) / (2 * h * a))[inside]
            full = rushlight.full((len(x),), a).double()
            got = rushlight._dirichlet_grad(rushlight.tensor(x), full, full + b).numpy() * (1 - x)
            np.testing.assert_allclose(got, slope, rtol=1e-3)
    large = rushlight._standard_gamma_grad(t(99999.0, 100001.0), t(100200.0, 100202.0))
    assert abs(large[0] - large[1]).item() < 1e-6  # the formulas for small and large shapes meet


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_bits_as_pytorch(dtype):
    torch = pytest.importorskip("torch")
    random = np.random.RandomState(0)
    shapes = np.exp(2 * random.randn(500)).astype(dtype)
    counts, p = random.randint(0, 200, 500).astype(dtype), random.rand(500).astype(dtype)
    found = []
    for library in (rushlight, torch):
        library.manual_seed(1)
        a, n, q = [library.tensor(v) for v in (shapes, counts, p)]
        draws = library._standard_gamma(a), library.binomial(n, q), library._standard_gamma(a[0])
        found.append(([d.tolist() for d in draws], library._sample_dirichlet(a.reshape(50, 10)).numpy()))
    (ours, points), (theirs, expected) = found
    assert ours == theirs
    # PyTorch adds up in another order
    np.testing.assert_allclose(points, expected, rtol=1e-6 if dtype == "float32" else 1e-14)


def test_gradients_of_log_prob():
    for name in ("normal", "gamma", "beta", "studentT", "weibull", "von_mises", "pareto", "generalized_pareto"):
        ours, _, x = BESIDE_SCIPY[name]
        names = list(ours.arg_constraints)
        params = [getattr(ours, n).detach().clone().requires_grad_() for n in names]
        x = rushlight.tensor(x[3:6]).unsqueeze(-1)
        make = lambda *ps: type(ours)(**dict(zip(names, ps)))  # noqa: B023, E731
        assert gradcheck(lambda *ps: make(*ps).log_prob(x), params)  # noqa: B023


WRONG = [
    (lambda: D.Normal(0.0, -1.0), ValueError, "Expected parameter scale"),
    (lambda: D.Normal(float("nan"), 1.0), ValueError, "constraint Real()"),
    (lambda: D.Normal("a", 1.0), ValueError, "must all be instances of Number"),
    (lambda: D.Normal(rushlight.ones(2), rushlight.ones(3)), RuntimeError, ""),
    (lambda: D.Uniform(2.0, 1.0), ValueError, "Expected parameter low"),
    (lambda: D.Bernoulli(), ValueError, "Either `probs` or `logits`"),
    (lambda: D.Bernoulli(0.5, 0.5), ValueError, "Either `probs` or `logits`"),
    (lambda: D.Bernoulli(1.5), ValueError, "Expected parameter probs"),
    (lambda: D.Geometric(0.0), ValueError, "to be positive"),
    (lambda: D.Categorical(rushlight.tensor(1.0)), ValueError, "at least one-dimensional"),
    (lambda: D.Dirichlet(rushlight.tensor(1.0)), ValueError, "at least one-dimensional"),
    (lambda: D.Multinomial(2.5, rushlight.ones(2)), NotImplementedError, "inhomogeneous total_count"),
    (lambda: D.Binomial(rushlight.tensor([1.0, 2.0]), 0.5).entropy(), NotImplementedError, "Inhomogeneous"),
    (lambda: D.Independent(D.Normal(0.0, 1.0), 1), ValueError, "reinterpreted_batch_ndims"),
    (lambda: D.LKJCholesky(1), ValueError, "greater than or equal to 2"),
    (lambda: D.MultivariateNormal(rushlight.zeros(2)), ValueError, "Exactly one of"),
    (lambda: D.MultivariateNormal(rushlight.zeros(2), -rushlight.eye(2)), ValueError, "PositiveDefinite"),
    (lambda: D.MultivariateNormal(rushlight.tensor(0.0), rushlight.eye(2)), ValueError, "at least one-dim"),
    (lambda: D.Wishart(1.0, rushlight.eye(3)), ValueError, "expected to be greater than ndim - 1"),
    (lambda: D.Wishart(3.0), AssertionError, "Exactly one of"),
    (
        lambda: D.LowRankMultivariateNormal(rushlight.zeros(2), rushlight.ones(3, 1), rushlight.ones(2)),
        ValueError,
        "2 x m",
    ),
    (lambda: D.MixtureSameFamily(D.Normal(0.0, 1.0), D.Normal(0.0, 1.0)), ValueError, "Categorical"),
    (
        lambda: D.MixtureSameFamily(D.Categorical(rushlight.ones(3)), D.Normal(rushlight.zeros(2), 1.0)),
        ValueError,
        "does not equal",
    ),
    (lambda: D.Normal(0.0, 1.0).log_prob(1.0), ValueError, "must be a Tensor"),
    (lambda: D.Exponential(1.0).log_prob(rushlight.tensor(-1.0)), ValueError, "within the support"),
    (lambda: D.Normal(rushlight.zeros(3), 1.0).log_prob(rushlight.zeros(2)), ValueError, "not broadcastable"),
    (lambda: D.Dirichlet(rushlight.ones(3)).log_prob(rushlight.ones(2)), ValueError, "right-most size"),
    (lambda: D.Normal(0.0, 1.0).enumerate_support(), NotImplementedError, "enumerate_support"),
    (lambda: D.Poisson(1.0).rsample(), NotImplementedError, "rsample"),
    (lambda: D.Gamma(1.0, 1.0).icdf(rushlight.tensor(0.5)), NotImplementedError, "icdf"),
    (lambda: D.Distribution.set_default_validate_args(2), ValueError, "True or False"),
    (
        lambda: rushlight.binomial(rushlight.ones(2).long(), rushlight.ones(2)),
        ValueError,
        "only supports floating-point dtypes for count",
    ),
    (
        lambda: rushlight.binomial(rushlight.ones(2), rushlight.ones(2).double()),
        RuntimeError,
        "Found dtype Double but expected Float",
    ),
    (lambda: rushlight._standard_gamma(rushlight.ones(2).long()), NotImplementedError, "not implemented for 'Long'"),
]


@pytest.mark.parametrize("call, error, message", WRONG)
def test_wrong_calls(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


@pytest.mark.torch
@pytest.mark.parametrize("call, error, message", WRONG)
def test_wrong_calls_beside_pytorch(call, error, message):
    torch = pytest.importorskip("torch")
    replaced = dict(call.__globals__, rushlight=torch, D=torch.distributions)
    with pytest.raises(error):
        type(call)(call.__code__, replaced)()


def test_without_validation():
    assert D.Normal(0.0, -1.0, validate_args=False).scale.item() == -1
    d = D.Exponential(1.0, validate_args=False)
    assert d.log_prob(rushlight.tensor(-1.0)).item() == 1
    D.Distribution.set_default_validate_args(False)
    try:
        D.Normal(0.0, -1.0)
    finally:
        D.Distribution.set_default_validate_args(True)


def test_subclasses():
    class Bare(D.Distribution):
        pass

    with pytest.warns(UserWarning, match="does not define `arg_constraints`"):
        bare = Bare()
    with pytest.raises(NotImplementedError):
        bare.expand((2,))

    class Shifted(D.Normal):
        def __init__(self, by):
            super().__init__(by, 1.0)

    with pytest.raises(NotImplementedError, match="must also define a custom"):
        Shifted(1.0).expand((2,))

    class Same(D.Normal):
        pass

    assert type(Same(0.0, 1.0).expand((2,))) is Same
    with pytest.warns(FutureWarning, match="sample_n"):
        assert Same(0.0, 1.0).sample_n(3).shape == (3,)


def test_large_and_small_parameters():
    rushlight.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for shape in (1e-5, 1e-2, 1e5, 1e8):
            x = D.Gamma(t(shape), t(1.0).requires_grad_()).rsample((100,))
            assert (x > 0).all() and x.isfinite().all()
            c = t(shape, shape).requires_grad_()
            y = D.Dirichlet(c).rsample((10,))
            y.square().sum().backward()
            assert y.isfinite().all() and c.grad.isfinite().all()
    nan = t(float("nan"))
    assert rushlight._standard_gamma(nan).isnan().all() and rushlight.binomial(t(3.0), nan).isnan().all()
    assert rushlight._standard_gamma(rushlight.zeros(0, 2)).shape == (0, 2)


def test_import_is_lazy():
    code = (
        "import sys, rushlight; assert 'rushlight.distributions' not in sys.modules; import "
        "rushlight.distributions.normal as n;"
        "from rushlight.distributions.studentT import StudentT; assert n.Normal is rushlight.distributions.Normal"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
