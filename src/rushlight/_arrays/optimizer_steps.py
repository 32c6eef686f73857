"""Optimizer steps over many arrays at once, in place. The order of operations is that of PyTorch's plain loops.

Compiled kernels for float32 and float64; other dtypes, and tests, use the NumPy references here. bfloat16 arrays are
given as uint16.
"""

from __future__ import annotations

import numpy as np

from .._base import dtypes
from .errstate import quiet
from .tensors.cast import cast

__all__ = ["adam_step", "fill_zero", "sgd_step"]


def _wide(a):
    """What to compute with: 16-bit floats as float32."""
    if a.dtype == np.uint16:
        return cast(a, dtypes.bfloat16, dtypes.float32)
    return a.astype(np.float32) if a.dtype == np.float16 else a


def _put(a, value):
    """Write ``value`` into ``a``."""
    if a.dtype == np.uint16:
        value = cast(np.asarray(value, np.float32), dtypes.float32, dtypes.bfloat16)
    a[...] = value


@quiet
def sgd_step(lr, momentum, dampening, weight_decay, *arrays, n, has_momentum, nesterov, decay, maximize, first):
    """A step of stochastic gradient descent on ``n`` parameters.

    arrays: n parameters, n gradients and, with ``has_momentum``, n momentum buffers; the first and the last are
    overwritten. ``first``: the buffers hold nothing yet. Sutskever et al. (2013).
    """
    for i in range(n):
        p, g = arrays[i], _wide(arrays[n + i])
        x = _wide(p)
        if maximize:
            g = -g
        if decay:
            g = g + x * x.dtype.type(weight_decay)
        if has_momentum:
            b = arrays[2 * n + i]
            v = g if first else _wide(b) * x.dtype.type(momentum) + g * x.dtype.type(1 - dampening)
            _put(b, v)
            g = g + v * x.dtype.type(momentum) if nesterov else v
        _put(p, x + g * x.dtype.type(-lr))


@quiet
def adam_step(lr, beta1, beta2, eps, weight_decay, *arrays, n, amsgrad, maximize, decay, decoupled):
    """A step of Adam on ``n`` parameters.

    arrays: n parameters, n gradients, n first and n second moments, with ``amsgrad`` n maxima of the latter, n step
    counts (0-d, counted up here); all but the gradients are overwritten. ``decoupled``: the weights decay by themselves
    (AdamW) and not through the gradient. Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101.
    """
    for i in range(n):
        p, m, v, step = arrays[i], arrays[2 * n + i], arrays[3 * n + i], arrays[(5 if amsgrad else 4) * n + i]
        x, g = (_real(_wide(a)) for a in (p, arrays[n + i]))
        T = x.dtype.type
        step += 1
        t = float(step)
        if maximize:
            g = -g
        if decay and decoupled:
            x = x * T(1 - lr * weight_decay)
        elif decay:
            g = g + x * T(weight_decay)
        mean, square = _real(_wide(m)), _real(_wide(v))
        weight = 1 - beta1
        d = g - mean
        mean = mean + T(weight) * d if abs(weight) < 0.5 else g - d * (1 - T(weight))
        square = square * T(beta2) + T(1 - beta2) * g * g
        _put(_real(m), mean)
        _put(_real(v), square)
        if amsgrad:
            top = arrays[4 * n + i]
            square = np.maximum(_real(_wide(top)), square)
            _put(_real(top), square)
        root = np.sqrt(square) / T((1 - beta2**t) ** 0.5) + T(eps)
        _put(_real(p), x + T(-(lr / (1 - beta1**t))) * mean / root)


def _real(a):
    """Complex numbers as pairs of real ones."""
    return a if a.dtype.kind != "c" else a[..., None].view(a.real.dtype)


def fill_zero(*arrays):
    """Zero in every element of every array."""
    for a in arrays:
        a[...] = 0
