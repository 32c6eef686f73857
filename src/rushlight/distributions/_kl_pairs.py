"""The Kullback-Leibler divergences of pairs of distributions.

Between families it is mostly ``-p.entropy() - E[log q(x)]``, and log q needs only a few means of p: of x, x², log x or
exp(-x). Within a family the terms that cancel are left out.
"""

from __future__ import annotations

import math

import rushlight as rl

from ._categories import Categorical, OneHotCategorical
from ._counts import Bernoulli, Binomial, Geometric, Poisson
from ._from_normal import HalfNormal
from ._matrices import LowRankMultivariateNormal, MultivariateNormal, half_log_det, solve_lower, squared_distance
from ._positive import Exponential, Gamma, Pareto
from ._real_line import Cauchy, Gumbel, Laplace, Normal, Uniform
from ._unit_interval import Beta, ContinuousBernoulli, Dirichlet
from .distribution import ExponentialFamily
from .kl import kl_divergence, register_kl
from .transformed_distribution import Independent, TransformedDistribution
from .utils import euler_constant, sum_rightmost

__all__: list[str] = []

# Where p has values that q has not -----------------------------------------------------------------------------------


def _infinite(parameter):
    return lambda p, q: rl.full_like(getattr(p, parameter), math.inf)


_UNIT = (Beta, ContinuousBernoulli)
for _p, _parameter, _qs in (
    (Beta, "concentration1", (Pareto,)),
    (ContinuousBernoulli, "probs", (Pareto,)),
    (Exponential, "rate", (*_UNIT, Pareto, Uniform)),
    (Gamma, "concentration", (*_UNIT, Pareto, Uniform)),
    (Gumbel, "loc", (*_UNIT, Exponential, Gamma, Pareto, Uniform)),
    (Laplace, "loc", (*_UNIT, Exponential, Gamma, Pareto, Uniform)),
    (Normal, "loc", (*_UNIT, Exponential, Gamma, Pareto, Uniform)),
    (Pareto, "scale", (*_UNIT, Uniform)),
    (Poisson, "rate", (Bernoulli, Binomial)),
):
    for _q in _qs:
        register_kl(_p, _q)(_infinite(_parameter))


# Between families ----------------------------------------------------------------------------------------------------


def _to(q, *ps):
    """A decorator: a function of (p, q) is the mean of log q(x) for each of the families ``ps``."""

    def decorator(mean_log):
        def divergence(p, q):
            return -p.entropy() - mean_log(p, q)

        for p in ps:
            register_kl(p, q)(_OUTSIDE[p](divergence) if p in _OUTSIDE else divergence)
        return mean_log

    return decorator


def _uniform(divergence):
    """Infinite where a uniform distribution begins below q's support."""

    def checked(p, q):
        low = getattr(q.support, "lower_bound", -math.inf)
        return rl.where(p.low < low, math.inf, divergence(p, q))

    return checked


def _pareto(divergence):
    """Infinite where a Pareto distribution has not the moments that q asks for."""

    def checked(p, q):
        outside = p.alpha <= (2 if isinstance(q, Normal) else 1)
        # an alpha with moments there, so that gradients elsewhere stay finite
        inside = Pareto(p.scale, rl.where(outside, 3.0, p.alpha), validate_args=False)
        return rl.where(outside, math.inf, divergence(inside, q))

    return checked


_OUTSIDE = {Uniform: _uniform, Pareto: _pareto}


def _mean_log(p):
    """E[log x]."""
    if isinstance(p, Beta):
        return p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma()
    if isinstance(p, Exponential):
        return -euler_constant - p.rate.log()
    if isinstance(p, Pareto):
        return p.scale.log() + p.alpha.reciprocal()
    return (p.high.xlogy(p.high) - p.low.xlogy(p.low)) / (p.high - p.low) - 1


def _mean_exp(p, scale):
    """E[exp(-x / scale)]."""
    if isinstance(p, Normal):
        return (-p.loc / scale + 0.5 * (p.scale / scale).square()).exp()
    if isinstance(p, Exponential):
        return p.rate * scale / (p.rate * scale + 1)
    if isinstance(p, Gamma):
        return (1 + (p.rate * scale).reciprocal()).pow(-p.concentration)
    return scale / (p.high - p.low) * ((-p.low / scale).exp() - (-p.high / scale).exp())


@_to(Normal, Beta, ContinuousBernoulli, Exponential, Gamma, Gumbel, Laplace, Pareto, Uniform)
def _log_normal(p, q):
    square = p.variance + (p.mean - q.loc).square()
    return -0.5 * math.log(2 * math.pi) - q.scale.log() - 0.5 * square / q.scale.square()


