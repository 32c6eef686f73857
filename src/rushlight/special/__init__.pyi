# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from .._ops.elementwise.abs_sign_round import round as round
from .._ops.elementwise.activation import sigmoid
from .._ops.elementwise.atan2_hypot import xlogy as xlogy
from .._ops.elementwise.exp_log_sin import erf as erf
from .._ops.elementwise.exp_log_sin import erfc as erfc
from .._ops.elementwise.exp_log_sin import exp2 as exp2
from .._ops.elementwise.exp_log_sin import expm1 as expm1
from .._ops.elementwise.exp_log_sin import log1p as log1p
from .._ops.elementwise.exp_log_sin import logit as logit
from .._ops.layers.softmax import torch_log_softmax
from .._ops.layers.softmax import torch_softmax
from .._ops.reductions.logsumexp import logsumexp as logsumexp
from .._ops.special.bessel import airy_ai as airy_ai
from .._ops.special.bessel import bessel_j0 as bessel_j0
from .._ops.special.bessel import bessel_j1 as bessel_j1
from .._ops.special.bessel import bessel_y0 as bessel_y0
from .._ops.special.bessel import bessel_y1 as bessel_y1
from .._ops.special.bessel import i0 as i0
from .._ops.special.bessel import i0e as i0e
from .._ops.special.bessel import i1 as i1
from .._ops.special.bessel import i1e as i1e
from .._ops.special.bessel import modified_bessel_i0 as modified_bessel_i0
from .._ops.special.bessel import modified_bessel_i1 as modified_bessel_i1
from .._ops.special.bessel import modified_bessel_k0 as modified_bessel_k0
from .._ops.special.bessel import modified_bessel_k1 as modified_bessel_k1
from .._ops.special.bessel import scaled_modified_bessel_k0 as scaled_modified_bessel_k0
from .._ops.special.bessel import scaled_modified_bessel_k1 as scaled_modified_bessel_k1
from .._ops.special.bessel import spherical_bessel_j0 as spherical_bessel_j0
from .._ops.special.erfinv_ndtri import entr as entr
from .._ops.special.erfinv_ndtri import erfcx as erfcx
from .._ops.special.erfinv_ndtri import erfinv as erfinv
from .._ops.special.erfinv_ndtri import log_ndtr as log_ndtr
from .._ops.special.erfinv_ndtri import ndtr as ndtr
from .._ops.special.erfinv_ndtri import ndtri as ndtri
from .._ops.special.erfinv_ndtri import sinc as sinc
from .._ops.special.erfinv_ndtri import xlog1py as xlog1py
from .._ops.special.gamma import digamma as _digamma
from .._ops.special.gamma import digamma as digamma
from .._ops.special.gamma import igamma
from .._ops.special.gamma import igammac
from .._ops.special.gamma import lgamma
from .._ops.special.gamma import mvlgamma
from .._ops.special.gamma import polygamma as polygamma
from .._ops.special.gamma import zeta as zeta
from .._ops.special.polynomials import chebyshev_polynomial_t as chebyshev_polynomial_t
from .._ops.special.polynomials import chebyshev_polynomial_u as chebyshev_polynomial_u
from .._ops.special.polynomials import chebyshev_polynomial_v as chebyshev_polynomial_v
from .._ops.special.polynomials import chebyshev_polynomial_w as chebyshev_polynomial_w
from .._ops.special.polynomials import hermite_polynomial_h as hermite_polynomial_h
from .._ops.special.polynomials import hermite_polynomial_he as hermite_polynomial_he
from .._ops.special.polynomials import laguerre_polynomial_l as laguerre_polynomial_l
from .._ops.special.polynomials import legendre_polynomial_p as legendre_polynomial_p
from .._ops.special.polynomials import shifted_chebyshev_polynomial_t as shifted_chebyshev_polynomial_t
from .._ops.special.polynomials import shifted_chebyshev_polynomial_u as shifted_chebyshev_polynomial_u
from .._ops.special.polynomials import shifted_chebyshev_polynomial_v as shifted_chebyshev_polynomial_v
from .._ops.special.polynomials import shifted_chebyshev_polynomial_w as shifted_chebyshev_polynomial_w
from .._tensor.tensor import Tensor as Tensor

expit = sigmoid
gammainc = igamma
gammaincc = igammac
gammaln = lgamma
log_softmax = torch_log_softmax
multigammaln = mvlgamma
psi = _digamma
softmax = torch_softmax
