"""Random numbers: PyTorch's CPU stream, drawn by compiled loops from a generator's state.

A state is a contiguous uint8 array of 5056 bytes in PyTorch's own layout; the functions here advance it. Each fills an
array of any dtype and strides: elements are drawn in the order of memory, as PyTorch does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..._base.dtypes import bfloat16, bool_, float32, float64, int64, uint8
from ..._base.exports import defined_in
from ..._native import ext
from ..errstate import quiet
from ..tensors.cast import cast


def new_state(seed):
    """A generator's state for a seed of up to 64 bits."""
    state = np.zeros(5056, np.uint8)
    seed_state(state, seed)
    return state


def seed_state(state, seed):
    """Start the stream of ``seed`` (an int below 2**64)."""
    ext.random_seed(state, seed)


def _in_memory_order(out):
    """``out`` with its dimensions from the slowest to the fastest."""
    return out if out.flags.c_contiguous else out.transpose(_memory_order(out))


def _memory_order(out):
    return sorted(range(out.ndim), key=lambda d: -abs(out.strides[d]))


def _fill(out, dtype, number, draw):
    """Fill ``out`` by ``draw(work)``, where work is a contiguous array of ``number``'s dtype and the same order."""
    if dtype.is_complex:
        parts = out.real.dtype
        pairs = np.empty((*out.shape, 2), parts)
        draw(pairs)
        out[...] = pairs.view(out.dtype)[..., 0]
        return out
    ordered = _in_memory_order(out)
    if dtype.np == number and dtype is not bfloat16 and ordered.flags.c_contiguous:
        draw(ordered)
        return out
    work = np.empty(ordered.shape, number)
    draw(work)
    source = float32 if number == np.float32 else float64
    ordered[...] = cast(work, source, dtype) if work.dtype.kind == "f" else work.astype(dtype.np)
    return out


def _real(dtype):
    return dtype.to_real() if dtype.is_complex else dtype


def kernel(draw, dtype, state, lock, shape, *params):
    """The compiled form of a draw by its name ("uniform", "normal", "integers", "bernoulli", "permutation"), called as
    ``f(x, *numbers, out)`` with out an array or None: then a new one of ``shape``. It holds ``lock`` meanwhile, and
    answers NotImplemented for arrays it can't fill. None if it never can."""
    if dtype not in _COMPILED[draw]:
        return None
    like = None if shape is None else (shape, dtype.np.num)
    return ext.bound(getattr(ext, "random_" + draw), (*params, state, lock, like), True)


_COMPILED = {
    "uniform": (float32, float64),
    "normal": (float32, float64),
    "integers": (int64,),
    "bernoulli": (float32, uint8, bool_),
    "permutation": (int64,),
}


def _uniform(state, work, low=0.0, high=1.0):
    ext.random_uniform(None, low, high, state, None, None, work)


def _pairs(state, work, mean, std):
    ext.random_normal_pairs(None, mean, std, state, None, None, work)


def draw_uniform(state, out, dtype, low, high):
    """Numbers in [low, high), drawn in float32 for 16-bit floats."""
    real = _real(dtype)
    number = np.float64 if real is float64 else np.float32
    _fill(out, dtype, np.dtype(number), lambda work: _uniform(state, work, low, high))
    if dtype.is_reduced:  # what rounds to the upper bound becomes the lower one
        least, most = cast(np.asarray([low, high], np.float32), float32, dtype).view(np.uint16).tolist()
        bits = out.view(np.uint16)
        bits[bits == most] = least
        if most & 0x7FFF == 0:  # 0 and -0 are equal
            bits[bits == most ^ 0x8000] = least
    return out


def draw_normal(state, out, dtype, mean, std):
    """Normally distributed numbers (Box and Muller 1958): in blocks of 16 where there are that many in a row, in pairs
    in double precision otherwise. A complex number's parts share the variance; both get the mean."""
    real = _real(dtype)
    if dtype.is_complex:
        std /= math.sqrt(2)
    elif out.size < 16 or not out.flags.c_contiguous:
        return _fill(out, dtype, np.dtype(np.float64), lambda work: _pairs(state, work, mean, std))
    number = real.np if real in (float32, float64) else np.dtype(np.float32)
    return _fill(out, dtype, number, lambda work: _normals(state, work, real, mean, std))