@_to(Exponential, Beta, ContinuousBernoulli, Gamma, Pareto, Uniform)
def _log_exponential(p, q):
    return q.rate.log() - q.rate * p.mean


@_to(Gamma, Beta, Exponential, Pareto, Uniform)
def _log_gamma(p, q):
    c = q.concentration
    return c * q.rate.log() - c.lgamma() + (c - 1) * _mean_log(p) - q.rate * p.mean


@_to(Gumbel, Exponential, Gamma, Normal, Uniform)
def _log_gumbel(p, q):
    return (q.loc - p.mean) / q.scale - (q.loc / q.scale).exp() * _mean_exp(p, q.scale) - q.scale.log()


@_to(Laplace, Normal)
def _log_laplace(p, q):
    z = (p.loc - q.loc) / p.scale
    distance = math.sqrt(2 / math.pi) * p.scale * (-0.5 * z.square()).exp()
    distance = distance + (p.loc - q.loc) * (z / math.sqrt(2)).erf()
    return -(2 * q.scale).log() - distance / q.scale


@_to(Pareto, Uniform)
def _log_pareto(p, q):
    return q.alpha.log() + q.alpha * q.scale.log() - (q.alpha + 1) * _mean_log(p)


@_to(Poisson, Bernoulli)
def _log_poisson(p, q):
    return p.probs * q.rate.log() - q.rate  # log k! is 0 for both


def _log_continuous_bernoulli(p, q):
    return p.mean * q.logits + (-q.probs).log1p() + q._cont_bern_log_norm()


_to(ContinuousBernoulli, Beta)(_log_continuous_bernoulli)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p, q):
    outside = (p.high >= q.support.upper_bound) | (p.low <= q.support.lower_bound)
    return rl.where(outside, math.inf, -p.entropy() - _log_continuous_bernoulli(p, q))


@register_kl(Uniform, Beta)
def _uniform_beta(p, q):
    a, b = q.concentration1, q.concentration0
    mirrored = Uniform(1 - p.high, 1 - p.low, validate_args=False)
    norm = a.lgamma() + b.lgamma() - (a + b).lgamma()
    result = norm - p.entropy() - (a - 1) * _mean_log(p) - (b - 1) * _mean_log(mirrored)
    return rl.where((p.high > 1) | (p.low < 0), math.inf, result)


@register_kl(Beta, Uniform)
def _beta_uniform(p, q):
    return rl.where((q.low > 0) | (q.high < 1), math.inf, q.entropy() - p.entropy())


@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p, q):
    # PyTorch's rule: infinite also where the bounds are the same
    outside = (q.low >= p.support.lower_bound) | (q.high <= p.support.upper_bound)
    return rl.where(outside, math.inf, q.entropy() - p.entropy())


# Within a family -----------------------------------------------------------------------------------------------------


@register_kl(Normal, Normal)
def _normal(p, q):
    ratio = (p.scale / q.scale).square()
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).square() - 1 - ratio.log())


@register_kl(HalfNormal, HalfNormal)
def _half_normal(p, q):
    return _normal(p.base_dist, q.base_dist)


@register_kl(Laplace, Laplace)
def _laplace(p, q):
    ratio, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return distance / q.scale + ratio * (-distance / p.scale).exp() - ratio.log() - 1


@register_kl(Cauchy, Cauchy)
def _cauchy(p, q):  # Chyzak and Nielsen 2019
    square = (p.scale + q.scale).square() + (p.loc - q.loc).square()
    return square.log() - (4 * p.scale * q.scale).log()


@register_kl(Gumbel, Gumbel)
def _gumbel(p, q):
    ratio, shift = p.scale / q.scale, (p.loc - q.loc) / q.scale
    tail = ((1 + ratio).lgamma() - shift).exp()
    return shift - ratio.log() + ratio * euler_constant + tail - (1 + euler_constant)


@register_kl(Uniform, Uniform)
def _uniforms(p, q):
    outside = (q.low > p.low) | (q.high < p.high)
    return rl.where(outside, math.inf, q.entropy() - p.entropy())


@register_kl(Exponential, Exponential)
def _exponential(p, q):
    ratio = q.rate / p.rate
    return ratio - ratio.log() - 1


@register_kl(Gamma, Gamma)
def _gamma(p, q):
    a, b = p.concentration, q.concentration
    norms = b * (p.rate / q.rate).log() + b.lgamma() - a.lgamma()
    return norms + (a - b) * a.digamma() + (q.rate - p.rate) * (a / p.rate)


