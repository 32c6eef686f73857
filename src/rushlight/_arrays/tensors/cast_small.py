"""Casts of the types that are only stored: 8-bit floats as uint8, complex numbers of two 16-bit floats as uint32.

An 8-bit float has so few values that reading it is a table, and writing it a search among them: to the nearest, ties to
the even code.
"""

from __future__ import annotations

import functools

import numpy as np

from ..._base import dtypes

__all__ = ["from_small", "to_small"]

# bits of the mantissa, bias of the exponent, and what is too large: the largest number, infinity, or nan
_FORMATS = {
    "float8_e4m3fn": (3, 7, "largest"),
    "float8_e5m2": (2, 15, "inf"),
    "float8_e4m3fnuz": (3, 8, "nan"),
    "float8_e5m2fnuz": (2, 16, "nan"),
}


def from_small(x, source):
    """Stored bits as float32, or complex64 for complex32. Small integers are their bits."""
    if source is dtypes.complex32:
        parts = np.ascontiguousarray(x).reshape(x.shape).view(np.float16) if x.ndim else x.reshape(1).view(np.float16)
        return parts.astype(np.float32).view(np.complex64).reshape(x.shape)
    return np.asarray(_table(source.name)[x]) if source.is_floating_point else x


def to_small(x, target):
    """float32 (complex64 for complex32) as stored bits."""
    if target is dtypes.complex32:
        return (
            np.ascontiguousarray(x, np.complex64)
            .reshape(-1)
            .view(np.float32)
            .astype(np.float16)
            .view(np.uint32)
            .reshape(x.shape)
        )
    bits = np.ascontiguousarray(x, np.float32).reshape(-1).view(np.uint32)
    found = _powers_of_two(bits) if target.name == "float8_e8m0fnu" else _nearest(bits, target.name)
    return found.reshape(x.shape)


@functools.cache
def _table(name):
    """The values of the 256 codes, as float32."""
    codes = np.arange(256)
    if name == "float8_e8m0fnu":
        return np.append(np.ldexp(1.0, codes[:255] - 127), np.nan).astype(np.float32)
    mantissa, bias, _ = _FORMATS[name]
    exponent, rest = (codes & 127) >> mantissa, codes & ((1 << mantissa) - 1)
    values = np.where(
        exponent == 0,
        np.ldexp(rest.astype(float), 1 - bias - mantissa),
        np.ldexp(rest + 2.0**mantissa, exponent - bias - mantissa),
    )
    if name.endswith("fnuz"):
        values[128] = np.nan
    elif name == "float8_e4m3fn":
        values[[127, 255]] = np.nan
    else:
        values[[124, 252]] = np.inf
        values[125:128] = values[253:] = np.nan
    return np.where(codes > 127, -values, values).astype(np.float32)


@functools.cache
def _middles(name):
    """The finite values from 0 on, and one more where the next would stand: (what lies between neighbours, the number
    of values)."""
    table = _table(name)[:128].astype(float)
    values = table[np.isfinite(table)]
    values = np.append(values, 2 * values[-1] - values[-2])
    return (values[1:] + values[:-1]) / 2, len(values) - 1


def _nearest(bits, name):
    middles, n = _middles(name)
    sign, size = bits >> 31, (bits & 0x7FFFFFFF).view(np.float32).astype(np.float64)
    code = np.searchsorted(middles, size)
    tie = (code < n) & (size == middles[np.minimum(code, n - 1)])
    code += tie & (code & 1 == 1)
    large = _FORMATS[name][2]
    if large == "largest":
        code = np.minimum(code, n - 1)
    elif large == "inf":
        code = np.minimum(code, n)
    code = np.where(np.isnan(size), 127, code)
    if name.endswith("fnuz"):  # one zero, one nan
        return np.where(np.isnan(size) | (code >= n), 128, np.where(code == 0, 0, code | sign << 7)).astype(np.uint8)
    return (code | sign << 7).astype(np.uint8)


def _powers_of_two(bits):
    """The exponent alone, rounded to the nearest; the sign is lost, infinity is nan."""
    exponent, mantissa = bits >> 23 & 0xFF, bits & 0x7FFFFF
    up = (mantissa > 0x400000) | ((mantissa == 0x400000) & (exponent > 0))
    return np.where(exponent == 255, 255, exponent + up).astype(np.uint8)