def _normals(state, work, dtype, mean, std):
    if not dtype.is_reduced:
        ext.random_normal(None, mean, std, state, None, None, work)
        return
    work = work.reshape(-1)  # blocks of 16 one after the other; a rest takes a block of its own, which ends with it
    whole = work.size // 16 * 16
    ext.random_normal(None, mean, std, state, None, None, work[:whole])
    if whole != work.size:
        ext.random_normal(None, mean, std, state, None, None, work[-16:])


def draw_integers(state, out, dtype, span, base, wide):
    """Whole numbers ``base`` to ``base + span - 1``; span 0 means all 64 bits. ``wide``: from two words each."""
    ordered = _in_memory_order(out)
    direct = ordered.dtype == np.int64 and ordered.flags.c_contiguous
    work = ordered if direct else np.empty(ordered.shape, np.int64)
    ext.random_integers(None, span, base, wide, state, None, None, work)
    if not direct:
        ordered[...] = cast(work, int64, dtype)
    return out


def draw_permutation(state, out):
    """The numbers 0 to out.size - 1 in random order (Fisher and Yates)."""
    ext.random_permutation(None, state, None, None, out)
    return out


def _doubles(state, out):
    u = np.empty(_in_memory_order(out).shape)
    _uniform(state, u)
    return u


def _put(out, values, dtype):
    """Write float64 values, which are in the order of memory."""
    _in_memory_order(out)[...] = cast(values, float64, dtype)
    return out


def draw_bernoulli(state, out, dtype, p):
    """1 with probability p, else 0. For a number or a float64 array p the comparison has 53 digits, for a float32 array
    24."""
    if isinstance(p, np.ndarray):
        order = _memory_order(out)
        to, p = out.transpose(order), p.transpose(order)
        u = np.empty(p.shape, p.dtype)
        _uniform(state, u)
        coins = u < p
    else:
        to = _in_memory_order(out)
        coins = np.empty(to.shape, np.bool_)
        ext.random_bernoulli(None, p, state, None, None, coins)
    to[...] = cast(coins, bool_, dtype)
    return out


def places(sums, numbers):
    """Per row, where each of ``numbers`` (rows, draws), float64, falls among the rising ``sums`` (rows, n): the first
    that is not below it."""
    return ext.random_places(sums, numbers)


@quiet
def draw_exponential(state, out, dtype, rate):
    """Exponentially distributed numbers with the given rate."""
    return _put(out, -1.0 / rate * np.log1p(-_doubles(state, out)), dtype)


@quiet
def draw_geometric(state, out, dtype, p):
    """How many trials of probability p until the first success."""
    return _put(out, np.ceil(np.log(_doubles(state, out)) / np.log1p(-p)), dtype)


@quiet
def draw_cauchy(state, out, dtype, median, sigma):
    """Cauchy-distributed numbers."""
    return _put(out, median + sigma * np.tan(math.pi * (_doubles(state, out) - 0.5)), dtype)


@quiet
def draw_log_normal(state, out, dtype, mean, std):
    """Numbers whose logarithms are normally distributed."""
    u = np.empty(_in_memory_order(out).shape)
    _pairs(state, u, mean, std)
    return _put(out, np.exp(u), dtype)


def _rows(x):
    """The array, or its copy, row by row in memory (0-d ones stay 0-d)."""
    return np.asarray(x, order="C")


def draw_poisson(state, rate):
    """Poisson-distributed numbers with the given rates (float32 or float64), drawn row by row."""
    return ext.random_poisson(state, _rows(rate))


def draw_gamma(state, shape):
    """Gamma-distributed numbers of rate 1 with the given shapes (float32 or float64)."""
    return ext.random_gamma(state, _rows(shape))


def draw_binomial(state, count, p):
    """How many of ``count`` trials of probability p succeed (both float32 or both float64, of one shape)."""
    return ext.random_binomial(state, _rows(count), _rows(p))


def gamma_slope(x, shape):
    """How gamma-distributed numbers (float64) move with their shapes, at fixed quantiles."""
    return ext.gamma_slope(_rows(x), _rows(shape))


def beta_slope(x, a, b):
    """How beta-distributed numbers (float64) move with ``a`` at fixed quantiles, divided by 1 - x."""
    return ext.beta_slope(_rows(x), _rows(a), _rows(b))


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