@register_kl(Pareto, Pareto)
def _paretos(p, q):
    ratio = q.alpha / p.alpha
    result = q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1
    return rl.where(p.scale < q.scale, math.inf, result)


@register_kl(Dirichlet, Dirichlet)
def _dirichlet(p, q):
    a, b = p.concentration, q.concentration
    total = a.sum(-1)
    norms = total.lgamma() - b.sum(-1).lgamma() - (a.lgamma() - b.lgamma()).sum(-1)
    return norms + ((a - b) * (a.digamma() - total.digamma().unsqueeze(-1))).sum(-1)


@register_kl(Beta, Beta)
def _beta(p, q):
    return _dirichlet(p._dirichlet, q._dirichlet)


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _continuous_bernoulli(p, q):
    return _log_continuous_bernoulli(p, p) - _log_continuous_bernoulli(p, q)


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p, q):
    def term(p_probs, p_logits, q_probs, q_logits):
        """p log(p / q), also at 0 and 1."""
        softplus = rl.nn.functional.softplus
        result = p_probs * (softplus(-q_logits) - softplus(-p_logits))
        return rl.where(p_probs == 0, 0.0, rl.where(q_probs == 0, math.inf, result))

    heads = term(p.probs, p.logits, q.probs, q.logits)
    return heads + term(1 - p.probs, -p.logits, 1 - q.probs, -q.logits)


@register_kl(Binomial, Binomial)
def _binomial(p, q):
    if (p.total_count < q.total_count).any():
        raise NotImplementedError("KL between Binomials where q.total_count > p.total_count is not implemented")
    one = p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p()
    return rl.where(p.total_count > q.total_count, math.inf, p.total_count * one)


@register_kl(Geometric, Geometric)
def _geometric(p, q):
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


@register_kl(Poisson, Poisson)
def _poisson(p, q):
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Categorical, Categorical)
def _categorical(p, q):
    terms = rl.where(q.probs == 0, math.inf, p.probs * (p.logits - q.logits))
    return rl.where(p.probs == 0, 0.0, terms).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot(p, q):
    return _categorical(p._categorical, q._categorical)


# Normal vectors ------------------------------------------------------------------------------------------------------


def _square_sum(matrix):
    return matrix.square().sum((-2, -1))


def _same_events(p, q):
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two (Low Rank) Multivariate Normals with different event shapes cannot be computed: "
            f"{p.event_shape}, {q.event_shape}"
        )


def _roots(p):
    """Matrices the sum of whose squares R Rᵀ is p's covariance."""
    if isinstance(p, MultivariateNormal):
        return (p._unbroadcasted_scale_tril,)
    return p._unbroadcasted_cov_factor, p._unbroadcasted_cov_diag.sqrt().diag_embed()


def _log_det(p):
    return 2 * half_log_det(p._unbroadcasted_scale_tril) if isinstance(p, MultivariateNormal) else p._log_det


@register_kl(MultivariateNormal, MultivariateNormal)
@register_kl(LowRankMultivariateNormal, MultivariateNormal)
def _to_multivariate(p, q):
    _same_events(p, q)
    lower = q._unbroadcasted_scale_tril
    trace = sum(_square_sum(solve_lower(lower, root)) for root in _roots(p))
    distance = squared_distance(lower, q.loc - p.loc)
    return 0.5 * (_log_det(q) - _log_det(p) + trace + distance - p.event_shape[0])


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
@register_kl(MultivariateNormal, LowRankMultivariateNormal)
def _to_low_rank(p, q):
    _same_events(p, q)
    root, solved = q._unbroadcasted_cov_diag.rsqrt().unsqueeze(-1), q._solved
    trace = sum(_square_sum(r * root) - _square_sum(solved @ r) for r in _roots(p))
    distance = q._squared_distance(q.loc - p.loc)
    return 0.5 * (_log_det(q) - _log_det(p) + trace + distance - p.event_shape[0])


# Of anything ---------------------------------------------------------------------------------------------------------


@register_kl(ExponentialFamily, ExponentialFamily)
def _exponential_family(p, q):
    if type(p) is not type(q):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot be computed using Bregman "
            "divergences"
        )
    params, normalizer, means = p._normalizer_and_means()
    others = q._natural_params
    result = q._log_normalizer(*others) - normalizer
    for mine, other, mean in zip(params, others, means, strict=True):
        result = result - sum_rightmost((other - mine) * mean, len(q.event_shape))
    return result


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p, q):
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError(
            "the divergence of transformed distributions is known only for equal transforms and event shapes"
        )
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(Independent, Independent)
def _independent(p, q):
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError("both have to have the same reinterpreted_batch_ndims")
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)
