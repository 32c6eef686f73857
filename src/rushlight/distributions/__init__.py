"""Probability distributions: ``torch.distributions``.

All compute with tensors and in batches. ``sample`` and ``rsample`` draw from the default generator, the same numbers as
PyTorch; those of ``rsample`` have a gradient in the parameters (``has_rsample``).
"""

from __future__ import annotations

import sys as _sys
from typing import TYPE_CHECKING

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
from ._categories import *
from ._counts import *
from ._from_normal import *
from ._matrices import *
from ._positive import *
from ._real_line import *
from ._relaxed import RelaxedBernoulli, RelaxedOneHotCategorical
from ._unit_interval import *
from .constraint_registry import biject_to, transform_to
from .distribution import *
from .kl import kl_divergence, register_kl
from .transformed_distribution import *
from .transforms import *

if not TYPE_CHECKING:  # checkers follow the imports
    __all__ = [
        "RelaxedBernoulli",
        "RelaxedOneHotCategorical",
        "biject_to",
        "kl_divergence",
        "register_kl",
        "transform_to",
        *_categories.__all__,
        *_counts.__all__,
        *_from_normal.__all__,
        *_matrices.__all__,
        *_positive.__all__,
        *_real_line.__all__,
        *_unit_interval.__all__,
        *distribution.__all__,
        *transformed_distribution.__all__,
        *transforms.__all__,
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
