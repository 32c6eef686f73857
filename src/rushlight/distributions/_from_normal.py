"""Distributions made from the normal, Cauchy and gamma ones, and the circular one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import rushlight as rl

from .._ops.common.inside_vmap import holds
from . import constraints
from ._positive import Chi2
from ._real_line import _LOCATION_SCALE, Cauchy, Centred, Normal
from .distribution import Distribution
from .transformed_distribution import TransformedDistribution
from .transforms import AbsTransform, ExpTransform, StickBreakingTransform
from .utils import broadcast_all, lazy_property, standard_normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._tensor.tensor import Tensor

__all__ = ["HalfCauchy", "HalfNormal", "LogNormal", "LogisticNormal", "StudentT", "VonMises"]


class LogNormal(TransformedDistribution):
    """The distribution of exp(x) for normal x of mean ``loc`` and standard deviation ``scale``.

    >>> torch.distributions.LogNormal(0.0, 1.0).mean
    tensor(1.6487)
    """

    arg_constraints = _LOCATION_SCALE
    support = constraints.positive
    has_rsample = True
    _batched: dict[str, int | None] = {}
    base_dist: Normal

    def __init__(self, loc: Tensor | float, scale: Tensor | float, validate_args: bool | None = None) -> None:
        super().__init__(Normal(loc, scale, validate_args=validate_args), ExpTransform(), validate_args)

    @property
    def loc(self) -> Tensor:
        return self.base_dist.loc

    @property
    def scale(self) -> Tensor:
        return self.base_dist.scale

    @property
    def mean(self) -> Tensor:
        return (self.loc + self.scale.square() / 2).exp()

    @property
    def mode(self) -> Tensor:
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Tensor:
        square = self.scale.square()
        return square.expm1() * (2 * self.loc + square).exp()

    def entropy(self) -> Tensor:
        return self.base_dist.entropy() + self.loc


class LogisticNormal(TransformedDistribution):
    """Points of the simplex: normally distributed numbers (*, n) through the stick-breaking transform to (*, n + 1).

    >>> torch.distributions.LogisticNormal(torch.zeros(3), torch.ones(3)).event_shape
    torch.Size([4])
    """

    arg_constraints = _LOCATION_SCALE
    support = constraints.simplex
    has_rsample = True
    _batched: dict[str, int | None] = {}
    base_dist: Any  # a Normal, or an Independent one

    def __init__(self, loc: Tensor | float, scale: Tensor | float, validate_args: bool | None = None) -> None:
        base = Normal(loc, scale, validate_args=validate_args)
        if not base.batch_shape:
            base = base.expand([1])
        super().__init__(base, StickBreakingTransform(), validate_args)

    @property
    def loc(self) -> Tensor:
        return self.base_dist.base_dist.loc

    @property
    def scale(self) -> Tensor:
        return self.base_dist.base_dist.scale


class _Half(TransformedDistribution):
    """|x| of a symmetric distribution around 0."""

    arg_constraints = {"scale": constraints.positive}
    support = constraints.nonnegative
    has_rsample = True
    base_dist: Any  # with a scale

    @property
    def scale(self) -> Tensor:
        return self.base_dist.scale

    @property
    def mode(self) -> Tensor:
        return rl.zeros_like(self.scale)

    def log_prob(self, value: Tensor) -> Tensor:
        value = self._checked(value)
        return rl.where(value >= 0, self.base_dist.log_prob(value) + math.log(2), -math.inf)

    def cdf(self, value: Tensor) -> Tensor:
        return 2 * self.base_dist.cdf(self._checked(value)) - 1

    def icdf(self, value: Tensor) -> Tensor:
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self) -> Tensor:
        return self.base_dist.entropy() - math.log(2)


class HalfNormal(_Half):
    """The distribution of |x| for normal x of mean 0 and standard deviation ``scale``.

    >>> torch.distributions.HalfNormal(1.0).mean
    tensor(0.7979)
    """

    _batched: dict[str, int | None] = {}

    def __init__(self, scale: Tensor | float, validate_args: bool | None = None) -> None:
        super().__init__(Normal(0, scale, validate_args=False), AbsTransform(), validate_args)

    @property
    def mean(self) -> Tensor:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self) -> Tensor:
        return self.scale.square() * (1 - 2 / math.pi)


class HalfCauchy(_Half):
    """The distribution of |x| for Cauchy-distributed x around 0; its mean is infinite.

    >>> torch.distributions.HalfCauchy(1.0).cdf(torch.tensor(1.0))
    tensor(0.5000)
    """

    _batched: dict[str, int | None] = {}

    def __init__(self, scale: Tensor | float, validate_args: bool | None = None) -> None:
        super().__init__(Cauchy(0, scale, validate_args=False), AbsTransform(), validate_args)

    @property
    def mean(self) -> Tensor:
        return self._constant(math.inf, self.scale)

    @property
    def variance(self) -> Tensor:
        return self.base_dist.variance


class StudentT(Distribution):
    """Student's t distribution with ``df`` degrees of freedom around ``loc``.

    >>> torch.distributions.StudentT(3.0).variance
    tensor(3.)
    """

    arg_constraints = {"df": constraints.positive, **_LOCATION_SCALE}
    support = constraints.real
    has_rsample = True
    _batched = {"df": 0, "loc": 0, "scale": 0, "_chi2": 0}

    def __init__(
        self,
        df: Tensor | float,
        loc: Tensor | float = 0.0,
        scale: Tensor | float = 1.0,
        validate_args: bool | None = None,
    ) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return rl.where(self.df > 1, self.loc, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        finite = self.df > 2
        df = rl.where(finite, self.df, 3.0)
        unbounded = rl.where(self.df > 1, math.inf, rl.full_like(df, math.nan))
        return rl.where(finite, self.scale.square() * df / (df - 2), unbounded)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        x = standard_normal(self._extended_shape(sample_shape), self.df.dtype)
        return self.loc + self.scale * (x * (self._chi2.rsample(sample_shape) / self.df).rsqrt())

    @property
    def _log_beta(self):
        """log B(df/2, 1/2)."""
        return (0.5 * self.df).lgamma() + math.lgamma(0.5) - (0.5 * (self.df + 1)).lgamma()

    def log_prob(self, value: Tensor) -> Tensor:
        y = (self._checked(value) - self.loc) / self.scale
        norm = self.scale.log() + 0.5 * self.df.log() + self._log_beta
        return -0.5 * (self.df + 1) * (y.square() / self.df).log1p() - norm

    def entropy(self) -> Tensor:
        half = 0.5 * (self.df + 1)
        rise = half.digamma() - (0.5 * self.df).digamma()
        return self.scale.log() + half * rise + 0.5 * self.df.log() + self._log_beta


class VonMises(Centred):
    """The normal distribution's like on the circle: angles around ``loc``, of density proportional to exp(concentration
    * cos).

    Best and Fisher, "Efficient simulation of the von Mises distribution", 1979.

    >>> torch.distributions.VonMises(0.0, 1.0).log_prob(torch.tensor(0.0))
    tensor(-1.0738)
    """

    arg_constraints = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real
    _batched = {"loc": 0, "concentration": 0}

    def __init__(self, loc: Tensor, concentration: Tensor, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @lazy_property
    def variance(self) -> Tensor:
        """The circular variance."""
        return 1 - rl.special.i1e(self.concentration) / rl.special.i0e(self.concentration)

    def log_prob(self, value: Tensor) -> Tensor:
        norm = math.log(2 * math.pi) + rl.special.i0e(self.concentration).log() + self.concentration
        return self.concentration * (self._checked(value) - self.loc).cos() - norm

    def _envelope(self):
        """Concentration and parameter of the wrapped Cauchy distribution around it, in float64."""
        kappa = self.concentration.double()
        tau = 1 + (1 + 4 * kappa.square()).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        # without concentration the difference above has no digits left
        return kappa, rl.where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho.square()) / (2 * rho))

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        with rl.no_grad():
            kappa, r = self._envelope()
            x = rl.zeros(self._extended_shape(sample_shape), dtype=rl.float64)
            done = rl.zeros(x.shape, dtype=rl.bool)
            while not holds(done):
                u, v, side = rl.rand((3, *x.shape), dtype=rl.float64).unbind()
                z = (math.pi * u).cos()
                f = (1 + r * z) / (r + z)
                c = kappa * (r - f)
                accepted = (c * (2 - c) > v) | ((c / v).log() + 1 - c >= 0)
                x = rl.where(accepted, (side - 0.5).sign() * f.acos(), x)
                done = done | accepted
            return ((x + math.pi + self.loc.double()) % (2 * math.pi) - math.pi).to(self.loc.dtype)
