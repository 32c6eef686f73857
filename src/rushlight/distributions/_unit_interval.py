"""Distributions on the unit interval and on the simplex."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import rushlight as rl

from .._ops.common.inside_vmap import holds
from ..nn.functional import binary_cross_entropy_with_logits, one_hot
from . import constraints
from ._real_line import Uniform
from .distribution import ExponentialFamily
from .transformed_distribution import TransformedDistribution
from .transforms import AffineTransform, PowerTransform
from .utils import ProbsAndLogits, broadcast_all, clamp_probs, euler_constant, lazy_property, logits_to_probs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._face.types import Number
    from .._tensor.tensor import Tensor

__all__ = ["Beta", "ContinuousBernoulli", "Dirichlet", "Kumaraswamy"]


class Dirichlet(ExponentialFamily):
    """Dirichlet distribution of points of the simplex, ``concentration`` (*, n). Raises ValueError for a 0-d one.

    >>> torch.distributions.Dirichlet(torch.tensor([1.0, 3.0])).mean
    tensor([0.2500, 0.7500])
    """

    arg_constraints = {"concentration": constraints.independent(constraints.positive, 1)}
    support = constraints.simplex
    has_rsample = True
    _batched = {"concentration": 1}

    def __init__(self, concentration: Tensor, validate_args: bool | None = None) -> None:
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Tensor:
        above = (self.concentration - 1).clamp(min=0)
        inside = above / above.sum(-1, True)
        # the density has its peaks in the corners
        corner = one_hot(inside.argmax(-1), inside.shape[-1]).to(inside.dtype)
        return rl.where((self.concentration < 1).all(-1, True), corner, inside)

    @property
    def variance(self) -> Tensor:
        c, total = self.concentration, self.concentration.sum(-1, True)
        return c * (total - c) / (total.square() * (total + 1))

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        return rl._sample_dirichlet(self.concentration.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        c = self.concentration
        return (c - 1).xlogy(self._checked(value)).sum(-1) + c.sum(-1).lgamma() - c.lgamma().sum(-1)

    def entropy(self) -> Tensor:
        c, n, total = self.concentration, self.concentration.shape[-1], self.concentration.sum(-1)
        norm = c.lgamma().sum(-1) - total.lgamma()
        return norm - (n - total) * total.digamma() - ((c - 1) * c.digamma()).sum(-1)

    @property
    def _natural_params(self):
        return (self.concentration,)

    def _log_normalizer(self, x):
        return x.lgamma().sum(-1) - x.sum(-1).lgamma()


class Beta(ExponentialFamily):
    """Beta distribution: density proportional to x ** (concentration1 - 1) * (1 - x) ** (concentration0 - 1).

    >>> torch.distributions.Beta(1.0, 3.0).mean
    tensor(0.2500)
    """

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True
    _batched = {"_dirichlet": 0}

    def __init__(
        self, concentration1: Tensor | float, concentration0: Tensor | float, validate_args: bool | None = None
    ) -> None:
        both = rl.stack(broadcast_all(concentration1, concentration0), -1)
        self._dirichlet = Dirichlet(both, validate_args=validate_args)
        super().__init__(both.shape[:-1], validate_args=validate_args)

    @property
    def concentration1(self) -> Tensor:
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Tensor:
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Tensor:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Tensor:
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Tensor:
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.square() * (total + 1))

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        return self._dirichlet.rsample(sample_shape).select(-1, 0)

    def log_prob(self, value: Tensor) -> Tensor:
        value = self._checked(value)
        return self._dirichlet.log_prob(rl.stack([value, 1 - value], -1))

    def entropy(self) -> Tensor:
        return self._dirichlet.entropy()

    @property
    def _natural_params(self):
        return self.concentration1, self.concentration0

    def _log_normalizer(self, x, y):
        return x.lgamma() + y.lgamma() - (x + y).lgamma()


def _moment(a, b, n):
    """The mean of x ** n for Kumaraswamy-distributed x."""
    up = 1 + n / a
    return b * (up.lgamma() + b.lgamma() - (up + b).lgamma()).exp()


class Kumaraswamy(TransformedDistribution):
    """Kumaraswamy distribution, like Beta but with a simple distribution function: 1 - (1 - x ** a) ** b with a, b =
    concentration1, concentration0.

    >>> torch.distributions.Kumaraswamy(1.0, 1.0).mean
    tensor(0.5000)
    """

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True
    _batched = {"concentration1": 0, "concentration0": 0}

    def __init__(
        self, concentration1: Tensor | float, concentration0: Tensor | float, validate_args: bool | None = None
    ) -> None:
        a, b = self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        base = Uniform(rl.zeros_like(b), rl.ones_like(b), validate_args=validate_args)
        transforms = [PowerTransform(b.reciprocal()), AffineTransform(1.0, -1.0), PowerTransform(a.reciprocal())]
        super().__init__(base, transforms, validate_args)

    @property
    def mean(self) -> Tensor:
        return _moment(self.concentration1, self.concentration0, 1)

    @property
    def mode(self) -> Tensor:
        a, b = self.concentration1, self.concentration0
        inside = (a >= 1) & (b >= 1) & (a * b > 1)
        return rl.where(inside, ((a - 1) / (a * b - 1)).pow(a.reciprocal()), math.nan)

    @property
    def variance(self) -> Tensor:
        return _moment(self.concentration1, self.concentration0, 2) - self.mean.square()

    def entropy(self) -> Tensor:
        a, b = self.concentration1, self.concentration0
        harmonic = (b + 1).digamma() + euler_constant
        return 1 - b.reciprocal() + (1 - a.reciprocal()) * harmonic - a.log() - b.log()


class ContinuousBernoulli(ProbsAndLogits, ExponentialFamily):
    """Continuous Bernoulli distribution on [0, 1], of density proportional to probs ** x * (1 - probs) ** (1 - x).

    Within ``lims``, near probs 1/2, series replace the formulas. Loaiza-Ganem and Cunningham, "The continuous
    Bernoulli", 2019.

    >>> torch.distributions.ContinuousBernoulli(torch.tensor(0.5)).mean
    tensor(0.5000)
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    has_rsample = True
    _batched = {"probs": 0, "logits": 0, "_param": 0, "_lims": None}
    _mean_carrier_measure = 0

    def __init__(
        self,
        probs: Tensor | Number | None = None,
        logits: Tensor | Number | None = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        self._set_probs_or_logits(probs, logits)
        self._lims = lims
        if probs is not None:
            if validate_args is not None and not holds(constraints.unit_interval.check(self.probs)):
                raise ValueError(f"The parameter probs has invalid values: {self.probs}")
            self.probs = self._param = clamp_probs(self.probs)
        super().__init__(self._param.shape, validate_args=validate_args)

    @lazy_property
    def probs(self) -> Tensor:
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def _outside(self, x, middle=0.0):
        """Where the formulas hold; there x, elsewhere a number where they hold too."""
        low, high = self._lims[0] - middle, self._lims[1] - middle
        outside = (x <= low) | (x > high)
        return outside, rl.where(outside, x, low)

    def _odds(self, p):
        return (-p).log1p() - p.log()

    def _cont_bern_log_norm(self):
        outside, p = self._outside(self.probs)
        norm = self._odds(p).abs().log() - (1 - 2 * p).abs().log()
        x = (self.probs - 0.5).square()
        return rl.where(outside, norm, math.log(2) + (4 / 3 + 104 / 45 * x) * x)

    @property
    def mean(self) -> Tensor:
        outside, p = self._outside(self.probs)
        x = self.probs - 0.5
        series = 0.5 + (1 / 3 + 16 / 45 * x.square()) * x
        return rl.where(outside, p / (2 * p - 1) + 1 / self._odds(p), series)

    @property
    def variance(self) -> Tensor:
        outside, p = self._outside(self.probs)
        x = (self.probs - 0.5).square()
        formula = p * (p - 1) / (1 - 2 * p).square() + 1 / self._odds(p).square()
        return rl.where(outside, formula, 1 / 12 - (1 / 15 - 128 / 945 * x) * x)

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        with rl.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        return self.icdf(rl.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype))

    def log_prob(self, value: Tensor) -> Tensor:
        logits, value = broadcast_all(self.logits, self._checked(value))
        cross = binary_cross_entropy_with_logits(logits, value, reduction="none")
        return self._cont_bern_log_norm() - cross

    def cdf(self, value: Tensor) -> Tensor:
        value = self._checked(value)
        outside, p = self._outside(self.probs)
        inside = (p.pow(value) * (1 - p).pow(1 - value) + p - 1) / (2 * p - 1)
        return rl.where(outside, inside, value).where((value > 0) & (value < 1), (value >= 1).to(value.dtype))

    def icdf(self, value: Tensor) -> Tensor:
        outside, p = self._outside(self.probs)
        log = (-p).log1p()
        return rl.where(outside, ((-p + value * (2 * p - 1)).log1p() - log) / (p.log() - log), value)

    def entropy(self) -> Tensor:
        return self.mean * self._odds(self.probs) - self._cont_bern_log_norm() - (-self.probs).log1p()

    @property
    def _natural_params(self):
        return (self.logits,)

    def _log_normalizer(self, x):
        outside, cut = self._outside(x, 0.5)
        norm = cut.expm1().abs().log() - cut.abs().log()
        return rl.where(outside, norm, 0.5 * x + x.square() / 24 - x.pow(4) / 2880)
