"""Special functions: ``torch.special``. Some are functions of ``torch`` too, here under their names in mathematics."""

from __future__ import annotations

from .._face.overrides import face
from .._ops.elementwise.abs_sign_round import round
from .._ops.elementwise.atan2_hypot import xlogy
from .._ops.elementwise.exp_log_sin import erf, erfc, exp2, expm1, log1p, logit
from .._ops.elementwise.exp_log_sin import sigmoid as expit
from .._ops.layers.softmax import torch_log_softmax as log_softmax
from .._ops.layers.softmax import torch_softmax as softmax
from .._ops.reductions.var_median import logsumexp
from .._ops.special.bessel import (
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
from .._ops.special.erfinv_ndtri import entr, erfcx, erfinv, log_ndtr, ndtr, ndtri, sinc, xlog1py
from .._ops.special.gamma import digamma, polygamma, zeta
from .._ops.special.gamma import digamma as psi
from .._ops.special.gamma import igamma as gammainc
from .._ops.special.gamma import igammac as gammaincc
from .._ops.special.gamma import lgamma as gammaln
from .._ops.special.gamma import mvlgamma as multigammaln
from .._ops.special.polynomials import (
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
from .._tensor.tensor import Tensor

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
