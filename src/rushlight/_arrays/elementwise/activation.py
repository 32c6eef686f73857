"""Activations and their derivatives: ``activation(name, order, x, *numbers)`` is one at x (order 0) or the other (1).

In NumPy, any floating dtype; the common ones (relu, sigmoid, tanh, silu, gelu, elu, softplus) have compiled kernels in
``elementwise`` too.
"""

from __future__ import annotations

import math

import numpy as np

from ..errstate import quiet
from .elementwise import erf

__all__ = ["ACTIVATIONS", "activation"]

_SQRT_HALF, _DENSITY = math.sqrt(0.5), 1 / math.sqrt(2 * math.pi)
_K = math.sqrt(2 / math.pi)  # of gelu's approximation


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _cdf(x):
    return 0.5 * (1 + erf(x * x.dtype.type(_SQRT_HALF)))


def _pdf(x):
    return np.exp(-0.5 * x * x) * x.dtype.type(_DENSITY)


def _tanh_parts(x):
    """tanh(u) of gelu's approximation, and u'."""
    return np.tanh(_K * (x + 0.044715 * x * x * x)), _K * (1 + 3 * 0.044715 * x * x)


def _gelu_tanh_1(x):
    t, u1 = _tanh_parts(x)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * u1


def _silu_1(x):
    s = _sigmoid(x)
    return s * (1 + x * (1 - s))


def _mish_1(x):
    t, s = np.tanh(_softplus(x)), _sigmoid(x)
    return t + x * s * (1 - t * t)


def _beyond(x, beta, threshold, soft, hard):
    """``soft`` of beta x, and ``hard`` where that is above the threshold."""
    z = x * beta
    return np.where(z > threshold, hard, soft(np.minimum(z, threshold)))


def _elu(x, alpha, scale, input_scale):
    return np.where(x > 0, x * scale, np.expm1(np.minimum(x, 0) * input_scale) * (alpha * scale))


def _elu_1(x, alpha, scale, input_scale):
    low = np.exp(np.minimum(x, 0) * input_scale) * (alpha * scale * input_scale)
    return np.where(x <= 0, low, scale)  # as PyTorch, the positive side for nan


# Per name: the function and its derivative.
ACTIVATIONS = {
    "Gelu": (lambda x: x * _cdf(x), lambda x: _cdf(x) + x * _pdf(x)),
    "GeluTanh": (lambda x: 0.5 * x * (1 + _tanh_parts(x)[0]), _gelu_tanh_1),
    "Silu": (lambda x: x * _sigmoid(x), _silu_1),
    "Mish": (lambda x: x * np.tanh(_softplus(x)), _mish_1),
    "Elu": (_elu, _elu_1),
    "Softplus": (
        lambda x, beta, threshold: _beyond(x, beta, threshold, lambda z: np.log1p(np.exp(z)) / beta, x),
        lambda x, beta, threshold: _beyond(x, beta, threshold, _sigmoid, 1),
    ),
    "LogSigmoid": (lambda x: -_softplus(-x), lambda x: _sigmoid(-x)),
    "Hardswish": (
        lambda x: x * np.clip(x + 3, 0, 6) / 6,
        lambda x: np.where(x <= -3, 0, np.where(x < 3, x / 3 + 0.5, 1)),
    ),
    "LeakyRelu": (lambda x, slope: np.where(x > 0, x, x * slope), lambda x, slope: np.where(x > 0, 1, slope)),
    "Hardtanh": (lambda x, low, high: np.clip(x, low, high), lambda x, low, high: ~((x <= low) | (x >= high))),
    "Hardsigmoid": (lambda x: np.clip(x + 3, 0, 6) / 6, lambda x: np.where((x > -3) & (x < 3), 1 / 6, 0)),
    "Softshrink": (
        lambda x, limit: np.where(x > limit, x - limit, np.where(x < -limit, x + limit, x * 0)),
        lambda x, limit: ~(np.abs(x) <= limit),
    ),
    "Hardshrink": (lambda x, limit: np.where(np.abs(x) <= limit, 0, x), lambda x, limit: ~(np.abs(x) <= limit)),
    "Threshold": (
        lambda x, threshold, value: np.where(x <= threshold, value, x),
        lambda x, threshold, value: ~(x <= threshold),
    ),
}


@quiet
def activation(name, order, x, *numbers):
    """Activation ``name`` (order 0) or its derivative (order 1) at each element of x, of x's dtype.

    >>> activation("LeakyRelu", 0, np.array([-1.0, 2.0]), 0.5)
    array([-0.5,  2. ])
    """
    return np.asarray(ACTIVATIONS[name][order](x, *numbers)).astype(x.dtype, copy=False)
