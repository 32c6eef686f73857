"""Random numbers: PyTorch's CPU stream, drawn by compiled loops from a generator's state.

A state is a contiguous uint8 array of 5056 bytes in PyTorch's own layout; the functions here advance it. Each fills an
array of any dtype and strides: elements are drawn in the order of memory, as PyTorch does.
"""

from __future__ import annotations

import math

import numpy as np

from .._dtypes import bfloat16, float32, float64
from .._native import ext
from .cast import cast
from .errstate import quiet

__all__ = [
    "draw_bernoulli", "draw_cauchy", "draw_exponential", "draw_geometric", "draw_integers", "draw_log_normal", "draw_normal",
    "draw_permutation", "draw_uniform", "new_state", "seed_state",
]  # fmt: skip


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
    if out.flags.c_contiguous:
        return out
    return out.transpose(sorted(range(out.ndim), key=lambda d: -abs(out.strides[d])))


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


def draw_uniform(state, out, dtype, low, high):
    """Numbers in [low, high); 16-bit floats are drawn as float32 and rounded."""
    real = _real(dtype)
    number = np.float64 if real is float64 else np.float32
    return _fill(
        out,
        dtype,
        number,
        lambda work: ext.random_uniform(state, work, low, high, 53 if number is np.float64 else 24),
    )


def draw_normal(state, out, dtype, mean, std):
    """Normally distributed numbers (Box and Muller 1958): in blocks of 16 where there are that many in a row, in pairs
    in double precision otherwise. A complex number's parts share the variance."""
    real = _real(dtype)
    if dtype.is_complex:
        std /= math.sqrt(2)
        if mean:
            _fill(out, dtype, real.np, lambda work: _normals(state, work, real, 0.0, std))
            out += mean
            return out
    if not dtype.is_complex and (out.size < 16 or not out.flags.c_contiguous):
        return _fill(
            out, dtype, np.dtype(np.float64), lambda work: ext.random_normal_pairs(state, work, mean, std)
        )
    number = real.np if real in (float32, float64) else np.dtype(np.float32)
    return _fill(out, dtype, number, lambda work: _normals(state, work, real, mean, std))


def _normals(state, work, dtype, mean, std):
    if work.size < 16:
        pairs = np.empty(work.shape)
        ext.random_normal_pairs(state, pairs, mean, std)
        work[...] = pairs
    elif dtype.is_reduced:
        _reduced_normals(state, work.reshape(-1), mean, std)
    else:
        ext.random_normal(state, work, mean, std)


def _reduced_normals(state, work, mean, std):
    """Blocks of 16 one after the other; a rest takes a block of its own that ends with the last number."""
    whole = work.size // 16 * 16
    ext.random_normal(state, work[:whole], mean, std)
    if whole != work.size:
        ext.random_normal(state, work[-16:], mean, std)


def draw_integers(state, out, dtype, span, base, wide):
    """Whole numbers ``base`` to ``base + span - 1``; span 0 means all 64 bits. ``wide``: from two words each."""
    ordered = _in_memory_order(out)
    work = (
        ordered
        if ordered.dtype == np.int64 and ordered.flags.c_contiguous
        else np.empty(ordered.shape, np.int64)
    )
    ext.random_integers(state, work, span, base, wide)
    if work is not ordered:
        if dtype.category >= 2:
            work = cast(work.astype(np.float64) if dtype is float64 else work.astype(np.float32),
                        float64 if dtype is float64 else float32, dtype)  # fmt: skip
        ordered[...] = work.astype(dtype.np, copy=False)
    return out


def draw_permutation(state, out):
    """The numbers 0 to out.size - 1 in random order (Fisher and Yates)."""
    ext.random_permutation(state, out)
    return out


def _doubles(state, out):
    u = np.empty(_in_memory_order(out).shape)
    ext.random_uniform(state, u, 0.0, 1.0, 53)
    return u


def _put(out, values, dtype):
    ordered = _in_memory_order(out)
    if values.dtype == np.bool_:
        values = values.astype(np.float32 if dtype.category >= 2 else dtype.np)
        ordered[...] = cast(values, float32, dtype) if dtype.category >= 2 else values
    else:
        ordered[...] = cast(values, float64, dtype)
    return out


def draw_bernoulli(state, out, dtype, p, digits=53):
    """1 with probability p (a number, or an array of out's shape; then ``digits`` tells the precision), else 0."""
    if isinstance(p, np.ndarray):
        u = np.empty(p.shape, np.float64 if digits == 53 else np.float32)
        ext.random_uniform(state, u, 0.0, 1.0, digits)
        return _put(out, u < p, dtype) if out.flags.c_contiguous else _assign(out, (u < p), dtype)
    return _put(out, _doubles(state, out) < p, dtype)


def _assign(out, values, dtype):
    out[...] = _put(np.empty(out.shape, out.dtype), values, dtype)
    return out


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
    ext.random_normal_pairs(state, u, mean, std)
    return _put(out, np.exp(u), dtype)
