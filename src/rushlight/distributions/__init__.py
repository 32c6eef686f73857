"""Probability distributions: ``torch.distributions``.

All compute with tensors and in batches. ``sample`` and ``rsample`` draw from the default generator, the same numbers as
PyTorch; those of ``rsample`` have a gradient in the parameters (``has_rsample``).
"""

from __future__ import annotations

import sys as _sys

from . import (
    _categories,
    _counts,
    _from_normal,
    _kl_pairs,
    _matrices,
    _positive,
    _real_line,
    _relaxed,
    _unit_interval,
    constraint_registry,
    constraints,
    distribution,
    kl,
    transformed_distribution,
    transforms,
    utils,
)
from ._categories import (
    Categorical,
    MixtureSameFamily,
    Multinomial,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
)
from ._counts import Bernoulli, Binomial, Geometric, NegativeBinomial, Poisson
from ._from_normal import HalfCauchy, HalfNormal, LogisticNormal, LogNormal, StudentT, VonMises
from ._matrices import LKJCholesky, LowRankMultivariateNormal, MultivariateNormal, Wishart
from ._positive import Chi2, Exponential, FisherSnedecor, Gamma, GeneralizedPareto, InverseGamma, Pareto, Weibull
from ._real_line import Cauchy, Gumbel, Laplace, Normal, Uniform
from ._relaxed import RelaxedBernoulli, RelaxedOneHotCategorical
from ._unit_interval import Beta, ContinuousBernoulli, Dirichlet, Kumaraswamy
from .constraint_registry import biject_to, transform_to
from .distribution import Distribution, ExponentialFamily
from .kl import kl_divergence, register_kl
from .transformed_distribution import Independent, TransformedDistribution
from .transforms import (
    AbsTransform,
    AffineTransform,
    CatTransform,
    ComposeTransform,
    CorrCholeskyTransform,
    CumulativeDistributionTransform,
    ExpTransform,
    IndependentTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
    PowerTransform,
    ReshapeTransform,
    SigmoidTransform,
    SoftmaxTransform,
    SoftplusTransform,
    StackTransform,
    StickBreakingTransform,
    TanhTransform,
    Transform,
    identity_transform,
)

__all__ = [
    "AbsTransform",
    "AffineTransform",
    "Bernoulli",
    "Beta",
    "Binomial",
    "CatTransform",
    "Categorical",
    "Cauchy",
    "Chi2",
    "ComposeTransform",
    "ContinuousBernoulli",
    "CorrCholeskyTransform",
    "CumulativeDistributionTransform",
    "Dirichlet",
    "Distribution",
    "ExpTransform",
    "Exponential",
    "ExponentialFamily",
    "FisherSnedecor",
    "Gamma",
    "GeneralizedPareto",
    "Geometric",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Independent",
    "IndependentTransform",
    "InverseGamma",
    "Kumaraswamy",
    "LKJCholesky",
    "Laplace",
    "LogNormal",
    "LogisticNormal",
    "LowRankMultivariateNormal",
    "LowerCholeskyTransform",
    "MixtureSameFamily",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Pareto",
    "Poisson",
    "PositiveDefiniteTransform",
    "PowerTransform",
    "RelaxedBernoulli",
    "RelaxedOneHotCategorical",
    "ReshapeTransform",
    "SigmoidTransform",
    "SoftmaxTransform",
    "SoftplusTransform",
    "StackTransform",
    "StickBreakingTransform",
    "StudentT",
    "TanhTransform",
    "Transform",
    "TransformedDistribution",
    "Uniform",
    "VonMises",
    "Weibull",
    "Wishart",
    "biject_to",
    "identity_transform",
    "kl_divergence",
    "register_kl",
    "transform_to",
]

# PyTorch has a module per distribution; programs import from them
_MODULES = {
    _categories: "categorical mixture_same_family multinomial one_hot_categorical",
    _counts: "bernoulli binomial geometric negative_binomial poisson",
    _from_normal: "half_cauchy half_normal log_normal logistic_normal studentT von_mises",
    _matrices: "lkj_cholesky lowrank_multivariate_normal multivariate_normal wishart",
    _positive: "chi2 exponential fishersnedecor gamma generalized_pareto inverse_gamma pareto weibull",
    _real_line: "cauchy gumbel laplace normal uniform",
    _relaxed: "relaxed_bernoulli relaxed_categorical",
    _unit_interval: "beta continuous_bernoulli dirichlet kumaraswamy",
    distribution: "exp_family",
    transformed_distribution: "independent",
}
for _module, _names in _MODULES.items():
    for _name in _names.split():
        globals()[_name] = _sys.modules[f"{__name__}.{_name}"] = _module
