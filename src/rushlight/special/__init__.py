"""Special functions: ``torch.special``. Some are functions of ``torch`` too, here under their names in mathematics."""

from __future__ import annotations

from .._ops.bessel import (
    airy_ai,
    bessel_j0,
    bessel_j1,
    bessel_y0,
    bessel_y1,
    i0,
    i0e,
    i1,
    i1e,
    modified_bessel_i0,
    modified_bessel_i1,
    modified_bessel_k0,
    modified_bessel_k1,
    scaled_modified_bessel_k0,
    scaled_modified_bessel_k1,
    spherical_bessel_j0,
)
from .._ops.gamma import digamma, polygamma, zeta
from .._ops.gamma import digamma as psi
from .._ops.gamma import igamma as gammainc
from .._ops.gamma import igammac as gammaincc
from .._ops.gamma import lgamma as gammaln
from .._ops.gamma import mvlgamma as multigammaln
from .._ops.maths import erf, erfc, exp2, expm1, log1p, logit
from .._ops.maths import sigmoid as expit
from .._ops.pairs import xlogy
from .._ops.polynomials import (
    chebyshev_polynomial_t,
    chebyshev_polynomial_u,
    chebyshev_polynomial_v,
    chebyshev_polynomial_w,
    hermite_polynomial_h,
    hermite_polynomial_he,
    laguerre_polynomial_l,
    legendre_polynomial_p,
    shifted_chebyshev_polynomial_t,
    shifted_chebyshev_polynomial_u,
    shifted_chebyshev_polynomial_v,
    shifted_chebyshev_polynomial_w,
)
from .._ops.rounding import round
from .._ops.softmax import torch_log_softmax as log_softmax
from .._ops.softmax import torch_softmax as softmax
from .._ops.special_functions import entr, erfcx, erfinv, log_ndtr, ndtr, ndtri, sinc, xlog1py
from .._ops.statistics import logsumexp
from .._overrides import face
from ..tensor import Tensor

__all__ = [
    "Tensor",
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "chebyshev_polynomial_t",
    "chebyshev_polynomial_u",
    "chebyshev_polynomial_v",
    "chebyshev_polynomial_w",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "exp2",
    "expit",
    "expm1",
    "gammainc",
    "gammaincc",
    "gammaln",
    "hermite_polynomial_h",
    "hermite_polynomial_he",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "laguerre_polynomial_l",
    "legendre_polynomial_p",
    "log1p",
    "log_ndtr",
    "log_softmax",
    "logit",
    "logsumexp",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "multigammaln",
    "ndtr",
    "ndtri",
    "polygamma",
    "psi",
    "round",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "shifted_chebyshev_polynomial_t",
    "shifted_chebyshev_polynomial_u",
    "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
    "sinc",
    "softmax",
    "spherical_bessel_j0",
    "xlog1py",
    "xlogy",
    "zeta",
]

globals().update(face("rushlight.special", __all__, globals()))
